package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/content"
	"mukti/search"
)

// shelf is a folder of documents that is read again, with a log to look into.
type shelf struct {
	*reread
	t   *testing.T
	log *safeBuffer
}

const noticePath = "help/night-train/en.md"

func notice(words string) string {
	return "---\ntitle: Night train\nsource: [{name: N, ref: R}]\n---\n{1} " + words + "\n"
}

func newShelf(t *testing.T, indexes string) *shelf {
	t.Helper()
	s := &shelf{t: t, log: &safeBuffer{}}
	dir := t.TempDir()
	s.reread = &reread{dir: dir, keep: indexes, log: slog.New(slog.NewTextHandler(s.log, nil))}
	s.write(noticePath, notice("zebraword one"))
	s.read = must(lookAt(dir))
	loaded := must(content.Load(content.Embedded(), os.DirFS(dir)))
	s.now = loaded
	s.library, s.index = content.Live(loaded), search.Live(must(search.Open(loaded, indexes)))
	t.Cleanup(func() {
		if err := s.index.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func (s *shelf) write(path, text string) {
	s.t.Helper()
	at := filepath.Join(s.dir, path)
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shelf) looks(n int) {
	for range n {
		s.look()
	}
}

// words is what a reader gets now, "" if there is no such page.
func (s *shelf) words() string {
	d, ok := s.library.Document("help", "night-train", "en")
	if !ok {
		return ""
	}
	return d.Paragraphs[0].Text
}

func (s *shelf) found(words string) bool {
	s.t.Helper()
	r, err := s.index.Search(s.t.Context(), search.Query{Words: words})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range r.Hits {
		if h.Slug == "night-train" {
			return true
		}
	}
	return false
}

// TestAChangedFolderIsReadAgain: page and search together, without a new
// start, when it has come to rest.
func TestAChangedFolderIsReadAgain(t *testing.T) {
	s := newShelf(t, t.TempDir())
	before := s.library.Fingerprint()
	s.write(noticePath, notice("giraffeword two"))
	s.look()
	if s.words() != "zebraword one" {
		t.Error("read while it might still be written")
	}
	s.look()
	if s.words() != "giraffeword two" || !s.found("giraffeword") || s.found("zebraword") {
		t.Errorf("page %q, search new %v, old %v\n%s", s.words(), s.found("giraffeword"), s.found("zebraword"), s.log)
	}
	if s.library.Fingerprint() == before {
		t.Error("pages kept in memory would stay: the fingerprint is the same")
	}
	s.write("help/other/en.md", "---\ntitle: Other\nsource: [{name: N, ref: R}]\n---\n{1} Text.\n")
	s.looks(2)
	if _, ok := s.library.Document("help", "other", "en"); !ok {
		t.Error("a new document is not there")
	}
}

// TestABrokenFileKeepsTheLastGoodLibrary: and the log says where and what;
// mended, it is taken.
func TestABrokenFileKeepsTheLastGoodLibrary(t *testing.T) {
	s := newShelf(t, "")
	s.write(noticePath, strings.Replace(notice("two [x](/laws/none-such)"), "title", "titel", 1))
	s.looks(5)
	at := filepath.Join(s.dir, noticePath)
	for _, want := range []string{at + ":2: remove the key", at + ":5: mend the link", "the last good one stays"} {
		if !strings.Contains(s.log.String(), want) {
			t.Errorf("not said: %s\n%s", want, s.log)
		}
	}
	if n := strings.Count(s.log.String(), "remove the key"); n != 1 {
		t.Errorf("said %d times", n)
	}
	if s.words() != "zebraword one" || !s.found("zebraword") {
		t.Errorf("the last good library is gone: %q", s.words())
	}
	s.write(noticePath, notice("three"))
	s.looks(2)
	if s.words() != "three" || !strings.Contains(s.log.String(), "has no fault any more") {
		t.Errorf("mended, but shown is %q\n%s", s.words(), s.log)
	}
}

// TestAHalfSavedFileIsNoDeletion: an editor that empties, renames or removes
// the file first; and a disk that is not there.
func TestAHalfSavedFileIsNoDeletion(t *testing.T) {
	s := newShelf(t, "")
	at := filepath.Join(s.dir, noticePath)
	steps := map[string]func(){
		"emptied":            func() { s.write(noticePath, "") },
		"renamed":            func() { _ = os.Rename(at, at+"~") },
		"removed":            func() { _ = os.Remove(at) },
		"a swap file beside": func() { s.write("help/night-train/.en.md.swp", "\x00") },
	}
	for name, step := range steps {
		step()
		s.looks(looksForGone - 1)
		if s.words() != "zebraword one" {
			t.Errorf("%s: the page is gone", name)
		}
		_ = os.Remove(at + "~")
		s.write(noticePath, notice("zebraword one"))
		s.looks(looksForGone)
		if s.words() != "zebraword one" {
			t.Errorf("%s, saved: %q", name, s.words())
		}
	}
	// All gone at once: the disk, not the documents.
	away := s.dir + "-away"
	if err := os.Rename(s.dir, away); err != nil {
		t.Fatal(err)
	}
	s.looks(looksForGone + 2)
	if err := os.Mkdir(s.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s.looks(looksForGone + 2)
	if s.words() != "zebraword one" || strings.Count(s.log.String(), "cannot be read; the last") != 1 || strings.Count(s.log.String(), "is its disk missing") != 1 {
		t.Errorf("an empty mount: %q\n%s", s.words(), s.log)
	}
	_ = os.Remove(s.dir)
	if err := os.Rename(away, s.dir); err != nil {
		t.Fatal(err)
	}
	s.look()
	if !strings.Contains(s.log.String(), "there again") {
		t.Errorf("that the folder came back is not said\n%s", s.log)
	}
	// A deletion that stays is one.
	s.write("help/second/en.md", strings.Replace(notice("x"), "Night train", "Second", 1))
	s.looks(2)
	if err := os.RemoveAll(filepath.Dir(at)); err != nil {
		t.Fatal(err)
	}
	s.looks(looksForGone)
	if s.words() != "" {
		t.Errorf("deleted, but shown is %q\n%s", s.words(), s.log)
	}
}

// TestAnIndexThatCouldNotBeBuiltIsBuiltLater: the disk was full when the portal
// started, and then it was not.
func TestAnIndexThatCouldNotBeBuiltIsBuiltLater(t *testing.T) {
	s := newShelf(t, "")
	s.keep = filepath.Join(t.TempDir(), "full", "search")
	if err := os.WriteFile(filepath.Dir(s.keep), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	broken := search.OpenBeside(s.now, s.keep)
	for ready := true; ready; {
		_, err := broken.Ready()
		ready = err == nil
	}
	if err := s.index.Replace(broken); err != nil {
		t.Fatal(err)
	}
	for range looksAfterFault {
		s.mend()
	}
	if n := strings.Count(s.log.String(), "nothing is searched"); n != 2 {
		t.Errorf("said %d times\n%s", n, s.log)
	}
	if err := os.Remove(filepath.Dir(s.keep)); err != nil {
		t.Fatal(err)
	}
	for range looksAfterFault {
		s.mend()
	}
	if !s.found("zebraword") || !strings.Contains(s.log.String(), "the search answers") {
		t.Errorf("still no index\n%s", s.log)
	}
}

// TestReadersAndTheReadingAgainDoNotMeet: run with -race.
func TestReadersAndTheReadingAgainDoNotMeet(t *testing.T) {
	s := newShelf(t, t.TempDir())
	stop := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if d, ok := s.library.Document("help", "night-train", "hi"); !ok || !strings.HasPrefix(d.Paragraphs[0].Text, "zebraword") {
					t.Error("a reader met no page")
					return
				}
				s.library.Documents("help", "en")
				s.library.Fingerprint()
				if !s.found("zebraword") {
					t.Error("a question found nothing")
					return
				}
				if _, err := s.index.Suggest(t.Context(), "zeb", "en", 5); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := range 5 {
		s.write(noticePath, notice(fmt.Sprintf("zebraword %d", i)))
		s.looks(2)
	}
	close(stop)
	readers.Wait()
	if s.words() != "zebraword 4" {
		t.Errorf("%q\n%s", s.words(), s.log)
	}
}

// TestReadingAgainKeepsMemory: fifty times, and no more is held than after
// ten. Asks for PORTAL_TEST_HEAVY, because it builds fifty indexes.
func TestReadingAgainKeepsMemory(t *testing.T) {
	times := 12
	if heavy() {
		times = 50
	}
	s := newShelf(t, t.TempDir())
	var early uint64
	held := func() uint64 {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	began := time.Now()
	for i := range times {
		s.write(noticePath, notice(fmt.Sprintf("zebraword %d", i)))
		s.looks(2)
		if !s.found("zebraword") {
			t.Fatal("not found")
		}
		if i == 4 {
			early = held()
		}
	}
	late := held()
	files := must(os.ReadDir(s.keep))
	open := must(os.ReadDir("/proc/self/fd"))
	t.Logf("%d times: %d KiB held after 5, %d KiB at the end, %d indexes on disk, %d open files, %s each",
		times, early>>10, late>>10, len(files), len(open), time.Since(began)/time.Duration(times))
	if late > early+early/4+4<<20 {
		t.Errorf("held %d bytes after five, %d after %d", early, late, times)
	}
	if len(files) != 1 {
		t.Errorf("%d indexes are kept", len(files))
	}
	if bytes.Contains([]byte(s.log.String()), []byte("ERROR")) {
		t.Errorf("%s", s.log)
	}
}

// TestARunningPortalShowsWhatChanged: the whole way, over HTTP, with a page
// that was kept in memory before.
func TestARunningPortalShowsWhatChanged(t *testing.T) {
	dir := t.TempDir()
	s := &shelf{t: t, reread: &reread{dir: dir}}
	s.write(noticePath, notice("zebraword one"))
	c := start(t, filepath.Join(t.TempDir(), "var"), "--library", dir)
	page := func() string {
		resp := must(http.Get(c.public + "/en/library/help/night-train"))
		defer resp.Body.Close()
		return string(must(io.ReadAll(resp.Body)))
	}
	until := func(what string, done func() bool) {
		for deadline := time.Now().Add(2 * time.Minute); !done(); time.Sleep(200 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: not within two minutes\n%s", what, c.out)
			}
		}
	}
	if !strings.Contains(page(), "zebraword one") {
		t.Fatalf("%s", page())
	}
	s.write(noticePath, notice("giraffeword two"))
	until("changed", func() bool { return strings.Contains(page(), "giraffeword two") })
	s.write(noticePath, "broken")
	until("broken", func() bool {
		return strings.Contains(c.out.String(), noticePath+":1: begin the file with front matter")
	})
	if !strings.Contains(page(), "giraffeword two") {
		t.Error("the last good page is gone")
	}
	if err := c.stop(); err != nil {
		t.Error(err)
	}
}
