package public

import (
	"html"
	"html/template"
	"slices"
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
	At           string // address without the language: "library/advisories/2024-03-04-child-labour"
	Canonical    string // address of the text of today, for an older one; "" else
	Notes        []note // what a reader must know before reading
	Facts        []fact
	TOC          []tocLine
	Superseded   string      // kind/slug of what replaced it
	Replaces     []placeLink // documents that it replaced
	Pieces       []piece
	CitedBy      []citing // the document as a whole
	Contacts     []contactLine
	Originals    []content.Original
	Checked      string
	Also         []i18n.Language // other languages it can be read in
	Beside       []i18n.Language // languages to read it with, side by side
	Days         bool            // it has older texts, or belongs to a chain
	Recommends   bool            // an advisory with paragraphs that ask something of somebody
	Files        []fileLink      // in which it can be taken along
	Register     bool            // a campaign whose register can be printed
	Quiz         int             // questions at its end; 0 for none
	Trainer      string          // address of the session plan and the quiz on paper, with its answers; "" without
	Linked       linked
}

// note is a line that stands above a document.
type note struct {
	Text, Link, LinkText string
	Strong               bool
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
	Lang  string // of the value; "" where it is the reader's
}

// document shows a document: the text of today, that of a day (?on=), or two
// languages side by side (?with=). ?p= leads to a paragraph, also by a number
// that it no longer has.
func (s *Site) document(c *fiber.Ctx) error {
	kind, slug, lang := c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang()
	d, ok := s.Library.Document(kind, slug, lang)
	switch {
	case !ok:
		return web.ErrMissing
	case c.Query("p") != "":
		return s.toParagraph(c, d, c.Query("p"))
	case c.Query("with") != "":
		return s.besides(c, d, c.Query("with"))
	case c.Query("on") != "":
		return s.onDay(c, c.Query("on"))
	}
	return s.drawDocument(c, d, s.movedNote(c, d))
}

// at is a document's address without the language.
func at(d *content.Document) string { return "library/" + d.Kind + "/" + d.Slug }

// drawDocument draws a document with notes of its own above it.
func (s *Site) drawDocument(c *fiber.Ctx, d *content.Document, notes []note, opts ...web.Option) error {
	page, err := s.documentPage(c, d, notes)
	if err != nil {
		return err
	}
	// Nobody leaves a page on how to stay safe in a telephone's downloads by a
	// slip. And files are made to say how large they are, so not anew for every
	// day that a reader can think of.
	if d.Kind != kindHelp && c.Query("on") == d.Version {
		if page.Files, err = s.fileLinks(c, page); err != nil {
			return err
		}
	}
	return s.Draw(c, "public/document", fiber.StatusOK, d.Title, page, append(opts, web.MaxAge(minutes5))...)
}

// documentPage is what is to be shown of a document, on a page or in a file.
func (s *Site) documentPage(c *fiber.Ctx, d *content.Document, notes []note) (documentPage, error) {
	sp := s.Speaker(c)
	own := s.Bundle.Speaker(d.Lang)
	page := documentPage{
		Document: d, KindName: kindName(d.Kind), Dir: own.Dir(), LanguageName: own.Name(), At: at(d),
		Notes: append(notes, s.standingNotes(sp, d)...), Facts: documentFacts(sp, d), Superseded: d.SupersededBy,
		Originals: d.Originals, Linked: s.linkedDocument(c, d), Recommends: len(d.Recommendations()) > 0,
		Register: registerOf(d) != nil,
	}
	if len(d.TOC) > 2 { // shorter ones fit the eye without
		page.TOC = contents(d.TOC)
	}
	var err error
	if page.Pieces, err = s.pieces(c, d); err != nil {
		return page, err
	}
	if day, err := time.Parse(time.DateOnly, d.CheckedOn); err == nil {
		page.Checked = sp.T("document.checked", "Date", sp.Date(day))
	}
	for _, tag := range s.Library.Languages(d.Kind, d.Slug) {
		if s.Speaks(tag) && tag != sp.Lang() {
			page.Also = append(page.Also, s.Bundle.Speaker(tag).Language())
		}
		if s.Speaks(tag) && tag != d.Lang {
			page.Beside = append(page.Beside, s.Bundle.Speaker(tag).Language())
		}
	}
	page.CitedBy = s.citing(sp, s.Library.CitedBy(d.Kind, d.Slug, ""))
	page.Contacts = s.contactLines(sp, d)
	chain := s.Library.Chain(d.Kind, d.Slug, sp.Lang())
	for _, x := range chain {
		if x.SupersededBy == d.Kind+"/"+d.Slug {
			page.Replaces = append(page.Replaces, s.placedDocument(sp, x))
		}
	}
	page.Days = len(chain) > 1 || len(s.Library.Texts(d.Kind, d.Slug, sp.Lang())) > 1
	if d.Version != "" {
		page.Canonical = s.path(c, at(d))
	}
	if page.Quiz = len(d.Quiz); page.Quiz > 0 && d.Version == "" {
		if whole, ok := s.Library.Take(d.Kind, d.Slug, sp.Lang(), ""); ok {
			pack := askedPack{Pack: content.Pack{Lang: sp.Lang(), Picks: []content.Pick{whole}}}
			page.Trainer = s.path(c, "pack/trainer?"+pack.query())
		}
	}
	return page, nil
}

// standingNotes say what is to be known of a document before it is read.
func (s *Site) standingNotes(sp i18n.Speaker, d *content.Document) []note {
	var notes []note
	add := func(strong bool, id string, args ...any) {
		notes = append(notes, note{Text: sp.T(id, args...), Strong: strong})
	}
	if d.Own {
		add(true, "library.own")
	}
	if d.Kind == "laws" || d.Kind == "sops" {
		if d.Lawyer.Name == "" {
			add(true, "library.no_lawyer")
		} else {
			add(false, "library.lawyer", "Name", d.Lawyer.Name, "Date", s.dayWords(sp, d.Lawyer.On))
		}
	}
	if d.Until != "" {
		add(true, "library.acts_until", "Date", s.dayWords(sp, d.Until))
	}
	return notes
}

// dayWords writes a day ("2024-07-01") in the reader's language.
func (s *Site) dayWords(sp i18n.Speaker, day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return sp.Date(t)
}

// inForceKinds are the kinds that can be in force. A training or a campaign that
// was not withdrawn is simply there, so nothing is said of it.
var inForceKinds = []string{"advisories", "sops", "laws"}

func documentFacts(sp i18n.Speaker, d *content.Document) []fact {
	var facts []fact
	lang := ""
	if d.Lang != sp.Lang() {
		lang = d.Lang
	}
	add := func(name, value, lang string) {
		if value != "" {
			facts = append(facts, fact{name, value, lang})
		}
	}
	add("document.number", d.Number, lang)
	when := lang
	if !d.Date.IsZero() {
		when = "" // a date is written in the reader's language, a note is the document's
	}
	add("document.date", printed(sp, d), when)
	add("document.issuer", d.Issuer, lang)
	add("document.addressees", strings.Join(d.Addressees, "; "), lang)
	switch {
	case d.Status == content.InForce && slices.Contains(inForceKinds, d.Kind):
		add("document.status", sp.T("status_of.in_force"), "")
	case d.Status == content.Superseded:
		add("document.status", sp.T("status_of.superseded"), "")
	case d.Status == content.Withdrawn:
		add("document.status", sp.T("status_of.withdrawn"), "")
	}
	for _, x := range []struct{ name, day string }{{"library.since", d.Since}, {"library.until", d.Until}} {
		if t, err := time.Parse(time.DateOnly, x.day); err == nil {
			add(x.name, sp.Date(t), "")
		}
	}
	return facts
}

type contactLine struct {
	content.Contact
	Tel     template.URL // "tel:" and digits; "" without
	Checked string       // "Checked on 22 November 2026."
	Stale   bool
}

func (s *Site) contactLines(sp i18n.Speaker, d *content.Document) []contactLine {
	var lines []contactLine
	for _, x := range d.Contacts {
		l := contactLine{Contact: x, Stale: x.Stale(s.now())}
		if x.Phone != "" {
			l.Tel = template.URL("tel:" + strings.NewReplacer(" ", "", "(", "", ")", "", "-", "").Replace(x.Phone))
		}
		l.Checked = sp.T("library.contact_checked", "Date", s.dayWords(sp, x.CheckedOn), "Owner", x.Owner)
		lines = append(lines, l)
	}
	return lines
}
