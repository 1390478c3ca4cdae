package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"mukti/tips"
)

func runProposals(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"one open proposal for an act on an object, agreed to once", func(t *testing.T, s Store) {
			ctx := context.Background()
			at := time.Unix(1_795_000_500, 0).UTC().Truncate(15 * time.Minute)
			p := tips.Proposal{ID: "p1", Act: "tip.false", Object: "o", Body: "UP-AGRA", By: "a", Data: "7", At: at, Expires: at.Add(time.Hour)}
			ev := tips.Event{At: at, Actor: "a", Act: "two.asked", Object: "o"}
			want(t, s.PutProposal(ctx, p, ev), nil)
			p.ID = "p2"
			want(t, s.PutProposal(ctx, p, ev), nil)
			got, err := s.ListProposals(ctx, at)
			want(t, err, nil)
			if len(got) != 1 || got[0] != p {
				t.Fatalf("listed %+v, want only %+v", got, p)
			}
			if got, _ := s.ListProposals(ctx, p.Expires); len(got) != 0 {
				t.Errorf("an expired proposal is listed: %+v", got)
			}
			p.Seconded, p.Expires = "b", at.Add(2*time.Hour)
			want(t, s.AgreeTo(ctx, p, ev), nil)
			p.Seconded = "c"
			if err := s.AgreeTo(ctx, p, ev); !errors.Is(err, tips.ErrStale) {
				t.Errorf("agreed to twice: %v", err)
			}
			got, err = s.ListProposals(ctx, at)
			want(t, err, nil)
			if len(got) != 1 || got[0].Seconded != "b" {
				t.Errorf("after agreeing: %+v", got)
			}
			want(t, s.DropProposal(ctx, p.ID, ev), nil)
			if err := s.DropProposal(ctx, p.ID, ev); !errors.Is(err, tips.ErrStale) {
				t.Errorf("dropped twice: %v", err)
			}
			events, err := s.EventsOf(ctx, "o")
			want(t, err, nil)
			if len(events) != 4 {
				t.Errorf("%d events, want one for each of four changes", len(events))
			}
		}},
	})
}
