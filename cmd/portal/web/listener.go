package web

import (
	"errors"
	"math"
	"net"
	"net/netip"
	"sync"
	"time"
)

// MaxConnections is how many connections one site holds at once. Both sites
// together stay under the 4,096 open files that an old system allows a process.
// Source: house rule.
const MaxConnections = 3000

// Listener holds a bounded number of connections, none of them longer than
// its pace allows. Nobody is refused: where there is no room for a newcomer,
// it is made by closing the connection that has been standing about longest,
// and one of many from the same source before one of few.
type Listener struct {
	net.Listener
	sources *Sources
	pace    Pace
	max     int

	mu    sync.Mutex
	held  map[*wire]struct{}
	freed chan struct{}
	done  chan struct{}
	once  sync.Once
}

// Listen puts a Listener around ln, below TLS. max 0 is [MaxConnections].
func Listen(ln net.Listener, sources *Sources, pace Pace, max int) *Listener {
	if max <= 0 {
		max = MaxConnections
	}
	return &Listener{Listener: ln, sources: sources, pace: pace, max: max,
		held: map[*wire]struct{}{}, freed: make(chan struct{}, 1), done: make(chan struct{})}
}

// pause is how long is waited when the system has no more connections to give.
const pause = 20 * time.Millisecond

// Accept gives the next connection once there is room for it.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		// The server would stop for good at, say, too many open files.
		if t, ok := err.(interface{ Temporary() bool }); ok && t.Temporary() && !errors.Is(err, net.ErrClosed) {
			l.close(l.worst(time.Now()))
			if !l.wait(pause) {
				return nil, net.ErrClosed
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		w := newWire(c, l)
		for !l.hold(w) {
			if victim := l.worst(time.Now()); victim != nil {
				l.close(victim)
			} else if !l.wait(pause) { // everybody's tip is being worked on
				_ = c.Close()
				return nil, net.ErrClosed
			}
		}
		return w, nil
	}
}

// Close ends the listening; what is connected stays.
func (l *Listener) Close() error {
	l.once.Do(func() { close(l.done) })
	return l.Listener.Close()
}

// wait waits for a connection to end, at most d; false when the listener is closed.
func (l *Listener) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-l.done:
		return false
	case <-l.freed:
	case <-t.C:
	}
	return true
}

func (l *Listener) hold(w *wire) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.held) >= l.max {
		return false
	}
	l.held[w] = struct{}{}
	return true
}

func (l *Listener) let(w *wire) {
	l.mu.Lock()
	delete(l.held, w)
	l.mu.Unlock()
	select {
	case l.freed <- struct{}{}:
	default:
	}
}

func (l *Listener) close(w *wire) {
	if w != nil {
		_ = w.Close()
	}
}

// worst is the connection that is missed least, nil where all are being
// worked on. Between requests nothing is lost at all. Else what counts is how
// long it has been at its present step: an honest head comes in a second or
// two, one that trickles never ends. Each doubling of its source's connections
// counts as much again: a village behind one address weighs little more than a
// house, a thousand idle openings from one much more. An upload may take
// twenty times as long as a head; its words were kept when the file began.
// Source: house rule.
func (l *Listener) worst(now time.Time) *wire {
	l.mu.Lock()
	defer l.mu.Unlock()
	of := make(map[Source]int, len(l.held))
	for w := range l.held {
		of[w.source]++
	}
	var worst *wire
	most := -1.0
	for w := range l.held {
		step, since := w.at()
		weight := now.Sub(since).Seconds() * (1 + math.Log2(float64(of[w.source])))
		switch step {
		case idle:
			weight += 1e9
		case reading:
			weight /= 20
		case working:
			continue
		}
		if weight > most {
			worst, most = w, weight
		}
	}
	return worst
}

// addrOf is the address of the other side, invalid where it has none.
func addrOf(a net.Addr) netip.Addr {
	if t, ok := a.(*net.TCPAddr); ok {
		return t.AddrPort().Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}
