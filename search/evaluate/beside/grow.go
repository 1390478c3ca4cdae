package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"mukti/content"
	"mukti/i18n/fold"
	"mukti/search"
)

// model is how a language's library is written: its words, commonest first, and what follows what in them.
type model struct {
	words []string
	next  map[string][]rune // two letters → those that come after them; 0 ends a word
	share []float64         // of all words, that have this or a commoner one
}

// Sizes of the invented vocabulary: Zipf's law with Mandelbrot's shift, as any language has it.
const (
	vocabulary = 60_000
	exponent   = 1.05
	shift      = 2.7
)

// learn makes the model of a language from the library that ships. Words beyond its own are invented from its letters,
// because a library fifty times as large has a larger vocabulary.
func learn(lib *content.Library, lang string, random *rand.Rand) *model {
	m := &model{next: map[string][]rune{}}
	counts := map[string]int{}
	for d := range lib.All() {
		if d.Lang != lang {
			continue
		}
		for _, p := range d.Paragraphs {
			for _, w := range fold.Words(p.Text) {
				word := p.Text[w.Start:w.End]
				counts[word]++
				letters := append([]rune{' ', ' '}, []rune(w.Text)...)
				for i := range letters[2:] {
					m.next[string(letters[i:i+2])] = append(m.next[string(letters[i:i+2])], letters[i+2])
				}
				end := string(letters[len(letters)-2:])
				m.next[end] = append(m.next[end], 0)
			}
		}
	}
	for w := range counts {
		m.words = append(m.words, w)
	}
	slices.SortFunc(m.words, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for tries := 0; len(m.words) < vocabulary && tries < 20*vocabulary; tries++ {
		if w := m.invent(random); counts[w] == 0 && w != "" {
			counts[w] = 1
			m.words = append(m.words, w)
		}
	}
	sum := 0.0
	for rank := range m.words {
		sum += 1 / math.Pow(float64(rank)+1+shift, exponent)
		m.share = append(m.share, sum)
	}
	return m
}

const longestInvented = 14 // letters

func (m *model) invent(random *rand.Rand) string {
	letters := []rune{' ', ' '}
	for len(letters) < longestInvented+2 {
		after := m.next[string(letters[len(letters)-2:])]
		if len(after) == 0 {
			return ""
		}
		r := after[random.IntN(len(after))]
		if r == 0 {
			break
		}
		letters = append(letters, r)
	}
	return string(letters[2:])
}

func (m *model) word(random *rand.Rand) string {
	at, _ := slices.BinarySearch(m.share, random.Float64()*m.share[len(m.share)-1])
	return m.words[min(at, len(m.words)-1)]
}

func (m *model) text(random *rand.Rand, words int) string {
	var b strings.Builder
	for i := range words {
		switch {
		case i == 0:
		case random.IntN(14) == 0:
			b.WriteString(". ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(m.word(random))
	}
	return b.String() + "."
}

// inDocument is how many paragraphs a document has.
const inDocument = 12

// grow invents n paragraphs, half English and half Hindi, the same at every call, and questions about them.
func grow(lib *content.Library, n, questions int) ([]search.Passage, []question) {
	random := rand.New(rand.NewPCG(7, 15))
	models := []*model{learn(lib, "en", random), learn(lib, "hi", random)}
	langs := []string{"en", "hi"}
	kinds := lib.Kinds()
	var ps []search.Passage
	for d := 0; len(ps) < n; d++ {
		m, lang := models[d%2], langs[d%2]
		title := m.text(random, 3+random.IntN(6))
		slug := fmt.Sprintf("grown-%d", d)
		for i := 0; i < inDocument && len(ps) < n; i++ {
			// Lengths as the library has them: most are a few sentences, some a page.
			words := int(math.Exp(3.9 + 0.6*random.NormFloat64()))
			ps = append(ps, search.Passage{
				Document: kinds[d%len(kinds)] + "/" + slug, Kind: kinds[d%len(kinds)], Slug: slug, Lang: lang,
				Paragraph: fmt.Sprintf("p%d", i+1), Title: title, Text: m.text(random, max(words, 4)),
			})
		}
	}
	var qs []question
	for len(qs) < questions {
		p := ps[random.IntN(len(ps))]
		words := strings.Fields(strings.ReplaceAll(p.Text, ".", ""))
		var q []string
		for range 2 + random.IntN(3) {
			q = append(q, words[random.IntN(len(words))])
		}
		qs = append(qs, question{Words: strings.Join(q, " "), Lang: p.Lang})
	}
	return ps, qs
}

// anything is n questions of 200 characters of no sense at all: what a machine sends that means no good.
func anything(ps []search.Passage, n int) []question {
	random := rand.New(rand.NewPCG(3, 9))
	letters := []rune("abcdefghijklmnopqrstuvwxyz0123456789 .-/()\"'*~कखगघचजटडतदनपबमयरलवसहािीुूेोंअआইউকখগাेৰதமிழ்తెలుగుਕਖਗਾકખગાاردوပ字")
	var qs []question
	for i := range n {
		var b []rune
		for len(b) < search.MaxWords {
			switch i % 4 {
			case 0: // letters of every script
				b = append(b, letters[random.IntN(len(letters))])
			case 1: // short words
				b = append(b, letters[random.IntN(26)], letters[random.IntN(26)], ' ')
			case 2: // the commonest words of both languages
				p := ps[random.IntN(len(ps))]
				b = append(b, []rune(p.Text)[:min(20, len([]rune(p.Text)))]...)
			default: // words that nearly exist
				p := ps[random.IntN(len(ps))]
				for _, w := range strings.Fields(p.Text) {
					r := []rune(w)
					r[random.IntN(len(r))] = letters[random.IntN(len(letters))]
					b = append(append(b, r...), ' ')
				}
			}
		}
		qs = append(qs, question{Words: string(b[:search.MaxWords]), Lang: []string{"en", "hi"}[i%2]})
	}
	return qs
}
