package public

import (
	"html"
	"html/template"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

type documentPage struct {
	Document     *content.Document
	KindName     string // message id
	Dir          string // of the document's language
	LanguageName string // of the document's language
	Facts        []fact
	TOC          []tocLine
	Superseded   string // kind/slug of what replaced it
	Citations    []citation
	Checked      string
	Also         []i18n.Language // other languages it can be read in
}

// tocLine is a line of the table of contents. Its address is an attribute as a
// whole because the template package would write every letter of an Indic
// script as nine bytes.
type tocLine struct {
	Level int
	Text  string
	Href  template.HTMLAttr
}

func contents(headings []content.Heading) []tocLine {
	var out []tocLine
	for _, h := range headings {
		href := template.HTMLAttr(`href="#` + html.EscapeString(h.ID) + `"`)
		out = append(out, tocLine{h.Level, h.Text, href})
	}
	return out
}

type fact struct {
	Name  string // message id
	Value string
}

type citation struct{ ID, Text string }

func (s *Site) document(c *fiber.Ctx) error {
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang())
	if !ok {
		return web.ErrMissing
	}
	return s.drawDocument(c, d)
}

func (s *Site) drawDocument(c *fiber.Ctx, d *content.Document) error {
	sp := s.Speaker(c)
	own := s.Bundle.Speaker(d.Lang)
	page := documentPage{
		Document: d, KindName: kindName(d.Kind), Dir: own.Dir(), LanguageName: own.Name(),
		Facts: documentFacts(sp, d), Superseded: d.SupersededBy,
	}
	if len(d.TOC) > 2 { // shorter ones fit the eye without
		page.TOC = contents(d.TOC)
	}
	for _, p := range d.Paragraphs {
		if p.Number != "" {
			page.Citations = append(page.Citations, citation{p.ID, d.Citation(p.ID)})
		}
	}
	if day, err := time.Parse(time.DateOnly, d.CheckedOn); err == nil {
		page.Checked = sp.T("document.checked", "Date", sp.Date(day))
	}
	for _, tag := range s.Library.Languages(d.Kind, d.Slug) {
		if tag != sp.Lang() && s.Speaks(tag) {
			page.Also = append(page.Also, s.Bundle.Speaker(tag).Language())
		}
	}
	return s.Draw(c, "public/document", fiber.StatusOK, d.Title, page, web.MaxAge(minutes5))
}

func documentFacts(sp i18n.Speaker, d *content.Document) []fact {
	var facts []fact
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, fact{name, value})
		}
	}
	add("document.number", d.Number)
	add("document.date", printed(sp, d))
	add("document.issuer", d.Issuer)
	add("document.addressees", strings.Join(d.Addressees, "; "))
	switch d.Status {
	case content.InForce:
		add("document.status", sp.T("status_of.in_force"))
	case content.Superseded:
		add("document.status", sp.T("status_of.superseded"))
	case content.Withdrawn:
		add("document.status", sp.T("status_of.withdrawn"))
	}
	return facts
}
