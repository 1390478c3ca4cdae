package vault

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// ChunkSize is the plain size of a file's chunk: with the frame of [SealKey]
// it fills 256 KiB exactly.
const ChunkSize = 256<<10 - 36 // bytes

// FileKey seals one file as chunks: each is bound to the file, its place and
// whether it is the last, so that none can be moved, dropped or cut off.
type FileKey struct {
	key  Key
	file string
}

// NewFileKey draws the key of a file; the key itself travels in the file's head,
// sealed to the tip.
func NewFileKey(file string) FileKey { return FileKey{NewKey(), file} }

// ParseFileKey makes it again from the head.
func ParseFileKey(file string, key []byte) (FileKey, error) {
	if len(key) != 32 {
		return FileKey{}, ErrOpen
	}
	return FileKey{Key(key), file}, nil
}

// Bytes is the secret to put in the file's head.
func (f FileKey) Bytes() []byte { return f.key[:] }

// Seal seals chunk n (from 0). Every chunk but the last is [ChunkSize] long; the last
// is padded to a size class, so the disk does not show a file's exact length.
func (f FileKey) Seal(n int, last bool, plain []byte) []byte {
	return SealKey(f.key, f.label(n, last), plain)
}

// Open opens chunk n, or gives [ErrOpen].
func (f FileKey) Open(n int, last bool, sealed []byte) ([]byte, error) {
	return OpenKey(f.key, f.label(n, last), sealed)
}

func (f FileKey) label(n int, last bool) Label {
	kind := "chunk"
	if last {
		kind = "last chunk"
	}
	return Label{Of: f.file, Kind: fmt.Sprintf("%s %d", kind, n)}
}

// Mark is the keyed hash of a mark (a phone, a vehicle …): the same value in
// two tips gives the same, and nobody without the key can test a guess.
func Mark(k Key, kind, value string) []byte {
	h := hmac.New(sha256.New, k[:])
	var n [4]byte
	binary.BigEndian.PutUint32(n[:], uint32(len(kind)))
	h.Write(n[:])
	h.Write([]byte(kind))
	h.Write([]byte(value))
	return h.Sum(nil)
}
