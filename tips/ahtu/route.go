package ahtu

import (
	"slices"
	"time"
)

// Who a tipster says must not see a tip.
const (
	AvoidLocal = "local" // the unit of the district
	AvoidState = "state" // every body of the State: only the cell reads
)

// A Routing is where a tip goes.
type Routing struct {
	Unit   string   // the body that works on it
	Chain  []string // Unit and the bodies above it, in turn
	Copies []string // others that must know: bureaus, then the cell for a border
}

// Route decides where a tip goes. state and district are where the victim is,
// "" and 0 if unknown; copyStates are the other States named as source, route
// or destination; border is set where a border was or will be crossed;
// ambiguous are the States that fit equally when none is known.
//
// The rules: the district's unit, else the State's bureau, else the cell. A
// body to be avoided is neither in the chain nor among the copies. Nothing is
// ever dropped: the cell is in every chain.
func (d *Directory) Route(state string, district int, copyStates []string, border bool, ambiguous, avoid []string, on time.Time) Routing {
	unit, known := d.For(state, district, on)
	if known {
		state = unit.State
	}
	if !d.has(Bureau(state)) {
		state = ""
	}
	out := func(code string) bool { return d.Avoided(code, state, district, avoid) }

	var r Routing
	first := Cell
	if known {
		first = unit.Code
	} else if state != "" {
		first = Bureau(state)
	}
	for code, ok := first, true; ok; code, ok = d.Above(code) {
		if !out(code) {
			r.Chain = append(r.Chain, code)
		}
	}
	r.Unit = r.Chain[0] // the cell is never avoided

	bureaus := slices.Clone(copyStates)
	if state == "" {
		bureaus = append(bureaus, ambiguous...)
	}
	for _, s := range bureaus {
		code := Bureau(s)
		if s == state || !d.has(code) || out(code) || slices.Contains(r.Copies, code) {
			continue
		}
		r.Copies = append(r.Copies, code)
	}
	// The cell is at the end of every chain but may see the tip only after
	// days; a border makes it look now.
	if border && r.Unit != Cell {
		r.Copies = append(r.Copies, Cell)
	}
	return r
}

// Avoided reports whether a body must not see a tip: not as text, copy, link,
// group or count. It holds for any day, so that a later layout of units does
// not bring the tip to those whom the tipster named.
//
// "local" is every unit that has the district on some day; of all the State's
// units if the district is unknown, of all India's if the State is. "state"
// is every body of the State; every body but the cell if it is unknown, for
// then any of them may be the one that was meant. Border units belong to no
// State and are avoided only in that last case.
func (d *Directory) Avoided(code, state string, district int, avoid []string) bool {
	i, ok := d.byCode[code]
	if !ok {
		return len(avoid) > 0 // nobody knows what it is: do not show it
	}
	b := d.rows[i]
	if b.Kind == KindCell {
		return false
	}
	if slices.Contains(avoid, AvoidState) && (state == "" || b.State == state) {
		return true
	}
	if !slices.Contains(avoid, AvoidLocal) || b.Kind != KindUnit {
		return false
	}
	rows, known := d.byDistrict[district]
	if known {
		return slices.ContainsFunc(rows, func(i int) bool { return d.rows[i].Code == code })
	}
	return state == "" || b.State == state
}
