package web

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// watched is a connection that remembers its deadline.
type watched struct {
	net.Conn
	until time.Time
}

func (w *watched) SetReadDeadline(t time.Time) error { w.until = t; return nil }

func TestADeadlineMovesWithWhatArrives(t *testing.T) {
	conn := &watched{}
	start := time.Now()
	b := &body{r: strings.NewReader(strings.Repeat("x", 1<<20)), conn: conn, started: start, limit: 1 << 20}
	buf := make([]byte, 512<<10)
	if _, err := b.Read(buf); err != nil {
		t.Fatal(err)
	}
	if got := conn.until.Sub(start); got != bodyGrace {
		t.Errorf("before anything arrived: %v, want the grace of %v", got, bodyGrace)
	}
	b.moved = time.Time{} // a second later
	if _, err := b.Read(buf); err != nil {
		t.Fatal(err)
	}
	if got, want := conn.until.Sub(start), bodyGrace+512*time.Second; got != want {
		t.Errorf("after 512 KiB: %v, want %v", got, want)
	}
}

// endless ends once and would then read on into what follows, as the server's
// chunked stream does.
type endless struct{ ended bool }

func (e *endless) Read(p []byte) (int, error) {
	if !e.ended {
		e.ended = true
		return 0, io.EOF
	}
	return copy(p, "the next request"), nil
}

func TestABodyIsNotReadPastItsEnd(t *testing.T) {
	b := &body{r: &endless{}, limit: 100, started: time.Now()}
	for range 2 {
		if n, err := b.Read(make([]byte, 10)); n != 0 || err != io.EOF {
			t.Errorf("%d, %v", n, err)
		}
	}
}
