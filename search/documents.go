package search

import (
	"container/heap"
	"context"
	"slices"
)

// columns hold what ranking needs of every passage, apart from the passages themselves: they are read for each of the
// thousands that a common word finds.
type columns struct {
	document []uint32
	lang     []uint8 // place in Index.languages
	summary  []bool  // the passage is not a paragraph
	prior    []float32
	kind     []uint16 // by document
	kinds    []string
}

func newColumns(passages []Passage, languages []string) columns {
	c := columns{
		document: make([]uint32, len(passages)), lang: make([]uint8, len(passages)),
		summary: make([]bool, len(passages)), prior: make([]float32, len(passages)),
	}
	documents, kinds := map[string]uint32{}, map[string]uint16{}
	for i, p := range passages {
		kind, ok := kinds[p.Kind]
		if !ok {
			kind = uint16(len(kinds))
			kinds[p.Kind] = kind
			c.kinds = append(c.kinds, p.Kind)
		}
		d, ok := documents[p.Document]
		if !ok {
			d = uint32(len(documents))
			documents[p.Document] = d
			c.kind = append(c.kind, kind)
		}
		c.document[i], c.summary[i], c.prior[i] = d, p.Paragraph == "", float32(p.Prior)
		if p.Prior == 0 {
			c.prior[i] = 1
		}
		c.lang[i] = uint8(slices.Index(languages, p.Lang))
	}
	return c
}

// summaryYields is the share of a summary's score at which a paragraph is shown in its place: a summary says again what
// a paragraph says, and the paragraph is the better place to send a reader.
const summaryYields = 0.5

// documents returns the best passage of every document found of a kind ("" for all): the best n in order, the others
// behind them. counts are of all kinds, by their place in columns.kinds.
func (x *Index) documents(ctx context.Context, q asked, lang, kind string, n int) (counts []int, found []scored, err error) {
	v := x.scratches.get(len(x.engine.order), len(x.columns.kind))
	if err := x.engine.score(ctx, v, q.concepts); err != nil {
		return nil, nil, err // v may hold half a score: it is not used again
	}
	if len(v.touched) > 0 {
		if err := x.engine.score(ctx, v, q.pairs); err != nil {
			return nil, nil, err
		}
	}
	var paragraphs []scored
	factors := x.factors(lang)
	for _, id := range v.touched {
		p := x.engine.order[id]
		s := scored{p, float64(v.scores[id] * x.columns.prior[p] * factors[x.columns.lang[p]] * covered(v.covered[id], len(q.concepts)))}
		d := x.columns.document[p]
		if v.at[d] == 0 {
			found, paragraphs = append(found, scored{p, 0}), append(paragraphs, scored{p, 0})
			v.at[d] = uint32(len(found))
		}
		at := v.at[d] - 1
		found[at] = better(found[at], s)
		if !x.columns.summary[p] {
			paragraphs[at] = better(paragraphs[at], s)
		}
	}
	for _, f := range found {
		v.at[x.columns.document[f.passage]] = 0
	}
	x.scratches.put(v)
	for i, p := range paragraphs {
		if f := &found[i]; p.score > summaryYields*f.score && x.columns.lang[p.passage] == x.columns.lang[f.passage] {
			f.passage = p.passage
		}
	}
	counts = make([]int, len(x.columns.kinds))
	found = slices.DeleteFunc(found, func(s scored) bool {
		k := x.columns.kind[x.columns.document[s.passage]]
		counts[k]++
		return kind != "" && x.columns.kinds[k] != kind
	})
	bring(found, n)
	return counts, found, nil
}

func better(a, b scored) scored {
	if b.score > a.score || b.score == a.score && b.passage < a.passage {
		return b
	}
	return a
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
