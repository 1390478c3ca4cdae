package tips_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"mukti/tips"
)

// agraOnly is a tip that no other State is named in.
func agraOnly() tips.Submission {
	return tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "en", Account: "A girl is locked in a house in Agra"}
}

func TestAnInboundTipIsTakenOrGivenBack(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	state := func(tip string) (states []string) {
		all, err := p.db.RequestsOf(p.ctx, tip)
		noError(t, err)
		for _, r := range all {
			states = append(states, r.State)
		}
		return states
	}
	tip := p.submit(agraOnly()).Tip
	noError(t, p.desk.Transfer(p.ctx, unit, tip, p.reads(unit, tip).Tip.Version, "DL-AHTB", "Seen in Delhi"))
	v := p.reads(delhi, tip)
	if v.Work.Giver != "UP-AGRA" || !v.Work.Return || !v.Work.Untaken || len(v.Work.Said) != 1 || v.Work.Said[0].Text != "Seen in Delhi" {
		t.Fatalf("inbound: %+v", v.Work)
	}
	for who, err := range map[string]error{
		"the giver returns it":       p.desk.Return(p.ctx, unit, tip, v.Tip.Version, "x"),
		"the giver's bureau does":    p.desk.Return(p.ctx, bureau, tip, v.Tip.Version, "x"),
		"the giver takes it back so": p.desk.Take(p.ctx, unit, tip, v.Tip.Version),
	} {
		if !errors.Is(err, tips.ErrForbidden) {
			t.Errorf("%s: %v", who, err)
		}
	}
	if err := p.desk.Return(p.ctx, delhi, tip, v.Tip.Version, " "); len(fields(err)) != 1 {
		t.Errorf("without a reason: %v", err)
	}
	noError(t, p.desk.Return(p.ctx, delhi, tip, v.Tip.Version, "Not in Delhi"))
	row, err := p.db.Tip(p.ctx, tip)
	if err != nil || row.Holder != "UP-AGRA" || row.Giver != "" || row.Due.IsZero() {
		t.Fatalf("given back: %+v, %v", row, err)
	}
	if err := p.desk.Return(p.ctx, unit, tip, p.reads(unit, tip).Tip.Version, "x"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("what was given back is given back again: %v", err)
	}
	// Given again: nobody looks, it moves up where it is, and whoever takes it there accepts it.
	noError(t, p.desk.Transfer(p.ctx, unit, tip, p.reads(unit, tip).Tip.Version, "DL-AHTB", "Seen again"))
	p.wait(100 * time.Hour)
	_, err = p.line.Sweep(p.ctx)
	noError(t, err)
	noError(t, p.desk.Take(p.ctx, cell, tip, p.reads(cell, tip).Tip.Version))
	if got := fmt.Sprint(state(tip)); got != "[returned accepted]" {
		t.Errorf("the transfers are %s", got)
	}
	if row, err := p.db.Tip(p.ctx, tip); err != nil || row.Giver != "" {
		t.Errorf("taken: %+v, %v", row, err)
	}
	// Given on to a third body, by who did not want it.
	other := p.submit(agraOnly()).Tip
	noError(t, p.desk.Transfer(p.ctx, unit, other, p.reads(unit, other).Tip.Version, "DL-AHTB", "x"))
	noError(t, p.desk.Transfer(p.ctx, delhi, other, p.reads(delhi, other).Tip.Version, "UP-AHTB", "x"))
	if got := fmt.Sprint(state(other)); got != "[passed-on waits]" {
		t.Errorf("the transfers are %s", got)
	}
}

func TestARequestThatNobodyAcknowledgesMovesUp(t *testing.T) {
	p, cell, _, unit := newOpened(t)
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	tip := p.submit(agraOnly()).Tip
	version := p.takes(unit, tip)
	if err := p.desk.Request(p.ctx, delhi, tip, version, tips.KindRescue, "UP-AGRA", "x"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("a body that has not the tip asks: %v", err)
	}
	for what, err := range map[string]error{
		"kind": p.desk.Request(p.ctx, unit, tip, version, "tea", "DL-AHTB", "x"), "request": p.desk.Request(p.ctx, unit, tip, version, tips.KindRescue, "DL-AHTB", ""),
		"asked": p.desk.Request(p.ctx, unit, tip, version, tips.KindRescue, "UP-AGRA", "x")} {
		if got := fields(err); len(got) != 1 || got[0] != what {
			t.Errorf("%s: %v", what, err)
		}
	}
	noError(t, p.desk.Request(p.ctx, unit, tip, version, tips.KindRescue, "DL-NEW-DELHI", "Bring her out"))
	holder := func() tips.Request {
		all, err := p.db.RequestsOf(p.ctx, tip)
		noError(t, err)
		return all[0]
	}
	if r := holder(); r.Holder != "DL-AHTB" || r.Due.IsZero() { // nobody is enrolled in New Delhi's unit
		t.Fatalf("it lies with %s", r.Holder)
	}
	v := p.reads(delhi, tip)
	if v.Told.Account == "" || v.To != tips.ToCopy || v.MayTake || len(v.Work.Said) != 1 {
		t.Errorf("Delhi opens %+v", v.Work)
	}
	if err := p.desk.Take(p.ctx, delhi, tip, v.Tip.Version); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("who is asked takes the tip: %v", err)
	}
	p.wait(50 * time.Hour)
	_, err := p.line.Sweep(p.ctx)
	noError(t, err)
	if r := holder(); r.Holder != "IN-NODAL" || !r.Due.After(p.time()) {
		t.Errorf("after its time it lies with %s, due %v", r.Holder, r.Due)
	}
	for range 3 { // the top is asked for ever
		p.wait(50 * time.Hour)
		_, err = p.line.Sweep(p.ctx)
		noError(t, err)
		if r := holder(); r.Holder != "IN-NODAL" || !r.Due.After(p.time()) {
			t.Errorf("at the top: %+v", r)
		}
	}
	id := holder().ID
	if err := p.desk.Answer(p.ctx, unit, tip, p.reads(unit, tip).Tip.Version, id, tips.StateDone, "x"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("who asked answers: %v", err)
	}
	noError(t, p.desk.Answer(p.ctx, cell, tip, p.reads(cell, tip).Tip.Version, id, tips.StateAcknowledged, ""))
	noError(t, p.desk.Answer(p.ctx, cell, tip, p.reads(cell, tip).Tip.Version, id, tips.StateRefused, "No such house"))
	if err := p.desk.Answer(p.ctx, cell, tip, p.reads(cell, tip).Tip.Version, id, tips.StateDone, "x"); !errors.Is(err, tips.ErrStale) {
		t.Errorf("answered twice: %v", err)
	}
	noError(t, p.desk.EndRequest(p.ctx, unit, tip, p.reads(unit, tip).Tip.Version, id, ""))
	if err := p.desk.Answer(p.ctx, cell, tip, p.reads(cell, tip).Tip.Version, "none", tips.StateDone, "x"); !errors.Is(err, tips.ErrNotFound) {
		t.Errorf("a request that is none: %v", err)
	}
}

// A body that the tipster wants kept out is asked for nothing.
func TestARequestPassesByWhoeverIsLeftOut(t *testing.T) {
	p, _, bureau, _ := newOpened(t)
	s := agraOnly()
	s.Avoid = []string{"local"}
	tip := p.submit(s).Tip
	version := p.takes(bureau, tip)
	for _, to := range []string{"UP-AGRA", "UP-MATHURA", "DL-NEW-DELHI"} {
		if err := p.desk.Request(p.ctx, bureau, tip, version, tips.KindRescue, to, "x"); len(fields(err)) != 1 {
			t.Errorf("%s is asked: %v", to, err)
		}
	}
}

// Each would wait for the other, and nobody for either.
func TestTwoTipsNeverGoWithEachOther(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	for range 20 {
		one, other := p.submit(agraOnly()).Tip, p.submit(agraOnly()).Tip
		a, b := p.reads(unit, one).Tip.Version, p.reads(unit, other).Tip.Version
		var wait sync.WaitGroup
		var errs [2]error
		wait.Go(func() { errs[0] = p.desk.Join(p.ctx, unit, one, a, other) })
		wait.Go(func() { errs[1] = p.desk.Join(p.ctx, unit, other, b, one) })
		wait.Wait()
		x, err := p.db.Tip(p.ctx, one)
		noError(t, err)
		y, err := p.db.Tip(p.ctx, other)
		noError(t, err)
		if (x.SameAs != "") == (y.SameAs != "") {
			t.Fatalf("%v, %v: %+v and %+v", errs[0], errs[1], x, y)
		}
	}
	_ = bureau
}

// A bureau closes a tip with which one goes that the bureau must miss: that one
// is not closed unread, and its history does not name the bureau's officer.
func TestWhatGoesWithATipAndIsHiddenStandsForItself(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	lead, hidden := p.submit(agraOnly()).Tip, p.submit(agraOnly()).Tip
	p.takes(unit, lead)
	noError(t, p.desk.Join(p.ctx, unit, hidden, p.reads(unit, hidden).Tip.Version, lead))
	p.sql(`UPDATE lines SET sealed = NULL WHERE body = 'UP-AHTB' AND tip = (SELECT n FROM tips WHERE id = ?)`, hidden)
	noError(t, p.desk.Close(p.ctx, bureau, lead, p.takes(bureau, lead), tips.Outcome{Reason: tips.NoAction, Note: "x"}))
	row, err := p.db.Tip(p.ctx, hidden)
	if err != nil || row.Status != tips.Read || row.SameAs != "" || row.Due.IsZero() || row.Holder != "UP-AGRA" {
		t.Errorf("it is %+v, %v", row, err)
	}
	evs, err := p.db.EventsOf(p.ctx, hidden)
	noError(t, err)
	for _, ev := range evs {
		if ev.Actor == bureau.Officer.ID {
			t.Errorf("its history names the bureau's officer: %+v", ev)
		}
	}
}

func TestTheTakingIsPutOffWithinBounds(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	s := agraOnly()
	s.When = "now"
	tip := p.submit(s).Tip
	v := p.reads(unit, tip)
	bound := p.desk.Clocks.PutOff(v.Tip.Urgency)
	for what, err := range map[string]error{
		"past":     p.desk.Later(p.ctx, unit, tip, v.Tip.Version, p.time().Add(-time.Minute), "x"),
		"too late": p.desk.Later(p.ctx, unit, tip, v.Tip.Version, p.time().Add(bound+20*time.Minute), "x"),
		"silent":   p.desk.Later(p.ctx, unit, tip, v.Tip.Version, p.time().Add(bound), ""),
	} {
		if len(fields(err)) != 1 {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := p.desk.Later(p.ctx, bureau, tip, p.reads(bureau, tip).Tip.Version, p.time().Add(bound), "x"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("who does not hold it puts it off: %v", err)
	}
	for range tips.MaxLater {
		noError(t, p.desk.Later(p.ctx, unit, tip, p.reads(unit, tip).Tip.Version, p.time().Add(bound), "The patrol comes back"))
		row, err := p.db.Tip(p.ctx, tip)
		if err != nil || row.Due.After(tips.DueAt(p.time().Add(bound))) || row.Due.Before(p.time()) {
			t.Fatalf("due %v, %v", row.Due, err)
		}
	}
	v = p.reads(unit, tip)
	if err := p.desk.Later(p.ctx, unit, tip, v.Tip.Version, p.time().Add(time.Minute), "x"); !errors.Is(err, tips.ErrForbidden) || !v.Work.PutOff.IsZero() {
		t.Errorf("once too often: %v", err)
	}
	p.wait(bound + time.Hour)
	_, err := p.line.Sweep(p.ctx)
	noError(t, err)
	if row, err := p.db.Tip(p.ctx, tip); err != nil || row.Holder != "UP-AHTB" {
		t.Errorf("after its time it lies with %s, %v", row.Holder, err)
	}
}

// What officers write about a tip lies sealed; a control is found.
func TestNothingThatOfficersWriteIsFoundOnTheDisk(t *testing.T) {
	p, cell, _, unit := newOpened(t)
	p.officer(tips.RoleNodal, "DL-AHTB", cell)
	tip, other := p.submit(agraOnly()).Tip, p.submit(agraOnly()).Tip
	const planted = "PLANTED-WORDS"
	v := func() int64 { return p.reads(unit, tip).Tip.Version }
	noError(t, p.desk.Later(p.ctx, unit, tip, v(), p.time().Add(30*time.Minute), planted))
	p.takes(unit, tip)
	noError(t, p.desk.Request(p.ctx, unit, tip, v(), tips.KindInformation, "DL-AHTB", planted))
	noError(t, p.desk.Tie(p.ctx, unit, tip, other, planted))
	noError(t, p.desk.Doubt(p.ctx, unit, tip, v(), tips.Outcome{Note: planted}))
	noError(t, p.desk.PutBack(p.ctx, unit, tip, v(), planted))
	noError(t, p.desk.Transfer(p.ctx, unit, other, p.reads(unit, other).Tip.Version, "DL-AHTB", planted))
	p.takes(unit, tip)
	noError(t, p.desk.Close(p.ctx, unit, tip, v(), tips.Outcome{Reason: tips.Acted, Note: planted, FIR: planted, GD: planted, Station: planted, Sections: planted,
		On: p.time().Format(time.DateOnly)}))
	noError(t, p.desk.Reopen(p.ctx, unit, tip, v(), planted))
	const control = "CONTROL-CODE"
	noError(t, p.db.Append(p.ctx, tips.Event{At: p.time(), Act: "control", Note: control}))
	found := false
	for _, end := range []string{"", "-wal"} {
		disk, err := os.ReadFile(p.path + end)
		noError(t, err)
		if bytes.Contains(disk, []byte(planted)) {
			t.Errorf("portal.db%s holds an officer's words", end)
		}
		found = found || bytes.Contains(disk, []byte(control))
	}
	if !found {
		t.Error("the control is not found: the search proves nothing")
	}
}
