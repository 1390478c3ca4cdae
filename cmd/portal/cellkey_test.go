package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheFileOfTheCellsKeys(t *testing.T) {
	c := &cellKeys{path: filepath.Join(t.TempDir(), cellFile)}
	if keys, err := c.read(); err != nil || keys != nil {
		t.Fatalf("before the first start: %v, %v", keys, err)
	}
	a, b := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	for _, keys := range [][][]byte{{a}, {b, a}, {b}} {
		if err := c.turn(keys...); err != nil {
			t.Fatal(err)
		}
		got := c.now()
		if len(got) != len(keys) || !bytes.Equal(got[0], keys[0]) {
			t.Errorf("read %x, want %x", got, keys)
		}
		if info, err := os.Stat(c.path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
	for _, damaged := range []string{"zz", "0102", "\x00"} {
		if err := os.WriteFile(c.path, []byte(damaged+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := c.read(); err == nil || c.now() != nil {
			t.Errorf("%q was read as a key: %v", damaged, err)
		}
	}
}
