package search

import (
	"errors"
	"sync/atomic"

	"mukti/content"
)

// ErrBuilding answers questions that come while the index is being built.
var ErrBuilding = errors.New("search: the index is being built")

// OpenBeside gives the index of a library at once: the one kept in dir if it is there and whole. Else the index is built
// beside, and until it stands questions are answered with [ErrBuilding]; where that fails, with the reason. With dir ""
// it is built in memory.
func OpenBeside(lib *content.Library, dir string) *Index {
	if dir != "" {
		if e, err := openDir(folder(dir, lib.Fingerprint()), lib.Fingerprint()); err == nil {
			return newIndex(e, shelves{lib})
		}
	}
	b := &beside{done: make(chan struct{})}
	go func() {
		defer close(b.done)
		x, err := Open(lib, dir)
		b.result.Store(&opened{x, err})
	}()
	return &Index{beside: b}
}

// beside is an index that is being built. Its owner waits for it in Close.
type beside struct {
	done   chan struct{}
	result atomic.Pointer[opened]
}

type opened struct {
	index *Index
	err   error
}

func (b *beside) close() error {
	<-b.done
	r := b.result.Load()
	if r.err != nil {
		return nil // it was answered to whoever asked
	}
	return r.index.Close()
}

// standing is the index that answers questions. Where there is one, done must be called when the question is answered:
// until then nothing takes its place.
func (x *Index) standing() (index *Index, done func(), err error) {
	if x.live != nil {
		return x.live.standing()
	}
	if x.beside == nil {
		return x, func() {}, nil
	}
	switch r := x.beside.result.Load(); {
	case r == nil:
		return nil, nil, ErrBuilding
	case r.err != nil:
		return nil, nil, r.err
	default:
		return r.index, func() {}, nil
	}
}

// Ready tells whether questions are answered, and if they never will be, why.
func (x *Index) Ready() (bool, error) {
	_, done, err := x.standing()
	if errors.Is(err, ErrBuilding) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	done()
	return true, nil
}
