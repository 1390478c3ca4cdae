package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

func runHandOver(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"what waits for a body is found by one that has the secret", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Bodies: []tips.Body{body("UP-AHTB"), body("UP-AGRA"), body("IN-NODAL")}})
			var ins []tips.Intake
			for n := range 5 {
				ins = append(ins, accept(t, s, n, func(in *tips.Intake) { in.Tip.Created = day().Add(time.Duration(n) * time.Hour) }))
			}
			got, err := s.Waiting(t.Context(), "UP-AHTB", "UP-AGRA", 3)
			want(t, err, nil)
			want(t, got, []tips.QueueLine{ins[0].Lines[1], ins[1].Lines[1], ins[2].Lines[1]})
			bodies, err := s.WaitingFor(t.Context(), "IN-NODAL")
			want(t, err, nil)
			want(t, bodies, []string{"UP-AHTB"})
			// Handing one over makes it wait no more.
			tip, err := s.Tip(t.Context(), ins[0].Tip.ID)
			want(t, err, nil)
			l := ins[0].Lines[2]
			l.Sealed = sealed("handed")
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Lines: []tips.QueueLine{l}, Event: event("tip.handed", tip.ID)}), nil)
			got, err = s.Waiting(t.Context(), "UP-AHTB", "IN-NODAL", 50)
			want(t, err, nil)
			want(t, len(got), 4)
			want(t, got[0], ins[1].Lines[0])
			got, err = s.Waiting(t.Context(), "UP-AHTB", "IN-NODAL", 0)
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"nothing waits for a body that has it, or by one that has it not", func(t *testing.T, s Store) {
			accept(t, s, 1)
			people(t, s, tips.PeopleChange{Bodies: []tips.Body{body("UP-AHTB"), body("UP-AGRA"), body("IN-NODAL")}})
			for _, c := range [][2]string{{"UP-AGRA", "IN-NODAL"}, {"UP-AHTB", "UP-AHTB"}, {"UP-AHTB", "DL-AHTB"}, {"DL-AHTB", "UP-AGRA"}} {
				got, err := s.Waiting(t.Context(), c[0], c[1], 50)
				want(t, err, nil)
				want(t, len(got), 0)
			}
			for _, by := range []string{"UP-AHTB", "DL-AHTB"} {
				bodies, err := s.WaitingFor(t.Context(), by)
				want(t, err, nil)
				want(t, len(bodies), 0)
			}
		}},
		{"each body that waits and has a key is listed once, in order", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Bodies: []tips.Body{body("UP-MATHURA"), body("UP-AHTB"), body("DL-AHTB")}})
			for n, code := range []string{"UP-MATHURA", "DL-AHTB", "UP-MATHURA", "UP-BAREILLY"} {
				accept(t, s, n, func(in *tips.Intake) { in.Lines[2].Body = code })
			}
			bodies, err := s.WaitingFor(t.Context(), "UP-AGRA")
			want(t, err, nil)
			want(t, bodies, []string{"DL-AHTB", "UP-MATHURA"})
		}},
	})
}

func runClocks(t *testing.T, open func(t *testing.T) Store) {
	none := time.Time{}
	at := func(h int) time.Time { return day().Add(time.Duration(h) * time.Hour) }
	each(t, open, []test{
		{"no clock runs in an empty store", func(t *testing.T, s Store) {
			next, err := s.NextDue(t.Context())
			want(t, err, nil)
			want(t, next.IsZero(), true)
			over, err := s.Overdue(t.Context(), at(1000), 10)
			want(t, err, nil)
			want(t, len(over), 0)
		}},
		{"overdue is what is due by now, looked at or not, earliest first", func(t *testing.T, s Store) {
			for n, due := range []time.Time{at(5), at(3), at(4), none, at(2)} {
				looked := none
				if n == 4 {
					looked = at(1)
				}
				accept(t, s, n, ofAgra(tips.Standard, tips.Received, tips.RoleUnit, due, looked, day()))
			}
			for _, c := range []struct {
				now   time.Time
				limit int
				want  []int
			}{
				{at(2).Add(-time.Second), 10, nil},
				{at(3), 10, []int{4, 1}},
				{at(4), 10, []int{4, 1, 2}},
				{at(100), 10, []int{4, 1, 2, 0}},
				{at(100), 2, []int{4, 1}},
				{at(100), 0, nil},
			} {
				got, err := s.Overdue(t.Context(), c.now, c.limit)
				want(t, err, nil)
				var ids, wanted []string
				for _, l := range got {
					ids = append(ids, l.Tip)
				}
				for _, n := range c.want {
					wanted = append(wanted, id("tip", n))
				}
				want(t, ids, wanted)
			}
			next, err := s.NextDue(t.Context())
			want(t, err, nil)
			want(t, next, at(2))
		}},
		{"a clock runs until its line is put without one, looked at or not", func(t *testing.T, s Store) {
			in := accept(t, s, 1, ofAgra(tips.Standard, tips.Received, tips.RoleUnit, at(1), none, day()))
			set := func(due, looked time.Time) {
				tip, err := s.Tip(t.Context(), in.Tip.ID)
				want(t, err, nil)
				l := tips.QueueLine{Tip: tip.ID, Body: "UP-AGRA", Role: tips.RoleUnit, Due: due, Looked: looked}
				want(t, s.Change(t.Context(), tips.Change{Tip: tip, Lines: []tips.QueueLine{l}, Event: event("tip.read", tip.ID)}), nil)
			}
			for _, c := range []struct{ due, looked, next time.Time }{
				{none, at(1), none}, {at(7), none, at(7)}, {at(9), at(2), at(9)}, {none, none, none},
			} {
				set(c.due, c.looked)
				next, err := s.NextDue(t.Context())
				want(t, err, nil)
				want(t, next, c.next)
			}
		}},
	})
}
