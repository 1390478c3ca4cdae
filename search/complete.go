package search

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"
)

// Limits of completing what is being typed.
const (
	// MostSuggestions is how many a reader is offered.
	MostSuggestions = 8
	mostFitting     = 3000 // entries looked at for one beginning: the first letter of a language fits very many
	longestOffered  = 90   // characters: a longer title is no line of a list
)

// Ranks of what is offered, best first.
const (
	offersNumber = iota // of a document
	offersTitle
	offersTerm // of the field, as the reviewed lists name it
	offersHeading
)

// offer is a line that may be offered.
type offer struct {
	text, lang string
	kind       int
}

// completion knows what can be offered, by the beginnings of its words.
type completion struct {
	offers []offer
	words  []beginning // folded, in order
	sounds []beginning // of words in other than Latin letters, for those who type them in Latin ones
}

// beginning is a word of an offer.
type beginning struct {
	word  string
	offer uint32
	first bool // the offer begins with it
}

func (x *Index) newCompletion() (*completion, error) {
	t, err := x.thesaurus()
	if err != nil {
		return nil, err
	}
	c := &completion{}
	seen := map[offer]bool{}
	add := func(text, lang string, kind int) {
		o := offer{text, lang, kind}
		if text == "" || len([]rune(text)) > longestOffered || seen[o] {
			return
		}
		seen[o] = true
		n := uint32(len(c.offers))
		c.offers = append(c.offers, o)
		first := true
		x.lexicon(lang).words(text, func(w *spelled, start, end int) {
			c.words = append(c.words, beginning{w.word, n, first})
			if key := soundOf(text, w, start, end); w.script != latin && key != "" {
				c.sounds = append(c.sounds, beginning{key, n, first})
			}
			first = false
		})
	}
	for i := range x.passages {
		p := &x.passages[i]
		if i == 0 || p.Title != x.passages[i-1].Title || p.Lang != x.passages[i-1].Lang {
			add(p.Title, p.Lang, offersTitle)
			add(p.Number, p.Lang, offersNumber)
		}
		if i == 0 || p.Heading != x.passages[i-1].Heading {
			add(p.Heading, p.Lang, offersHeading)
		}
	}
	for _, phrases := range t.concepts {
		for _, p := range phrases {
			add(p.text, p.lang, offersTerm)
		}
	}
	for _, list := range [][]beginning{c.words, c.sounds} {
		slices.SortFunc(list, func(a, b beginning) int {
			return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.offer, b.offer))
		})
	}
	return c, nil
}

// fitting are the offers that have a word which is typed: whole, or only begun. The value tells whether they begin with it.
func fitting(list []beginning, typed string, begun bool) map[uint32]bool {
	out := map[uint32]bool{}
	from := sort.Search(len(list), func(n int) bool { return list[n].word >= typed })
	for _, b := range list[from:] {
		if !strings.HasPrefix(b.word, typed) || !begun && b.word != typed || len(out) == mostFitting {
			break
		}
		out[b.offer] = out[b.offer] || b.first
	}
	return out
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
	c, err := x.completing()
	if err != nil {
		return nil, err
	}
	words = cutWords(words)
	var fits map[uint32]bool
	piece := x.lexicon(lang).piece(words)
	for i, w := range piece {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i == mostWords {
			break
		}
		begun := i == len(piece)-1
		has := fitting(c.words, w.word, begun)
		if w.script == latin {
			for n, first := range fitting(c.sounds, soundOf(words, &w, w.start, w.end), begun) {
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
	if len(piece) == 0 {
		fits = map[uint32]bool{}
		for n, o := range c.offers {
			if o.lang == lang && o.kind == offersTitle {
				fits[uint32(n)] = false
			}
		}
	}
	return c.best(fits, lang, most), nil
}

// best are the texts of the best offers.
func (c *completion) best(fits map[uint32]bool, lang string, most int) []string {
	order := make([]uint32, 0, len(fits))
	for n := range fits {
		order = append(order, n)
	}
	rank := func(n uint32) int {
		o := c.offers[n]
		r := o.kind
		if !fits[n] {
			r += offersHeading + 1
		}
		if o.lang != lang {
			r += 2 * (offersHeading + 1)
		}
		return r
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(len(c.offers[a].text), len(c.offers[b].text)), cmp.Compare(a, b))
	})
	out := []string{}
	for _, n := range order {
		if text := c.offers[n].text; len(out) < most && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
