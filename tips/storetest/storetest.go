// Package storetest is the suite that every store of tips passes: each
// contract in package tips' interfaces, and what must hold in a crowd.
package storetest

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"time"

	"mukti/tips"
)

// Store is all that a portal keeps.
type Store interface{ tips.Backend }

// verifier is a store that can look for its own faults. One that cannot is
// checked from outside only.
type verifier interface {
	Verify(ctx context.Context) ([]string, error)
}

// Run runs the suite; open gives a new, empty store and closes it with the test.
func Run(t *testing.T, open func(t *testing.T) Store) {
	for _, part := range []struct {
		name string
		run  func(t *testing.T, open func(t *testing.T) Store)
	}{
		{"tips", runTips},
		{"changes", runChanges},
		{"queue", runQueue},
		{"hand-over", runHandOver},
		{"clocks", runClocks},
		{"links", runLinks},
		{"groups", runGroups},
		{"pages", runPages},
		{"files", runFiles},
		{"people", runPeople},
		{"sessions", runSessions},
		{"audit", runAudit},
		{"proposals", runProposals},
		{"account", runAccount},
		{"readings", runReadings},
		{"keeping", runKeeping},
		{"requests", runRequests},
		{"ties", runTies},
		{"notices", runNotices},
		{"views", runViews},
		{"narrow", runNarrow},
		{"crowd", runCrowd},
		{"findings", runFindings},
		{"audit pages", runAuditPages},
		{"heads", runHeads},
		{"figures", runFigures},
		{"site", runSite},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, open) })
	}
}

// test is one contract on a store of its own.
type test struct {
	name string
	run  func(t *testing.T, s Store)
}

func each(t *testing.T, open func(t *testing.T) Store, tests []test) {
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			c.run(t, s)
			sound(t, s)
		})
	}
}

// sound fails the test if the store finds a fault in itself, or its audit is no chain.
func sound(t *testing.T, s Store) {
	t.Helper()
	if v, ok := s.(verifier); ok {
		faults, err := v.Verify(t.Context())
		want(t, err, nil)
		for _, f := range faults {
			t.Errorf("the store finds a fault: %s", f)
		}
	}
	var seq int64
	var mac []byte
	for {
		evs, err := s.Events(t.Context(), seq, 1000)
		want(t, err, nil)
		if len(evs) == 0 {
			return
		}
		for _, ev := range evs {
			if ev.Seq != seq+1 || string(ev.Prev) != string(mac) || len(ev.MAC) == 0 {
				t.Fatalf("event %d does not follow event %d", ev.Seq, seq)
			}
			seq, mac = ev.Seq, ev.MAC
		}
	}
}

// day is a time on the stored grain that every test counts from.
func day() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }

// sealed looks like a sealed blob to a store, which opens none.
func sealed(what string) []byte { return []byte("age-encryption.org/v1\n" + what) }

// event is one of act on object.
func event(act, object string) tips.Event {
	return tips.Event{At: day(), Actor: "line", Act: act, Object: object, Note: "UP-AGRA standard"}
}

// id is the n-th id of a sort.
func id(sort string, n int) string { return fmt.Sprintf("%s%08x", sort, n) }

// intake is a whole new tip of Agra: a line for the unit with a clock, lines
// above that wait.
func intake(n int) tips.Intake {
	tip := id("tip", n)
	due := day().Add(time.Hour)
	return tips.Intake{
		Tip: tips.Tip{ID: tip, Mailbox: id("box", n), Recipient: "age1pq" + tip, Unit: "UP-AGRA", Holder: "UP-AGRA",
			Urgency: tips.Standard, Status: tips.Received, Created: day(), Due: due, Next: due.Add(time.Hour)},
		Mailbox: tips.Mailbox{ID: id("box", n), Tip: tip, Recipient: "age1pqbox" + tip, Locked: []byte("locked")},
		Lines: []tips.QueueLine{
			{Tip: tip, Body: "IN-NODAL", Role: tips.RoleAbove, Sealed: sealed("cell " + tip)},
			{Tip: tip, Body: "UP-AGRA", Role: tips.RoleUnit, Sealed: sealed("unit " + tip), Due: due},
			{Tip: tip, Body: "UP-AHTB", Role: tips.RoleAbove},
		},
		Boxes: []tips.Box{
			{ID: tip + "-words", Tip: tip, Kind: tips.BoxWords, At: day(), Data: sealed("words " + tip)},
			{ID: tip + "-summary", Tip: tip, Kind: tips.BoxSummary, At: day(), Data: sealed("summary " + tip)},
			{ID: tip + "-contact", Tip: tip, Kind: tips.BoxContact, At: day(), Data: sealed("contact " + tip)},
		},
		Marks: []tips.KeyedMark{{Tip: tip, Kind: "phone", Key: "k1", MAC: []byte("mac of a phone")}, {Tip: tip, Kind: "phone", Key: "k1", MAC: []byte("mac of a phone")}},
		Pages: []tips.Page{{ID: "page-" + tip, Kind: "sent", Data: []byte("sealed page"), Looks: 2, Expires: day().Add(30 * time.Minute)}},
		Event: event("tip.received", tip),
	}
}

// accept puts tips into the store; change may alter each before.
func accept(t *testing.T, s Store, n int, change ...func(*tips.Intake)) tips.Intake {
	t.Helper()
	in := intake(n)
	for _, c := range change {
		c(&in)
	}
	if err := s.Accept(t.Context(), in); err != nil {
		t.Fatalf("accept tip %d: %v", n, err)
	}
	return in
}

// want fails the test unless got is the value or, for an error, is want.
func want[T any](t *testing.T, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("got  %+v\nwant %+v", got, want)
	}
}

// everything is what a store holds of a tip, for "nothing has changed".
type everything struct {
	Tip     tips.Tip
	Box     tips.Mailbox
	Lines   []tips.QueueLine
	Boxes   []tips.Box
	Letters []tips.Letter
	Events  []tips.Event
}

func all(t *testing.T, s Store, tip string) (e everything) {
	t.Helper()
	var err error
	for _, read := range []func() error{
		func() error { e.Tip, err = s.Tip(t.Context(), tip); return err },
		func() error { e.Box, err = s.MailboxOf(t.Context(), tip); return err },
		func() error { e.Lines, err = s.Lines(t.Context(), tip); return err },
		func() error { e.Boxes, err = s.Boxes(t.Context(), tip); return err },
		func() error { e.Letters, err = s.Letters(t.Context(), tip); return err },
		func() error { e.Events, err = s.Events(t.Context(), 0, 10_000); return err },
	} {
		if err := read(); err != nil {
			t.Fatal(err)
		}
	}
	return e
}
