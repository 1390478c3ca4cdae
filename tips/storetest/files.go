package storetest

import (
	"testing"
	"time"

	"mukti/tips"
)

func runFiles(t *testing.T, open func(t *testing.T) Store) {
	head := tips.Box{ID: "file-1", Tip: id("tip", 1), Kind: tips.BoxFile, At: day(), Data: sealed("head")}
	each(t, open, []test{
		{"a file comes back chunk by chunk", func(t *testing.T, s Store) {
			accept(t, s, 1)
			want(t, s.AddFile(t.Context(), head, false), nil)
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
			want(t, s.AddFile(t.Context(), head, false), nil)
			want(t, s.AddChunk(t.Context(), head.Tip, head.ID, 0, []byte("one")), nil)
			whole := head
			whole.Data = sealed("whole")
			want(t, s.AddFile(t.Context(), whole, true), nil)
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
			fails(t, s.AddFile(t.Context(), bad, false))
			bad = head
			bad.Kind = tips.BoxWords
			fails(t, s.AddFile(t.Context(), bad, false))
			got, err := s.Boxes(t.Context(), head.Tip)
			want(t, err, nil)
			want(t, got, in.Boxes)
		}},
		{"a dropped file leaves nothing, and its neighbours", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			other := head
			other.ID = "file-2"
			for _, h := range []tips.Box{head, other} {
				want(t, s.AddFile(t.Context(), h, false), nil)
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
			fails(t, s.AddFile(t.Context(), bad, false))
			fails(t, s.AddChunk(t.Context(), "another", "file-1", 0, []byte("x")))
			want(t, s.AddFile(t.Context(), head, false), nil)
			fails(t, s.AddChunk(t.Context(), head.Tip, head.ID, -1, []byte("x")))
			fails(t, s.AddChunk(t.Context(), head.Tip, head.ID, 0, make([]byte, 1<<20)))
		}},
		{"a clean copy goes with its file, or alone", func(t *testing.T, s Store) {
			accept(t, s, 1)
			clean := tips.CleanCopy(head.ID)
			both := func() (file, copied bool) {
				_, e1 := s.Chunk(t.Context(), head.Tip, head.ID, 0)
				_, e2 := s.Chunk(t.Context(), head.Tip, clean, 0)
				return e1 == nil, e2 == nil
			}
			put := func() {
				want(t, s.AddFile(t.Context(), head, false), nil)
				want(t, s.AddChunk(t.Context(), head.Tip, head.ID, 0, []byte("one")), nil)
				want(t, s.AddChunk(t.Context(), head.Tip, clean, 0, []byte("clean")), nil)
			}
			put()
			want(t, s.DropClean(t.Context(), head.Tip, head.ID), nil)
			file, copied := both()
			want(t, file, true)
			want(t, copied, false)
			put()
			want(t, s.DropFile(t.Context(), head.Tip, head.ID), nil)
			file, copied = both()
			want(t, file, false)
			want(t, copied, false)
		}},
		{"what arrives for too long is dropped, what is whole stays", func(t *testing.T, s Store) {
			accept(t, s, 1)
			half, whole, young := head, head, head
			half.ID, whole.ID, young.ID = "half", "whole", "young"
			young.At = day().Add(24 * time.Hour)
			for _, h := range []tips.Box{half, whole, young} {
				want(t, s.AddFile(t.Context(), h, false), nil)
				want(t, s.AddChunk(t.Context(), h.Tip, h.ID, 0, []byte("one")), nil)
			}
			want(t, s.AddFile(t.Context(), whole, true), nil)
			n, err := s.DropArriving(t.Context(), day().Add(time.Hour))
			want(t, err, nil)
			want(t, n, 1)
			boxes, err := s.Boxes(t.Context(), head.Tip, tips.BoxFile)
			want(t, err, nil)
			want(t, boxes, []tips.Box{whole, young})
			_, err = s.Chunk(t.Context(), head.Tip, "half", 0)
			is(t, err, tips.ErrNotFound)
			want(t, s.AddFile(t.Context(), young, true), nil)
			n, err = s.DropArriving(t.Context(), day().Add(1000*time.Hour))
			want(t, err, nil)
			want(t, n, 0)
		}},
		{"files and their bytes are counted", func(t *testing.T, s Store) {
			accept(t, s, 1)
			accept(t, s, 2)
			want(t, s.AddFile(t.Context(), head, false), nil)
			want(t, s.AddChunk(t.Context(), head.Tip, head.ID, 0, make([]byte, 1000)), nil)
			want(t, s.AddChunk(t.Context(), head.Tip, tips.CleanCopy(head.ID), 0, make([]byte, 300)), nil)
			n, bytes, err := s.FileTotals(t.Context(), head.Tip)
			want(t, err, nil)
			want(t, n, 1)
			want(t, bytes, int64(1300))
			n, bytes, err = s.FileTotals(t.Context(), id("tip", 2))
			want(t, err, nil)
			want(t, n, 0)
			want(t, bytes, int64(0))
			_, _, err = s.FileTotals(t.Context(), "another")
			is(t, err, tips.ErrNotFound)
		}},
		{"a box is replaced by one of its id and kind", func(t *testing.T, s Store) {
			in := accept(t, s, 1)
			b := in.Boxes[0]
			b.Data = sealed("new")
			tip, err := s.Tip(t.Context(), head.Tip)
			want(t, err, nil)
			want(t, s.Change(t.Context(), tips.Change{Tip: tip, Replace: []tips.Box{b}, Event: event("contact.erased", tip.ID)}), nil)
			got, err := s.Boxes(t.Context(), tip.ID, b.Kind)
			want(t, err, nil)
			want(t, got, []tips.Box{b})
			tip.Version++
			for _, bad := range []tips.Box{{ID: "no such", Tip: b.Tip, Kind: b.Kind, Data: b.Data}, {ID: b.ID, Tip: b.Tip, Kind: tips.BoxNote, Data: b.Data}, {ID: b.ID, Tip: "another", Kind: b.Kind, Data: b.Data}} {
				fails(t, s.Change(t.Context(), tips.Change{Tip: tip, Replace: []tips.Box{bad}, Event: event("contact.erased", tip.ID)}))
			}
		}},
	})
}
