// Package figures decides which counts of a set of tables may be published.
//
// A count under [Least] is withheld, and with it as many others as it takes
// that nobody can work it out from rows, columns, totals, related tables and
// earlier releases. What is proved of every withheld small count: two whole
// sets of counts exist that agree with everything published, one in which it is
// 0 and one in which it is [Least]-1 or more. So neither subtraction nor linear
// or integer programming narrows it down. Both sets are found and checked in
// whole numbers; where none is found, nothing is published.
//
// What is not proved: that somebody who knows counts that are not published (an
// officer knows those of the own body) learns nothing beyond them.
package figures

import (
	"errors"
	"fmt"
	"slices"
)

// Least is the smallest count that is published.
// Source: Centers for Medicare & Medicaid Services, Cell Size Suppression
// Policy, as of 26.01.2024 (resdac.org/node/1506): no count of 1 to 10, and
// nothing from which one can be derived. That policy lets 0 be shown; it is
// withheld here too (house rule): 0 says of a State that nobody there told.
const Least = 11

// Errors of this package.
var (
	// ErrSums is a set whose counts do not add up: of earlier releases, that
	// they were counted otherwise.
	ErrSums = errors.New("figures: the counts do not add up")
	// ErrCracked is a set in which a withheld count can be worked out, whatever
	// else is withheld: earlier releases show too much.
	ErrCracked = errors.New("figures: a withheld count could be worked out")
)

// Sum says that one count is the sum of others. Counts are named by their index.
type Sum struct {
	Total int
	Of    []int
}

// Set is every count that belongs together, those of earlier releases included.
type Set struct {
	Counts []int // none is negative
	Sums   []Sum
	Rank   []int // what a reader misses least is withheld first: 0, then 1, …; nil: all alike
	Shown  []int // shown by an earlier release
	Kept   []int // withheld by an earlier release: they stay so
}

// Withhold tells for each count whether it may be shown. [ErrSums], [ErrCracked].
func (s Set) Withhold() (shown []bool, err error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	w := &withholding{Set: s, hidden: make([]bool, len(s.Counts)), fixed: make([]bool, len(s.Counts))}
	for _, i := range s.Shown {
		w.fixed[i] = true
	}
	for i, n := range s.Counts {
		w.hidden[i] = n < Least && !w.fixed[i]
	}
	for _, i := range s.Kept {
		w.hidden[i] = true
	}
	if err := w.protect(); err != nil {
		return nil, err
	}
	w.release()
	shown = make([]bool, len(s.Counts))
	for i := range shown {
		shown[i] = !w.hidden[i]
	}
	if cracked := s.Cracked(shown); len(cracked) > 0 {
		return nil, fmt.Errorf("%w: %d counts", ErrCracked, len(cracked))
	}
	return shown, nil
}

// Cracked lists the counts that are not safe if those marked are shown: small
// counts that are shown or that have no proof, and others that are withheld in
// vain, since they can be worked out. Nothing of how the marks were chosen counts
// for it.
func (s Set) Cracked(shown []bool) (bad []int) {
	free := make([]bool, len(s.Counts))
	for i := range free {
		free[i] = !shown[i]
	}
	solver := newSolver(s, free)
	var proofs []move
	for i, n := range s.Counts {
		switch {
		case shown[i] && n < Least && !slices.Contains(s.Shown, i), !shown[i] && slices.Contains(s.Shown, i):
			bad = append(bad, i)
		case shown[i]:
		case !s.proved(&proofs, solver, i):
			bad = append(bad, i)
		}
	}
	return bad
}

// proved tells whether there are moves that show count i to be safe; they are
// added to the proofs.
func (s Set) proved(proofs *[]move, from *solver, i int) bool {
	for _, goal := range s.goals(i) {
		if s.any(*proofs, goal) {
			continue
		}
		m, ok := from.reach(goal)
		if !ok || !s.holds(m, goal) {
			return false
		}
		*proofs = append(*proofs, m)
	}
	return true
}

// goal is how far a count has to be movable.
type goal struct {
	count int
	by    int // at least so much, in this direction; 0: anything but nothing
}

// goals are what has to be shown of a withheld count.
func (s Set) goals(i int) []goal {
	n := s.Counts[i]
	if n >= Least {
		return []goal{{i, 0}}
	}
	var out []goal
	if n > 0 {
		out = append(out, goal{i, -n})
	}
	if up := Least - 1 - n; up > 0 {
		out = append(out, goal{i, up})
	}
	return out
}

// move is a change of all counts that no published figure notices.
type move []int

// met tells whether the move, as it is, reaches the goal.
func (g goal) met(m move) bool {
	switch d := m[g.count]; {
	case g.by > 0:
		return d >= g.by
	case g.by < 0:
		return d <= g.by
	default:
		return d != 0
	}
}

// any tells whether one of the moves, or its contrary, reaches the goal.
func (s Set) any(moves []move, g goal) bool {
	return slices.ContainsFunc(moves, func(m move) bool { return g.met(m) })
}

// holds checks a move in whole numbers: every sum still adds up, no count is
// negative, and the goal is reached. That it leaves alone what is shown is
// checked by who made it.
func (s Set) holds(m move, g goal) bool {
	for i, d := range m {
		if s.Counts[i]+d < 0 {
			return false
		}
	}
	for _, sum := range s.Sums {
		d := m[sum.Total]
		for _, i := range sum.Of {
			d -= m[i]
		}
		if d != 0 {
			return false
		}
	}
	return g.met(m)
}

// contrary is the move the other way; false where a count would be negative.
func (s Set) contrary(m move) (move, bool) {
	out := make(move, len(m))
	for i, d := range m {
		if out[i] = -d; s.Counts[i]-d < 0 {
			return nil, false
		}
	}
	return out, true
}

func (s Set) check() error {
	if s.Rank != nil && len(s.Rank) != len(s.Counts) {
		return fmt.Errorf("figures: %d ranks of %d counts", len(s.Rank), len(s.Counts))
	}
	in := func(i int) bool { return i >= 0 && i < len(s.Counts) }
	for _, i := range slices.Concat(s.Shown, s.Kept) {
		if !in(i) {
			return fmt.Errorf("figures: no count %d", i)
		}
	}
	for _, n := range s.Counts {
		if n < 0 {
			return fmt.Errorf("figures: a count of %d", n)
		}
	}
	for _, sum := range s.Sums {
		if !in(sum.Total) || slices.ContainsFunc(sum.Of, func(i int) bool { return !in(i) }) {
			return fmt.Errorf("figures: a sum of counts that are not there")
		}
		n := s.Counts[sum.Total]
		for _, i := range sum.Of {
			n -= s.Counts[i]
		}
		if n != 0 {
			return fmt.Errorf("%w: count %d and its parts differ by %d", ErrSums, sum.Total, n)
		}
	}
	return nil
}
