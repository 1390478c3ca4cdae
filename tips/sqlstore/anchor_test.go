package sqlstore

import (
	"os"
	"path/filepath"
	"testing"
)

// What is read as an anchor is written as it was read, and nothing else is one.
func FuzzAnchor(f *testing.F) {
	for _, s := range []string{"", "mukti-anchor-1 0 -\n", "mukti-anchor-1 7 00ff\n", "mukti-anchor-1 7 00FF\n", "mukti-anchor-1 7 -\n",
		"mukti-anchor-1 +7 00ff\n", "mukti-anchor-1 0 00\n", "mukti-anchor-1 -1 00\n", "mukti-anchor-1 7 0\n", "mukti-anchor-1 7 00ff",
		"mukti-anchor-1 7 00ff\nx", "mukti-anchor-1 99999999999999999999 00\n", "mukti-anchor-2 7 00ff\n", "\x00\xff"} {
		f.Add([]byte(s))
	}
	path := filepath.Join(f.TempDir(), "anchor")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		end, err := (&anchor{path: path}).load()
		switch {
		case err != nil && (end.seq != 0 || end.mac != nil):
			t.Errorf("an error with a link: %v", end)
		case err == nil && (end.text() != string(data) || end.seq < 0 || (end.seq == 0) != (len(end.mac) == 0)):
			t.Errorf("%q was read as %v", data, end)
		}
	})
}
