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
	for _, r := range rows {
		if r.Tip.SameAs != "" || r.Tip.Taker != "" || r.Tip.Holder != s.Officer.Body || !slices.Contains([]string{Received, Read}, r.Tip.Status) {
			continue
		}
		lines, err := d.Lines(ctx, r.Tip.ID)
		if err != nil {
			return joined, fmt.Errorf("tips: same: %w", err)
		}
		switch err := d.join(ctx, s, r.Tip, r.Line, lines, t); {
		case errors.Is(err, errLeads):
			continue
		case errors.Is(err, ErrStale):
			// Somebody took it at this moment, or changed the tip that it would go with.
			if now, err := d.Tip(ctx, t.ID); err != nil || now.Version != t.Version {
				return joined, errors.Join(ErrStale, err)
			}
			continue
		case err != nil:
			return joined, err
		}
		t.Version++
		joined++
	}
	return joined, nil
}

// errLeads: others are the same as it.
var errLeads = errors.New("tips: other tips go with this one")

// join makes a tip go with another. Both are held at their versions: so a tip
// never goes with one that is closed, given away or itself joined at that moment.
func (d *Desk) join(ctx context.Context, s *Seat, t Tip, mine QueueLine, lines []QueueLine, with Tip) error {
	followers, err := d.Joined(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("tips: same: %w", err)
	}
	if slices.ContainsFunc(followers, func(f Tip) bool { return f.Status != Closed }) {
		return errLeads
	}
	given, err := d.given(ctx, s, &t, StateAccepted)
	if err != nil {
		return err
	}
	now := d.Now()
	t.SameAs, t.Status, t.Reason, t.Taker, t.Due, t.Next = with.ID, WithTeam, "", "", time.Time{}, with.Next
	mine.Looked = Coarse(now)
	return d.Change(ctx, Change{Tip: t, Lines: stopped(lines, mine), Requests: given, Beside: TipAt{with.ID, with.Version},
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.same", Object: t.ID}})
}

// Join says that a tip which nobody else has taken is the same report as another
// that this body has: the other goes on, this one leaves the queue and is closed
// with it. [Desk.Separate] takes that back. [Invalids] for another that is none,
// is closed, or goes itself with a tip that this body has not.
func (d *Desk) Join(ctx context.Context, s *Seat, tip string, version int64, other string) error {
	t, q, lines, err := d.at(ctx, s, ActJoin, tip, version)
	if err != nil {
		return err
	}
	if t.Status == Closed || t.SameAs != "" || t.Taker != "" && t.Taker != s.Officer.ID || t.Holder != s.Officer.Body {
		return ErrForbidden
	}
	with, _, err := d.another(ctx, s, ActJoin, tip, other)
	if err != nil {
		return err
	}
	if with.SameAs != "" {
		if with, _, err = d.another(ctx, s, ActJoin, tip, with.SameAs); err != nil {
			return err
		}
	}
	if with.Status == Closed || with.SameAs != "" {
		return Invalids{{Field: "other", MsgID: "tip.other_closed"}}
	}
	if err := d.join(ctx, s, t, q, lines, with); errors.Is(err, errLeads) {
		return Invalids{{Field: "other", MsgID: "tip.leads"}}
	} else {
		return err
	}
}

// Separate undoes [Desk.Same] for one tip: it is before its holder again.
func (d *Desk) Separate(ctx context.Context, s *Seat, tip string, version int64) error {
	t, q, _, err := d.at(ctx, s, ActSeparate, tip, version)
	if err != nil {
		return err
	}
	if t.SameAs == "" || t.Status == Closed {
		return ErrForbidden
	}
	return d.separate(ctx, t, q, s.Officer.Body, s.Officer.ID)
}

// separate puts a tip that went with another before a body again.
func (d *Desk) separate(ctx context.Context, t Tip, q QueueLine, body, actor string) error {
	now := d.Now()
	ev := Event{At: Coarse(now), Actor: actor, Act: "tip.separated", Object: t.ID}
	t.SameAs, t.Reason, t.Holder = "", "", body
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

// actorDesk is who did what follows from an officer's act in a tip that the
// officer's body has not: the history of that tip must not name the officer.
const actorDesk = "desk"

// follow does something with every tip that goes with t: mine with those that
// the officer's body has; the others, of which it must learn nothing, stand for
// themselves again before whoever held them. What somebody changes meanwhile is
// looked at once more.
func (d *Desk) follow(ctx context.Context, s *Seat, t Tip, mine func(Tip, QueueLine, []QueueLine) error) error {
	for range 20 {
		followers, err := d.Joined(ctx, t.ID)
		if err != nil {
			return fmt.Errorf("tips: same: %w", err)
		}
		again := false
		for _, f := range followers {
			lines, err := d.Lines(ctx, f.ID)
			if err != nil {
				return fmt.Errorf("tips: same: %w", err)
			}
			own := slices.IndexFunc(lines, func(q QueueLine) bool { return q.Body == s.Officer.Body && q.Sealed != nil })
			holder := slices.IndexFunc(lines, func(q QueueLine) bool { return q.Body == f.Holder })
			switch {
			case own >= 0 && mayWork(f, lines[own]):
				err = mine(f, lines[own], lines)
			case f.Status != Closed && holder >= 0:
				err = d.separate(ctx, f, lines[holder], f.Holder, actorDesk)
			}
			if errors.Is(err, ErrStale) {
				again = true
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
	return ErrStale
}

// closeSame closes what was said to be the same as a tip, with its reason.
func (d *Desk) closeSame(ctx context.Context, s *Seat, t Tip, reason string) error {
	return d.follow(ctx, s, t, func(o Tip, mine QueueLine, lines []QueueLine) error {
		if o.Status == Closed {
			return nil
		}
		o.Status, o.Reason, o.Due, o.Next = Closed, reason, time.Time{}, time.Time{}
		return d.Change(ctx, Change{Tip: o, Lines: stopped(lines, mine),
			Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.closed", Object: o.ID, Note: reason}})
	})
}

// reopenSame lets what was closed with a tip go with it again.
func (d *Desk) reopenSame(ctx context.Context, s *Seat, t Tip) error {
	return d.follow(ctx, s, t, func(o Tip, mine QueueLine, _ []QueueLine) error {
		if o.Status != Closed {
			return nil
		}
		o.Status, o.Reason, o.Due, o.Next = WithTeam, "", time.Time{}, t.Next
		mine.Sealed = nil
		return d.Change(ctx, Change{Tip: o, Lines: []QueueLine{mine},
			Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.reopened", Object: o.ID, Note: s.Officer.Body}})
	})
}

// standAlone undoes [Desk.Same] for every tip that goes with one that leaves
// this body: each stays where it is.
func (d *Desk) standAlone(ctx context.Context, s *Seat, t Tip) error {
	return d.follow(ctx, s, t, func(o Tip, mine QueueLine, _ []QueueLine) error {
		if o.Status == Closed {
			return nil
		}
		return d.separate(ctx, o, mine, s.Officer.Body, s.Officer.ID)
	})
}
