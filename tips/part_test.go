package tips_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mukti/tips"
	"mukti/tips/vault"
)

// A part is what the whole has there, and no chunk outside of it is opened.
func TestAPartOpensOnlyItsChunks(t *testing.T) {
	p, _, _, unit := newOpened(t)
	data := make([]byte, 3*vault.ChunkSize+1000)
	for i := range data {
		data[i] = byte(i * 31 >> 5)
	}
	taken := p.submit(mathura())
	file := p.addFile(taken, "a.bin", string(data))
	size := int64(len(data))
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.SampledFrom([]int64{0, vault.ChunkSize, 2 * vault.ChunkSize, 3 * vault.ChunkSize, size})
		from := max(0, min(size, near.Draw(t, "near")+rapid.Int64Range(-5, 5).Draw(t, "off")))
		n := rapid.Int64Range(0, size-from).Draw(t, "size")
		var b bytes.Buffer
		if _, err := p.desk.File(p.ctx, unit, taken.Tip, file, tips.Part{From: from, Size: n}, &b); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Bytes(), data[from:from+n]) {
			t.Fatalf("%d bytes from %d: %d came, or others", n, from, b.Len())
		}
	})
	// The other chunks are gone: what does not need them does not miss them.
	p.sql(`DELETE FROM chunks WHERE n <> 2`)
	var b bytes.Buffer
	part := tips.Part{From: 2*vault.ChunkSize + 7, Size: 100}
	if _, err := p.desk.File(p.ctx, unit, taken.Tip, file, part, &b); err != nil || !bytes.Equal(b.Bytes(), data[part.From:part.From+100]) {
		t.Errorf("a part inside one chunk: %d bytes, %v", b.Len(), err)
	}
	if _, err := p.desk.File(p.ctx, unit, taken.Tip, file, tips.Part{From: vault.ChunkSize - 1, Size: 2}, &b); err == nil {
		t.Error("a part of chunks that are gone was given")
	}
	if _, err := p.desk.File(p.ctx, unit, taken.Tip, file, tips.Part{From: -1, Size: 2}, &b); err == nil {
		t.Error("a part that begins before the file was given")
	}
}

// cut takes what comes and does something after the first chunk.
type cut struct {
	got   int
	after func()
}

func (c *cut) Write(p []byte) (int, error) {
	if c.got += len(p); c.after != nil {
		c.after()
		c.after = nil
	}
	return len(p), nil
}

// TestADownloadEndsWithItsSession: of a file that is being sent no further chunk
// is opened once the session or the account has ended, here or elsewhere.
func TestADownloadEndsWithItsSession(t *testing.T) {
	p, _, _, unit := newOpened(t)
	taken := p.submit(mathura())
	const size = 3*vault.ChunkSize + 1000
	file := p.addFile(taken, "a.bin", strings.Repeat("x", size))
	for _, end := range []struct {
		name string
		of   func(*tips.Seat)
		want int
	}{
		{"nothing ends", func(*tips.Seat) {}, size},
		{"idle meanwhile", func(*tips.Seat) { p.wait(tips.SessionIdle + time.Minute) }, size},
		{"signed out", func(s *tips.Seat) { p.must(p.desk.EndSessions(p.ctx, s.Officer.ID, s.SessionOf())) }, vault.ChunkSize},
		{"ended in another process", func(s *tips.Seat) { p.must(p.db.EndSessions(p.ctx, s.Officer.ID, "")) }, vault.ChunkSize},
		{"disabled in another process", func(s *tips.Seat) { p.sql(`UPDATE officers SET state = 'disabled' WHERE id = ?`, s.Officer.ID) }, vault.ChunkSize},
	} {
		seat, err := p.desk.Sit(p.ctx, unit)
		p.must(err)
		c := &cut{after: func() { end.of(seat) }}
		_, err = p.desk.File(p.ctx, seat, taken.Tip, file, tips.Whole(), c)
		if c.got != end.want || (end.want == size) != (err == nil) || err != nil && !errors.Is(err, tips.ErrSession) {
			t.Errorf("%s: %d bytes, %v", end.name, c.got, err)
		}
	}
}
