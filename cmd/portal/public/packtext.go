package public

import (
	"html/template"
	"regexp"
	"strconv"
	"strings"

	"mukti/content"
	"mukti/i18n"
)

// packGroup is what stands in a pack of one text of a document on end.
type packGroup struct {
	At        placeLink // of the document, as of the text that is shown
	Lang, Dir string    // of the document
	Citation  string
	Notes     []note
	Review    string // what is unsure in it, in its language; "" for nothing
	Pieces    []packPiece

	shown *content.Document
}

// packPiece is one pick, drawn: a paragraph, or the parts of a whole document.
type packPiece struct {
	Anchor string // in the page: "n3"
	Place  int    // in the pack, from 0
	Lang   string // of the text
	Dir    string
	Parts  []packPart
	Notes  []note
	Newer  string // message id of the button that puts today's text in its place; "" without one
}

// packPart is a block of a document and what is to be said of it.
type packPart struct {
	HTML     template.HTML
	Citation string // of the paragraph; "" for what has no number
	Who      said
	Within   said
	By       []placeLink
	Asked    bool // Who is of whom it is asked
	Unsure   bool
	Footer   template.HTML // footnotes, where they do not come with the document

	Raw template.HTML // as the document's own page has it, with ids
}

// Said tells whether there is anything in the list below a part.
func (x packPart) Said() bool { return x.Who.Text != "" || x.Within.Text != "" || len(x.By) > 0 }

func pickAnchor(i int) string { return "n" + strconv.Itoa(i+1) }

// packGroups draws what there is of a pack, in its order.
func (s *Site) packGroups(sp i18n.Speaker, p content.Pack, found []content.Found) ([]packGroup, error) {
	drawn := make(map[*content.Document][]content.Block)
	var groups []packGroup
	for i, f := range found {
		if !f.There() {
			continue
		}
		d := f.Document
		if last := len(groups) - 1; last < 0 || groups[last].shown.Kind != d.Kind || groups[last].shown.Slug != d.Slug || groups[last].shown.Version != d.Version {
			groups = append(groups, s.packGroup(sp, f))
		}
		g := &groups[len(groups)-1]
		blocks, ok := drawn[d]
		if !ok {
			var err error
			if blocks, err = d.Blocks(); err != nil {
				return nil, err
			}
			drawn[d] = blocks
		}
		g.Pieces = append(g.Pieces, s.packPiece(sp, p, f, i, blocks))
	}
	return groups, nil
}

// textAddress is where a text stands on the site.
func textAddress(lang string, d *content.Document) string {
	to := "/" + lang + "/" + at(d)
	if d.Version != "" {
		to += "?on=" + d.Version
	}
	return to
}

func (s *Site) packGroup(sp i18n.Speaker, f content.Found) packGroup {
	d, today := f.Document, f.Today
	g := packGroup{shown: d, Lang: d.Lang, Dir: s.Bundle.Speaker(d.Lang).Dir(), Citation: d.Citation("")}
	g.At = s.inLanguage(sp, placeLink{Href: textAddress(sp.Lang(), d), Words: d.Title}, d.Lang)
	add := func(strong bool, text string) { g.Notes = append(g.Notes, note{Text: text, Strong: strong}) }
	if d.Lang != sp.Lang() {
		add(false, sp.T("document.other_language", "Language", s.Bundle.Speaker(d.Lang).Name()))
	}
	// How it stands is said as of today: a withdrawn letter must not be handed
	// out as one in force because it was when the pack was made.
	switch {
	case today.SupersededBy != "":
		n := note{Text: sp.T("document.superseded"), Strong: true, Link: "/" + sp.Lang() + "/library/" + today.SupersededBy, LinkText: sp.T("document.superseded_by")}
		g.Notes = append(g.Notes, n)
	case today.Status == content.Superseded:
		add(true, sp.T("document.superseded"))
	case today.Status == content.Withdrawn:
		add(true, sp.T("status_of.withdrawn"))
	}
	g.Notes = append(g.Notes, s.standingNotes(sp, today)...)
	if d.Version != "" {
		n := note{Text: sp.T("pack.older_text", "Date", s.dayWords(sp, d.Version)), Link: "/" + sp.Lang() + "/" + at(d), LinkText: sp.T("library.read_today")}
		g.Notes = append(g.Notes, n)
	}
	if d.Stale {
		add(false, sp.T("document.stale"))
	}
	if d.Digest {
		add(false, sp.T("document.digest"))
	}
	if d.Review {
		g.Review = d.ReviewNote
	}
	return g
}

func (s *Site) packPiece(sp i18n.Speaker, p content.Pack, f content.Found, i int, blocks []content.Block) packPiece {
	d := f.Document
	x := packPiece{Anchor: pickAnchor(i), Place: i, Lang: d.Lang, Dir: s.Bundle.Speaker(d.Lang).Dir()}
	page := textAddress(sp.Lang(), d)
	for _, b := range blocks {
		if f.ID != "" && b.ID != f.Paragraph.ID {
			continue
		}
		one := packPart{Raw: b.HTML, HTML: lowered(secondary(b.HTML, page))}
		if q, ok := d.Paragraph(b.ID); ok && q.Number != "" {
			one.Citation = d.Citation(q.ID)
			one.Who, one.Within = s.said(d, q.Who, q.WhoLang), s.said(d, q.Within, q.WithinLang)
			one.By, one.Asked, one.Unsure = s.places(sp, q.By), d.Kind == "advisories", q.Review
		}
		if f.ID != "" {
			one.Footer = secondary(footnotesOf(b.HTML, blocks), page)
		}
		x.Parts = append(x.Parts, one)
	}
	if f.Elsewhere {
		x.Notes = append(x.Notes, note{Text: sp.T("pack.elsewhere", "Language", s.Bundle.Speaker(d.Lang).Name())})
	}
	x.Notes = append(x.Notes, s.stateNotes(sp, f)...)
	if _, ok := s.Library.Newer(f, p.Lang); ok {
		x.Newer = "pack.take_newer"
		if f.State == content.Unpinned {
			x.Newer = "pack.pin"
		}
	}
	return x
}

// stateNotes say what became of the words that were taken.
func (s *Site) stateNotes(sp i18n.Speaker, f content.Found) []note {
	d := f.Document
	difference := note{Link: "/" + sp.Lang() + "/" + at(d) + "/diff?from=" + d.Version + "&to=" + today, LinkText: sp.T("pack.difference"), Strong: true}
	switch f.State {
	case content.Outrun:
		n := difference
		n.Text = sp.T("pack.outrun")
		notes := []note{n}
		for _, e := range f.Today.Changed {
			if e.On > d.Version {
				notes = append(notes, note{Text: sp.T("pack.edit", "Date", s.dayWords(sp, e.On), "What", e.What)})
			}
		}
		return notes
	case content.Dropped:
		n := difference
		n.Text = sp.T("pack.dropped")
		return []note{n}
	case content.Lost:
		return []note{{Text: sp.T("pack.lost"), Strong: true, Link: "/" + sp.Lang() + "/" + at(d) + "/history", LinkText: sp.T("library.history")}}
	case content.Unpinned:
		return []note{{Text: sp.T("pack.unpinned")}}
	case content.Followed:
		return []note{{Text: sp.T("pack.followed")}}
	}
	return nil
}

var headingTag = regexp.MustCompile(`<(/?)h([2-5])\b`)

// lowered puts the headings of a text one level down: in a pack a document is
// a part.
func lowered(drawn template.HTML) template.HTML {
	return template.HTML(headingTag.ReplaceAllStringFunc(string(drawn), func(tag string) string {
		return tag[:len(tag)-1] + string(tag[len(tag)-1]+1)
	}))
}

var (
	noteLink = regexp.MustCompile(`href="#fn:(\d+)"`)
	noteItem = regexp.MustCompile(`<li id="fn:(\d+)">`)
	noteBack = regexp.MustCompile(`(?s)(&#160;)?<a href="#fnref\d*:\d+"[^>]*>.*?</a>`)
)

// footnotesOf gives the footnotes of a piece, with the figures that the piece
// has. They stand at the document's end, where a reader of a paragraph would
// never see them.
func footnotesOf(piece template.HTML, blocks []content.Block) template.HTML {
	wanted := make(map[string]bool)
	for _, m := range noteLink.FindAllStringSubmatch(string(piece), -1) {
		wanted[m[1]] = true
	}
	if len(wanted) == 0 {
		return ""
	}
	all := string(blocks[len(blocks)-1].HTML)
	at := noteItem.FindAllStringSubmatchIndex(all, -1)
	var b strings.Builder
	for i, m := range at {
		number := all[m[2]:m[3]]
		end := strings.LastIndex(all, "</ol>")
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		if !wanted[number] || end < m[1] {
			continue
		}
		text := strings.TrimSuffix(strings.TrimSpace(all[m[1]:end]), "</li>")
		text = strings.TrimSpace(noteBack.ReplaceAllString(text, ""))
		b.WriteString("<p>" + number + ". " + strings.TrimPrefix(text, "<p>"))
	}
	return template.HTML(b.String())
}

// packCited is one document of the bibliography.
type packCited struct {
	At         placeLink
	Citation   string
	Lang, Dir  string
	Paragraphs []string
	Sources    []content.Source
	Checked    string // day of the last comparison with the source, in words
	Address    string // on this site, with its name
}

// packCited lists what a pack draws on, once each, in the order of first use.
func (s *Site) packCited(sp i18n.Speaker, found []content.Found) []packCited {
	at := make(map[string]int)
	var out []packCited
	for _, f := range found {
		d := f.Document
		if d == nil {
			continue
		}
		key := textAddress("", d)
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			x := packCited{Citation: d.Citation(""), Lang: d.Lang, Dir: s.Bundle.Speaker(d.Lang).Dir(), Sources: d.Sources}
			x.At = s.inLanguage(sp, placeLink{Href: textAddress(sp.Lang(), d), Words: d.Title}, d.Lang)
			if d.CheckedOn != "" {
				x.Checked = sp.T("document.checked", "Date", s.dayWords(sp, d.CheckedOn))
			}
			out = append(out, x)
		}
		ref := content.Reference(f.Paragraph.ID)
		if ref == "" {
			continue
		}
		one := d.Citation(f.Paragraph.ID)
		seen := false
		for _, x := range out[i].Paragraphs {
			seen = seen || x == one
		}
		if !seen {
			out[i].Paragraphs = append(out[i].Paragraphs, one)
		}
	}
	return out
}

// pickWords names a pick.
func (s *Site) pickWords(f content.Found) string {
	if !f.There() {
		return placeCode(f.Pick)
	}
	return f.Document.PlaceWords(f.Paragraph.ID)
}
