package i18n

import (
	"slices"
	"strings"
)

// compare holds every catalogue against the English one.
func (r *reader) compare() {
	english := r.merged[Original]
	if english == nil {
		r.fault("catalog/en.toml", 0, "missing: English holds every message")
		return
	}
	for _, l := range r.languages {
		if l.Tag == Original {
			continue
		}
		own := r.merged[l.Tag]
		if own != nil {
			r.compareTexts(english, own)
		}
		if l.Complete {
			r.missing(l, english, own)
		}
	}
}

// compareTexts finds ids that English lacks and placeholders that differ.
func (r *reader) compareTexts(english, own *catalogue) {
	for id, m := range own.messages {
		e, ok := english.messages[id]
		if !ok {
			r.fault(m.file, m.line, "message %q is not in the English catalogue: correct the id or add the English text", id)
			continue
		}
		want := names(e)
		if got := names(m); !slices.Equal(got, want) {
			r.fault(m.file, m.line, "message %q must use the placeholders of the English text (%s), not (%s)",
				id, strings.Join(want, " "), strings.Join(got, " "))
		}
	}
}

func (r *reader) missing(l Language, english, own *catalogue) {
	for id, e := range english.messages {
		if own != nil {
			if _, ok := own.messages[id]; ok {
				continue
			}
		}
		// en.desk.toml's messages are looked for in hi.desk.toml.
		file := "catalog/" + l.Tag + strings.TrimPrefix(e.file, "catalog/"+Original)
		r.fault(file, 0, "message %q (%s:%d) is missing: translate it, or set complete = false for %q in languages.toml", id, e.file, e.line, l.Tag)
	}
}

// names returns the placeholders that a message's `other` form uses. Other forms may leave out the number ("one
// letter"), so they are not compared.
func names(m message) []string { return m.forms["other"].placeholders() }
