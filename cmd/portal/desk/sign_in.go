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
	Passkey, Drawn    string // options for the browser, and what they were drawn with; "" for none
	Failed            string
}

func (s *Site) signInPage(v *visit) error {
	if v.seat != nil {
		return web.SeeOther(v.c, "/")
	}
	return v.drawSignIn(fiber.StatusOK, signInPage{Next: safePath(v.c.Query("next"))})
}

func (v *visit) drawSignIn(status int, page signInPage) error {
	page.Demo = v.site.demonstrates()
	// Drawn for every page alike: nobody has said yet who signs in.
	ask, err := v.site.askPasskey(v.token())
	if err != nil {
		return err
	}
	page.Passkey, page.Drawn, page.Failed = ask.Options, ask.Form, v.T("desk.key.failed")
	return v.draw("sign-in", status, v.T("desk.signin.title"), page, scripts(page.Passkey)...)
}

// signIn opens a session. Every reason for a refusal looks alike: nobody can
// find out here which names exist.
func (s *Site) signIn(v *visit) error {
	ctx := v.c.UserContext()
	page := signInPage{Login: v.form.Get("login"), Next: safePath(v.form.Get("next")), Kept: v.typed()}
	var cookie string
	var err error
	if key := passkeyOf(v.form); key.Answer != "" {
		cookie, err = s.Desk.SignInWithPasskey(ctx, page.Login, v.form.Get("pass"), v.form.Get(fieldToken), key)
	} else {
		cookie, err = s.Desk.SignIn(ctx, page.Login, v.form.Get("pass"), v.form.Get("code"))
	}
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
	seat, err := s.Desk.Seat(ctx, cookie)
	if err != nil {
		return err
	}
	if seat.Recovered { // the second factor is lost: a new one is due
		page.Next = "/account/factor"
	}
	return web.SeeOther(v.c, page.Next)
}

// askPasskey draws a challenge for a sign-in page; a site without a desk behind
// it, as in tests of its routes, asks for none.
func (s *Site) askPasskey(browser string) (tips.Asking, error) {
	if s.Desk == nil {
		return tips.Asking{}, nil
	}
	return s.Desk.AskPasskey(browser)
}
