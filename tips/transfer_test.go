package tips_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"mukti/tips"
)

// TestATipIsTransferredAndGivenBack: from Agra's unit to Delhi's bureau with a
// reason, read there, and given back; both sides see it all the while.
func TestATipIsTransferredAndGivenBack(t *testing.T) {
	p, cell, _, unit := newOpened(t)
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	taken := p.submit(tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "en", Account: "A girl is locked in a house in Agra"})
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	noError(t, err)
	if _, err := p.desk.Open(p.ctx, delhi, taken.Tip); !errors.Is(err, tips.ErrForbidden) {
		t.Fatalf("Delhi before: %v", err)
	}
	var bad tips.Invalids
	for what, err := range map[string]error{
		"no reason":   p.desk.Transfer(p.ctx, unit, taken.Tip, v.Tip.Version, "DL-AHTB", " "),
		"no body":     p.desk.Transfer(p.ctx, unit, taken.Tip, v.Tip.Version, "XX-NOWHERE", "x"),
		"its own":     p.desk.Transfer(p.ctx, unit, taken.Tip, v.Tip.Version, "UP-AGRA", "x"),
		"nobody here": p.desk.Transfer(p.ctx, delhi, taken.Tip, v.Tip.Version, "UP-AGRA", "x"),
	} {
		if !errors.As(err, &bad) && !errors.Is(err, tips.ErrForbidden) {
			t.Errorf("%s: %v", what, err)
		}
	}
	noError(t, p.desk.Transfer(p.ctx, unit, taken.Tip, v.Tip.Version, "DL-AHTB", "PLANTED-REASON: she was taken to Delhi"))
	if err := p.desk.Transfer(p.ctx, unit, taken.Tip, v.Tip.Version, "DL-AHTB", "again"); !errors.Is(err, tips.ErrStale) && !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("the same again: %v", err)
	}
	tip, err := p.db.Tip(p.ctx, taken.Tip)
	if err != nil || tip.Unit != "DL-AHTB" || tip.Holder != "DL-AHTB" || tip.Due.IsZero() || tip.Taker != "" {
		t.Fatalf("after: %+v, %v", tip, err)
	}
	there, err := p.desk.Open(p.ctx, delhi, taken.Tip)
	noError(t, err)
	if len(there.Notes) != 1 || !strings.Contains(there.Notes[0].Text, "PLANTED-REASON") || there.Told.Account == "" {
		t.Errorf("Delhi reads %+v", there.Notes)
	}
	if _, err := p.desk.Open(p.ctx, unit, taken.Tip); err != nil {
		t.Errorf("who gave it: %v", err)
	}
	back, err := p.desk.Open(p.ctx, delhi, taken.Tip)
	noError(t, err)
	noError(t, p.desk.Transfer(p.ctx, delhi, taken.Tip, back.Tip.Version, "UP-AGRA", "She was never here"))
	if got := queued(p, unit, tips.QueueQuery{}); len(got) == 0 || got[0] != taken.Tip {
		t.Errorf("the unit's queue: %v", got)
	}
	// Nobody looks: it moves up from where it is now.
	p.wait(100 * time.Hour)
	_, err = p.line.Sweep(p.ctx)
	noError(t, err)
	if tip, err := p.db.Tip(p.ctx, taken.Tip); err != nil || tip.Holder == "UP-AGRA" || tip.Holder == "DL-AHTB" {
		t.Errorf("after its clock it lies with %s, %v", tip.Holder, err)
	}
}

// TestATransferPassesByWhoeverIsLeftOut: "local" leaves the bureaus and the
// cell, "state" the cell alone, in whichever State: the place may be what was wrong.
func TestATransferPassesByWhoeverIsLeftOut(t *testing.T) {
	p, cell, bureau, _ := newOpened(t)
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	_ = delhi
	for _, c := range []struct {
		avoid []string
		by    *tips.Seat
		to    string
		may   bool
	}{
		{[]string{"local"}, bureau, "UP-AGRA", false},
		{[]string{"local"}, bureau, "UP-MATHURA", false},
		{[]string{"local"}, bureau, "DL-NEW-DELHI", false},
		{[]string{"local"}, bureau, "DL-AHTB", true},
		{[]string{"state"}, cell, "UP-AHTB", false},
		{[]string{"state"}, cell, "DL-AHTB", false},
	} {
		taken := p.submit(tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "en", Account: "A girl is locked in a house in Agra", Avoid: c.avoid})
		v, err := p.desk.Open(p.ctx, c.by, taken.Tip)
		noError(t, err)
		if got := p.desk.MayGet(v, c.to); got != c.may {
			t.Errorf("%v to %s is offered: %v", c.avoid, c.to, got)
		}
		var bad tips.Invalids
		if err := p.desk.Transfer(p.ctx, c.by, taken.Tip, v.Tip.Version, c.to, "x"); (err == nil) != c.may || err != nil && !errors.As(err, &bad) {
			t.Errorf("%v to %s: %v", c.avoid, c.to, err)
		}
	}
}

// TestThoseThatAreTheSameStandForThemselvesWhenTheirFirstLeaves.
func TestThoseThatAreTheSameStandForThemselvesWhenTheirFirstLeaves(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	s := mathura()
	first := p.submit(s)
	s.Token = tips.NewToken()
	second := p.submit(s)
	v, err := p.desk.Open(p.ctx, unit, first.Tip)
	noError(t, err)
	noError(t, p.desk.Take(p.ctx, unit, first.Tip, v.Tip.Version))
	v, err = p.desk.Open(p.ctx, unit, first.Tip)
	noError(t, err)
	if n, err := p.desk.Same(p.ctx, unit, first.Tip, v.Tip.Version); err != nil || n != 1 {
		t.Fatalf("%d joined, %v", n, err)
	}
	v, err = p.desk.Open(p.ctx, unit, first.Tip)
	noError(t, err)
	noError(t, p.desk.Transfer(p.ctx, unit, first.Tip, v.Tip.Version, bureau.Officer.Body, "For the bureau"))
	tip, err := p.db.Tip(p.ctx, second.Tip)
	if err != nil || tip.SameAs != "" || tip.Due.IsZero() || tip.Holder != "UP-AGRA" {
		t.Errorf("the copy: %+v, %v", tip, err)
	}
}
