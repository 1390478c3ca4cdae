package tips

import (
	"context"
	"fmt"
	"time"
)

// Additions keeps what officers add to a tip without changing it: no version
// rises, so nobody who is writing meanwhile has to begin again.
type Additions interface {
	// AddBox writes a box with its event; [ErrNotFound] without such a tip.
	AddBox(ctx context.Context, b Box, ev Event) error
}

// Remark is an officer's internal note: box [BoxRemark]. The tipster never gets
// it. Every body that can open the tip reads it, those with a copy too: the tip
// has one key, and a tick that hides a note on the page would promise what the
// key does not keep.
type Remark struct {
	ID      string    `json:"-"`
	At      time.Time `json:"at"`
	Officer string    `json:"officer"` // id
	Body    string    `json:"body"`
	Text    string    `json:"text"`
	About   string    `json:"about,omitempty"` // a code of [Seeing]: why a picture was looked at
}

// AddRemark adds an internal note. [Invalids] for an empty or too long one.
func (d *Desk) AddRemark(ctx context.Context, s *Seat, tip, text string) error {
	text, err := written("remark", upright(text))
	if err != nil {
		return err
	}
	t, q, _, err := d.reach(ctx, s, ActRemark, tip)
	if err != nil {
		return err
	}
	return d.addRemark(ctx, s, t, q, Remark{Text: text}, Event{Act: "tip.noted", Note: s.Officer.Body})
}

func (d *Desk) addRemark(ctx context.Context, s *Seat, t Tip, q QueueLine, r Remark, ev Event) error {
	r.At, r.Officer, r.Body = d.grain(), s.Officer.ID, s.Officer.Body
	return d.addStamped(ctx, s, t, q, BoxRemark, r, ev)
}

// addStamped adds a box in the officer's name.
func (d *Desk) addStamped(ctx context.Context, s *Seat, t Tip, q QueueLine, kind string, v any, ev Event) error {
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	box, err := sealStamped(key.stampKey(), key.id.Recipient(), d.newBox(t.ID, kind), v)
	if err != nil {
		return err
	}
	ev.At, ev.Actor, ev.Object = d.grain(), s.Officer.ID, t.ID
	if err := d.AddBox(ctx, box, ev); err != nil {
		return fmt.Errorf("tips: add %s: %w", kind, err)
	}
	return nil
}
