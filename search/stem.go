package search

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"

	"mukti/i18n/fold"
)

// stemmer takes the endings off the words of one language, lightly: what it leaves is a key for comparing, not a root.
type stemmer struct {
	stages  [][]ending // tried in order, each once a round
	rounds  int
	protect map[string]string // words of the field that endings must not tear apart, and what stands for them
}

// ending is a suffix, what takes its place, and how many letters must be left before it. One letter alone is taken for an
// ending only where it is not joined to the one before (ಯ in ವಾಕ್ಯ is not).
type ending struct {
	suffix, instead string
	left            int
	single          bool
}

func single(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n == len(s) && unicode.IsLetter(r)
}

// virama tells the sign that takes a consonant's vowel away: it stands at one place of each block.
func virama(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r >= 0x900 && r < 0xD80 && r&0x7F == 0x4D
}

// rules are the tables of endings and stop words, read when the first word is analysed.
var rules = sync.OnceValue(func() (r struct {
	stemmers map[string]*stemmer
	stops    map[string]map[string]bool
}) {
	r.stemmers, r.stops = map[string]*stemmer{}, map[string]map[string]bool{}
	for _, tables := range []map[string]endingTable{endings, southern} {
		for lang, table := range tables {
			r.stemmers[lang] = newStemmer(table)
		}
	}
	for lang, words := range stopWords {
		r.stops[lang] = set(words)
	}
	return r
})

func newStemmer(table endingTable) *stemmer {
	s := &stemmer{rounds: max(table.rounds, 1), protect: map[string]string{}}
	for _, stage := range table.stages {
		var list []ending
		for _, e := range strings.Fields(stage) {
			left := 2
			if last := e[len(e)-1]; last >= '1' && last <= '9' {
				e, left = e[:len(e)-1], int(last-'0')
			}
			from, to, _ := strings.Cut(e, ">")
			list = append(list, ending{fold.Text(from), fold.Text(to), left, single(fold.Text(from))})
		}
		slices.SortStableFunc(list, func(a, b ending) int { return len(b.suffix) - len(a.suffix) })
		s.stages = append(s.stages, list)
	}
	for _, forms := range table.protect {
		words := strings.Fields(forms)
		for _, w := range words {
			s.protect[fold.Text(w)] = fold.Text(words[0])
		}
	}
	return s
}

// stem wants a folded word.
func (s *stemmer) stem(word string) string {
	if kept, ok := s.protect[word]; ok {
		return kept
	}
	for range s.rounds {
		before := word
		for _, stage := range s.stages {
			word = strip(word, stage)
			if kept, ok := s.protect[word]; ok {
				return kept
			}
		}
		if word == before {
			break
		}
	}
	return word
}

func strip(word string, stage []ending) string {
	for _, e := range stage {
		if !strings.HasSuffix(word, e.suffix) {
			continue
		}
		rest := word[:len(word)-len(e.suffix)]
		// A vowel sign cannot begin a word, nor may one be torn from its letter's mark.
		if letters(rest) < e.left || e.single && virama(rest) {
			continue
		}
		return rest + e.instead
	}
	return word
}

// letters counts the letters of a word without vowel signs and other marks.
func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// stemEnglish is the Snowball stemmer that comes with bleve.
func stemEnglish(word string) string {
	if utf8.RuneCountInString(word) < 3 {
		return word
	}
	token := &analysis.Token{Term: []byte(word)}
	en.NewEnglishStemmerFilter().Filter(analysis.TokenStream{token})
	return string(token.Term)
}
