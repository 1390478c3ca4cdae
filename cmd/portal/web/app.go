package web

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Limits of a request's head, in bytes. A search of 200 characters is at most
// 2,400 bytes of address, a cookie of ours under 200.
const readBuffer = 16 << 10

// headTime is within which time a request's head must be there, and idleTime
// how long a connection may wait for its next request.
// Source: house rule: on 2G a head of 1 KB and three round trips of 2 s are 7 s.
const (
	headTime = 15 * time.Second
	idleTime = 75 * time.Second
)

// maxDrain is how many bytes of a body nobody asked for are read so that the
// client hears the answer; past it the connection is closed.
const maxDrain = 256 << 10

// App is the application of a site, without routes. Whatever comes in passes
// the guard first, and every answer carries the site's headers.
func (s *Site) App() *fiber.App {
	app := fiber.New(fiber.Config{
		AppName:                      "mukti",
		Immutable:                    true, // else strings kept past a request are overwritten by the next
		StrictRouting:                true,
		CaseSensitive:                true,
		StreamRequestBody:            true,
		DisablePreParseMultipartForm: true, // else big files land in temporary files, in the clear
		DisableStartupMessage:        true,
		BodyLimit:                    1 << 30, // StreamRequestBody ignores it but for a declared length; ReadForm limits
		ReadBufferSize:               readBuffer,
		ReadTimeout:                  or(s.ReadTimeout, headTime),
		IdleTimeout:                  or(s.IdleTimeout, idleTime),
		RequestMethods:               []string{fiber.MethodGet, fiber.MethodHead, fiber.MethodPost},
		ErrorHandler:                 s.fault,
	})
	app.Use(recovered)
	if s.Name == Public {
		app.Use(s.named)
	}
	server := app.Server()
	server.ConnState = follow
	// The handler begins with the first byte of a body, which it then reads at
	// the body's own pace. The server alone would first read 8 KiB under the
	// head's deadline, and lose words that came slowly.
	first := fasthttp.RequestConfig{ReadTimeout: s.Pace.withDefaults().Patience, MaxRequestBodySize: 1}
	server.HeaderReceived = func(*fasthttp.RequestHeader) fasthttp.RequestConfig { return first }
	next := server.Handler
	server.Handler = func(r *fasthttp.RequestCtx) { s.outermost(app, r, next) }
	// Its texts dump the request, tip and all; ours are in the fault table.
	server.Logger = silent{}
	server.SecureErrorLogMessage = true
	return app
}

func or(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}

type silent struct{}

func (silent) Printf(string, ...any) {}

// outermost stands around the router: what it refuses never reaches a route,
// and what goes wrong in the router still gets an answer with headers.
func (s *Site) outermost(app *fiber.App, r *fasthttp.RequestCtx, next fasthttp.RequestHandler) {
	wireOf(r.Conn()).enter(working)
	s.head(r)
	if s.Pace != (Pace{}) {
		r.SetUserValue(paceLocal, s.Pace)
	}
	defer settle(r)
	defer func() {
		if p := recover(); p != nil {
			s.refuse(app, r, panicked(p))
		}
	}()
	err := guard(&r.Request.Header)
	if line, ok := r.Conn().(*firstLine); ok && line.ambiguous() {
		err = ErrHead
	}
	if err != nil {
		r.SetConnectionClose()
		s.refuse(app, r, err)
		return
	}
	switch string(r.Method()) {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodPost:
		next(r)
	default:
		s.refuse(app, r, fiber.ErrMethodNotAllowed)
	}
}

// refuse answers outside the router.
func (s *Site) refuse(app *fiber.App, r *fasthttp.RequestCtx, err error) {
	c := app.AcquireCtx(r)
	defer app.ReleaseCtx(c)
	if err := s.fault(c, err); err != nil {
		r.Response.ResetBody()
		r.SetStatusCode(fiber.StatusInternalServerError)
	}
}

// settle reads what is left of the body, so that it is not taken for the next
// request on this connection; if that is too much, the connection is closed.
// It is closed after chunks too: what stands around their lengths, servers
// read in more than one way.
func settle(r *fasthttp.RequestCtx) {
	stream := r.Request.BodyStream()
	if stream == nil || r.Response.ConnectionClose() {
		return
	}
	if r.Request.Header.ContentLength() == -1 {
		defer r.SetConnectionClose()
	}
	if b, ok := r.UserValue(bodyLocal).(*body); ok {
		if b.broken {
			r.SetConnectionClose()
		}
		if b.ended {
			return
		}
		b.limit = math.MaxInt64
		stream = b
	}
	n, err := io.Copy(io.Discard, io.LimitReader(stream, maxDrain))
	if err != nil || n == maxDrain {
		r.SetConnectionClose()
	}
}

// errPanic is a panic somewhere in a handler.
var errPanic = errors.New("web: panic")

// panicked keeps of a panic what holds no words of a reader: the type of its
// value and the places in the program.
func panicked(p any) error {
	return fmt.Errorf("%w of type %T\n%s", errPanic, p, debug.Stack())
}

func recovered(c *fiber.Ctx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return c.Next()
}

func (s *Site) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.New(slog.DiscardHandler)
}
