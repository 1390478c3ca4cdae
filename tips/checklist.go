package tips

import (
	"context"
	"regexp"
	"slices"
	"time"
)

// Tick says that a step of a procedure was done, or that it was not after all:
// box [BoxTick]. The last one on a step counts.
type Tick struct {
	Procedure string    `json:"procedure"` // slug of the library's document
	Step      string    `json:"step"`      // the paragraph's id, "p2.vi"
	Done      bool      `json:"done"`
	At        time.Time `json:"at"`
	Officer   string    `json:"officer"`
	Body      string    `json:"body"`
}

// maxTicks is how many steps are ticked at once. Source: house rule.
const maxTicks = 100

// step is what the id of a paragraph and the slug of a document look like.
var step = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,99}$`)

// TickSteps says that steps of a procedure were done, or with done false that
// they were not. [Invalids] for what is no step.
func (d *Desk) TickSteps(ctx context.Context, s *Seat, tip, procedure string, done bool, steps ...string) error {
	if len(steps) == 0 || len(steps) > maxTicks || !step.MatchString(procedure) ||
		slices.ContainsFunc(steps, func(id string) bool { return !step.MatchString(id) }) {
		return Invalids{{Field: "steps", MsgID: "desk.no_step"}}
	}
	t, q, _, err := d.reach(ctx, s, ActTick, tip)
	if err != nil {
		return err
	}
	ev := Event{Act: "step.done", Note: procedure}
	if !done {
		ev.Act = "step.undone"
	}
	for _, id := range steps {
		one := ev
		one.Note += " " + id
		err := d.addStamped(ctx, s, t, q, BoxTick, Tick{Procedure: procedure, Step: id, Done: done,
			At: d.grain(), Officer: s.Officer.ID, Body: s.Officer.Body}, one)
		if err != nil {
			return err
		}
	}
	return nil
}

// tick keeps the last word on a step: boxes come oldest first.
func (a *added) tick(t Tick) {
	a.Ticks = slices.DeleteFunc(a.Ticks, func(o Tick) bool { return o.Procedure == t.Procedure && o.Step == t.Step })
	if t.Done {
		a.Ticks = append(a.Ticks, t)
	}
}
