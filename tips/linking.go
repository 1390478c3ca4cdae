package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips/vault"
)

// Tie is a link between two tips that an officer made by hand. The reason is
// sealed to both; a body that has only one of the tips learns nothing of it.
type Tie struct {
	ID         string
	One, Other string // tips
	Body, By   string // of the officer, and the officer's id
	Made       time.Time
	Ended      time.Time // zero while it holds
	ToOne      []byte    // the reason, sealed to One
	ToOther    []byte    // … to Other
}

// Ties keeps links that officers made, and tells what was said to be the same.
type Ties interface {
	// PutTie is [ErrStale] if the two are tied already.
	PutTie(ctx context.Context, t Tie, ev Event) error
	// EndTie is [ErrStale] if it has ended or was never there.
	EndTie(ctx context.Context, id string, at time.Time, ev Event) error
	// TiesOf returns a tip's ties that hold, to tips of which the body has the
	// secret as it has this one's; oldest first.
	TiesOf(ctx context.Context, tip, body string) ([]Tie, error)
	// Joined returns the tips that were said to be the same as tip, closed ones
	// too, whatever bodies have them.
	Joined(ctx context.Context, tip string) ([]Tip, error)
	// TipsFrom returns up to limit ids of tips that begin so, of which the body
	// has the secret.
	TipsFrom(ctx context.Context, body, begin string, limit int) ([]string, error)
}

// FindTip is the id of the one tip of this body that begins so; [ErrNotFound]
// for none, for two, and for what is no beginning of an id.
func (d *Desk) FindTip(ctx context.Context, s *Seat, begin string) (string, error) {
	if s.key == nil || !s.May(ActOpen) || strings.Trim(begin, "0123456789abcdef") != "" || begin == "" {
		return "", ErrNotFound
	}
	ids, err := d.TipsFrom(ctx, s.Officer.Body, begin, 2)
	if err != nil {
		return "", fmt.Errorf("tips: find: %w", err)
	}
	if len(ids) != 1 {
		return "", ErrNotFound
	}
	// The key decides, not a row: see [Desk.Requests].
	if _, _, _, err := d.reach(ctx, s, ActOpen, ids[0]); err != nil {
		return "", errors.Join(ErrNotFound, err)
	}
	return ids[0], nil
}

// TieView is a tie as shown on one of its tips.
type TieView struct {
	ID     string
	Tip    Tip // the other
	Reason string
	Made   time.Time
	By     string // officer's id
	Body   string
}

func tieLabel(tie, tip string) vault.Label { return vault.Label{Of: tie + " " + tip, Kind: "tie"} }

// Tie links another tip to this one by hand, with a reason. The body has to
// have both. In the audit the link is an object of its own: the history of one
// tip does not tell a body that there is another which it must miss.
func (d *Desk) Tie(ctx context.Context, s *Seat, tip, other, why string) error {
	why, err := written("tie", why)
	if err != nil {
		return err
	}
	one, q, _, err := d.reach(ctx, s, ActTie, tip)
	if err != nil {
		return err
	}
	two, o, err := d.another(ctx, s, ActOpen, tip, other)
	if err != nil {
		return err
	}
	now := d.Now()
	t := Tie{ID: vault.NewID(), One: one.ID, Other: two.ID, Body: s.Officer.Body, By: s.Officer.ID, Made: Coarse(now)}
	for _, x := range []struct {
		line QueueLine
		to   *[]byte
	}{{q, &t.ToOne}, {o, &t.ToOther}} {
		key, err := s.tipIdentity(x.line)
		if err != nil {
			return err
		}
		if *x.to, err = vault.Seal(tieLabel(t.ID, x.line.Tip), []byte(why), key.id.Recipient()); err != nil {
			return fmt.Errorf("tips: tie: %w", err)
		}
	}
	err = d.PutTie(ctx, t, Event{At: t.Made, Actor: s.Officer.ID, Act: "tie.made", Object: t.ID, Note: s.Officer.Body})
	if errors.Is(err, ErrStale) {
		return Invalids{{Field: "other", MsgID: "tip.tied"}}
	}
	return err
}

// another is a second tip to which the officer may do an act, named by its id;
// one that the body has not looks like none.
func (d *Desk) another(ctx context.Context, s *Seat, a Act, tip, other string) (Tip, QueueLine, error) {
	t, q, _, err := d.reach(ctx, s, a, other)
	if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound) || err == nil && t.ID == tip {
		return t, q, Invalids{{Field: "other", MsgID: "tip.no_other"}}
	}
	return t, q, err
}

// Untie takes a link made by hand back, by any body that has both tips and
// works on this one.
func (d *Desk) Untie(ctx context.Context, s *Seat, tip, tie string) error {
	if _, _, _, err := d.reach(ctx, s, ActUntie, tip); err != nil {
		return err
	}
	ties, err := d.TiesOf(ctx, tip, s.Officer.Body)
	if err != nil {
		return fmt.Errorf("tips: untie: %w", err)
	}
	if !slices.ContainsFunc(ties, func(t Tie) bool { return t.ID == tie }) {
		return ErrStale
	}
	now := Coarse(d.Now())
	return d.EndTie(ctx, tie, now, Event{At: now, Actor: s.Officer.ID, Act: "tie.ended", Object: tie, Note: s.Officer.Body})
}

// ties are the links by hand that a body may see on a tip that it has opened.
func (d *Desk) ties(ctx context.Context, s *Seat, tip string, key openedTip) (out []TieView, err error) {
	found, err := d.TiesOf(ctx, tip, s.Officer.Body)
	if err != nil {
		return nil, fmt.Errorf("tips: ties: %w", err)
	}
	for _, t := range found {
		other, sealed := t.Other, t.ToOne
		if t.Other == tip {
			other, sealed = t.One, t.ToOther
		}
		to, _, _, err := d.reach(ctx, s, ActOpen, other)
		if errors.Is(err, ErrForbidden) {
			continue
		}
		if err != nil {
			return nil, err
		}
		why, err := vault.Open(key.id, tieLabel(t.ID, tip), sealed)
		if err != nil {
			d.Log.Error("the reason of a link does not open", "tip", tip, "tie", t.ID)
			continue
		}
		to.SameAs = "" // may be one that this body must miss
		out = append(out, TieView{ID: t.ID, Tip: to, Reason: string(why), Made: t.Made, By: t.By, Body: t.Body})
	}
	return out, nil
}
