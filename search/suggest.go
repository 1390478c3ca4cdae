package search

import (
	"context"
	"errors"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// near is a word of the index that resembles one that was asked for.
type near struct {
	lang, word string // folded; part of the index's tables
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

// letterSet marks a word's letters. A change of one letter changes at most two marks, so that words whose marks differ
// in more are passed over without counting.
func letterSet(word string) uint64 {
	var set uint64
	for _, r := range word {
		set |= 1 << (uint(r) % 64)
	}
	return set
}

// differ counts the marks that only one of two words has.
func differ(a, b uint64) int { return bits.OnesCount64(a ^ b) }

// resembling returns the nearest words of the languages of a word's script, nearest and then commonest first.
func (x *Index) resembling(word string, most int) []near {
	s := scriptOf(word)
	max := faults(word)
	if max == 0 || s == "" || len(word) > longestWord {
		return nil
	}
	length, set := fold.Length(word), letterSet(word)
	var out []near
	for _, l := range x.languages {
		if s != latin && scriptOfLanguage(l) != s {
			continue
		}
		v := x.engine.vocabulary(l)
		for n := length - max; n <= length+max; n++ {
			for e := range v.resembling(n, set, 2*max) {
				if d := fold.Distance(word, e.word, max); d <= max && d > 0 {
					out = append(out, near{l, e.word, d, e.passages})
				}
			}
		}
	}
	sortNear(out)
	return out[:min(len(out), most)]
}

// suggest writes the question again with the words that the library has in the place of those that it lacks; "" where
// there is nothing better to offer.
func (x *Index) suggest(words string, q asked) (string, error) {
	var out strings.Builder
	at, changed := 0, false
	for _, i := range q.missing {
		nearest := q.near[i]
		if len(nearest) == 0 || slices.Contains(q.named, i) {
			continue
		}
		word, err := x.asWritten(nearest[0])
		if err != nil {
			return "", err
		}
		out.WriteString(words[at:q.words[i].Start])
		out.WriteString(word)
		at, changed = q.words[i].End, true
	}
	if !changed {
		return "", nil
	}
	out.WriteString(words[at:])
	return out.String(), nil
}

// asWritten finds how the library itself spells a folded word.
func (x *Index) asWritten(n near) (string, error) {
	inIndex, term := stored(fieldWord+n.lang, n.word)
	r, err := x.engine.reader.TermFieldReader(context.Background(), []byte(term), inIndex, false, false, false)
	if err != nil {
		return "", err
	}
	d, err := r.Next(nil)
	if err := errors.Join(err, r.Close()); err != nil || d == nil {
		return strings.Clone(n.word), err
	}
	p := x.passage(uint32(d.ID.Value()))
	for _, text := range []string{p.Text, p.Heading} {
		for _, w := range fold.Words(text) {
			if w.Text == n.word {
				return strings.ToLower(text[w.Start:w.End]), nil
			}
		}
	}
	return strings.Clone(n.word), nil
}
