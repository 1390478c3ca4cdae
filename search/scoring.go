package search

import (
	"cmp"
	"context"
	"slices"
	"sync"
)

// scratch holds one question's scores, by internal number. Everything is zero between questions.
type scratch struct {
	passages         []tally
	best             []float32
	touched, bestSet []uint32
	documents        []answer // by document
	found            []uint32 // documents that have any of the words
}

// tally is what a passage has of the question.
type tally struct {
	score   float32
	covered uint32 // which concepts, as bits
}

type scratches struct{ pool sync.Pool }

func (s *scratches) get(passages, documents int) *scratch {
	if v, ok := s.pool.Get().(*scratch); ok && len(v.passages) == passages {
		return v
	}
	return &scratch{passages: make([]tally, passages), best: make([]float32, passages), documents: make([]answer, documents)}
}

// put takes a scratch back, emptied.
func (s *scratches) put(v *scratch) {
	for _, id := range v.touched {
		v.passages[id] = tally{}
	}
	for _, d := range v.found {
		v.documents[d] = answer{}
	}
	v.touched, v.found = v.touched[:0], v.found[:0]
	s.pool.Put(v)
}

// A common word finds tens of thousands of passages. Where the rarer words of a question have found [enough], those that
// have only a commoner one would never be shown before them: then a word that would find more than [mostFound] adds to
// what is found and finds nothing new. In a library of a few hundred documents every word finds.
const (
	enough    = 200
	mostFound = 5000
)

func (v *scratch) finds(i *impact) bool {
	return len(v.touched) < enough || len(v.touched)+len(i.ids) <= mostFound
}

// score runs the concepts over the index, the rarest first. Afterwards v.touched names every passage that was found.
func (e *engine) score(ctx context.Context, v *scratch, q *asked) error {
	order := make([]int, len(q.concepts))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(q.rarity[b], q.rarity[a]) })
	for _, n := range order {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := e.scoreOne(ctx, v, q.concepts[n], bit(n)); err != nil {
			return err
		}
	}
	return nil
}

func (e *engine) scoreOne(ctx context.Context, v *scratch, c concept, bit uint32) error {
	for _, s := range c.ways {
		i, weight, err := e.weighed(ctx, s)
		if err != nil {
			return err
		}
		if len(c.ways) == 1 {
			v.add(i, weight, bit, v.finds(i))
			break
		}
		v.atBest(i, weight, v.finds(i))
	}
	for _, id := range v.bestSet {
		p := &v.passages[id]
		if p.score == 0 {
			v.touched = append(v.touched, id)
		}
		p.score += v.best[id]
		p.covered |= bit
		v.best[id] = 0
	}
	v.bestSet = v.bestSet[:0]
	for _, s := range c.also {
		i, weight, err := e.weighed(ctx, s)
		if err != nil {
			return err
		}
		v.add(i, weight, 0, v.finds(i))
	}
	return nil
}

func (e *engine) weighed(ctx context.Context, s strand) (*impact, float32, error) {
	i, err := e.impact(ctx, s)
	if err != nil {
		return nil, 0, err
	}
	rarity := s.rarity
	if rarity == 0 {
		rarity = idf(i.of, i.df)
	}
	return i, float32(s.boost * rarity), nil
}

// add adds a strand to the passages that have it; where it does not find, only to those found already.
func (v *scratch) add(i *impact, weight float32, bit uint32, finds bool) {
	scores := i.scores[:len(i.ids)]
	for n, id := range i.ids {
		p := &v.passages[id]
		if p.score == 0 {
			if !finds {
				continue
			}
			v.touched = append(v.touched, id)
		}
		p.score += weight * scores[n]
		p.covered |= bit
	}
}

// atBest keeps the best of the strands that stand for one word.
func (v *scratch) atBest(i *impact, weight float32, finds bool) {
	scores := i.scores[:len(i.ids)]
	for n, id := range i.ids {
		if !finds && v.passages[id].score == 0 {
			continue
		}
		if v.best[id] == 0 {
			v.bestSet = append(v.bestSet, id)
		}
		v.best[id] = max(v.best[id], weight*scores[n])
	}
}

// bonus adds the strands of concepts that passages may have besides, to those that have been found already.
func (e *engine) bonus(ctx context.Context, v *scratch, concepts []concept) error {
	for _, c := range concepts {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, s := range c.also {
			i, weight, err := e.weighed(ctx, s)
			if err != nil {
				return err
			}
			for n, id := range i.ids {
				if p := &v.passages[id]; p.score > 0 && p.covered&c.needs == c.needs {
					p.score += weight * i.scores[n]
				}
			}
		}
	}
	return nil
}
