package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// paragraphsOf gives the words of each numbered paragraph of a draft.
func paragraphsOf(d *Draft) map[string]string {
	all := make(map[string]string)
	for _, g := range regexp.MustCompile(`(?m)^\{([^} ]+)\} (.*)$`).FindAllStringSubmatch(string(d.Markdown), -1) {
		all[g[1]] = strings.Join(wordsOf(g[2]), " ")
	}
	return all
}

// TestTwoColumnsAreReadOneAfterTheOther: word by word what the same text gives
// as a web page, which has no columns.
func TestTwoColumnsAreReadOneAfterTheOther(t *testing.T) {
	pdf, page := imported(t, "two-columns.pdf", "advisories"), imported(t, "two-columns.html", "advisories")
	got, want := paragraphsOf(pdf), paragraphsOf(page)
	if len(want) != 42 || !slices.Equal(addresses(pdf), addresses(page)) {
		t.Fatalf("%d paragraphs: %v, want %v", len(want), addresses(pdf), addresses(page))
	}
	for id, words := range want {
		if got[id] != words {
			t.Errorf("%s\n got %s\nwant %s", id, got[id], words)
		}
	}
	if !strings.Contains(strings.Join(pdf.Notes, "\n"), "set in two columns") || strings.Contains(string(pdf.Markdown), "RESTRICTED") {
		t.Errorf("the columns are not told of, or a running head stayed: %q", pdf.Notes)
	}
}

// TestRowsAroundTheirNumbersKeepTheirOwn: where cells are centred in height,
// half of a row stands above its number. No telephone goes to another office,
// on no page.
func TestRowsAroundTheirNumbersKeepTheirOwn(t *testing.T) {
	d := imported(t, "centred-table.pdf", "best-practices")
	rows := regexp.MustCompile(`(?m)^\| (\d+)\. \| (\pL+) (\d+) \| .* sector (\d+) \| 0(\d+)11- ?2345(\d\d) \|$`).FindAllStringSubmatch(string(d.Markdown), -1)
	if len(rows) != 40 {
		t.Fatalf("%d rows of 40:\n%s", len(rows), d.Markdown)
	}
	for i, r := range rows {
		n := fmt.Sprint(i + 1)
		if r[1] != n || r[3] != n || r[4] != n || r[5] != n || r[6] != fmt.Sprintf("%02d", i+1) {
			t.Errorf("row %d: %s", i+1, r[0])
		}
	}
	if n := strings.Count(string(d.Markdown), "Telephone |"); n != 1 {
		t.Errorf("the head stands %d times", n)
	}
	if !strings.Contains(strings.Join(d.Notes, "\n"), "a table of 40 rows") {
		t.Errorf("nobody is asked to compare the table: %q", d.Notes)
	}
}

// TestATableWithItsNumbersOnTopStaysSo: the numbers stand beside the first line
// of each row.
func TestATableWithItsNumbersOnTopStaysSo(t *testing.T) {
	lines := strings.Split("Sl. No.  District     Officer\n1.       Agra         Inspector in charge,\n                      police lines\n                      near the court\n"+
		"2.       Banda        Inspector in charge,\n                      police lines\n3.       Etah         Inspector in charge,\n                      new building", "\n")
	rows, n := laidTable(lines)
	want := [][]string{{"Sl. No.", "District", "Officer"}, {"1.", "Agra", "Inspector in charge, police lines near the court"},
		{"2.", "Banda", "Inspector in charge, police lines"}, {"3.", "Etah", "Inspector in charge, new building"}}
	if n != len(lines) || !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("%d lines: %q", n, rows)
	}
}

// TestALetterheadIsNoColumn: an address beside a date is no page of prose.
func TestALetterheadIsNoColumn(t *testing.T) {
	pages := []page{{number: 1, lines: strings.Split("No. 15011/36/2022-ATC                                  Government of India, New Delhi\nWomen Safety Division                                  4 March 2024\n\n"+
		strings.Repeat("This line of a letter goes from one margin to the other and has words in the middle as well.\n", 12), "\n")}}
	before := slices.Clone(pages[0].lines)
	unfoldColumns(&source{}, pages)
	if !slices.Equal(pages[0].lines, before) {
		t.Errorf("parted: %q", pages[0].lines)
	}
}

func TestUrduThatFellApartIsNotTakenForWords(t *testing.T) {
	for text, want := range map[string]bool{
		strings.Repeat("ر ی است ی ں ی ہ ق ی نی ب ن ائ ی ں کہ چ وں کی ", 5):                                      true,
		strings.Repeat("ریاستیں یہ یقینی بنائیں کہ بچوں کی اسمگلنگ کی ہر شکایت درج ہو اور تفتیش ہو ۔ ", 5):      false,
		strings.Repeat("राज्य यह सुनिश्चित करें कि हर शिकायत दर्ज हो। ", 9) + strings.Repeat("a b c d e f ", 9): false,
	} {
		if apart(text) != want {
			t.Errorf("%.40s: %v", text, !want)
		}
	}
}

// TestAMarkerThatNobodyKnowsIsSaid: it stays a text, and somebody is told.
func TestAMarkerThatNobodyKnowsIsSaid(t *testing.T) {
	d := draftOf(t, "x.txt", "1. One.\n\n(ऋ) Something of its own that goes on for a while.\n\n2. Two.\n")
	if !slices.Equal(addresses(d), []string{"1", "2"}) || !strings.Contains(strings.Join(d.Notes, "\n"), "(ऋ) begins a paragraph like a number") {
		t.Errorf("%v %q", addresses(d), d.Notes)
	}
}

// TestHostileDocumentsAreRefusedOrRead: entities, deep nests, a PDF that is
// torn or lies about itself. Nothing is fetched, nothing grows.
func TestHostileDocumentsAreRefusedOrRead(t *testing.T) {
	needsPDF(t)
	whole, err := os.ReadFile("testdata/mha-2024-03-04.pdf")
	if err != nil {
		t.Fatal(err)
	}
	laughs := `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>`
	for name, c := range map[string]struct {
		file string
		data []byte
	}{
		"an entity in a Word file":          {"x.docx", wordFile(t, laughs+`<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&b;&f; words</w:t></w:r></w:p></w:body></w:document>`)},
		"an entity in a page":               {"x.html", []byte(laughs + "<main><p>&b;&f; words</main>")},
		"a Word file nested 100,000 deep":   {"x.docx", wordFile(t, `<w:document xmlns:w="w"><w:body>`+strings.Repeat("<w:tbl><w:tr><w:tc>", 100_000)+`<w:p><w:r><w:t>words</w:t></w:r></w:p>`)},
		"a page nested 100,000 deep":        {"x.html", []byte(strings.Repeat("<div>", 100_000) + "words")},
		"a PDF torn in the middle":          {"x.pdf", whole[:len(whole)/2]},
		"a PDF with a wrong table of parts": {"x.pdf", []byte(strings.Replace(string(whole), "startxref", "startxref\n999999999", 1))},
		"a text of one line, 800 KB":        {"x.txt", []byte(strings.Repeat("(i) words ", 80_000))},
		"a text of numbers":                 {"x.txt", []byte(strings.Repeat("1. 2. (a) (i)\n", 4_000))},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Read(t.Context(), c.file, c.data, Options{Kind: "help", Lang: "en", Slug: "a"})
			switch {
			case errors.Is(err, ErrFile):
			case err != nil:
				t.Fatal(err)
			case strings.Contains(string(d.Markdown), "root:") || strings.Contains(string(d.Markdown), "hahahaha"):
				t.Errorf("an entity was opened:\n%.300s", d.Markdown)
			case len(d.Markdown) > 3*len(c.data)+10_000:
				t.Errorf("%d bytes became %d", len(c.data), len(d.Markdown))
			}
		})
	}
}

// wordFile packs one part as a Word file.
func wordFile(t *testing.T, document string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(document)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
