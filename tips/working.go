package tips

import (
	"context"
	"fmt"
	"time"
)

// WorkView is what a tip's page shows of the work on it, and what the officer
// may do next.
type WorkView struct {
	Requests []Request // oldest first
	Said     []Said
	Outcomes []Outcome
	Ties     []TieView

	Giver    string    // the body that gave the tip, while it is inbound
	Later    int       // how often it was put off
	PutOff   time.Time // until when it may be put off now; zero: not at all
	Idle     time.Time // since when its taker has done nothing, where that is too long
	TakenAt  time.Time // coarse; when it was last taken
	TakenBy  string    // name
	OwnBody  string
	Untaken  bool // it waits for one of the four ends of a triage
	Return   bool
	PutBack  bool
	Decline  bool
	Reopen   bool
	Join     bool
	Tie      bool
	Ask      bool // another body, for something
	IsDoubt  bool // it was said to be a false report, which waits for a second person
	IsHolder bool // the clock runs at this officer's body
}

// work fills in what depends on the store.
func (d *Desk) work(ctx context.Context, s *Seat, v *TipView, key openedTip) (err error) {
	if v.Work.Requests, err = d.RequestsOf(ctx, v.Tip.ID); err != nil {
		return fmt.Errorf("tips: open: %w", err)
	}
	v.Work.Ties, err = d.ties(ctx, s, v.Tip.ID, key)
	if err != nil || v.Tip.Status == Closed {
		return err
	}
	all, err := d.ListProposals(ctx, d.Now())
	if err != nil {
		return fmt.Errorf("tips: open: %w", err)
	}
	for _, p := range all {
		v.Work.IsDoubt = v.Work.IsDoubt || p.Act == ActFalse && p.Object == v.Tip.ID && p.Seconded == ""
	}
	return nil
}

// workNames fills in what depends on the history and the tip as it is now.
func (d *Desk) workNames(ros *roster, s *Seat, v *TipView) {
	t, w := v.Tip, &v.Work
	for _, ev := range v.Events {
		if ev.Act == "tip.taken" {
			w.TakenAt, w.TakenBy = ev.At, ros.officers[ev.Actor].Name
		}
	}
	for _, x := range w.Said {
		v.Names[x.Officer] = ros.officers[x.Officer].Name
	}
	for _, r := range w.Requests {
		v.Names[r.By] = ros.officers[r.By].Name
	}
	for _, o := range w.Outcomes {
		v.Names[o.Officer] = ros.officers[o.Officer].Name
	}
	for _, x := range w.Ties {
		v.Names[x.By] = ros.officers[x.By].Name
	}
	to := toTip(s, t, v.Line)
	may := func(a Act) bool { return s.May(a, to) }
	open := t.Status != Closed
	free := open && t.Taker == "" && !v.Joined
	w.Giver, w.Later, w.OwnBody, w.IsHolder = t.Giver, t.Later, s.Officer.Body, t.Holder == s.Officer.Body
	w.Idle = d.idle(t, v.Events)
	w.Untaken = free && may(ActTake)
	w.Return = mayReturn(s, t) && may(ActReturn)
	w.PutBack = open && may(ActPutBack)
	w.Decline = free && may(ActDecline)
	w.Reopen = d.mayReopen(s, t) && may(ActReopen)
	w.Join = open && !v.Joined && (t.Taker == "" || v.Mine) && w.IsHolder && may(ActJoin)
	w.Tie = may(ActTie)
	w.Ask = open && may(ActRequest)
	if free && d.mayLater(s, t) && may(ActLater) {
		w.PutOff = v.Now.Add(d.Clocks.PutOff(t.Urgency))
	}
}
