package public

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

// onDay shows the text that stood on a day, and says how the document stood.
func (s *Site) onDay(c *fiber.Ctx, day string) error {
	d, n, err := s.textOf(c, day)
	if err != nil {
		return err
	}
	// A day's text is for who asks for it; indexes have the text of today.
	return s.drawDocument(c, d, []note{n}, web.NoIndex())
}

// textOf gives the text that stood on a day ("2024-03-04"), and a note on how
// the document stood then.
func (s *Site) textOf(c *fiber.Ctx, day string) (*content.Document, note, error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil {
		return nil, note{}, web.ErrMissing
	}
	sp := s.Speaker(c)
	kind, slug := c.Params("kind"), c.Params("slug")
	d, standing, ok := s.Library.On(kind, slug, sp.Lang(), day)
	if !ok {
		return nil, note{}, web.ErrMissing
	}
	n := note{Strong: true, Link: s.path(c, at(d)), LinkText: sp.T("library.read_today")}
	when := s.dayWords(sp, day)
	switch standing {
	case content.NotYet:
		n.Text = sp.T("library.not_yet", "Date", when)
	case content.NoLonger:
		n.Text = sp.T("library.no_longer", "Date", when)
	case content.Older:
		n.Text = sp.T("library.stood_then", "Date", when)
	default:
		n.Text = sp.T("library.stands_still", "Date", when)
		n.Strong = false
	}
	return d, n, nil
}

type historyPage struct {
	Document *content.Document
	KindName string // message id
	At       string
	Day      string // proposed in the field
	Texts    []textLine
	Chain    []chainLine
}

// textLine is one text of a document.
type textLine struct {
	From, When string // day and its words; "" where no day is known
	Changed    said   // what it changed
	Newest     bool
	Before     string // version of the text before, for comparing
	Version    string
	HasBefore  bool
}

// chainLine is one document of a chain of supersession.
type chainLine struct {
	placeLink
	When string
	Here bool
}

// history lists the texts of a document and the documents before and after it.
func (s *Site) history(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), sp.Lang())
	if !ok {
		return web.ErrMissing
	}
	page := historyPage{Document: d, KindName: kindName(d.Kind), At: at(d), Day: s.today(), Texts: s.textLines(sp, d)}
	if chain := s.Library.Chain(d.Kind, d.Slug, sp.Lang()); len(chain) > 1 {
		for _, x := range chain {
			page.Chain = append(page.Chain, chainLine{s.placedDocument(sp, x), printed(sp, x), x.Kind == d.Kind && x.Slug == d.Slug})
		}
	}
	return s.Draw(c, "public/history", fiber.StatusOK, sp.T("library.history_of", "Title", d.Title), page, web.MaxAge(minutes5))
}

func (s *Site) textLines(sp i18n.Speaker, d *content.Document) []textLine {
	texts := s.Library.Texts(d.Kind, d.Slug, sp.Lang())
	english, ok := s.Library.Document(d.Kind, d.Slug, content.English)
	if !ok {
		english = d
	}
	var lines []textLine
	for i, x := range texts {
		l := textLine{From: x.From(), Version: x.Version, Newest: x.Version == ""}
		if l.Newest {
			l.From = english.From()
		}
		if l.From != "" {
			l.When = s.dayWords(sp, l.From)
		}
		for _, e := range d.Changed {
			if e.On == l.From {
				l.Changed = said{Text: e.What}
				if d.ChangedLang != "" && d.ChangedLang != sp.Lang() {
					l.Changed.Lang, l.Changed.Dir = d.ChangedLang, s.Bundle.Speaker(d.ChangedLang).Dir()
				}
			}
		}
		if i+1 < len(texts) {
			l.Before, l.HasBefore = texts[i+1].Version, true
		}
		lines = append(lines, l)
	}
	return lines
}
