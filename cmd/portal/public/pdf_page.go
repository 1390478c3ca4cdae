package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/content/publish"
)

// bookPDF prints a document. An older text is printed under the day from which
// it stood only, the one that its page names: any day at all would be another
// print for each.
func (s *Site) bookPDF(c *fiber.Ctx) error {
	if s.Printer == nil {
		return web.ErrMissing
	}
	page, err := s.documentAsked(c)
	if err != nil {
		return err
	}
	d := page.Document
	if c.Query("on") != d.Version {
		return web.ErrMissing
	}
	b, err := s.documentBook(c, page)
	if err != nil {
		return err
	}
	return s.sendPrint(c, d, b, fileName(d)+".pdf")
}

// cardPDF prints a field card: one side of A4.
func (s *Site) cardPDF(c *fiber.Ctx) error {
	if s.Printer == nil {
		return web.ErrMissing
	}
	page, err := s.cardPage(c, onA4)
	if err != nil {
		return err
	}
	d := page.Document
	b, err := s.newBook(c, d.Lang, d.Title, s.liveAt(c, d), "card", d.Kind, d.Slug, d.Lang)
	if err != nil {
		return err
	}
	b.Head = "" // the card says the same in its last lines
	drawn, err := s.Piece(c, "public/cardfile", d.Title, page)
	if err != nil {
		return err
	}
	b.Chapters = []publish.Chapter{{Title: d.Title, Lang: d.Lang, Dir: page.Dir, Address: b.Address, HTML: drawn}}
	return s.sendPrint(c, d, b, fileName(d)+"-card.pdf")
}

// noPrint is the page of a print that did not come about.
type noPrint struct{ Page, HTML string }

// sendPrint answers with a book as a PDF, printed at the first request and
// kept by what was printed: neither a reader's look nor another question makes
// a second one.
func (s *Site) sendPrint(c *fiber.Ctx, d *content.Document, b publish.Book, name string) error {
	return s.sendPrintOf(c, &s.prints, b, name, noPrint{s.path(c, at(d)), s.fileAt(c, d, "book.html")})
}

// sendPrintOf keeps the print in k; instead names what else there is.
func (s *Site) sendPrintOf(c *fiber.Ctx, k *web.Kept, b publish.Book, name string, instead noPrint) error {
	var page bytes.Buffer
	if err := publish.HTML(&page, b); err != nil {
		return err
	}
	sum := sha256.Sum256(page.Bytes())
	return s.Keep(c, k, hex.EncodeToString(sum[:])+name, func(c *fiber.Ctx) error {
		pdf, err := s.Printer.PDF(c.UserContext(), page.Bytes())
		if errors.Is(err, errNoPrint) {
			s.logger().Warn("no PDF was made", "err", err)
			return s.Draw(c, "public/noprint", fiber.StatusServiceUnavailable, s.Speaker(c).T("publish.no_pdf"), instead, web.NoStore())
		}
		if err != nil {
			return err
		}
		return s.sendFile(c, "application/pdf", name, pdf)
	})
}
