package web

import (
	"io"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// anywhere is a connection from an address.
type anywhere struct {
	net.Conn
	from netip.AddrPort
}

func (a anywhere) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(a.from) }

func TestWhoGoesWhereThereIsNoRoom(t *testing.T) {
	type at struct {
		from string
		step step
		ago  time.Duration
	}
	const honest, flooder, village = "198.51.100.1", "203.0.113.7", "192.0.2.1"
	many := func(n int, a at) (out []at) {
		for range n {
			out = append(out, a)
		}
		return out
	}
	for _, c := range []struct {
		name string
		held []at
		want at // one of these goes; none where from is ""
	}{
		{"who is between requests, before all others",
			append(many(50, at{flooder, heading, 14 * time.Second}), at{honest, idle, time.Second}), at{honest, idle, time.Second}},
		{"one of a thousand openings from one address",
			append(many(1000, at{flooder, heading, time.Second}), at{honest, heading, 3 * time.Second}), at{flooder, heading, time.Second}},
		{"a head that trickles, before a village behind one address",
			append(many(500, at{village, heading, time.Second}), at{flooder, heading, 14 * time.Second}), at{flooder, heading, 14 * time.Second}},
		{"a head that trickles, before an upload on a slow line",
			[]at{{honest, reading, 3 * time.Minute}, {flooder, heading, 12 * time.Second}}, at{flooder, heading, 12 * time.Second}},
		{"an upload without end, before a head",
			[]at{{honest, heading, 2 * time.Second}, {flooder, reading, 2 * time.Hour}}, at{flooder, reading, 2 * time.Hour}},
		{"who reads a byte now and then, before a head",
			[]at{{honest, heading, 2 * time.Second}, {flooder, writing, 20 * time.Second}}, at{flooder, writing, 20 * time.Second}},
		{"nobody whose tip is being worked on",
			many(20, at{flooder, working, time.Minute}), at{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := time.Now()
			l := Listen(&pipes{}, &Sources{}, Pace{}, 0)
			is := map[*wire]at{}
			for _, h := range c.held {
				w := newWire(anywhere{from: netip.AddrPortFrom(netip.MustParseAddr(h.from), 1)}, l)
				w.steps.Store(now.Add(-h.ago).UnixMicro()<<3 | int64(h.step))
				is[w] = h
				l.hold(w)
			}
			if got := is[l.worst(now)]; got != c.want {
				t.Errorf("%+v goes, want %+v", got, c.want)
			}
		})
	}
}

// tired is a listener whose system has no more connections to give, twice.
type tired struct {
	*pipes
	times int
}

func (l *tired) Accept() (net.Conn, error) {
	if l.times++; l.times <= 2 {
		return nil, &net.OpError{Op: "accept", Err: syscall.EMFILE}
	}
	return l.pipes.Accept()
}

func TestAFullHouseLetsNewcomersIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		under := &tired{pipes: &pipes{make(chan net.Conn, 100), make(chan struct{})}}
		l := Listen(under, &Sources{}, Pace{}, 3)
		dial := func() net.Conn {
			ours, theirs := net.Pipe()
			under.next <- theirs
			return ours
		}
		accept := func() *wire {
			c, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			return c.(*wire)
		}
		var ours []net.Conn
		var theirs []*wire
		for range 3 {
			ours = append(ours, dial())
			theirs = append(theirs, accept())
			time.Sleep(time.Second)
		}
		ours = append(ours, dial())
		theirs = append(theirs, accept())
		if len(l.held) != 3 {
			t.Errorf("%d are held", len(l.held))
		}
		if _, err := ours[0].Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the oldest is still there: %v", err)
		}
		// Everybody's tip is being worked on: the next one waits and is not refused.
		for _, w := range theirs[1:] {
			w.enter(working)
		}
		last := dial()
		begin := time.Now()
		go func() { time.Sleep(5 * time.Second); theirs[1].Close() }()
		theirs = append(theirs, accept())
		if time.Since(begin) < 5*time.Second || len(l.held) != 3 {
			t.Errorf("let in after %v, %d are held", time.Since(begin), len(l.held))
		}
		go func() { _, _ = theirs[4].Write([]byte("x")) }()
		if n, err := last.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Errorf("who waited is not served: %v", err)
		}
		synctest.Wait()
		// Closing ends a waiting Accept.
		theirs[4].enter(working)
		dial()
		done := make(chan error)
		go func() { _, err := l.Accept(); done <- err }()
		time.Sleep(time.Second)
		_ = l.Close()
		if err := <-done; err == nil {
			t.Error("a closed listener gives a connection")
		}
		for _, w := range theirs {
			_ = w.Close()
			_ = w.Close() // twice is once
		}
		if len(l.held) != 0 {
			t.Errorf("%d are held after all were closed", len(l.held))
		}
	})
}

func TestADeadlineFromAboveOnlyShortens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		l := Listen(&pipes{}, &Sources{}, Pace{}, 0)
		w := newWire(theirs, l)
		for _, c := range []struct {
			name        string
			until, want time.Duration
		}{{"none", 0, time.Minute}, {"sooner", 5 * time.Second, 5 * time.Second}, {"later", time.Hour, time.Minute}} {
			w.credit = newCredit(Pace{})
			var until time.Time
			if c.until > 0 {
				until = time.Now().Add(c.until)
			}
			_ = w.SetDeadline(until)
			begin := time.Now()
			if _, err := w.Write([]byte("nobody reads")); err == nil || !strings.Contains(err.Error(), "timeout") {
				t.Errorf("%s: %v", c.name, err)
			}
			if took := time.Since(begin); took != c.want {
				t.Errorf("%s: waited %v, want %v", c.name, took, c.want)
			}
		}
		_ = ours.Close()
	})
}
