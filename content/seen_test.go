package content

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// What tells one library from another is the words of its files. A file that
// nobody has written to is not read again; one that was written to is, even
// where its size and its time are as before.
func TestAFileThatWasWrittenToIsReadAgain(t *testing.T) {
	dir, tree := t.TempDir(), t.TempDir()
	for path, file := range large() {
		at := filepath.Join(tree, path)
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	trees := []fs.FS{os.DirFS(tree)}
	key := func() [32]byte {
		t.Helper()
		key, _, err := survey(dir, trees)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	first := key()
	if _, err := os.Stat(filepath.Join(dir, seenFile)); err == nil {
		t.Fatal("files that were written just now are taken for settled")
	}

	// As if the files had been there for an hour; and one hash is a wrong one,
	// which shows that it is believed.
	settle := func(spoil string) {
		t.Helper()
		entries, err := entriesOf(trees)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.tree == nil {
				continue
			}
			if err := e.hash(nil, make([]byte, 1024)); err != nil {
				t.Fatal(err)
			}
			if e.path == spoil {
				e.sum[0] ^= 1
			}
		}
		writeSeen(dir, nil, entries, time.Now().Add(time.Hour))
	}
	if runtime.GOOS == "linux" {
		settle("help/page-3/en.md")
		if key() == first {
			t.Fatal("every file is read again: the test would prove nothing")
		}
	}
	settle("")
	if key() != first {
		t.Fatal("the same files are another library")
	}

	at := filepath.Join(tree, "help/page-3/en.md")
	info, err := os.Stat(at)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)-2] ^= 1
	if err := os.WriteFile(at, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(at, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if key() == first {
		t.Error("other words under the same size and time are not seen")
	}
	data[len(data)-2] ^= 1
	if err := os.WriteFile(at, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if key() != first {
		t.Error("the same words again are another library")
	}

	// What was kept and is broken counts for nothing.
	settle("help/page-3/en.md")
	kept, err := os.ReadFile(filepath.Join(dir, seenFile))
	if err != nil {
		t.Fatal(err)
	}
	for cut := range 60 {
		broken := append([]byte(nil), kept...)
		broken[cut*len(kept)/60] ^= 0x40
		if err := os.WriteFile(filepath.Join(dir, seenFile), broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if key() != first {
			t.Fatalf("a broken file is believed, byte %d", cut*len(kept)/60)
		}
	}
}
