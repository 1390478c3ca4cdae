package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

// long is as long as what is sealed under a random key.
func long(s string) []byte { return append(make([]byte, 40), s...) }

func runAccount(t *testing.T, open func(t *testing.T) Store) {
	sessions := func(t *testing.T, s Store) []tips.Session {
		t.Helper()
		people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1), officer(2)}})
		all := []tips.Session{
			{ID: "new", Officer: officer(1).ID, Started: day().Add(2 * time.Hour), Seen: day().Add(3 * time.Hour)},
			{ID: "mid", Officer: officer(1).ID, Started: day().Add(time.Hour), Seen: day().Add(2 * time.Hour)},
			{ID: "old", Officer: officer(1).ID, Started: day(), Seen: day().Add(3 * time.Hour)},
			{ID: "other", Officer: officer(2).ID, Started: day(), Seen: day().Add(3 * time.Hour)},
		}
		for _, e := range all {
			want(t, s.PutSession(t.Context(), e), nil)
		}
		return all
	}
	of := func(t *testing.T, s Store, n int) []tips.Session {
		t.Helper()
		got, err := s.SessionsOf(t.Context(), officer(n).ID)
		want(t, err, nil)
		return got
	}
	each(t, open, []test{
		{"second factors come back as they were given, and are changed at the version that was read", func(t *testing.T, s Store) {
			o := officer(1)
			o.Factors = long("factors")
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{o}})
			got, err := s.Officer(t.Context(), o.ID)
			want(t, err, nil)
			want(t, got.Factors, o.Factors)
			got.Factors = long("others")
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{got}})
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{got}, Event: event("x", "")}), tips.ErrStale)
			got, err = s.OfficerByLogin(t.Context(), o.Login)
			want(t, err, nil)
			want(t, got.Factors, long("others"))
		}},
		{"an officer's sessions are listed newest first", func(t *testing.T, s Store) {
			all := sessions(t, s)
			want(t, of(t, s, 1), all[:3])
			want(t, of(t, s, 2), all[3:])
			want(t, len(of(t, s, 3)), 0)
		}},
		{"an officer's other sessions end, and nobody else's", func(t *testing.T, s Store) {
			all := sessions(t, s)
			n, err := s.EndOthers(t.Context(), officer(1).ID, "mid")
			want(t, err, nil)
			want(t, n, 2)
			want(t, of(t, s, 1), all[1:2])
			want(t, of(t, s, 2), all[3:])
		}},
		{"sessions that are over are dropped, by either time", func(t *testing.T, s Store) {
			all := sessions(t, s)
			n, err := s.DropSessions(t.Context(), day().Add(2*time.Hour), day())
			want(t, err, nil)
			want(t, n, 0)
			n, err = s.DropSessions(t.Context(), day().Add(2*time.Hour+time.Second), day())
			want(t, err, nil)
			want(t, n, 1)
			n, err = s.DropSessions(t.Context(), day(), day().Add(time.Second))
			want(t, err, nil)
			want(t, n, 2)
			want(t, of(t, s, 1), all[:1])
			want(t, len(of(t, s, 2)), 0)
		}},
		{"the newest events of one object and of some acts", func(t *testing.T, s Store) {
			for _, e := range []tips.Event{event("a", "one"), event("b", "one"), event("a", "two"), event("c", "one"), event("a", "one")} {
				want(t, s.Append(t.Context(), e), nil)
			}
			seqs := func(acts []string, limit int) (out []int64) {
				evs, err := s.LastEvents(t.Context(), "one", acts, limit)
				want(t, err, nil)
				for _, e := range evs {
					out = append(out, e.Seq)
				}
				return out
			}
			want(t, seqs([]string{"a", "b"}, 10), []int64{5, 2, 1})
			want(t, seqs([]string{"a", "b"}, 2), []int64{5, 2})
			want(t, len(seqs(nil, 10)), 0)
			want(t, len(seqs([]string{"a"}, 0)), 0)
		}},
	})
}
