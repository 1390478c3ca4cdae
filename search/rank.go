package search

import (
	"context"
	"math"
	mathbits "math/bits"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// BM25F: k1 bounds what repeating a word adds; b is how much the length of a field counts.
// bleve's own "bm25" takes the root of the frequency, counts idf twice and averages distinct terms, so that the
// textbook's formula is computed here over bleve's postings.
// Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6.
const (
	k1     = 1.2
	bText  = 0.75
	bTitle = 0.5
	bStart = 0.75
	bPair  = 0.3
	bKey   = 0.5
)

// Weights of the fields within BM25F, and of the scores that are added to it.
const (
	titleWeight = 1.2 // a word in the title counts as this many in the text
	labelWeight = 0.6
	leadWeight  = 0.8
	wordBoost   = 0.3 // the very form that was asked for
	startBoost  = 0.35
	pairBoost   = 0.4
	wholeBoost  = 0.5 // the question is the title
)

// list is one posting list to read.
type list struct {
	field, term string
	weight, b   float64
}

// strand is a set of lists that count as one word: their frequencies are added before they saturate.
type strand struct {
	boost  float64
	lists  []list
	rarity float64 // inverse document frequency; 0 to compute it from the lists
}

// idf is how much a word tells that df of so many passages have. A word may be in more passages than one of its lists
// has, never in more than there are.
func idf(passages int, df uint64) float64 {
	n, d := float64(passages), float64(min(df, uint64(passages)))
	return math.Log(1 + (n-d+0.5)/(d+0.5))
}

// concept is a word of the question with everything that may stand for it. The best strand of `ways` counts (a word
// may be found by its stem or by its sound, not by both); those of `also` are added to it.
type concept struct {
	ways, also []strand
}

// scratch holds one question's scores, by internal number. Everything is zero between questions.
type scratch struct {
	scores, best, sum          []float32
	touched, bestSet, groupSet []uint32
	doc                        index.TermFieldDoc
	covered                    []uint32 // which concepts a passage has, as bits
	at                         []uint32 // document → its place among those found, from 1
}

type scratches struct{ pool sync.Pool }

func (s *scratches) get(passages, documents int) *scratch {
	if v, ok := s.pool.Get().(*scratch); ok && len(v.scores) == passages {
		return v
	}
	return &scratch{
		scores: make([]float32, passages), best: make([]float32, passages), sum: make([]float32, passages),
		covered: make([]uint32, passages), at: make([]uint32, documents),
	}
}

// put takes a scratch back, emptied.
func (s *scratches) put(v *scratch) {
	for _, id := range v.touched {
		v.scores[id], v.covered[id] = 0, 0
	}
	v.touched = v.touched[:0]
	s.pool.Put(v)
}

// scored is a passage with its score.
type scored struct {
	passage uint32
	score   float64
}

// score runs the concepts over the index. Afterwards v.touched names every passage that has any of them.
func (e *engine) score(ctx context.Context, v *scratch, concepts []concept) error {
	for n, c := range concepts {
		if err := ctx.Err(); err != nil {
			return err
		}
		bit := uint32(1) << min(n, 31)
		for _, s := range c.ways {
			if err := e.strand(ctx, v, s, func(id uint32, score float32) {
				if v.best[id] == 0 {
					v.bestSet = append(v.bestSet, id)
				}
				v.best[id] = max(v.best[id], score)
			}); err != nil {
				return err
			}
		}
		for _, id := range v.bestSet {
			v.add(id, v.best[id])
			v.covered[id] |= bit
			v.best[id] = 0
		}
		v.bestSet = v.bestSet[:0]
		for _, s := range c.also {
			if err := e.strand(ctx, v, s, v.add); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *scratch) add(id uint32, score float32) {
	if v.scores[id] == 0 {
		v.touched = append(v.touched, id)
	}
	v.scores[id] += score
}

// strand reads the lists of a strand and gives each passage's BM25F score to `to`.
func (e *engine) strand(ctx context.Context, v *scratch, s strand, to func(id uint32, score float32)) error {
	passages, df := 0, uint64(0)
	defer func() {
		for _, id := range v.groupSet {
			v.sum[id] = 0
		}
		v.groupSet = v.groupSet[:0]
	}()
	for _, l := range s.lists {
		n, err := e.postings(ctx, v, l)
		if err != nil {
			return err
		}
		df = max(df, n)
		passages = max(passages, e.fields[l.field].Passages)
	}
	rarity := s.rarity
	if rarity == 0 {
		rarity = idf(passages, df)
	}
	weight := float32(s.boost * rarity)
	for _, id := range v.groupSet {
		tf := v.sum[id]
		to(id, weight*tf*(k1+1)/(tf+k1))
	}
	return nil
}

// postings adds a list's weighted frequencies to v.sum and returns how many passages have the term.
func (e *engine) postings(ctx context.Context, v *scratch, l list) (uint64, error) {
	stat, ok := e.fields[l.field]
	if !ok || l.term == "" {
		return 0, nil
	}
	r, err := e.reader.TermFieldReader(ctx, []byte(l.term), l.field, true, true, false)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	average := stat.average()
	for {
		d, err := r.Next(v.doc.Reset())
		if err != nil {
			return 0, err
		}
		if d == nil {
			return r.Count(), nil
		}
		id := uint32(d.ID.Value())
		length := 1 / (d.Norm * d.Norm) // bleve gives one over the root of the number of tokens
		tf := l.weight * float64(d.Freq) / (1 - l.b + l.b*length/average)
		if v.sum[id] == 0 {
			v.groupSet = append(v.groupSet, id)
		}
		v.sum[id] += float32(tf)
	}
}

func byScore(a, b scored) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return int(a.passage) - int(b.passage)
}

// covered is the factor of [coverage] for a passage that has these of n words.
func covered(bits uint32, n int) float32 {
	if n == 0 {
		return 1
	}
	return 1 - coverage + coverage*float32(mathbits.OnesCount32(bits))/float32(min(n, 32))
}
