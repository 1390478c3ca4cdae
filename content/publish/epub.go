package publish

import (
	"archive/zip"
	_ "embed"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"time"
)

// style is that of every file; it names no font that would have to come along.
//
//go:embed book.css
var style string

// mimetype is what an EPUB's first file says.
// Source: EPUB Open Container Format 3.3, section 4.3.
const mimetype = "application/epub+zip"

const container = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
`

// EPUB writes the book as an EPUB 3.3. Source: EPUB 3.3, W3C Recommendation.
func EPUB(w io.Writer, b Book) error {
	book, err := bind(b, func(i int) string { return "c" + strconv.Itoa(i+1) + ".xhtml" })
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	if err := first(z); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	files := []struct{ name, text string }{
		{"META-INF/container.xml", container},
		{"EPUB/package.opf", book.packageFile()},
		{"EPUB/nav.xhtml", book.navigation()},
		{"EPUB/style.css", style},
		{"EPUB/title.xhtml", book.titlePage()},
	}
	for i := range book.parts {
		files = append(files, struct{ name, text string }{"EPUB/" + book.parts[i].file, book.chapter(book.parts[i])})
	}
	for _, f := range files {
		to, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: b.Modified.UTC()})
		if err == nil {
			_, err = io.WriteString(to, f.text)
		}
		if err != nil {
			return fmt.Errorf("publish: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

// first writes the file by which an EPUB is known: uncompressed, without any
// extra field, so that its content stands at byte 38.
// Source: EPUB 3.3, section 4.3, "the mimetype file".
func first(z *zip.Writer) error {
	to, err := z.CreateRaw(&zip.FileHeader{
		Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(mimetype)),
		CompressedSize64: uint64(len(mimetype)), UncompressedSize64: uint64(len(mimetype)),
	})
	if err == nil {
		_, err = io.WriteString(to, mimetype)
	}
	return err
}

// languages are those of the book, the book's own first.
func (b *bound) languages() []string {
	all := []string{b.Lang}
	seen := map[string]bool{b.Lang: true}
	for _, p := range b.parts {
		if !seen[p.Lang] {
			seen[p.Lang] = true
			all = append(all, p.Lang)
		}
	}
	return all
}

// accessibility is what is true of every file that is made here: nothing but
// text, in order, with headings and a table of contents. That it conforms to a
// standard is not said: nobody has certified it.
// Source: schema.org accessibility properties; EPUB Accessibility 1.1, section 2.
var accessibility = []struct{ property, value string }{
	{"schema:accessMode", "textual"},
	{"schema:accessModeSufficient", "textual"},
	{"schema:accessibilityFeature", "displayTransformability"},
	{"schema:accessibilityFeature", "readingOrder"},
	{"schema:accessibilityFeature", "structuralNavigation"},
	{"schema:accessibilityFeature", "tableOfContents"},
	{"schema:accessibilityHazard", "none"},
}

func (b *bound) packageFile() string {
	var p page
	p.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	p.open("package", "xmlns", "http://www.idpf.org/2007/opf", "version", "3.0", "unique-identifier", "id", "xml:lang", b.Lang, "dir", dir(b.Dir))
	p.WriteString("\n")
	p.open("metadata", "xmlns:dc", "http://purl.org/dc/elements/1.1/")
	p.WriteString("\n")
	p.line("dc:identifier", b.ID, "id", "id")
	p.line("dc:title", b.Title, "id", "t1")
	if b.Subtitle != "" {
		p.line("meta", "main", "refines", "#t1", "property", "title-type")
		p.line("dc:title", b.Subtitle, "id", "t2")
		p.line("meta", "subtitle", "refines", "#t2", "property", "title-type")
	}
	for _, lang := range b.languages() {
		p.line("dc:language", lang)
	}
	if b.Publisher != "" {
		p.line("dc:publisher", b.Publisher)
	}
	if b.Rights != "" {
		p.line("dc:rights", b.Rights)
	}
	if b.Address != "" {
		p.line("dc:source", b.Origin+b.Address)
	}
	p.line("meta", b.Modified.UTC().Format("2006-01-02T15:04:05Z"), "property", "dcterms:modified")
	for _, a := range accessibility {
		p.line("meta", a.value, "property", a.property)
	}
	if b.Words.Access != "" {
		p.line("meta", b.Words.Access, "property", "schema:accessibilitySummary", "xml:lang", b.Words.Lang)
	}
	p.close("metadata")
	p.WriteString("<manifest>\n")
	p.empty("item", "id", "nav", "href", "nav.xhtml", "media-type", "application/xhtml+xml", "properties", "nav")
	p.empty("item", "id", "style", "href", "style.css", "media-type", "text/css")
	p.empty("item", "id", "title", "href", "title.xhtml", "media-type", "application/xhtml+xml")
	for _, c := range b.parts {
		p.empty("item", "id", c.anchor, "href", c.file, "media-type", "application/xhtml+xml")
	}
	p.close("manifest")
	p.open("spine", "page-progression-direction", dir(b.Dir))
	p.WriteString("\n")
	p.empty("itemref", "idref", "title")
	p.empty("itemref", "idref", "nav")
	for _, c := range b.parts {
		p.empty("itemref", "idref", c.anchor)
	}
	p.close("spine")
	p.close("package")
	return p.String()
}

// start writes a page of the EPUB up to its body.
func (b *bound) start(p *page, title, lang, direction, kind string) {
	p.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	p.html(lang, direction, "xmlns:epub", "http://www.idpf.org/2007/ops")
	p.line("title", title)
	p.empty("link", "rel", "stylesheet", "type", "text/css", "href", "style.css")
	p.WriteString("</head>\n")
	p.open("body", "epub:type", kind)
	p.WriteString("\n")
}

func end(p *page) string {
	p.WriteString("\n</body>\n</html>\n")
	return p.String()
}

func (b *bound) titlePage() string {
	var p page
	b.start(&p, b.Title, b.Lang, b.Dir, "frontmatter")
	p.open("section", "epub:type", "titlepage", "id", "title")
	b.top(&p)
	p.close("section")
	return end(&p)
}

// top writes what stands above all chapters.
func (b *bound) top(p *page) {
	p.line("h1", b.Title)
	if b.Subtitle != "" {
		p.line("p", b.Subtitle, "class", "subtitle")
	}
	p.nodes(b.head, 0)
}

func (b *bound) navigation() string {
	var p page
	b.start(&p, b.Words.Contents, b.Words.Lang, b.Words.Dir, "frontmatter")
	p.open("nav", "epub:type", "toc", "role", "doc-toc", "aria-labelledby", "contents")
	p.line("h1", b.Words.Contents, "id", "contents")
	p.contents(b.parts, false)
	p.close("nav")
	p.open("nav", "epub:type", "landmarks", "hidden", "hidden")
	p.WriteString("<ol>\n")
	for _, l := range []struct{ kind, at, words string }{
		{"titlepage", "title.xhtml", b.Title}, {"toc", "nav.xhtml", b.Words.Contents}, {"bodymatter", b.parts[0].file, b.parts[0].Title},
	} {
		p.open("li")
		p.line("a", l.words, "epub:type", l.kind, "href", l.at)
		p.close("li")
	}
	p.close("ol")
	p.close("nav")
	return end(&p)
}

func (b *bound) chapter(c *part) string {
	var p page
	b.start(&p, c.Title, c.Lang, c.Dir, "bodymatter")
	p.open("section", "epub:type", "chapter", "role", "doc-chapter", "aria-labelledby", c.anchor)
	p.line("h1", c.Title, "id", c.anchor)
	p.nodes(c.body, 0)
	p.close("section")
	return end(&p)
}

// day is what a file says of its making, in its metadata.
func (b *bound) day() string { return b.Modified.UTC().Format(time.DateOnly) }
