package storetest

import (
	"sync"
	"testing"

	"mukti/tips"
)

func runAudit(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"events are in order and come in pieces", func(t *testing.T, s Store) {
			for n := range 7 {
				ev := event(id("act", n), id("object", n%2))
				want(t, s.Append(t.Context(), ev), nil)
			}
			var got []tips.Event
			for after := int64(0); ; {
				evs, err := s.Events(t.Context(), after, 3)
				want(t, err, nil)
				if len(evs) == 0 {
					break
				}
				got = append(got, evs...)
				after = evs[len(evs)-1].Seq
			}
			want(t, len(got), 7)
			for n, ev := range got {
				wanted := event(id("act", n), id("object", n%2))
				wanted.Seq, wanted.Prev, wanted.MAC = int64(n+1), ev.Prev, ev.MAC
				want(t, ev, wanted)
			}
			of, err := s.EventsOf(t.Context(), id("object", 1))
			want(t, err, nil)
			want(t, of, []tips.Event{got[1], got[3], got[5]})
			none, err := s.Events(t.Context(), 0, 0)
			want(t, err, nil)
			want(t, len(none), 0)
		}},
		{"what is told of an event's place in the chain is not believed", func(t *testing.T, s Store) {
			ev := event("a", "o")
			ev.Seq, ev.Prev, ev.MAC = 99, []byte("x"), []byte("y")
			want(t, s.Append(t.Context(), ev), nil)
			evs, err := s.Events(t.Context(), 0, 10)
			want(t, err, nil)
			want(t, evs[0].Seq, int64(1))
			want(t, len(evs[0].Prev), 0)
		}},
		{"an event without an act is refused", func(t *testing.T, s Store) {
			fails(t, s.Append(t.Context(), event("", "o")))
			fails(t, s.ChangePeople(t.Context(), tips.PeopleChange{Officers: []tips.Officer{officer(1)}}))
			evs, err := s.Events(t.Context(), 0, 10)
			want(t, err, nil)
			want(t, len(evs), 0)
		}},
	})
}

// senders and each are the crowd of [runCrowd].
const (
	senders = 64
	sendsOf = 50
)

func runCrowd(t *testing.T, open func(t *testing.T) Store) {
	each(t, open, []test{
		{"64 senders of 50 tips each lose none", func(t *testing.T, s Store) {
			var all sync.WaitGroup
			for n := range senders {
				all.Go(func() {
					for k := range sendsOf {
						in := intake(n*sendsOf + k)
						if k%10 == 3 { // between them some that fail, which must not touch their neighbours
							bad := in
							bad.Event.Act = ""
							if s.Accept(t.Context(), bad) == nil {
								t.Error("a tip without an event was taken")
							}
						}
						if err := s.Accept(t.Context(), in); err != nil {
							t.Errorf("accept: %v", err)
						}
						// Acknowledged is readable at once.
						if _, err := s.Tip(t.Context(), in.Tip.ID); err != nil {
							t.Errorf("read: %v", err)
						}
					}
				})
			}
			all.Wait()
			page, err := s.Queue(t.Context(), tips.QueueFilter{Body: "UP-AGRA", Limit: 1})
			want(t, err, nil)
			want(t, page.Total, senders*sendsOf)
			evs, err := s.Events(t.Context(), 0, 2*senders*sendsOf)
			want(t, err, nil)
			want(t, len(evs), senders*sendsOf)
			seen := map[string]bool{}
			for _, ev := range evs {
				seen[ev.Object] = true
			}
			want(t, len(seen), senders*sendsOf)
		}},
	})
}
