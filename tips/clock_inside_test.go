package tips

import (
	"context"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// SeatOf is an officer at the desk, without passphrase, code and session: those
// have tests of their own and are slow on purpose.
func SeatOf(o Officer, b ahtu.Body, key vault.BodyKey) *Seat {
	return &Seat{Officer: o, Body: b, key: &ring{now: key}}
}

// WithIdentity is the officer with the officer's own key in hand.
func (s *Seat) WithIdentity(id vault.Identity) *Seat {
	s.identity = id
	return s
}

// Boxes are the keys of boxes by their ids: what their numbers would derive.
type Boxes map[string]vault.Key

// NewQuickLine is [NewLine] with n numbers whose boxes derive from nothing: each
// tip has a box of its own, and nobody waits for Argon2. The boxes' secret is
// one for all: what a number opens is not looked at here.
func NewQuickLine(c Config, n int, secret vault.Identity, boxes Boxes) *Line {
	c = c.withDefaults()
	p := &pool{locker: c.Locker, pepper: c.Keys.Pepper, ready: make(chan slot, n), stop: func() {}, done: make(chan struct{})}
	close(p.done)
	for range n {
		s := slot{vault.NewNumber(), vault.Derived{Box: vault.NewID(), Key: vault.NewKey()}, secret}
		boxes[s.derived.Box] = s.derived.Key
		p.ready <- s
	}
	return &Line{Config: c, pool: p, rosters: newRosters(c)}
}

// OpenIn is [Line.OpenNumber] with a box's key in hand.
func (l *Line) OpenIn(ctx context.Context, box string, key vault.Key) (session string, err error) {
	session = NewToken()
	return session, l.keepNumber(ctx, session, numberPage{Box: box, Key: key[:]})
}

// WriteIn is [Line.Write] with a box's key in hand.
func (l *Line) WriteIn(ctx context.Context, box string, key vault.Key, text string) error {
	return l.write(ctx, box, key, text)
}

// PublicText is a body's public keys as its newcomer's screen has them.
func PublicText(b Body) string { return b.public() }

// LinkShown tells whether a body sees a tip as a link: the tip's card is sealed
// as at intake and opened as by the desk.
func LinkShown(keys MarkKeys, units *ahtu.Directory, body, state string, lgd int, avoid []string, open bool) (bool, error) {
	tip := Tip{ID: vault.NewID()}
	sealed, err := keys.card(tip.ID, card{State: state, LGD: lgd, Avoid: avoid})
	if err != nil {
		return false, err
	}
	d := &Desk{Config: Config{Units: units}}
	_, shown := d.link(keys, body, Linked{Tip: tip, Card: sealed, Open: open})
	return shown, nil
}
