package public

import (
	"html/template"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

// piece is a piece of a document and what stands below it.
type piece struct {
	ID    string // of the paragraph, "" for a heading, a rule, the footnotes
	HTML  template.HTML
	About *about // nil where there is nothing to say
}

// about is what a page says of a numbered paragraph.
type about struct {
	ID, Reference string
	Citation      string
	Address       string // with the site's name: for copying
	Who, Within   said
	By            []placeLink
	Implements    []placeLink
	Replaces      []placeLink // laws: old sections
	ReplacedBy    []placeLink // laws: new sections
	CitedBy       []citing
	Was           []oldNumber
	Now           []oldNumber // the paragraph that had this number before and has another today
	Review        bool
	Asked         bool   // Who is of whom it is asked
	Pack          string // address where it is put into a pack; "" for an older text
}

// said is a text with its language, "" where that is the document's.
type said struct{ Text, Lang, Dir string }

// placeLink is a place in the library, or a source in words.
type placeLink struct {
	Href, Words string
	Lang, Dir   string // of the words, "" where it is the reader's
}

type citing struct {
	placeLink
	Implements bool
}

// oldNumber is a number that a paragraph had before. ID is set where the page
// can be entered by it.
type oldNumber struct{ ID, Reference string }

// pieces draws a document, with what is to be said of each paragraph.
func (s *Site) pieces(c *fiber.Ctx, d *content.Document) ([]piece, error) {
	blocks, err := d.Blocks()
	if err != nil {
		return nil, err
	}
	here := s.OriginFor(c) + s.path(c, at(d))
	if d.Version != "" {
		here += "?on=" + d.Version
	}
	taken := make(map[string]bool)
	for _, p := range d.Paragraphs {
		taken[p.ID] = true
	}
	var out []piece
	for _, b := range blocks {
		x := piece{ID: b.ID, HTML: b.HTML}
		if p, ok := d.Paragraph(b.ID); ok && p.Number != "" {
			x.About = s.about(s.Speaker(c), d, p, taken)
			x.About.Address = here + "#" + p.ID
			if d.Version == "" {
				x.About.Pack = s.path(c, "pack/edit?open="+d.Kind+"/"+d.Slug+"&p="+p.ID+"#open")
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// about collects what is to be said of a paragraph. taken are the ids that the
// page has; an earlier number that is not among them becomes one.
func (s *Site) about(sp i18n.Speaker, d *content.Document, p content.Paragraph, taken map[string]bool) *about {
	a := &about{
		ID: p.ID, Reference: content.Reference(p.ID), Citation: d.Citation(p.ID), Review: p.Review, Asked: d.Kind == "advisories",
		Who: s.said(d, p.Who, p.WhoLang), Within: s.said(d, p.Within, p.WithinLang),
		By: s.places(sp, p.By), Implements: s.places(sp, p.Implements), Replaces: s.places(sp, p.Replaces),
	}
	if d.Version == "" {
		a.CitedBy = s.citing(sp, s.Library.CitedBy(d.Kind, d.Slug, p.ID))
		if d.Kind == "laws" {
			a.ReplacedBy = s.places(sp, s.Library.ReplacedBy(d.Slug, p.ID))
		}
	}
	for _, id := range p.Was {
		old := oldNumber{Reference: content.Reference(id)}
		if !taken[id] {
			old.ID, taken[id] = id, true
		}
		a.Was = append(a.Was, old)
	}
	for _, id := range d.Moved(p.ID) {
		a.Now = append(a.Now, oldNumber{id, content.Reference(id)})
	}
	return a
}

func (s *Site) said(d *content.Document, text, lang string) said {
	if lang == "" || lang == d.Lang {
		return said{Text: text}
	}
	return said{text, lang, s.Bundle.Speaker(lang).Dir()}
}

// places names places of the library in the reader's language.
func (s *Site) places(sp i18n.Speaker, all []content.Pointer) []placeLink {
	var out []placeLink
	for _, p := range all {
		out = append(out, s.placed(sp, p))
	}
	return out
}

func (s *Site) placed(sp i18n.Speaker, p content.Pointer) placeLink {
	if p.Kind == "" {
		return s.inLanguage(sp, placeLink{Words: p.Words}, p.Lang)
	}
	d, ok := s.Library.Document(p.Kind, p.Slug, sp.Lang())
	if !ok {
		return placeLink{Words: p.Slug} // the library has no such document only if it was loaded with faults, and it was not
	}
	x := s.placedDocument(sp, d)
	x.Words = d.PlaceWords(p.Anchor)
	if p.Anchor != "" {
		x.Href += (&url.URL{Fragment: p.Anchor}).String()
	}
	return x
}

func (s *Site) placedDocument(sp i18n.Speaker, d *content.Document) placeLink {
	return s.inLanguage(sp, placeLink{Href: "/" + sp.Lang() + "/" + at(d), Words: d.Title}, d.Lang)
}

func (s *Site) inLanguage(sp i18n.Speaker, p placeLink, lang string) placeLink {
	if lang != "" && lang != sp.Lang() {
		p.Lang, p.Dir = lang, s.Bundle.Speaker(lang).Dir()
	}
	return p
}

func (s *Site) citing(sp i18n.Speaker, all []content.Citing) []citing {
	var out []citing
	for _, x := range all {
		out = append(out, citing{s.placed(sp, content.Pointer{Kind: x.Kind, Slug: x.Slug, Anchor: x.Anchor}), x.Implements})
	}
	return out
}

// toParagraph leads to a paragraph by its number of today, or by one that it
// had before, which the page then says.
func (s *Site) toParagraph(c *fiber.Ctx, d *content.Document, id string) error {
	to := s.path(c, at(d))
	if _, ok := d.Paragraph(id); ok {
		return c.Redirect(to+"#"+id, fiber.StatusFound)
	}
	if now := d.Moved(id); len(now) > 0 {
		return c.Redirect(to+"?was="+url.QueryEscape(id)+"#"+now[0], fiber.StatusFound)
	}
	return web.ErrMissing
}

// movedNote says where the paragraph stands that had the number in ?was=.
func (s *Site) movedNote(c *fiber.Ctx, d *content.Document) []note {
	id := c.Query("was")
	now := d.Moved(id)
	if len(now) == 0 || slices.ContainsFunc(d.Paragraphs, func(p content.Paragraph) bool { return p.ID == id }) {
		return nil
	}
	return []note{{Text: s.Speaker(c).T("library.moved", "Old", content.Reference(id), "New", content.Reference(now[0])), Link: "#" + now[0],
		LinkText: s.Speaker(c).T("library.moved_read", "New", content.Reference(now[0]))}}
}
