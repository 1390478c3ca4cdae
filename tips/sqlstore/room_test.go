package sqlstore_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

// TestWordsHaveTheLastRoomOnTheDisk: with a tenth of the disk free no file is
// taken any more, a tip's words are.
func TestWordsHaveTheLastRoomOnTheDisk(t *testing.T) {
	for _, c := range []struct {
		what        string
		free, total int64
		known       bool
		want        error
	}{
		{"plenty", 50 << 30, 100 << 30, true, nil},
		{"a little over a GiB of many", 1<<30 + 1, 100 << 30, true, nil},
		{"under a GiB of many", 1<<30 - 1, 100 << 30, true, tips.ErrFull},
		{"a small disk, half full", 100 << 20, 200 << 20, true, nil},
		{"a small disk, nearly full", 19 << 20, 200 << 20, true, tips.ErrFull},
		{"a system that does not tell", 0, 0, false, nil},
	} {
		t.Run(c.what, func(t *testing.T) {
			o := options(t)
			o.Disk = func(string) (int64, int64, bool) { return c.free, c.total, c.known }
			db := open(t, o)
			in := newTip(tips.Urgent, time.Unix(900, 0))
			if err := db.Accept(t.Context(), in); err != nil {
				t.Fatalf("words: %v", err)
			}
			head := tips.Box{ID: "f", Tip: in.Tip.ID, Kind: tips.BoxFile, Data: []byte("x")}
			if err := db.AddFile(t.Context(), head, false); !errors.Is(err, c.want) {
				t.Errorf("a file: %v", err)
			}
			if err := db.AddChunk(t.Context(), in.Tip.ID, "f", 0, []byte("x")); !errors.Is(err, c.want) {
				t.Errorf("a file's bytes: %v", err)
			}
		})
	}
	if free, total, ok := sqlstore.DiskOf(t.TempDir()); ok && (free <= 0 || total < free) {
		t.Errorf("this disk has %d of %d bytes", free, total)
	}
}
