package content

import (
	"cmp"
	"slices"
	"strings"
)

// shelved is one text in one language as it stands on a shelf: read already, or
// to be read from a snapshot by whoever asks for it.
type shelved struct {
	name
	checked string // Document.CheckedOn
	doc     *Document
	from    *snapshot // where doc is nil
	record
}

// document gives the text's document.
func (t *shelved) document() *Document {
	if t.doc != nil {
		return t.doc
	}
	return t.from.document(t)
}

// shelf holds one kind: slugs in the order of reading, and every language.
type shelf struct {
	slugs    []string
	current  map[string]map[Lang]*shelved   // slug → language
	versions map[string]map[Lang][]*shelved // slug → language, newest first
}

// pick gives the text in lang, else in English, else nil.
func pick(byLang map[Lang]*shelved, lang string) *shelved {
	if t := byLang[lang]; t != nil {
		return t
	}
	return byLang[English]
}

// texts are the pages as they go onto the shelves.
func (c *check) texts() []*shelved {
	all := make([]*shelved, len(c.pages))
	for i, p := range c.pages {
		all[i] = &shelved{name: p.name, checked: p.doc.CheckedOn, doc: p.doc}
	}
	return all
}

// english are the newest English texts: they decide what holds for all
// languages.
func english(pages []*page) []*page {
	return slices.DeleteFunc(slices.Clone(pages), func(p *page) bool { return p.lang != English || p.version != "" })
}

// shelves puts texts in the order of reading, which the English ones give.
func shelves(texts []*shelved, english map[string]*Document) map[string]*shelf {
	shelves := make(map[string]*shelf)
	slug := "" // one string for all languages of a document
	for _, t := range texts {
		if t.slug == slug {
			t.slug = slug
		}
		slug = t.slug
		s := shelves[t.kind]
		if s == nil {
			s = &shelf{current: make(map[string]map[Lang]*shelved), versions: make(map[string]map[Lang][]*shelved)}
			shelves[t.kind] = s
		}
		if t.version != "" {
			if s.versions[slug] == nil {
				s.versions[slug] = make(map[Lang][]*shelved)
			}
			s.versions[slug][t.lang] = append(s.versions[slug][t.lang], t)
			continue
		}
		if s.current[slug] == nil {
			s.current[slug] = make(map[Lang]*shelved)
			s.slugs = append(s.slugs, slug)
		}
		s.current[slug][t.lang] = t
	}
	for kind, s := range shelves {
		slices.SortFunc(s.slugs, func(a, b string) int { return readingOrder(english[kind+"/"+a], english[kind+"/"+b]) })
		for _, byLang := range s.versions {
			for _, texts := range byLang {
				slices.SortFunc(texts, func(a, b *shelved) int { return strings.Compare(b.version, a.version) })
			}
		}
	}
	return shelves
}

// readingOrder puts the newest first and undated documents last; help pages
// stand in the order that they ask for.
func readingOrder(a, b *Document) int {
	if a.Kind == "help" {
		return cmp.Or(cmp.Compare(a.Order, b.Order), strings.Compare(a.Slug, b.Slug))
	}
	return cmp.Or(b.Date.Compare(a.Date), cmp.Compare(a.Order, b.Order), strings.Compare(a.Slug, b.Slug))
}
