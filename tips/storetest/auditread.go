package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"mukti/tips"
)

func runFindings(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"a body's tips that it could open, newest first", func(t *testing.T, s Store) {
			for n := range 5 {
				accept(t, s, n, func(in *tips.Intake) { in.Tip.Created = day().Add(time.Duration(n) * time.Hour) })
			}
			lines, all, err := s.Findable(t.Context(), "UP-AGRA", 3)
			want(t, err, nil)
			want(t, all, 5)
			want(t, lines, []tips.FindLine{
				{Tip: id("tip", 4), Version: 0, Urgency: tips.Standard, Status: tips.Received, Created: day().Add(4 * time.Hour)},
				{Tip: id("tip", 3), Version: 0, Urgency: tips.Standard, Status: tips.Received, Created: day().Add(3 * time.Hour)},
				{Tip: id("tip", 2), Version: 0, Urgency: tips.Standard, Status: tips.Received, Created: day().Add(2 * time.Hour)},
			})
			// The bureau has lines without a secret.
			lines, all, err = s.Findable(t.Context(), "UP-AHTB", 3)
			want(t, err, nil)
			want(t, len(lines)+all, 0)
			tip, err := s.Tip(t.Context(), id("tip", 1))
			want(t, err, nil)
			tip.Status = tips.Closed
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Event: event("tip.closed", tip.ID)}), nil)
			lines, all, err = s.Findable(t.Context(), "UP-AGRA", 100)
			want(t, err, nil)
			want(t, all, 5)
			want(t, lines[3], tips.FindLine{Tip: tip.ID, Version: 1, Urgency: tips.Standard, Status: tips.Closed, Created: day().Add(time.Hour)})
		}},
		{"a tip's card", func(t *testing.T, s Store) {
			accept(t, s, 1, func(in *tips.Intake) { in.Card = tips.Card{Key: "k1", Data: []byte("sealed card")} })
			c, err := s.CardOf(t.Context(), id("tip", 1))
			want(t, err, nil)
			want(t, c, tips.Card{Key: "k1", Data: []byte("sealed card")})
			_, err = s.CardOf(t.Context(), "none")
			is(t, err, tips.ErrNotFound)
		}},
	})
}

// fits tells whether an event is one that a filter asks for, in plain words.
func fits(f tips.EventFilter, ev tips.Event) bool {
	return (len(f.Actors) == 0 || slices.Contains(f.Actors, ev.Actor)) && (len(f.Acts) == 0 || slices.Contains(f.Acts, ev.Act)) &&
		(f.Object == "" || f.Object == ev.Object) && (f.Before == 0 || ev.Seq < f.Before) &&
		(f.From.IsZero() || !ev.At.Before(f.From)) && (f.To.IsZero() || ev.At.Before(f.To))
}

func runAuditPages(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"every filter gives what it names, newest first", func(t *testing.T, s Store) {
			for n := range 120 {
				at := day().Add(time.Duration(n/10) * 6 * time.Hour)
				if n%17 == 0 {
					at = at.Add(-48 * time.Hour) // a clock that was set
				}
				want(t, s.Append(t.Context(), tips.Event{At: at, Actor: fmt.Sprint("o", n%5), Act: fmt.Sprint("act.", n%3), Object: fmt.Sprint("tip", n%7)}), nil)
			}
			all, err := s.Events(t.Context(), 0, 1000)
			want(t, err, nil)
			slices.Reverse(all)
			for _, f := range []tips.EventFilter{
				{}, {Actors: []string{"o1"}}, {Actors: []string{"o1", "o4", "nobody"}}, {Acts: []string{"act.2"}}, {Acts: []string{"act.0", "act.1"}},
				{Object: "tip3"}, {Object: "tip3", Actors: []string{"o1", "o2"}, Acts: []string{"act.1", "act.2"}}, {Actors: []string{"o0"}, Acts: []string{"act.0"}},
				{From: day(), To: day().Add(24 * time.Hour)}, {From: day().Add(24 * time.Hour), Actors: []string{"o2"}}, {To: day()},
				{From: day().AddDate(1, 0, 0), To: day().AddDate(1, 0, 1)}, {Before: 50, Acts: []string{"act.1"}}, {Before: 1},
			} {
				for _, limit := range []int{1, 7, 1000} {
					f.Limit = limit
					var wanted []tips.Event
					for _, ev := range all {
						if fits(f, ev) && len(wanted) < limit {
							wanted = append(wanted, ev)
						}
					}
					got, err := s.AuditPage(t.Context(), f)
					want(t, err, nil)
					if !slices.EqualFunc(got, wanted, func(a, b tips.Event) bool {
						return a.Seq == b.Seq && a.At.Equal(b.At) && string(a.MAC) == string(b.MAC)
					}) {
						t.Errorf("%+v: %d events, want %d", f, len(got), len(wanted))
					}
				}
			}
			acts, err := s.AuditActs(t.Context())
			want(t, err, nil)
			want(t, acts, []string{"act.0", "act.1", "act.2"})
		}},
	})
}

func runHeads(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"a day has one head, and days go on", func(t *testing.T, s Store) {
			ctx := t.Context()
			seq, mac, err := s.ChainEnd(ctx, tips.Head{})
			want(t, err, nil)
			want(t, seq, 0)
			want(t, len(mac), 0)
			for n := range 5 {
				want(t, s.Append(ctx, event("tip.read", fmt.Sprint(n))), nil)
			}
			seq, mac, err = s.ChainEnd(ctx, tips.Head{})
			want(t, err, nil)
			want(t, seq, 5)
			first := tips.Head{Day: "2026-11-21", Seq: seq, Count: 5, MAC: mac, Sig: []byte("sig")}
			made := func(h tips.Head) tips.Event {
				return tips.Event{At: day(), Actor: "line", Act: "audit.head", Object: h.Day, Note: fmt.Sprint(h.Seq)}
			}
			want(t, s.PutHead(ctx, first, made(first)), nil)
			is(t, s.PutHead(ctx, first, made(first)), tips.ErrStale)
			early := first
			early.Day = "2026-11-20"
			is(t, s.PutHead(ctx, early, made(early)), tips.ErrStale)
			seq, mac, err = s.ChainEnd(ctx, first)
			want(t, err, nil)
			want(t, seq, 6)
			second := tips.Head{Day: "2026-11-22", Seq: seq, Count: 1, MAC: mac, Sig: []byte("sig2")}
			want(t, s.PutHead(ctx, second, made(second)), nil)
			heads, err := s.ListHeads(ctx, "", 10)
			want(t, err, nil)
			want(t, heads, []tips.Head{second, first})
			heads, err = s.ListHeads(ctx, "2026-11-22", 10)
			want(t, err, nil)
			want(t, heads, []tips.Head{first})
			wrong := first
			wrong.MAC = []byte("another")
			_, _, err = s.ChainEnd(ctx, wrong)
			is(t, err, tips.ErrBroken)
		}},
	})
}
