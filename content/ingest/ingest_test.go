package ingest

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"mukti/content"
)

func imported(t *testing.T, name, kind string) *Draft {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) == ".pdf" {
		needsPDF(t)
	}
	d, err := Read(t.Context(), name, data, Options{Kind: kind, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var address = regexp.MustCompile(`(?m)^\{([^} ]+)\}`)

func addresses(d *Draft) []string {
	var all []string
	for _, g := range address.FindAllStringSubmatch(string(d.Markdown), -1) {
		all = append(all, g[1])
	}
	return all
}

// wordsOf are the words of a text, without markup, in order.
func wordsOf(s string) []string {
	s = regexp.MustCompile(`</?su[pb]>`).ReplaceAllString(s, "")
	s = regexp.MustCompile(`\]\(<?[^)]*>?\)`).ReplaceAllString(s, "]")
	return regexp.MustCompile(`[\pL\pM\pN]+`).FindAllString(s, -1)
}

// TestEverySourceKeepsItsNumbersAndWords: the five source documents come in
// whole. Must show of the library: (i)–(viii) of the advisory of 2024.
func TestEverySourceKeepsItsNumbersAndWords(t *testing.T) {
	all := []string{"2", "2.i", "2.ii", "2.iii", "2.iv", "2.v", "2.vi", "2.vii", "2.viii", "3"}
	for name, c := range map[string]struct {
		kind, number, date, title, slug string
		addresses                       []string
	}{
		"mha-2024-03-04.txt":  {"advisories", "15011/36/2022-ATC", "2024-03-04", "Advisory on preventing", "2024-03-04-advisory", all},
		"mha-2024-03-04.pdf":  {"advisories", "15011/36/2022-ATC", "2024-03-04", "Advisory on preventing", "2024-03-04-advisory", all},
		"mha-2024-03-04.docx": {"advisories", "15011/36/2022-ATC", "2024-03-04", "Advisory on preventing", "2024-03-04-advisory", all},
		"mha-2024-03-04.html": {"advisories", "15011/36/2022-ATC", "2024-03-04", "Advisory on preventing", "2024-03-04-advisory", all},
		"mha-2020-12-01.txt":  {"advisories", "15011/46/2020-ATC", "2020-12-01", "Institutional mechanism", "2020-12-01-institutional", []string{"2", "3", "4"}},
		"mha-2017-07-21.txt":  {"advisories", "15011/41/2016-ATC", "2017-07-21", "Review meeting", "2017-07-21-review", []string{"2", "3"}},
		"mha-cell.txt":        {"best-practices", "", "", "Anti Trafficking Cell", "anti-trafficking-cell", nil},
		"up-units.txt":        {"best-practices", "", "", "Anti Human Trafficking Units in UP", "anti-human-trafficking-units-in-up", nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := imported(t, name, c.kind)
			if d.Number != c.number || d.Date != c.date || !strings.HasPrefix(d.Title, c.title) || !strings.HasPrefix(d.Slug, c.slug) {
				t.Errorf("number %q, date %q, title %q, slug %q", d.Number, d.Date, d.Title, d.Slug)
			}
			if got := addresses(d); !slices.Equal(got, c.addresses) {
				t.Errorf("paragraphs %v, want %v", got, c.addresses)
			}
			if c.number != "" && d.Issuer != "Ministry of Home Affairs, Government of India" {
				t.Errorf("issuer %q", d.Issuer)
			}
			if filepath.Ext(name) == ".txt" {
				everyWord(t, d, name)
			}
			takenByLibrary(t, d)
		})
	}
}

// everyWord holds the draft against the file: no word is lost, none is made up.
func everyWord(t *testing.T, d *Draft, name string) {
	t.Helper()
	data, _ := os.ReadFile(filepath.Join("testdata", name))
	_, body, _ := strings.Cut(string(d.Markdown), "\n---\n")
	body = regexp.MustCompile(`(?m)^\{([^}]*)\}`).ReplaceAllStringFunc(body, func(s string) string {
		return s[strings.LastIndexAny(s, "{.")+1:] // {2.vi} is printed as (vi)
	})
	count := make(map[string]int)
	for _, w := range wordsOf(string(data)) {
		count[w]++
	}
	for _, w := range wordsOf(body) {
		count[w]--
	}
	for w, n := range count {
		// What the page shows as its title stands above the text once more, and
		// the head of a table that came in three strips stands there once.
		if n > 0 && !strings.Contains(d.Title, w) && !slices.Contains([]string{"Sr", "No", "Names", "Districts", "which", "have", "AHTU", "of", "other", "Associated", "with", "District", "having"}, w) || n < 0 {
			t.Errorf("%q: %+d", w, -n)
		}
	}
}

// takenByLibrary loads the draft: what is missing is asked for and nothing
// else is wrong; completed, it is a document.
func takenByLibrary(t *testing.T, d *Draft) {
	t.Helper()
	folder := d.Kind + "/" + d.Slug + "/"
	load := func(text string) error {
		_, err := content.Load(fstest.MapFS{
			folder + d.Lang + ".md":  {Data: []byte(text)},
			folder + d.Original.Name: {Data: d.Original.Data},
		})
		return err
	}
	text := string(d.Markdown)
	err := load(text)
	for _, x := range []struct{ missing, asked, complete string }{
		{d.Date, "add date", "date_note: undated"},
		{d.Issuer, "name the body that issued", "issuer: Somebody"},
	} {
		if x.missing != "" {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), x.asked) {
			t.Errorf("the check does not say %q: %v", x.asked, err)
		}
		text = strings.Replace(text, "source:\n", x.complete+"\nsource:\n", 1)
	}
	if err := load(text); err != nil {
		t.Errorf("a completed draft: %v", err)
	}
}

// TestTheTableOfUttarPradeshHas35Rows: one row a district, whatever the strips
// in which it was printed.
func TestTheTableOfUttarPradeshHas35Rows(t *testing.T) {
	for name, want := range map[string]string{
		"up-units.txt":  "| 35. | Varanasi Gazipur, Chandauli, Sant Ravidashnagar (Bhadohi), Mirzapur, Sonbhadra |",
		"up-units.html": "| 35. | Varanasi | Gazipur, Chandauli, Sant Ravidashnagar (Bhadohi), Mirzapur, Sonbhadra |",
		"up-units.docx": "| 35. | Varanasi | Gazipur, Chandauli, Sant Ravidashnagar (Bhadohi), Mirzapur, Sonbhadra |",
		"up-units.pdf":  "| 35. | Varanasi | Gazipur, Chandauli, Sant Ravidashnagar (Bhadohi), Mirzapur, Sonbhadra |",
	} {
		t.Run(name, func(t *testing.T) {
			d := imported(t, name, "best-practices")
			rows := regexp.MustCompile(`(?m)^\| (\d+)\. \|.*$`).FindAllStringSubmatch(string(d.Markdown), -1)
			for i, r := range rows {
				if r[1] != strings.TrimSpace(strings.Join([]string{itoa(i + 1)}, "")) {
					t.Errorf("row %d has the number %s", i+1, r[1])
				}
			}
			if len(rows) != 35 || rows[34][0] != want {
				t.Fatalf("%d rows, the last: %v", len(rows), rows[len(rows)-1])
			}
			if told := strings.Contains(strings.Join(d.Notes, "\n"), "run together"); told != (name == "up-units.txt") {
				t.Errorf("columns that ran together: %v, notes %q", told, d.Notes)
			}
			takenByLibrary(t, d)
		})
	}
}

// TestAScannedPageIsSaidToBeOne: by its number; where all are, nothing is made.
func TestAScannedPageIsSaidToBeOne(t *testing.T) {
	needsPDF(t)
	data, _ := os.ReadFile("testdata/scan.pdf")
	_, err := Read(t.Context(), "scan.pdf", data, Options{Kind: "advisories", Lang: "en"})
	if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "page 1 of 1: a scan") {
		t.Errorf("a scan: %v", err)
	}
	d := imported(t, "partly-scanned.pdf", "advisories")
	if !slices.Equal(d.Scanned, []int{2}) || !strings.Contains(strings.Join(d.Notes, "\n"), "page 2 of 3: scanned") {
		t.Errorf("scanned %v, notes %q", d.Scanned, d.Notes)
	}
	mark := "{? page 2 of the original is a picture without text: type what it says}"
	before, after, ok := strings.Cut(string(d.Markdown), mark)
	if !ok || !strings.Contains(before, "{2.i}") || !strings.Contains(after, "{3}") {
		t.Errorf("the mark does not stand between the pages:\n%s", d.Markdown)
	}
	folder := d.Kind + "/" + d.Slug + "/"
	_, err = content.Load(fstest.MapFS{folder + "en.md": {Data: d.Markdown}, folder + d.Original.Name: {Data: d.Original.Data}})
	if err == nil || !strings.Contains(err.Error(), "complete the text here") {
		t.Errorf("the check does not ask for the page: %v", err)
	}
}

// TestRunningHeadsAndBrokenWordsGo: what a printer puts on every page is no
// part of a letter, and a word is not in two.
func TestRunningHeadsAndBrokenWordsGo(t *testing.T) {
	text := string(imported(t, "mha-2024-03-04.pdf", "advisories").Markdown)
	if n := strings.Count(text, "15011/36/2022-ATC"); n != 3 { // number, source, head of the letter
		t.Errorf("the number stands %d times", n)
	}
	for _, wrong := range []string{"Page 1", "of 3", "preempt", "- empt"} {
		if strings.Contains(text, wrong) {
			t.Errorf("%q stands in the text", wrong)
		}
	}
	if !strings.Contains(text, "pre-empt instances") {
		t.Error("a word that is written with a hyphen lost it")
	}
}

func TestWhatCannotBeTakenInSaysWhatToDo(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"empty.txt":    {"", "it is empty"},
		"old.doc":      {"x", "save it as .docx"},
		"page.jpg":     {"x", "a picture holds no text"},
		"data.xyz":     {"x", "must end in .pdf"},
		"fake.pdf":     {"hello", "it is no PDF"},
		"broken.pdf":   {"%PDF-1.4\nnothing", "cannot read it"},
		"fake.docx":    {"hello", "it is no Word file"},
		"latin1.txt":   {"caf\xe9", "save it as UTF-8"},
		"binary.txt":   {"a\x00b", "NUL"},
		"spaces.txt":   {" \n\n ", "no word"},
		"nothing.html": {"<nav>Home</nav><script>x</script>", "no word"},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "broken.pdf" {
				needsPDF(t)
			}
			_, err := Read(t.Context(), name, []byte(c.data), Options{Kind: "help", Lang: "en"})
			if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func TestAMissingProgramIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	data, _ := os.ReadFile("testdata/scan.pdf")
	_, err := Read(t.Context(), "scan.pdf", data, Options{Kind: "help", Lang: "en"})
	if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "poppler-utils") {
		t.Errorf("%v", err)
	}
}

// TestNothingIsOverwritten: somebody may have completed the draft already.
func TestNothingIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	d := imported(t, "mha-2024-03-04.txt", "advisories")
	path, err := d.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("completed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write(dir); !errors.Is(err, ErrFile) {
		t.Errorf("%v", err)
	}
	if text, _ := os.ReadFile(path); string(text) != "completed" {
		t.Errorf("the completed text is gone: %q", text)
	}
	if original, err := os.ReadFile(filepath.Join(filepath.Dir(path), d.Original.Name)); err != nil || string(original) != string(d.Original.Data) {
		t.Errorf("the original: %v", err)
	}
	left, _ := os.ReadDir(filepath.Dir(path))
	if len(left) != 2 {
		t.Errorf("%d files in the folder", len(left))
	}
}
