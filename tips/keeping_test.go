package tips_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
)

// listing is a list whose disk may be full.
type listing struct {
	ids []string
	err error
}

func (l *listing) Erased(tip string, _ time.Time) error {
	if l.err == nil {
		l.ids = append(l.ids, tip)
	}
	return l.err
}

// TestWhatIsPastItsKeepTimeIsErased: by outcome, from the closing on, never
// what is open, held or woken by a letter.
func TestWhatIsPastItsKeepTimeIsErased(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	list := &listing{}
	p.conf.Ledger, p.conf.Keep = list, tips.KeepTimes{Acted: 10 * 24 * time.Hour, NoAction: 5 * 24 * time.Hour, False: -1}
	line, desk := tips.NewLine(p.conf), tips.NewDesk(p.conf)
	t.Cleanup(line.Close)
	closed := func(reason string) *tips.Taken {
		t.Helper()
		taken := p.submit(mathura())
		v, err := desk.Open(p.ctx, unit, taken.Tip)
		if err == nil {
			err = desk.Take(p.ctx, unit, taken.Tip, v.Tip.Version)
		}
		if err == nil {
			o := tips.Outcome{Reason: reason, Note: "done", FIR: "0123/2026", Station: "Mathura GRP", On: p.time().Format(time.DateOnly)}
			if reason != tips.False {
				err = desk.Close(p.ctx, unit, taken.Tip, v.Tip.Version+1, o)
			} else if err = desk.Doubt(p.ctx, unit, taken.Tip, v.Tip.Version+1, o); err == nil {
				var wait []tips.Proposal
				if wait, _, err = desk.Proposed(p.ctx, bureau); err == nil && len(wait) == 1 {
					_, err = desk.Agree(p.ctx, bureau, wait[0].ID, true)
				}
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		return taken
	}
	acted, none, forever, held := closed(tips.Acted), closed(tips.NoAction), closed(tips.False), closed(tips.NoAction)
	open := p.submit(mathura())
	if err := desk.PutHoldOn(p.ctx, bureau, held.Tip, tips.HoldCourt); err != nil {
		t.Fatal(err)
	}
	sweep := func(want int) {
		t.Helper()
		if n, err := line.EraseKept(p.ctx); err != nil || n != want {
			t.Fatalf("%d erased, %v; want %d", n, err, want)
		}
	}
	sweep(0)
	p.wait(5*24*time.Hour - time.Hour)
	sweep(0)
	p.wait(2 * time.Hour)
	// A list that cannot be written erases nothing: else a restore would bring it back.
	list.err = tips.ErrFull
	if _, err := line.EraseKept(p.ctx); !errors.Is(err, tips.ErrFull) {
		t.Errorf("a list on a full disk: %v", err)
	}
	if _, err := p.db.Tip(p.ctx, none.Tip); err != nil {
		t.Errorf("erased without a line on the list: %v", err)
	}
	list.err = nil
	sweep(1) // no action; the held one stays
	if _, err := line.OpenNumber(p.ctx, none.Number); !errors.Is(err, tips.ErrNoBox) {
		t.Errorf("the number of an erased tip: %v", err)
	}
	// A letter wakes a closed tip: it is kept.
	if err := line.WriteBy(p.ctx, acted.Number, "There is more"); err != nil {
		t.Fatal(err)
	}
	p.wait(20 * 24 * time.Hour)
	sweep(1) // the hold of one body is over: the held one goes, the woken stays
	for what, id := range map[string]string{"woken": acted.Tip, "false, never erased": forever.Tip, "open": open.Tip} {
		if _, err := p.db.Tip(p.ctx, id); err != nil {
			t.Errorf("the tip that is %s: %v", what, err)
		}
	}
	if len(list.ids) != 2 || list.ids[0] != none.Tip || list.ids[1] != held.Tip {
		t.Errorf("the list has %v", list.ids)
	}
	if faults, err := p.db.Verify(p.ctx); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
	if _, err := desk.EraseListed(p.ctx, []string{acted.Tip, "nobody"}); err != nil {
		t.Error(err)
	}
	if _, err := p.db.Tip(p.ctx, acted.Tip); !errors.Is(err, tips.ErrNotFound) {
		t.Errorf("what is on the list is there: %v", err)
	}
}
