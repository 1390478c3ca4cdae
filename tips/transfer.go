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

// NoteReturned marks the note that says why a tip was given back.
const NoteReturned = "returned"

// Transfer gives a tip to another body of India, with the reason, sealed to the
// tip. That body's clock of the first look begins; it takes the tip
// ([Desk.Take]) or gives it back ([Desk.Return]), and the tip is inbound there
// until one or the other. Where nobody is enrolled yet the nearest body above
// has it meanwhile. The body that gave it still sees it, and what became of it.
// [ErrForbidden] where another officer has taken the tip; [Invalids] for a body
// that is none or that the tipster left out, without a reason, and where this
// body is itself the nearest one in which somebody is enrolled.
func (d *Desk) Transfer(ctx context.Context, s *Seat, tip string, version int64, to, reason string) error {
	reason, err := written("because", reason)
	if err != nil {
		return err
	}
	t, q, have, err := d.at(ctx, s, ActTransfer, tip, version)
	if err != nil {
		return err
	}
	if t.Taker != "" && t.Taker != s.Officer.ID || t.Status == Closed {
		return ErrForbidden
	}
	return d.give(ctx, s, t, q, have, to, NoteTransferred, reason)
}

// Return gives a tip that nobody here has taken back to the body that gave it,
// with the reason: that body has to look again, by its clock.
func (d *Desk) Return(ctx context.Context, s *Seat, tip string, version int64, reason string) error {
	reason, err := written("return", reason)
	if err != nil {
		return err
	}
	t, q, have, err := d.at(ctx, s, ActReturn, tip, version)
	if err != nil {
		return err
	}
	if !mayReturn(s, t) {
		return ErrForbidden
	}
	return d.give(ctx, s, t, q, have, t.Giver, NoteReturned, reason)
}

func mayReturn(s *Seat, t Tip) bool {
	return t.Giver != "" && t.Giver != s.Officer.Body && t.Taker == "" && t.Status != Closed
}

// give moves a tip to another body: handed over, with a request that waits for
// an answer, or given back, which answers one.
func (d *Desk) give(ctx context.Context, s *Seat, t Tip, q QueueLine, have []QueueLine, to, why, reason string) error {
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	if !mayGet(d.Units, to, key.Avoid, s.Officer.Body) || d.Units.Avoided(to, key.State, key.LGD, key.Avoid) {
		return Invalids{{Field: "to", MsgID: "tip.not_there"}}
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	now, act, answer := d.Now(), "tip.transferred", StatePassedOn
	if why == NoteReturned {
		act, answer = "tip.returned", StateReturned
	}
	requests, err := d.given(ctx, s, &t, answer)
	if err != nil {
		return err
	}
	from := t.Unit
	t.Unit, t.Taker, t.SameAs, t.Status, t.Reason = to, "", "", Read, ""
	lines, err := d.transferred(ros, &t, key, have, s.Officer.Body, now)
	if err != nil {
		return err
	}
	note, err := sealBox(key.id.Recipient(), t.ID, vault.NewID(), BoxNote, now,
		DeskNote{At: Coarse(now), Officer: s.Officer.ID, Text: reason, Reason: why})
	if err != nil {
		return err
	}
	boxes := []Box{note}
	if why == NoteTransferred {
		r := Request{ID: vault.NewID(), Tip: t.ID, Kind: KindTransfer, From: s.Officer.Body, To: to, Holder: t.Holder,
			By: s.Officer.ID, State: StateWaits, Asked: Coarse(now)}
		t.Giver = s.Officer.Body
		requests = append(requests, r)
	}
	for _, r := range requests { // the words stand with the request too
		box, err := d.saidBox(s, t, key, r, reason)
		if err != nil {
			return err
		}
		boxes = append(boxes, box)
	}
	// First those that were said to be the same: they stay here and stand for
	// themselves again, whatever comes of this one elsewhere.
	if err := d.standAlone(ctx, s, t); err != nil {
		return err
	}
	return d.Change(ctx, Change{Tip: t, Lines: lines, Boxes: boxes, Requests: requests,
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: act, Object: t.ID, Note: from + " " + to}})
}

// given answers the transfer by which a tip came, if one waits for an answer:
// taken, given back or given on. Where the giver itself takes the tip back the
// transfer has ended.
func (d *Desk) given(ctx context.Context, s *Seat, t *Tip, state string) ([]Request, error) {
	if t.Giver == "" {
		return nil, nil
	}
	if t.Giver == s.Officer.Body {
		state = StateEnded
	}
	t.Giver = ""
	all, err := d.RequestsOf(ctx, t.ID)
	if err != nil {
		return nil, fmt.Errorf("tips: transfer: %w", err)
	}
	var out []Request
	for _, r := range all {
		if r.Kind == KindTransfer && r.State == StateWaits {
			r.State, r.Answered = state, Coarse(d.Now())
			out = append(out, r)
		}
	}
	return out, nil
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
