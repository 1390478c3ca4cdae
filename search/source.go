package search

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"

	"mukti/content"
)

// source is where the texts stand that are to be found: an index holds none of them, and asks for those that it shows.
type source interface {
	// pages gives the passages of each page: of a document's text in one language. The slice is good until the next.
	pages() (iter.Seq[[]passage], error)
	// passage gives one again. It is the nth of its page, and has a number among all.
	passage(number int, document, lang string, nth int) passage
}

// collection is a source in memory.
type collection struct {
	all   []Passage
	order []int // of all, language by language
}

func newCollection(all []Passage) collection {
	byLanguage := map[string][]int{}
	for i := range all {
		byLanguage[all[i].Lang] = append(byLanguage[all[i].Lang], i)
	}
	c := collection{all: all}
	for _, l := range slices.Sorted(maps.Keys(byLanguage)) {
		c.order = append(c.order, byLanguage[l]...)
	}
	return c
}

// pages are passages that stand side by side and say the same of their document: they share one head, because a large
// collection has some 100,000.
func (c collection) pages() (iter.Seq[[]passage], error) {
	return func(yield func([]passage) bool) {
		var page []passage
		for _, i := range c.order {
			head := c.all[i]
			head.Paragraph, head.Heading, head.Text = "", "", ""
			p := passage{&head, c.all[i].Paragraph, c.all[i].Heading, c.all[i].Text}
			if len(page) > 0 && reflect.DeepEqual(*page[0].Passage, head) {
				p.Passage = page[0].Passage
			} else if len(page) > 0 {
				if !yield(page) {
					return
				}
				page = page[:0]
			}
			page = append(page, p)
		}
		if len(page) > 0 {
			yield(page)
		}
	}, nil
}

func (c collection) passage(number int, _, _ string, _ int) passage {
	p := &c.all[c.order[number]]
	return passage{p, p.Paragraph, p.Heading, p.Text}
}

// shelves is a library as a source: its paragraphs, and each document's summary.
type shelves struct{ *content.Library }

// pages come language by language, English first: then the postings of a word stand close together, and building needs
// the words of one language at a time.
func (s shelves) pages() (iter.Seq[[]passage], error) {
	names, err := stateNames()
	if err != nil {
		return nil, err
	}
	states := map[string][]string{}
	return func(yield func([]passage) bool) {
		var page []passage
		for _, l := range s.Written() {
			for d := range s.In(l) {
				p := headOf(d)
				// The first text is in English, and speaks for the translations: they are about the same States.
				if states[p.Document] == nil {
					states[p.Document] = append([]string{}, names.of(d)...)
				}
				p.Prior, p.States = prior(d), states[p.Document]
				page = page[:0]
				if d.Summary != "" {
					page = append(page, passage{Passage: p, Text: d.Summary})
				}
				for _, par := range d.Paragraphs {
					page = append(page, passage{p, par.ID, par.Heading, par.Text})
				}
				if len(page) > 0 && !yield(page) {
					return
				}
			}
		}
	}, nil
}

func documentName(d *content.Document) string { return d.Kind + "/" + d.Slug }

// headOf is what a passage says of its document, but for what only ranking needs.
func headOf(d *content.Document) *Passage {
	p := &Passage{
		Document: documentName(d), Kind: d.Kind, Slug: d.Slug, Lang: d.Lang,
		Title: d.Title, Number: d.Number, Date: date(d),
	}
	if !d.Date.IsZero() {
		p.Year = d.Date.Year()
	}
	for _, k := range d.Keywords {
		p.Keywords += k + "\n"
	}
	return p
}

// passage finds it in the library. The index is of this very library; of another, what is not there would be empty.
func (s shelves) passage(_ int, document, lang string, nth int) passage {
	kind, slug, _ := strings.Cut(document, "/")
	d, ok := s.Document(kind, slug, lang)
	if !ok {
		return passage{Passage: &Passage{Document: document, Kind: kind, Slug: slug, Lang: lang}}
	}
	p := headOf(d)
	if d.Summary != "" {
		if nth == 0 {
			return passage{Passage: p, Text: d.Summary}
		}
		nth--
	}
	if nth >= len(d.Paragraphs) {
		return passage{Passage: p}
	}
	par := d.Paragraphs[nth]
	return passage{p, par.ID, par.Heading, par.Text}
}
