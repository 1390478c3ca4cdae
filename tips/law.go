package tips

import (
	"slices"
	"time"

	"mukti/tips/triage"
)

// LawClock is a time that a law sets, shown apart from the house's own clocks:
// nothing is moved by it, for only the officer knows when the duty arose and
// was done.
type LawClock struct {
	ID     string // message desk.law.<ID>
	Source string
	Due    time.Time // counted from when the tip came: the earliest the duty can have begun
}

// lawTable are the laws' clocks, each with the rules of triage that call for it.
var lawTable = []struct {
	id, source string
	rules      []string
	within     time.Duration
}{
	// Source: Protection of Children from Sexual Offences Act 2012, section 19(6):
	// the SJPU or local police report to the Child Welfare Committee and the
	// Special Court (or Court of Session) without unnecessary delay, within 24 hours.
	{"pocso-19-6", "POCSO Act 2012, section 19(6)", []string{"child-sexual-exploitation"}, 24 * time.Hour},
}

func lawClocks(a triage.Assessment, from time.Time) (out []LawClock) {
	for _, l := range lawTable {
		if slices.ContainsFunc(a.Reasons, func(r triage.Reason) bool { return slices.Contains(l.rules, r.Rule) }) {
			out = append(out, LawClock{ID: l.id, Source: l.source, Due: from.Add(l.within)})
		}
	}
	return out
}
