package public

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mukti/content"
	"mukti/i18n"
)

// changedOn is the day on which a page of the library last changed: the newest
// of the document's own day, the days in its list of changes, and, without such
// a list, the day of its last comparison with the source, which the page shows.
// Days to come do not count; "" where nothing says it.
// Source: house rule, after RFC 4287, section 4.2.15: a change that the
// publisher takes for significant.
func changedOn(d *content.Document, today string) string {
	days := []string{d.Version}
	if !d.Date.IsZero() {
		days = append(days, d.Date.Format(time.DateOnly))
	}
	for _, e := range d.Changed {
		days = append(days, e.On)
	}
	if len(d.Changed) == 0 {
		days = append(days, d.CheckedOn)
	}
	newest := ""
	for _, day := range days {
		if day <= today && day > newest {
			newest = day
		}
	}
	return newest
}

// pageChangedOn is the day on which anything on a document's page last changed,
// a new comparison with the source included.
func pageChangedOn(d *content.Document, today string) string {
	if on := changedOn(d, today); d.CheckedOn < on || d.CheckedOn > today {
		return on
	}
	return d.CheckedOn
}

// changedDocument is a document of a feed.
type changedDocument struct {
	*content.Document
	On string // see [changedOn]
}

// feedLength is how many documents a feed has at most.
// Source: house rule: who asks once a week misses none.
const feedLength = 60

// newest gives the documents that changed last, newest first; of one kind or,
// with "", of all but the portal's own pages. What has no day is left out: no
// feed may claim one.
func (s *Site) newest(kind, lang string) []changedDocument {
	all := s.changedDocuments(kind, lang)
	return all[:min(feedLength, len(all))]
}

// changedDocuments gives all of them.
func (s *Site) changedDocuments(kind, lang string) []changedDocument {
	kinds := []string{kind}
	if kind == "" {
		kinds = slices.DeleteFunc(s.Library.Kinds(), func(k string) bool { return k == kindHelp })
	}
	today := s.today()
	var out []changedDocument
	for _, k := range kinds {
		for _, d := range s.Library.Documents(k, lang) {
			if on := changedOn(d, today); on != "" {
				out = append(out, changedDocument{d, on})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b changedDocument) int {
		return cmp.Or(strings.Compare(b.On, a.On), b.Date.Compare(a.Date), strings.Compare(at(a.Document), at(b.Document)))
	})
	return out
}

// feedLine is a feed of one kind.
type feedLine struct {
	Kind, Name string // Name is a message id
}

// feeds are the kinds that have a feed.
func (s *Site) feeds(sp i18n.Speaker) []feedLine {
	var out []feedLine
	for _, kind := range s.Library.Kinds() {
		if len(s.Library.Documents(kind, sp.Lang())) > 0 {
			out = append(out, feedLine{kind, kindName(kind)})
		}
	}
	return out
}
