package search

import (
	"bufio"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// residing is how much of the files below a folder is mapped into this process at the moment, in kB.
// Source: proc_pid_smaps(5).
func residing(t *testing.T, dir string) (kB int) {
	t.Helper()
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	within := false
	for lines := bufio.NewScanner(f); lines.Scan(); {
		field := strings.Fields(lines.Text())
		switch {
		case len(field) > 1 && !strings.HasSuffix(field[0], ":"):
			within = strings.HasPrefix(field[len(field)-1], dir)
		case within && field[0] == "Rss:":
			n, err := strconv.Atoi(field[1])
			if err != nil {
				t.Fatal(err)
			}
			kB += n
		}
	}
	return kB
}

// What questions have looked at leaves memory again, of the tables and of bleve's own file, and a question that is under
// way meanwhile is answered as ever.
func TestAKeptIndexLeavesMemoryAgain(t *testing.T) {
	dir, lib := t.TempDir(), shelf(t, nil)
	x := open(t, lib, dir)
	segments, err := filepath.Glob(filepath.Join(dir, "*", storeFolder, "*.zap"))
	if err != nil || len(segments) != 1 || len(x.engine.segments) != 1 {
		t.Fatalf("%d files, %d of them known: %v", len(segments), len(x.engine.segments), err)
	}
	tables := filepath.Join(filepath.Dir(segments[0]), tablesFile)
	want := ask(t, x, Query{Words: "hostel registers"}).Hits
	if residing(t, segments[0]) == 0 || residing(t, tables) == 0 {
		t.Fatal("a question looks at nothing: the test would prove nothing")
	}
	for x.engine.questions.Load()%restAfter != 0 {
		ask(t, x, Query{Words: "hostel registers"})
	}
	if s, n := residing(t, segments[0]), residing(t, tables); s > 0 || n > 0 {
		t.Errorf("%d kB of bleve's file and %d kB of the tables stay", s, n)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 * restAfter {
				r, err := x.Search(t.Context(), Query{Words: "hostel registers"})
				if err != nil || !reflect.DeepEqual(r.Hits, want) {
					t.Errorf("%+v, %v; want %+v", r, err, want)
					return
				}
			}
		})
	}
	wg.Wait()
}
