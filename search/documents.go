package search

import (
	"container/heap"
	"context"
	"slices"
	"strconv"
)

// columns hold what ranking needs of every passage, apart from the passages themselves: they are read for each of the
// thousands that a common word finds. Passages are named by their internal numbers.
type columns struct {
	passages  []column
	documents []facts
	kinds     []string // facts.kind is a place here, and so on
	years     []string
	states    []string
}

type column struct {
	document uint32
	prior    float32
	lang     uint8 // place in Index.languages
	summary  bool  // the passage is not a paragraph
}

// facts are what a document is counted and chosen by.
type facts struct {
	kind, year uint16
	states     uint64 // as bits
}

// table numbers names in the order in which they come.
type table struct {
	names []string
	at    map[string]int
}

func (t *table) number(name string) int {
	n, ok := t.at[name]
	if !ok {
		if t.at == nil {
			t.at = map[string]int{}
		}
		n = len(t.names)
		t.at[name] = n
		t.names = append(t.names, name)
	}
	return n
}

// mostStates is how many States a search tells apart: India has 36 States and Union territories.
const mostStates = 64

func newColumns(passages []Passage, order []uint32, languages []string) columns {
	c := columns{passages: make([]column, len(passages))}
	byPassage := make([]column, len(passages))
	var documents, kinds, years, states table
	for i := range passages {
		p := &passages[i]
		if i > 0 && p.Document == passages[i-1].Document && p.Lang == passages[i-1].Lang {
			byPassage[i] = byPassage[i-1]
		} else {
			d := documents.number(p.Document)
			if d == len(c.documents) {
				f := facts{kind: uint16(kinds.number(p.Kind)), year: uint16(years.number(yearName(p.Year)))}
				for _, s := range p.States {
					if n := states.number(s); n < mostStates {
						f.states |= 1 << n
					}
				}
				c.documents = append(c.documents, f)
			}
			byPassage[i] = column{document: uint32(d), lang: uint8(slices.Index(languages, p.Lang))}
		}
		byPassage[i].prior, byPassage[i].summary = float32(p.Prior), p.Paragraph == ""
		if p.Prior == 0 {
			byPassage[i].prior = 1
		}
	}
	for id, passage := range order {
		c.passages[id] = byPassage[passage]
	}
	c.kinds, c.years, c.states = kinds.names, years.names, states.names
	return c
}

func yearName(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

// answer is the best that a document has, and the best of its paragraphs; the numbers are one more than the passage's.
type answer struct {
	score, inParagraph float32
	best, paragraph    uint32
	langs              uint32 // in which anything was found, as bits
	covered            uint32 // words of the question that stand anywhere in it, as bits
}

// summaryYields is the share of a summary's score at which a paragraph is shown in its place: a summary says again what
// a paragraph says, and the paragraph is the better place to send a reader.
const summaryYields = 0.5

// documents returns the best passage of every document that a filter lets through: the best n in order, the others
// behind them.
func (x *Index) documents(ctx context.Context, q asked, lang string, only filter, n int) (Facets, []scored, error) {
	v := x.scratches.get(len(x.engine.order), len(x.columns.documents))
	if err := x.engine.score(ctx, v, &q); err != nil {
		return Facets{}, nil, err // v may hold half a score: it is not used again
	}
	if len(v.touched) > 0 {
		if err := x.engine.bonus(ctx, v, q.pairs); err != nil {
			return Facets{}, nil, err
		}
	}
	x.best(v, x.factors(lang), len(q.concepts), only.lang)
	counts := newCounts(x)
	found := make([]scored, 0, len(v.found))
	for _, d := range v.found {
		a := v.documents[d]
		if !counts.add(x.columns.documents[d], a.langs, only) {
			continue
		}
		at := a.best
		if a.inParagraph > summaryYields*a.score && x.columns.passages[a.paragraph-1].lang == x.columns.passages[a.best-1].lang {
			at = a.paragraph
		}
		found = append(found, scored{x.engine.order[at-1], float64(a.score) * q.about(a.covered)})
	}
	x.scratches.put(v)
	bring(found, n)
	return counts.facets(x), found, nil
}

// about is what a document's best passage counts for, by how much of the question stands anywhere in the document: who
// asks for a kidney that an agent sold wants the document in which all of these stand, not the one with a sentence on agents
// who sell. Rare words say more of what is asked.
func (q *asked) about(covered uint32) float64 {
	var has, all float64
	for n, r := range q.rarity {
		all += r
		if covered&bit(n) != 0 {
			has += r
		}
	}
	if all == 0 {
		return 1
	}
	return 1 - aboutness + aboutness*has/all
}

// best finds every document's best passage. Only those in one language are looked at, unless it is -1.
func (x *Index) best(v *scratch, factors []float32, concepts, lang int) {
	share := make([]float32, 33) // how much of the score counts for so many of the words
	for n := range share {
		share[n] = coveredBy(n, concepts)
	}
	for _, id := range v.touched {
		t, c := v.passages[id], x.columns.passages[id]
		a := &v.documents[c.document]
		if a.langs == 0 {
			v.found = append(v.found, c.document)
		}
		a.langs |= 1 << min(c.lang, 31)
		a.covered |= t.covered
		if lang >= 0 && int(c.lang) != lang {
			continue
		}
		score := t.score * c.prior * factors[c.lang] * share[bitsIn(t.covered)]
		if x.better(score, id, a.score, a.best) {
			a.score, a.best = score, id+1
		}
		if !c.summary && x.better(score, id, a.inParagraph, a.paragraph) {
			a.inParagraph, a.paragraph = score, id+1
		}
	}
}

// better tells whether a passage comes before the best until now (its number is one more than it is; 0 is none).
func (x *Index) better(score float32, id uint32, than float32, best uint32) bool {
	return best == 0 || score > than || score == than && x.engine.order[id] < x.engine.order[best-1]
}

// How much a text counts that is not in the reader's language.
const (
	englishFactor = 0.85 // every reader is offered English where his language is missing
	foreignFactor = 0.7
)

func (x *Index) factors(lang string) []float32 {
	out := make([]float32, len(x.languages))
	for i, l := range x.languages {
		switch l {
		case lang:
			out[i] = 1
		case "en":
			out[i] = englishFactor
		default:
			out[i] = foreignFactor
		}
	}
	return out
}

// filter is what a reader chose among the facets; -1 where he did not, -2 for what no document has.
type filter struct{ kind, year, state, lang int }

func (x *Index) filter(q Query) filter {
	place := func(name string, names []string) int {
		if name == "" {
			return -1
		}
		if n := slices.Index(names, name); n >= 0 {
			return n
		}
		return -2
	}
	return filter{
		place(q.Kind, x.columns.kinds), place(yearName(q.Year), x.columns.years),
		place(q.State, x.columns.states), place(q.In, x.languages),
	}
}

// counts are of documents: each facet's by all choices but its own, so that a reader sees what another choice would find.
type counts struct{ kinds, years, states, langs []int }

func newCounts(x *Index) *counts {
	return &counts{make([]int, len(x.columns.kinds)), make([]int, len(x.columns.years)), make([]int, len(x.columns.states)), make([]int, len(x.languages))}
}

// add counts a document and tells whether the filter lets it through.
func (c *counts) add(f facts, langs uint32, only filter) bool {
	kind := only.kind == -1 || only.kind == int(f.kind)
	year := only.year == -1 || only.year == int(f.year)
	state := only.state == -1 || only.state >= 0 && f.states&(1<<only.state) != 0
	lang := only.lang == -1 || only.lang >= 0 && langs&(1<<min(only.lang, 31)) != 0
	if year && state && lang {
		c.kinds[f.kind]++
	}
	if kind && state && lang {
		c.years[f.year]++
	}
	if kind && year && lang && f.states != 0 {
		for n := range c.states {
			c.states[n] += int(f.states >> n & 1)
		}
	}
	if kind && year && state {
		for n := range c.langs {
			c.langs[n] += int(langs >> min(n, 31) & 1)
		}
	}
	return kind && year && state && lang
}

func (c *counts) facets(x *Index) Facets {
	named := func(names []string, counts []int) map[string]int {
		out := map[string]int{}
		for n, count := range counts {
			if count > 0 && names[n] != "" {
				out[names[n]] = count
			}
		}
		return out
	}
	return Facets{
		Kind: named(x.columns.kinds, c.kinds), Year: named(x.columns.years, c.years),
		State: named(x.columns.states, c.states), Lang: named(x.languages, c.langs),
	}
}

// bring puts the best n to the front, in order. Common words find thousands, of which a page shows ten.
func bring(all []scored, n int) {
	if n >= len(all)/4 {
		slices.SortFunc(all, byScore)
		return
	}
	h := worst(all[:n])
	heap.Init(&h)
	for i := n; i < len(all); i++ {
		if n > 0 && byScore(all[i], h[0]) < 0 {
			all[i], h[0] = h[0], all[i]
			heap.Fix(&h, 0)
		}
	}
	slices.SortFunc(all[:n], byScore)
}

// worst is a heap with the worst on top.
type worst []scored

func (h worst) Len() int           { return len(h) }
func (h worst) Less(i, j int) bool { return byScore(h[i], h[j]) > 0 }
func (h worst) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *worst) Push(any)          { panic("search: nothing is pushed") }
func (h *worst) Pop() any          { panic("search: nothing is popped") }
