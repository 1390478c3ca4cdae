package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

// opened gives the unit's bureau its secret too.
func opened(in *tips.Intake) { in.Lines[2].Sealed = sealed("bureau " + in.Tip.ID) }

// happens writes one event with a change of a tip's row and lines.
func happens(t *testing.T, s Store, id string, ev tips.Event, change func(*tips.Tip), lines ...tips.QueueLine) {
	t.Helper()
	tip, err := s.Tip(t.Context(), id)
	want(t, err, nil)
	if change != nil {
		change(&tip)
	}
	ev.Object = id
	want(t, s.Change(t.Context(), tips.Change{Tip: tip, Lines: lines, Event: ev}), nil)
}

func tally(t *testing.T, s Store, body string, now time.Time) []tips.Tally {
	t.Helper()
	got, err := s.Tally(t.Context(), tips.TallyQuery{Body: body, Now: now, Months: []time.Time{day().AddDate(0, -1, 0), day().AddDate(0, 0, -1)}})
	want(t, err, nil)
	return got
}

func runFigures(t *testing.T, open func(t *testing.T) Store) {
	at := func(act, note string, h int) tips.Event {
		return tips.Event{At: day().Add(time.Duration(h) * time.Hour), Actor: "officer", Act: act, Note: note}
	}
	none := tips.Tally{Unit: "UP-AGRA", First: "UP-AGRA", Status: tips.Received, Month: 2, N: 1, Oldest: day()}
	each(t, open, []test{
		{"only tips of which the body has the secret are counted", func(t *testing.T, s Store) {
			accept(t, s, 1)         // the bureau has no secret
			accept(t, s, 2, opened) // it has
			want(t, tally(t, s, "UP-AHTB", day()), []tips.Tally{none})
			two := none
			two.N = 2
			want(t, tally(t, s, "UP-AGRA", day()), []tips.Tally{two})
			want(t, len(tally(t, s, "UP-MATHURA", day())), 0)
		}},
		{"a look before the clock runs out is in time, by a body that works on it alone", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			copied := tips.QueueLine{Tip: in.Tip.ID, Body: "DL-AHTB", Role: tips.RoleCopy, Sealed: sealed("copy")}
			happens(t, s, in.Tip.ID, at("tip.read", "DL-AHTB", 0), nil, copied)
			got := tally(t, s, "UP-AGRA", day())
			want(t, got[0].Decided, false)
			happens(t, s, in.Tip.ID, at("tip.read", "UP-AGRA", 1), nil)
			got = tally(t, s, "UP-AGRA", day())
			want(t, got[0].Decided && got[0].InTime, true)
			happens(t, s, in.Tip.ID, at("tip.overdue", "DL-AHTB", 5), nil) // a copy's clock
			want(t, tally(t, s, "UP-AGRA", day())[0].InTime, true)
			theirs := tally(t, s, "DL-AHTB", day())
			want(t, len(theirs) == 1 && theirs[0].Copy, true)
		}},
		{"a tip that moved up before anybody looked is not in time", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			happens(t, s, in.Tip.ID, at("tip.escalated", "UP-AGRA UP-AHTB", 1), func(p *tips.Tip) { p.Due = day().Add(9 * time.Hour) })
			late, err := s.Late(t.Context(), "UP-AGRA", day().Add(2*time.Hour), 10)
			want(t, err, nil)
			want(t, len(late) == 1 && late[0].Why == tips.WhyUnlooked && late[0].Due.Equal(in.Tip.Due), true) // since the first clock, not by the next
			happens(t, s, in.Tip.ID, at("tip.read", "IN-NODAL", 1), nil)
			got := tally(t, s, "UP-AGRA", day())
			want(t, got[0].Decided && !got[0].InTime, true)
		}},
		{"a clock that runs out on a copy does not count against the unit", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			copied := tips.QueueLine{Tip: in.Tip.ID, Body: "DL-AHTB", Role: tips.RoleCopy, Sealed: sealed("copy")}
			happens(t, s, in.Tip.ID, at("tip.escalated", "DL-AHTB IN-NODAL", 0), nil, copied)
			want(t, tally(t, s, "UP-AGRA", day())[0].Decided, false)
		}},
		{"nobody looked and the time is over: decided, and not in time", func(t *testing.T, s Store) {
			accept(t, s, 1)
			got := tally(t, s, "UP-AGRA", day().Add(2*time.Hour))
			want(t, got[0].Decided && !got[0].InTime, true)
			want(t, got[0].Why, tips.WhyUnlooked)
		}},
		{"why a tip waits", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			later := day().Add(2 * time.Hour)
			line := in.Lines[1]
			line.Looked = day()
			happens(t, s, in.Tip.ID, at("tip.read", "UP-AGRA", 0), func(p *tips.Tip) { p.Status = tips.Read }, line)
			want(t, tally(t, s, "UP-AGRA", later)[0].Why, tips.WhyUntaken)
			happens(t, s, in.Tip.ID, at("tip.untaken", "UP-AGRA UP-AHTB", 1), nil)
			happens(t, s, in.Tip.ID, at("tip.taken", "UP-AGRA", 1), func(p *tips.Tip) { p.Status, p.Due, p.Next = tips.WithTeam, time.Time{}, day().Add(time.Hour) })
			got := tally(t, s, "UP-AGRA", later)
			want(t, got[0].Why, tips.WhyUpdate)
			want(t, got[0].Taken && !got[0].TakenInTime, true)
			happens(t, s, in.Tip.ID, at("tip.transferred", "UP-AGRA UP-ETAH", 1), func(p *tips.Tip) {
				p.Unit, p.Holder, p.Status, p.Due = "UP-ETAH", "UP-ETAH", tips.Read, day().Add(time.Hour)
			}, tips.QueueLine{Tip: in.Tip.ID, Body: "UP-ETAH", Role: tips.RoleUnit, Sealed: sealed("x"), Due: day().Add(time.Hour)})
			got = tally(t, s, "UP-AGRA", later)
			want(t, []string{got[0].Why, got[0].Unit, got[0].First}, []string{tips.WhyGiven, "UP-ETAH", "UP-AGRA"})
			late, err := s.Late(t.Context(), "UP-AGRA", later, 10)
			want(t, err, nil)
			want(t, len(late) == 1 && late[0].Why == tips.WhyGiven && late[0].Due.Equal(day().Add(time.Hour)), true)
			inbound, err := s.Inbound(t.Context(), "UP-ETAH", 10)
			want(t, err, nil)
			want(t, len(inbound) == 1 && inbound[0].Tip.ID == in.Tip.ID && inbound[0].First == "UP-AGRA", true)
			inbound, err = s.Inbound(t.Context(), "UP-AHTB", 10) // without the secret
			want(t, err, nil)
			want(t, len(inbound), 0)
		}},
		{"the tipster's own answer names the unit it was first given to", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			happens(t, s, in.Tip.ID, at("tip.clarified", "UP-ETAH", 0), func(p *tips.Tip) { p.Unit = "UP-ETAH" })
			want(t, tally(t, s, "UP-AGRA", day())[0].First, "UP-ETAH")
		}},
		{"States together are counted by copies", func(t *testing.T, s Store) {
			accept(t, s, 1, func(in *tips.Intake) {
				in.Lines = append(in.Lines, tips.QueueLine{Tip: in.Tip.ID, Body: "DL-AHTB", Role: tips.RoleCopy})
			})
			got, err := s.Together(t.Context(), "IN-NODAL", day(), day().Add(time.Hour))
			want(t, err, nil)
			want(t, got, []tips.Pair{{Unit: "UP-AGRA", Copy: "DL-AHTB", N: 1}})
			got, err = s.Together(t.Context(), "UP-AHTB", day(), day().Add(time.Hour))
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"a release counts a tip by its last closing before the day of counting", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			begun := func(h int) tips.Begun {
				got, err := s.Begun(t.Context(), day(), day().Add(time.Hour), day().Add(time.Duration(h)*time.Hour))
				want(t, err, nil)
				want(t, len(got), 1)
				return got[0]
			}
			happens(t, s, in.Tip.ID, at("tip.closed", tips.Acted, 2), nil)
			happens(t, s, in.Tip.ID, at("tip.taken", "UP-AGRA", 4), nil)
			happens(t, s, in.Tip.ID, at("tip.closed", tips.NoAction, 6), nil)
			for h, reason := range map[int]string{1: "", 3: tips.Acted, 5: "", 7: tips.NoAction} {
				want(t, begun(h), tips.Begun{Unit: "UP-AGRA", Urgency: tips.Standard, Reason: reason, N: 1})
			}
			got, err := s.Begun(t.Context(), day().Add(time.Hour), day().Add(2*time.Hour), day())
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"a published release is never changed", func(t *testing.T, s Store) {
			r := tips.Release{Period: "2026-Q1", At: day(), Officer: "o", Data: []byte("{}"), Hash: "h1"}
			ev := func(act, note string) tips.Event {
				return tips.Event{At: day(), Actor: "o", Act: act, Object: r.Period, Note: note}
			}
			want(t, s.PutRelease(t.Context(), r, ev("release.prepared", "h1")), nil)
			r.Hash, r.Data = "h2", []byte("{ }")
			want(t, s.PutRelease(t.Context(), r, ev("release.prepared", "h2")), nil)
			want(t, s.PublishRelease(t.Context(), r.Period, "h1", day(), ev("release.published", "h1")), error(tips.ErrStale))
			want(t, s.PublishRelease(t.Context(), r.Period, "h2", day(), ev("release.published", "h2")), nil)
			r.Published = day()
			for _, err := range []error{
				s.PutRelease(t.Context(), tips.Release{Period: r.Period, At: day(), Data: []byte("x"), Hash: "h3"}, ev("release.prepared", "h3")),
				s.PublishRelease(t.Context(), r.Period, "h2", day().Add(time.Hour), ev("release.published", "h2")),
				s.DropRelease(t.Context(), r.Period, ev("release.dropped", "")),
			} {
				want(t, err, error(tips.ErrStale))
			}
			all, err := s.Releases(t.Context())
			want(t, err, nil)
			want(t, all, []tips.Release{r})
			want(t, s.PutRelease(t.Context(), tips.Release{Period: "2026-Q2", At: day(), Data: []byte("x"), Hash: "h4"}, ev("release.prepared", "h4")), nil)
			want(t, s.DropRelease(t.Context(), "2026-Q2", ev("release.dropped", "")), nil)
			want(t, s.DropRelease(t.Context(), "2026-Q2", ev("release.dropped", "")), error(tips.ErrStale))
		}},
		{"the last change is of a tip, not of a look at a board", func(t *testing.T, s Store) {
			n, err := s.LastChange(t.Context())
			want(t, err, nil)
			want(t, n, int64(0))
			accept(t, s, 1)
			was, err := s.LastChange(t.Context())
			want(t, err, nil)
			want(t, s.Append(t.Context(), tips.Event{At: day(), Actor: "o", Act: "board.read", Object: "UP-AHTB"}), nil)
			now, err := s.LastChange(t.Context())
			want(t, err, nil)
			want(t, now == was && was > 0, true)
		}},
	})
}
