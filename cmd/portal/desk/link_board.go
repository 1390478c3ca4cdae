package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mukti/tips"
)

// reach is how far a mark goes: the bodies and States that its tips lie with, and
// the first and last of them.
type reach struct {
	bodies, states int
	first, last    time.Time
}

func (v *visit) reachOf(b tips.Board) reach {
	r := reach{}
	bodies, states := map[string]bool{}, map[string]bool{}
	for _, l := range b.Tips {
		bodies[l.Unit] = true
		if body, ok := v.site.Units.Body(l.Unit); ok {
			states[body.State] = true
		}
		if r.first.IsZero() || l.Received.Before(r.first) {
			r.first = l.Received
		}
		if l.Received.After(r.last) {
			r.last = l.Received
		}
	}
	r.bodies, r.states = len(bodies), len(states)
	return r
}

// manyBodies is from how many on a mark stands first: one person in three
// districts moves people. House rule.
const manyBodies = 3

// arranged are the boards of a kind ("" for all): first those in three or more
// bodies, then by States, tips and the last that came.
func (v *visit) arranged(boards []tips.Board, kind string) ([]tips.Board, []reach) {
	type one struct {
		b tips.Board
		r reach
	}
	var all []one
	for _, b := range boards {
		if kind == "" || b.Kind == kind {
			all = append(all, one{b, v.reachOf(b)})
		}
	}
	slices.SortStableFunc(all, func(x, y one) int {
		wide := func(o one) int {
			if o.r.bodies >= manyBodies {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(wide(y), wide(x)), cmp.Compare(y.r.states, x.r.states), cmp.Compare(y.r.bodies, x.r.bodies),
			cmp.Compare(len(y.b.Tips), len(x.b.Tips)), y.r.last.Compare(x.r.last))
	})
	var out []tips.Board
	var reaches []reach
	for _, o := range all {
		out, reaches = append(out, o.b), append(reaches, o.r)
	}
	return out, reaches
}

// kindLinks are the kinds of marks on the board, as links that show one alone.
func (v *visit) kindLinks(boards []tips.Board, here string) []sortLink {
	var kinds []string
	for _, b := range boards {
		if !slices.Contains(kinds, b.Kind) {
			kinds = append(kinds, b.Kind)
		}
	}
	slices.Sort(kinds)
	out := []sortLink{{"/links", v.T("desk.links.kinds.all"), here == ""}}
	for _, k := range kinds {
		out = append(out, sortLink{"/links?kind=" + k, v.word("desk.mark.", k), k == here})
	}
	return out
}

// words says how far a mark goes.
func (r reach) words(v *visit) string {
	parts := []string{v.N("desk.links.bodies", r.bodies), v.N("desk.links.states", r.states)}
	if !r.first.IsZero() {
		parts = append(parts, v.T("desk.links.span", "First", v.Date(r.first), "Last", v.Date(r.last)))
	}
	return strings.Join(parts, " · ")
}
