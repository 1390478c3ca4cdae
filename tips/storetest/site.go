package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

// runSite is what readers write about the site, and how often it is read.
func runSite(t *testing.T, open func(t *testing.T) Store) {
	put := func(s Store, n int, at time.Time, most int) error {
		return s.PutFeedback(t.Context(), tips.Feedback{ID: id("f", n), At: at, About: "library/laws/x", Lang: "hi", Sealed: sealed("f")}, most)
	}
	ids := func(t *testing.T, s Store, handed bool, limit int) (out []string) {
		t.Helper()
		all, err := s.ListFeedback(t.Context(), handed, limit)
		want(t, err, nil)
		for _, f := range all {
			want(t, len(f.Sealed)+len(f.Handed), 0)
			out = append(out, f.ID)
		}
		return out
	}
	each(t, open, []test{
		{"feedback is listed newest first, up to a bound", func(t *testing.T, s Store) {
			for n := range 3 {
				want(t, put(s, n, day().Add(time.Duration(n)*time.Hour), 3), nil)
			}
			want(t, put(s, 3, day(), 3), tips.ErrFeedbackFull)
			want(t, ids(t, s, false, 2), []string{id("f", 2), id("f", 1)})
			f, err := s.FeedbackByID(t.Context(), id("f", 1))
			want(t, err, nil)
			want(t, f, tips.Feedback{ID: id("f", 1), At: day().Add(time.Hour), About: "library/laws/x", Lang: "hi", Sealed: sealed("f")})
			_, err = s.FeedbackByID(t.Context(), id("f", 3))
			want(t, err, tips.ErrNotFound)
		}},
		{"feedback is handed on and erased, each with its event", func(t *testing.T, s Store) {
			for n := range 2 {
				want(t, put(s, n, day(), 9), nil)
			}
			want(t, s.HandFeedback(t.Context(), id("f", 0), sealed("handed"), event("feedback.handed", id("f", 0))), nil)
			want(t, s.HandFeedback(t.Context(), id("f", 9), sealed("handed"), event("feedback.handed", id("f", 9))), tips.ErrNotFound)
			want(t, ids(t, s, true, 9), []string{id("f", 0)})
			f, err := s.FeedbackByID(t.Context(), id("f", 0))
			want(t, err, nil)
			want(t, string(f.Handed), string(sealed("handed")))
			want(t, f.Given, true)
			want(t, s.DropFeedback(t.Context(), id("f", 0), event("feedback.erased", id("f", 0))), nil)
			want(t, s.DropFeedback(t.Context(), id("f", 0), event("feedback.erased", id("f", 0))), tips.ErrNotFound)
			want(t, ids(t, s, false, 9), []string{id("f", 1)})
			evs, err := s.Events(t.Context(), 0, 10)
			want(t, err, nil)
			want(t, len(evs), 2)
		}},
		{"old feedback goes", func(t *testing.T, s Store) {
			for n := range 3 {
				want(t, put(s, n, day().Add(time.Duration(n)*time.Hour), 9), nil)
			}
			n, err := s.DropFeedbackBefore(t.Context(), day().Add(time.Hour))
			want(t, err, nil)
			want(t, n, int64(1))
			want(t, ids(t, s, false, 9), []string{id("f", 2), id("f", 1)})
		}},
		{"visits add up by day", func(t *testing.T, s Store) {
			for _, v := range []struct {
				day string
				n   int64
			}{{"2026-11-20", 3}, {"2026-11-21", 2}, {"2026-11-20", 4}, {"2026-12-01", 1}} {
				want(t, s.AddVisits(t.Context(), v.day, v.n), nil)
			}
			for before, sum := range map[string]int64{"2026-11-20": 0, "2026-11-21": 7, "2026-11-22": 9, "2027-01-01": 10} {
				n, err := s.VisitsBefore(t.Context(), before)
				want(t, err, nil)
				want(t, n, sum)
			}
		}},
	})
}
