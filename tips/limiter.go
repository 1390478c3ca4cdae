package tips

import (
	"context"
	"sync"
	"time"
)

// UnknownPerSecond caps, for the whole site, how many numbers that no box has
// may be tried. At this rate a year of guessing opens any of a million boxes
// with a chance of 0.2 %: 5 × 31.6 million tries × 10^6 boxes / 10^17 numbers.
// Source: house rule (SECURITY.md, "The number").
const UnknownPerSecond = 5

// unknownBurst is how many may come at once after a quiet time, and
// unknownWait how long a person is kept waiting before "busy".
const (
	unknownBurst = 20
	unknownWait  = 8 * time.Second
)

// unknowns is the cap. A try takes a token before anything is derived and gets
// it back if the number was known, so that known and unknown numbers wait
// alike and the cap tells nobody which is which.
type unknowns struct {
	mu     sync.Mutex
	tokens float64
	last   time.Time
}

// try takes a token if there is one now.
func (u *unknowns) try(now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.last.IsZero() {
		u.tokens = unknownBurst
	} else if d := now.Sub(u.last); d > 0 {
		u.tokens = min(unknownBurst, u.tokens+d.Seconds()*UnknownPerSecond)
	}
	u.last = now
	if u.tokens < 1 {
		return false
	}
	u.tokens--
	return true
}

// take waits for a token; false after unknownWait, or when ctx ends.
func (u *unknowns) take(ctx context.Context, now func() time.Time) bool {
	deadline := now().Add(unknownWait)
	for {
		t := now()
		if u.try(t) {
			return true
		}
		if t.After(deadline) {
			return false
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// give returns the token of a number that was known.
func (u *unknowns) give() {
	u.mu.Lock()
	u.tokens = min(unknownBurst, u.tokens+1)
	u.mu.Unlock()
}
