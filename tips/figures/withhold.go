package figures

import (
	"cmp"
	"fmt"
	"slices"
)

// withholding chooses what is withheld beside the small counts. The choice is
// a good one, not the best: to find the least is NP-hard (Kelly, Golden, Assad:
// Cell Suppression, Networks 22, 1992). That it is safe does not hang on it.
type withholding struct {
	Set
	hidden, fixed []bool // withheld; shown by an earlier release
	proofs        []move
}

// protect withholds more until there is a proof for every count that is
// withheld because it is small, or was before.
func (w *withholding) protect() error {
	var must []int
	for i, h := range w.hidden {
		if h {
			must = append(must, i)
		}
	}
	// Those in the middle first: their moves often prove the others' too.
	slices.SortStableFunc(must, func(a, b int) int { return cmp.Compare(w.Counts[b], w.Counts[a]) })
	solver := newSolver(w.Set, w.hidden)
	for _, i := range must {
		for _, g := range w.goals(i) {
			if w.any(w.proofs, g) {
				continue
			}
			if m, ok := solver.reach(g); ok && w.holds(m, g) {
				w.keep(m)
				continue
			}
			m, ok := w.widen(g)
			if !ok {
				return fmt.Errorf("%w: nothing more can be withheld", ErrCracked)
			}
			w.keep(m)
			for j, d := range m {
				w.hidden[j] = w.hidden[j] || d != 0
			}
			solver = newSolver(w.Set, w.hidden)
		}
	}
	return nil
}

func (w *withholding) keep(m move) {
	w.proofs = append(w.proofs, m)
	if c, ok := w.contrary(m); ok {
		w.proofs = append(w.proofs, c)
	}
}

// widen finds a move that needs further counts to be withheld: the least
// missed ones that do, as few of them as come out by leaving out one at a time.
func (w *withholding) widen(g goal) (move, bool) {
	var others []int
	for j := range w.Counts {
		if !w.hidden[j] && !w.fixed[j] {
			others = append(others, j)
		}
	}
	slices.SortStableFunc(others, func(a, b int) int {
		if c := cmp.Compare(w.rank(a), w.rank(b)); c != 0 {
			return c
		}
		return cmp.Compare(w.Counts[a], w.Counts[b])
	})
	for _, end := range w.ends(others) {
		if m, ok := w.with(g, others[:end]); ok {
			return w.fewer(g, m), true
		}
	}
	return nil, false
}

// ends are how many of the others are tried, fewest first: twice as many each
// time, and all of a rank before any of the next.
func (w *withholding) ends(others []int) (out []int) {
	next := 4
	for n := 1; n <= len(others); n++ {
		if n == len(others) || n == next || w.rank(others[n]) != w.rank(others[n-1]) {
			out = append(out, n)
		}
		if n == next {
			next *= 2
		}
	}
	return out
}

func (w *withholding) rank(i int) int {
	if w.Rank == nil {
		return 0
	}
	return w.Rank[i]
}

// with looks for a move with these counts withheld too.
func (w *withholding) with(g goal, more []int) (move, bool) {
	free := slices.Clone(w.hidden)
	for _, j := range more {
		free[j] = true
	}
	m, ok := newSolver(w.Set, free).reach(g)
	return m, ok && w.holds(m, g)
}

// fewer leaves out of a move what it can do without, the most missed first.
func (w *withholding) fewer(g goal, m move) move {
	needs := func(m move) (out []int) {
		for j, d := range m {
			if d != 0 && !w.hidden[j] {
				out = append(out, j)
			}
		}
		slices.SortStableFunc(out, func(a, b int) int {
			if c := cmp.Compare(w.rank(b), w.rank(a)); c != 0 {
				return c
			}
			return cmp.Compare(w.Counts[b], w.Counts[a])
		})
		return out
	}
	for i := 0; ; {
		now := needs(m)
		if i >= len(now) {
			return m
		}
		less, ok := w.with(g, slices.Concat(now[:i], now[i+1:]))
		if !ok {
			i++
			continue
		}
		m = less
	}
}

// release shows again what no proof needs, the most missed first.
func (w *withholding) release() {
	kept := map[int]bool{}
	for _, i := range w.Kept {
		kept[i] = true
	}
	var beside, small []int
	for i, h := range w.hidden {
		switch {
		case h && (w.Counts[i] < Least || kept[i]):
			small = append(small, i)
		case h:
			beside = append(beside, i)
		}
	}
	slices.SortStableFunc(beside, func(a, b int) int {
		if c := cmp.Compare(w.rank(b), w.rank(a)); c != 0 {
			return c
		}
		return cmp.Compare(w.Counts[b], w.Counts[a])
	})
	for _, j := range beside {
		without := slices.DeleteFunc(slices.Clone(w.proofs), func(m move) bool { return m[j] != 0 })
		enough := !slices.ContainsFunc(small, func(i int) bool {
			return slices.ContainsFunc(w.goals(i), func(g goal) bool { return !w.any(without, g) })
		})
		if enough {
			w.hidden[j], w.proofs = false, without
		}
	}
	// What now moves in no proof is withheld in vain.
	for _, j := range beside {
		if w.hidden[j] && !w.any(w.proofs, goal{j, 0}) {
			w.hidden[j] = false
		}
	}
}
