package content

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// inherit gives a translation what only the English text says, and says where
// the two speak differently of the same thing.
func (p *page) inherit(english *page) {
	d, e := p.doc, english.doc
	for i := range d.Paragraphs {
		d.Paragraphs[i].inherit(&e.Paragraphs[i])
	}
	differs := func(key string, here, there any, zero bool) {
		if !zero && here != there {
			p.add(p.keys[key], "give this translation the same %s as en.md, or leave it out", key)
		}
	}
	differs("since", d.Since, e.Since, d.Since == "")
	differs("until", d.Until, e.Until, d.Until == "")
	differs("own", d.Own, e.Own, !d.Own)
	differs("lawyer", d.Lawyer.On, e.Lawyer.On, d.Lawyer.On == "")
	d.Since, d.Until, d.Own, d.Full = e.Since, e.Until, e.Own, e.Full
	if d.Lawyer.Name == "" {
		d.Lawyer = e.Lawyer
	}
	if d.Contacts == nil {
		d.Contacts = e.Contacts
	}
	if d.Changed == nil {
		d.Changed, d.ChangedLang = e.Changed, e.Lang
	} else if !slices.EqualFunc(d.Changed, e.Changed, func(a, b Edit) bool { return a.On == b.On }) {
		p.add(p.keys["changed"], "give this translation the same days in changed as en.md, or leave it out")
	}
	if d.Originals == nil {
		d.Originals = e.Originals
	}
	if d.Quiz == nil {
		d.Quiz, d.QuizLang = e.Quiz, e.Lang
	} else if !slices.EqualFunc(d.Quiz, e.Quiz, func(a, b Question) bool {
		return len(a.Options) == len(b.Options) && a.Answer == b.Answer
	}) {
		p.add(p.keys["quiz"], "give this translation the same questions, with as many options and the same answers, as en.md")
	}
}

// sections looks for the headings that a document in full must have.
func (c *check) sections(p *page) {
	if !p.doc.Full || p.bodyLine == 0 {
		return
	}
	for _, id := range Sections(p.doc.Kind) {
		if !slices.ContainsFunc(p.doc.TOC, func(h Heading) bool { return h.ID == id }) {
			p.add(p.keys["form"], "add a heading with the id {#%s}: a document of %s in full has %s", id, p.doc.Kind,
				strings.Join(Sections(p.doc.Kind), ", "))
		}
	}
}

// originals compares the files kept beside documents with what the documents
// say of them.
func (c *check) originals() {
	spoken := make(map[string]bool)
	for _, p := range c.pages {
		for i, o := range p.doc.Originals {
			if o.File == "" {
				continue
			}
			at := path.Join(p.kind, p.slug, o.File)
			spoken[at] = true
			b, ok := c.found.beside[at]
			switch {
			case !ok:
				p.add(p.keys["pages"], "put the file %s beside this one, or take it off pages", o.File)
			case b.size != o.Bytes:
				p.add(p.keys["pages"], "mend bytes of %s: the file has %d", o.File, b.size)
			default:
				p.doc.Originals[i].open = b
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(c.found.beside)) {
		if !spoken[at] && len(c.pages) > 0 {
			c.pages[0].faults = append(c.pages[0].faults, Fault{File: at,
				Msg: "remove this file, or list it under pages: a document's folder holds <lang>.md, <lang>@<date>.md and the originals that they name"})
		}
	}
}

// days looks at the dates of older versions: from which day each text stood
// must be known, or nobody could say which was in force on a day.
func (c *check) days() {
	for _, key := range slices.Sorted(maps.Keys(c.older)) {
		newest, last := c.current[key][English], ""
		if newest == nil {
			continue
		}
		for _, p := range c.older[key] {
			if c.current[key][p.lang] != nil {
				last = max(last, p.version)
			}
			if first := newest.doc.first(); p.version < first {
				p.add(0, "rename this file: its day is before the document's own, %s", first)
			}
		}
		if last != "" && len(newest.faults) == 0 && newest.doc.From() <= last {
			newest.add(newest.keys["changed"], "say in changed from which day this text stands, later than %s: older versions stand beside it", last)
		}
	}
}
