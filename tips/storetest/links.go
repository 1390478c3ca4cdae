package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"mukti/tips"
)

// marked gives a tip these marks, each under the key of its first letters ("k1 phone A").
func marked(marks ...string) func(*tips.Intake) {
	return func(in *tips.Intake) {
		in.Marks = nil
		for _, m := range marks {
			var key, kind, value string
			fmt.Sscan(m, &key, &kind, &value)
			in.Marks = append(in.Marks, tips.KeyedMark{Tip: in.Tip.ID, Kind: kind, Key: key, MAC: []byte(m)})
		}
		in.Card = tips.Card{Key: "k1", Data: sealed("card " + in.Tip.ID)}
	}
}

// looked makes the unit's line of a tip one that somebody has looked at.
func looked(in *tips.Intake) { in.Lines[1].Looked = day() }

func runLinks(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"tips that share a mark are linked, with the kinds they share and their cards", func(t *testing.T, s Store) {
			a := accept(t, s, 1, marked("k1 phone A", "k1 upi U", "k1 vehicle V"))
			b := accept(t, s, 2, marked("k1 phone A", "k1 upi U"))
			c := accept(t, s, 3, marked("k1 vehicle V"), looked)
			accept(t, s, 4, marked("k1 phone B"))
			got, err := s.Linked(t.Context(), a.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, got, []tips.Linked{
				{Tip: c.Tip, Kinds: []string{"vehicle"}, Card: c.Card, Open: true, Looked: true},
				{Tip: b.Tip, Kinds: []string{"phone", "upi"}, Card: b.Card, Open: true},
			})
			got, err = s.Linked(t.Context(), b.Tip.ID, "UP-AHTB", 10) // its lines have no secret
			want(t, err, nil)
			want(t, got, []tips.Linked{{Tip: a.Tip, Kinds: []string{"phone", "upi"}, Card: a.Card}})
			got, err = s.Linked(t.Context(), a.Tip.ID, "UP-AGRA", 1)
			want(t, err, nil)
			want(t, len(got), 1)
		}},
		{"a mark under the old key meets one under the new", func(t *testing.T, s Store) {
			old := accept(t, s, 1, marked("k0 phone A"))
			now := accept(t, s, 2, marked("k1 phone A", "k0 phone A"))
			got, err := s.Linked(t.Context(), now.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, len(got), 1)
			want(t, got[0].Tip.ID, old.Tip.ID)
			n, err := s.DropMarks(t.Context(), []string{"k1"})
			want(t, err, nil)
			want(t, n, 2)
			got, err = s.Linked(t.Context(), now.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"dropping every key is refused", func(t *testing.T, s Store) {
			accept(t, s, 1)
			if _, err := s.DropMarks(t.Context(), nil); err == nil {
				t.Error("all marks were dropped")
			}
		}},
		{"a card under a key that is gone goes too", func(t *testing.T, s Store) {
			accept(t, s, 1, marked("k1 phone A"))
			b := accept(t, s, 2, marked("k2 phone A"), func(in *tips.Intake) { in.Marks[0].MAC = []byte("k1 phone A") })
			_, err := s.DropMarks(t.Context(), []string{"k2"})
			want(t, err, nil)
			a := accept(t, s, 3, marked("k2 phone A"), func(in *tips.Intake) { in.Card.Key = "k2"; in.Marks[0].MAC = []byte("k1 phone A") })
			got, err := s.Linked(t.Context(), a.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, got, []tips.Linked{{Tip: b.Tip, Kinds: []string{"phone"}, Open: true}})
		}},
		{"the board has marks of looked-at tips of the body only", func(t *testing.T, s Store) {
			accept(t, s, 1, marked("k1 phone A", "k0 phone A"), looked)
			accept(t, s, 2, marked("k1 phone A", "k0 phone A"))
			accept(t, s, 3, marked("k1 upi U"))
			accept(t, s, 4, marked("k1 upi U"))
			accept(t, s, 5, marked("k1 email E"), looked)
			got, err := s.Shared(t.Context(), "UP-AGRA", 10, 10)
			want(t, err, nil)
			want(t, len(got), 1)
			want(t, []any{got[0].Kind, got[0].Count, len(got[0].Tips)}, []any{"phone", 2, 2})
			want(t, got[0].Tips[1].Looked, true)
			got, err = s.Shared(t.Context(), "UP-AHTB", 10, 10) // has no secret
			want(t, err, nil)
			want(t, len(got), 0)
			got, err = s.Shared(t.Context(), "IN-NODAL", 10, 10) // a body below it has looked
			want(t, err, nil)
			want(t, len(got), 1)
		}},
		{"marks of a kind can be taken back", func(t *testing.T, s Store) {
			a := accept(t, s, 1, marked("k1 aadhaar A", "k1 phone P"))
			accept(t, s, 2, marked("k1 aadhaar A", "k1 phone P"))
			want(t, s.Change(t.Context(), tips.Change{Tip: a.Tip, Unmark: []string{"aadhaar"}, Event: event("tip.unmarked", a.Tip.ID)}), nil)
			got, err := s.Linked(t.Context(), a.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, got[0].Kinds, []string{"phone"})
		}},
	})
}

// copyOf gives a tip the bands of a text; texts that share a letter share a band.
func copyOf(text string) func(*tips.Intake) {
	return func(in *tips.Intake) {
		in.Bands = nil
		for _, r := range text {
			in.Bands = append(in.Bands, tips.Band{Key: "k1", MAC: []byte{byte(r)}})
		}
	}
}

func runGroups(t *testing.T, open func(t *testing.T) Store) {
	queue := func(t *testing.T, s Store, all bool) (ids []string, copies []int, total int) {
		_, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 100, All: all})
		for _, r := range page.Rows {
			ids, copies = append(ids, r.Tip.ID), append(copies, r.Copies)
		}
		return ids, copies, page.Total
	}
	each(t, open, []test{
		{"a flood of copies is one line with a count, and another tip stays beside it", func(t *testing.T, s Store) {
			for n := range 300 {
				accept(t, s, n, copyOf("abc"))
			}
			honest := accept(t, s, 300, copyOf("xyz"))
			ids, copies, total := queue(t, s, false)
			want(t, ids, []string{id("tip", 0), honest.Tip.ID})
			want(t, copies, []int{299, 0})
			want(t, total, 2)
			near, count, err := s.Copies(t.Context(), id("tip", 0), "UP-AGRA", 10)
			want(t, err, nil)
			want(t, []int{len(near), count}, []int{10, 299})
			_, count, err = s.Copies(t.Context(), honest.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, count, 0)
			_, count, err = s.Copies(t.Context(), id("tip", 0), "UP-AHTB", 10) // has no secret
			want(t, err, nil)
			want(t, count, 0)
		}},
		{"a copy of a copy that is unlike the first stands for itself", func(t *testing.T, s Store) {
			accept(t, s, 1, copyOf("ab"))
			accept(t, s, 2, copyOf("bc"))
			accept(t, s, 3, copyOf("cd"))
			ids, _, _ := queue(t, s, false)
			want(t, ids, []string{id("tip", 1), id("tip", 3)})
		}},
		{"the more urgent copy leads", func(t *testing.T, s Store) {
			accept(t, s, 1, copyOf("a"))
			accept(t, s, 2, copyOf("a"), func(in *tips.Intake) { in.Tip.Urgency = tips.Immediate })
			ids, copies, _ := queue(t, s, false)
			want(t, ids, []string{id("tip", 2)})
			want(t, copies, []int{1})
		}},
		{"when the first is looked at, the next copy is listed beside it", func(t *testing.T, s Store) {
			for n := range 3 {
				accept(t, s, n, copyOf("a"))
			}
			look(t, s, id("tip", 0), tips.Read)
			ids, copies, total := queue(t, s, false)
			want(t, ids, []string{id("tip", 1), id("tip", 0)}) // the one without a clock is last
			want(t, copies, []int{1, 0})
			want(t, total, 2)
		}},
		{"copies that are said to be the same are counted, and come back when they are not", func(t *testing.T, s Store) {
			for n := range 3 {
				accept(t, s, n, copyOf("a"))
			}
			look(t, s, id("tip", 0), tips.WithTeam)
			for n := 1; n < 3; n++ {
				change(t, s, id("tip", n), func(p *tips.Tip, l *tips.QueueLine) { p.SameAs, l.Looked, l.Due = id("tip", 0), day(), time.Time{} })
			}
			ids, copies, _ := queue(t, s, true)
			want(t, ids, []string{id("tip", 0)})
			want(t, copies, []int{2})
			change(t, s, id("tip", 2), func(p *tips.Tip, _ *tips.QueueLine) { p.SameAs, p.Status = "", tips.Read })
			ids, _, _ = queue(t, s, true)
			want(t, len(ids), 2)
		}},
		{"whatever happens every open tip is listed, led or joined, and the first of those unread leads", everyTipIsSeen},
	})
}

// look opens a tip for Agra.
func look(t *testing.T, s Store, tip, status string) {
	t.Helper()
	change(t, s, tip, func(p *tips.Tip, l *tips.QueueLine) { p.Status, l.Looked, l.Due = status, day(), time.Time{} })
}

// change does something to a tip and Agra's line of it.
func change(t *testing.T, s Store, tip string, do func(*tips.Tip, *tips.QueueLine)) {
	t.Helper()
	p, err := s.Tip(t.Context(), tip)
	want(t, err, nil)
	lines, err := s.Lines(t.Context(), tip)
	want(t, err, nil)
	at := slices.IndexFunc(lines, func(l tips.QueueLine) bool { return l.Body == "UP-AGRA" })
	do(&p, &lines[at])
	want(t, s.Change(t.Context(), tips.Change{Tip: p, Lines: lines[at : at+1], Event: event("tip.changed", tip)}), nil)
}

// everyTipIsSeen plays random lives of copies against a plain reckoning.
func everyTipIsSeen(t *testing.T, s Store) {
	r := rand.New(rand.NewPCG(7, 7))
	n := 0
	for range 300 {
		switch pick := r.IntN(10); {
		case n == 0 || pick < 4:
			n++
			accept(t, s, n, copyOf(string(rune('a'+r.IntN(3)))), func(in *tips.Intake) {
				in.Tip.Urgency = []string{tips.Immediate, tips.Urgent, tips.Standard}[r.IntN(3)]
				in.Lines[1].Due = day().Add(time.Duration(1+r.IntN(9)) * 15 * time.Minute)
				in.Tip.Due = in.Lines[1].Due
			})
		case pick < 6:
			look(t, s, id("tip", 1+r.IntN(n)), []string{tips.Read, tips.WithTeam, tips.Question}[r.IntN(3)])
		case pick == 6:
			change(t, s, id("tip", 1+r.IntN(n)), func(p *tips.Tip, l *tips.QueueLine) { p.Status, l.Due = tips.Closed, time.Time{} })
		case pick == 7: // a letter comes
			change(t, s, id("tip", 1+r.IntN(n)), func(p *tips.Tip, l *tips.QueueLine) {
				p.SameAs, p.Status, l.Due, l.Looked = "", tips.Read, day().Add(time.Hour), time.Time{}
			})
		case pick == 8: // the clock moves
			change(t, s, id("tip", 1+r.IntN(n)), func(p *tips.Tip, l *tips.QueueLine) { l.Due = day().Add(time.Duration(r.IntN(9)) * time.Hour) })
		default:
			a, b := id("tip", 1+r.IntN(n)), id("tip", 1+r.IntN(n))
			if a != b {
				change(t, s, a, func(p *tips.Tip, l *tips.QueueLine) { p.SameAs, l.Looked, l.Due = b, day(), time.Time{} })
			}
		}
	}
	_, page := shown(t, s, tips.QueueFilter{Body: "UP-AGRA", Limit: 1000, All: true})
	listed := map[string]bool{}
	led := 0
	for _, row := range page.Rows {
		listed[row.Tip.ID] = true
		if row.Tip.Status == tips.Received && row.Line.Looked.IsZero() {
			led += row.Copies
		}
	}
	behind := 0
	for k := 1; k <= n; k++ {
		p, err := s.Tip(t.Context(), id("tip", k))
		want(t, err, nil)
		lines, err := s.Lines(t.Context(), p.ID)
		want(t, err, nil)
		switch l := lines[1]; {
		case listed[p.ID]:
		case p.Status == tips.Closed && l.Due.IsZero():
		case p.SameAs != "" && p.Status != tips.Closed:
		case p.Status == tips.Received && l.Looked.IsZero():
			behind++
		default:
			t.Errorf("%s is nowhere: %+v %+v", p.ID, p, l)
		}
	}
	for _, row := range page.Rows { // those said to be the same are in the count of both
		if row.Tip.Status != tips.Received {
			continue
		}
		_, _, err := s.Copies(t.Context(), row.Tip.ID, "UP-AGRA", 1)
		want(t, err, nil)
	}
	if led < behind {
		t.Errorf("%d copies are behind, the lines that lead count %d", behind, led)
	}
}
