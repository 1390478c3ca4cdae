package main

import (
	"strings"
	"time"

	"mukti/tips"
)

// Bounds of a clock: shorter than a step of stored time is no clock, longer
// than a year is none either.
const (
	shortestClock = tips.TimeStep
	longestClock  = 365 * 24 * time.Hour
)

// clocks reads the flags of the waiting times; what is not named keeps the
// house's own. say gets every fault.
func (c *Common) clocks(say func(format string, args ...any)) (k tips.Clocks) {
	each := func(flag, text string, to map[string]*time.Duration) {
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			name, value, found := strings.Cut(part, "=")
			field := to[strings.TrimSpace(name)]
			d, err := time.ParseDuration(strings.TrimSpace(value))
			if !found || field == nil || err != nil || d < shortestClock || d > longestClock {
				say("--%s %q: want e.g. immediate=15m,urgent=4h,standard=48h,information=48h, each between %v and %v", flag, part, shortestClock, longestClock)
				continue
			}
			*field = d
		}
	}
	each("first-look", c.FirstLook, map[string]*time.Duration{
		tips.Immediate: &k.Immediate, tips.Urgent: &k.Urgent, tips.Standard: &k.Standard, tips.Information: &k.Information})
	taking := func(flag, text string, to *tips.TakeClocks) {
		each(flag, text, map[string]*time.Duration{
			tips.Immediate: &to.Immediate, tips.Urgent: &to.Urgent, tips.Standard: &to.Standard, tips.Information: &to.Information})
	}
	taking("take-within", c.TakeWithin, &k.Take)
	taking("put-off", c.PutOff, &k.Later)
	taking("idle-taker", c.IdleTaker, &k.Lie)
	if c.NextUpdate != "" {
		d, err := time.ParseDuration(c.NextUpdate)
		if err != nil || d < shortestClock || d > longestClock {
			say("--next-update %q: want e.g. 168h, between %v and %v", c.NextUpdate, shortestClock, longestClock)
		} else {
			k.Update = d
		}
	}
	return k
}

// waitingTimes are the clocks of flags that were checked.
func (c *Common) waitingTimes() tips.Clocks {
	return c.clocks(func(string, ...any) {})
}
