package tips

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"mukti/tips/vault"
)

// slot is a number with all that is costly about it done ahead.
type slot struct {
	number  vault.Number
	derived vault.Derived
	secret  vault.Identity // of the mailbox
}

// numberKey is what a number opens of its box: the key to the officers'
// letters, and the tip's public key for the tipster's own.
type numberKey struct {
	Secret string `json:"secret"`
	Tip    string `json:"tip"`
}

// lock locks the box under what the number derives.
func (s slot) lock(tip vault.Recipient) []byte {
	plain, err := json.Marshal(numberKey{s.secret.Secret(), tip.String()})
	if err != nil {
		panic("tips: two strings always encode: " + err.Error())
	}
	return vault.SealKey(s.derived.Key, mailboxLabel(s.derived.Box), plain)
}

func mailboxLabel(box string) vault.Label { return vault.Label{Of: box, Kind: "mailbox"} }

// openMailbox opens a number's box.
func openMailbox(box Mailbox, key vault.Key) (vault.Identity, vault.Recipient, error) {
	var k numberKey
	plain, err := vault.OpenKey(key, mailboxLabel(box.ID), box.Locked)
	if err == nil && json.Unmarshal(plain, &k) != nil {
		err = vault.ErrOpen
	}
	if err != nil {
		return vault.Identity{}, vault.Recipient{}, fmt.Errorf("tips: box: %w", err)
	}
	id, err := vault.ParseIdentity(k.Secret)
	if err != nil {
		return vault.Identity{}, vault.Recipient{}, fmt.Errorf("tips: box: %w", err)
	}
	tip, err := vault.ParseRecipient(k.Tip)
	if err != nil {
		return vault.Identity{}, vault.Recipient{}, fmt.Errorf("tips: box: %w", err)
	}
	return id, tip, nil
}

// pool keeps numbers ready, so that no key derivation is on a tip's way.
type pool struct {
	locker *vault.Locker
	pepper vault.Key
	ready  chan slot
	stop   context.CancelFunc
	done   chan struct{}
}

// The pool begins when the portal has had time to start, and rests between two
// numbers: a tenth of a second of every core's time a number would be taken from
// whoever reads just then. Only where none is left does it hurry. House rules.
const (
	poolBegins  = 2 * time.Second
	shortRest   = 100 * time.Millisecond // up to enoughReady numbers
	enoughReady = 16
	poolRest    = 400 * time.Millisecond
)

// newPool fills size slots, one derivation at a time, until close.
func newPool(locker *vault.Locker, pepper vault.Key, size int, log *slog.Logger) *pool {
	ctx, stop := context.WithCancel(context.Background())
	p := &pool{locker: locker, pepper: pepper, ready: make(chan slot, size), stop: stop, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		filling, rest := true, poolBegins
		for {
			select {
			case <-time.After(rest):
			case <-ctx.Done():
				return
			}
			s, err := p.make(ctx)
			if ctx.Err() != nil {
				return
			}
			if err != nil {
				log.Error("numbers cannot be made ahead", "err", err)
				return
			}
			select {
			case p.ready <- s:
			case <-ctx.Done():
				return
			}
			rest = shortRest
			switch n := len(p.ready); {
			case n == 0:
				rest = 0 // somebody took it at once
			case n >= enoughReady && n < cap(p.ready):
				rest = poolRest
			}
			if filling && len(p.ready) >= min(enoughReady, cap(p.ready)) {
				filling = false
				// Each derivation left 19 MiB behind: without this a portal that
				// has just started keeps twice what it needs.
				debug.FreeOSMemory()
			}
		}
	}()
	return p
}

func (p *pool) make(ctx context.Context) (slot, error) {
	n := vault.NewNumber()
	d, err := p.locker.Derive(ctx, p.pepper, n)
	if err != nil {
		return slot{}, fmt.Errorf("tips: number: %w", err)
	}
	id, err := vault.NewIdentity()
	if err != nil {
		return slot{}, fmt.Errorf("tips: number: %w", err)
	}
	return slot{n, d, id}, nil
}

// take gives a ready slot, or makes one when the pool is dry.
func (p *pool) take(ctx context.Context) (slot, error) {
	select {
	case s := <-p.ready:
		return s, nil
	default:
		return p.make(ctx)
	}
}

func (p *pool) close() {
	p.stop()
	<-p.done
}
