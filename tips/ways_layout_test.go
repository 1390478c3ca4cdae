package tips_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"mukti/tips/ahtu"
)

// layout is a table of units drawn at random over the one that ships: some
// States are cut anew on one day or two.
type layout struct {
	units  *ahtu.Directory
	states []string                // that were cut anew
	days   []time.Time             // around every change
	hold   map[int]map[string]bool // by district: the units that have it on some day
	of     map[string]string       // by body: its State, "IN" for the cell and the border
	unit   map[string]bool         // is a unit
	codes  map[string][]string     // by State: its bodies
	lgds   map[string][]int        // by State
}

// draw makes a layout. Every row of a State that is cut ends the day before,
// and each district then goes to a unit, old or new, by lot.
func draw(r *rand.Rand, base *ahtu.Directory, states int) (*layout, error) {
	l := &layout{hold: map[int]map[string]bool{}, of: map[string]string{}, unit: map[string]bool{}, codes: map[string][]string{}, lgds: map[string][]int{}}
	today := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	shipped := base.All(today)
	all := []string{"AS", "BR", "DL", "GA", "HP", "MN", "PB", "SK", "TR", "UK", "UP", "WB"}
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	l.states = all[:states]
	var csv strings.Builder
	csv.WriteString("code,state,kind,seat,name,districts,basis,source,from,to\n")
	row := func(code, state, seat string, lgds []int, from, to string) {
		fmt.Fprintf(&csv, "%s,%s,unit,%s,Unit %s,%s,assumed,drawn by lot,%s,%s\n", code, state, seat, seat, strings.Trim(fmt.Sprint(lgds), "[]"), from, to)
		l.has(code, state, lgds)
	}
	cuts := []time.Time{today.AddDate(0, 0, r.IntN(400)-200)}
	if r.IntN(2) == 0 {
		cuts = append(cuts, cuts[0].AddDate(0, 0, 1+r.IntN(60)))
	}
	iso := func(t time.Time) string { return t.Format(time.DateOnly) }
	for _, b := range shipped {
		l.of[b.Code] = b.State
		l.codes[b.State] = append(l.codes[b.State], b.Code)
		if b.Kind != ahtu.KindUnit {
			continue
		}
		l.lgds[b.State] = append(l.lgds[b.State], b.Districts...)
		if !slices.Contains(l.states, b.State) {
			l.has(b.Code, b.State, b.Districts)
			continue
		}
		row(b.Code, b.State, b.Seat, b.Districts, b.From, iso(cuts[0].AddDate(0, 0, -1)))
	}
	for n, cut := range cuts {
		l.days = append(l.days, cut.AddDate(0, 0, -1), cut)
		to := ""
		if n+1 < len(cuts) {
			to = iso(cuts[n+1].AddDate(0, 0, -1))
		}
		for _, state := range l.states {
			seats := []ahtu.Body{}
			for _, b := range shipped {
				if b.State == state && b.Kind == ahtu.KindUnit && r.IntN(2) == 0 {
					seats = append(seats, b)
				}
			}
			for i := range 1 + r.IntN(3) {
				seat := fmt.Sprintf("New Seat %d", i)
				seats = append(seats, ahtu.Body{Code: fmt.Sprintf("%s-NEW-SEAT-%d", state, i), Seat: seat})
			}
			share := make([][]int, len(seats))
			for _, lgd := range l.lgds[state] {
				i := r.IntN(len(seats))
				share[i] = append(share[i], lgd)
			}
			for i, s := range seats {
				if len(share[i]) > 0 {
					row(s.Code, state, s.Seat, share[i], iso(cut), to)
				}
			}
		}
	}
	csv.WriteString("IN-BORDER-BY-LOT,IN,border,,Border unit by lot,,assumed,drawn by lot,,\n")
	l.of["IN-BORDER-BY-LOT"] = "IN"
	var err error
	l.units, err = ahtu.LoadFiles(ahtu.File{Name: "by-lot.csv", Data: []byte(csv.String())})
	return l, err
}

func (l *layout) has(code, state string, lgds []int) {
	if _, known := l.of[code]; !known || !l.unit[code] {
		l.of[code], l.unit[code] = state, true
		if !slices.Contains(l.codes[state], code) {
			l.codes[state] = append(l.codes[state], code)
		}
	}
	for _, lgd := range lgds {
		if l.hold[lgd] == nil {
			l.hold[lgd] = map[string]bool{}
		}
		l.hold[lgd][code] = true
	}
}

// where is what a tip says of its place and of whom to leave out.
type where struct {
	state string // "" unknown
	lgd   int    // 0 unknown
	avoid []string
}

// leftOut is the rule, told once more in plain words: must the body never see
// the tip? The cell always may. "state" leaves out every body of the State, and
// every body but the cell where nobody knows the State. "local" leaves out every
// unit that has the district on any day; where only the State is known, its
// units; where not even that, all units.
func (l *layout) leftOut(body string, w where) bool {
	if body == ahtu.Cell || len(w.avoid) == 0 {
		return false
	}
	state, known := l.of[body]
	if !known {
		return true
	}
	for _, a := range w.avoid {
		switch {
		case a == "state" && (w.state == "" || w.state == state):
			return true
		case a == "local" && l.unit[body] && len(l.hold[w.lgd]) > 0:
			if l.hold[w.lgd][body] {
				return true
			}
		case a == "local" && l.unit[body] && (w.state == "" || w.state == state):
			return true
		}
	}
	return false
}
