package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

// closing closes a tip at a time.
func closing(t *testing.T, s Store, tip, reason string, at time.Time) {
	t.Helper()
	p, err := s.Tip(t.Context(), tip)
	want(t, err, nil)
	lines, err := s.Lines(t.Context(), tip)
	want(t, err, nil)
	for i := range lines {
		lines[i].Due, lines[i].Looked, lines[i].Sealed = time.Time{}, day(), nil
	}
	p.Status, p.Reason, p.Due, p.Next = tips.Closed, reason, time.Time{}, time.Time{}
	ev := event("tip.closed", tip)
	ev.At = at
	want(t, s.Change(t.Context(), tips.Change{Tip: p, Lines: lines, Event: ev}), nil)
}

// stone is what stays of the n-th tip.
func stone(n int) (tips.Stone, tips.Event) {
	return tips.Stone{ID: id("tip", n), Unit: "UP-AGRA", Month: "2026-11", Outcome: tips.Acted, Why: tips.ErasedKept, At: day()},
		event("tip.erased", id("tip", n))
}

func erase(t *testing.T, s Store, n int) {
	t.Helper()
	st, ev := stone(n)
	want(t, s.Erase(t.Context(), st, ev), nil)
}

func runKeeping(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"what is erased is nowhere, and its stone stays", erased},
		{"others stay as they were", func(t *testing.T, s Store) {
			a, b := accept(t, s, 1), accept(t, s, 2)
			before := all(t, s, b.Tip.ID)
			erase(t, s, 1)
			after := all(t, s, b.Tip.ID)
			before.Events, after.Events = nil, nil
			want(t, after, before)
			linked, err := s.Linked(t.Context(), b.Tip.ID, "UP-AGRA", 10)
			want(t, err, nil)
			want(t, len(linked), 0)
			_, err = s.Tip(t.Context(), a.Tip.ID)
			is(t, err, tips.ErrNotFound)
		}},
		{"only what is closed long enough is past its time", func(t *testing.T, s Store) {
			for n := range 4 {
				accept(t, s, n+1)
			}
			closing(t, s, id("tip", 1), tips.Acted, day())
			closing(t, s, id("tip", 2), tips.Acted, day().Add(time.Hour))
			closing(t, s, id("tip", 3), tips.NoAction, day())
			for _, c := range []struct {
				reason string
				before time.Time
				want   []string
			}{
				{tips.Acted, day().Add(-time.Second), nil},
				{tips.Acted, day(), []string{id("tip", 1)}},
				{tips.Acted, day().Add(time.Hour), []string{id("tip", 1), id("tip", 2)}},
				{tips.NoAction, day(), []string{id("tip", 3)}},
				{tips.False, day().Add(time.Hour), nil},
			} {
				got, err := s.Kept(t.Context(), c.reason, c.before, day(), 10)
				want(t, err, nil)
				want(t, got, c.want)
			}
			at, err := s.ClosedAt(t.Context(), id("tip", 2))
			want(t, err, nil)
			want(t, at, day().Add(time.Hour))
			at, err = s.ClosedAt(t.Context(), id("tip", 4))
			want(t, err, nil)
			want(t, at, time.Time{})
		}},
		{"closed again, it is kept from then on", func(t *testing.T, s Store) {
			accept(t, s, 1)
			closing(t, s, id("tip", 1), tips.Acted, day())
			p, err := s.Tip(t.Context(), id("tip", 1))
			want(t, err, nil)
			p.Status = tips.Read
			want(t, s.Change(t.Context(), tips.Change{Tip: p, Event: event("letter.received", p.ID)}), nil)
			got, err := s.Kept(t.Context(), tips.Acted, day(), day(), 10)
			want(t, err, nil)
			want(t, len(got), 0)
			closing(t, s, id("tip", 1), tips.Acted, day().Add(5*time.Hour))
			got, err = s.Kept(t.Context(), tips.Acted, day().Add(4*time.Hour), day(), 10)
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"a hold stops it, and lets go when its time is over", holds},
		{"a hold is compared and swapped", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			h := tips.Hold{Tip: in.Tip.ID, Reason: tips.HoldFIR, By: "o1", Body: "UP-AGRA", At: day(), Until: day().Add(time.Hour)}
			want(t, s.PutHold(t.Context(), h, tips.Hold{}, event("tip.hold-asked", in.Tip.ID)), nil)
			is(t, s.PutHold(t.Context(), h, tips.Hold{}, event("tip.hold-asked", in.Tip.ID)), tips.ErrStale)
			lasting := h
			lasting.Second, lasting.SecondBody, lasting.Until = "o2", "UP-AHTB", time.Time{}
			want(t, s.PutHold(t.Context(), lasting, h, event("tip.held", in.Tip.ID)), nil)
			is(t, s.PutHold(t.Context(), lasting, h, event("tip.held", in.Tip.ID)), tips.ErrStale)
			is(t, s.DropHold(t.Context(), h, event("tip.hold-lifted", in.Tip.ID)), tips.ErrStale)
			got, err := s.HoldOf(t.Context(), in.Tip.ID)
			want(t, err, nil)
			want(t, got, lasting)
			want(t, s.DropHold(t.Context(), lasting, event("tip.hold-lifted", in.Tip.ID)), nil)
			_, err = s.HoldOf(t.Context(), in.Tip.ID)
			is(t, err, tips.ErrNotFound)
		}},
		{"another copy leads when the one that led is erased", func(t *testing.T, s Store) {
			same := func(in *tips.Intake) { in.Bands = []tips.Band{{Key: "k1", MAC: []byte("band")}} }
			for n := range 3 {
				accept(t, s, n+1, same)
			}
			page, err := s.Queue(t.Context(), tips.QueueFilter{Body: "UP-AGRA", Limit: 10})
			want(t, err, nil)
			want(t, page.Total, 1)
			erase(t, s, 1)
			page, err = s.Queue(t.Context(), tips.QueueFilter{Body: "UP-AGRA", Limit: 10})
			want(t, err, nil)
			want(t, page.Total, 1)
			want(t, page.Rows[0].Tip.ID, id("tip", 2))
			want(t, page.Rows[0].Copies, 1)
		}},
		{"what was said to be the same stands for itself", func(t *testing.T, s Store) {
			accept(t, s, 1)
			b := accept(t, s, 2)
			b.Tip.SameAs, b.Tip.Status = id("tip", 1), tips.WithTeam
			want(t, s.Change(t.Context(), tips.Change{Tip: b.Tip, Event: event("tip.same", b.Tip.ID)}), nil)
			erase(t, s, 1)
			got, err := s.Tip(t.Context(), b.Tip.ID)
			want(t, err, nil)
			want(t, got.SameAs, "")
		}},
	})
}

func erased(t *testing.T, s Store) {
	in := accept(t, s, 1)
	file := tips.Box{ID: "file-1", Tip: in.Tip.ID, Kind: tips.BoxFile, At: day(), Data: sealed("head")}
	want(t, s.AddFile(t.Context(), file, false), nil)
	want(t, s.AddChunk(t.Context(), in.Tip.ID, file.ID, 0, []byte("chunk")), nil)
	want(t, s.Change(t.Context(), tips.Change{Tip: in.Tip, Letters: []tips.Letter{{ID: "l1", From: "officer", At: day(), ToTip: sealed("a"), ToNumber: sealed("b")}},
		Event: event("letter.sent", in.Tip.ID)}), nil)
	want(t, s.PutProposal(t.Context(), tips.Proposal{ID: "p1", Act: tips.ActErase, Object: in.Tip.ID, By: "o1", At: day(), Expires: day().Add(time.Hour)},
		event("two.asked", in.Tip.ID)), nil)
	erase(t, s, 1)
	for what, err := range map[string]error{
		"tip":     second(s.Tip(t.Context(), in.Tip.ID)),
		"box":     second(s.MailboxOf(t.Context(), in.Tip.ID)),
		"chunk":   second(s.Chunk(t.Context(), in.Tip.ID, file.ID, 0)),
		"closing": second(s.ClosedAt(t.Context(), in.Tip.ID)),
		"hold":    second(s.HoldOf(t.Context(), in.Tip.ID)),
	} {
		t.Run(what, func(t *testing.T) { is(t, err, tips.ErrNotFound) })
	}
	_, err := s.Mailbox(t.Context(), in.Mailbox.ID)
	is(t, err, tips.ErrNoBox)
	lines, err := s.Lines(t.Context(), in.Tip.ID)
	want(t, err, nil)
	want(t, len(lines), 0)
	boxes, err := s.Boxes(t.Context(), in.Tip.ID)
	want(t, err, nil)
	want(t, len(boxes), 0)
	letters, err := s.Letters(t.Context(), in.Tip.ID)
	want(t, err, nil)
	want(t, len(letters), 0)
	waiting, err := s.ListProposals(t.Context(), day())
	want(t, err, nil)
	want(t, len(waiting), 0)
	stones, err := s.Stones(t.Context(), 10, 0)
	want(t, err, nil)
	st, ev := stone(1)
	want(t, stones, []tips.Stone{st})
	is(t, s.Erase(t.Context(), st, ev), tips.ErrNotFound)
	evs, err := s.EventsOf(t.Context(), in.Tip.ID)
	want(t, err, nil)
	want(t, evs[len(evs)-1].Act, "tip.erased")
	want(t, evs[0].Act, "tip.received")
}

func second[T any](_ T, err error) error { return err }

func holds(t *testing.T, s Store) {
	in := accept(t, s, 1)
	closing(t, s, in.Tip.ID, tips.Acted, day())
	past := func(now time.Time) int {
		t.Helper()
		got, err := s.Kept(t.Context(), tips.Acted, day().Add(time.Hour), now, 10)
		want(t, err, nil)
		return len(got)
	}
	want(t, past(day()), 1)
	h := tips.Hold{Tip: in.Tip.ID, Reason: tips.HoldCourt, By: "o1", Body: "UP-AGRA", At: day(), Until: day().Add(24 * time.Hour)}
	want(t, s.PutHold(t.Context(), h, tips.Hold{}, event("tip.hold-asked", in.Tip.ID)), nil)
	want(t, past(day()), 0)
	want(t, past(day().Add(25*time.Hour)), 1)
	lasting := h
	lasting.Second, lasting.SecondBody, lasting.Until = "o2", "UP-AHTB", time.Time{}
	want(t, s.PutHold(t.Context(), lasting, h, event("tip.held", in.Tip.ID)), nil)
	want(t, past(day().Add(1000*time.Hour)), 0)
	want(t, s.DropHold(t.Context(), lasting, event("tip.hold-lifted", in.Tip.ID)), nil)
	want(t, past(day()), 1)
}
