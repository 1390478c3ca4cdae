package web

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// step is what a connection is doing.
type step int64

const (
	heading step = iota // its head, or nothing yet, arrives
	idle                // between requests
	reading             // a body arrives
	working             // a handler has it
	writing             // an answer leaves
)

// wire is a connection of a [Listener]. It lies below TLS, so that progress
// is counted in bytes as they come over the line.
type wire struct {
	net.Conn
	from   *Listener
	source Source
	steps  atomic.Int64 // step in the low three bits, since when in µs above
	once   sync.Once

	mu     sync.Mutex // of what follows
	credit credit     // for writing
	until  time.Time  // deadline of writing that was set from above
}

func newWire(c net.Conn, l *Listener) *wire {
	w := &wire{Conn: c, from: l, source: l.sources.Of(addrOf(c.RemoteAddr())), credit: newCredit(l.pace)}
	w.enter(heading)
	return w
}

// wireOf finds the wire under a connection, nil if there is none.
func wireOf(c net.Conn) *wire {
	for c != nil {
		if w, ok := c.(*wire); ok {
			return w
		}
		under, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		c = under.NetConn()
	}
	return nil
}

func (w *wire) enter(s step) {
	if w != nil {
		w.steps.Store(time.Now().UnixMicro()<<3 | int64(s))
	}
}

func (w *wire) at() (step, time.Time) {
	v := w.steps.Load()
	return step(v & 7), time.UnixMicro(v >> 3)
}

// follow is the server's news of its connections.
func follow(c net.Conn, state fasthttp.ConnState) {
	if line, ok := c.(*firstLine); ok {
		line.news(state)
	}
	w := wireOf(c)
	switch {
	case w == nil:
	case state == fasthttp.StateNew || state == fasthttp.StateActive:
		w.enter(heading)
		w.mu.Lock()
		w.credit = newCredit(w.credit.pace)
		w.mu.Unlock()
	case state == fasthttp.StateIdle:
		w.enter(idle)
	}
}

// most is how much is written under one deadline, in bytes.
const most = 16 << 10

// Write writes as long as the reader has credit.
func (w *wire) Write(p []byte) (done int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	was, _ := w.at()
	w.enter(writing)
	defer w.enter(was)
	for done < len(p) && err == nil {
		begun := time.Now()
		end := begun.Add(w.credit.left)
		if !w.until.IsZero() && w.until.Before(end) {
			end = w.until
		}
		if err = w.Conn.SetWriteDeadline(end); err != nil {
			break
		}
		var n int
		n, err = w.Conn.Write(p[done:min(done+most, len(p))])
		done += n
		w.credit.moved(time.Since(begun), n)
	}
	return done, err
}

// SetWriteDeadline can only shorten what the pace allows. It does not wait for
// a Write that is under way: that is what it is there to end.
func (w *wire) SetWriteDeadline(t time.Time) error {
	if w.mu.TryLock() {
		w.until = t
		w.mu.Unlock()
		return nil
	}
	return w.Conn.SetWriteDeadline(t)
}

// SetDeadline sets both.
func (w *wire) SetDeadline(t time.Time) error {
	if err := w.SetWriteDeadline(t); err != nil {
		return err
	}
	return w.SetReadDeadline(t)
}

// Close ends the connection and makes room.
func (w *wire) Close() error {
	w.once.Do(func() { w.from.let(w) })
	return w.Conn.Close()
}
