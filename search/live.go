package search

import "sync"

// live is an index that others take the place of. A question holds it while it is answered.
type live struct {
	held  sync.RWMutex
	index *Index
}

// Live gives an index that another can take the place of while questions come.
func Live(x *Index) *Index { return &Index{live: &live{index: x}} }

// Replace puts another index in the place of the one that x, made by [Live], stands for. It waits until no question is
// under way, then closes the old one.
func (x *Index) Replace(by *Index) error {
	x.live.held.Lock()
	old := x.live.index
	x.live.index = by
	x.live.held.Unlock()
	return old.Close()
}

func (l *live) standing() (*Index, func(), error) {
	l.held.RLock()
	x, _, err := l.index.standing()
	if err != nil {
		l.held.RUnlock()
		return nil, nil, err
	}
	return x, l.held.RUnlock, nil
}

func (l *live) close() error {
	l.held.Lock()
	defer l.held.Unlock()
	return l.index.Close()
}
