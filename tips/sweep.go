package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// arriveTime is how long a file may take to arrive before what came of it is
// dropped: 25 MiB at the slowest line that is taken, 1 KB/s, need seven hours.
// Source: house rule.
const arriveTime = 24 * time.Hour

// Sweep moves up what nobody looked at in time, or looked at and did not take,
// one step at a time: from the unit to its bureau, from there to the national
// cell, where it comes due again and again until somebody does. It gives the
// number of moves. Two machines may sweep at once: the slower one changes nothing.
func (l *Line) Sweep(ctx context.Context) (moved int, err error) {
	now := l.Now()
	if _, err := l.DropExpired(ctx, now); err != nil {
		return 0, fmt.Errorf("tips: sweep: %w", err)
	}
	if _, err := l.DropSessions(ctx, now.Add(-SessionIdle), now.Add(-SessionLife)); err != nil {
		return 0, fmt.Errorf("tips: sweep: %w", err)
	}
	if _, err := l.DropArriving(ctx, now.Add(-arriveTime)); err != nil {
		return 0, fmt.Errorf("tips: sweep: %w", err)
	}
	if err := l.dropReadings(ctx, now); err != nil {
		return 0, fmt.Errorf("tips: sweep: %w", err)
	}
	if err := l.sweepFeedback(ctx, now); err != nil {
		return 0, err
	}
	if moved, err = l.sweepRequests(ctx, now); err != nil {
		return moved, err
	}
	for {
		due, err := l.Overdue(ctx, now, 100)
		if err != nil {
			return moved, fmt.Errorf("tips: sweep: %w", err)
		}
		if len(due) == 0 {
			return moved, nil
		}
		done := 0
		for _, q := range due {
			err := l.moveUp(ctx, q, now)
			if errors.Is(err, ErrStale) {
				continue // somebody looked, or another machine moved it
			}
			if errors.Is(err, ErrStopped) || errors.Is(err, ErrFull) || ctx.Err() != nil {
				return moved, err
			}
			if err != nil { // one damaged tip must not stop the others
				l.Log.Error("a tip could not be moved up", "tip", q.Tip, "err", err)
				continue
			}
			done++
		}
		moved += done
		if done == 0 {
			return moved, nil
		}
	}
}

// moveUp stops the clock of line q and starts that of the next body above
// that has a line in the tip (a body to avoid has none).
func (l *Line) moveUp(ctx context.Context, q QueueLine, now time.Time) error {
	t, err := l.Tip(ctx, q.Tip)
	if err != nil {
		return err
	}
	lines, err := l.Lines(ctx, q.Tip)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(lines, func(x QueueLine) bool { return x.Body == q.Body })
	if at < 0 || lines[at].Due.IsZero() || lines[at].Due.After(now) {
		return ErrStale
	}
	here := lines[at]
	here.Sealed = nil
	due := DueAt(now.Add(l.Clocks.FirstLook(t.Urgency)))
	ev := Event{At: Coarse(now), Actor: "sweep", Act: "tip.escalated", Object: t.ID}
	if !here.Looked.IsZero() {
		ev.Act = "tip.untaken"
	}
	up, ok := l.above(lines, q.Body)
	if !ok {
		here.Due = due
		// Whoever looked and did not take it has to look again.
		here.Looked, ev.Note = time.Time{}, here.Body
		if ev.Act == "tip.escalated" {
			ev.Act = "tip.overdue"
		}
		if t.Holder == here.Body {
			t.Due, t.Next = due, due
		}
		return l.Change(ctx, Change{Tip: t, Lines: []QueueLine{here}, Event: ev})
	}
	here.Due = time.Time{}
	if up.Due.IsZero() || due.Before(up.Due) {
		up.Due = due // a clock that runs there already is not put off by what comes from below
	}
	up.Looked, up.Sealed = time.Time{}, nil
	if up.Role == RoleAbove {
		up.Role = RoleHeld
	}
	ev.Note = here.Body + " " + up.Body
	if t.Holder == here.Body {
		t.Holder, t.Next = up.Body, up.Due
	}
	if t.Holder == up.Body {
		t.Due = up.Due
	}
	return l.Change(ctx, Change{Tip: t, Lines: []QueueLine{here, up}, Missed: here.Body, Event: ev})
}

// above is the line of the next body above that can open the tip.
func (l *Line) above(lines []QueueLine, body string) (QueueLine, bool) {
	for n := 0; n < 8; n++ {
		up, ok := l.Units.Above(body)
		if !ok || up == "" {
			return QueueLine{}, false
		}
		at := slices.IndexFunc(lines, func(q QueueLine) bool { return q.Body == up && q.Sealed != nil })
		if at >= 0 {
			return lines[at], true
		}
		body = up
	}
	return QueueLine{}, false
}

// sweepAtLeast is how often the sweep looks when nothing is due.
const sweepAtLeast = time.Minute

// Run sweeps until ctx ends.
func (l *Line) Run(ctx context.Context) {
	for {
		if _, err := l.Sweep(ctx); err != nil && ctx.Err() == nil {
			l.Log.Error("sweep failed; it is tried again", "err", err)
		}
		wait := sweepAtLeast
		if next, err := l.NextDue(ctx); err == nil && !next.IsZero() {
			wait = min(wait, max(time.Second, next.Sub(l.Now())))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
