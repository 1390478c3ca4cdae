package tips

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// looks remembers, for a quarter of an hour, of which tips an officer has been
// shown the first words in a list. Events are in steps of a quarter of an hour;
// within one the audit says each tip once. So a queue page that shows itself
// anew every minute writes once, and who turns two hundred pages writes two
// hundred times: the sum of the counts is always the number of tips shown.
type looks struct {
	mu sync.Mutex
	of map[string]*quarter // by officer
}

type quarter struct {
	step time.Time
	tips map[string]bool
}

// add gives how many of the tips are new in this step, and takes them in.
func (l *looks) add(officer string, now time.Time, ids []string) (fresh []string) {
	step := Coarse(now)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.of == nil {
		l.of = map[string]*quarter{}
	}
	q := l.of[officer]
	if q == nil || !q.step.Equal(step) {
		for id, old := range l.of {
			if !old.step.Equal(step) {
				delete(l.of, id)
			}
		}
		q = &quarter{step, map[string]bool{}}
		l.of[officer] = q
	}
	for _, id := range ids {
		if !q.tips[id] {
			q.tips[id] = true
			fresh = append(fresh, id)
		}
	}
	return fresh
}

// also takes in what another event has told.
func (l *looks) also(officer string, now time.Time, ids []string) { l.add(officer, now, ids) }

func (l *looks) remove(officer string, ids []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if q := l.of[officer]; q != nil {
		for _, id := range ids {
			delete(q.tips, id)
		}
	}
}

// looked writes that the first words of tips were shown in a list: one event
// with their number, those left out that this quarter of an hour has already.
func (d *Desk) looked(ctx context.Context, s *Seat, act string, ids []string) error {
	now := d.Now()
	fresh := d.looks.add(s.Officer.ID, now, ids)
	if len(fresh) == 0 {
		return nil
	}
	ev := Event{At: Coarse(now), Actor: s.Officer.ID, Act: act, Object: s.Officer.Body, Note: fmt.Sprint(len(fresh))}
	if err := d.Append(ctx, ev); err != nil {
		d.looks.remove(s.Officer.ID, fresh) // not told: the next look tells it
		return fmt.Errorf("tips: %w", err)
	}
	return nil
}
