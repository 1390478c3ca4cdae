package tips_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// Where a tip goes in layouts and places drawn by lot, and who may learn of it
// by a link: 150 layouts, 500 with PORTAL_TEST_MORE=1, ten thousand with PORTAL_TEST_HEAVY=1, eight tips each.
func TestNoRouteAndNoLinkLeadsToABodyToAvoid(t *testing.T) {
	conf, err := known()
	if err != nil {
		t.Fatal(err)
	}
	all := seeds(t, 150, 500, 10_000)
	var routes, left, links, hidden atomic.Int64
	var wait sync.WaitGroup
	next := make(chan uint64)
	for range 2 {
		wait.Go(func() {
			for seed := range next {
				r := rand.New(rand.NewPCG(seed, 11))
				l, err := draw(r, conf.Units, 1+r.IntN(2))
				if err != nil {
					t.Errorf("PORTAL_TEST_SEED=%d: %v", seed, err)
					return
				}
				for range 8 {
					if err := l.oneRoute(r, &routes, &left); err != nil {
						t.Errorf("PORTAL_TEST_SEED=%d: %v", seed, err)
					}
					if err := l.oneLink(r, &links, &hidden); err != nil {
						t.Errorf("PORTAL_TEST_SEED=%d: %v", seed, err)
					}
				}
			}
		})
	}
	for _, seed := range all {
		if t.Failed() {
			break
		}
		next <- seed
	}
	close(next)
	wait.Wait()
	t.Logf("%d layouts: %d tips routed, %d bodies left out; %d links decided, %d hidden", len(all), routes.Load(), left.Load(), links.Load(), hidden.Load())
	if len(all) > 1 && (left.Load() == 0 || hidden.Load() == 0 || hidden.Load() == links.Load()) {
		t.Error("nobody was ever left out, or everybody always")
	}
}

// place draws where a tip is and whom it leaves out.
func (l *layout) place(r *rand.Rand) (w where) {
	if r.IntN(8) > 0 {
		w.state = l.states[r.IntN(len(l.states))]
		if r.IntN(3) > 0 {
			w.lgd = l.lgds[w.state][r.IntN(len(l.lgds[w.state]))]
		}
	}
	w.avoid = [][]string{nil, {"local"}, {"state"}, {"local", "state"}, {"state", "local"}}[r.IntN(5)]
	return w
}

// body draws one that may have to do with a place.
func (l *layout) body(r *rand.Rand) string {
	state := l.states[r.IntN(len(l.states))]
	switch r.IntN(10) {
	case 0:
		return ahtu.Cell
	case 1:
		return "IN-BORDER-BY-LOT"
	case 2:
		return "UP-NOBODY-KNOWS"
	case 3:
		state = "MH"
	}
	return l.codes[state][r.IntN(len(l.codes[state]))]
}

func (l *layout) oneRoute(r *rand.Rand, routes, left *atomic.Int64) error {
	w := l.place(r)
	var copies, ambiguous []string
	for range r.IntN(4) {
		copies = append(copies, []string{"UP", "DL", "HP", "MH", l.states[0]}[r.IntN(5)])
		ambiguous = append(ambiguous, []string{"UP", "HP", "BR", l.states[0]}[r.IntN(4)])
	}
	border, day := r.IntN(3) == 0, l.days[r.IntN(len(l.days))]
	to := l.units.Route(w.state, w.lgd, copies, border, ambiguous, w.avoid, day)
	routes.Add(1)
	got := append(slices.Clone(to.Chain), to.Copies...)
	for _, body := range got {
		if l.leftOut(body, w) {
			return fmt.Errorf("%+v on %v goes to %v: %s is to be left out", w, day, to, body)
		}
	}
	if len(to.Chain) == 0 || to.Unit != to.Chain[0] || to.Chain[len(to.Chain)-1] != ahtu.Cell {
		return fmt.Errorf("%+v on %v goes to %v: lost", w, day, to)
	}
	// Who is not left out gets it: a rule that leaves out everybody keeps nothing safe.
	if b, ok := l.units.For(w.state, w.lgd, day); ok && w.lgd != 0 && l.leftOut(b.Code, w) {
		left.Add(1)
	} else if ok && w.lgd != 0 && to.Unit != b.Code {
		return fmt.Errorf("%+v on %v goes to %v, must go to %s", w, day, to, b.Code)
	}
	return nil
}

// oneLink decides a link as the desk does, by the sealed card alone.
func (l *layout) oneLink(r *rand.Rand, links, hidden *atomic.Int64) error {
	w, body := l.place(r), l.body(r)
	keys := tips.MarkKeys{Current: tips.NewMarkKey(vault.NewKey())}
	shown, err := tips.LinkShown(keys, l.units, body, w.state, w.lgd, w.avoid, r.IntN(2) == 0)
	if err != nil {
		return err
	}
	links.Add(1)
	out := l.leftOut(body, w)
	if out {
		hidden.Add(1)
	}
	if shown == out {
		return fmt.Errorf("a link to a tip at %+v is shown to %s: %v", w, body, shown)
	}
	return nil
}
