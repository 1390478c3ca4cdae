package main

import (
	"context"
	"errors"
	"time"

	"mukti/tips"
)

// headsEvery is how often it is looked whether a day has ended. House rule.
const headsEvery = 10 * time.Minute

// signHeads signs the audit's head of each day that has ended, at the start and
// then as days end. A chain that is broken is not signed: it is said in the log,
// and again each time, until somebody has looked with `portal verify`.
func (s *sites) signHeads(ctx context.Context) {
	for {
		h, signed, err := s.line.SignHead(ctx)
		switch {
		case errors.Is(err, tips.ErrBroken):
			s.log.Error("the audit was changed: its daily head is not signed; run `portal verify`", "err", err)
		case err != nil && ctx.Err() == nil:
			s.log.Error("the audit's daily head was not signed; it is tried again", "err", err)
		case signed:
			s.log.Info("the audit's daily head was signed", "day", h.Day, "event", h.Seq, "print", h.Fingerprint())
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(headsEvery):
		}
	}
}
