package public

import (
	"hash/maphash"
	"strconv"
	"sync"
	"time"

	"mukti/cmd/portal/web"
)

// House rules of the gate.
const (
	// atOnceCore is how many submissions a core works on at once: enough to
	// fill it and a group commit, few enough that whoever comes next does not
	// stand behind a crowd inside. When no numbers are ready each costs some
	// 35 ms, and the last of eight on two cores waits 0.15 s.
	atOnceCore = 4
	// pressing is how many times as many wait when files begin to be turned away.
	pressing = 8
	// few is how many submissions within tallyTime make nobody a heavy sender.
	few       = 3
	tallyTime = 10 * time.Minute
)

// lane is the order in which sources are served while others wait.
type lane int

const (
	fresh  lane = iota // a source that sent little lately, words that few sent
	many               // a source that sent much: perhaps a village behind one address
	copied             // words that many sent: perhaps a message that is passed on
	both               // much from one source, and the words of many
	trap               // filled the field that no person sees
	nLanes = iota
)

// gate lets a fixed number of submissions through at once. Nobody is refused
// and, while there is room, nobody waits. Who waits is served lane by lane and
// in a lane source by source in turn, so that a flood leaves an honest tip a
// place near the front; every fourth place is kept for heavy senders, every
// sixteenth for the last lane, so that nobody waits for ever.
type gate struct {
	places  int
	mu      sync.Mutex
	inside  int
	served  int
	waiting int
	lanes   [nLanes]turns
	lately  tally // submissions by source
	copies  tally // and by what they say
	seed    maphash.Seed
	now     func() time.Time
}

func newGate(places int, now func() time.Time) gate {
	return gate{places: places, lately: tally{span: tallyTime / 2}, copies: tally{span: tallyTime / 2}, seed: maphash.MakeSeed(), now: now}
}

// turns are the sources of a lane, whose turn is next first.
type turns struct {
	order []*inTurn
	by    map[web.Source]*inTurn
}

// inTurn are the submissions of one source, first come first.
type inTurn struct {
	from  web.Source
	calls []chan struct{} // closed when its turn has come
}

func (t *turns) join(from web.Source) chan struct{} {
	call := make(chan struct{})
	one, ok := t.by[from]
	if !ok {
		one = &inTurn{from: from}
		if t.by == nil {
			t.by = map[web.Source]*inTurn{}
		}
		t.by[from] = one
		t.order = append(t.order, one)
	}
	one.calls = append(one.calls, call)
	return call
}

// next takes out whoever's turn it is, nil where nobody waits.
func (t *turns) next() chan struct{} {
	if len(t.order) == 0 {
		return nil
	}
	one := t.order[0]
	t.order = t.order[1:]
	call := one.calls[0]
	if one.calls = one.calls[1:]; len(one.calls) > 0 {
		t.order = append(t.order, one)
	} else {
		delete(t.by, one.from)
	}
	return call
}

// enter waits for a place; leave gives it back. What waits has its words read
// already, so it is worked on even when its sender has gone. says is what the
// submission says, as [triage.Fingerprint] has it: near copies of one text from
// many addresses count as much as many from one.
func (g *gate) enter(from web.Source, trapped bool, says ...uint64) (leave func()) {
	g.mu.Lock()
	now := g.now()
	in := fresh
	if g.lately.add(from, now) > few {
		in = many
	}
	known := false
	for i, band := range says[:min(len(says), bandsCounted)] {
		known = g.copies.add(g.text(i, band), now) > few || known
	}
	if known {
		in += copied
	}
	if trapped {
		in = trap
	}
	if g.inside < g.places {
		g.inside++
		g.mu.Unlock()
		return g.leave
	}
	call := g.lanes[in].join(from)
	g.waiting++
	g.mu.Unlock()
	<-call
	return g.leave
}

// bandsCounted is how many bands of a text are counted: two texts of which
// nine pairs of words in ten are the same share one of four with 95 %.
const bandsCounted = 4

// text is a band under a key that lives in memory only: what somebody wrote
// could be guessed from it otherwise.
func (g *gate) text(i int, band uint64) web.Source {
	return web.Source(strconv.FormatUint(maphash.Comparable(g.seed, [2]uint64{uint64(i), band}), 36))
}

// leave hands the place on.
func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.served++
	first := fresh
	switch {
	case g.served%16 == 0:
		first = trap
	case g.served%16 == 8:
		first = both
	case g.served%8 == 4:
		first = copied
	case g.served%4 == 2:
		first = many
	}
	call := g.lanes[first].next()
	for in := fresh; call == nil && in < nLanes; in++ {
		call = g.lanes[in].next()
	}
	if call == nil {
		g.inside--
		return
	}
	g.waiting--
	close(call)
}

// pressed tells whether so many wait that files give way to words.
func (g *gate) pressed() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.waiting >= pressing*g.places
}

// maxTally bounds what a tally counts: sources past it count as new.
const maxTally = 1 << 16

// tally counts by source over a while: what came in this span and in the one
// before it. It holds nothing else and forgets what is older.
type tally struct {
	span        time.Duration
	begun       time.Time
	now, before map[web.Source]int
}

// add counts one more and gives how many there were, this one included.
func (t *tally) add(from web.Source, at time.Time) int {
	switch past := at.Sub(t.begun); {
	case past >= 2*t.span:
		t.begun, t.now, t.before = at, map[web.Source]int{}, nil
	case past >= t.span:
		t.begun, t.now, t.before = at, map[web.Source]int{}, t.now
	}
	if _, known := t.now[from]; known || len(t.now) < maxTally {
		t.now[from]++
	}
	return t.now[from] + t.before[from]
}
