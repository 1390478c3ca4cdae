package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"mukti/tips"
)

func runPages(t *testing.T, open func(t *testing.T) Store) {
	page := tips.Page{ID: "p", Kind: "sent", Data: []byte("sealed"), Looks: 2, Expires: day().Add(time.Hour)}
	each(t, open, []test{
		{"a page has as many looks as it was given", func(t *testing.T, s Store) {
			want(t, s.PutPage(t.Context(), page), nil)
			for left := 1; left >= 0; left-- {
				for range 3 { // peeking takes none
					p, err := s.Page(t.Context(), "sent", "p", day(), true)
					want(t, err, nil)
					want(t, p.Looks, left+1)
				}
				p, err := s.Page(t.Context(), "sent", "p", day(), false)
				want(t, err, nil)
				seen := page
				seen.Looks = left
				want(t, p, seen)
			}
			for _, peek := range []bool{true, false} {
				_, err := s.Page(t.Context(), "sent", "p", day(), peek)
				is(t, err, tips.ErrGone)
			}
		}},
		{"a page that is not counted stays", func(t *testing.T, s Store) {
			p := page
			p.Looks = -1
			want(t, s.PutPage(t.Context(), p), nil)
			for range 5 {
				got, err := s.Page(t.Context(), "sent", "p", day(), false)
				want(t, err, nil)
				want(t, got, p)
			}
		}},
		{"a page without a look is gone from the start", func(t *testing.T, s Store) {
			p := page
			p.Looks = 0
			want(t, s.PutPage(t.Context(), p), nil)
			_, err := s.Page(t.Context(), "sent", "p", day(), true)
			is(t, err, tips.ErrGone)
		}},
		{"a page ends at its time", func(t *testing.T, s Store) {
			want(t, s.PutPage(t.Context(), page), nil)
			_, err := s.Page(t.Context(), "sent", "p", page.Expires.Add(-time.Second), true)
			want(t, err, nil)
			for _, late := range []time.Duration{0, time.Hour} {
				for _, peek := range []bool{true, false} {
					_, err = s.Page(t.Context(), "sent", "p", page.Expires.Add(late), peek)
					is(t, err, tips.ErrGone)
				}
			}
		}},
		{"a page is of its kind and id only", func(t *testing.T, s Store) {
			want(t, s.PutPage(t.Context(), page), nil)
			_, err := s.Page(t.Context(), "token", "p", day(), true)
			is(t, err, tips.ErrGone)
			_, err = s.Page(t.Context(), "sent", "q", day(), true)
			is(t, err, tips.ErrGone)
			other := tips.Page{ID: "p", Kind: "token", Data: []byte("other"), Looks: -1, Expires: page.Expires}
			want(t, s.PutPage(t.Context(), other), nil)
			want(t, s.DropPage(t.Context(), "sent", "p"), nil)
			got, err := s.Page(t.Context(), "token", "p", day(), false)
			want(t, err, nil)
			want(t, got, other)
		}},
		{"a page put again is replaced", func(t *testing.T, s Store) {
			want(t, s.PutPage(t.Context(), page), nil)
			_, err := s.Page(t.Context(), "sent", "p", day(), false)
			want(t, err, nil)
			again := tips.Page{ID: "p", Kind: "sent", Data: []byte("again"), Looks: 2, Expires: page.Expires.Add(time.Hour)}
			want(t, s.PutPage(t.Context(), again), nil)
			got, err := s.Page(t.Context(), "sent", "p", day(), true)
			want(t, err, nil)
			want(t, got, again)
		}},
		{"a dropped page is gone, one that is not there is no error", func(t *testing.T, s Store) {
			want(t, s.PutPage(t.Context(), page), nil)
			for range 2 {
				want(t, s.DropPage(t.Context(), "sent", "p"), nil)
				_, err := s.Page(t.Context(), "sent", "p", day(), true)
				is(t, err, tips.ErrGone)
			}
		}},
		{"expired pages are dropped and counted", func(t *testing.T, s Store) {
			for n := range 5 {
				p := page
				p.ID, p.Expires = id("p", n), day().Add(time.Duration(n)*time.Hour)
				want(t, s.PutPage(t.Context(), p), nil)
			}
			for _, c := range []int{3, 0} {
				n, err := s.DropExpired(t.Context(), day().Add(2*time.Hour))
				want(t, err, nil)
				want(t, n, c)
			}
			_, err := s.Page(t.Context(), "sent", id("p", 3), day(), true)
			want(t, err, nil)
		}},
		{"many at once share the looks there are", func(t *testing.T, s Store) {
			p := page
			p.Looks = 5
			want(t, s.PutPage(t.Context(), p), nil)
			var got atomic.Int64
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					switch _, err := s.Page(t.Context(), "sent", "p", day(), false); {
					case err == nil:
						got.Add(1)
					case !errors.Is(err, tips.ErrGone):
						t.Error(err)
					}
				})
			}
			all.Wait()
			want(t, got.Load(), 5)
		}},
	})
}
