package tips_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
)

// agree has an officer agree to the one thing that waits for a second person.
func agree(t *testing.T, p *portal, s *tips.Seat) {
	t.Helper()
	waits, _, err := p.desk.Proposed(p.ctx, s)
	if err != nil || len(waits) != 1 {
		t.Fatalf("%d wait for %s, %v", len(waits), s.Officer.Body, err)
	}
	if _, err := p.desk.Agree(p.ctx, s, waits[0].ID, true); err != nil {
		t.Fatal(err)
	}
}

// reads opens a tip.
func (p *portal) reads(s *tips.Seat, tip string) tips.TipView {
	p.t.Helper()
	v, err := p.desk.Open(p.ctx, s, tip)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// takes opens and takes a tip, and gives its version.
func (p *portal) takes(s *tips.Seat, tip string) int64 {
	p.t.Helper()
	if err := p.desk.Take(p.ctx, s, tip, p.reads(s, tip).Tip.Version); err != nil {
		p.t.Fatal(err)
	}
	return p.reads(s, tip).Tip.Version
}

// fields are the fields of a refusal.
func fields(err error) (out []string) {
	var bad tips.Invalids
	errors.As(err, &bad)
	for _, b := range bad {
		out = append(out, b.Field)
	}
	return out
}

func TestAnOutcomeSaysWhatWasDone(t *testing.T) {
	p, _, _, unit := newOpened(t)
	day := p.time().Format(time.DateOnly)
	for name, c := range map[string]struct {
		o     tips.Outcome
		wrong int
	}{
		"nothing":                     {tips.Outcome{}, 2},
		"acted, without a case":       {tips.Outcome{Reason: tips.Acted, Note: "x"}, 3},
		"acted, tomorrow":             {tips.Outcome{Reason: tips.Acted, Note: "x", FIR: "0123/2026", Station: "Mathura GRP", On: p.time().Add(36 * time.Hour).Format(time.DateOnly)}, 1},
		"acted, no day":               {tips.Outcome{Reason: tips.Acted, Note: "x", FIR: "0123/2026", Station: "Mathura GRP", On: "12.11.2026"}, 1},
		"acted, less than nobody":     {tips.Outcome{Reason: tips.Acted, Note: "x", FIR: "0123/2026", Station: "Mathura GRP", On: day, Adults: -1}, 1},
		"passed on, to nobody":        {tips.Outcome{Reason: tips.PassedOn, Note: "x"}, 1},
		"acted, with an FIR":          {tips.Outcome{Reason: tips.Acted, Note: "x", FIR: "एफ़आईआर 0123/2026", Station: "Mathura GRP", On: day, Adults: 2, Children: 3}, 0},
		"acted, with a diary's entry": {tips.Outcome{Reason: tips.Acted, Note: "x", GD: "GD 14", Station: "Agra Kotwali", On: day}, 0},
		"passed on":                   {tips.Outcome{Reason: tips.PassedOn, Note: "x", To: "Railway Protection Force"}, 0},
		"no action":                   {tips.Outcome{Reason: tips.NoAction, Note: "x", FIR: "1/26"}, 0},
	} {
		tip := p.submit(mathura()).Tip
		err := p.desk.Close(p.ctx, unit, tip, p.takes(unit, tip), c.o)
		if got := fields(err); len(got) != c.wrong || c.wrong == 0 && err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if c.wrong > 0 {
			continue
		}
		v := p.reads(unit, tip)
		if v.Tip.Status != tips.Closed || len(v.Work.Outcomes) != 1 {
			t.Fatalf("%s: %+v", name, v.Tip)
		}
		if got := v.Work.Outcomes[0]; got.FIR != c.o.FIR && c.o.Reason == tips.Acted || got.Children != c.o.Children || got.To != c.o.To || got.FIR != "" && c.o.Reason == tips.NoAction {
			t.Errorf("%s: kept as %+v", name, got)
		}
	}
}

// A letter that comes after it was asked for may say that the report is true.
func TestAFalseReportNeedsASecondPerson(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	o := tips.Outcome{Reason: tips.False, Note: "nobody lives there"}
	taken := p.submit(mathura())
	version := p.takes(unit, taken.Tip)
	noError(t, p.desk.Doubt(p.ctx, unit, taken.Tip, version, o))
	if v := p.reads(unit, taken.Tip); v.Tip.Status == tips.Closed || !v.Work.IsDoubt || !v.Work.Outcomes[0].Asked {
		t.Fatalf("after asking: %+v", v.Tip)
	}
	p.reads(bureau, taken.Tip) // who is to agree reads it first
	noError(t, p.line.WriteBy(p.ctx, taken.Number, "They are still there, behind the blue door"))
	waits, _, err := p.desk.Proposed(p.ctx, bureau)
	noError(t, err)
	if _, err := p.desk.Agree(p.ctx, bureau, waits[0].ID, true); !errors.Is(err, tips.ErrStale) {
		t.Errorf("agreed to though a letter came: %v", err)
	}
	if v := p.reads(unit, taken.Tip); v.Tip.Status == tips.Closed {
		t.Fatal("closed though a letter came")
	}
	noError(t, p.desk.Doubt(p.ctx, unit, taken.Tip, p.reads(unit, taken.Tip).Tip.Version, o))
	agree(t, p, bureau)
	v := p.reads(unit, taken.Tip)
	if v.Tip.Status != tips.Closed || v.Tip.Reason != tips.False || v.Tip.Holder != "UP-AGRA" {
		t.Errorf("after both: %+v", v.Tip)
	}
}

func TestAClosedTipIsOpenedAgainWithAReasonOnly(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	s := mathura()
	first := p.submit(s).Tip
	s.Token = tips.NewToken()
	second := p.submit(s).Tip
	p.takes(unit, first)
	if n, err := p.desk.Same(p.ctx, unit, first, p.reads(unit, first).Tip.Version); err != nil || n != 1 {
		t.Fatalf("%d, %v", n, err)
	}
	noError(t, p.desk.Close(p.ctx, unit, first, p.reads(unit, first).Tip.Version, tips.Outcome{Reason: tips.NoAction, Note: "nobody there"}))
	v := p.reads(unit, first)
	if err := p.desk.Take(p.ctx, unit, first, v.Tip.Version); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("a closed tip is taken: %v", err)
	}
	if err := p.desk.Reopen(p.ctx, unit, first, v.Tip.Version, " "); len(fields(err)) != 1 {
		t.Errorf("without a reason: %v", err)
	}
	noError(t, p.desk.Reopen(p.ctx, bureau, first, p.reads(bureau, first).Tip.Version, "A second report of the house"))
	tip, err := p.db.Tip(p.ctx, first)
	if err != nil || tip.Status != tips.Read || tip.Holder != "UP-AHTB" || tip.Due.IsZero() || tip.Taker != "" {
		t.Errorf("opened again: %+v, %v", tip, err)
	}
	if tip, err := p.db.Tip(p.ctx, second); err != nil || tip.Status != tips.WithTeam || tip.SameAs != first {
		t.Errorf("its copy: %+v, %v", tip, err)
	}
	if got := queued(p, bureau, tips.QueueQuery{}); len(got) != 1 || got[0] != first {
		t.Errorf("the bureau's queue: %v", got)
	}
	// What the bureau closed is not the unit's to open again.
	noError(t, p.desk.Close(p.ctx, bureau, first, p.takes(bureau, first), tips.Outcome{Reason: tips.NoAction, Note: "x"}))
	if err := p.desk.Reopen(p.ctx, unit, first, p.reads(unit, first).Tip.Version, "x"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("the unit opens what the bureau closed: %v", err)
	}
	noError(t, p.desk.Reopen(p.ctx, cell, first, p.reads(cell, first).Tip.Version, "x"))
}

func TestATipIsDeclinedUntakenAndPutBack(t *testing.T) {
	p, _, _, unit := newOpened(t)
	tip := p.submit(mathura()).Tip
	version := p.takes(unit, tip)
	if err := p.desk.Decline(p.ctx, unit, tip, version, "x"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("a taken tip is declined: %v", err)
	}
	noError(t, p.desk.PutBack(p.ctx, unit, tip, version, "On leave from tomorrow"))
	v := p.reads(unit, tip)
	if v.Tip.Taker != "" || v.Tip.Status != tips.Read || v.Tip.Due.IsZero() || !v.Work.Untaken || v.Notes[0].Reason != tips.NotePutBack {
		t.Fatalf("put back: %+v", v.Tip)
	}
	noError(t, p.desk.Decline(p.ctx, unit, tip, v.Tip.Version, "A quarrel about rent"))
	v = p.reads(unit, tip)
	if v.Tip.Status != tips.Closed || v.Tip.Reason != tips.NoAction || v.Tip.Holder != "UP-AGRA" || !v.Work.Reopen {
		t.Errorf("declined: %+v", v.Tip)
	}
}
