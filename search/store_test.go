package search

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// finds opens the index in dir, asks, and closes it again.
func finds(t *testing.T, dir string, more map[string]string, words string) int {
	t.Helper()
	x, err := Open(shelf(t, more), dir)
	if err != nil {
		t.Fatal(err)
	}
	n := ask(t, x, Query{Words: words}).Total
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAKeptIndexIsOpenedAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "search")
	if n := finds(t, dir, nil, "hostel"); n != 1 {
		t.Fatalf("found %d", n)
	}
	names := folders(t, dir)
	if len(names) != 1 {
		t.Fatalf("folders %v", names)
	}
	before, err := os.Stat(filepath.Join(dir, names[0], metaFile))
	if err != nil {
		t.Fatal(err)
	}
	if n := finds(t, dir, nil, "hostel"); n != 1 {
		t.Errorf("found %d the second time", n)
	}
	after, err := os.Stat(filepath.Join(dir, names[0], metaFile))
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) {
		t.Error("built again though nothing had changed")
	}
}

func TestTwoReadersShareAKeptIndex(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, shelf(t, nil), dir), open(t, shelf(t, nil), dir)
	if ask(t, a, Query{Words: "hostel"}).Total != 1 || ask(t, b, Query{Words: "hostel"}).Total != 1 {
		t.Error("not found")
	}
}

func TestTheSameAnswersFromMemoryAndDisk(t *testing.T) {
	lib := shelf(t, nil)
	memory, disk := open(t, lib, ""), open(t, lib, t.TempDir())
	for _, words := range []string{"hostel", "hostel agents registers", "छात्रावास एजेंट", "bandhua mazdoor", "debt"} {
		a, b := ask(t, memory, Query{Words: words}), ask(t, disk, Query{Words: words})
		if len(a.Hits) != len(b.Hits) {
			t.Errorf("%q: %d and %d hits", words, len(a.Hits), len(b.Hits))
			continue
		}
		for i := range a.Hits {
			if !reflect.DeepEqual(a.Hits[i], b.Hits[i]) {
				t.Errorf("%q: %+v and %+v", words, a.Hits[i], b.Hits[i])
			}
		}
	}
}

func TestAnotherLibraryGetsAnotherIndex(t *testing.T) {
	dir := t.TempDir()
	keep := filepath.Join(dir, "somebody-elses-file")
	if err := os.WriteFile(keep, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	more := map[string]string{"help/new/en.md": "---\ntitle: \"New\"\nsource:\n  - name: \"Us\"\n    ref: \"own\"\norder: 3\n---\n\nA lantern.\n"}
	if n := finds(t, dir, nil, "lantern"); n != 0 {
		t.Errorf("found %d before it was there", n)
	}
	if n := finds(t, dir, more, "lantern"); n != 1 {
		t.Errorf("found %d afterwards", n)
	}
	if names := folders(t, dir); len(names) != 2 {
		t.Errorf("the index of the other library is not removed, or more than ours: %v", names)
	}
	if _, err := os.Stat(keep); err != nil {
		t.Error("a file that is not ours is gone")
	}
}

// change turns a byte in the middle of a file.
func change(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	data[len(data)/2] ^= 0xff
	return os.WriteFile(path, data, 0o600)
}

func TestACopiedIndexIsOpenedAsItIs(t *testing.T) {
	dir := t.TempDir()
	finds(t, dir, nil, "hostel")
	home := filepath.Join(dir, folders(t, dir)[0])
	files, err := filepath.Glob(filepath.Join(home, storeFolder, "*"))
	if err != nil || len(files) < 3 {
		t.Fatal(files, err)
	}
	long := time.Now().Add(-time.Hour)
	for _, f := range files {
		if err := os.Chtimes(f, long, long); err != nil {
			t.Fatal(err)
		}
	}
	if n := finds(t, dir, nil, "hostel"); n != 1 {
		t.Errorf("found %d", n)
	}
	if info, err := os.Stat(files[0]); err != nil || !info.ModTime().Equal(long) {
		t.Errorf("it was built again: %v", err)
	}
}

func TestAnIndexBuiltBeside(t *testing.T) {
	before := goleak.IgnoreCurrent()
	dir, lib := t.TempDir(), shelf(t, nil)
	x := OpenBeside(lib, dir)
	for {
		r, err := x.Search(t.Context(), Query{Words: "registers"})
		if errors.Is(err, ErrBuilding) {
			runtime.Gosched()
			continue
		}
		if err != nil || r.Total != 1 {
			t.Fatalf("%+v, %v", r, err)
		}
		break
	}
	if ready, err := x.Ready(); !ready || err != nil {
		t.Errorf("ready %v, %v", ready, err)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	again := OpenBeside(lib, dir) // it is there now: nothing is built
	if ready, err := again.Ready(); !ready || err != nil || again.beside != nil {
		t.Errorf("a kept index is built again: ready %v, %v", ready, err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	broken := OpenBeside(lib, file)
	if err := broken.Close(); err != nil { // waits
		t.Error(err)
	}
	if ready, err := broken.Ready(); ready || err == nil {
		t.Errorf("an index that cannot be kept: ready %v, %v", ready, err)
	}
	goleak.VerifyNone(t, before)
}

func TestABrokenIndexIsBuiltAgain(t *testing.T) {
	damaged := "" // a segment that bleve would open without a word
	for _, c := range []struct {
		what string
		harm func(home string) error
	}{
		{"no description", func(home string) error { return os.Remove(filepath.Join(home, metaFile)) }},
		{"half a description", func(home string) error { return os.Truncate(filepath.Join(home, metaFile), 20) }},
		{"no store", func(home string) error { return os.RemoveAll(filepath.Join(home, storeFolder)) }},
		{"an empty segment", func(home string) error {
			files, err := filepath.Glob(filepath.Join(home, storeFolder, "*.zap"))
			if err != nil || len(files) == 0 {
				return err
			}
			return os.Truncate(files[0], 0)
		}},
		{"half a segment", func(home string) error {
			files, err := filepath.Glob(filepath.Join(home, storeFolder, "*.zap"))
			if err != nil || len(files) == 0 {
				return err
			}
			info, err := os.Stat(files[0])
			if err != nil {
				return err
			}
			return os.Truncate(files[0], info.Size()/2)
		}},
		{"a changed byte", func(home string) error {
			files, err := filepath.Glob(filepath.Join(home, storeFolder, "*.zap"))
			if err != nil || len(files) == 0 {
				return err
			}
			data, err := os.ReadFile(files[0])
			if err != nil {
				return err
			}
			data[len(data)/2] ^= 0xff
			damaged = string(data)
			return os.WriteFile(files[0], data, 0o600)
		}},
		{"a changed byte of the description", func(home string) error { return change(filepath.Join(home, metaFile)) }},
		{"a changed byte of the words", func(home string) error { return change(filepath.Join(home, storeFolder, tablesFile)) }},
		{"a file too many", func(home string) error {
			return os.WriteFile(filepath.Join(home, storeFolder, "more.zap.old"), []byte("x"), 0o600)
		}},
	} {
		dir := t.TempDir()
		finds(t, dir, nil, "hostel")
		names := folders(t, dir)
		if err := c.harm(filepath.Join(dir, names[0])); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		if n := finds(t, dir, nil, "hostel"); n != 1 {
			t.Errorf("%s: found %d", c.what, n)
		}
		for _, name := range folders(t, dir) {
			files, err := filepath.Glob(filepath.Join(dir, name, storeFolder, "*.zap"))
			if err != nil || len(files) != 1 {
				t.Fatalf("%s: segments %v: %v", c.what, files, err)
			}
			if data, err := os.ReadFile(files[0]); err != nil || string(data) == damaged {
				t.Errorf("%s: the damaged index is served: %v", c.what, err)
			}
			if strings.Contains(name, "new") {
				t.Errorf("%s: %s is left behind", c.what, name)
			}
		}
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(shelf(t, nil), file); err == nil {
		t.Error("no error")
	} else if !strings.HasPrefix(err.Error(), "search: ") {
		t.Errorf("error %q does not say whose it is", err)
	}
}

func TestClosingLeavesNothingRunning(t *testing.T) {
	before := goleak.IgnoreCurrent()
	dir := t.TempDir()
	for range 2 {
		finds(t, dir, nil, "hostel registars")
	}
	finds(t, "", nil, "hostel")
	goleak.VerifyNone(t, before)
}
