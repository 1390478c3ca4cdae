package figures

import "math"

// solver finds moves: changes of the withheld counts under which every sum
// still adds up and no count is negative. It is the simplex method with bounds
// on a dense table, begun at "no change", which always fits; a count that is
// not in the basis may stand anywhere above its bound. What it gives is rounded
// and checked by who asks, so a fault in here withholds more and shows no more.
type solver struct {
	n     int       // of counts in the set
	vars  []int     // the withheld counts
	at    []int     // count → variable, -1 for none
	low   []float64 // how far each may fall: minus its count
	rows  [][]float64
	basis []int // row → variable
	in    []int // variable → row, -1 for none
	by    []float64
}

// maxSteps ends a search that goes in a circle.
const maxSteps = 4000

// tiny is what rounding leaves of nothing: all entries begin as 0, 1 and -1.
const tiny = 1e-7

func newSolver(s Set, free []bool) *solver {
	v := &solver{n: len(s.Counts), at: make([]int, len(s.Counts))}
	for i := range s.Counts {
		v.at[i] = -1
		if free[i] {
			v.at[i] = len(v.vars)
			v.vars = append(v.vars, i)
			v.low = append(v.low, -float64(s.Counts[i]))
			v.in = append(v.in, -1)
		}
	}
	v.by = make([]float64, len(v.vars))
	for _, sum := range s.Sums {
		row := make([]float64, len(v.vars))
		empty := true
		put := func(i int, x float64) {
			if j := v.at[i]; j >= 0 {
				row[j] += x
				empty = false
			}
		}
		put(sum.Total, 1)
		for _, i := range sum.Of {
			put(i, -1)
		}
		if !empty {
			v.add(row)
		}
	}
	return v
}

// add brings a sum into the table, unless others say it already.
func (v *solver) add(row []float64) {
	for r, b := range v.basis {
		if f := row[b]; f != 0 {
			subtract(row, v.rows[r], f)
			row[b] = 0
		}
	}
	// A large count in the basis leaves the most room.
	best := -1
	for j, x := range row {
		if math.Abs(x) > tiny && (best < 0 || v.low[j] < v.low[best]) {
			best = j
		}
	}
	if best < 0 {
		return
	}
	v.rows, v.basis = append(v.rows, row), append(v.basis, -1)
	v.pivot(len(v.rows)-1, best)
}

func subtract(from, row []float64, f float64) {
	for j, x := range row {
		if x != 0 {
			if from[j] -= f * x; math.Abs(from[j]) < tiny {
				from[j] = 0
			}
		}
	}
}

// pivot makes variable j the one of row r.
func (v *solver) pivot(r, j int) {
	if old := v.basis[r]; old >= 0 {
		v.in[old] = -1
	}
	row := v.rows[r]
	if f := row[j]; f != 1 {
		for k := range row {
			row[k] /= f
		}
	}
	row[j] = 1
	for q, other := range v.rows {
		if q != r && other[j] != 0 {
			subtract(other, row, other[j])
			other[j] = 0
		}
	}
	v.basis[r], v.in[j] = j, r
}

// reach looks for a move that meets the goal; false where there is none, or
// none was found.
func (v *solver) reach(g goal) (move, bool) {
	i := v.at[g.count]
	if i < 0 {
		return nil, false
	}
	if g.by != 0 {
		return v.toward(i, float64(g.by))
	}
	for _, by := range []float64{1, -1} {
		if m, ok := v.toward(i, by); ok {
			return m, true
		}
	}
	return nil, false
}

// toward moves variable i by so much.
func (v *solver) toward(i int, goal float64) (move, bool) {
	clear(v.by)
	up := math.Copysign(1, goal)
	for range maxSteps {
		left := math.Abs(goal) - up*v.by[i]
		if left < tiny {
			return v.move(), true
		}
		r := v.in[i]
		if r < 0 {
			if !v.step(i, up, left) {
				return nil, false
			}
			continue
		}
		if !v.better(i, r, up, left) {
			return nil, false
		}
	}
	return nil, false
}

// better changes one variable outside the basis so that variable i of row r
// moves; of those that can, the one that moves it furthest, and the first where
// none moves it at all.
func (v *solver) better(i, r int, up, left float64) bool {
	best, dir, gain := -1, 0.0, -1.0
	for j, x := range v.rows[r] {
		if x == 0 || v.in[j] >= 0 {
			continue
		}
		d := math.Copysign(1, -x*up)
		if d < 0 && v.by[j]-v.low[j] < tiny {
			continue
		}
		room, _ := v.room(j, d)
		moved := math.Min(left, room*math.Abs(x))
		if moved > gain+tiny {
			best, dir, gain = j, d, moved
		}
		if gain >= left-tiny {
			break
		}
	}
	if best < 0 {
		return false
	}
	return v.step(best, dir, left/math.Abs(v.rows[r][best]))
}

// room is how far variable j may go in a direction, and the row that ends it; -1
// for its own bound or none.
func (v *solver) room(j int, dir float64) (float64, int) {
	most, row := math.Inf(1), -1
	if dir < 0 {
		most = v.by[j] - v.low[j]
	}
	for r, b := range v.basis {
		x := v.rows[r][j] * dir // the basis falls by x for each one
		if x <= 0 {
			continue
		}
		if can := (v.by[b] - v.low[b]) / x; can < most-tiny || can < most+tiny && row >= 0 && b < v.basis[row] {
			most, row = math.Max(can, 0), r
		}
	}
	return most, row
}

// step moves variable j, at most so far, and takes it into the basis where it
// is stopped; false where it is stopped at once by its own bound.
func (v *solver) step(j int, dir, most float64) bool {
	room, row := v.room(j, dir)
	far := math.Min(room, most)
	v.by[j] += dir * far
	for r, b := range v.basis {
		if x := v.rows[r][j]; x != 0 {
			v.by[b] -= x * dir * far
		}
	}
	switch {
	case far < room-tiny:
		return true
	case row >= 0:
		v.pivot(row, j)
		return true
	}
	return far > tiny
}

func (v *solver) move() move {
	m := make(move, v.n)
	for j, i := range v.vars {
		m[i] = int(math.Round(v.by[j]))
	}
	return m
}
