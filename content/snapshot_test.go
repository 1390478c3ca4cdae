package content

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// fill gives every exported field of v, at any depth, a value of its own.
func fill(v reflect.Value, next *int) {
	*next++
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprint("words ", *next))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(*next))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), next)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(1860, 10, 6, 0, 0, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), next)
			}
		}
	}
}

// A field that somebody adds to Document, and forgets in the snapshot, would
// be there at the first start and gone at the second.
func TestASnapshotForgetsNoField(t *testing.T) {
	n := 0
	p := &page{doc: &Document{}, links: []link{{from: "p1", kind: "laws", slug: "c", anchor: "p2"}}}
	fill(reflect.ValueOf(p.doc).Elem(), &n)
	if n < 80 {
		t.Fatalf("only %d fields were filled: the test would prove nothing", n)
	}
	w := &codec{writing: true}
	w.page(p)
	w.page(&page{doc: &Document{}})
	r := &codec{numbers: w.numbers, texts: string(w.written)}
	got, empty := &page{doc: &Document{}}, &page{doc: &Document{}}
	r.page(got)
	r.page(empty)
	if r.broken || len(r.numbers)+len(r.texts) > 0 {
		t.Fatalf("broken %v, %d numbers are left", r.broken, len(r.numbers))
	}
	if !reflect.DeepEqual(got.doc, p.doc) {
		t.Errorf("read  %+v\nwrote %+v", got.doc, p.doc)
	}
	if !reflect.DeepEqual(empty.doc, &Document{}) {
		t.Errorf("nothing becomes %+v", empty.doc)
	}
	if !slices.Equal(got.links, p.links) {
		t.Errorf("read %+v", got)
	}
}

// large is a library that leaves a snapshot.
func large() fstest.MapFS {
	files := fstest.MapFS{}
	for i := range snapshotFrom/2 + 1 {
		for _, lang := range []string{"en", "hi"} {
			files[fmt.Sprintf("help/page-%d/%s.md", i, lang)] = &fstest.MapFile{Data: fmt.Appendf(nil,
				"---\ntitle: Page %d\nsource: [{name: N, ref: R}]\n---\n## A *heading*\n\n{1 who=\"W\"} See [[help/page-%d#p2]].\n\n{2} पाठ %s.\n", i, (i+1)%snapshotFrom/2, lang)}
		}
	}
	return files
}

func sameLibrary(t *testing.T, a, b *Library) {
	t.Helper()
	x, y := slices.Collect(a.All()), slices.Collect(b.All())
	if len(x) != len(y) || a.Fingerprint() != b.Fingerprint() || !reflect.DeepEqual(a.cited, b.cited) {
		t.Fatalf("%d pages with the print %s, not %d with %s", len(y), b.Fingerprint(), len(x), a.Fingerprint())
	}
	for i := range x {
		p, q := *x[i], *y[i]
		p.drawer, q.drawer = nil, nil
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("%s: %+v is not %+v", p.Slug, q, p)
		}
		if drawnOf(t, x[i]) != drawnOf(t, y[i]) {
			t.Fatalf("%s is drawn in two ways", p.Slug)
		}
	}
}

func snapshots(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, snapshotPrefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestALibraryOpensFromItsSnapshotAsItWasRead(t *testing.T) {
	dir, files := t.TempDir(), large()
	open := func(trees ...fs.FS) *Library {
		t.Helper()
		lib, err := Open(dir, trees...)
		if err != nil {
			t.Fatal(err)
		}
		return lib
	}
	read := mustLoad(t, files)
	sameLibrary(t, read, open(files))
	kept := snapshots(t, dir)
	if len(kept) != 1 {
		t.Fatalf("snapshots: %v", kept)
	}
	key, all, err := survey("", []fs.FS{files})
	if err != nil {
		t.Fatal(err)
	}
	if openSnapshot(kept[0], key, all) == nil {
		t.Fatal("the snapshot is not used")
	}
	sameLibrary(t, read, open(files))

	// Another text, on top or in place, is another library.
	above := fstest.MapFS{"help/page-1/en.md": {Data: []byte(strings.Replace(string(files["help/page-1/en.md"].Data), "Page 1", "Another", 1))}}
	if d, _ := open(files, above).Document("help", "page-1", "en"); d.Title != "Another" {
		t.Errorf("the title is %q", d.Title)
	}
	if again := snapshots(t, dir); len(again) != 1 || again[0] == kept[0] {
		t.Errorf("the old snapshot stays: %v", again)
	}
	// A fault is said however good the snapshot was.
	above["help/page-1/en.md"].Data = []byte("no front matter")
	if _, err := Open(dir, files, above); err == nil {
		t.Error("a fault is not told")
	}
	if _, err := Open("", files); err != nil || len(snapshots(t, dir)) != 1 {
		t.Errorf("without a folder: %v", err)
	}
}

// readWhole reads and draws every document.
func readWhole(lib *Library) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v", p)
		}
	}()
	for d := range lib.All() {
		if _, err := d.HTML(); err != nil {
			return err
		}
	}
	return nil
}

// What is broken is read anew, or said: nothing wrong is shown.
func TestABrokenSnapshotIsNotUsed(t *testing.T) {
	dir, files := t.TempDir(), large()
	read := mustLoad(t, files)
	if _, err := Open(dir, files); err != nil {
		t.Fatal(err)
	}
	path := snapshots(t, dir)[0]
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	key, all, err := survey("", []fs.FS{files})
	if err != nil {
		t.Fatal(err)
	}
	used, said := 0, 0
	try := func(data []byte) {
		t.Helper()
		at := filepath.Join(t.TempDir(), "snapshot")
		if err := os.WriteFile(at, data, 0o600); err != nil {
			t.Fatal(err)
		}
		lib := openSnapshot(at, key, all)
		if lib == nil {
			return
		}
		// What is damaged behind the list shows when it is asked for: as a
		// fault, and the file is gone for the next start.
		if err := readWhole(lib); err != nil {
			said++
			if _, gone := os.Stat(at); gone == nil {
				t.Errorf("after %v the file stays", err)
			}
			return
		}
		used++
		sameLibrary(t, read, lib)
	}
	try(whole)
	if used != 1 {
		t.Fatal("the whole snapshot is not used: the test would prove nothing")
	}
	for _, n := range []int{0, 1, 15, 100, 200, len(whole) / 2, len(whole) - 1} {
		try(whole[:n])
	}
	try(append(slices.Clone(whole), 0))
	for at := 0; at < len(whole); at += len(whole) / 397 {
		broken := slices.Clone(whole)
		broken[at] ^= 0x55
		try(broken)
	}
	if used > 2 || said < 50 { // a fingerprint in the head may still read
		t.Errorf("%d broken snapshots were used, %d were told by a document", used-1, said)
	}
}

// BenchmarkOpen opens 1,000 documents in 14 languages: the first time they are
// read and checked, then the snapshot answers. With PORTAL_TEST_LIBRARY set to
// a folder the documents are left there, for `portal serve --library`.
func BenchmarkOpen(b *testing.B) {
	dir := os.Getenv("PORTAL_TEST_LIBRARY")
	if dir == "" {
		dir = b.TempDir()
	}
	size := grow(b, dir, 1000)
	kept := b.TempDir()
	start := time.Now()
	if _, err := Open(kept, os.DirFS(dir)); err != nil {
		b.Fatal(err)
	}
	first := time.Since(start).Seconds()
	for b.Loop() {
		if _, err := Open(kept, os.DirFS(dir)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(first, "s/first")
	b.ReportMetric(float64(size)/1e6, "MB")
}

// grow writes n invented documents in 14 languages, about 12 paragraphs of 50
// words each, and gives their size in bytes.
func grow(t testing.TB, dir string, n int) (size int) {
	t.Helper()
	words := map[string][]string{
		"en": strings.Fields("the police officer informs a magistrate of every child found at work and takes her to the committee within one day"),
		"hi": strings.Fields("पुलिस अधिकारी काम पर मिले हर बच्चे की सूचना मजिस्ट्रेट को देता है और उसे एक दिन के भीतर समिति के सामने ले जाता है"),
		"ta": strings.Fields("காவல் அதிகாரி வேலையில் காணப்படும் ஒவ்வொரு குழந்தையையும் ஒரு நாளுக்குள் குழுவின் முன் அழைத்துச் செல்கிறார்"),
		"ur": strings.Fields("پولیس افسر کام پر ملنے والے ہر بچے کی اطلاع مجسٹریٹ کو دیتا ہے اور اسے ایک دن کے اندر کمیٹی کے سامنے لے جاتا ہے"),
	}
	script := map[string]string{"en": "en", "ur": "ur", "ta": "ta", "te": "ta", "kn": "ta", "ml": "ta"}
	kinds := []string{"sops", "best-practices", "laws", "training", "advisories", "campaigns"}
	for i := range n {
		kind := kinds[i%len(kinds)]
		folder := filepath.Join(dir, kind, fmt.Sprintf("2024-document-%d", i))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, lang := range []string{"en", "hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa", "or", "as", "ur", "ne"} {
			vocabulary := words[script[lang]]
			if vocabulary == nil {
				vocabulary = words["hi"]
			}
			var b strings.Builder
			fmt.Fprintf(&b, "---\ntitle: \"%s %d\"\ndate: 2024\nissuer: Ministry\nsummary: \"%s\"\nkeywords: [a, b, c]\nsource:\n  - {name: Ministry, url: \"https://example.in/\"}\n---\n", strings.Join(vocabulary[:5], " "), i, strings.Join(vocabulary, " "))
			for p := range 12 {
				if p%4 == 0 {
					fmt.Fprintf(&b, "## %s %d {#part%d}\n\n", vocabulary[p], p, p)
				}
				fmt.Fprintf(&b, "{%d who=\"%s\" within=\"24\"} **%s.** ", p+1, vocabulary[1], vocabulary[p])
				for w := range 50 {
					b.WriteString(vocabulary[(w*7+p*3+i)%len(vocabulary)])
					b.WriteString(" ")
				}
				fmt.Fprintf(&b, "[%s](#p1).\n\n", vocabulary[2])
			}
			size += b.Len()
			if err := os.WriteFile(filepath.Join(folder, lang+".md"), []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	return size
}
