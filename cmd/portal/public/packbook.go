package public

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/content/publish"
)

// trainersBook is the file that also holds the times and the answers.
const trainersBook = "trainer.html"

// packBooks are the files in which a pack can be taken along, drawn to say how
// large they are. The page that says it is drawn in the pack's turn and kept, so
// this is done once for each.
// Source: GIGW 3.0: a file's title, size and format stand where it is offered.
func (s *Site) packBooks(c *fiber.Ctx, a askedPack, found []content.Found, groups []packGroup) ([]fileLink, error) {
	if len(groups) == 0 {
		return nil, nil // nothing of it is there: there is no file either
	}
	b, err := s.bookOf(c, a, found, groups, false)
	if err != nil {
		return nil, err
	}
	to := func(name string) string { return s.path(c, "pack/"+name+"?"+a.query()) }
	files, err := sized(b, to)
	if s.Printer != nil {
		files = append(files, fileLink{Href: to(packPDF), Format: "PDF", For: "publish.for_pdf"})
	}
	return files, err
}

// packPDF is the name of a pack's print.
const packPDF = "book.pdf"

// printPack prints a pack, while nobody else prints: anybody can make up any
// number of packs, and none of them may keep the prints of documents waiting.
func (s *Site) printPack(c *fiber.Ctx, a askedPack) error {
	if s.Printer == nil {
		return web.ErrMissing
	}
	var b publish.Book
	made := s.inTurn(func(c *fiber.Ctx, a askedPack) (err error) {
		b, err = s.bookOfPack(c, a, false)
		return err
	})
	if err := made(c, a); err != nil {
		return err
	}
	instead := noPrint{s.path(c, "pack?"+a.query()), s.path(c, "pack/"+asHTML.name+"?"+a.query())}
	if s.Printer.busy() {
		return s.Draw(c, "public/noprint", fiber.StatusServiceUnavailable, s.Speaker(c).T("publish.no_pdf"), instead, web.NoStore())
	}
	return s.sendPrintOf(c, &s.packs, b, packFile(s.Speaker(c).Lang(), a)+".pdf", instead)
}

// packFile is under which name a pack is saved: no words of a stranger stand in
// it.
func packFile(lang string, a askedPack) string {
	sum := sha256.Sum256([]byte(a.query()))
	return "pack-" + lang + "-" + hex.EncodeToString(sum[:4])
}

// packBook gives a pack as a file; with trainer, with the times and answers.
func (s *Site) packBook(form bookForm, trainer bool) func(*fiber.Ctx, askedPack) error {
	return func(c *fiber.Ctx, a askedPack) error {
		b, err := s.bookOfPack(c, a, trainer)
		if err != nil {
			return err
		}
		name := packFile(s.Speaker(c).Lang(), a)
		if trainer {
			name += "-trainer"
		}
		return s.sendBook(c, form, b, name)
	}
}

// packChapter is what a chapter of a pack holds: one of these.
type packChapter struct {
	Group   *packGroup
	Cited   []packCited
	Plans   []packPlan
	Minutes int
	Paper   []packAsked
	Answers []packAsked
}

// bookOfPack makes a book: the texts, the quiz, the sources; for a trainer the
// times before the quiz, and its answers last, on a page that can be taken out.
func (s *Site) bookOfPack(c *fiber.Ctx, a askedPack, trainer bool) (publish.Book, error) {
	sp := s.Speaker(c)
	found := s.Library.Find(a.Pack, sp.Lang())
	groups, err := s.packGroups(sp, a.Pack, found)
	if err != nil {
		return publish.Book{}, err
	}
	if len(groups) == 0 {
		return publish.Book{}, web.ErrMissing
	}
	return s.bookOf(c, a, found, groups, trainer)
}

// bookOf makes the book of what was found and drawn.
func (s *Site) bookOf(c *fiber.Ctx, a askedPack, found []content.Found, groups []packGroup, trainer bool) (publish.Book, error) {
	sp := s.Speaker(c)
	b, err := s.newBook(c, sp.Lang(), s.packName(sp, a), s.path(c, "pack?"+a.query()), "pack", sp.Lang(), a.String())
	if err != nil {
		return b, err
	}
	head, err := s.Piece(c, "public/packhead", b.Title, missingOf(found))
	if err != nil {
		return b, err
	}
	b.Head += head
	add := func(title, lang, address string, page packChapter) {
		if err != nil {
			return
		}
		x := publish.Chapter{Title: title, Lang: lang, Dir: s.Bundle.Speaker(lang).Dir(), Address: address}
		x.HTML, err = s.Piece(c, "public/packchapter", title, page)
		b.Chapters = append(b.Chapters, x)
	}
	for _, g := range groups {
		add(g.At.Words, g.Lang, g.At.Href, packChapter{Group: &g})
	}
	if trainer {
		page := packChapter{}
		if page.Plans, page.Minutes, err = s.packPlans(sp, found); err != nil {
			return b, err
		}
		if len(page.Plans) > 0 {
			add(sp.T("pack.plans"), sp.Lang(), "", page)
		}
	}
	questions := s.packAsked(sp, s.packQuiz(sp, found), func(int) int { return 0 })
	if len(questions) > 0 {
		add(sp.T("pack.paper"), sp.Lang(), "", packChapter{Paper: questions})
	}
	add(sp.T("pack.bibliography"), sp.Lang(), "", packChapter{Cited: s.packCited(sp, found)})
	if trainer && len(questions) > 0 {
		add(sp.T("pack.answers"), sp.Lang(), "", packChapter{Answers: questions})
	}
	return b, err
}

// missingOf names the places that the library does not have.
func missingOf(found []content.Found) []string {
	var out []string
	for _, f := range found {
		if !f.There() {
			out = append(out, placeCode(f.Pick))
		}
	}
	return out
}
