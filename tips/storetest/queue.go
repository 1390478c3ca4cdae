package storetest

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mukti/tips"
)

// ofAgra is a tip with one line for Agra and these properties.
func ofAgra(urgency, status, role string, due, looked, created time.Time) func(*tips.Intake) {
	return func(in *tips.Intake) {
		in.Tip.Urgency, in.Tip.Status, in.Tip.Created = urgency, status, created
		in.Lines = []tips.QueueLine{{Tip: in.Tip.ID, Body: "UP-AGRA", Role: role, Sealed: sealed(in.Tip.ID), Due: due, Looked: looked}}
	}
}

func shown(t *testing.T, s Store, f tips.QueueFilter) (ids []string, page tips.QueuePage) {
	t.Helper()
	page, err := s.Queue(t.Context(), f)
	want(t, err, nil)
	for _, r := range page.Rows {
		ids = append(ids, r.Tip.ID)
	}
	return ids, page
}

func runQueue(t *testing.T, open func(t *testing.T) Store) {
	none := time.Time{}
	at := func(h int) time.Time { return day().Add(time.Duration(h) * time.Hour) }
	each(t, open, []test{
		{"a row holds the line, the tip and the newest summary", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			newer := tips.Box{ID: "newer", Tip: tip.ID, Kind: tips.BoxSummary, At: day(), Data: sealed("newer summary")}
			_, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 10})
			want(t, page.Rows, []tips.QueueRow{{Line: in.Lines[1], Tip: tip, Summary: in.Boxes[1].Data, Key: page.Rows[0].Key}})
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Boxes: []tips.Box{newer}, Event: event("tip.judged", tip.ID)}), nil)
			tip.Version++
			_, page = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 10})
			want(t, page.Rows, []tips.QueueRow{{Line: in.Lines[1], Tip: tip, Summary: newer.Data, Key: page.Rows[0].Key}})
		}},
		{"order is urgency, then due with no clock last, then oldest", func(t *testing.T, s Store) {
			for n, change := range []func(*tips.Intake){
				ofAgra(tips.Information, tips.Received, tips.RoleUnit, at(1), none, at(0)), // 0: least urgent, due first
				ofAgra(tips.Standard, tips.Received, tips.RoleUnit, none, at(0), at(-9)),   // 1: no clock
				ofAgra(tips.Standard, tips.Received, tips.RoleUnit, at(8), none, at(-8)),   // 2
				ofAgra(tips.Standard, tips.Received, tips.RoleUnit, at(2), none, at(0)),    // 3
				ofAgra(tips.Standard, tips.Received, tips.RoleUnit, at(2), none, at(-1)),   // 4: as due, older
				ofAgra(tips.Immediate, tips.Received, tips.RoleUnit, at(20), none, at(0)),  // 5: most urgent
				ofAgra(tips.Urgent, tips.Read, tips.RoleUnit, none, at(0), at(0)),          // 6
				ofAgra(tips.Standard, tips.Received, tips.RoleUnit, none, at(0), at(-10)),  // 7: no clock, older
			} {
				accept(t, s, n, change)
			}
			var order []string
			for _, n := range []int{5, 6, 4, 3, 2, 7, 1, 0} {
				order = append(order, id("tip", n))
			}
			ids, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50})
			want(t, ids, order)
			want(t, page.Total, 8)
			want(t, page.ByUrgency, map[string]int{tips.Immediate: 1, tips.Urgent: 1, tips.Standard: 5, tips.Information: 1})
			ids, _ = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50, All: true})
			want(t, ids, order)
		}},
		{"a line above shows once its clock has come or somebody has looked", func(t *testing.T, s Store) {
			for n, change := range []func(*tips.Intake){
				ofAgra(tips.Standard, tips.Received, tips.RoleAbove, none, none, at(0)),
				ofAgra(tips.Standard, tips.Received, tips.RoleAbove, at(1), none, at(0)),
				ofAgra(tips.Standard, tips.Received, tips.RoleAbove, none, at(1), at(0)),
				ofAgra(tips.Urgent, tips.Received, tips.RoleUnit, none, none, at(0)),
				ofAgra(tips.Urgent, tips.Received, tips.RoleCopy, none, none, at(1)),
				ofAgra(tips.Urgent, tips.Closed, tips.RoleAbove, none, none, at(1)),
			} {
				accept(t, s, n, change)
			}
			ids, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50})
			want(t, ids, []string{id("tip", 3), id("tip", 4), id("tip", 1), id("tip", 2)})
			want(t, page.Total, 4)
			want(t, page.ByUrgency, map[string]int{tips.Urgent: 2, tips.Standard: 2})
			ids, page = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50, All: true})
			want(t, ids, []string{id("tip", 3), id("tip", 4), id("tip", 1), id("tip", 0), id("tip", 2)})
			want(t, page.Total, 5)
			want(t, page.ByUrgency, map[string]int{tips.Urgent: 2, tips.Standard: 3})
			ids, page = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50, Status: tips.Closed})
			want(t, len(ids)+page.Total, 0)
			ids, page = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50, Status: tips.Closed, All: true})
			want(t, ids, []string{id("tip", 5)})
			want(t, page.ByUrgency, map[string]int{tips.Urgent: 2, tips.Standard: 3}) // of the open ones
		}},
		{"status and urgency choose, the counts stay", func(t *testing.T, s Store) {
			n := 0
			for _, urgency := range []string{tips.Immediate, tips.Standard} {
				for _, status := range []string{tips.Received, tips.Read, tips.WithTeam, tips.Question, tips.Closed} {
					accept(t, s, n, ofAgra(urgency, status, tips.RoleUnit, none, none, at(n)))
					n++
				}
			}
			counts := map[string]int{tips.Immediate: 4, tips.Standard: 4}
			for _, c := range []struct {
				f    tips.QueueFilter
				want []int
			}{
				{tips.QueueFilter{}, []int{0, 1, 2, 3, 5, 6, 7, 8}},
				{tips.QueueFilter{Status: tips.Question}, []int{3, 8}},
				{tips.QueueFilter{Status: tips.Closed}, []int{4, 9}},
				{tips.QueueFilter{Urgency: tips.Standard}, []int{5, 6, 7, 8}},
				{tips.QueueFilter{Urgency: tips.Urgent}, nil},
				{tips.QueueFilter{Urgency: tips.Standard, Status: tips.Closed}, []int{9}},
				{tips.QueueFilter{Urgency: "very"}, nil},
				{tips.QueueFilter{Status: "odd"}, nil},
			} {
				var ids []string
				for _, n := range c.want {
					ids = append(ids, id("tip", n))
				}
				for _, every := range []bool{false, true} {
					c.f.Body, c.f.Limit, c.f.All = "UP-AGRA", 50, every
					got, page := shown(t, s, c.f)
					want(t, got, ids)
					want(t, page.Total, len(ids))
					want(t, page.ByUrgency, counts)
				}
			}
		}},
		{"a body sees its own lines only", func(t *testing.T, s Store) {
			accept(t, s, 1)
			ids, page := shown(t, s, tips.QueueFilter{Body: "UP-MATHURA", Limit: 50, All: true})
			want(t, len(ids)+page.Total+len(page.ByUrgency), 0)
		}},
		{"a queue follows its tips", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			change := func(f func()) {
				f()
				want(t, s.Change(t.Context(), tips.Change{Tip: tip, Event: event("tip.changed", tip.ID)}), nil)
				tip.Version++
			}
			change(func() { tip.Urgency = tips.Immediate })
			_, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50})
			want(t, page.ByUrgency, map[string]int{tips.Immediate: 1})
			// A clock that still runs keeps a closed tip in sight: a copy's bureau
			// has to look for itself.
			change(func() { tip.Status, tip.Reason = tips.Closed, tips.Acted })
			ids, _ := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50})
			want(t, ids, []string{tip.ID})
			lines, err := s.Lines(t.Context(), tip.ID)
			want(t, err, nil)
			for i := range lines {
				lines[i].Due, lines[i].Sealed = time.Time{}, nil
			}
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Lines: lines, Event: event("tip.changed", tip.ID)}), nil)
			tip.Version++
			_, page = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50})
			want(t, page, tips.QueuePage{ByUrgency: map[string]int{}, Newest: page.Newest})
			ids, _ = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50, Status: tips.Closed})
			want(t, ids, []string{tip.ID})
			ids, _ = shown(t, s, tips.QueueFilter{Body: "IN-NODAL", Limit: 50, Status: tips.Closed})
			want(t, len(ids), 0)
			change(func() { tip.Status, tip.Reason = tips.Read, "" })
			ids, _ = shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 50})
			want(t, ids, []string{tip.ID})
			_, page = shown(t, s, tips.QueueFilter{Body: "IN-NODAL", Limit: 50, All: true})
			want(t, page.Total, 1)
		}},
		{"pages of a queue join without a gap", pages},
		{"without a limit it counts only", func(t *testing.T, s Store) {
			accept(t, s, 1)
			for _, limit := range []int{0, -1} {
				ids, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: limit, Offset: -1})
				want(t, len(ids), 0)
				want(t, page.Total, 1)
			}
		}},
	})
}

// pages compares every page with a sort of our own over drawn lines.
func pages(t *testing.T, s Store) {
	type row struct {
		id           string
		rank         int
		due, created int64
		above        bool
	}
	r := rand.New(rand.NewPCG(1, 2))
	urgencies := []string{tips.Immediate, tips.Urgent, tips.Standard, tips.Information}
	var rows []row
	for n := range 120 {
		w := row{id: id("tip", n), rank: r.IntN(4), above: r.IntN(3) == 0}
		var due time.Time
		if r.IntN(3) > 0 {
			due = day().Add(time.Duration(r.IntN(5)) * time.Hour)
			w.due = due.Unix()
		}
		created := day().Add(-time.Duration(r.IntN(5)) * time.Hour)
		w.created = created.Unix()
		role := tips.RoleUnit
		if w.above {
			role = tips.RoleAbove
		}
		accept(t, s, n, ofAgra(urgencies[w.rank], tips.Received, role, due, time.Time{}, created))
		rows = append(rows, w)
	}
	slices.SortFunc(rows, func(a, b row) int {
		clock := func(r row) int64 {
			if r.due == 0 {
				return 1 << 62
			}
			return r.due
		}
		for _, c := range []int64{int64(a.rank - b.rank), clock(a) - clock(b), a.created - b.created} {
			if c != 0 {
				return int(max(min(c, 1), -1))
			}
		}
		return 0
	})
	for _, every := range []bool{true, false} {
		var wanted, got []row
		for _, w := range rows {
			if every || !w.above || w.due != 0 {
				wanted = append(wanted, w)
			}
		}
		seen := map[string]bool{}
		byID := map[string]row{}
		for _, w := range rows {
			byID[w.id] = w
		}
		for off := 0; ; off += 7 {
			ids, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", All: every, Offset: off, Limit: 7})
			want(t, page.Total, len(wanted))
			if len(ids) == 0 {
				break
			}
			for _, id := range ids {
				if seen[id] {
					t.Fatalf("%s is on two pages", id)
				}
				seen[id] = true
				got = append(got, byID[id])
			}
		}
		want(t, len(got), len(wanted))
		for n := range got { // rows that sort the same may come in any order
			got[n].id, wanted[n].id = "", ""
			got[n].above, wanted[n].above = false, false
			want(t, got[n], wanted[n])
		}
	}
}
