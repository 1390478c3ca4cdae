package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// EraseTip erases a tip before its time, for a reason that is one of
// [EraseReasons]. Where somebody could agree it only asks: asked is true, and
// the tip goes when a second person has agreed. [ErrHeld] where a hold stops it.
func (d *Desk) EraseTip(ctx context.Context, s *Seat, tip string, version int64, reason string) (asked bool, err error) {
	if !slices.Contains(EraseReasons(), reason) {
		return false, Invalids{{Field: "why", MsgID: "desk.keeping.bad_reason"}}
	}
	if _, _, _, err := d.at(ctx, s, ActErase, tip, version); err != nil {
		return false, err
	}
	if err := d.notHeld(ctx, tip); err != nil {
		return false, err
	}
	two, err := d.NeedsTwo(ctx, s, ActErase)
	if err != nil {
		return false, err
	}
	if two {
		_, err := d.Propose(ctx, s, ActErase, tip, reason)
		return true, err
	}
	return false, d.eraseBy(ctx, s, tip, reason)
}

// eraseAgreed does in the second person's session what two have agreed to.
func (d *Desk) eraseAgreed(ctx context.Context, s *Seat, p Proposal) error {
	if !slices.Contains(EraseReasons(), p.Data) {
		return ErrForbidden
	}
	if _, _, _, err := d.reach(ctx, s, ActErase, p.Object); err != nil {
		return err
	}
	if err := d.notHeld(ctx, p.Object); err != nil {
		return err
	}
	return d.eraseBy(ctx, s, p.Object, p.Data)
}

// eraseBy erases it; others that were said to be the same stand for themselves
// again first, for theirs is another tipster's account.
func (d *Desk) eraseBy(ctx context.Context, s *Seat, tip, why string) error {
	t, err := d.Tip(ctx, tip)
	if err != nil {
		return err
	}
	if t.Status != Closed {
		if err := d.standAlone(ctx, s, t); err != nil {
			return err
		}
	}
	return d.erase(ctx, tip, s.Officer.ID, why)
}

func (d *Desk) notHeld(ctx context.Context, tip string) error {
	h, err := d.HoldOf(ctx, tip)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return fmt.Errorf("tips: hold: %w", err)
	case h.Stops(d.Now()):
		return ErrHeld
	}
	return nil
}
