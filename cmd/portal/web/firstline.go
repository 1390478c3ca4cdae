package web

import (
	"net"

	"github.com/valyala/fasthttp"
)

// firstLine is a connection, above TLS, that looks at how the first line of each
// request ends: the server below hides that. A request that came together with
// the one before it cannot be looked at, and nobody who means well sends one so
// (browsers do not, nor the proxies of deploy/): it is refused too.
// Source: RFC 9112, sections 2.2 (a bare LF may be refused) and 9.3.2.
type firstLine struct {
	net.Conn
	open bool // the line is still to come, or to end
	any  bool // a byte of it has come
	last byte
	bad  bool
}

// Read is called by the server alone, one at a time.
func (f *firstLine) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	for i := 0; i < n && f.open; i++ {
		c := p[i]
		switch {
		case c != '\n':
			f.any = f.any || c != '\r' // empty lines before the first are let through
		case f.last != '\r':
			f.open, f.bad = false, true
		case f.any:
			f.open = false
		}
		f.last = c
	}
	return n, err
}

// NetConn is the connection below.
func (f *firstLine) NetConn() net.Conn { return f.Conn }

// news is what the server says of the connection.
func (f *firstLine) news(state fasthttp.ConnState) {
	switch state {
	case fasthttp.StateNew, fasthttp.StateIdle:
		*f = firstLine{Conn: f.Conn, open: true}
	}
}

// ambiguous tells whether the first line of the request that was read ended in
// a bare LF, or was never seen.
func (f *firstLine) ambiguous() bool { return f.bad || f.open }

// firstLines is a listener of such connections.
type firstLines struct{ net.Listener }

func (l firstLines) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &firstLine{Conn: c, open: true}, nil
}

// Strict puts what the site needs above TLS around a listener.
func Strict(ln net.Listener) net.Listener { return firstLines{ln} }
