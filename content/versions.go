package content

import (
	"slices"
	"strings"
)

// Standing says how a document stands on a day.
type Standing int

// Values of Standing.
const (
	Newest   Standing = iota // the text of today
	Older                    // an older text stood then
	NotYet                   // the document is younger than that day
	NoLonger                 // it no longer counted on that day; the last text is given
)

// first is the day from which the document counts at all, "" if unknown. Of a
// month or a year it is the first day.
func (d *Document) first() string {
	if d.Since != "" {
		return d.Since
	}
	if d.Date.IsZero() {
		return ""
	}
	return d.Date.Format("2006-01-02")
}

// From gives the day from which this very text stands, "2024-07-01"; "" if
// nothing says it. For the newest it is the latest day in changed, else the
// day of the document.
func (d *Document) From() string {
	if d.Version != "" {
		return d.Version
	}
	if len(d.Changed) > 0 {
		return d.Changed[0].On
	}
	return d.first()
}

// On gives the text that stood on a day ("2024-03-04") in lang, else in
// English, and how the document stood. ok is false if there is no such
// document. For a day before the first text, the first one is given.
func (l *Library) On(kind, slug, lang, day string) (d *Document, s Standing, ok bool) {
	l = l.standing()
	newest, ok := l.Document(kind, slug, lang)
	if !ok {
		return nil, Newest, false
	}
	english, _ := l.Document(kind, slug, English)
	versions := l.versions(kind, slug)
	first := english.first()
	if len(versions) > 0 {
		first = versions[len(versions)-1]
		if own := english.first(); own != "" && own < first {
			first = own
		}
	}
	switch {
	case first != "" && day < first:
		d = newest
		if len(versions) > 0 {
			d, _ = l.Version(kind, slug, lang, versions[len(versions)-1])
		}
		return d, NotYet, true
	case english.Until != "" && day > english.Until:
		return newest, NoLonger, true
	}
	if len(versions) == 0 || day >= english.From() {
		return newest, Newest, true
	}
	for _, v := range versions { // newest first
		if v <= day {
			d, _ = l.Version(kind, slug, lang, v)
			return d, Older, true
		}
	}
	// Between the document's own day and the first text that is kept.
	d, _ = l.Version(kind, slug, lang, versions[len(versions)-1])
	return d, Older, true
}

// versions gives the days of the older texts in any language, newest first.
func (l *Library) versions(kind, slug string) []string {
	s := l.shelves[kind]
	if s == nil {
		return nil
	}
	var days []string
	for _, texts := range s.versions[slug] {
		for _, t := range texts {
			days = append(days, t.version)
		}
	}
	slices.SortFunc(days, func(a, b string) int { return strings.Compare(b, a) })
	return slices.Compact(days)
}

// Version gives the older text of a day in lang, else in English, else in any
// language; the newest for version "".
func (l *Library) Version(kind, slug, lang, version string) (*Document, bool) {
	l = l.standing()
	if version == "" {
		return l.Document(kind, slug, lang)
	}
	s := l.shelves[kind]
	if s == nil {
		return nil, false
	}
	byLang := s.versions[slug]
	for _, tag := range append([]string{lang, English}, l.Languages(kind, slug)...) {
		for _, t := range byLang[tag] {
			if t.version == version {
				return t.document().lent(lang), true
			}
		}
	}
	return nil, false
}

// Texts gives every text of a document, the newest first, each in lang or
// else in English.
func (l *Library) Texts(kind, slug, lang string) []*Document {
	l = l.standing()
	d, ok := l.Document(kind, slug, lang)
	if !ok {
		return nil
	}
	all := []*Document{d}
	for _, v := range l.versions(kind, slug) {
		if d, ok := l.Version(kind, slug, lang, v); ok {
			all = append(all, d)
		}
	}
	return all
}

// Moved gives today's ids of the paragraphs that once had this one: more than
// one where texts were renumbered again and again. Another paragraph may have
// the old id today.
func (d *Document) Moved(id string) (ids []string) {
	for _, p := range d.Paragraphs {
		if slices.Contains(p.Was, id) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
