package tips

import (
	"context"
	"fmt"
	"log/slog"

	"mukti/tips/vault"
)

// slot is a number with all that is costly about it done ahead.
type slot struct {
	number  vault.Number
	derived vault.Derived
	secret  vault.Identity // of the mailbox
	locked  []byte
}

// pool keeps numbers ready, so that no key derivation is on a tip's way.
type pool struct {
	locker *vault.Locker
	pepper vault.Key
	ready  chan slot
	stop   context.CancelFunc
	done   chan struct{}
}

// newPool fills size slots, one derivation at a time, until close.
func newPool(locker *vault.Locker, pepper vault.Key, size int, log *slog.Logger) *pool {
	ctx, stop := context.WithCancel(context.Background())
	p := &pool{locker: locker, pepper: pepper, ready: make(chan slot, size), stop: stop, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		for {
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
	locked := vault.SealKey(d.Key, vault.Label{Of: d.Box, Kind: "mailbox"}, []byte(id.Secret()))
	return slot{n, d, id, locked}, nil
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
