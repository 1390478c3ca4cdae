package public

import (
	"errors"
	"runtime/debug"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// Reasons that stand in an address after a post that could not be carried
// out: codes, never anything that was typed.
const (
	whyEmpty   = "empty"
	whyUnread  = "unread"
	whyBusy    = "busy"
	whyFull    = "full"
	whyDigits  = "digits"
	whyNoBox   = "nobox"
	whyMany    = "many"
	whyEnded   = "ended"
	whyTrouble = "trouble"

	whyNothing = "nothing" // of feedback
	whyEnough  = "enough"
)

// problems are the messages of the reasons on the next page.
var problems = map[string]string{
	whyEmpty:   "problem.empty",
	whyUnread:  "problem.unread",
	whyBusy:    "problem.busy",
	whyFull:    "problem.full",
	whyDigits:  "problem.digits",
	whyNoBox:   "problem.no_box",
	whyMany:    "problem.many",
	whyEnded:   "problem.ended",
	whyTrouble: "problem.trouble",
	whyNothing: "feedback.empty",
	whyEnough:  "feedback.full",
}

// askedWhy is the message of the reason in the address, "" for none.
func askedWhy(c *fiber.Ctx) string { return problems[c.Query("e")] }

// why gives the reason of an error.
func why(err error) string {
	switch {
	case errors.Is(err, tips.ErrEmpty):
		return whyEmpty
	case errors.Is(err, tips.ErrBadNumber):
		return whyDigits
	case errors.Is(err, tips.ErrNoBox):
		return whyNoBox
	case errors.Is(err, tips.ErrBusy):
		return whyMany
	case errors.Is(err, tips.ErrGone):
		return whyEnded
	case errors.Is(err, tips.ErrFull):
		return whyFull
	case errors.Is(err, tips.ErrStopped):
		return whyBusy
	case errors.Is(err, web.ErrForm), errors.Is(err, web.ErrTooLong):
		return whyUnread
	}
	return whyTrouble
}

// post wraps an action so that it answers 303 without a body whatever
// happens, panics too: no page of an answer to a post stays in the browser,
// and nothing typed stands in an address. back is where a fault leads.
func (s *Site) post(back string, act func(c *fiber.Ctx) (to string, err error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		to, err := s.attempt(c, act)
		if err != nil {
			reason := why(err)
			if reason == whyTrouble || reason == whyBusy || reason == whyFull {
				s.logFault(c, err)
			}
			to = back + "?e=" + reason + "#e"
		}
		s.spoilBack(c)
		if to == exitPath {
			return web.SeeOther(c, to)
		}
		return web.SeeOther(c, s.path(c, to))
	}
}

// errPanic is a panic in an action.
var errPanic = errors.New("public: panic")

func (s *Site) attempt(c *fiber.Ctx, act func(c *fiber.Ctx) (string, error)) (to string, err error) {
	defer func() {
		if p := recover(); p != nil {
			// Its value might hold words: only where it happened is logged.
			s.logger().Error("panic", "route", c.Route().Path, "stack", string(debug.Stack()))
			to, err = "", errPanic
		}
	}()
	return act(c)
}

func (s *Site) logFault(c *fiber.Ctx, err error) {
	s.logger().Error("post not carried out", "route", c.Route().Path, "err", err)
}
