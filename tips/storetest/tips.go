package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"mukti/tips"
)

func runTips(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"a tip comes back as it was given", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			got := all(t, s, in.Tip.ID)
			want(t, got.Tip, in.Tip)
			want(t, got.Box, in.Mailbox)
			want(t, got.Lines, in.Lines)
			want(t, got.Boxes, in.Boxes)
			want(t, len(got.Letters), 0)
			box, err := s.Mailbox(t.Context(), in.Mailbox.ID)
			want(t, err, nil)
			want(t, box, in.Mailbox)
			p, err := s.Page(t.Context(), "sent", in.Pages[0].ID, day(), true)
			want(t, err, nil)
			want(t, p, in.Pages[0])
		}},
		{"zero times come back as zero times", func(t *testing.T, s Store) {
			in := accept(t, s, 1, func(in *tips.Intake) { in.Tip.Due, in.Tip.Next = time.Time{}, time.Time{} })
			got, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			want(t, got.Due.IsZero() && got.Next.IsZero(), true)
		}},
		{"what is not there is said to be so", func(t *testing.T, s Store) {
			accept(t, s, 1)
			_, err := s.Tip(t.Context(), "another")
			is(t, err, tips.ErrNotFound)
			_, err = s.Mailbox(t.Context(), "another")
			is(t, err, tips.ErrNoBox)
			_, err = s.MailboxOf(t.Context(), "another")
			is(t, err, tips.ErrNotFound)
			lines, err := s.Lines(t.Context(), "another")
			want(t, err, nil)
			want(t, len(lines), 0)
		}},
		{"a tip whose id is there is refused whole", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			before := all(t, s, in.Tip.ID)
			again := intake(2)
			again.Tip.ID = in.Tip.ID
			for i := range again.Lines {
				again.Lines[i].Tip = in.Tip.ID
			}
			again.Mailbox.Tip = in.Tip.ID
			again.Boxes, again.Marks = nil, nil
			fails(t, s.Accept(t.Context(), again))
			want(t, all(t, s, in.Tip.ID), before)
			_, err := s.Mailbox(t.Context(), again.Mailbox.ID)
			is(t, err, tips.ErrNoBox)
			_, err = s.Page(t.Context(), "sent", again.Pages[0].ID, day(), true)
			is(t, err, tips.ErrGone)
		}},
		{"a tip whose mailbox is there is refused whole", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			before := all(t, s, in.Tip.ID)
			again := intake(2)
			again.Mailbox.ID = in.Mailbox.ID
			fails(t, s.Accept(t.Context(), again))
			want(t, all(t, s, in.Tip.ID), before)
			_, err := s.Tip(t.Context(), again.Tip.ID)
			is(t, err, tips.ErrNotFound)
		}},
		{"a tip that no queue could show is refused", func(t *testing.T, s Store) {
			in := intake(1)
			in.Tip.Urgency = "very"
			fails(t, s.Accept(t.Context(), in))
			in = intake(1)
			in.Tip.Status = ""
			fails(t, s.Accept(t.Context(), in))
			in = intake(1)
			in.Event.Act = ""
			fails(t, s.Accept(t.Context(), in))
			_, err := s.Tip(t.Context(), in.Tip.ID)
			is(t, err, tips.ErrNotFound)
		}},
		{"a part of another tip is refused", func(t *testing.T, s Store) {
			other := accept(t, s, 1)
			before := all(t, s, other.Tip.ID)
			for _, bad := range []func(*tips.Intake){
				func(in *tips.Intake) { in.Lines[0].Tip = other.Tip.ID },
				func(in *tips.Intake) { in.Boxes[0].Tip = other.Tip.ID },
				func(in *tips.Intake) { in.Marks[0].Tip = other.Tip.ID },
				func(in *tips.Intake) { in.Mailbox.Tip = other.Tip.ID },
			} {
				in := intake(2)
				bad(&in)
				fails(t, s.Accept(t.Context(), in))
			}
			want(t, all(t, s, other.Tip.ID), before)
			_, err := s.Tip(t.Context(), intake(2).Tip.ID)
			is(t, err, tips.ErrNotFound)
		}},
		{"boxes are read by kind and in order of arrival", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			tip, err := s.Tip(t.Context(), in.Tip.ID)
			want(t, err, nil)
			late := tips.Box{ID: "a-late-one", Tip: tip.ID, Kind: tips.BoxClarify, At: day(), Data: sealed("late")}
			early := tips.Box{ID: "an-early-one", Tip: tip.ID, Kind: tips.BoxClarify, At: day().Add(-time.Hour), Data: sealed("early")}
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Boxes: []tips.Box{late, early}, Event: event("tip.clarified", tip.ID)}), nil)
			got, err := s.Boxes(t.Context(), tip.ID)
			want(t, err, nil)
			want(t, got, append(append([]tips.Box{early}, in.Boxes...), late))
			got, err = s.Boxes(t.Context(), tip.ID, tips.BoxClarify, tips.BoxContact)
			want(t, err, nil)
			want(t, got, []tips.Box{early, in.Boxes[2], late})
			got, err = s.Boxes(t.Context(), tip.ID, tips.BoxNote)
			want(t, err, nil)
			want(t, len(got), 0)
		}},
		{"a context that has ended writes nothing", func(t *testing.T, s Store) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			is(t, s.Accept(ctx, intake(1)), context.Canceled)
			_, err := s.Tip(t.Context(), intake(1).Tip.ID)
			is(t, err, tips.ErrNotFound)
		}},
	})
}

func is(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("got error %v, want %v", err, target)
	}
}

func fails(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
}
