package search

import (
	"strings"
	"sync"

	"mukti/i18n/fold"
)

// spelled is a word as written, analysed.
type spelled struct {
	start, end int // in the piece of text that it stands in
	term
	key string // its sound; "" for numbers, and where the lexicon keeps none
}

// lexicon analyses the texts of one language and remembers what it has seen: texts are made of few words.
type lexicon struct {
	*analyzer
	mu     sync.RWMutex
	pieces map[string][]spelled
	most   int
	sounds bool // of every word: it is the costliest to know
}

func newLexicon(a *analyzer, most int, sounds bool) *lexicon {
	return &lexicon{analyzer: a, pieces: map[string][]spelled{}, most: most, sounds: sounds}
}

// soundOf is the sound of a word of a text; "" for numbers.
func soundOf(text string, w *spelled, start, end int) string {
	if w.script == "" {
		return ""
	}
	return fold.Key(text[start:end])
}

// words gives every word of a text to see, with its place there.
func (l *lexicon) words(text string, see func(w *spelled, start, end int)) {
	for at := 0; at < len(text); {
		if between(text[at]) {
			at++
			continue
		}
		end := at + 1
		for end < len(text) && !between(text[end]) {
			end++
		}
		piece := l.piece(text[at:end])
		for i := range piece {
			see(&piece[i], at+piece[i].start, at+piece[i].end)
		}
		at = end
	}
}

// between tells the bytes that are never part of a word, so that a text may be cut there.
func between(b byte) bool {
	return b < 0x80 && b != '\'' && b != '`' && (b < '0' || b > '9' && b < 'A' || b > 'Z' && b < 'a' || b > 'z')
}

func (l *lexicon) piece(text string) []spelled {
	l.mu.RLock()
	known, ok := l.pieces[text]
	l.mu.RUnlock()
	if ok {
		return known
	}
	text = strings.Clone(text) // a word may be part of it, and would hold all that it is part of
	for _, w := range fold.Words(text) {
		s := spelled{start: w.Start, end: w.End, term: l.term(w)}
		if l.sounds {
			s.key = soundOf(text, &s, w.Start, w.End)
		}
		known = append(known, s)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pieces) >= l.most {
		clear(l.pieces)
	}
	l.pieces[text] = known
	return known
}
