package content

import (
	"cmp"
	"slices"
	"strings"
)

// Citing is a place in the library that speaks of another.
type Citing struct {
	Kind, Slug string
	Anchor     string // the paragraph that speaks, "" for front matter and texts without number
	Implements bool   // it carries the other out, and does not only name it
}

// newLibrary puts texts in order and computes what the English ones say of one
// another.
func newLibrary(texts []*shelved, english []*page, fingerprint string) *Library {
	documents := make(map[string]*Document, len(english))
	for _, p := range english {
		documents[p.kind+"/"+p.slug] = p.doc
	}
	l := &Library{shelves: shelves(texts, documents), fingerprint: fingerprint}
	l.citedBy(english)
	l.supersessions(documents)
	l.concordance = l.concord(documents)
	return l
}

// titles gives the newest text of a document in lang, else in English.
func (l *Library) titles(kind, slug string, lang Lang) *Document {
	s := l.shelves[kind]
	if s == nil {
		return nil
	}
	if t := pick(s.current[slug], lang); t != nil {
		return t.document()
	}
	return nil
}

// citedBy collects who speaks of each paragraph. The English texts decide: a
// translation has the same paragraphs, and where it has other links it says
// no more than they.
func (l *Library) citedBy(english []*page) {
	l.cited = make(map[string][]Citing)
	for _, p := range english {
		implements := make(map[string]bool)
		for _, x := range p.doc.Paragraphs {
			for _, to := range x.Implements {
				implements[x.ID+" "+to.Kind+"/"+to.Slug+"#"+to.Anchor] = true
			}
		}
		for _, x := range p.links {
			if x.kind == p.kind && x.slug == p.slug {
				continue
			}
			to := x.kind + "/" + x.slug + "#" + x.anchor
			l.cited[to] = append(l.cited[to], Citing{p.kind, p.slug, strings.Clone(x.from), implements[x.from+" "+to]})
		}
	}
	for to, all := range l.cited {
		slices.SortStableFunc(all, func(a, b Citing) int {
			return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), strings.Compare(a.Slug, b.Slug))
		})
		l.cited[to] = slices.Compact(all)
	}
}

// CitedBy gives who speaks of a paragraph or heading; with the anchor "", who
// speaks of the document as a whole.
func (l *Library) CitedBy(kind, slug, anchor string) []Citing {
	l = l.standing()
	return l.cited[kind+"/"+slug+"#"+anchor]
}

// supersessions turns superseded_by around.
func (l *Library) supersessions(english map[string]*Document) {
	l.replaced = make(map[string][]string)
	for _, kind := range kinds {
		s := l.shelves[kind]
		if s == nil {
			continue
		}
		for _, slug := range s.slugs {
			if by := english[kind+"/"+slug].SupersededBy; by != "" {
				l.replaced[strings.Clone(by)] = append(l.replaced[by], kind+"/"+slug)
			}
		}
	}
}

// Chain gives the documents that led to this one and those that followed it,
// oldest first, this one among them, each in lang or else in English. Alone,
// it is a chain of one.
func (l *Library) Chain(kind, slug, lang string) []*Document {
	l = l.standing()
	seen := make(map[string]bool)
	var chain []*Document
	var add func(key string)
	add = func(key string) {
		if seen[key] {
			return
		}
		seen[key] = true
		k, s, _ := strings.Cut(key, "/")
		d, ok := l.Document(k, s, lang)
		if !ok {
			return
		}
		chain = append(chain, d)
		for _, before := range l.replaced[key] {
			add(before)
		}
		if d.SupersededBy != "" {
			add(d.SupersededBy)
		}
	}
	add(kind + "/" + slug)
	slices.SortStableFunc(chain, func(a, b *Document) int { return cmp.Or(a.Date.Compare(b.Date), boolOrder(b, a)) })
	return chain
}

// boolOrder puts undated documents that are superseded before those that are
// not.
func boolOrder(a, b *Document) int {
	switch {
	case (a.SupersededBy == "") == (b.SupersededBy == ""):
		return 0
	case a.SupersededBy == "":
		return 1
	}
	return -1
}

// clone is for what outlives its document: a piece of a text keeps the whole.
func (p Pointer) clone() Pointer {
	return Pointer{strings.Clone(p.Kind), strings.Clone(p.Slug), strings.Clone(p.Anchor), strings.Clone(p.Words), strings.Clone(p.Lang)}
}

// Replacement is one line of the concordance of old and new law.
type Replacement struct{ Old, New Pointer }

// Concordance gives which section replaces which: for acts before a law counts
// the old one stands. Lines are in the order of the new laws and their
// sections. Law pages of one act each end up together by their kind and slug.
func (l *Library) Concordance() []Replacement {
	l = l.standing()
	return slices.Clone(l.concordance)
}

func (l *Library) concord(english map[string]*Document) []Replacement {
	s := l.shelves["laws"]
	if s == nil {
		return nil
	}
	var all []Replacement
	for _, slug := range slices.Sorted(slices.Values(s.slugs)) {
		for _, p := range english["laws/"+slug].Paragraphs {
			for _, old := range p.Replaces {
				all = append(all, Replacement{Old: old.clone(), New: Pointer{Kind: "laws", Slug: slug, Anchor: strings.Clone(p.ID)}})
			}
		}
	}
	return all
}

// ReplacedBy gives the new sections for an old one.
func (l *Library) ReplacedBy(slug, anchor string) []Pointer {
	l = l.standing()
	var all []Pointer
	for _, r := range l.concordance {
		if r.Old.Kind == "laws" && r.Old.Slug == slug && r.Old.Anchor == anchor {
			all = append(all, r.New)
		}
	}
	return all
}

// Step is one step of a standard operating procedure, as the desk's checklist
// and the field card show it.
type Step struct {
	Paragraph   string // id
	Number      string // "2(vi)"
	Text        string
	Who, Within string
	By          []Pointer
}

// Steps gives the numbered paragraphs of an SOP; nil for other kinds.
func (d *Document) Steps() []Step {
	if d.Kind != "sops" {
		return nil
	}
	return d.numbered(func(Paragraph) bool { return true })
}

// Recommendations gives the paragraphs of an advisory that ask something of
// somebody: those with who. Of another kind it gives none.
func (d *Document) Recommendations() []Step {
	if d.Kind != "advisories" {
		return nil
	}
	return d.numbered(func(p Paragraph) bool { return p.Who != "" })
}

func (d *Document) numbered(wanted func(Paragraph) bool) []Step {
	var steps []Step
	for _, p := range d.Paragraphs {
		if p.Number != "" && wanted(p) {
			steps = append(steps, Step{p.ID, Reference(p.ID), p.Text, p.Who, p.Within, p.By})
		}
	}
	return steps
}
