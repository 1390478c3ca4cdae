package tips

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	"mukti/tips/vault"
)

// sealer seals what is written to it, chunk by chunk; Close seals the last.
type sealer struct {
	key   vault.FileKey
	put   func(n int, sealed []byte) error
	limit func(size int64) error // nil for none
	buf   []byte                 // held back, for the last chunk must be known as the last
	n     int                    // chunks that were put
	size  int64
	sum   hash.Hash
}

func newSealer(key vault.FileKey, put func(n int, sealed []byte) error) *sealer {
	return &sealer{key: key, put: put, buf: make([]byte, 0, vault.ChunkSize), sum: sha256.New()}
}

func (s *sealer) Write(p []byte) (int, error) {
	if s.limit != nil {
		if err := s.limit(s.size + int64(len(p))); err != nil {
			return 0, err
		}
	}
	s.sum.Write(p)
	s.size += int64(len(p))
	for rest := p; len(rest) > 0; {
		if len(s.buf) == cap(s.buf) {
			if err := s.seal(false); err != nil {
				return 0, err
			}
		}
		n := min(len(rest), cap(s.buf)-len(s.buf))
		s.buf = append(s.buf, rest[:n]...)
		rest = rest[n:]
	}
	return len(p), nil
}

// Close seals the last chunk; nothing, where nothing was written.
func (s *sealer) Close() error {
	if s.size == 0 {
		return nil
	}
	return s.seal(true)
}

func (s *sealer) seal(last bool) error {
	if err := s.put(s.n, s.key.Seal(s.n, last, s.buf)); err != nil {
		return fmt.Errorf("tips: file: %w", err)
	}
	s.n++
	s.buf = s.buf[:0]
	return nil
}

// openChunks writes a file's bytes, chunk by chunk.
func openChunks(ctx context.Context, from Files, tip, file string, key vault.FileKey, chunks int, w io.Writer) error {
	return openPart(ctx, from, tip, file, key, chunks, Whole(), w)
}

// openPart writes a part of a file's bytes and opens only the chunks that hold
// it: every chunk but the last is [vault.ChunkSize] long.
func openPart(ctx context.Context, from Files, tip, file string, key vault.FileKey, chunks int, part Part, w io.Writer) error {
	if part.From < 0 {
		return fmt.Errorf("tips: file: a part that begins before it")
	}
	skip := part.From % vault.ChunkSize
	for n := int(min(part.From/vault.ChunkSize, int64(chunks))); n < chunks && part.Size != 0; n++ {
		sealed, err := from.Chunk(ctx, tip, file, n)
		if err != nil {
			return fmt.Errorf("tips: file: %w", err)
		}
		plain, err := key.Open(n, n == chunks-1, sealed)
		if err != nil {
			return fmt.Errorf("tips: file: %w", err)
		}
		plain, skip = plain[min(skip, int64(len(plain))):], 0
		if part.Size > 0 {
			plain = plain[:min(part.Size, int64(len(plain)))]
			part.Size -= int64(len(plain))
		}
		if _, err := w.Write(plain); err != nil {
			return err
		}
	}
	return nil
}
