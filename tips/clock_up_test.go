package tips_test

import (
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
)

func TestWhatNobodyLooksAtMovesUp(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	looked := p.submit(mathura())
	v, err := p.desk.Open(p.ctx, unit, looked.Tip)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.desk.Take(p.ctx, unit, looked.Tip, v.Tip.Version); err != nil {
		t.Fatal(err)
	}
	s := mathura()
	s.Token = tips.NewToken()
	taken := p.submit(s)
	holder := func() string {
		tip, err := p.db.Tip(p.ctx, taken.Tip)
		if err != nil {
			t.Fatal(err)
		}
		return tip.Holder
	}
	sweep := func() int {
		n, err := p.line.Sweep(p.ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := sweep(); n != 0 || holder() != "UP-AGRA" {
		t.Errorf("moved before its time: %d", n)
	}
	if got := queued(p, bureau, tips.QueueQuery{}); len(got) != 0 {
		t.Errorf("the bureau is shown what is still in the unit's time: %v", got)
	}
	if got := queued(p, bureau, tips.QueueQuery{All: true}); len(got) != 2 {
		t.Errorf("the bureau cannot see its units' tips: %v", got)
	}
	p.wait(31 * time.Minute)
	sweep()
	if holder() != "UP-AHTB" || len(queued(p, bureau, tips.QueueQuery{})) != 1 {
		t.Errorf("after the unit's time it is with %s", holder())
	}
	p.wait(31 * time.Minute)
	sweep()
	if holder() != ahtu.Cell || len(queued(p, cell, tips.QueueQuery{})) != 1 {
		t.Errorf("after the bureau's time it is with %s", holder())
	}
	for range 3 {
		p.wait(31 * time.Minute)
		sweep()
	}
	if v, err = p.desk.Open(p.ctx, cell, taken.Tip); err != nil {
		t.Fatal(err)
	}
	if err := p.desk.Take(p.ctx, cell, taken.Tip, v.Tip.Version); err != nil {
		t.Fatal(err)
	}
	p.wait(1000 * time.Hour)
	if n := sweep(); n != 0 || holder() != ahtu.Cell {
		t.Errorf("moved %d times after somebody took it", n)
	}
	if got := queued(p, bureau, tips.QueueQuery{}); len(got) != 1 {
		t.Errorf("the tip that was taken in time moved too: %v", got)
	}
}

func TestWhatWasOpenedAndLeftLyingMovesUp(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	tip := p.submit(mathura()).Tip
	open := func(s *tips.Seat) tips.TipView {
		t.Helper()
		v, err := p.desk.Open(p.ctx, s, tip)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	after := func(wait time.Duration, holder, last string) {
		t.Helper()
		p.wait(wait)
		if _, err := p.line.Sweep(p.ctx); err != nil {
			t.Fatal(err)
		}
		got, err := p.db.Tip(p.ctx, tip)
		if err != nil || got.Holder != holder {
			t.Fatalf("it is with %s, %v; want %s", got.Holder, err, holder)
		}
		events, err := p.db.EventsOf(p.ctx, tip)
		if act := events[len(events)-1].Act; err != nil || act != last {
			t.Fatalf("the audit ends with %s, %v; want %s", act, err, last)
		}
	}
	v := open(unit)
	if v.Tip.Due.IsZero() || v.Tip.Due.Before(p.time().Add(tips.DefaultClocks.Take.Immediate)) {
		t.Fatalf("opened, it is due at %v", v.Tip.Due)
	}
	p.wait(30 * time.Minute)
	if again := open(unit); !again.Tip.Due.Equal(v.Tip.Due) {
		t.Errorf("looking again puts it off to %v", again.Tip.Due)
	}
	after(20*time.Minute, "UP-AGRA", "tip.read")
	after(30*time.Minute, "UP-AHTB", "tip.untaken")
	open(bureau)
	after(80*time.Minute, ahtu.Cell, "tip.untaken")
	open(cell)
	after(80*time.Minute, ahtu.Cell, "tip.untaken")
	after(40*time.Minute, ahtu.Cell, "tip.overdue")
	v = open(unit) // who let it lie may still take it, and then every clock ends
	if err := p.desk.Take(p.ctx, unit, tip, v.Tip.Version); err != nil {
		t.Fatal(err)
	}
	after(1000*time.Hour, "UP-AGRA", "tip.taken")
}
