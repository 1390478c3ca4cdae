package storetest

import (
	"slices"
	"testing"
	"time"

	"mukti/tips"
)

// request is the n-th of a tip, from Agra to Delhi.
func request(n int, tip string) tips.Request {
	return tips.Request{ID: id("request", n), Tip: tip, Kind: tips.KindRescue, From: "UP-AGRA", To: "DL-AHTB", Holder: "DL-AHTB", By: "officer",
		State: tips.StateWaits, Asked: day(), Due: day().Add(time.Hour)}
}

// ask writes a request with a change of its tip, which gets a line for Delhi.
func ask(t *testing.T, s Store, r tips.Request) {
	t.Helper()
	tip, err := s.Tip(t.Context(), r.Tip)
	want(t, err, nil)
	want(t, s.Change(t.Context(), tips.Change{Tip: tip, Requests: []tips.Request{r}, Event: event("request.made", tip.ID),
		Lines: []tips.QueueLine{{Tip: tip.ID, Body: "DL-AHTB", Role: tips.RoleCopy, Sealed: sealed("delhi " + tip.ID)}}}), nil)
}

func runRequests(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"a request is kept with its tip and changes with it", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			r := request(1, in.Tip.ID)
			ask(t, s, r)
			got, err := s.RequestsOf(t.Context(), in.Tip.ID)
			want(t, err, nil)
			want(t, got, []tips.Request{r})
			r.State, r.Due, r.Answered = tips.StateDone, time.Time{}, day().Add(time.Hour)
			ask(t, s, r)
			got, _ = s.RequestsOf(t.Context(), in.Tip.ID)
			want(t, got, []tips.Request{r})
		}},
		{"who asked and what was asked for never change", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			r := request(1, in.Tip.ID)
			ask(t, s, r)
			other := r
			other.From, other.To, other.Kind, other.By = "UP-AHTB", "UP-AGRA", tips.KindInformation, "another"
			ask(t, s, other)
			got, _ := s.RequestsOf(t.Context(), in.Tip.ID)
			want(t, got, []tips.Request{r})
		}},
		{"a request of another tip is refused whole", func(t *testing.T, s Store) {
			in, other := accept(t, s, 1), accept(t, s, 2)
			ask(t, s, request(1, in.Tip.ID))
			before := all(t, s, other.Tip.ID)
			r := request(1, other.Tip.ID)
			if err := s.Change(t.Context(), tips.Change{Tip: other.Tip, Requests: []tips.Request{r}, Event: event("request.made", r.Tip)}); err == nil {
				t.Error("a request moved to another tip")
			}
			want(t, all(t, s, other.Tip.ID), before)
		}},
		{"a stale change writes no request", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			in.Tip.Version = 7
			want(t, s.Change(t.Context(), tips.Change{Tip: in.Tip, Requests: []tips.Request{request(1, in.Tip.ID)}, Event: event("request.made", in.Tip.ID)}), tips.ErrStale)
			got, err := s.RequestsOf(t.Context(), in.Tip.ID)
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"both sides list it, what is due first, and nobody without the tip's secret", func(t *testing.T, s Store) {
			for n := range 3 {
				in := accept(t, s, n)
				r := request(n, in.Tip.ID)
				switch n {
				case 1:
					r.State, r.Due = tips.StateAcknowledged, time.Time{}
				case 2:
					r.State, r.Due = tips.StateEnded, time.Time{}
				}
				ask(t, s, r)
			}
			for _, c := range []struct {
				f    tips.RequestFilter
				want []string
			}{
				{tips.RequestFilter{Body: "UP-AGRA", Limit: 9}, []string{id("request", 0), id("request", 1)}},
				{tips.RequestFilter{Body: "DL-AHTB", Limit: 9}, []string{id("request", 0), id("request", 1)}},
				{tips.RequestFilter{Body: "DL-AHTB", All: true, Limit: 9}, []string{id("request", 0), id("request", 2), id("request", 1)}},
				{tips.RequestFilter{Body: "DL-AHTB", All: true, Limit: 1, Offset: 1}, []string{id("request", 2)}},
				{tips.RequestFilter{Body: "UP-AHTB", All: true, Limit: 9}, nil}, // its line has no secret
			} {
				got, err := s.ListRequests(t.Context(), c.f)
				want(t, err, nil)
				var ids []string
				for _, r := range got {
					ids = append(ids, r.ID)
				}
				if !slices.Equal(ids, c.want) {
					t.Errorf("%+v: %v, want %v", c.f, ids, c.want)
				}
			}
		}},
		{"what is overdue comes earliest first", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			for n := range 3 {
				r := request(n, in.Tip.ID)
				r.Due = day().Add(time.Duration(3-n) * time.Hour)
				ask(t, s, r)
			}
			got, err := s.OverdueRequests(t.Context(), day().Add(2*time.Hour), 9)
			want(t, err, nil)
			if len(got) != 2 || got[0].ID != id("request", 2) || got[1].ID != id("request", 1) {
				t.Errorf("overdue: %+v", got)
			}
			got, _ = s.OverdueRequests(t.Context(), day().Add(9*time.Hour), 1)
			want(t, len(got), 1)
		}},
		{"a change that rests on another tip is stale once that one changed", func(t *testing.T, s Store) {
			in, other := accept(t, s, 1), accept(t, s, 2)
			in.Tip.SameAs = other.Tip.ID
			with := tips.TipAt{ID: other.Tip.ID, Version: other.Tip.Version}
			want(t, s.Change(t.Context(), tips.Change{Tip: in.Tip, Beside: with, Event: event("tip.same", in.Tip.ID)}), nil)
			got, _ := s.Tip(t.Context(), other.Tip.ID)
			want(t, got.Version, other.Tip.Version+1)
			joined, err := s.Joined(t.Context(), other.Tip.ID)
			if err != nil || len(joined) != 1 || joined[0].ID != in.Tip.ID {
				t.Errorf("joined: %+v, %v", joined, err)
			}
			// The other at the same moment: both would wait for each other.
			other.Tip.SameAs = in.Tip.ID
			want(t, s.Change(t.Context(), tips.Change{Tip: other.Tip, Beside: tips.TipAt{ID: in.Tip.ID}, Event: event("tip.same", other.Tip.ID)}), tips.ErrStale)
			before := all(t, s, in.Tip.ID)
			next := before.Tip
			want(t, s.Change(t.Context(), tips.Change{Tip: next, Beside: with, Event: event("tip.same", in.Tip.ID)}), tips.ErrStale)
			want(t, all(t, s, in.Tip.ID), before)
		}},
	})
}

func runTies(t *testing.T, open func(t *testing.T) Store) {
	tie := func(n int, one, other string) tips.Tie {
		return tips.Tie{ID: id("tie", n), One: one, Other: other, Body: "UP-AGRA", By: "officer", Made: day(), ToOne: sealed("one"), ToOther: sealed("other")}
	}
	each(t, open, []test{
		{"two tips are tied once, seen from both, until it ends", func(t *testing.T, s Store) {
			one, other := accept(t, s, 1).Tip.ID, accept(t, s, 2).Tip.ID
			want(t, s.PutTie(t.Context(), tie(1, one, other), event("tie.made", "tie")), nil)
			want(t, s.PutTie(t.Context(), tie(2, other, one), event("tie.made", "tie")), tips.ErrStale)
			for _, tip := range []string{one, other} {
				got, err := s.TiesOf(t.Context(), tip, "UP-AGRA")
				want(t, err, nil)
				want(t, got, []tips.Tie{tie(1, one, other)})
				got, err = s.TiesOf(t.Context(), tip, "UP-AHTB") // its lines have no secret
				want(t, err, nil)
				want(t, len(got), 0)
			}
			want(t, s.EndTie(t.Context(), id("tie", 1), day(), event("tie.ended", "tie")), nil)
			want(t, s.EndTie(t.Context(), id("tie", 1), day(), event("tie.ended", "tie")), tips.ErrStale)
			got, _ := s.TiesOf(t.Context(), one, "UP-AGRA")
			want(t, len(got), 0)
			want(t, s.PutTie(t.Context(), tie(3, one, other), event("tie.made", "tie")), nil)
		}},
		{"a tie needs two tips that are there", func(t *testing.T, s Store) {
			one := accept(t, s, 1).Tip.ID
			want(t, s.PutTie(t.Context(), tie(1, one, "none"), event("tie.made", "tie")), tips.ErrNotFound)
			if err := s.PutTie(t.Context(), tie(1, one, one), event("tie.made", "tie")); err == nil {
				t.Error("a tip is tied to itself")
			}
		}},
		{"tips are found by their beginning, by who has the secret", func(t *testing.T, s Store) {
			one, other := accept(t, s, 1).Tip.ID, accept(t, s, 2).Tip.ID
			got, err := s.TipsFrom(t.Context(), "UP-AGRA", one, 2)
			want(t, err, nil)
			want(t, got, []string{one})
			got, _ = s.TipsFrom(t.Context(), "UP-AGRA", one[:8], 9)
			want(t, got, []string{one, other})
			got, _ = s.TipsFrom(t.Context(), "UP-AHTB", one, 2)
			want(t, len(got), 0)
		}},
	})
}
