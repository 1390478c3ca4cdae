package content

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// tree makes a file system of path and text.
func tree(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for path, text := range files {
		m[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func mustLoad(t *testing.T, trees ...fs.FS) *Library {
	t.Helper()
	lib, err := Load(trees...)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func dated(date, body string) string {
	return strings.Replace(frontLines, "2024-03-04", date, 1) + body
}

func ordered(order, title string) string {
	return "---\ntitle: " + title + "\norder: " + order + "\nsource: [{name: N, ref: R}]\n---\nText.\n"
}

func slugs(docs []*Document) string {
	var all []string
	for _, d := range docs {
		all = append(all, d.Slug+"/"+d.Lang)
	}
	return strings.Join(all, " ")
}

var smallLibrary = map[string]string{
	"advisories/2012-05-01-older/en.md":            dated("2012-05-01", "{1} Old, see [the newer](/advisories/2020-12-01-newer#p1).\n"),
	"advisories/2020-12-01-newer/en.md":            strings.Replace(dated("2020-12-01", "{1} New.\n"), "issuer", "changed: [{on: 2022-01-01, what: The third text.}]\nissuer", 1),
	"advisories/2020-12-01-newer/hi.md":            dated("2020-12-01", "{1} नया, [पुराना](../advisories/2012-05-01-older) और [पेज](/form)।\n"),
	"advisories/2020-12-01-newer/en@2020-12-01.md": dated("2020-12-01", "{1} First.\n\n{2} Dropped later.\n"),
	"advisories/2020-12-01-newer/en@2021-06-30.md": dated("2020-12-01", "{1} Second.\n"),
	"training/course/en.md":                        strings.Replace(frontLines, "date: 2024-03-04", "date_note: undated page", 1) + "Text.\n",
	"training/2019-guide/en.md":                    dated("2019", "Text.\n"),
	"help/signs/en.md":                             ordered("2", "Signs"),
	"help/in-danger-now/en.md":                     ordered("1", "In danger now"),
	"help/about/en.md":                             ordered("10", "About"),
	".git/config":                                  "not part of the library",
	"help/.DS_Store":                               "nor this",
	"README.md":                                    "nor this",
}

func TestDocumentsStandInTheOrderOfReading(t *testing.T) {
	lib := mustLoad(t, tree(smallLibrary))
	for _, c := range []struct{ name, kind, lang, want string }{
		{"advisories, newest first", "advisories", "en", "2020-12-01-newer/en 2012-05-01-older/en"},
		{"where there is no translation, English", "advisories", "hi", "2020-12-01-newer/hi 2012-05-01-older/en"},
		{"a language of which there is nothing", "advisories", "ta", "2020-12-01-newer/en 2012-05-01-older/en"},
		{"undated documents last", "training", "en", "2019-guide/en course/en"},
		{"help pages as they ask for", "help", "en", "in-danger-now/en signs/en about/en"},
		{"a kind without documents", "laws", "en", ""},
		{"a kind that does not exist", "letters", "en", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := slugs(lib.Documents(c.kind, c.lang)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	if got, want := slugs(slices.Collect(lib.All())), "2012-05-01-older/en 2020-12-01-newer/en 2020-12-01-newer/hi "+
		"2019-guide/en course/en about/en in-danger-now/en signs/en"; got != want {
		t.Errorf("All: got %s, want %s", got, want)
	}
}

func TestTheKindsAreThoseOfTheContract(t *testing.T) {
	lib := mustLoad(t)
	got := lib.Kinds()
	if want := []string{"advisories", "sops", "best-practices", "laws", "training", "campaigns", "help"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	got[0] = "changed"
	if lib.Kinds()[0] != "advisories" {
		t.Error("a caller changed the library")
	}
}

func TestADocumentWithoutTranslationIsShownInEnglishWithTheReadersLinks(t *testing.T) {
	lib := mustLoad(t, tree(smallLibrary))
	d, ok := lib.Document("advisories", "2012-05-01-older", "hi")
	if !ok || d.Lang != "en" {
		t.Fatalf("got %v, %v; want the English text", d, ok)
	}
	if !strings.Contains(drawnOf(t, d), `href="/hi/library/advisories/2020-12-01-newer#p1"`) {
		t.Errorf("the link does not keep the reader's language: %s", drawnOf(t, d))
	}
	d, _ = lib.Document("advisories", "2012-05-01-older", `"><script>`)
	if !strings.Contains(drawnOf(t, d), `href="/en/library/advisories/2020-12-01-newer#p1"`) {
		t.Errorf("something that is no language got into the page: %s", drawnOf(t, d))
	}
	d, _ = lib.Document("advisories", "2020-12-01-newer", "hi")
	if d.Lang != "hi" || !strings.Contains(drawnOf(t, d), `<a href="/hi/form">`) {
		t.Errorf("the translation: %v %s", d.Lang, drawnOf(t, d))
	}
	if _, ok := lib.Document("advisories", "none", "en"); ok {
		t.Error("found a document that does not exist")
	}
	if _, ok := lib.Document("letters", "2012-05-01-older", "en"); ok {
		t.Error("found a document of a kind that does not exist")
	}
}

func TestOlderVersionsFollowTheNewest(t *testing.T) {
	lib := mustLoad(t, tree(smallLibrary))
	var got []string
	for _, d := range lib.Versions("advisories", "2020-12-01-newer", "en") {
		got = append(got, d.Version+":"+d.Paragraphs[0].Text)
	}
	if want := []string{":New.", "2021-06-30:Second.", "2020-12-01:First."}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := lib.Versions("advisories", "2020-12-01-newer", "hi"); len(got) != 1 || got[0].Lang != "hi" {
		t.Errorf("Hindi has only its newest text, got %d", len(got))
	}
	if got := lib.Versions("advisories", "none", "en"); got != nil {
		t.Errorf("versions of nothing: %v", got)
	}
}

func TestLanguagesBeginWithEnglish(t *testing.T) {
	files := map[string]string{}
	for _, lang := range []string{"hi", "bn", "en", "mni-Mtei"} {
		files["help/a/"+lang+".md"] = helpLines + "Text.\n"
	}
	lib := mustLoad(t, tree(files))
	if got, want := lib.Languages("help", "a"), []string{"en", "bn", "hi", "mni-Mtei"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := lib.Languages("help", "none"); got != nil {
		t.Errorf("languages of nothing: %v", got)
	}
}

func TestALaterTreeTakesThePlaceOfAnEarlierOne(t *testing.T) {
	below := tree(map[string]string{
		"help/a/en.md": helpLines + "Below.\n", "help/a/hi.md": helpLines + "नीचे।\n", "help/b/en.md": helpLines + "Kept.\n",
	})
	above := tree(map[string]string{"help/a/en.md": helpLines + "Above.\n"})
	lib := mustLoad(t, below, nil, above)
	d, _ := lib.Document("help", "a", "en")
	if d.Paragraphs[0].Text != "Above." {
		t.Errorf("got %q, want the later text", d.Paragraphs[0].Text)
	}
	if _, ok := lib.Document("help", "b", "en"); !ok {
		t.Error("the document that only the earlier tree has is gone")
	}
	if d, _ := lib.Document("help", "a", "hi"); d.Stale {
		t.Error("a translation with the same paragraphs is called stale")
	}
}

func TestATranslationOfAReplacedOriginalIsStaleButShown(t *testing.T) {
	below := tree(map[string]string{letter: dated("2024-03-04", "{1} A\n"),
		"advisories/2024-03-04-child-labour/hi.md": dated("2024-03-04", "{1} क\n")})
	above := tree(map[string]string{letter: strings.Replace(frontLines, "issuer", "status: withdrawn\nissuer", 1) + "{1} A\n\n{2} B\n"})
	lib := mustLoad(t, below, above)
	d, _ := lib.Document("advisories", "2024-03-04-child-labour", "hi")
	if !d.Stale || d.Lang != "hi" {
		t.Errorf("Stale = %v, Lang = %v; want the stale translation", d.Stale, d.Lang)
	}
	if d.Status != Withdrawn {
		t.Errorf("the translation says %q of a withdrawn document", d.Status)
	}
	// The other way round the translation is new and has no excuse.
	if _, err := Load(above, tree(map[string]string{"advisories/2024-03-04-child-labour/hi.md": dated("2024-03-04", "{1} क\n")})); err == nil {
		t.Error("a new translation that differs from the original is no fault")
	}
}

func TestFrontMatterIsTakenOver(t *testing.T) {
	lib := mustLoad(t, tree(map[string]string{
		"laws/2024-07-01-sanhita/en.md": "\ufeff---\r\ntitle: >\r\n  A title on\r\n  two lines\r\nnumber: 45\r\ndate: 2024-07-01\r\n" +
			"issuer: Parliament of India\r\nstatus: superseded\r\nsuperseded_by: laws/2025-new\r\nreview: true\r\nreview_note: the gazette was not seen\r\n" +
			"source:\r\n  - name: India Code\r\n    url: https://www.indiacode.nic.in/\r\n    ref: page 3\r\n---\r\n{143} Text.\r\n",
		"laws/2025-new/en.md": dated("2025", "{1} Text.\n"),
	}))
	d, _ := lib.Document("laws", "2024-07-01-sanhita", "en")
	if d.Title != "A title on two lines" || d.Number != "45" || d.DatePrecision != Day || d.Status != Superseded ||
		d.SupersededBy != "laws/2025-new" || !d.Review || d.Sources[0] != (Source{"India Code", "https://www.indiacode.nic.in/", "page 3"}) {
		t.Errorf("got %+v", d)
	}
	if p, ok := d.Paragraph("p143"); !ok || p.Text != "Text." || p.Number != "143." {
		t.Errorf("paragraph 143: %+v, %v", p, ok)
	}
	if _, ok := d.Paragraph("p144"); ok {
		t.Error("found a paragraph that does not exist")
	}
	if d, _ := lib.Document("laws", "2025-new", "en"); d.DatePrecision != Year || d.Status != InForce {
		t.Errorf("a year alone: %q, %q", d.DatePrecision, d.Status)
	}
}

func TestFingerprintFollowsTheFiles(t *testing.T) {
	same := mustLoad(t, tree(smallLibrary)).Fingerprint()
	if again := mustLoad(t, tree(smallLibrary)).Fingerprint(); again != same || len(same) != 64 {
		t.Errorf("the same files give %s and %s", same, again)
	}
	above := tree(map[string]string{"help/signs/en.md": ordered("2", "signs")})
	if other := mustLoad(t, tree(smallLibrary), above).Fingerprint(); other == same {
		t.Error("a changed title does not change the fingerprint")
	}
}

// lockedFS refuses to open one file, as a file without permission does.
type lockedFS struct {
	fs.FS
	locked string
}

func (l lockedFS) Open(name string) (fs.File, error) {
	if name == l.locked {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.FS.Open(name)
}

func TestUnreadableFilesAreFaults(t *testing.T) {
	files := tree(map[string]string{"help/a/en.md": helpLines + "A.\n", "help/b/en.md": helpLines + "B.\n"})
	special := fstest.MapFS{"help/a/en.md": {Data: []byte(helpLines + "A.\n")},
		"help/a/hi.md": {Mode: fs.ModeNamedPipe}, "laws": {Mode: fs.ModeSymlink, Data: []byte("elsewhere")}}
	for _, c := range []struct {
		name string
		tree fs.FS
		want string
	}{
		{"a file without permission", lockedFS{files, "help/b/en.md"}, "help/b/en.md: make this file readable: permission denied"},
		{"a folder without permission", lockedFS{files, "help/a"}, "help/a: make this readable: permission denied"},
		{"no such folder", lockedFS{files, "."}, ".: make this readable: permission denied"},
		{"a pipe, and a link to a folder", special, "help/a/hi.md: put an ordinary file here\nlaws: put a folder here, not a file or a link"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(c.tree)
			var faults Faults
			if !errors.As(err, &faults) || faults.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// An index is kept under the fingerprint: if a newer portal takes the same
// file apart in another way, the old index must not be used.
func TestFingerprintFollowsWhatWasMadeOfTheFiles(t *testing.T) {
	print := func(words string) [32]byte {
		return stamp(&page{file: file{path: "help/a/en.md"}, doc: &Document{Paragraphs: []Paragraph{{ID: "s1", Text: words}}}})
	}
	if print("one") == print("two") {
		t.Error("other words of the same file leave the same trace")
	}
}
