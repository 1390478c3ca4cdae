package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// Limits of completing what is being typed.
const (
	// MostSuggestions is how many a reader is offered.
	MostSuggestions = 8
	mostFitting     = 3000 // offers looked at for one beginning: the first letter of a language fits very many
	longestOffered  = 90   // characters: a longer title is no line of a list
)

// newTerms makes offers of the terms of the field. They are not kept with the index, which may be older than the lists.
func (x *Index) newTerms() (offers, error) {
	t, err := x.thesaurus()
	if err != nil {
		return offers{}, err
	}
	var b offersBuilder
	var languages []string
	for _, phrases := range t.concepts {
		for _, p := range phrases {
			if !slices.Contains(languages, p.lang) {
				languages = append(languages, p.lang)
			}
			b.add(x.lexicon(p.lang), p.text, offersTerm)
		}
	}
	made := tables{}
	b.tables(made, languages)
	return made.offers(languages), nil
}

// candidate is an offer of one of two lists, and whether it begins with what is typed.
type candidate struct {
	offers *offers
	n      uint32
	begins bool
}

// Suggest completes what is being typed: numbers and titles of documents, terms of the field, headings; the reader's
// language first. The last word may be unfinished, and any may be typed in Latin letters. Nothing is offered that does
// not have all the words. Without words the titles of the reader's language are offered.
func (x *Index) Suggest(ctx context.Context, words, lang string, most int) ([]string, error) {
	x, done, err := x.standing()
	if err != nil {
		return nil, err
	}
	defer done()
	defer x.engine.rest()
	terms, err := x.terms()
	if err != nil {
		return nil, err
	}
	words = cutWords(words)
	piece := x.lexicon(lang).piece(words)
	var found []candidate
	library := x.engine.tables.offers(x.languages)
	for _, list := range []*offers{&library, &terms} {
		fits, err := list.having(ctx, words, piece)
		if err != nil {
			return nil, err
		}
		if len(piece) == 0 {
			fits = list.titles(lang)
		}
		for n, begins := range fits {
			found = append(found, candidate{list, n, begins})
		}
	}
	return bestOffers(found, lang, most), nil
}

// having are the offers that have all the words.
func (o *offers) having(ctx context.Context, words string, piece []spelled) (fits map[uint32]bool, err error) {
	for i, w := range piece {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i == mostWords {
			break
		}
		begun := i == len(piece)-1
		has := o.fitting(o.words, w.word, begun)
		if w.script == latin {
			for n, first := range o.fitting(o.sounds, soundOf(words, &w, w.start, w.end), begun) {
				has[n] = has[n] || first
			}
		}
		if i > 0 {
			for n := range has {
				if _, ok := fits[n]; !ok {
					delete(has, n)
				} else {
					has[n] = fits[n] // only the first word typed tells what an offer begins with
				}
			}
		}
		fits = has
	}
	return fits, nil
}

// titles are those of a language.
func (o *offers) titles(lang string) map[uint32]bool {
	fits := map[uint32]bool{}
	for n := range uint32(o.texts.count()) {
		if o.kind(n) == offersTitle && o.lang(n) == lang {
			fits[n] = false
		}
	}
	return fits
}

// rank of a candidate, best first.
func (c candidate) rank(lang string) int {
	r := c.offers.kind(c.n)
	if !c.begins {
		r += offersHeading + 1
	}
	if c.offers.lang(c.n) != lang {
		r += 2 * (offersHeading + 1)
	}
	return r
}

// bestOffers are the texts of the best.
func bestOffers(found []candidate, lang string, most int) []string {
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(a.rank(lang), b.rank(lang)),
			cmp.Compare(len(a.offers.texts.at(int(a.n))), len(b.offers.texts.at(int(b.n)))),
			cmp.Compare(a.n, b.n),
		)
	})
	out := []string{}
	for _, c := range found {
		if len(out) >= most {
			break
		}
		if text := c.offers.texts.at(int(c.n)); !slices.Contains(out, text) {
			out = append(out, strings.Clone(text))
		}
	}
	return out
}
