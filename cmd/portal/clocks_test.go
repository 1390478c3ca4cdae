package main

import (
	"strings"
	"testing"
	"time"

	"mukti/tips"
)

func TestWaitingTimesAreTheOperators(t *testing.T) {
	c := Common{FirstLook: "immediate=30m, standard=24h", TakeWithin: "information=72h", PutOff: "urgent=12h", IdleTaker: "standard=48h", NextUpdate: "48h"}
	got := c.waitingTimes()
	want := tips.Clocks{Immediate: 30 * time.Minute, Standard: 24 * time.Hour, Update: 48 * time.Hour}
	want.Take.Information, want.Later.Urgent, want.Lie.Standard = 72*time.Hour, 12*time.Hour, 48*time.Hour
	if got != want {
		t.Errorf("read as %+v", got)
	}
	if err := c.check(); err != nil {
		t.Error(err)
	}
	c = Common{FirstLook: "immediate=1m,soon=4h", TakeWithin: "urgent", PutOff: "later=1h", IdleTaker: "urgent=-1h", NextUpdate: "a week"}
	err := c.check()
	for _, part := range []string{`--first-look "immediate=1m"`, `--first-look "soon=4h"`, `--take-within "urgent"`, `--put-off "later=1h"`, `--idle-taker "urgent=-1h"`, `--next-update "a week"`} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("not said: %s in %v", part, err)
		}
	}
}
