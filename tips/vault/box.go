package vault

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
)

// Label says what a box belongs to. It is sealed inside the box and compared
// at opening, so that a box moved to another tip, or passed off as another
// kind, does not open.
type Label struct {
	Of   string // e.g. the tip's id
	Kind string // e.g. "words"
}

// Seal seals plain to every recipient, padded to a size class.
func Seal(label Label, plain []byte, to ...Recipient) ([]byte, error) {
	return encrypt(frame(label, plain), to)
}

// Open opens what [Seal] sealed; [ErrOpen] for a wrong key, a changed box or
// a label that differs.
func Open(id Identity, label Label, sealed []byte) ([]byte, error) {
	framed, err := decrypt(sealed, id)
	if err != nil {
		return nil, err
	}
	return unframe(label, framed)
}

// frame is: label hash (32) | length (4) | plain | zeros up to the size class.
func frame(label Label, plain []byte) []byte {
	head := label.hash()
	out := make([]byte, sizeClass(len(head)+4+len(plain)))
	copy(out, head[:])
	binary.BigEndian.PutUint32(out[32:], uint32(len(plain)))
	copy(out[36:], plain)
	return out
}

func unframe(label Label, framed []byte) ([]byte, error) {
	want := label.hash()
	if len(framed) < 36 || subtle.ConstantTimeCompare(framed[:32], want[:]) != 1 {
		return nil, ErrOpen
	}
	n := binary.BigEndian.Uint32(framed[32:36])
	if uint64(n) > uint64(len(framed)-36) {
		return nil, ErrOpen
	}
	return framed[36 : 36+n], nil
}

func (l Label) hash() [32]byte {
	h := sha256.New()
	fmt.Fprintf(h, "mukti label v1\n%d:%s\n%d:%s\n", len(l.Of), l.Of, len(l.Kind), l.Kind)
	var out [32]byte
	h.Sum(out[:0])
	return out
}

// sizeClass is the smallest power of two from 256 bytes to 64 KiB that takes
// n; above, the next whole 64 KiB. A reader of the disk learns the class.
func sizeClass(n int) int {
	const top = 64 << 10
	if n > top {
		return (n + top - 1) / top * top
	}
	c := 256
	for c < n {
		c *= 2
	}
	return c
}

// Key is a random symmetric key.
type Key [32]byte

// NewKey draws one.
func NewKey() Key {
	var k Key
	rand.Read(k[:]) // never fails since Go 1.24
	return k
}

// Derive makes a key for one purpose from a secret of at least 128 bits.
func Derive(secret []byte, purpose string) Key {
	b, err := hkdf.Key(sha256.New, secret, nil, "mukti "+purpose, 32)
	if err != nil {
		panic("vault: hkdf of 32 bytes: " + err.Error()) // only for over 8 KiB
	}
	return Key(b)
}

// SealKey seals plain under k, padded and labelled as [Seal] does.
func SealKey(k Key, label Label, plain []byte) []byte {
	aead := newAEAD(k)
	nonce := make([]byte, aead.NonceSize())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, frame(label, plain), nil)
}

// OpenKey opens what [SealKey] sealed, or gives [ErrOpen].
func OpenKey(k Key, label Label, sealed []byte) ([]byte, error) {
	aead := newAEAD(k)
	if len(sealed) < aead.NonceSize() {
		return nil, ErrOpen
	}
	framed, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], nil)
	if err != nil {
		return nil, ErrOpen
	}
	return unframe(label, framed)
}

// ID is what a store may know of a secret: a hash of it for one purpose, in
// hexadecimal digits.
func ID(secret, purpose string) string {
	k := Derive([]byte(secret), "id "+purpose)
	return fmt.Sprintf("%x", k[:16])
}

// NewID draws a random id of 128 bits in hexadecimal digits.
func NewID() string {
	var b [16]byte
	rand.Read(b[:])
	return fmt.Sprintf("%x", b[:])
}
