package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"mukti/tips"
)

// leads of an hour for every clock but the first look at an immediate tip.
func leads() (l tips.Leads) {
	for rank := range l {
		l[rank] = [2]time.Duration{time.Hour, time.Hour}
	}
	l[0][0] = 0
	return l
}

func post(target string, at time.Time) tips.Post {
	return tips.Post{Body: "UP-AGRA", Target: target, ID: "p-" + target, Way: "mail", Made: at, Next: at, Data: make([]byte, 64)}
}

func waits(t *testing.T, s Store, now time.Time) tips.Waits {
	t.Helper()
	all, err := s.Waits(t.Context(), now, leads())
	want(t, err, nil)
	return all["UP-AGRA"]
}

func claim(t *testing.T, s Store, now time.Time, limit int) []tips.Post {
	t.Helper()
	posts, err := s.ClaimPosts(t.Context(), now, now.Add(2*time.Minute), time.Hour, limit)
	want(t, err, nil)
	return posts
}

func runNotices(t *testing.T, open func(t *testing.T) Store) {
	none := time.Time{}
	at := func(h int) time.Time { return day().Add(time.Duration(h) * time.Hour) }
	each(t, open, []test{
		{"what waits is counted by rank, and told once", func(t *testing.T, s Store) {
			accept(t, s, 1, ofAgra(tips.Immediate, tips.Received, tips.RoleUnit, at(1), none, at(0)))
			accept(t, s, 2, ofAgra(tips.Standard, tips.Received, tips.RoleUnit, at(48), none, at(0)))
			accept(t, s, 3, ofAgra(tips.Standard, tips.Read, tips.RoleUnit, at(48), none, at(0)))       // a letter, or given by another body
			accept(t, s, 4, ofAgra(tips.Standard, tips.Received, tips.RoleHeld, at(48), none, at(0)))   // came up
			accept(t, s, 5, ofAgra(tips.Urgent, tips.Read, tips.RoleUnit, at(1), at(0), at(0)))         // looked at, its taking about due
			accept(t, s, 6, ofAgra(tips.Information, tips.Received, tips.RoleUnit, at(1), none, at(0))) // quiet
			accept(t, s, 7, ofAgra(tips.Immediate, tips.Received, tips.RoleAbove, none, none, at(0)))   // another's clock
			w := waits(t, s, at(0))
			want(t, w, tips.Waits{Count: [3]int{1, 0, 3}, Owed: [3]int{1, 0, 2}, Fresh: [3]int{1, 0, 2}, Soon: [3]int{0, 1, 0}, Near: [3]int{0, 1, 0}})
			want(t, s.PostNotices(t.Context(), tips.Round{Body: "UP-AGRA", At: at(0)}, w, leads(), []tips.Post{post("a", at(0))}), nil)
			w = waits(t, s, at(0))
			want(t, w, tips.Waits{Count: [3]int{1, 0, 3}, Owed: [3]int{1, 0, 2}, Soon: [3]int{0, 1, 0}})
			// Its clock comes near: told of that once more.
			w = waits(t, s, at(47))
			want(t, w.Near[2], 3)
			want(t, w.Fresh[2], 0)
		}},
		{"a round is one machine's, and tells of nothing that came behind its count", func(t *testing.T, s Store) {
			accept(t, s, 1, ofAgra(tips.Urgent, tips.Received, tips.RoleUnit, at(9), none, at(0)))
			w := waits(t, s, at(0))
			accept(t, s, 2, ofAgra(tips.Immediate, tips.Received, tips.RoleUnit, at(1), none, at(0)))
			r := tips.Round{Body: "UP-AGRA", At: at(0), Rank: 1}
			want(t, s.PostNotices(t.Context(), r, w, leads(), []tips.Post{post("a", at(0))}), tips.ErrStale)
			want(t, len(claim(t, s, at(0), 9)), 0)
			w = waits(t, s, at(0))
			want(t, w.Fresh, [3]int{1, 1, 0})
			want(t, s.PostNotices(t.Context(), r, w, leads(), []tips.Post{post("a", at(0))}), nil)
			want(t, s.PostNotices(t.Context(), r, waits(t, s, at(0)), leads(), []tips.Post{post("a", at(0))}), tips.ErrStale)
			rounds, err := s.Rounds(t.Context())
			want(t, err, nil)
			want(t, rounds["UP-AGRA"], tips.Round{Body: "UP-AGRA", At: at(0), Rank: 1, Version: 1})
		}},
		{"calls are told once", func(t *testing.T, s Store) {
			want(t, s.Call(t.Context(), "UP-AGRA", tips.CallRequest), nil)
			want(t, s.Call(t.Context(), "UP-AGRA", tips.CallRequest), nil)
			in := accept(t, s, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Missed: "UP-AGRA", Event: event("tip.escalated", tip.ID)}), nil)
			w := waits(t, s, at(-99))
			want(t, w.Calls, map[string]int{tips.CallRequest: 2, tips.CallMissed: 1})
			want(t, s.PostNotices(t.Context(), tips.Round{Body: "UP-AGRA", At: at(-99)}, w, leads(), nil), nil)
			want(t, len(waits(t, s, at(-99)).Calls), 0)
		}},
		{"a post is claimed by one machine at a time", func(t *testing.T, s Store) {
			for _, target := range []string{"a", "b", "c", "d", "e"} {
				want(t, s.PutPost(t.Context(), post(target, at(0)), event("notice.tested", "UP-AGRA")), nil)
			}
			var mu sync.Mutex
			got := map[string]int{}
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					posts, err := s.ClaimPosts(t.Context(), at(0), at(0).Add(2*time.Minute), time.Hour, 2)
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					defer mu.Unlock()
					for _, p := range posts {
						got[p.Target]++
					}
				})
			}
			all.Wait()
			want(t, got, map[string]int{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1})
			want(t, len(claim(t, s, at(0).Add(time.Minute), 9)), 0)
			want(t, len(claim(t, s, at(0).Add(2*time.Minute), 9)), 5) // whoever had them died
			// A clock that was set back does not hold anything for ever.
			want(t, len(claim(t, s, at(-9), 9)), 5)
		}},
		{"a newer post takes the older one's place, and its turn where that had failed", func(t *testing.T, s Store) {
			ev := event("notice.sent", "UP-AGRA")
			want(t, s.PutPost(t.Context(), post("a", at(0)), ev), nil)
			first := claim(t, s, at(0), 9)
			want(t, s.EndPost(t.Context(), first[0], tips.Attempt{At: at(0), Class: "later", Next: at(2)}, tips.Event{}), nil)
			newer := post("a", at(1))
			newer.ID = "newer"
			want(t, s.PutPost(t.Context(), newer, ev), nil)
			want(t, len(claim(t, s, at(1), 9)), 0)
			got := claim(t, s, at(2), 9)
			want(t, len(got), 1)
			want(t, got[0].ID, "newer")
			want(t, got[0].Tries, 1)
			// The older one arrives after all: the newer one stays.
			want(t, s.EndPost(t.Context(), first[0], tips.Attempt{At: at(2)}, ev), nil)
			got = claim(t, s, at(2), 9)
			want(t, len(got), 1)
			want(t, s.EndPost(t.Context(), got[0], tips.Attempt{At: at(2)}, ev), nil)
			want(t, len(claim(t, s, at(99), 9)), 0)
		}},
		{"how a way fares: since when it fails, and when it last worked", func(t *testing.T, s Store) {
			state := func() tips.NoticeState {
				all, err := s.NoticeStates(t.Context())
				want(t, err, nil)
				want(t, len(all), 1)
				return all[0]
			}
			p := post("a", at(0))
			want(t, s.EndPost(t.Context(), p, tips.Attempt{At: at(0)}, tips.Event{}), nil)
			want(t, s.EndPost(t.Context(), p, tips.Attempt{At: at(1), Class: "slow", Next: at(2)}, tips.Event{}), nil)
			want(t, s.EndPost(t.Context(), p, tips.Attempt{At: at(2), Class: "refused", Next: at(3)}, tips.Event{}), nil)
			want(t, state(), tips.NoticeState{Body: "UP-AGRA", Way: "mail", Sent: at(0), Since: at(1), Class: "refused"})
			want(t, s.EndPost(t.Context(), p, tips.Attempt{At: at(3)}, tips.Event{}), nil)
			want(t, state(), tips.NoticeState{Body: "UP-AGRA", Way: "mail", Sent: at(3)})
		}},
		{"settings are compared and swapped; a way that goes takes its posts along", func(t *testing.T, s Store) {
			b, err := s.NoticeBook(t.Context(), "UP-AGRA")
			want(t, err, nil)
			want(t, b, tips.NoticeBook{Body: "UP-AGRA"})
			b.Ways = make([]byte, 64)
			want(t, s.PutNoticeBook(t.Context(), b, nil, event("notice.set", "UP-AGRA")), nil)
			want(t, s.PutNoticeBook(t.Context(), b, nil, event("notice.set", "UP-AGRA")), tips.ErrStale)
			b.Version, b.Duty = 1, make([]byte, 50)
			want(t, s.PutPost(t.Context(), post("a", at(0)), event("notice.tested", "UP-AGRA")), nil)
			want(t, s.PutNoticeBook(t.Context(), b, []string{"mail"}, event("notice.set", "UP-AGRA")), nil)
			if err := s.PutNoticeBook(t.Context(), b, nil, event("notice.set", "UP-AGRA")); !errors.Is(err, tips.ErrStale) {
				t.Errorf("an old version is taken: %v", err)
			}
			want(t, len(claim(t, s, at(1), 9)), 0)
			books, err := s.NoticeBooks(t.Context())
			want(t, err, nil)
			b.Version = 2
			want(t, books, []tips.NoticeBook{b})
		}},
	})
}

func runViews(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"views are compared and swapped, by officer", func(t *testing.T, s Store) {
			want(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{officer(1), officer(2)}, Event: event("officer.invited", "x")}), nil)
			put := func(n int, what string, version int64) error {
				return s.PutViews(t.Context(), id("officer", n), sealed(what), version)
			}
			want(t, put(1, "one", 0), nil)
			want(t, put(1, "again", 0), tips.ErrStale)
			want(t, put(1, "two", 1), nil)
			want(t, put(1, "old", 1), tips.ErrStale)
			want(t, put(2, "other", 0), nil)
			data, version, err := s.SavedViews(t.Context(), id("officer", 1))
			want(t, err, nil)
			want(t, string(data), string(sealed("two")))
			want(t, version, int64(2))
			_, version, err = s.SavedViews(t.Context(), id("officer", 3))
			want(t, err, nil)
			want(t, version, int64(0))
		}},
	})
}

// runNarrow compares every filter, and every way through the pages, with a
// reckoning over all rows.
func runNarrow(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"filters find what a reckoning over all rows finds, page by page in both directions", func(t *testing.T, s Store) {
			none := time.Time{}
			at := func(h int) time.Time { return day().Add(time.Duration(h) * time.Hour) }
			for n := range 60 {
				urgency := []string{tips.Immediate, tips.Urgent, tips.Standard, tips.Information}[n%4]
				due, looked := at(n%7), none
				if n%3 == 0 {
					due, looked = none, at(0)
				}
				role := []string{tips.RoleUnit, tips.RoleHeld, tips.RoleCopy}[n%5%3]
				accept(t, s, n, ofAgra(urgency, tips.Received, role, due, looked, at(-n%9)), func(in *tips.Intake) {
					if n%6 == 0 {
						in.Tip.Taker = "officer-a"
					}
					if n%4 == 1 {
						in.Tip.Unit = "DL-AHTB"
					}
					if n%5 == 0 {
						in.Boxes = append(in.Boxes, tips.Box{ID: in.Tip.ID + "-f", Kind: tips.BoxFile, At: at(0), Data: sealed("head")})
					}
				})
			}
			ids, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 100})
			want(t, len(ids), 60)
			for name, c := range map[string]struct {
				narrow tips.QueueNarrow
				fits   func(tips.QueueRow) bool
			}{
				"all":        {tips.QueueNarrow{}, func(tips.QueueRow) bool { return true }},
				"mine":       {tips.QueueNarrow{Taker: "officer-a"}, func(r tips.QueueRow) bool { return r.Tip.Taker == "officer-a" }},
				"nobody's":   {tips.QueueNarrow{Free: true}, func(r tips.QueueRow) bool { return r.Tip.Taker == "" }},
				"not looked": {tips.QueueNarrow{Unlooked: true}, func(r tips.QueueRow) bool { return r.Line.Looked.IsZero() }},
				"copies":     {tips.QueueNarrow{Role: tips.RoleCopy}, func(r tips.QueueRow) bool { return r.Line.Role == tips.RoleCopy }},
				"late":       {tips.QueueNarrow{Late: at(3)}, func(r tips.QueueRow) bool { return !r.Line.Due.IsZero() && r.Line.Due.Before(at(3)) }},
				"with files": {tips.QueueNarrow{Files: true}, func(r tips.QueueRow) bool { return r.Files > 0 }},
				"of a State": {tips.QueueNarrow{In: "DL"}, func(r tips.QueueRow) bool { return r.Tip.Unit == "DL-AHTB" }},
				"of a body":  {tips.QueueNarrow{In: "UP-AGRA"}, func(r tips.QueueRow) bool { return r.Tip.Unit == "UP-AGRA" }},
				"received": {tips.QueueNarrow{From: at(-4), To: at(-1)}, func(r tips.QueueRow) bool {
					return !r.Tip.Created.Before(at(-4)) && r.Tip.Created.Before(at(-1))
				}},
				"all at once": {tips.QueueNarrow{Free: true, Unlooked: true, Files: true, Role: tips.RoleUnit}, func(r tips.QueueRow) bool {
					return r.Tip.Taker == "" && r.Line.Looked.IsZero() && r.Files > 0 && r.Line.Role == tips.RoleUnit
				}},
			} {
				var expected []string
				for _, r := range page.Rows {
					if c.fits(r) {
						expected = append(expected, r.Tip.ID)
					}
				}
				if len(expected) == 0 {
					t.Errorf("%s: nothing to find", name)
				}
				f := tips.QueueFilter{Body: "UP-AGRA", QueueNarrow: c.narrow, Limit: 7}
				n, err := s.QueueCount(t.Context(), f, 1000)
				want(t, err, nil)
				want(t, n, len(expected))
				if few, _ := s.QueueCount(t.Context(), f, 2); few != min(2, n) {
					t.Errorf("%s: counted to %d", name, few)
				}
				var byNumber, byKey []string
				for f.Offset = 0; f.Offset < len(expected); f.Offset += f.Limit {
					got, p := shown(t, s, f)
					want(t, p.Total, len(expected))
					byNumber = append(byNumber, got...)
				}
				want(t, byNumber, expected)
				f.Offset = 0
				last := ""
				for {
					got, p := shown(t, s, f)
					if len(got) == 0 {
						break
					}
					byKey = append(byKey, got...)
					last = p.Rows[len(p.Rows)-1].Key
					f.After = last
				}
				want(t, byKey, expected)
				f.After, f.Before = "", last
				var back []string
				for {
					got, p := shown(t, s, f)
					if len(got) == 0 {
						break
					}
					back = append(append([]string(nil), got...), back...)
					f.Before = p.Rows[0].Key
				}
				want(t, append(back, expected[len(expected)-1]), expected)
			}
			odd, _ := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 7, After: "no key at all"})
			want(t, odd, ids[:7])
		}},
		{"a taker is in step with the tip, and what came since a look is counted", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			_, first := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 5})
			accept(t, s, 2)
			accept(t, s, 3, func(in *tips.Intake) { in.Lines = in.Lines[:1] }) // the cell's alone
			_, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 5, Since: first.Newest})
			want(t, page.New, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			tip.Taker = "officer-a"
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Event: event("tip.taken", tip.ID)}), nil)
			ids, _ := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 5, QueueNarrow: tips.QueueNarrow{Taker: "officer-a"}})
			want(t, ids, []string{tip.ID})
		}},
	})
}
