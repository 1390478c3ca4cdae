package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// take makes the officer the one who works on the tip. Who comes second learns
// who was quicker, and when.
func (s *Site) take(v *visit) error {
	err := s.Desk.Take(v.c.UserContext(), v.seat, v.c.Params("id"), v.version())
	return v.acted(err, "taken", draft{Quicker: errors.Is(err, tips.ErrStale)})
}

// putBack gives a tip up, for somebody else to take.
func (s *Site) putBack(v *visit) error {
	err := s.Desk.PutBack(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), v.form.Get("put-back"))
	return v.acted(err, "put-back", draft{Typed: v.form})
}

// later puts off the taking, to a time in India.
func (s *Site) later(v *visit) error {
	until, ok := parseIST(v.form.Get("until"))
	d := draft{Typed: v.form}
	if !ok {
		d.Wrong = v.wrong("desk.wrong", fault{"until", "desk.fault.until"})
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	err := s.Desk.Later(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), until, v.form.Get("later"))
	return v.acted(err, "later", d)
}

// decline closes an untaken tip that is no matter for the police.
func (s *Site) decline(v *visit) error {
	err := s.Desk.Decline(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), v.form.Get("decline"))
	return v.acted(err, "closed", draft{Typed: v.form})
}

// reopen opens a closed tip again.
func (s *Site) reopen(v *visit) error {
	err := s.Desk.Reopen(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), v.form.Get("reopen"))
	return v.acted(err, "reopened", draft{Typed: v.form})
}
