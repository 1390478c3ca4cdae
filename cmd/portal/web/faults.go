package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// Fault is an answer to something that went wrong. People read the message,
// never the error.
type Fault struct {
	Status int
	MsgID  string // i18n message, e.g. "fault.missing"
	Err    error
}

func (f Fault) Error() string {
	if f.Err != nil {
		return f.Err.Error()
	}
	return f.MsgID
}

func (f Fault) Unwrap() error { return f.Err }

// Errors of requests.
var (
	ErrForm     = errors.New("web: the form could not be read whole")
	ErrTooLong  = errors.New("web: more than this address takes")
	ErrMissing  = errors.New("web: no such page")
	ErrNotAsked = errors.New("web: not sent from a page of this site")
)

// faults is the one table from errors to answers; the first match counts.
var faults = []struct {
	is     error
	status int
	msgID  string
}{
	{ErrHead, fiber.StatusBadRequest, "fault.request"},
	{errPanic, fiber.StatusInternalServerError, "fault.inside"},
	{ErrForm, fiber.StatusBadRequest, "fault.request"},
	{ErrTooLong, fiber.StatusRequestEntityTooLarge, "fault.too_large"},
	{ErrMissing, fiber.StatusNotFound, "fault.missing"},
	{ErrNotAsked, fiber.StatusForbidden, "fault.forbidden"},
	{tips.ErrStale, fiber.StatusConflict, "fault.stale"},
	{tips.ErrNotFound, fiber.StatusNotFound, "fault.missing"},
	{tips.ErrNoBox, fiber.StatusNotFound, "fault.no_box"},
	{tips.ErrBadNumber, fiber.StatusUnprocessableEntity, "fault.bad_number"},
	{tips.ErrBusy, fiber.StatusServiceUnavailable, "fault.busy"},
	{tips.ErrEmpty, fiber.StatusUnprocessableEntity, "fault.empty"},
	{tips.ErrGone, fiber.StatusGone, "fault.gone"},
	{tips.ErrForbidden, fiber.StatusForbidden, "fault.forbidden"},
	{tips.ErrSignIn, fiber.StatusUnauthorized, "fault.sign_in"},
	{tips.ErrSession, fiber.StatusUnauthorized, "fault.session"},
	{tips.ErrInvite, fiber.StatusGone, "fault.invite"},
	{tips.ErrWeak, fiber.StatusUnprocessableEntity, "fault.weak"},
	{tips.ErrCode, fiber.StatusUnprocessableEntity, "fault.code"},
	{tips.ErrLogin, fiber.StatusUnprocessableEntity, "fault.login"},
	{tips.ErrWaiting, fiber.StatusForbidden, "fault.waiting"},
	{tips.ErrTooLarge, fiber.StatusRequestEntityTooLarge, "fault.too_large"},
	{tips.ErrTooMany, fiber.StatusRequestEntityTooLarge, "fault.too_large"},
	{tips.ErrFull, fiber.StatusInsufficientStorage, "fault.full"},
	{tips.ErrStopped, fiber.StatusServiceUnavailable, "fault.stopped"},
}

// byStatus is for errors of the framework, which carry only a status.
var byStatus = map[int]string{
	fiber.StatusBadRequest:                  "fault.request",
	fiber.StatusForbidden:                   "fault.forbidden",
	fiber.StatusNotFound:                    "fault.missing",
	fiber.StatusMethodNotAllowed:            "fault.method",
	fiber.StatusRequestTimeout:              "fault.slow",
	fiber.StatusGone:                        "fault.gone",
	fiber.StatusRequestEntityTooLarge:       "fault.too_large",
	fiber.StatusUnsupportedMediaType:        "fault.request",
	fiber.StatusUnprocessableEntity:         "fault.request",
	fiber.StatusTooManyRequests:             "fault.busy",
	fiber.StatusRequestHeaderFieldsTooLarge: "fault.request",
	fiber.StatusServiceUnavailable:          "fault.busy",
}

// FaultOf says how an error is answered.
func FaultOf(err error) Fault {
	var f Fault
	if errors.As(err, &f) {
		return f
	}
	for _, row := range faults {
		if errors.Is(err, row.is) {
			return Fault{row.status, row.msgID, err}
		}
	}
	var invalid tips.Invalids
	if errors.As(err, &invalid) {
		return Fault{fiber.StatusUnprocessableEntity, "fault.request", err}
	}
	var one *tips.Invalid
	if errors.As(err, &one) {
		return Fault{fiber.StatusUnprocessableEntity, "fault.request", err}
	}
	var own *fiber.Error
	if errors.As(err, &own) {
		if id, ok := byStatus[own.Code]; ok {
			return Fault{Status: own.Code, MsgID: id} // its text may quote the request: dropped
		}
		if own.Code >= 400 && own.Code < 500 {
			return Fault{Status: fiber.StatusBadRequest, MsgID: "fault.request"}
		}
	}
	return Fault{fiber.StatusInternalServerError, "fault.inside", err}
}

// FaultPage is the data of the page <site>/fault.
type FaultPage struct {
	Status int
	MsgID  string
}

// fault is the error handler of the application.
func (s *Site) fault(c *fiber.Ctx, err error) error {
	s.head(c.Context()) // an answer to a head that could not be parsed has none yet
	f := FaultOf(err)
	if f.Status >= 500 {
		s.log().Error("fault", "site", s.Name, "method", c.Method(), "route", route(c), "status", f.Status, "err", f.Err)
	}
	c.Response().ResetBody()
	answer := s.Answer
	if answer == nil {
		answer = s.DrawFault
	}
	if err := answer(c, f); err != nil {
		s.log().Error("fault not drawn", "site", s.Name, "route", route(c), "err", err)
		c.Status(f.Status)
		c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
		return c.SendString(s.Speaker(c).T(f.MsgID))
	}
	return nil
}

// DrawFault answers with the page <site>/fault.
func (s *Site) DrawFault(c *fiber.Ctx, f Fault) error {
	return s.Draw(c, s.Name+"/fault", f.Status, s.Speaker(c).T(f.MsgID), FaultPage{f.Status, f.MsgID}, NoStore())
}

// route is the pattern that matched, never the path: a path may hold a handle.
func route(c *fiber.Ctx) string {
	if r := c.Route(); r != nil {
		return r.Path
	}
	return ""
}
