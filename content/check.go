package content

import (
	"slices"
)

// check looks at all pages together: what one file alone cannot show.
type check struct {
	pages   []*page
	found   *found
	current map[string]map[Lang]*page // "kind/slug" → language
	older   map[string][]*page        // "kind/slug" → every older version
}

func newCheck(pages []*page, found *found) *check {
	c := &check{pages: pages, found: found, current: make(map[string]map[Lang]*page)}
	c.older = make(map[string][]*page)
	for _, p := range pages {
		key := p.kind + "/" + p.slug
		if p.version != "" {
			c.older[key] = append(c.older[key], p)
			continue
		}
		if c.current[key] == nil {
			c.current[key] = make(map[Lang]*page)
		}
		c.current[key][p.lang] = p
	}
	return c
}

func (c *check) run() {
	c.originals()
	c.days()
	for _, p := range c.pages {
		byLang := c.current[p.kind+"/"+p.slug]
		if p.version != "" && byLang[p.lang] == nil {
			p.add(0, "add %s.md beside this older version: there is no newest text", p.lang)
		}
		if english := byLang[English]; english == nil && p.version == "" {
			p.add(0, "add en.md in the same folder: every document has an English text")
		} else if p.version == "" && p.lang != English {
			p.agree(english)
		}
		c.followLinks(p)
		c.sections(p)
		if by := p.doc.SupersededBy; by != "" && c.current[by] == nil {
			p.add(p.keys["superseded_by"], "mend superseded_by: there is no document %s", by)
		}
	}
}

// agree compares a translation with the English text: the same paragraphs, or
// a citation would lead readers of two languages to two places, and the same
// date and status. If the operator has replaced only the English text, the
// translation is stale but still shown.
func (p *page) agree(english *page) {
	p0, e := p.doc, english.doc
	differs, line := "", 0
	switch {
	case !slices.EqualFunc(p0.Paragraphs, e.Paragraphs, func(a, b Paragraph) bool { return a.ID == b.ID }):
		differs = "give this translation the same paragraphs as en.md: " + firstDifference(p0.Paragraphs, e.Paragraphs)
	case !p0.Date.Equal(e.Date) || p0.DatePrecision != e.DatePrecision:
		differs, line = "give this translation the same date as en.md", p.keys["date"]
	case p0.Status != e.Status || p0.SupersededBy != e.SupersededBy:
		differs, line = "give this translation the same status and superseded_by as en.md", p.keys["status"]
	case p0.Digest != e.Digest:
		differs, line = "give this translation the same digest as en.md", p.keys["digest"]
	}
	if differs == "" {
		p.inherit(english)
		return
	}
	if english.layer > p.layer {
		p0.Stale = true
		p0.Status, p0.SupersededBy = e.Status, e.SupersededBy
		p0.Date, p0.DatePrecision = e.Date, e.DatePrecision
		return
	}
	// A file that could not be read whole has said so; what is missing in it
	// is no second fault.
	if len(p.faults) == 0 && len(english.faults) == 0 {
		p.add(line, "%s", differs)
	}
}

func firstDifference(here, there []Paragraph) string {
	for i := range max(len(here), len(there)) {
		switch {
		case i >= len(here):
			return there[i].ID + " is missing here"
		case i >= len(there):
			return here[i].ID + " is not there"
		case here[i].ID != there[i].ID:
			return here[i].ID + " stands here, " + there[i].ID + " there"
		}
	}
	return ""
}

// followLinks looks for the document and the place that each link names, in
// the language in which its reader would get them.
func (c *check) followLinks(p *page) {
	for _, l := range p.links {
		target := p
		if l.kind != p.kind || l.slug != p.slug {
			byLang := c.current[l.kind+"/"+l.slug]
			if target = byLang[p.lang]; target == nil {
				target = byLang[English]
			}
		}
		switch {
		case target == nil:
			p.add(l.line, "mend the link: there is no document /%s/%s", l.kind, l.slug)
		case l.anchor != "" && !target.ids[l.anchor]:
			p.add(l.line, "mend the link: %s has no paragraph or heading #%s", target.path, l.anchor)
		}
	}
}
