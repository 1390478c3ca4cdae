package web

import (
	"bytes"
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
)

// body is a request's body under a limit, with a deadline that moves.
type body struct {
	r      io.Reader
	conn   net.Conn
	credit credit
	read   int64
	limit  int64
	over   bool // there was more than the limit
	ended  bool // nothing is left to read: all came, or it broke
	broken bool // what follows on the connection cannot be trusted
}

const (
	bodyLocal = "web.body"
	paceLocal = "web:pace"
)

func bodyOf(c *fiber.Ctx, limit int64) *body {
	r := c.Context().RequestBodyStream()
	if r == nil {
		r = bytes.NewReader(c.Request().Body())
	}
	pace, _ := c.Locals(paceLocal).(Pace) // none: the defaults
	b := &body{r: r, conn: c.Context().Conn(), limit: limit, credit: newCredit(pace)}
	c.Locals(bodyLocal, b) // for settle
	return b
}

// Body is a request's body for reading as it arrives. It ends with
// [ErrTooLong] past limit bytes.
func Body(c *fiber.Ctx, limit int64) io.Reader { return bodyOf(c, limit) }

func (b *body) Read(p []byte) (int, error) {
	if b.read >= b.limit {
		var one [1]byte
		n, err := b.next(one[:])
		if n > 0 {
			b.over = true
			return 0, ErrTooLong
		}
		return 0, err
	}
	if int64(len(p)) > b.limit-b.read {
		p = p[:b.limit-b.read]
	}
	return b.next(p)
}

// next reads, waiting as long as the sender has credit.
func (b *body) next(p []byte) (int, error) {
	if b.ended {
		return 0, io.EOF // the server's stream would read on into the next request
	}
	begun := time.Now()
	if b.conn != nil {
		// A connection that takes no deadline keeps the server's own.
		_ = b.conn.SetReadDeadline(begun.Add(b.credit.left))
		w := wireOf(b.conn)
		w.enter(reading)
		defer w.enter(working)
	}
	n, err := b.r.Read(p)
	b.credit.moved(time.Since(begun), n)
	b.read += int64(n)
	b.ended = err != nil
	b.broken = err != nil && err != io.EOF
	return n, err
}

// drain reads on past the limit, up to as much again, so that a sender who is
// still sending hears the answer.
func (b *body) drain() {
	buf := make([]byte, 32<<10)
	for end := b.read + b.limit; b.read < end; {
		if _, err := b.next(buf); err != nil {
			return
		}
	}
}
