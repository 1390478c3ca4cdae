package figures

import (
	"math/big"
)

// attacker knows the sums and what is shown, and nothing of how it was chosen.
// It is another program than the one attacked: exact fractions, the textbook's
// simplex method with Bland's rule, both bounds of every withheld count.
type attacker struct {
	vars []int
	at   map[int]int
	rows [][]*big.Rat // equations over the withheld counts; the last column is the right side
	base []int
}

func newAttacker(s Set, shown []bool) *attacker {
	a := &attacker{at: map[int]int{}}
	for i := range s.Counts {
		if !shown[i] {
			a.at[i] = len(a.vars)
			a.vars = append(a.vars, i)
		}
	}
	for _, sum := range s.Sums {
		row := make([]*big.Rat, len(a.vars)+1)
		for j := range row {
			row[j] = new(big.Rat)
		}
		put := func(i int, x int64) {
			if j, ok := a.at[i]; ok {
				row[j].Add(row[j], big.NewRat(x, 1))
			} else {
				row[len(a.vars)].Sub(row[len(a.vars)], big.NewRat(x*int64(s.Counts[i]), 1))
			}
		}
		put(sum.Total, 1)
		for _, i := range sum.Of {
			put(i, -1)
		}
		a.rows = append(a.rows, row)
	}
	return a
}

func (a *attacker) pivot(r, j int) {
	row := a.rows[r]
	inv := new(big.Rat).Inv(row[j])
	for k := range row {
		row[k].Mul(row[k], inv)
	}
	var f, p big.Rat
	for q, other := range a.rows {
		if q == r || other[j].Sign() == 0 {
			continue
		}
		f.Set(other[j])
		for k := range other {
			if row[k].Sign() != 0 {
				other[k].Sub(other[k], p.Mul(&f, row[k]))
			}
		}
	}
	a.base[r] = j
}

// feasible brings the equations to a basis in which nothing is negative: one
// artificial variable a row, driven out by the simplex method.
func (a *attacker) feasible() bool {
	n := len(a.vars)
	for r, row := range a.rows {
		if row[n].Sign() < 0 {
			for k := range row {
				row[k].Neg(row[k])
			}
		}
		wide := make([]*big.Rat, n+len(a.rows)+1)
		for k := range wide {
			wide[k] = new(big.Rat)
		}
		copy(wide, row[:n])
		wide[n+r].SetInt64(1)
		wide[len(wide)-1] = row[n]
		a.rows[r] = wide
		a.base = append(a.base, n+r)
	}
	cost := make([]*big.Rat, n+len(a.rows))
	for k := range cost {
		cost[k] = new(big.Rat)
		if k >= n {
			cost[k].SetInt64(1)
		}
	}
	least, ok := a.minimise(cost)
	if !ok || least.Sign() != 0 {
		return false
	}
	var keep [][]*big.Rat
	var base []int
	for r := range a.rows {
		if a.base[r] >= n { // at zero: drive it out, or the row says nothing
			for j := range n {
				if a.rows[r][j].Sign() != 0 {
					a.pivot(r, j)
					break
				}
			}
		}
		if a.base[r] < n {
			keep, base = append(keep, a.rows[r]), append(base, a.base[r])
		}
	}
	for r, row := range keep {
		keep[r] = append(append([]*big.Rat{}, row[:n]...), row[len(row)-1])
	}
	a.rows, a.base = keep, base
	return true
}

// minimise is false where there is no least value.
func (a *attacker) minimise(cost []*big.Rat) (*big.Rat, bool) {
	for {
		enter := -1
		var d, p big.Rat
		for j := range cost {
			d.Set(cost[j])
			for r, b := range a.base {
				if cost[b].Sign() != 0 && a.rows[r][j].Sign() != 0 {
					d.Sub(&d, p.Mul(cost[b], a.rows[r][j]))
				}
			}
			if d.Sign() < 0 {
				enter = j
				break
			}
		}
		if enter < 0 {
			value := new(big.Rat)
			for r, b := range a.base {
				value.Add(value, p.Mul(cost[b], a.rows[r][len(a.rows[r])-1]))
			}
			return value, true
		}
		leave := -1
		var best big.Rat
		for r, row := range a.rows {
			if row[enter].Sign() <= 0 {
				continue
			}
			q := new(big.Rat).Quo(row[len(row)-1], row[enter])
			if c := q.Cmp(&best); leave < 0 || c < 0 || c == 0 && a.base[r] < a.base[leave] {
				leave = r
				best.Set(q)
			}
		}
		if leave < 0 {
			return nil, false
		}
		a.pivot(leave, enter)
	}
}

// span is what a withheld count can be; max is nil where it has no end.
func (a *attacker) span(j int) (min, max *big.Rat) {
	cost := make([]*big.Rat, len(a.vars))
	for k := range cost {
		cost[k] = new(big.Rat)
	}
	cost[j].SetInt64(1)
	min, _ = a.minimise(cost)
	cost[j].SetInt64(-1)
	if less, ok := a.minimise(cost); ok {
		max = less.Neg(less)
	}
	return min, max
}

// attack gives the withheld counts that are recovered (one value is left) and the
// small ones that are narrowed down to less than 0 … 10.
func attack(s Set, shown []bool) (recovered, narrowed []int, possible bool) {
	a := newAttacker(s, shown)
	if !a.feasible() {
		return nil, nil, false
	}
	for j, i := range a.vars {
		min, max := a.span(j)
		if max != nil && min.Cmp(max) == 0 {
			recovered = append(recovered, i)
		}
		if s.Counts[i] < Least && (min.Sign() > 0 || max != nil && max.Cmp(big.NewRat(Least-1, 1)) < 0) {
			narrowed = append(narrowed, i)
		}
	}
	return recovered, narrowed, true
}
