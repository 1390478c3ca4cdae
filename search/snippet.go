package search

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// snippetLength is in characters.
const snippetLength = 220

// place is a word of a text, with the concept of the question that it is, or -1.
type place struct {
	start, end int
	concept    int
}

// snippet cuts from a passage what shows best why it was found. It is HTML with <mark> and no other tag; shows tells
// whether anything is marked.
func (x *Index) snippet(p passage, q asked) (snippet string, shows bool) {
	text := p.Text
	places := x.places(p.Lang, text, q)
	from, to := window(text, places)
	var out strings.Builder
	if from > 0 {
		out.WriteString("… ")
	}
	at := from
	for _, w := range places {
		if w.concept < 0 || w.start < at || w.end > to {
			continue
		}
		out.WriteString(escape(text[at:w.start]))
		shows = true
		out.WriteString("<mark>" + escape(text[w.start:w.end]) + "</mark>")
		at = w.end
	}
	out.WriteString(escape(text[at:to]))
	if to < len(text) {
		out.WriteString(" …")
	}
	return out.String(), shows
}

// escape makes text HTML, on one line.
func escape(s string) string {
	return html.EscapeString(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s))
}

// places finds the words of the question in a text: by stem and by sound, and where that finds nothing, by their first
// letters.
func (x *Index) places(lang, text string, q asked) []place {
	l := x.lexicon(lang)
	var out []place
	found := false
	l.words(text, func(w *spelled, start, end int) {
		p := place{start, end, -1}
		if n, ok := q.stems[w.stem]; ok {
			p.concept = n
		} else if n, ok := q.stems[w.word]; ok {
			p.concept = n
		} else if keys := q.keys[w.script]; len(keys) > 0 {
			if n, ok := keys[soundOf(text, w, start, end)]; ok {
				p.concept = n
			}
		}
		found = found || p.concept >= 0
		out = append(out, p)
	})
	if found || len(q.starts) == 0 {
		return out
	}
	i := 0
	l.words(text, func(w *spelled, _, _ int) {
		if start := w.term.start(); start != "" {
			if n, ok := q.starts[start]; ok {
				out[i].concept = n
			}
		}
		i++
	})
	return out
}

// window chooses the part of a text that has the most of the question: distinct words count before repeated ones, a
// beginning of a sentence before the middle of one.
func window(text string, places []place) (from, to int) {
	if utf8.RuneCountInString(text) <= snippetLength {
		return 0, len(text)
	}
	best, bestScore := 0, -1
	for i, first := range places {
		if first.concept < 0 {
			continue
		}
		end := forward(text, first.start, snippetLength*2/3)
		score, seen := 0, uint64(0)
		for _, w := range places[i:] {
			if w.end > end {
				break
			}
			if w.concept < 0 {
				continue
			}
			score++
			if bit := uint64(1) << min(w.concept, 63); seen&bit == 0 {
				seen |= bit
				score += 10
			}
		}
		if score > bestScore {
			best, bestScore = first.start, score
		}
	}
	from = sentenceBefore(text, best)
	to = forward(text, from, snippetLength)
	if to < len(text) {
		to = wordEnd(text, from, to)
	}
	return from, to
}

// forward returns the byte n characters after at.
func forward(text string, at, n int) int {
	for i := range text[at:] {
		if n == 0 {
			return at + i
		}
		n--
	}
	return len(text)
}

// sentenceBefore goes back from a word to where its sentence begins, or, where that is too far, to a word near it.
func sentenceBefore(text string, at int) int {
	const reach = snippetLength / 3
	n, word := 0, at
	for i := at; i > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if unicode.IsSpace(r) {
			before, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(text[:i], unicode.IsSpace))
			if strings.ContainsRune(".।॥?!۔؟:;", before) || r == '\n' {
				return i
			}
			word = i
		}
		if n++; n > reach {
			return word
		}
		i -= size
		if i == 0 {
			return 0
		}
	}
	return word
}

// wordEnd goes back from to to the end of a word; in a word without end, to where a character ends for the eye.
func wordEnd(text string, from, to int) int {
	for i := to; i > from+(to-from)/2; {
		r, size := utf8.DecodeLastRuneInString(text[from:i])
		if unicode.IsSpace(r) {
			return from + len(strings.TrimRightFunc(text[from:i], unicode.IsSpace))
		}
		i -= size
	}
	for i := to; i > from; {
		next, _ := utf8.DecodeRuneInString(text[i:])
		last, size := utf8.DecodeLastRuneInString(text[from:i])
		if !unicode.IsMark(next) && !unicode.Is(unicode.Cf, next) && !joins(last) {
			return i
		}
		i -= size
	}
	return to
}

// joins tells the characters after which the next letter belongs to the same syllable: viramas and the joiner.
func joins(r rune) bool {
	return r == 0x200D || r >= 0x900 && r < 0xD80 && r&0x7F == 0x4D
}
