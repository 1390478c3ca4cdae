package content

import (
	"cmp"
	"slices"
	"time"
)

// Change is what happened to a document since a day.
type Change struct {
	Document *Document // the text of today, in the reader's language or else in English
	When     string    // day of the latest of it, "2026-01-31"
	New      bool      // the document itself is of that day or later
	Edits    []Edit    // what its author says of each change, newest first
	// Before is the text that stood before that day, in English; nil where none
	// is kept. Paragraphs are those that differ from it, in the order of today.
	Before     *Document
	Paragraphs []Difference
	// SupersededBy is kind/slug of a document of that day or later that took
	// its place; Ended the last day of a law that ended since.
	SupersededBy, Ended string
}

// ChangedSince gives what has changed from a day ("2026-01-01") on, the latest
// first; what changes only after today does not count yet. What has no day –
// help pages, undated modules – is in it only if it says of itself what was
// changed.
func (l *Library) ChangedSince(lang, day, today string) []Change {
	l = l.standing()
	var all []Change
	for _, kind := range kinds {
		for _, d := range l.Documents(kind, lang) {
			if c, ok := l.changeSince(d, day, today); ok {
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Change) int { return cmp.Compare(b.When, a.When) })
	return all
}

func (l *Library) changeSince(d *Document, day, today string) (Change, bool) {
	c := Change{Document: d}
	english, _ := l.Document(d.Kind, d.Slug, English)
	counts := func(on string) bool { return on != "" && on >= day && on <= today }
	seen := func(on string) { c.When = max(c.When, on) }
	if first := english.first(); counts(first) {
		c.New = true
		seen(first)
	}
	for _, e := range d.Changed {
		if counts(e.On) {
			c.Edits = append(c.Edits, e)
			seen(e.On)
		}
	}
	if d.SupersededBy != "" {
		if first := l.firstOf(d.SupersededBy); counts(first) {
			c.SupersededBy = d.SupersededBy
			seen(first)
		}
	}
	if counts(english.Until) {
		c.Ended = english.Until
		seen(english.Until)
	}
	l.paragraphsSince(&c, english, day, today, seen)
	return c, c.When != ""
}

func (l *Library) firstOf(place string) string {
	for _, kind := range kinds {
		slug, ok := cutPlace(place, kind)
		if !ok {
			continue
		}
		if d, ok := l.Document(kind, slug, English); ok {
			return d.first()
		}
	}
	return ""
}

func cutPlace(place, kind string) (slug string, ok bool) {
	if len(place) > len(kind)+1 && place[:len(kind)+1] == kind+"/" {
		return place[len(kind)+1:], true
	}
	return "", false
}

// paragraphsSince compares with the text that stood on the day before.
func (l *Library) paragraphsSince(c *Change, english *Document, day, today string, seen func(string)) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil || c.New {
		return
	}
	before, standing, ok := l.On(english.Kind, english.Slug, English, t.AddDate(0, 0, -1).Format(time.DateOnly))
	if !ok || standing != Older {
		return
	}
	if from := english.From(); from >= day && from <= today {
		seen(from)
	}
	c.Before = before
	for _, x := range Compare(before, english) {
		if !x.Same() {
			c.Paragraphs = append(c.Paragraphs, x)
		}
	}
}
