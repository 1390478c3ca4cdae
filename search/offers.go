package search

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Ranks of what is offered while one types, best first.
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

// offers are lines that may be offered, and the beginnings of their words: entries of a dictionary, each a word and
// where in fits its offers begin and end.
type offers struct {
	texts     texts
	kinds     []byte   // two bytes an offer: its kind, the place of its language
	languages []string // of the index
	words     dictionary
	sounds    dictionary // of words in other than Latin letters, for those who type them in Latin ones
	fits      numbers    // twice the number of an offer, and one where the offer begins with the word
}

// The tables of offers follow [tableOffers].
const (
	offersTexts  = "texts"
	offersKinds  = "kinds"
	offersWords  = "words"
	offersSounds = "sounds"
	offersFits   = "fits"
)

func (t tables) offers(languages []string) offers {
	return offers{
		t.texts(tableOffers + offersTexts), t[tableOffers+offersKinds], languages,
		dictionary(t.text(tableOffers + offersWords)), dictionary(t.text(tableOffers + offersSounds)), t[tableOffers+offersFits],
	}
}

func (o offers) kind(n uint32) int { return int(o.kinds[2*n]) }

func (o offers) lang(n uint32) string { return o.languages[o.kinds[2*n+1]] }

// fitting gives the offers that have a word which is typed: whole, or only begun. The value tells whether they begin with it.
func (o offers) fitting(list dictionary, typed string, begun bool) map[uint32]bool {
	out := map[uint32]bool{}
	for line := range list.from(typed) {
		word, place, _ := strings.Cut(line, cut)
		if !begun && word != typed {
			break
		}
		from, to, _ := strings.Cut(place, " ")
		n, _ := strconv.Atoi(from)
		end, _ := strconv.Atoi(to)
		for ; n < end; n++ {
			if len(out) == mostFitting {
				return out
			}
			fits := o.fits.at(n)
			out[fits/2] = out[fits/2] || fits%2 == 1
		}
	}
	return out
}

// offersBuilder collects what can be offered.
type offersBuilder struct {
	offers        []offer
	seen          map[offer]bool
	words, sounds []beginning
}

// beginning is a word of an offer.
type beginning struct {
	word  string
	offer uint32
	first bool // the offer begins with it
}

func (b *offersBuilder) add(l *lexicon, text string, kind int) {
	o := offer{text, l.lang, kind}
	if text == "" || len([]rune(text)) > longestOffered || b.seen[o] {
		return
	}
	if b.seen == nil {
		b.seen = map[offer]bool{}
	}
	o.text = strings.Clone(o.text)
	b.seen[o] = true
	n := uint32(len(b.offers))
	b.offers = append(b.offers, o)
	first := true
	l.words(text, func(w *spelled, start, end int) {
		b.words = append(b.words, beginning{w.word, n, first})
		if w.script != latin {
			key := w.key
			if key == "" {
				key = soundOf(text, w, start, end)
			}
			if key != "" {
				b.sounds = append(b.sounds, beginning{key, n, first})
			}
		}
		first = false
	})
}

// tables makes the tables of the offers, with languages by their place in a list.
func (b *offersBuilder) tables(t tables, languages []string) {
	for _, o := range b.offers {
		t.addText(tableOffers+offersTexts, o.text)
		t[tableOffers+offersKinds] = append(t[tableOffers+offersKinds], byte(o.kind), byte(slices.Index(languages, o.lang)))
	}
	var fits numbers
	for n, list := range [][]beginning{b.words, b.sounds} {
		slices.SortFunc(list, func(a, b beginning) int {
			return cmp.Or(strings.Compare(a.word, b.word), cmp.Compare(a.offer, b.offer))
		})
		var entries []string
		for from := 0; from < len(list); {
			to := from
			begins := fits.count()
			for ; to < len(list) && list[to].word == list[from].word; to++ {
				value := 2 * list[to].offer
				if list[to].first {
					value++
				}
				fits = fits.with(value)
			}
			entries = append(entries, list[from].word+cut+strconv.Itoa(begins)+" "+strconv.Itoa(fits.count()))
			from = to
		}
		t[tableOffers+[]string{offersWords, offersSounds}[n]] = lined(entries)
	}
	t[tableOffers+offersFits] = fits
}
