package tips

import (
	"context"
	"fmt"
	"slices"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// NoteTransferred marks the note that says why a tip was given to another body.
const NoteTransferred = "transferred"

// MayGet tells whether a tip may be transferred to a body. Whoever the tipster
// wants kept out stays out, in the place that was understood and in any other:
// the place may be what was wrong. So "local" leaves bureaus and the cell, and
// "state" the cell alone.
func (d *Desk) MayGet(v TipView, to string) bool {
	return mayGet(d.Units, to, v.Verdict.Avoid, v.Line.Body)
}

func mayGet(units *ahtu.Directory, to string, avoid []string, from string) bool {
	b, ok := units.Body(to)
	switch {
	case !ok || to == from:
		return false
	case b.Kind == ahtu.KindCell:
		return true
	case slices.Contains(avoid, ahtu.AvoidState):
		return false
	case slices.Contains(avoid, ahtu.AvoidLocal):
		return b.Kind == ahtu.KindBureau
	}
	return true
}

// Transfer gives a tip to another body of India, with the reason, sealed to the
// tip. That body's clock of the first look begins; it takes the tip or gives it
// back in the same way. Where nobody is enrolled yet the nearest body above
// has it meanwhile. The body that gave it still sees it. [ErrForbidden] where
// another officer has taken the tip; [Invalids] for a body that is none or that
// the tipster left out, without a reason, and where this body is itself the
// nearest one in which somebody is enrolled.
func (d *Desk) Transfer(ctx context.Context, s *Seat, tip string, version int64, to, reason string) error {
	reason, err := written("reason", reason)
	if err != nil {
		return err
	}
	t, q, have, err := d.at(ctx, s, ActTransfer, tip, version)
	if err != nil {
		return err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	switch {
	case t.Taker != "" && t.Taker != s.Officer.ID, t.Status == Closed:
		return ErrForbidden
	case !mayGet(d.Units, to, key.Avoid, s.Officer.Body) || d.Units.Avoided(to, key.State, key.LGD, key.Avoid):
		return Invalids{{Field: "to", MsgID: "tip.not_there"}}
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	now := d.Now()
	from := t.Unit
	t.Unit, t.Taker, t.SameAs, t.Status, t.Reason = to, "", "", Read, ""
	lines, err := d.transferred(ros, &t, key, have, s.Officer.Body, now)
	if err != nil {
		return err
	}
	note, err := sealBox(key.id.Recipient(), t.ID, vault.NewID(), BoxNote, now,
		DeskNote{At: Coarse(now), Officer: s.Officer.ID, Text: reason, Reason: NoteTransferred})
	if err != nil {
		return err
	}
	// First those that were said to be the same: they stay here and stand for
	// themselves again, whatever comes of this one elsewhere.
	if err := d.standAlone(ctx, s, t.ID); err != nil {
		return err
	}
	return d.Change(ctx, Change{Tip: t, Lines: lines, Boxes: []Box{note},
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.transferred", Object: t.ID, Note: from + " " + to}})
}

// transferred are the lines of a tip that goes to t.Unit: its chain gets the
// tip's secret, sealed with the bodies that now may have it, so that each of
// them can hand it on; the others' clocks stop.
func (d *Desk) transferred(ros *roster, t *Tip, key openedTip, have []QueueLine, by string, now time.Time) ([]QueueLine, error) {
	var chain []string
	for code, ok := t.Unit, true; ok; code, ok = d.Units.Above(code) {
		if !d.Units.Avoided(code, key.State, key.LGD, key.Avoid) {
			chain = append(chain, code)
		}
	}
	for _, code := range chain {
		if !slices.Contains(key.Bodies, code) {
			key.Bodies = append(key.Bodies, code)
		}
	}
	due := DueAt(now.Add(d.Clocks.FirstLook(t.Urgency)))
	t.Holder, t.Due, t.Next = "", due, due
	var lines []QueueLine
	for i, code := range chain {
		q := QueueLine{Tip: t.ID, Body: code, Role: RoleAbove}
		if i == 0 {
			q.Role = RoleUnit
		}
		if to, ok := ros.keys[code]; ok {
			sealed, err := sealTipKey(key.tipKey, t.ID, code, to)
			if err != nil {
				return nil, err
			}
			q.Sealed = sealed
			if t.Holder == "" && (ros.active(code) || i == len(chain)-1) {
				t.Holder, q.Due = code, due
				if q.Role == RoleAbove {
					q.Role = RoleHeld
				}
			}
		}
		lines = append(lines, q)
	}
	if t.Holder == by {
		// Nobody is enrolled there, and this body is the nearest above.
		return nil, Invalids{{Field: "to", MsgID: "tip.nobody_there"}}
	}
	if t.Holder == "" {
		return nil, fmt.Errorf("tips: transfer: no body of the chain of %s can hold a tip", t.Unit)
	}
	for _, q := range have {
		if slices.Contains(chain, q.Body) {
			continue
		}
		if q.Role != RoleCopy { // they have seen it, or may hear of it: not theirs any more
			q.Role, q.Due = RoleCopy, time.Time{}
			if q.Looked.IsZero() {
				q.Looked = Coarse(now)
			}
		}
		q.Sealed = nil // what is stored stays
		lines = append(lines, q)
	}
	return lines, nil
}

// standAlone undoes [Desk.Same] for every tip of this body that was joined to
// one that leaves it.
func (d *Desk) standAlone(ctx context.Context, s *Seat, tip string) error {
	rows, _, err := d.Copies(ctx, tip, s.Officer.Body, 1_000_000)
	if err != nil {
		return fmt.Errorf("tips: transfer: %w", err)
	}
	for _, r := range rows {
		if r.Tip.SameAs != tip {
			continue
		}
		if err := d.Separate(ctx, s, r.Tip.ID, r.Tip.Version); err != nil {
			return err
		}
	}
	return nil
}
