package tips

import (
	"context"
	"slices"
	"sync"
	"time"
)

// UnknownPerSecond caps, for the whole site, how many numbers that no box has
// may be tried. At this rate a year of guessing opens any of a million boxes
// with a chance of 0.2 %: 5 × 31.6 million tries × 10^6 boxes / 10^17 numbers.
// The cap is a process's: where n processes serve one database, a guesser who
// knows them all has n times the rate and n times the chance.
// Source: house rule (SECURITY.md, "The number").
const UnknownPerSecond = 5

// unknownBurst is how many may come at once after a quiet time, and
// unknownWait how long a person is kept waiting before "busy".
const (
	unknownBurst = 20
	unknownWait  = 8 * time.Second
)

// sourceKey is the key of a context's source.
type sourceKey struct{}

// WithSource says from where a call comes, so that who sends much waits behind
// others and not before them. source tells senders apart and nothing else: it
// is compared, never kept.
func WithSource(ctx context.Context, source string) context.Context {
	return context.WithValue(ctx, sourceKey{}, source)
}

// sourceOf is the source of a call; all that have none are one.
func sourceOf(ctx context.Context) string {
	source, _ := ctx.Value(sourceKey{}).(string)
	return source
}

// unknowns is the cap. A try takes a token before anything is derived and gets
// it back if the number was known, so that known and unknown numbers wait
// alike and the cap tells nobody which is which. Who waits is served source by
// source in turn: a flood of guesses from a few of them leaves a person who
// types one number a place near the front.
type unknowns struct {
	mu      sync.Mutex
	tokens  float64
	last    time.Time
	waiting []*waitingSource // whose turn is next comes first
	pumping bool             // a timer runs for who waits
}

// waitingSource are the calls of one source, first come first.
type waitingSource struct {
	name  string
	calls []chan struct{} // closed when the call has its token
}

// try takes a token if there is one now that nobody waits for.
func (u *unknowns) try(now time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.serve(now)
	if u.tokens < 1 {
		return false
	}
	u.tokens--
	return true
}

// serve adds what tokens time has brought and hands them out in turn.
func (u *unknowns) serve(now time.Time) {
	if u.last.IsZero() {
		u.tokens = unknownBurst
	} else if d := now.Sub(u.last); d > 0 {
		u.tokens = min(unknownBurst, u.tokens+d.Seconds()*UnknownPerSecond)
	}
	u.last = now
	for u.tokens >= 1 && len(u.waiting) > 0 {
		first := u.waiting[0]
		u.waiting = u.waiting[1:]
		close(first.calls[0])
		u.tokens--
		if first.calls = first.calls[1:]; len(first.calls) > 0 {
			u.waiting = append(u.waiting, first)
		}
	}
}

// wait joins the calls of a source.
func (u *unknowns) wait(source string) chan struct{} {
	call := make(chan struct{})
	for _, w := range u.waiting {
		if w.name == source {
			w.calls = append(w.calls, call)
			return call
		}
	}
	u.waiting = append(u.waiting, &waitingSource{source, []chan struct{}{call}})
	return call
}

// forget takes a call away that waits no longer; false if it has its token.
func (u *unknowns) forget(call chan struct{}) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	for i, w := range u.waiting {
		if at := slices.Index(w.calls, call); at >= 0 {
			if w.calls = slices.Delete(w.calls, at, at+1); len(w.calls) == 0 {
				u.waiting = slices.Delete(u.waiting, i, i+1)
			}
			return true
		}
	}
	return false
}

// take waits for a token; false after unknownWait, or when ctx ends.
func (u *unknowns) take(ctx context.Context, now func() time.Time) bool {
	u.mu.Lock()
	u.serve(now())
	if u.tokens >= 1 {
		u.tokens--
		u.mu.Unlock()
		return true
	}
	call := u.wait(sourceOf(ctx))
	u.pump(now)
	u.mu.Unlock()
	long := time.NewTimer(unknownWait)
	defer long.Stop()
	select {
	case <-call:
		return true
	case <-ctx.Done():
	case <-long.C:
	}
	return !u.forget(call)
}

// pump hands out the next token when it is due, as long as somebody waits. It
// is called with the lock held; one timer at a time runs.
func (u *unknowns) pump(now func() time.Time) {
	if u.pumping || len(u.waiting) == 0 {
		return
	}
	u.pumping = true
	due := time.Duration((1 - u.tokens) / UnknownPerSecond * float64(time.Second))
	time.AfterFunc(max(due, time.Millisecond), func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.pumping = false
		u.serve(now())
		u.pump(now)
	})
}

// give returns the token of a number that was known, to whoever is next.
func (u *unknowns) give() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.tokens = min(unknownBurst, u.tokens+1)
	if !u.last.IsZero() {
		u.serve(u.last)
	}
}
