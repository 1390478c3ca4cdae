package main

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"mukti/tips"
)

// keepTimes reads --keep; what is not named keeps the house's own. say gets every fault.
func (c *Common) keepTimes(say func(format string, args ...any)) (k tips.KeepTimes) {
	to := map[string]*time.Duration{tips.Acted: &k.Acted, tips.PassedOn: &k.PassedOn, tips.NoAction: &k.NoAction, tips.False: &k.False}
	for part := range strings.SplitSeq(c.Keep, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, value, found := strings.Cut(part, "=")
		field := to[strings.TrimSpace(name)]
		d, ok := keepTime(strings.TrimSpace(value))
		if !found || field == nil || !ok {
			say("--keep %q: want e.g. acted=1825d,passed-on=730d,no-action=365d,false=365d: days from 1 to %d, or never", part, longestKept)
			continue
		}
		*field = d
	}
	return k
}

// longestKept is the most days that can be asked for: what is to stay longer is
// kept for ever ("never" is erased), and an operator should say so.
const longestKept = 36_500

func keepTime(text string) (time.Duration, bool) {
	if text == "never" {
		return -1, true
	}
	digits, ok := strings.CutSuffix(text, "d")
	days, err := strconv.Atoi(digits)
	if !ok || err != nil || days < 1 || days > longestKept {
		return 0, false
	}
	return time.Duration(days) * 24 * time.Hour, true
}

// keptFor are the keep times of flags that were checked.
func (c *Common) keptFor() tips.KeepTimes {
	return c.keepTimes(func(string, ...any) {})
}

// eraseEvery is how often the sweep looks for what is past its keep time.
const eraseEvery = time.Hour

// keep finishes what a kill left half erased, then erases what is past its
// keep time, and lists who was disabled, until ctx ends.
func (s *sites) keep(ctx context.Context, h *house) {
	for first := true; ; first = false {
		err := errors.Join(h.dropLeft(), h.listDisabled(ctx))
		if first {
			_, listed := s.desk.EraseListed(ctx, h.ledger.ids(listedTip))
			err = errors.Join(err, listed)
		}
		n, kept := s.line.EraseKept(ctx)
		if err = errors.Join(err, kept); err != nil && ctx.Err() == nil {
			s.log.Error("what is past its keep time was not all erased; it is tried again", "err", err)
		}
		if n > 0 {
			s.log.Info("erased after their keep time", "tips", n)
		}
		for next := time.Now().Add(eraseEvery); time.Now().Before(next); {
			select {
			case <-ctx.Done():
				return
			case <-time.After(listEvery):
			}
			if err := h.listDisabled(ctx); err != nil && ctx.Err() == nil {
				s.log.Error("disabled officers were not listed; it is tried again", "err", err)
			}
		}
	}
}

// listEvery is how often officers who were disabled are put on the list.
const listEvery = 30 * time.Second

// listDisabled puts officers who were disabled on the list, so that putting
// back an older backup does not let them in again.
func (h *house) listDisabled(ctx context.Context) error {
	officers, err := h.db.Officers(ctx)
	if err != nil {
		return err
	}
	for _, o := range officers {
		if o.State != tips.OfficerDisabled {
			continue
		}
		if err := h.ledger.add(listedOfficer, o.ID, time.Now()); err != nil {
			return err
		}
	}
	return nil
}
