package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type kitPage struct {
	Body  string
	Since *moment // when the present kit was printed; nil for none
	Code  string  // shown once, right after it was made
}

// kit says whether the body has a recovery kit.
func (s *Site) kit(v *visit) error {
	k, has, err := s.Desk.HasKit(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	page := kitPage{Body: v.body(v.seat.Officer.Body)}
	if has {
		at := v.at(k.Since)
		page.Since = &at
	}
	return v.draw("kit", fiber.StatusOK, v.T("desk.kit.title"), page)
}

// makeKit shows a new kit's code, on this one answer and nowhere else.
func (s *Site) makeKit(v *visit) error {
	code, err := s.Desk.MakeKit(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	return v.draw("kit", fiber.StatusCreated, v.T("desk.kit.title"), kitPage{Body: v.body(v.seat.Officer.Body), Code: code})
}

// useKit opens a body that lost everybody, with the code on its paper.
func (s *Site) useKit(v *visit) error {
	err := s.Desk.UseKit(v.c.UserContext(), v.seat, v.form.Get("code"))
	if errors.Is(err, tips.ErrCode) {
		return v.drawOwn(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"code", "desk.fault.kit"}))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/waiting?"+noteQuestion+"=kit-used")
}

// newKey gives a body that lost everybody and its kit a new key.
func (s *Site) newKey(v *visit) error {
	err := s.Desk.NewKey(v.c.UserContext(), v.seat, s.Cookie(v.c, seatCookie), v.form.Get("pass"))
	if errors.Is(err, tips.ErrSignIn) {
		return v.drawOwn(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"pass", "desk.fault.again_pass"}))
	}
	if err != nil {
		return err
	}
	s.DropCookie(v.c, seatCookie)
	return web.SeeOther(v.c, "/sign-in?"+noteQuestion+"=key-made")
}

// makeNextKey makes the body's next key in this session, which can then show
// its fingerprint.
func (s *Site) makeNextKey(v *visit) error {
	if err := s.Desk.MakeNextKey(v.c.UserContext(), v.seat); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/waiting")
}

// confirmKey confirms the next key of a body below.
func (s *Site) confirmKey(v *visit) error {
	if v.form.Get("read") != "1" {
		return web.Fault{Status: fiber.StatusUnprocessableEntity, MsgID: "desk.fault.unread"}
	}
	err := s.Desk.ConfirmKey(v.c.UserContext(), v.seat, v.c.Params("body"), v.form.Get("print"))
	if errors.Is(err, tips.ErrStale) || errors.Is(err, tips.ErrNotFound) {
		return web.SeeOther(v.c, "/waiting?"+noteQuestion+"=look-again")
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/waiting?"+noteQuestion+"=key-confirmed")
}
