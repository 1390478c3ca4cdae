package search

import (
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"

	"mukti/i18n/fold"
)

// near is a word of the index that resembles one that was asked for.
type near struct {
	lang, word string // folded
	distance   int
	passages   uint64
}

// Misspelling: how many characters may differ in a word of a given length.
const (
	shortestMisspelt = 4 // characters: in shorter words a changed letter makes another word (कर, पल)
	twoFaultsFrom    = 7
)

func faults(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < shortestMisspelt:
		return 0
	case n < twoFaultsFrom:
		return 1
	}
	return 2
}

// resembling returns the nearest words of the languages of a word's script, nearest and then commonest first.
func (x *Index) resembling(word string, most int) ([]near, error) {
	s := scriptOf(word)
	max := faults(word)
	if max == 0 || s == "" || len(word) > longestWord {
		return nil, nil
	}
	fuzzy, ok := x.engine.reader.(index.IndexReaderFuzzy)
	if !ok {
		return nil, nil
	}
	var out []near
	for _, l := range x.languages {
		field := fieldWord + l
		if _, ok := x.engine.fields[field]; !ok || s != latin && scriptOfLanguage(l) != s {
			continue
		}
		dict, err := fuzzy.FieldDictFuzzy(field, word, max, "")
		if err != nil {
			return nil, err
		}
		for {
			entry, err := dict.Next()
			if err != nil {
				dict.Close()
				return nil, err
			}
			if entry == nil {
				break
			}
			// Counted again: the automaton does not know that two neighbours may be swapped in one step.
			if d := fold.Distance(word, entry.Term, max); d <= max && d > 0 {
				out = append(out, near{l, entry.Term, d, entry.Count})
			}
		}
		if err := dict.Close(); err != nil {
			return nil, err
		}
	}
	sortNear(out)
	return out[:min(len(out), most)], nil
}

// suggest writes the question again with the words that the library has in the place of those that it lacks; "" where
// there is nothing better to offer.
func (x *Index) suggest(words string, q asked) (string, error) {
	var out strings.Builder
	at, changed := 0, false
	for _, i := range q.missing {
		nearest, err := x.resembling(q.words[i].Text, 1)
		if err != nil {
			return "", err
		}
		if len(nearest) == 0 {
			continue
		}
		out.WriteString(words[at:q.words[i].Start])
		out.WriteString(x.asWritten(nearest[0]))
		at, changed = q.words[i].End, true
	}
	if !changed {
		return "", nil
	}
	out.WriteString(words[at:])
	return out.String(), nil
}

// asWritten finds how the library itself spells a folded word.
func (x *Index) asWritten(n near) string {
	for _, p := range x.passages {
		if p.Lang != n.lang {
			continue
		}
		for _, text := range []string{p.Text, p.Heading} {
			for _, w := range fold.Words(text) {
				if w.Text == n.word {
					return strings.ToLower(text[w.Start:w.End])
				}
			}
		}
	}
	return n.word
}
