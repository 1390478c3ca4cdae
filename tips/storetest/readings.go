package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

func runReadings(t *testing.T, open func(t *testing.T) Store) {
	asked := func(t *testing.T, s Store, n int) tips.Reading {
		t.Helper()
		accept(t, s, n)
		asker, reader := officer(2*n), officer(2*n+1)
		people(t, s, tips.PeopleChange{Officers: []tips.Officer{asker, reader}})
		r := tips.Reading{ID: id("reading", n), Tip: id("tip", n), Asker: asker.ID, AskerBody: "UP-AGRA", Reader: reader.ID, ReaderBody: "WB-AHTB",
			At: day(), Expires: day().Add(tips.ReadingTime), Sealed: sealed("words"), Cert: []byte("cert")}
		want(t, s.PutReading(t.Context(), r, event("reading.asked", r.Tip)), nil)
		return r
	}
	translation := func(r tips.Reading) tips.Box {
		return tips.Box{ID: r.ID, Tip: r.Tip, Kind: tips.BoxTranslation, At: day(), Data: sealed("translation")}
	}
	each(t, open, []test{
		{"a reading comes back to its reader and its tip, and to nobody else", func(t *testing.T, s Store) {
			r, other := asked(t, s, 1), asked(t, s, 2)
			got, err := s.ReadingByID(t.Context(), r.ID)
			want(t, err, nil)
			want(t, got, r)
			mine, err := s.ReadingsFor(t.Context(), r.Reader)
			want(t, err, nil)
			want(t, mine, []tips.Reading{r})
			of, err := s.ReadingsOf(t.Context(), other.Tip)
			want(t, err, nil)
			want(t, of, []tips.Reading{other})
			none, err := s.ReadingsFor(t.Context(), r.Asker)
			want(t, err, nil)
			want(t, len(none), 0)
		}},
		{"the first opening is kept, each is an event", func(t *testing.T, s Store) {
			r := asked(t, s, 1)
			want(t, s.ReadingOpened(t.Context(), r.ID, day().Add(time.Hour), event("reading.opened", r.Tip)), nil)
			want(t, s.ReadingOpened(t.Context(), r.ID, day().Add(2*time.Hour), event("reading.opened", r.Tip)), nil)
			got, err := s.ReadingByID(t.Context(), r.ID)
			want(t, err, nil)
			want(t, got.Opened, day().Add(time.Hour))
			evs, err := s.EventsOf(t.Context(), r.Tip)
			want(t, err, nil)
			want(t, len(evs), 4)
			is(t, s.ReadingOpened(t.Context(), "none", day(), event("reading.opened", r.Tip)), tips.ErrGone)
		}},
		{"an answer puts the box into the tip, leaves its version and ends the reading", func(t *testing.T, s Store) {
			r := asked(t, s, 1)
			before, err := s.Tip(t.Context(), r.Tip)
			want(t, err, nil)
			want(t, s.AnswerReading(t.Context(), r.ID, translation(r), event("reading.answered", r.Tip)), nil)
			boxes, err := s.Boxes(t.Context(), r.Tip, tips.BoxTranslation)
			want(t, err, nil)
			want(t, boxes, []tips.Box{translation(r)})
			after, err := s.Tip(t.Context(), r.Tip)
			want(t, err, nil)
			want(t, after, before)
			_, err = s.ReadingByID(t.Context(), r.ID)
			is(t, err, tips.ErrGone)
		}},
		{"what was ended is answered no more, and nothing is written", func(t *testing.T, s Store) {
			r := asked(t, s, 1)
			want(t, s.EndReading(t.Context(), r.ID, event("reading.ended", r.Tip)), nil)
			is(t, s.EndReading(t.Context(), r.ID, event("reading.ended", r.Tip)), tips.ErrGone)
			is(t, s.AnswerReading(t.Context(), r.ID, translation(r), event("reading.answered", r.Tip)), tips.ErrGone)
			boxes, err := s.Boxes(t.Context(), r.Tip, tips.BoxTranslation)
			want(t, err, nil)
			want(t, len(boxes), 0)
			evs, err := s.EventsOf(t.Context(), r.Tip)
			want(t, err, nil)
			want(t, len(evs), 3)
		}},
		{"what is a day old is found", func(t *testing.T, s Store) {
			r := asked(t, s, 1)
			for _, c := range []struct {
				at   time.Time
				want int
			}{{r.Expires.Add(-time.Second), 0}, {r.Expires, 1}, {r.Expires.Add(time.Hour), 1}} {
				got, err := s.LapsedReadings(t.Context(), c.at, 10)
				want(t, err, nil)
				want(t, len(got), c.want)
			}
		}},
		{"languages are replaced and found", func(t *testing.T, s Store) {
			people(t, s, tips.PeopleChange{Officers: []tips.Officer{officer(1), officer(2)}})
			a, b := officer(1).ID, officer(2).ID
			want(t, s.PutLanguages(t.Context(), a, []string{"bn", "hi"}, event("officer.languages", a)), nil)
			want(t, s.PutLanguages(t.Context(), b, []string{"bn"}, event("officer.languages", b)), nil)
			want(t, s.PutLanguages(t.Context(), a, []string{"hi", "ta"}, event("officer.languages", a)), nil)
			got, err := s.LanguagesRead(t.Context(), a)
			want(t, err, nil)
			want(t, got, []string{"hi", "ta"})
			who, err := s.OfficersReading(t.Context(), "bn")
			want(t, err, nil)
			want(t, who, []string{b})
			want(t, s.PutLanguages(t.Context(), b, nil, event("officer.languages", b)), nil)
			who, err = s.OfficersReading(t.Context(), "bn")
			want(t, err, nil)
			want(t, len(who), 0)
		}},
		{"a box is added to a tip that is there, and never twice", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			b := tips.Box{ID: "note-1", Tip: in.Tip.ID, Kind: tips.BoxRemark, At: day(), Data: sealed("note")}
			want(t, s.AddBox(t.Context(), b, event("tip.noted", b.Tip)), nil)
			fails(t, s.AddBox(t.Context(), b, event("tip.noted", b.Tip)))
			b.Tip = "none"
			is(t, s.AddBox(t.Context(), b, event("tip.noted", b.Tip)), tips.ErrNotFound)
		}},
	})
}
