package storetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"mukti/tips"
)

func runChanges(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"a change replaces the row, adds the rest and raises the version", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			tip.Status, tip.Taker, tip.Unit, tip.Due = tips.WithTeam, "officer-1", "UP-MATHURA", time.Time{}
			letter := tips.Letter{ID: "letter-1", Tip: tip.ID, From: "officer", At: day(), ToTip: sealed("l"), ToNumber: sealed("n")}
			own := tips.Letter{ID: "letter-2", Tip: tip.ID, From: "tipster", At: day(), ToTip: sealed("l")}
			note := tips.Box{ID: "note-1", Tip: tip.ID, Kind: tips.BoxNote, At: day(), Data: sealed("note")}
			looked := tips.QueueLine{Tip: tip.ID, Body: "UP-AGRA", Role: tips.RoleUnit, Looked: day()}
			added := tips.QueueLine{Tip: tip.ID, Body: "UP-MATHURA", Role: tips.RoleCopy, Sealed: sealed("mathura")}
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Lines: []tips.QueueLine{looked, added}, Boxes: []tips.Box{note},
				Letters: []tips.Letter{letter, own}, Event: event("tip.taken", tip.ID)}), nil)
			got := all(t, s, tip.ID)
			tip.Version++
			want(t, got.Tip, tip)
			want(t, got.Letters, []tips.Letter{letter, own})
			want(t, got.Boxes, append(in.Boxes, note))
			looked.Sealed = in.Lines[1].Sealed // nil kept what was there
			want(t, got.Lines, []tips.QueueLine{in.Lines[0], looked, in.Lines[2], added})
			want(t, got.Events[1].Act, "tip.taken")
			// Versions go on from there.
			want(t, s.Change(t.Context(), tips.Change{Tip: got.Tip, Event: event("tip.read", tip.ID)}), nil)
		}},
		{"a secret that was kept can be replaced", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			for n, secret := range [][]byte{sealed("first"), sealed("second")} {
				tip, err := s.Tip(t.Context(), in.Tip.ID)
				want(t, err, nil)
				l := tips.QueueLine{Tip: tip.ID, Body: "UP-AHTB", Role: tips.RoleAbove, Sealed: secret}
				want(t, s.Change(t.Context(), tips.Change{Tip: tip, Lines: []tips.QueueLine{l}, Event: event("tip.handed", tip.ID)}), nil)
				lines, err := s.Lines(t.Context(), tip.ID)
				want(t, err, nil)
				if string(lines[2].Sealed) != string(secret) {
					t.Fatalf("hand-over %d is not stored", n)
				}
			}
		}},
		{"a stale change changes nothing", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			old, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			want(t, s.Change(t.Context(), tips.Change{Tip: old, Event: event("tip.read", old.ID)}), nil)
			before := all(t, s, old.ID)
			stale := old
			stale.Status, stale.Urgency = tips.Closed, tips.Immediate
			err = s.Change(t.Context(), tips.Change{Tip: stale,
				Lines:   []tips.QueueLine{{Tip: old.ID, Body: "DL-AHTB", Role: tips.RoleCopy, Sealed: sealed("x")}},
				Boxes:   []tips.Box{{ID: "b", Tip: old.ID, Kind: tips.BoxNote, At: day(), Data: sealed("x")}},
				Letters: []tips.Letter{{ID: "l", Tip: old.ID, From: "officer", At: day(), ToTip: sealed("x")}},
				Event:   event("tip.closed", old.ID)})
			is(t, err, tips.ErrStale)
			want(t, all(t, s, old.ID), before)
			page, err := s.Queue(t.Context(), tips.QueueFilter{Body: "UP-AGRA", Limit: 10})
			want(t, err, nil)
			want(t, page.ByUrgency[tips.Standard], 1)
			unknown := old
			unknown.ID = "another"
			is(t, s.Change(t.Context(), tips.Change{Tip: unknown, Event: event("tip.read", "another")}), tips.ErrStale)
		}},
		{"a change that fails in its last part changes nothing", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			before := all(t, s, in.Tip.ID)
			c := tips.Change{Tip: before.Tip, Event: event("tip.closed", in.Tip.ID),
				Letters: []tips.Letter{{ID: "l", Tip: in.Tip.ID, From: "officer", At: day(), ToTip: sealed("x")}}}
			c.Tip.Status = tips.Closed
			c.Letters = append(c.Letters, c.Letters[0]) // one id twice
			fails(t, s.Change(t.Context(), c))
			want(t, all(t, s, in.Tip.ID), before)
			c.Letters, c.Boxes = c.Letters[:1], []tips.Box{in.Boxes[0]} // a box that is there: evidence is not overwritten
			fails(t, s.Change(t.Context(), c))
			want(t, all(t, s, in.Tip.ID), before)
			c.Boxes, c.Event.Act = nil, ""
			fails(t, s.Change(t.Context(), c))
			want(t, all(t, s, in.Tip.ID), before)
		}},
		{"of many changes of one version exactly one wins", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			errs := make([]error, 20)
			var all sync.WaitGroup
			for n := range errs {
				all.Go(func() {
					c := tips.Change{Tip: tip, Event: event("tip.taken", tip.ID)}
					c.Tip.Taker = id("officer", n)
					errs[n] = s.Change(t.Context(), c)
				})
			}
			all.Wait()
			winner := -1
			for n, err := range errs {
				switch {
				case err == nil && winner < 0:
					winner = n
				case !errors.Is(err, tips.ErrStale):
					t.Fatalf("change %d: %v", n, err)
				}
			}
			got, err := s.Tip(t.Context(), tip.ID)
			want(t, err, nil)
			if winner < 0 || got.Taker != id("officer", winner) || got.Version != tip.Version+1 {
				t.Fatalf("winner %d, taker %q, version %d", winner, got.Taker, got.Version)
			}
			evs, err := s.EventsOf(t.Context(), tip.ID)
			want(t, err, nil)
			want(t, len(evs), 2)
		}},
	})
}
