package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"mukti/tips"
)

func officer(n int) tips.Officer {
	return tips.Officer{ID: id("officer", n), Login: id("login", n), Name: "A. Sharma", Role: "officer", Body: "UP-AGRA",
		State: "active", Recipient: "age1pqofficer", Locked: []byte("locked"), TOTPStep: 7, Created: day()}
}

func body(code string) tips.Body {
	return tips.Body{Code: code, Recipient: "age1pq" + code, SignKey: []byte("key"), Signer: "IN-NODAL", Cert: []byte("cert"), Since: day()}
}

func people(t *testing.T, s Store, c tips.PeopleChange) {
	t.Helper()
	if c.Event.Act == "" {
		c.Event = event("people.changed", "")
	}
	if err := s.ChangePeople(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func runPeople(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"accounts come back as they were given", func(t *testing.T, s Store) {
			o, plain := officer(1), tips.Officer{ID: "officer2", Name: "B. Devi", Role: "editor", State: "invited", Created: day()}
			b, unsigned := body("UP-AGRA"), tips.Body{Code: "UP-AHTB", Recipient: "age1pq", SignKey: []byte("k"), Since: day()}
			m := tips.Member{Body: b.Code, Officer: o.ID, Sealed: sealed("m"), Cert: []byte("c"), Since: day()}
			i := tips.Invite{ID: "invite", Officer: plain.ID, Sealed: []byte("s"), Expires: day().Add(time.Hour)}
			people(t, s, tips.PeopleChange{Bodies: []tips.Body{unsigned, b}, Officers: []tips.Officer{plain, o}, Members: []tips.Member{m}, Invite: &i})
			o.Version, plain.Version = 1, 1
			bodies, err := s.Bodies(t.Context())
			want(t, err, nil)
			want(t, bodies, []tips.Body{b, unsigned})
			members, err := s.Members(t.Context())
			want(t, err, nil)
			want(t, members, []tips.Member{m})
			officers, err := s.Officers(t.Context())
			want(t, err, nil)
			want(t, officers, []tips.Officer{o, plain})
			got, err := s.Officer(t.Context(), o.ID)
			want(t, err, nil)
			want(t, got, o)
			got, err = s.OfficerByLogin(t.Context(), o.Login)
			want(t, err, nil)
			want(t, got, o)
			invite, err := s.Invite(t.Context(), i.ID)
			want(t, err, nil)
			want(t, invite, i)
		}},
		{"what is not there is said to be so", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{{ID: "o", State: "invited"}}})
			_, err := s.Officer(t.Context(), "another")
			is(t, err, tips.ErrNotFound)
			for _, login := range []string{"another", ""} { // the empty login is nobody's
				_, err = s.OfficerByLogin(t.Context(), login)
				is(t, err, tips.ErrNotFound)
			}
			_, err = s.Invite(t.Context(), "another")
			is(t, err, tips.ErrInvite)
			_, err = s.Session(t.Context(), "another")
			is(t, err, tips.ErrSession)
		}},
		{"an officer is changed at the version that was read", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1)}})
			o, err := s.Officer(t.Context(), officer(1).ID)
			want(t, err, nil)
			o.State, o.Locked = "disabled", nil
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{o}})
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{o}, Bodies: []tips.Body{body("UP-AGRA")},
				Event: event("people.changed", "")}), tips.ErrStale)
			bodies, err := s.Bodies(t.Context())
			want(t, err, nil)
			want(t, len(bodies), 0)
			o.Version++
			got, err := s.Officer(t.Context(), o.ID)
			want(t, err, nil)
			want(t, got, o)
		}},
		{"an id or a login that is taken is refused", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1), officer(2), {ID: "a"}, {ID: "b"}}})
			same := officer(1)
			same.Login = "other"
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{same}, Event: event("x", "")}), tips.ErrStale)
			login := officer(3)
			login.Login = officer(1).Login
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{login}, Event: event("x", "")}), tips.ErrStale)
			change := officer(2)
			change.Version, change.Login = 1, officer(1).Login
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{change}, Event: event("x", "")}), tips.ErrStale)
			officers, err := s.Officers(t.Context())
			want(t, err, nil)
			want(t, len(officers), 4)
		}},
		{"bodies and members are replaced", func(t *testing.T, s Store) {
			b := body("UP-AGRA")
			b.Cert, b.Signer = nil, ""
			m := tips.Member{Body: b.Code, Officer: officer(1).ID, Sealed: sealed("1"), Since: day()}
			people(t, s, tips.PeopleChange{Bodies: []tips.Body{b}, Officers: []tips.Officer{officer(1)}, Members: []tips.Member{m}})
			b.Cert, b.Signer, m.Sealed, m.Cert = []byte("cert"), "UP-AHTB", sealed("2"), []byte("c")
			people(t, s, tips.PeopleChange{Bodies: []tips.Body{b}, Members: []tips.Member{m}})
			bodies, err := s.Bodies(t.Context())
			want(t, err, nil)
			want(t, bodies, []tips.Body{b})
			members, err := s.Members(t.Context())
			want(t, err, nil)
			want(t, members, []tips.Member{m})
		}},
		{"the roster's version rises with bodies, members and officers only", func(t *testing.T, s Store) {
			last, err := s.RosterVersion(t.Context())
			want(t, err, nil)
			for _, c := range []struct {
				change tips.PeopleChange
				rises  bool
			}{
				{tips.PeopleChange{Officers: []tips.Officer{officer(1)}}, true},
				{tips.PeopleChange{Bodies: []tips.Body{body("UP-AGRA")}}, true},
				{tips.PeopleChange{Members: []tips.Member{{Body: "UP-AGRA", Officer: officer(1).ID}}}, true},
				{tips.PeopleChange{Invite: &tips.Invite{ID: "i", Officer: officer(1).ID}}, false},
				{tips.PeopleChange{UseInvite: "i"}, false},
			} {
				people(t, s, c.change)
				v, err := s.RosterVersion(t.Context())
				want(t, err, nil)
				want(t, v > last, c.rises)
				last = v
			}
			stale := officer(1)
			stale.Version = 9
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{stale}, Event: event("x", "")}), tips.ErrStale)
			v, err := s.RosterVersion(t.Context())
			want(t, err, nil)
			want(t, v, last)
		}},
		{"an invite is used once", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1)}, Invite: &tips.Invite{ID: "i", Officer: officer(1).ID}})
			use := tips.PeopleChange{UseInvite: "i", Officers: []tips.Officer{officer(2)}, Event: event("officer.enrolled", "")}
			want(t, s.ChangePeople(t.Context(), use), nil)
			use.Officers = []tips.Officer{officer(3)}
			is(t, s.ChangePeople(t.Context(), use), tips.ErrInvite)
			_, err := s.Officer(t.Context(), officer(3).ID)
			is(t, err, tips.ErrNotFound)
			_, err = s.Invite(t.Context(), "i")
			is(t, err, tips.ErrInvite)
		}},
		{"an invite survives a change that fails", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1)}, Invite: &tips.Invite{ID: "i", Officer: officer(1).ID}})
			stale := officer(1)
			stale.Version = 5
			is(t, s.ChangePeople(t.Context(), tips.PeopleChange{UseInvite: "i", Officers: []tips.Officer{stale}, Event: event("x", "")}), tips.ErrStale)
			_, err := s.Invite(t.Context(), "i")
			want(t, err, nil)
		}},
		{"of twenty who use one invite exactly one wins", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(100)}, Invite: &tips.Invite{ID: "i", Officer: officer(100).ID}})
			errs := make([]error, 20)
			var all sync.WaitGroup
			for n := range errs {
				all.Go(func() {
					errs[n] = s.ChangePeople(t.Context(), tips.PeopleChange{UseInvite: "i", Officers: []tips.Officer{officer(n)},
						Event: event("officer.enrolled", officer(n).ID)})
				})
			}
			all.Wait()
			won := 0
			for n, err := range errs {
				_, there := s.Officer(t.Context(), officer(n).ID)
				switch {
				case err == nil && there == nil:
					won++
				case !errors.Is(err, tips.ErrInvite) || !errors.Is(there, tips.ErrNotFound):
					t.Errorf("user %d: %v, %v", n, err, there)
				}
			}
			want(t, won, 1)
		}},
	})
}

func runSessions(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"a session is put, seen and ended", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1), officer(2)}})
			one := tips.Session{ID: "s1", Officer: officer(1).ID, Started: day(), Seen: day()}
			two := tips.Session{ID: "s2", Officer: officer(1).ID, Started: day(), Seen: day()}
			other := tips.Session{ID: "s3", Officer: officer(2).ID, Started: day(), Seen: day()}
			for _, e := range []tips.Session{one, two, other} {
				want(t, s.PutSession(t.Context(), e), nil)
			}
			one.Seen = day().Add(time.Minute)
			want(t, s.PutSession(t.Context(), one), nil)
			got, err := s.Session(t.Context(), "s1")
			want(t, err, nil)
			want(t, got, one)
			want(t, s.EndSessions(t.Context(), officer(1).ID, "s1"), nil)
			_, err = s.Session(t.Context(), "s1")
			is(t, err, tips.ErrSession)
			got, err = s.Session(t.Context(), "s2")
			want(t, err, nil)
			want(t, got, two)
			// Nobody ends another's session.
			want(t, s.EndSessions(t.Context(), officer(1).ID, "s3"), nil)
			_, err = s.Session(t.Context(), "s3")
			want(t, err, nil)
		}},
		{"all sessions of an officer end together", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1), officer(2)}})
			for n, of := range []int{1, 1, 2} {
				want(t, s.PutSession(t.Context(), tips.Session{ID: id("s", n), Officer: officer(of).ID, Started: day(), Seen: day()}), nil)
			}
			want(t, s.EndSessions(t.Context(), officer(1).ID, ""), nil)
			for n, gone := range []bool{true, true, false} {
				_, err := s.Session(t.Context(), id("s", n))
				want(t, errors.Is(err, tips.ErrSession), gone)
			}
		}},
	})
}
