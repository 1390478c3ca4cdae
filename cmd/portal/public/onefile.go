package public

import (
	"bytes"
	"io"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/content/publish"
)

// bookPage is a document, or paragraphs of one, as they stand in a file.
type bookPage struct {
	documentPage
	Part bool   // not the whole document
	Live string // where the page stands
}

// bookHead is what stands below the title of every file.
type bookHead struct {
	Made string // day, in the reader's language
	Live string // address of the page of which it is a copy
}

// chapter draws a document for a file: with what must be known before reading,
// what is said of each paragraph, and the sources. only chooses paragraphs;
// nil takes the whole document.
func (s *Site) chapter(c *fiber.Ctx, d *content.Document, notes []note, only func(paragraph string) bool) (publish.Chapter, error) {
	own, err := s.documentPage(c, d, notes)
	if err != nil {
		return publish.Chapter{}, err
	}
	return s.chapterOf(c, own, only)
}

func (s *Site) chapterOf(c *fiber.Ctx, own documentPage, only func(paragraph string) bool) (publish.Chapter, error) {
	d := own.Document
	page := bookPage{documentPage: own, Part: only != nil, Live: s.liveAt(c, d)}
	if only != nil {
		page.Pieces = nil
		for _, p := range own.Pieces {
			if p.ID != "" && only(p.ID) {
				page.Pieces = append(page.Pieces, p)
			}
		}
	}
	drawn, err := s.Piece(c, "public/book", d.Title, page)
	return publish.Chapter{Title: d.Title, Lang: d.Lang, Dir: page.Dir, Address: page.Live, HTML: drawn}, err
}

// liveAt is where a text stands on the site, from "/" on.
func (s *Site) liveAt(c *fiber.Ctx, d *content.Document) string {
	to := s.path(c, at(d))
	if d.Version != "" {
		to += "?on=" + d.Version
	}
	return to
}

// newBook is a book without chapters: what is the same for every file. address
// is that of the page of which it is a copy, from "/" on; parts name the book,
// so that a newer making of it takes the older one's place in a reader's shelf.
func (s *Site) newBook(c *fiber.Ctx, lang, title, address string, parts ...string) (publish.Book, error) {
	sp := s.Speaker(c)
	made := ist(s.now())
	year, month, day := made.Date()
	b := publish.Book{
		ID: publish.ID(append([]string{s.Origin}, parts...)...), Lang: lang, Dir: s.Bundle.Speaker(lang).Dir(), Title: title,
		Publisher: sp.T("site.name"), Rights: sp.T("publish.rights", "Address", s.OriginFor(c)+s.path(c, "terms")),
		Origin: s.OriginFor(c), Address: address, Modified: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), // the day in India, so that a day's files are the same
		Words: publish.Words{Lang: sp.Lang(), Dir: sp.Dir(), Contents: sp.T("document.contents"), Access: sp.T("publish.access")},
	}
	var err error
	b.Head, err = s.Piece(c, "public/bookhead", title, bookHead{Made: sp.Date(made), Live: b.Origin + address})
	return b, err
}

// documentBook makes a book of one document.
func (s *Site) documentBook(c *fiber.Ctx, own documentPage) (publish.Book, error) {
	d := own.Document
	b, err := s.newBook(c, d.Lang, d.Title, s.liveAt(c, d), "library", d.Kind, d.Slug, d.Lang, d.Version)
	if err != nil {
		return b, err
	}
	chapter, err := s.chapterOf(c, own, nil)
	b.Chapters = []publish.Chapter{chapter}
	return b, err
}

// documentAsked gives the document that a request names, in the text of the day that it
// names.
func (s *Site) documentAsked(c *fiber.Ctx) (documentPage, error) {
	if day := c.Query("on"); day != "" {
		d, n, err := s.textOf(c, day)
		if err != nil {
			return documentPage{}, err
		}
		return s.documentPage(c, d, []note{n})
	}
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang())
	if !ok {
		return documentPage{}, web.ErrMissing
	}
	return s.documentPage(c, d, nil)
}

// bookForm is one in which a book is given away.
type bookForm struct {
	name  string // of the address
	kind  string // MIME type
	write func(io.Writer, publish.Book) error
}

var (
	asEPUB = bookForm{"book.epub", "application/epub+zip", publish.EPUB}
	asHTML = bookForm{"book.html", fiber.MIMETextHTMLCharsetUTF8, publish.HTML}
)

// book gives a document as a file.
func (s *Site) book(form bookForm) fiber.Handler {
	return func(c *fiber.Ctx) error {
		page, err := s.documentAsked(c)
		if err != nil {
			return err
		}
		b, err := s.documentBook(c, page)
		if err != nil {
			return err
		}
		return s.sendBook(c, form, b, fileName(page.Document))
	}
}

// fileName is under which name a document is saved, without its ending.
func fileName(d *content.Document) string {
	name := d.Slug + "-" + d.Lang
	if d.Version != "" {
		name += "-" + d.Version
	}
	return name
}

// sendBook answers with a book. It is always offered as a download: it has a
// style of its own, which the site's pages may not.
func (s *Site) sendBook(c *fiber.Ctx, form bookForm, b publish.Book, name string) error {
	var out bytes.Buffer
	if err := form.write(&out, b); err != nil {
		return err
	}
	return s.sendFile(c, form.kind, name+form.name[len("book"):], out.Bytes())
}

func (s *Site) sendFile(c *fiber.Ctx, kind, name string, body []byte) error {
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	c.Set("X-Robots-Tag", "noindex") // the page is what is to be found
	return c.Send(body)
}

// fileLink is a file in which a document can be taken along.
type fileLink struct {
	Href, Format string
	KiB          int    // 0 where it is made when it is asked for
	For          string // message id: what it is good for
}

// fileLinks makes the files of a document and gives their addresses and sizes.
func (s *Site) fileLinks(c *fiber.Ctx, page documentPage) ([]fileLink, error) {
	b, err := s.documentBook(c, page)
	if err != nil {
		return nil, err
	}
	out, err := sized(b, func(name string) string { return s.fileAt(c, page.Document, name) })
	if err != nil {
		return nil, err
	}
	if s.Printer != nil {
		out = append(out, fileLink{Href: s.fileAt(c, page.Document, "book.pdf"), Format: "PDF", For: "publish.for_pdf"})
	}
	return out, nil
}

// sized writes a book in each form to say how large it is; to gives a form's
// address.
func sized(b publish.Book, to func(name string) string) ([]fileLink, error) {
	var out []fileLink
	for _, x := range []struct {
		form         bookForm
		format, good string
	}{{asEPUB, "EPUB", "publish.for_epub"}, {asHTML, "HTML", "publish.for_html"}} {
		size, err := sizeOf(b, x.form)
		if err != nil {
			return nil, err
		}
		out = append(out, fileLink{Href: to(x.form.name), Format: x.format, KiB: size, For: x.good})
	}
	return out, nil
}

// sizeOf is how large a book is in a form, in KiB, rounded up.
func sizeOf(b publish.Book, form bookForm) (int, error) {
	var size counter
	err := form.write(&size, b)
	return (int(size) + 1023) / 1024, err
}

// fileAt is the address of a file of a document.
func (s *Site) fileAt(c *fiber.Ctx, d *content.Document, name string) string {
	to := s.path(c, at(d)) + "/" + name
	if d.Version != "" {
		to += "?on=" + d.Version
	}
	return to
}

// counter counts bytes.
type counter int

func (n *counter) Write(p []byte) (int, error) {
	*n += counter(len(p))
	return len(p), nil
}
