package find

import (
	"slices"
	"strings"
	"unicode"

	"mukti/i18n/fold"
)

// Part is a piece of an excerpt.
type Part struct {
	Text string
	Hit  bool // what was looked for
}

// Excerpt is about size characters of text around the first place where some
// of what is looked for stands; nil if none does. Words are not cut.
func (q Query) Excerpt(text string, size int) []Part {
	words := fold.Words(text)
	hit := q.marked(text, words)
	first := slices.Index(hit, true)
	if first < 0 {
		return nil
	}
	from, to := first, first+1
	for room := size - len([]rune(text[words[first].Start:words[first].End])); room > 0 && (from > 0 || to < len(words)); {
		// Twice as much after as before: the place begins what it is about.
		if to < len(words) && (from == 0 || (to-first) <= 2*(first-from)) {
			room -= len([]rune(text[words[to-1].End:words[to].End]))
			to++
		} else {
			room -= len([]rune(text[words[from-1].Start:words[from].Start]))
			from--
		}
	}
	var out []Part
	add := func(s string, is bool) {
		if s = strings.Map(oneLine, s); s != "" {
			out = append(out, Part{s, is})
		}
	}
	if from > 0 {
		add("… ", false)
	}
	at := words[from].Start
	for i := from; i < to; i++ {
		if hit[i] {
			add(text[at:words[i].Start], false)
			add(text[words[i].Start:words[i].End], true)
			at = words[i].End
		}
	}
	if to == len(words) {
		add(strings.TrimRightFunc(text[at:], unicode.IsSpace), false)
		return out
	}
	add(text[at:words[to-1].End], false)
	add(" …", false)
	return out
}

// oneLine makes line ends blanks and drops what is not for the eye.
func oneLine(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r):
		return -1
	}
	return r
}

// marked tells of each word whether it is part of what is looked for.
func (q Query) marked(text string, words []fold.Word) []bool {
	hit := make([]bool, len(words))
	runs := digitRuns(words)
	for _, t := range q.terms {
		for i, w := range words {
			switch {
			case len(t.words) == 1:
				hit[i] = hit[i] || t.fits(text[w.Start:w.End], w.Text)
			case t.at(words[i:]):
				for k := range t.words {
					hit[i+k] = true
				}
			}
		}
		for _, r := range runs {
			if t.digits && strings.Contains(r.digits, t.words[0]) {
				for i := r.from; i < r.to; i++ {
					hit[i] = true
				}
			}
		}
	}
	return hit
}

// at tells whether the phrase stands at the beginning of the words.
func (t term) at(words []fold.Word) bool {
	if len(words) < len(t.words) {
		return false
	}
	last := len(t.words) - 1
	for k, w := range t.words[:last] {
		if words[k].Text != w {
			return false
		}
	}
	if t.exact {
		return words[last].Text == t.words[last]
	}
	return strings.HasPrefix(words[last].Text, t.words[last])
}
