package search

import (
	"container/heap"
	"context"
	"slices"
)

// answer is the best that a document has, and the best of its paragraphs; their numbers are one more than the
// internal ones.
type answer struct {
	score, inParagraph float32
	best, paragraph    uint32
	bestLang           uint8 // of these
	paragraphLang      uint8
	langs              uint32 // in which anything was found, as bits
	covered            uint32 // words of the question that stand anywhere in it, as bits
}

// summaryYields is the share of a summary's score at which a paragraph is shown in its place: a summary says again what
// a paragraph says, and the paragraph is the better place to send a reader.
const summaryYields = 0.5

// documents returns the best passage of every document that a filter lets through: the best n in order, the others
// behind them.
func (x *Index) documents(ctx context.Context, q asked, lang string, only filter, n int) (Facets, []scored, error) {
	v := x.scratches.get(x.columns.order.count(), x.columns.documentsCount())
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
		if !counts.add(x.columns.facts(d), a.langs, only) {
			continue
		}
		at := a.best
		if a.inParagraph > summaryYields*a.score && a.paragraphLang == a.bestLang {
			at = a.paragraph
		}
		found = append(found, scored{d, at - 1, float64(a.score) * q.about(a.covered)})
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
		t := v.passages[id]
		p, summary := x.columns.page(id)
		a := &v.documents[p.document]
		if a.langs == 0 {
			v.found = append(v.found, p.document)
		}
		a.langs |= 1 << min(p.lang, 31)
		a.covered |= t.covered
		if lang >= 0 && int(p.lang) != lang {
			continue
		}
		score := t.score * p.prior * factors[p.lang] * share[bitsIn(t.covered)]
		if x.better(score, id, a.score, a.best) {
			a.score, a.best, a.bestLang = score, id+1, p.lang
		}
		if !summary && x.better(score, id, a.inParagraph, a.paragraph) {
			a.inParagraph, a.paragraph, a.paragraphLang = score, id+1, p.lang
		}
	}
}

// better tells whether a passage comes before the best until now (its number is one more than it is; 0 is none).
func (x *Index) better(score float32, id uint32, than float32, best uint32) bool {
	return best == 0 || score > than || score == than && x.columns.order.at(int(id)) < x.columns.order.at(int(best-1))
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
		place(q.Kind, x.names.Kinds), place(yearName(q.Year), x.names.Years),
		place(q.State, x.names.States), place(q.In, x.languages),
	}
}

// counts are of documents: each facet's by all choices but its own, so that a reader sees what another choice would find.
type counts struct{ kinds, years, states, langs []int }

func newCounts(x *Index) *counts {
	return &counts{make([]int, len(x.names.Kinds)), make([]int, len(x.names.Years)), make([]int, len(x.names.States)), make([]int, len(x.languages))}
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
		Kind: named(x.names.Kinds, c.kinds), Year: named(x.names.Years, c.years),
		State: named(x.names.States, c.states), Lang: named(x.languages, c.langs),
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
