package public

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// unzipped gives the files of an EPUB.
func unzipped(t testing.TB, data string) map[string]string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, r); err != nil {
			t.Fatal(err)
		}
		files[f.Name] = b.String()
	}
	return files
}

// idsOf reads XML strictly and gives its ids; every address in it has to be
// one that may stand in a file.
func idsOf(t *testing.T, name, text string) (ids []string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ids
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range e.Attr {
			switch a.Name.Local {
			case "id":
				ids = append(ids, a.Value)
			case "src", "style", "data", "action":
				t.Errorf("%s: <%s %s=%q>", name, e.Name.Local, a.Name.Local, a.Value)
			case "href":
				if !mayStand.MatchString(a.Value) {
					t.Errorf("%s: leads to %q", name, a.Value)
				}
			}
		}
	}
}

var mayStand = regexp.MustCompile(`^(https?://[^/]+(/|$)|mailto:|tel:|#.|(title|nav|c1)\.xhtml(#.|$)|style\.css$)`)

// Every document of the library in every language of the portal: each of its
// paragraphs is in both files, which are XML and refer to nothing but
// themselves and absolute addresses.
func TestEveryDocumentLeavesWhole(t *testing.T) {
	h := newHouse(t)
	out := os.Getenv("PORTAL_TEST_BOOKS")
	seen := 0
	for _, l := range h.site.Bundle.Languages() {
		lent := 0
		for _, kind := range h.site.Library.Kinds() {
			for _, d := range h.site.Library.Documents(kind, l.Tag) {
				if d.Lang != l.Tag {
					if lent++; lent > 5 {
						continue // the English text again
					}
				}
				seen++
				path := "/" + l.Tag + "/library/" + kind + "/" + d.Slug
				page := h.get(path+"/book.html").says(t, 200, "<h1>")
				epub := h.get(path+"/book.epub").says(t, 200)
				ids := idsOf(t, path+"/book.html", page.body)
				files := unzipped(t, epub.body)
				var inEPUB []string
				for name, text := range files {
					if strings.HasSuffix(name, ".xhtml") {
						inEPUB = append(inEPUB, idsOf(t, path+" "+name, text)...)
					}
				}
				for _, p := range d.Paragraphs {
					if !slices.Contains(ids, p.ID) || !slices.Contains(inEPUB, p.ID) {
						t.Errorf("%s: paragraph %s is not in both files", path, p.ID)
					}
				}
				if out != "" {
					name := filepath.Join(out, l.Tag+"-"+kind+"-"+d.Slug)
					must(t, os.WriteFile(name+".html", []byte(page.body), 0o644))
					must(t, os.WriteFile(name+".epub", []byte(epub.body), 0o644))
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d documents: the test proves nothing", seen)
	}
}

func TestAFileSaysWhatAReaderMustKnow(t *testing.T) {
	h := lawfulHouse(t)
	old := h.get("/en/library/laws/1860-oldcode/book.html").says(t, 200, "For acts up to 30 June 2024.", "Superseded", `href="http://portal.example:8080/en/library/laws/2023-newcode"`,
		"Not checked by a lawyer.", "Copied on", `dir="ltr" href="http://portal.example:8080/en/library/laws/1860-oldcode">http://portal.example:8080/en/library/laws/1860-oldcode`, "<h2 id=\"sources\">", "The Act")
	if got := old.Header.Get("Content-Disposition"); got != `attachment; filename="1860-oldcode-en.html"` {
		t.Error(got)
	}
	h.get("/en/library/laws/2023-newcode/book.html").says(t, 200, "Something in this paragraph is not certain.", "Checked by a lawyer: A. Rao")
	sop := h.get("/en/library/sops/2025-rescue/book.html").says(t, 200, "Field guide of this portal", "24 hours", "Rule 4", "Nobody has checked it since", `href="tel:1098"`,
		`href="http://portal.example:8080/en/library/laws/2023-newcode#p143"`)
	if strings.Contains(sop.body, "<details") {
		t.Error("something is folded away: on paper nobody can open it")
	}
	letter := h.get("/en/library/advisories/2024-03-04-letter/book.html").says(t, 200, "MHA letter No. 15011/36/2022-ATC, 4 March 2024, para 2", `id="p9"`, `href="#p2"`)
	today := h.get("/en/library/advisories/2024-03-04-letter/book.html?on=2024-06-01").says(t, 200, "within 24 hours", "An older text", `href="http://portal.example:8080/en/library/advisories/2024-03-04-letter?on=2024-03-04#p2">MHA letter`,
		`<a href="http://portal.example:8080/en/library/advisories/2024-03-04-letter">Read the text of today`)
	if letter.Header.Get("ETag") == today.Header.Get("ETag") || strings.Contains(letter.body, "24 hours") {
		t.Error("the text of a day is the text of today")
	}
	if got := today.Header.Get("Content-Disposition"); got != `attachment; filename="2024-03-04-letter-en-2024-03-04.html"` {
		t.Error(got)
	}
	// A reader of Urdu gets the English text, and is told so in Urdu.
	h.get("/ur/library/laws/2023-newcode/book.html").says(t, 200, `<html xmlns="http://www.w3.org/1999/xhtml" lang="en"`, `lang="ur" xml:lang="ur" dir="rtl"`)
	for _, missing := range []string{"/en/library/laws/none/book.epub", "/en/library/laws/2023-newcode/book.pdf", "/en/library/laws/2023-newcode/book.epub?on=never"} {
		h.get(missing).says(t, 404)
	}
}

func TestAFileIsTheSameForADay(t *testing.T) {
	h := lawfulHouse(t)
	const path = "/en/library/sops/2025-rescue/book.epub"
	first := h.get(path, "Accept-Encoding", "br, gzip").says(t, 200)
	if first.Header.Get("Content-Encoding") != "" || first.Header.Get("Content-Type") != "application/epub+zip" || first.Header.Get("Content-Disposition") != `attachment; filename="2025-rescue-en.epub"` {
		t.Error(first.Header)
	}
	tag := first.Header.Get("ETag")
	if tag == "" || strings.HasPrefix(tag, "W/") {
		t.Errorf("tag %q is not strong", tag)
	}
	if again := h.get(path, "If-None-Match", tag); again.StatusCode != 304 {
		t.Errorf("the same file again: %d", again.StatusCode)
	}
	// Made anew, on the same day, by another portal of the same name.
	other := lawfulHouse(t)
	if again := other.get(path); again.body != first.body || again.Header.Get("ETag") != tag {
		t.Error("two makings on one day differ")
	}
	h.clock.move(24 * time.Hour)
	if next := h.get(path); next.body == first.body {
		t.Error("the file of the next day does not say so")
	}
	// The reader's look belongs to pages, not to files: one form for all is kept
	// by what a page depends on.
	if kept := h.get(path, "Cookie", "look=large").says(t, 200); kept.Header.Get("Content-Disposition") == "" {
		t.Error("a kept file has no name")
	}
}

// What the page says of a file's size is the file's size.
func TestAPageNamesItsFiles(t *testing.T) {
	h := lawfulHouse(t)
	for _, lang := range []string{"en", "hi", "ur"} {
		page := h.get("/"+lang+"/library/sops/2025-rescue").says(t, 200)
		links := regexp.MustCompile(`href="(/`+lang+`/library/sops/2025-rescue/book\.[a-z]+)"><bdi[^>]*>[^<]+</bdi>[^<]+</a> <span class="small">\((EPUB|HTML), (\S+) KiB\)`).FindAllStringSubmatch(page.body, -1)
		if len(links) != 2 {
			t.Fatalf("%s: %q in %s", lang, links, page.body)
		}
		for _, l := range links {
			file := h.get(l[1]).says(t, 200)
			if want := h.site.Bundle.Speaker(lang).Number((len(file.body) + 1023) / 1024); l[3] != want {
				t.Errorf("%s: the page says %s KiB, it is %s", l[1], l[3], want)
			}
		}
	}
	h.get("/en/library/advisories/2024-03-04-letter?on=2024-03-04").says(t, 200, "book.epub?on=2024-03-04")
	for _, path := range []string{"/en/library/advisories/2024-03-04-letter?on=2024-03-05", "/en/safety", "/en/library/help/staying-safe-on-this-phone"} {
		if strings.Contains(h.get(path).says(t, 200).body, "book.epub") {
			t.Errorf("%s offers a file to keep", path)
		}
	}
}

// All documents of a language in one book, for outside judges, to whom a
// thousand books would take too long: .ci/books looks at it.
func TestTheWholeLibraryIsABook(t *testing.T) {
	h := newHouse(t)
	app := h.site.App()
	app.Use("/:lang", h.site.language)
	app.Get("/:lang/all/:file", func(c *fiber.Ctx) error {
		lang := h.site.Speaker(c).Lang()
		b, err := h.site.newBook(c, lang, "All", "/"+lang+"/library/", "all", lang)
		must(t, err)
		for _, kind := range h.site.Library.Kinds() {
			for _, d := range h.site.Library.Documents(kind, lang) {
				chapter, err := h.site.chapter(c, d, nil, nil)
				must(t, err)
				b.Chapters = append(b.Chapters, chapter)
			}
		}
		return h.site.sendBook(c, map[string]bookForm{"epub": asEPUB, "html": asHTML}[c.Params("file")], b, "all")
	})
	h.app = app
	out := os.Getenv("PORTAL_TEST_BOOKS")
	if out == "" {
		out = t.TempDir()
	}
	for _, l := range h.site.Bundle.Languages() {
		page := h.get("/"+l.Tag+"/all/html").says(t, 200)
		if n := len(idsOf(t, l.Tag, page.body)); n < 1000 {
			t.Errorf("%s: only %d places", l.Tag, n)
		}
		if !strings.Contains(page.body, `href="#c`) {
			t.Errorf("%s: no chapter leads to another", l.Tag)
		}
		must(t, os.WriteFile(filepath.Join(out, "all-"+l.Tag+".html"), []byte(page.body), 0o644))
		must(t, os.WriteFile(filepath.Join(out, "all-"+l.Tag+".epub"), []byte(h.get("/"+l.Tag+"/all/epub").says(t, 200).body), 0o644))
	}
}

// A pack takes paragraphs out of documents: what it does not take, its links
// lead to on the site.
func TestChosenParagraphsAreAChapter(t *testing.T) {
	h := lawfulHouse(t)
	app := h.site.App()
	app.Use("/:lang", h.site.language)
	app.Get("/:lang/pack", func(c *fiber.Ctx) error {
		b, err := h.site.newBook(c, "en", "A pack", "/en/pack?a=1", "pack", "1")
		must(t, err)
		for _, x := range []struct{ kind, slug, paragraph string }{{"advisories", "2024-03-04-letter", "p3"}, {"laws", "2023-newcode", "p143"}, {"laws", "2023-newcode", "p144"}} {
			d, _ := h.site.Library.Document(x.kind, x.slug, "en")
			chapter, err := h.site.chapter(c, d, nil, func(id string) bool { return id == x.paragraph })
			must(t, err)
			b.Chapters = append(b.Chapters, chapter)
		}
		return h.site.sendBook(c, asHTML, b, "pack")
	})
	h.app = app
	pack := h.get("/en/pack").says(t, 200, `<h2 id="c1">A letter</h2>`, `id="c1-p3"`, `id="c2-p143"`, `href="#c2-p143">Bharatiya`, "Chosen paragraphs.", "Ministry",
		`href="http://portal.example:8080/en/library/laws/1860-oldcode#p370"`)
	if strings.Contains(pack.body, "within 12 hours") || strings.Contains(pack.body, `id="c2-p144"`) {
		t.Error("the pack has what was not chosen")
	}
	idsOf(t, "pack", pack.body)
}
