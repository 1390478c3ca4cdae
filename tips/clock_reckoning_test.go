package tips_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
)

// What must be, told once more in plain words: the test's own reckoning of the
// clocks. It shares no code with the sweep.

// tick is how late a move may be: the sweep looks every minute, and of two
// machines the slower waits for the other's lock.
const tick = time.Minute + time.Second

// The house's waiting times, from the table in ARCHITECTURE.md, "Clocks".
var (
	lookWithin = map[string]time.Duration{tips.Immediate: 15 * time.Minute, tips.Urgent: 4 * time.Hour, tips.Standard: 48 * time.Hour, tips.Information: 48 * time.Hour}
	takeWithin = map[string]time.Duration{tips.Immediate: time.Hour, tips.Urgent: 24 * time.Hour, tips.Standard: 7 * 24 * time.Hour, tips.Information: 48 * time.Hour}
)

// quarter rounds a deadline up to a quarter of an hour.
func quarter(t time.Time) time.Time {
	const q = 15 * 60
	s := t.Unix()
	if t.Nanosecond() > 0 {
		s++
	}
	return time.Unix((s+q-1)/q*q, 0).UTC()
}

// reckoned is a tip as it must be.
type reckoned struct {
	id, box, unit, holder, urgency, status string
	taker                                  string // the body whose officer took it
	version                                int64
	lines                                  map[string]*waiting
	moves                                  []string // what the audit must say of the sweep
	next                                   time.Time
	changed                                bool
}

// waiting is one body's line.
type waiting struct {
	role   string
	sealed bool
	looked bool
	due    time.Time // zero: no clock runs
	set    time.Time // when the clock was set, by the true time
}

func (w *waiting) start(due, set time.Time) { w.due, w.set = due, set }

func (w *waiting) stop() { w.due = time.Time{} }

// step is a body's place in every chain.
func step(body string) int {
	switch {
	case body == ahtu.Cell:
		return 2
	case strings.HasSuffix(body, "-AHTB"):
		return 1
	}
	return 0
}

// above is the next body that can open the tip: unit, own State's bureau, cell.
func (r *reckoned) above(body string) string {
	for _, up := range []string{body[:2] + "-AHTB", ahtu.Cell} {
		if l := r.lines[up]; step(up) > step(body) && l != nil && l.sealed {
			return up
		}
	}
	return ""
}

// quiet stops the clocks that end when a tip is taken or closed by body.
func (r *reckoned) quiet(body string) {
	for code, l := range r.lines {
		if code == body || l.role != tips.RoleCopy {
			l.stop()
		}
	}
}

// mine tells whether the tip is the body's to work on.
func (r *reckoned) mine(body string) bool {
	return r.lines[body].role != tips.RoleCopy || r.holder == body
}

func (r *reckoned) mayTake(body string) bool {
	return r.mine(body) || r.unit == ahtu.Cell && r.holder == ahtu.Cell
}

// changes is what an act leaves: one version more.
func (r *reckoned) changes() { r.version, r.changed = r.version+1, true }

func (r *reckoned) opened(body string, now, at time.Time) {
	l := r.lines[body]
	r.changed = true
	if l.looked && (r.status != tips.Received || !r.mine(body)) {
		return
	}
	l.stop()
	l.looked = true
	if r.holder == body && r.taker == "" && r.status != tips.Closed {
		l.start(quarter(now.Add(takeWithin[r.urgency])), at)
	}
	if r.mine(body) && r.status == tips.Received {
		r.status = tips.Read
	}
	r.changes()
}

func (r *reckoned) taken(body string) {
	r.quiet(body)
	r.taker, r.holder, r.status, r.lines[body].looked = body, body, tips.WithTeam, true
	r.changes()
}

func (r *reckoned) asked() {
	l := r.lines[r.taker]
	l.stop()
	r.status, l.looked = tips.Question, true
	r.changes()
}

func (r *reckoned) closed() {
	r.quiet(r.taker)
	r.status = tips.Closed
	r.changes()
}

// written is a letter of the tipster: it brings forward, and puts off nothing.
func (r *reckoned) written(now, at time.Time) {
	r.changes()
	switch r.status {
	case tips.Received:
		return
	case tips.Question, tips.Closed:
		r.status = tips.Read
		if r.taker != "" {
			r.status = tips.WithTeam
		}
	}
	l := r.lines[r.holder]
	l.looked = false
	if due := quarter(now.Add(lookWithin[r.urgency])); l.due.IsZero() || due.Before(l.due) {
		l.start(due, at)
	}
}

// handed is a hand-over to a unit that could not open before.
func (r *reckoned) handed(unit string, now, at time.Time) {
	l := r.lines[unit]
	l.sealed = true
	if l.role == tips.RoleUnit && !l.looked && r.taker == "" && r.status != tips.Closed && r.holder != unit {
		r.quiet(unit)
		l.start(quarter(now.Add(lookWithin[r.urgency])), at)
		r.holder = unit
	}
	r.changes()
}

// move is one change that a sweep made.
type move struct {
	change tips.Change
	by     *machine
	now    time.Time // by the sweep's clock
	at     time.Time // by the true time
	steady time.Time // since when that machine has run with that clock
}

// moved holds one move against the rules, and reckons it in.
func (r *reckoned) moved(m move) error {
	ev := m.change.Event
	body, _, _ := strings.Cut(ev.Note, " ")
	l := r.lines[body]
	switch {
	case m.change.Tip.Version != r.version:
		return fmt.Errorf("moved at version %d, must be at %d", m.change.Tip.Version, r.version)
	case l == nil || l.due.IsZero():
		return fmt.Errorf("%s was moved up where no clock ran: doubled (%s %q)", body, ev.Act, ev.Note)
	case l.due.After(m.now):
		return fmt.Errorf("%s was moved up at %v, due at %v: early", body, m.now, l.due)
	}
	if late := m.at.Sub(latest(l.set, m.steady, m.at.Add(l.due.Sub(m.now)))); late > tick {
		return fmt.Errorf("%s was moved up %v late", body, late)
	}
	act, note, up := "tip.escalated", body, r.above(body)
	if l.looked {
		act = "tip.untaken"
	} else if up == "" {
		act = "tip.overdue"
	}
	due := quarter(m.now.Add(lookWithin[r.urgency]))
	if up == "" {
		l.looked = false
		l.start(due, m.at)
	} else {
		note += " " + up
		l.stop()
		to := r.lines[up]
		to.looked = false
		if to.role == tips.RoleAbove {
			to.role = tips.RoleHeld
		}
		// A clock that runs above already is not put off by what comes from below.
		if to.due.IsZero() || due.Before(to.due) {
			to.start(due, m.at)
		}
		if r.holder == body {
			r.holder = up
		}
	}
	r.moves = append(r.moves, act+" "+note)
	r.changes()
	if ev.Act != act || ev.Note != note || ev.Actor != "sweep" || ev.Object != r.id || !ev.At.Equal(tips.Coarse(m.now)) {
		return fmt.Errorf("the audit says %+v, must say %s %q", ev, act, note)
	}
	return nil
}

func latest(ts ...time.Time) time.Time {
	return slices.MaxFunc(ts, time.Time.Compare)
}

// waits holds that an open tip is somebody's: a clock runs or somebody took it.
func (r *reckoned) waits() error {
	if r.status == tips.Closed || r.taker != "" || !r.lines[r.holder].due.IsZero() {
		return nil
	}
	return fmt.Errorf("open, not taken, and no clock runs at its holder %s", r.holder)
}

// missed is the body whose clock ran out without a move although m was there.
func (r *reckoned) missed(m *machine, at time.Time) error {
	for body, l := range r.lines {
		if l.due.IsZero() {
			continue
		}
		if over := at.Sub(latest(l.set, m.steady, l.due.Add(-m.skew))); over > tick {
			return fmt.Errorf("%s was due at %v and lies there, %v after its tick", body, l.due, over)
		}
	}
	return nil
}

// stored holds the reckoning against the store.
func (r *reckoned) stored(t tips.Tip, lines []tips.QueueLine) error {
	if t.Holder != r.holder || t.Status != r.status || t.Version != r.version || (t.Taker == "") != (r.taker == "") {
		return fmt.Errorf("the store has holder %s, status %s, version %d, must have %s, %s, %d", t.Holder, t.Status, t.Version, r.holder, r.status, r.version)
	}
	for _, q := range lines {
		l := r.lines[q.Body]
		if l == nil || len(lines) != len(r.lines) {
			return fmt.Errorf("a line of %s that nobody wrote, of %d", q.Body, len(lines))
		}
		if !q.Due.Equal(l.due) || q.Looked.IsZero() == l.looked || (q.Sealed != nil) != l.sealed || q.Role != l.role {
			return fmt.Errorf("%s: the store has due %v, looked %v, role %s, must have %v, %v, %s", q.Body, q.Due, q.Looked, q.Role, l.due, l.looked, l.role)
		}
		if q.Body == r.holder && !t.Due.Equal(l.due) {
			return fmt.Errorf("the tip says due %v, its holder's line %v", t.Due, l.due)
		}
	}
	return nil
}
