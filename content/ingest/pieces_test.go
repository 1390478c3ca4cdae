package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"html/template"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"mukti/content"
)

func itoa(n int) string { return strconv.Itoa(n) }

// needsPDF fails where the outside program is missing in CI, and says so
// elsewhere: nothing else can read the file.
func needsPDF(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath(textProgram); err != nil {
		t.Fatalf("install poppler-utils: %v", err)
	}
}

func draftOf(t *testing.T, name, text string) *Draft {
	t.Helper()
	d, err := Read(t.Context(), name, []byte(text), Options{Kind: "help", Lang: "en", Slug: "a"})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestNumbersNest: by the order in which they come and nothing else.
func TestNumbersNest(t *testing.T) {
	for name, c := range map[string]struct {
		markers string
		want    string
	}{
		"a letter":                        {"2. (i) (ii) (iii) 3. (a) (b) 4.", "2 2.i 2.ii 2.iii 3 3.a 3.b 4"},
		"three levels":                    {"1. (a) (i) (ii) (b) (i) 2.", "1 1.a 1.a.i 1.a.ii 1.b 1.b.i 2"},
		"h, i, j are letters":             {"1. (a) (b) (c) (d) (e) (f) (g) (h) (i) (j)", "1 1.a 1.b 1.c 1.d 1.e 1.f 1.g 1.h 1.i 1.j"},
		"v after iv, w after v":           {"1. (i) (ii) (iii) (iv) (v) (vi)", "1 1.i 1.ii 1.iii 1.iv 1.v 1.vi"},
		"capitals":                        {"A. 1. 2. B. 3. C.", "A A.1 A.2 B - C"},
		"steps":                           {"1. 1.1 1.2 2. 2.1 2.1.1 2.1.2 2.2", "1 1.1 1.2 2 2.1 2.1.1 2.1.2 2.2"},
		"steps under chapters":            {"1.1 1.2 2.1 2.2", "1.1 1.2 2.1 2.2"},
		"Devanagari":                      {"१. (क) (ख) (ग) २.", "1 1.a 1.b 1.c 2"},
		"brackets on the right":           {"1) a) b) 2)", "1 1.a 1.b 2"},
		"Roman parts":                     {"1. I. II. III. 2.", "1 1.I 1.II 1.III 2"},
		"a gap is taken and noted":        {"1. 2. 4. 5.", "1 2 4 5"},
		"a sum is no number":              {"1. 8.72 2.", "1 - 2"},
		"a year is no number":             {"1. 12.2020 2.", "1 - 2"},
		"numbers that begin again":        {"1. 2. 3. 1. 2. 4.", "1 2 3 - - 4"},
		"items under an unsaid number":    {"(i) (ii) 2.", "1.i 1.ii 2"},
		"a letter of a name":              {"1. 2. R. 3.", "1 2 - 3"},
		"an item that comes twice":        {"1. (a) (b) (b) (c)", "1 1.a 1.b - 1.c"},
		"letters after z":                 {"1. (y) 2. (a) (b) (c) (d) (e) (f) (g) (h) (i) (j) (k) (l) (m) (n) (o) (p) (q) (r) (s) (t) (u) (v) (w) (x) (y) (z) (aa) (bb)", "1 - 2 2.a 2.b 2.c 2.d 2.e 2.f 2.g 2.h 2.i 2.j 2.k 2.l 2.m 2.n 2.o 2.p 2.q 2.r 2.s 2.t 2.u 2.v 2.w 2.x 2.y 2.z 2.aa 2.bb"},
		"sections put in by an amendment": {"4. (a) (aa) (b) 4A. 4B. 5. (1) (1A) (2) 5AA.", "4 4.a 4.aa 4.b 4A 4B 5 5.1 5.1A 5.2 5AA"},
		"Hindi vowels":                    {"१. (अ) (आ) (इ) २. (क) (अ) (आ) (ख)", "1 1.a 1.b 1.c 2 2.a 2.a.a 2.a.b 2.b"},
		"Hindi letters by their sound":    {"१. (अ) (ब) (स) (द) २. (क) (अ) (ब) (ख)", "1 1.a 1.b 1.c 1.d 2 2.a 2.a.a 2.a.b 2.b"},
		"ब as the letter after फ":         {"१. (क) (ख) (ग) (घ) (ङ) (च) (छ) (ज) (झ) (ञ) (ट) (ठ) (ड) (ढ) (ण) (त) (थ) (द) (ध) (न) (प) (फ) (ब)", "1 1.a 1.b 1.c 1.d 1.e 1.f 1.g 1.h 1.i 1.j 1.k 1.l 1.m 1.n 1.o 1.p 1.q 1.r 1.s 1.t 1.u 1.v 1.w"},
		"Urdu":                            {"۱۔ (الف) (ب) (ج) (د) (ہ) (و) ۲۔ (۱) (۲) ٣.", "1 1.a 1.b 1.c 1.d 1.e 1.f 2 2.1 2.2 3"},
		"a word in brackets":              {"1. (to) (or) 2.", "1 - - 2"},
		"small letters after a full stop": {"1. a. b. 2. a.", "1 1.a 1.b 2 2.a"},
	} {
		t.Run(name, func(t *testing.T) {
			var o outline
			var got []string
			for _, x := range strings.Fields(c.markers) {
				m, _, ok := markerOf(x + " text")
				if !ok {
					got = append(got, "-")
					continue
				}
				address, _, ok := o.place(m)
				if !ok {
					address = "-"
				}
				got = append(got, address)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.markers, strings.Join(got, " "), c.want)
			}
		})
	}
}

// TestAddressesAreUniqueWhateverComes: the library refuses a doubled number.
func TestAddressesAreUniqueWhateverComes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.SampledFrom([]string{"1.", "2.", "3.", "(i)", "(ii)", "(v)", "(a)", "(b)", "(h)", "A.", "B.", "I.", "1.1", "1.2", "2.1", "1.1.1", "a)", "1)", "(क)", "२.", "(1)"}), 0, 40).Draw(t, "markers")
		var o outline
		seen := make(map[string]bool)
		for _, x := range all {
			m, _, ok := markerOf(x + " text")
			if !ok {
				continue
			}
			address, _, ok := o.place(m)
			if ok && seen[address] {
				t.Fatalf("%v: %s twice", all, address)
			}
			seen[address] = seen[address] || ok
		}
	})
}

// TestNoTextBecomesMarkup: whatever words stand in a file, the library loads
// them as words, links nowhere, and loses none.
func TestNoTextBecomesMarkup(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		line := rapid.StringOfN(rapid.SampledFrom([]rune("ab1 .*_`[]()<>#|\\{}!&;:~=-+^\"'/@2vi\n\n")), 1, 120, -1)
		text := "Title\n\n" + line.Draw(r, "text") + "\n\nlast words"
		d, err := Read(t.Context(), "x.txt", []byte(text), Options{Kind: "help", Lang: "en", Slug: "a"})
		if err != nil {
			r.Fatal(err)
		}
		lib, err := content.Load(fstest.MapFS{"help/a/en.md": {Data: d.Markdown}, "help/a/original.txt": {Data: d.Original.Data}})
		if err != nil {
			r.Fatalf("%v\n%s", err, d.Markdown)
		}
		doc, _ := lib.Document("help", "a", "en")
		drawn, err := doc.HTML()
		if err != nil {
			r.Fatal(err)
		}
		drawn = template.HTML(strings.ReplaceAll(string(drawn), `<a class="num" href="#p`, "")) // a paragraph's own number
		for _, no := range []string{"<a ", "<code", "<em>", "<blockquote", "<img", "<pre", "<del>"} {
			if strings.Contains(string(drawn), no) {
				r.Fatalf("%s in\n%s\nof\n%s", no, drawn, d.Markdown)
			}
		}
	})
}

func TestDatesOfLetters(t *testing.T) {
	for line, want := range map[string]string{
		"March 4, 2024.":                     "2024-03-04",
		"Dated: 4th March, 2024":             "2024-03-04",
		"New Delhi, the 21st July 2017":      "2017-07-21",
		"dated 04.03.2024":                   "2024-03-04",
		"Date: 21/07/2017":                   "2017-07-21",
		"दिनांक 1 दिसंबर 2020":               "2020-12-01",
		"दिनांक: ०१.१२.२०२०":                 "2020-12-01",
		"Sept 9, 2009":                       "2009-09-09",
		"No. 15011/36/2022-ATC":              "",
		"31.02.2024":                         "",
		"in 2024":                            "",
		"Tele: 23075297":                     "",
		"March 4, 2024 and also May 5, 2024": "2024-03-04 2024-05-05",
	} {
		if got := strings.Join(datesIn(line), " "); got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

// TestTwoDatesAreNotChosenFrom: nothing is invented.
func TestTwoDatesAreNotChosenFrom(t *testing.T) {
	d := draftOf(t, "x.txt", "No. 1/2/2020-X\nMarch 4, 2024\nReceived 5.3.2024\n\nSubject: Something\n\nSir,\n\nThe text.\n")
	if d.Date != "" || !strings.Contains(strings.Join(d.Notes, "\n"), "several dates (2024-03-04, 2024-03-05)") {
		t.Errorf("date %q, notes %q", d.Date, d.Notes)
	}
}

// TestABombIsRefused: a Word file that unpacks to more than it may.
func TestABombIsRefused(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range maxXML>>20 + 2 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Read(t.Context(), "x.docx", b.Bytes(), Options{Kind: "help", Lang: "en"})
	if !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "unpacks to more") {
		t.Errorf("%d bytes: %v", b.Len(), err)
	}
	if _, err := Read(t.Context(), "x.txt", bytes.Repeat([]byte("a"), MaxSize+1), Options{}); !errors.Is(err, ErrFile) {
		t.Errorf("a huge file: %v", err)
	}
}

// TestWordCountsAsWordDoes: automatic numbers, struck words, tables.
func TestWordCountsAsWordDoes(t *testing.T) {
	p := func(ilvl int, text string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="` + itoa(ilvl) + `"/><w:numId w:val="7"/></w:numPr></w:pPr><w:r><w:t>` + text + `</w:t></w:r></w:p>`
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"word/document.xml": `<w:document xmlns:w="w"><w:body>` + p(0, "One") + p(1, "first") + p(1, "second") + p(0, "Two") + p(1, "again") +
			`<w:p><w:r><w:t>Kept </w:t></w:r><w:del><w:r><w:delText>struck</w:delText></w:r></w:del><w:r><w:rPr><w:b/></w:rPr><w:t>bold.</w:t></w:r></w:p>` +
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b|c</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`,
		"word/numbering.xml": `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>` +
			`<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="(%2)"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>`,
	} {
		w, _ := z.Create(name)
		_, _ = w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	d := draftOf(t, "x.docx", b.String())
	if got := addresses(d); !slices.Equal(got, []string{"1", "1.i", "1.ii", "2", "2.i"}) {
		t.Errorf("%v\n%s", got, d.Markdown)
	}
	if text := string(d.Markdown); strings.Contains(text, "struck\n") || !strings.Contains(text, "Kept **bold.**") || !strings.Contains(text, `| a | b\|c |`) {
		t.Errorf("%s", text)
	}
}

// FuzzRead: whatever a file holds, it becomes a draft that the library can
// read, or a refusal.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"1. a\n(i) b", "<ol type=i><li>a<table><tr><td>x<td>y</table></ol>", "Sr. No. A\n1. a\n2. b\n3. c"} {
		f.Add("x.txt", []byte(s))
		f.Add("x.html", []byte(s))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if !strings.HasSuffix(name, ".txt") && !strings.HasSuffix(name, ".html") && !strings.HasSuffix(name, ".docx") {
			return
		}
		d, err := Read(t.Context(), name, data, Options{Kind: "help", Lang: "en", Slug: "a"})
		if errors.Is(err, ErrFile) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		_, err = content.Load(fstest.MapFS{"help/a/en.md": {Data: d.Markdown}, "help/a/" + d.Original.Name: {Data: d.Original.Data}})
		if err != nil && d.Title != "" && !strings.Contains(err.Error(), "has no paragraph") {
			t.Errorf("%v\n%s", err, d.Markdown)
		}
	})
}
