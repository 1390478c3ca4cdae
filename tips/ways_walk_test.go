package tips_test

import (
	"errors"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/sqlstore"
	"mukti/tips/vault"
)

// walk is one portal with a layout of its own in which tips travel.
type walk struct {
	*layout
	t     *testing.T
	r     *rand.Rand
	sum   *trodden
	conf  tips.Config
	path  string
	db    *sqlstore.DB
	line  *tips.Line
	desk  *tips.Desk
	now   time.Time
	boxes tips.Boxes
	crowd *crowd
	near  []string // bodies that may have to do with the tips
	in    []string // of those the ones where somebody is enrolled
	tips  []*walker
	trail []string
}

// walker is a tip on its way.
type walker struct {
	where
	id, box string
	taken   *tips.Taken
	meant   where           // the district that its sender chose afterwards
	had     map[string]bool // bodies that had its secret before that
}

func newWalk(t *testing.T, conf tips.Config, seed uint64, sum *trodden) *walk {
	t.Helper()
	w := &walk{t: t, r: rand.New(rand.NewPCG(seed, 13)), sum: sum, conf: conf, path: filepath.Join(quickDir(t), "portal.db"), boxes: tips.Boxes{}}
	var err error
	if w.layout, err = draw(w.r, conf.Units, 1+w.r.IntN(2)); err != nil {
		t.Fatal(err)
	}
	w.now = w.days[w.r.IntN(len(w.days))].Add(time.Duration(w.r.IntN(86400)) * time.Second)
	w.crowd = newCrowd(t, w.units, w.now)
	audit, cell := vault.NewKey(), w.crowd.key(ahtu.Cell)
	w.conf.Units, w.conf.Log, w.conf.Now = w.units, slog.New(slog.DiscardHandler), func() time.Time { return w.now }
	w.conf.Keys = tips.Keys{Pepper: vault.NewKey(), Marks: markKeys(vault.NewKey()), Cell: cell.Public()}
	if w.db, err = sqlstore.Open(t.Context(), sqlstore.Options{Path: w.path, AuditKey: audit[:]}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.db.Close() })
	w.conf.Backend = w.db
	w.line, w.desk = tips.NewQuickLine(w.conf, 12, cell.Identity, w.boxes), tips.NewDesk(w.conf)
	t.Cleanup(w.line.Close)
	t.Cleanup(w.desk.Stop)
	w.near = w.neighbours()
	w.in = []string{ahtu.Cell}
	for _, body := range w.near {
		if body != ahtu.Cell && w.r.IntN(2) == 0 {
			w.in = append(w.in, body)
		}
	}
	if err := w.db.ChangePeople(t.Context(), w.crowd.enrolled(w.in...)); err != nil {
		t.Fatal(err)
	}
	return w
}

// neighbours are the cell, the bureaus, a border unit, and some units of which
// one has had a district before another.
func (w *walk) neighbours() []string {
	out := []string{ahtu.Cell, "IN-BORDER-BY-LOT", "HP-AHTB", "DL-AHTB"}
	for _, s := range w.states {
		out = append(out, ahtu.Bureau(s))
		lgds := w.lgds[s]
		for _, lgd := range []int{lgds[w.r.IntN(len(lgds))], lgds[w.r.IntN(len(lgds))]} {
			for code := range w.hold[lgd] {
				out = append(out, code)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// walk goes every way at least once in random order, then lets somebody with the
// database plant rows; who is left out must have nothing after either.
func (w *walk) walk() {
	for range 3 {
		w.step(0)
	}
	order := w.r.Perm(len(ways))
	for range 8 {
		order = append(order, w.r.IntN(len(ways)))
	}
	for _, i := range order {
		w.step(i)
	}
	if !w.t.Failed() {
		w.nothingReached()
	}
	for range 3 {
		if !w.t.Failed() {
			w.plant()
		}
	}
}

func (w *walk) step(i int) {
	if w.t.Failed() {
		return
	}
	w.trail = append(w.trail, ways[i].name)
	// What the desk refuses is no fault here: it gives nothing away.
	err := ways[i].take(w)
	if err != nil && !errors.Is(err, tips.ErrForbidden) && !errors.Is(err, tips.ErrStale) && !errors.Is(err, tips.ErrGone) {
		w.t.Errorf("%s: %v", ways[i].name, err)
	}
	w.sum.took[i].Add(1)
	w.noLines()
	w.alive()
}

func (w *walk) any(of []string) string { return of[w.r.IntN(len(of))] }

func (w *walk) tip() *walker { return w.tips[w.r.IntN(len(w.tips))] }

// opener is a body that has the tip and an officer, by lot.
func (w *walk) opener(x *walker) *tips.Seat {
	var may []string
	for _, q := range w.lines(x) {
		if q.Sealed != nil && slices.Contains(w.in, q.Body) {
			may = append(may, q.Body)
		}
	}
	return w.crowd.seat(w.any(may))
}

func (w *walk) lines(x *walker) []tips.QueueLine {
	w.t.Helper()
	lines, err := w.db.Lines(w.t.Context(), x.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return lines
}

func (w *walk) version(x *walker) int64 {
	w.t.Helper()
	t, err := w.db.Tip(w.t.Context(), x.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return t.Version
}
