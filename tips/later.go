package tips

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// MaxLater is how often the taking of a tip may be put off, by whatever body.
// Source: house rule.
const MaxLater = 3

// Later puts off the taking of a tip that nobody has taken: it comes due at
// until, within [Clocks.PutOff] and at most [MaxLater] times. By the body whose
// clock runs. [Invalids] without a reason or for another time.
func (d *Desk) Later(ctx context.Context, s *Seat, tip string, version int64, until time.Time, why string) error {
	why, err := written("later", why)
	if err != nil {
		return err
	}
	t, q, _, err := d.at(ctx, s, ActLater, tip, version)
	if err != nil {
		return err
	}
	now := d.Now()
	switch due := DueAt(until); {
	case !d.mayLater(s, t):
		return ErrForbidden
	case !until.After(now):
		return Invalids{{Field: "until", MsgID: "tip.past"}}
	case due.After(DueAt(now.Add(d.Clocks.PutOff(t.Urgency)))):
		return Invalids{{Field: "until", MsgID: "tip.too_late"}}
	default:
		note, err := d.noteBox(s, q, t, NoteLater, why)
		if err != nil {
			return err
		}
		q = d.before(s, &t, q)
		q.Due, t.Due = due, due
		t.Later++
		return d.Change(ctx, Change{Tip: t, Lines: []QueueLine{q}, Boxes: []Box{note},
			Event: Event{At: note.At, Actor: s.Officer.ID, Act: "tip.later", Object: t.ID,
				Note: fmt.Sprint(s.Officer.Body, " ", due.Format(time.RFC3339), " ", t.Later)}})
	}
}

func (d *Desk) mayLater(s *Seat, t Tip) bool {
	return t.Taker == "" && t.SameAs == "" && t.Status != Closed && t.Holder == s.Officer.Body && t.Later < MaxLater
}

// PutBack gives a tip up, with a reason: it waits to be taken by somebody else
// of the body, by its clock.
func (d *Desk) PutBack(ctx context.Context, s *Seat, tip string, version int64, why string) error {
	why, err := written("put-back", why)
	if err != nil {
		return err
	}
	t, q, _, err := d.at(ctx, s, ActPutBack, tip, version)
	if err != nil {
		return err
	}
	if t.Status == Closed {
		return ErrForbidden
	}
	note, err := d.noteBox(s, q, t, NotePutBack, why)
	if err != nil {
		return err
	}
	q = d.before(s, &t, q)
	return d.Change(ctx, Change{Tip: t, Lines: []QueueLine{q}, Boxes: []Box{note},
		Event: Event{At: note.At, Actor: s.Officer.ID, Act: "tip.put-back", Object: t.ID, Note: s.Officer.Body}})
}

// lastDone is when the officer who has taken a tip last did something with it;
// looking is not doing.
func lastDone(t Tip, evs []Event) (at time.Time) {
	looks := []string{".read", ".clean", ".redrawn", ".seen", ".printed"}
	for _, ev := range evs {
		if ev.Actor == t.Taker && ev.At.After(at) && !slices.ContainsFunc(looks, func(end string) bool { return strings.HasSuffix(ev.Act, end) }) {
			at = ev.At
		}
	}
	return at
}

// idle is since when a taken tip lies, where that is longer than it may; zero
// if it does not.
func (d *Desk) idle(t Tip, evs []Event) time.Time {
	if t.Taker == "" || t.Status == Closed {
		return time.Time{}
	}
	if since := lastDone(t, evs); d.Now().Sub(since) > d.Clocks.Idle(t.Urgency) {
		return since
	}
	return time.Time{}
}
