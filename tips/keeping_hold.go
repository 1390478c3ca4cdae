package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// heldAtFirst is how long a hold works that only one body has asked for: long
// enough for the other to agree, too short for one person to keep a tip for
// ever. Source: house rule.
const heldAtFirst = 14 * 24 * time.Hour

// Reasons of a hold.
const (
	HoldFIR       = "fir"       // an FIR or a GD entry: an investigation runs
	HoldCourt     = "court"     // a court has it, or may call for it
	HoldComplaint = "complaint" // a complaint of how it was handled
)

// HoldReasons are the reasons of a hold.
func HoldReasons() []string { return []string{HoldFIR, HoldCourt, HoldComplaint} }

// Hold stops the erasing of a tip. Two bodies put it, and two lift it: whoever
// is in charge of the unit with the bureau, or the bureau with the cell.
type Hold struct {
	Tip        string
	Reason     string
	By         string // officer's id
	Body       string
	At         time.Time // coarse
	Second     string    // officer of another body who agreed; "" until then
	SecondBody string
	Until      time.Time // zero once two have agreed
	Lift       string    // officer who asked to lift it
	LiftBody   string
}

// Stops tells whether the hold stops the erasing at a time.
func (h Hold) Stops(now time.Time) bool {
	return h.Tip != "" && (h.Until.IsZero() || h.Until.After(now))
}

// PutHoldOn asks for a hold on a tip, which works at once for some days, or
// agrees to one that another body asked for, which then lasts. [ErrForbidden]
// where the own body has spoken already.
func (d *Desk) PutHoldOn(ctx context.Context, s *Seat, tip, reason string) error {
	if !slices.Contains(HoldReasons(), reason) {
		return Invalids{{Field: "reason", MsgID: "desk.keeping.bad_reason"}}
	}
	if _, _, _, err := d.reach(ctx, s, ActHold, tip); err != nil {
		return err
	}
	now := d.Now()
	old, err := d.HoldOf(ctx, tip)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("tips: hold: %w", err)
	}
	ev := Event{At: Coarse(now), Actor: s.Officer.ID, Object: tip, Note: s.Officer.Body + " " + reason}
	h := Hold{Tip: tip, Reason: reason, By: s.Officer.ID, Body: s.Officer.Body, At: Coarse(now), Until: DueAt(now.Add(heldAtFirst))}
	ev.Act = "tip.hold-asked"
	switch {
	case !old.Stops(now):
	case old.Second != "" || old.Body == s.Officer.Body:
		return ErrForbidden
	default:
		h = old
		h.Second, h.SecondBody, h.Until = s.Officer.ID, s.Officer.Body, time.Time{}
		ev.Act = "tip.held"
	}
	return d.PutHold(ctx, h, old, ev)
}

// LiftHoldOn asks to lift a hold, or agrees to that; the second body's word
// lifts it. One that only one body asked for is lifted by that body alone.
func (d *Desk) LiftHoldOn(ctx context.Context, s *Seat, tip string) error {
	if _, _, _, err := d.reach(ctx, s, ActHold, tip); err != nil {
		return err
	}
	now := d.Now()
	old, err := d.HoldOf(ctx, tip)
	if err != nil {
		return err
	}
	ev := Event{At: Coarse(now), Actor: s.Officer.ID, Object: tip, Note: s.Officer.Body + " " + old.Reason}
	switch {
	case old.Second == "" && old.Body == s.Officer.Body, old.LiftBody != "" && old.LiftBody != s.Officer.Body:
		ev.Act = "tip.hold-lifted"
		return d.DropHold(ctx, old, ev)
	case old.LiftBody == s.Officer.Body:
		return ErrForbidden
	}
	h := old
	h.Lift, h.LiftBody = s.Officer.ID, s.Officer.Body
	ev.Act = "tip.lift-asked"
	return d.PutHold(ctx, h, old, ev)
}
