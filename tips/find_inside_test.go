package tips

import (
	"context"

	"mukti/tips/vault"
)

// Sit gives an officer of [SeatOf] a session of its own, as a sign-in does.
func (d *Desk) Sit(ctx context.Context, s *Seat) (*Seat, error) {
	out, cookie := *s, NewToken()
	out.session, out.sitting = vault.ID(cookie, "session"), vault.Derive([]byte(cookie), "sitting")
	return &out, d.PutSession(ctx, Session{ID: out.session, Officer: s.Officer.ID, Started: d.Now(), Seen: d.Now()})
}

// Opened waits until what was begun to be opened for searching is open.
func (d *Desk) Opened() { d.finder.opening.Wait() }

// Prune is the look for sessions that ended without a word.
func (d *Desk) Prune(ctx context.Context) { d.pruneFindings(ctx) }

// Remembering counts the memories that there are.
func (d *Desk) Remembering() int {
	d.finder.mu.Lock()
	defer d.finder.mu.Unlock()
	return len(d.finder.of)
}

// LimitFinding sets smaller bounds.
func (d *Desk) LimitFinding(tips int, bytes, all int64) {
	d.finder.limits = findLimits{tips, bytes, all}
}

// RekeyedSeat is the seat after the body's key was made anew.
func RekeyedSeat(s *Seat, key vault.BodyKey) *Seat {
	out := *s
	out.key = &ring{now: key}
	return &out
}

// SessionOf is the seat's session.
func (s *Seat) SessionOf() string { return s.session }

// SeatWithoutBody is an administrator at the desk.
func SeatWithoutBody(o Officer) *Seat { return &Seat{Officer: o} }

// WithoutSession is the seat as nobody's session.
func WithoutSession(s *Seat) *Seat {
	out := *s
	out.session = ""
	return &out
}

// AsRole is the seat with another role.
func AsRole(s *Seat, role string) *Seat {
	out := *s
	out.Officer.Role = role
	return &out
}
