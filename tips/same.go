package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// maxSame is how many copies are joined at once: each is a change of its own
// with its line in the audit.
const maxSame = 500

// Same says that the near copies of a tip which the officer has taken are the
// same report, as far as they lie with this body and nobody has taken them:
// they leave the queue, their clocks stop, and they are closed with the tip.
// Nothing is lost: each can be opened from the tip's page, and [Desk.Separate]
// or a letter of its tipster makes it stand for itself again. The audit of one
// does not name the other: a body may see this one and have to miss that.
func (d *Desk) Same(ctx context.Context, s *Seat, tip string, version int64) (joined int, err error) {
	t, _, _, err := d.at(ctx, s, ActSame, tip, version)
	if err != nil {
		return 0, err
	}
	if t.Status == Closed {
		return 0, ErrForbidden
	}
	rows, _, err := d.Copies(ctx, tip, s.Officer.Body, maxSame)
	if err != nil {
		return 0, fmt.Errorf("tips: same: %w", err)
	}
	now := d.Now()
	for _, r := range rows {
		if r.Tip.SameAs != "" || r.Tip.Taker != "" || r.Tip.Holder != s.Officer.Body || !slices.Contains([]string{Received, Read}, r.Tip.Status) {
			continue
		}
		lines, err := d.Lines(ctx, r.Tip.ID)
		if err != nil {
			return joined, fmt.Errorf("tips: same: %w", err)
		}
		o, mine := r.Tip, r.Line
		o.SameAs, o.Status, o.Due, o.Next = t.ID, WithTeam, time.Time{}, t.Next
		mine.Looked = Coarse(now)
		err = d.Change(ctx, Change{Tip: o, Lines: stopped(lines, mine),
			Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.same", Object: o.ID}})
		if errors.Is(err, ErrStale) {
			continue // somebody took it at this moment
		}
		if err != nil {
			return joined, err
		}
		joined++
	}
	return joined, nil
}

// Separate undoes [Desk.Same] for one tip: it is before its holder again.
func (d *Desk) Separate(ctx context.Context, s *Seat, tip string, version int64) error {
	t, q, _, err := d.at(ctx, s, ActSeparate, tip, version)
	if err != nil {
		return err
	}
	if t.SameAs == "" {
		return ErrForbidden
	}
	now := d.Now()
	ev := Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.separated", Object: t.ID}
	t.SameAs, t.Reason, t.Holder = "", "", s.Officer.Body
	t.Status = Read
	if t.Taker != "" {
		t.Status = WithTeam
	} else {
		q.Due = DueAt(now.Add(d.Clocks.Taking(t.Urgency)))
	}
	t.Due, q.Sealed = q.Due, nil
	t.Next = DueAt(now.Add(d.Clocks.NextUpdate(t.Urgency)))
	return d.Change(ctx, Change{Tip: t, Lines: []QueueLine{q}, Event: ev})
}

// closeSame closes what was said to be the same as a tip, with its reason.
func (d *Desk) closeSame(ctx context.Context, s *Seat, t Tip, reason string) error {
	for {
		rows, _, err := d.Copies(ctx, t.ID, s.Officer.Body, 1_000_000)
		if err != nil {
			return fmt.Errorf("tips: close: %w", err)
		}
		again := false
		for _, r := range rows {
			if r.Tip.SameAs != t.ID || r.Tip.Status == Closed {
				continue
			}
			o := r.Tip
			o.Status, o.Reason, o.Due, o.Next = Closed, reason, time.Time{}, time.Time{}
			lines, err := d.Lines(ctx, o.ID)
			if err != nil {
				return fmt.Errorf("tips: close: %w", err)
			}
			err = d.Change(ctx, Change{Tip: o, Lines: stopped(lines, r.Line),
				Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.closed", Object: o.ID, Note: reason}})
			if errors.Is(err, ErrStale) {
				again = true // a letter came meanwhile: look once more
				continue
			}
			if err != nil {
				return err
			}
		}
		if !again {
			return nil
		}
	}
}
