package tips_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/sqlstore"
	"mukti/tips/vault"
)

// more tells whether the walks are as long as .ci/run has them, or longer.
func more() bool {
	return os.Getenv("PORTAL_TEST_MORE") == "1" || os.Getenv("PORTAL_TEST_HEAVY") == "1"
}

// seeds are the seeds of a simulation: PORTAL_TEST_SEED runs one alone,
// PORTAL_TEST_MORE=1, which .ci/run sets, more than a bare `go test` does, and
// PORTAL_TEST_HEAVY=1 many.
func seeds(t *testing.T, few, some, many int) []uint64 {
	t.Helper()
	if s := os.Getenv("PORTAL_TEST_SEED"); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("PORTAL_TEST_SEED: %v", err)
		}
		return []uint64{n}
	}
	if more() {
		few = some
	}
	if os.Getenv("PORTAL_TEST_HEAVY") == "1" {
		few = many
	}
	out := make([]uint64, few)
	for i := range out {
		out[i] = uint64(i + 1)
	}
	return out
}

// What happened in all the years together: a simulation in which nothing
// happens proves nothing.
type happened struct {
	tips, moves, acts, letters, closed, restarts, jumps, outages, both, handed atomic.Int64
	urgency                                                                    [4]atomic.Int64
}

func TestAYearOfClocks(t *testing.T) {
	conf, err := known()
	if err != nil {
		t.Fatal(err)
	}
	var sum happened
	all := seeds(t, 8, 20, 1000)
	t.Run("seeds", func(t *testing.T) {
		for _, seed := range all {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					y := newYear(t, conf, seed, &sum)
					defer y.end()
					y.run()
				})
				if t.Failed() {
					t.Logf("run this year alone with PORTAL_TEST_SEED=%d", seed)
				}
			})
		}
	})
	t.Logf("%d years: %d tips, %d moves, %d acts, %d letters, %d closed, %d restarts, %d clock jumps, %d outages, %d times two machines, %d handed over", len(all),
		sum.tips.Load(), sum.moves.Load(), sum.acts.Load(), sum.letters.Load(), sum.closed.Load(), sum.restarts.Load(), sum.jumps.Load(), sum.outages.Load(), sum.both.Load(), sum.handed.Load())
	if len(all) < 8 {
		return
	}
	for what, n := range map[string]*atomic.Int64{"tip": &sum.tips, "move": &sum.moves, "letter": &sum.letters, "closing": &sum.closed, "restart": &sum.restarts,
		"clock jump": &sum.jumps, "outage": &sum.outages, "sweep of two machines": &sum.both, "hand-over": &sum.handed, "immediate tip": &sum.urgency[0],
		"urgent tip": &sum.urgency[1], "standard tip": &sum.urgency[2], "mere question": &sum.urgency[3]} {
		if n.Load() == 0 {
			t.Errorf("no %s in all the years", what)
		}
	}
}

// year is one simulated year of a portal with two machines on one database.
type year struct {
	t      *testing.T
	seed   uint64
	r      *rand.Rand
	sum    *happened
	conf   tips.Config
	audit  vault.Key
	path   string
	crowd  *crowd
	late   string   // the unit that enrols in the course of the year
	lateB  string   // who confirms it
	places []string // units, enrolled or not, whose districts the tips speak of
	boxes  tips.Boxes
	m      [2]*machine
	tips   []*reckoned
	byID   map[string]*reckoned

	mu    sync.Mutex
	trace []move // of sweeps, not reckoned in yet
}

// machine is one process with a clock of its own.
type machine struct {
	*year
	tips.Backend
	db     *sqlstore.DB
	line   *tips.Line
	desk   *tips.Desk
	own    sync.Mutex // of skew and steady, which the sweep reads
	skew   time.Duration
	steady time.Time // since when it runs with this clock; zero: it does not run
	swept  time.Time // by its clock, when its last sweep began
	stop   func()
}

func (m *machine) clock() time.Time {
	m.own.Lock()
	defer m.own.Unlock()
	return time.Now().Add(m.skew)
}

// set gives the machine another clock, and says since when it has run with it.
func (m *machine) set(skew time.Duration, steady time.Time) {
	m.own.Lock()
	defer m.own.Unlock()
	m.skew, m.steady = skew, steady
}

// since is since when it has run with this clock.
func (m *machine) since() time.Time {
	m.own.Lock()
	defer m.own.Unlock()
	return m.steady
}

// Overdue notes when a sweep began.
func (m *machine) Overdue(ctx context.Context, now time.Time, limit int) ([]tips.QueueLine, error) {
	m.swept = now
	return m.Backend.Overdue(ctx, now, limit)
}

// Change notes what a sweep changed.
func (m *machine) Change(ctx context.Context, c tips.Change) error {
	err := m.Backend.Change(ctx, c)
	if err == nil && c.Event.Actor == "sweep" {
		steady := m.since()
		m.mu.Lock()
		defer m.mu.Unlock()
		m.trace = append(m.trace, move{c, m, m.swept, time.Now(), steady})
	}
	return err
}

// districts of the simulated tips, by State; what lies elsewhere comes too.
var yearStates = []string{"UP", "DL", "WB", "BR"}

func newYear(t *testing.T, conf tips.Config, seed uint64, sum *happened) *year {
	t.Helper()
	y := &year{t: t, seed: seed, r: rand.New(rand.NewPCG(seed, 7)), sum: sum, conf: conf, audit: vault.NewKey(), path: filepath.Join(quickDir(t), "portal.db"),
		boxes: tips.Boxes{}, byID: map[string]*reckoned{}}
	y.crowd = newCrowd(t, conf.Units, time.Now())
	y.conf.Log = slog.New(slog.DiscardHandler)
	cellKey := y.crowd.key(ahtu.Cell)
	y.conf.Keys = tips.Keys{Pepper: vault.NewKey(), Marks: markKeys(vault.NewKey()), Cell: cellKey.Public()}
	enrol := []string{ahtu.Cell}
	for _, s := range yearStates {
		if y.r.IntN(5) > 0 {
			enrol = append(enrol, ahtu.Bureau(s))
		}
	}
	y.places = []string{"UP-AGRA", "UP-JHANSI"}
	for _, b := range conf.Units.All(time.Now()) {
		if b.Kind == ahtu.KindUnit && slices.Contains(yearStates, b.State) && y.r.IntN(20) == 0 && !slices.Contains(y.places, b.Code) {
			y.places = append(y.places, b.Code)
		}
	}
	n := y.r.IntN(2) // of the first two one enrols late; of the others half never do
	y.late = y.places[n]
	units := append([]string{y.places[1-n]}, y.places[2:(len(y.places)+2)/2]...)
	y.lateB = ahtu.Cell
	if slices.Contains(enrol, "UP-AHTB") {
		y.lateB = "UP-AHTB"
	}
	for i := range y.m {
		y.m[i] = &machine{year: y}
		y.open(y.m[i])
	}
	if err := y.m[0].db.ChangePeople(t.Context(), y.crowd.enrolled(append(enrol, units...)...)); err != nil {
		t.Fatal(err)
	}
	return y
}

// quickDir is a folder in memory where there is one: a year has hundreds of
// commits, and that each reaches the disk is shown by the store's own tests.
func quickDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "portal-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// open starts a machine, as a start of the portal does; its sweep begins later.
func (y *year) open(m *machine) {
	y.t.Helper()
	var err error
	if m.db, err = sqlstore.Open(y.t.Context(), sqlstore.Options{Path: y.path, AuditKey: y.audit[:]}); err != nil {
		y.t.Fatal(err)
	}
	m.Backend = m.db
	c := y.conf
	c.Backend, c.Now = m, m.clock
	m.line = tips.NewQuickLine(c, 41, y.crowd.key(ahtu.Cell).Identity, y.boxes)
	m.desk = tips.NewDesk(c)
}

func (y *year) shut(m *machine) {
	y.t.Helper()
	m.line.Close()
	if err := m.db.Close(); err != nil {
		y.t.Error(err)
	}
}

func (y *year) end() {
	for _, m := range y.m {
		if m.stop != nil {
			m.stop()
		}
		y.shut(m)
	}
}

// sweeping starts a machine's sweep.
func (m *machine) sweeping() {
	ctx, cancel := context.WithCancel(m.t.Context())
	done := make(chan struct{})
	m.set(m.skew, time.Now())
	go func() {
		defer close(done)
		m.line.Run(ctx)
	}()
	m.stop = func() {
		cancel()
		<-done
		m.set(m.skew, time.Time{})
		m.stop = nil
	}
}

// upTo is a random time up to d.
func (y *year) upTo(d time.Duration) time.Duration { return time.Duration(y.r.Int64N(int64(d) + 1)) }

// about is a random time around d: often sooner, at times much later.
func (y *year) about(d time.Duration) time.Duration {
	return time.Duration(y.r.ExpFloat64() * float64(d))
}

// run lives through the year. In between, when no clock can run out and nobody
// does anything, no process runs: what it would do then is nothing, and if it
// does something all the same, the reckoning finds it at the next start.
func (y *year) run() {
	start := time.Now()
	until := start.AddDate(1, 0, 0)
	var arrive []time.Time
	busy := 30
	if y.seed > 20 {
		busy = 7 // many quiet years find more than a few busy ones in the same time
	}
	for range busy + y.r.IntN(11) {
		arrive = append(arrive, start.Add(time.Duration(y.r.Int64N(int64(until.Sub(start)-30*24*time.Hour)))))
	}
	slices.SortFunc(arrive, time.Time.Compare)
	enrols := start.Add(time.Duration(y.r.Int64N(int64(until.Sub(start)))))
	for !y.t.Failed() {
		alive := y.choose()
		next, due := y.nextEvent(alive, arrive, enrols)
		if next.After(until) {
			break
		}
		if !due && y.r.IntN(8) > 0 {
			// People come and go while no sweep has anything to do.
			time.Sleep(time.Until(next))
			y.people(alive[0], &arrive, &enrols)
			continue
		}
		time.Sleep(time.Until(next.Add(-y.upTo(90 * time.Second))))
		if y.r.IntN(40) == 0 {
			y.sum.outages.Add(1)
			time.Sleep(y.about(24 * time.Hour))
		}
		for _, m := range alive {
			m.sweeping()
		}
		if time.Now().Before(next) {
			time.Sleep(time.Until(next))
		}
		time.Sleep(time.Second) // the slower of two machines waits for the other's lock
		synctest.Wait()
		y.settle(alive)
		if y.r.IntN(20) == 0 {
			y.jump(alive[0])
		}
		y.people(alive[y.r.IntN(len(alive))], &arrive, &enrols)
		// At times the process ends in the middle of a sweep.
		if y.r.IntN(10) > 0 {
			time.Sleep(tick + y.upTo(time.Minute))
			synctest.Wait()
			y.settle(alive)
		}
		for _, m := range alive {
			m.stop()
		}
		y.settle(nil)
		y.check()
	}
	if !y.t.Failed() {
		y.audited()
	}
}

// people do what they do at this time.
func (y *year) people(m *machine, arrive *[]time.Time, enrols *time.Time) {
	for len(*arrive) > 0 && !(*arrive)[0].After(time.Now()) {
		*arrive = (*arrive)[1:]
		y.arrives(m)
	}
	if !enrols.After(time.Now()) {
		*enrols = far
		y.enrols(m)
	}
	for _, r := range y.tips {
		if !r.next.After(time.Now()) && !y.t.Failed() {
			y.acts(m, r)
		}
	}
}

// choose says which machines run next, with which clocks, some newly started.
func (y *year) choose() []*machine {
	for _, m := range y.m {
		switch y.r.IntN(60) {
		case 0, 1, 4:
			m.set(0, m.steady)
		case 2:
			y.jump(m)
		case 3:
			y.sum.restarts.Add(1)
			y.shut(m)
			y.open(m)
		}
	}
	if n := y.r.IntN(6); n < 4 {
		return y.m[n/2 : n/2+1]
	}
	y.sum.both.Add(1)
	return y.m[:]
}
