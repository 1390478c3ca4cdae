package tips_test

import (
	"bytes"
	"testing"

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
