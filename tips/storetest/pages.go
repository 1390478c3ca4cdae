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

func runFiles(t *testing.T, open func(t *testing.T) Store) {
	head := tips.Box{ID: "file-1", Tip: id("tip", 1), Kind: tips.BoxFile, At: day(), Data: sealed("head")}
	each(t, open, []test{
		{"a file comes back chunk by chunk", func(t *testing.T, s Store) {
			accept(t, s, 1)
			want(t, s.AddFile(t.Context(), head), nil)
			big := make([]byte, 256<<10)
			for n, data := range [][]byte{big, []byte("two"), []byte("three")} {
				want(t, s.AddChunk(t.Context(), head.Tip, head.ID, n, data), nil)
			}
			want(t, s.AddChunk(t.Context(), head.Tip, head.ID, 1, []byte("2")), nil) // again
			for n, data := range [][]byte{big, []byte("2"), []byte("three")} {
				got, err := s.Chunk(t.Context(), head.Tip, head.ID, n)
				want(t, err, nil)
				want(t, string(got) == string(data), true)
			}
			for _, n := range []int{3, -1} {
				_, err := s.Chunk(t.Context(), head.Tip, head.ID, n)
				is(t, err, tips.ErrNotFound)
			}
			_, err := s.Chunk(t.Context(), head.Tip, "file-2", 0)
			is(t, err, tips.ErrNotFound)
		}},
		{"a head put again is replaced, with its chunks kept", func(t *testing.T, s Store) {
			accept(t, s, 1)
			want(t, s.AddFile(t.Context(), head), nil)
			want(t, s.AddChunk(t.Context(), head.Tip, head.ID, 0, []byte("one")), nil)
			whole := head
			whole.Data = sealed("whole")
			want(t, s.AddFile(t.Context(), whole), nil)
			got, err := s.Boxes(t.Context(), head.Tip, tips.BoxFile)
			want(t, err, nil)
			want(t, got, []tips.Box{whole})
			_, err = s.Chunk(t.Context(), head.Tip, head.ID, 0)
			want(t, err, nil)
		}},
		{"a head never replaces words", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			bad := head
			bad.ID = in.Boxes[0].ID
			fails(t, s.AddFile(t.Context(), bad))
			bad = head
			bad.Kind = tips.BoxWords
			fails(t, s.AddFile(t.Context(), bad))
			got, err := s.Boxes(t.Context(), head.Tip)
			want(t, err, nil)
			want(t, got, in.Boxes)
		}},
		{"a dropped file leaves nothing, and its neighbours", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			other := head
			other.ID = "file-2"
			for _, h := range []tips.Box{head, other} {
				want(t, s.AddFile(t.Context(), h), nil)
				want(t, s.AddChunk(t.Context(), h.Tip, h.ID, 0, []byte("one")), nil)
			}
			for range 2 { // dropping what is gone is no error
				want(t, s.DropFile(t.Context(), head.Tip, head.ID), nil)
				_, err := s.Chunk(t.Context(), head.Tip, head.ID, 0)
				is(t, err, tips.ErrNotFound)
			}
			got, err := s.Boxes(t.Context(), head.Tip)
			want(t, err, nil)
			want(t, got, append(in.Boxes, other))
			want(t, s.DropFile(t.Context(), head.Tip, in.Boxes[0].ID), nil)
			got, err = s.Boxes(t.Context(), head.Tip, tips.BoxWords)
			want(t, err, nil)
			want(t, len(got), 1)
		}},
		{"a file needs a tip, a number and a size", func(t *testing.T, s Store) {
			accept(t, s, 1)
			bad := head
			bad.Tip = "another"
			fails(t, s.AddFile(t.Context(), bad))
			fails(t, s.AddChunk(t.Context(), "another", "file-1", 0, []byte("x")))
			want(t, s.AddFile(t.Context(), head), nil)
			fails(t, s.AddChunk(t.Context(), head.Tip, head.ID, -1, []byte("x")))
			fails(t, s.AddChunk(t.Context(), head.Tip, head.ID, 0, make([]byte, 1<<20)))
		}},
	})
}
