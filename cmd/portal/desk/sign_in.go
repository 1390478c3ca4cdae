package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type signInPage struct {
	Login, Next, Kept string
	Demo              bool // there is a page with invented officers to sign in as
	Wrong             *wrongs
}

func (s *Site) signInPage(v *visit) error {
	if v.seat != nil {
		return web.SeeOther(v.c, "/")
	}
	return v.drawSignIn(fiber.StatusOK, signInPage{Next: safePath(v.c.Query("next"))})
}

func (v *visit) drawSignIn(status int, page signInPage) error {
	page.Demo = v.site.demonstrates()
	return v.draw("sign-in", status, v.T("desk.signin.title"), page)
}

// signIn opens a session. Every reason for a refusal looks alike: nobody can
// find out here which names exist.
func (s *Site) signIn(v *visit) error {
	ctx := v.c.UserContext()
	page := signInPage{Login: v.form.Get("login"), Next: safePath(v.form.Get("next")), Kept: v.typed()}
	cookie, err := s.Desk.SignIn(ctx, page.Login, v.form.Get("pass"), v.form.Get("code"))
	switch {
	case errors.Is(err, tips.ErrSignIn):
		page.Wrong = v.wrong("desk.signin.wrong", fault{"login", "desk.fault.sign_in"})
		return v.drawSignIn(fiber.StatusUnauthorized, page)
	case errors.Is(err, tips.ErrBusy):
		page.Wrong = v.wrong("desk.signin.wrong", fault{"", "desk.fault.busy"})
		return v.drawSignIn(fiber.StatusServiceUnavailable, page)
	case err != nil:
		return err
	}
	if err := v.leave(); err != nil { // an old session of this browser ends
		return err
	}
	s.SetCookie(v.c, seatCookie, cookie, 0)
	s.DropCookie(v.c, formCookie)
	if page.Next == "" {
		page.Next = "/"
	}
	return web.SeeOther(v.c, page.Next)
}
