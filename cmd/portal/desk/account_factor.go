package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type factorPage struct {
	Factor    factorPart
	Recovered bool // signed in with a recovery code
	Wrong     *wrongs
}

// factor is the page on which a second factor is set up later.
func (s *Site) factor(v *visit) error { return v.drawFactor(fiber.StatusOK, nil) }

func (v *visit) drawFactor(status int, w *wrongs) error {
	setup, err := v.site.Desk.NewFactor(v.seat, v.form.Get(fieldDrawn))
	if err != nil {
		return err
	}
	page := factorPage{Factor: v.factorPart(setup, v.form.Get(fieldKeyName)), Recovered: v.seat.Recovered, Wrong: w}
	return v.draw("account-factor", status, v.T("desk.factor.title"), page, page.Factor.options()...)
}

func (s *Site) setAuthenticator(v *visit) error {
	err := s.Desk.SetAuthenticator(v.c.UserContext(), v.seat, v.form.Get(fieldDrawn), v.form.Get("code"))
	return v.factorDone(err, "/account?"+noteQuestion+"=authenticator")
}

func (s *Site) addPasskey(v *visit) error {
	err := s.Desk.AddPasskey(v.c.UserContext(), v.seat, passkeyOf(v.form))
	return v.factorDone(err, "/account?"+noteQuestion+"=passkey-added")
}

// factorDone leads back to the account, or shows the page again with what is wrong.
func (v *visit) factorDone(err error, next string) error {
	if w, ok := v.factorFault(err); ok {
		return v.drawFactor(fiber.StatusUnprocessableEntity, w)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, next)
}

func (s *Site) removeAuthenticator(v *visit) error {
	return v.removed(s.Desk.RemoveAuthenticator(v.c.UserContext(), v.seat))
}

func (s *Site) removePasskey(v *visit) error {
	return v.removed(s.Desk.RemovePasskey(v.c.UserContext(), v.seat, v.c.Params("key")))
}

func (v *visit) removed(err error) error {
	switch {
	case errors.Is(err, tips.ErrLastFactor):
		return v.drawAccount(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"factors", "desk.fault.last"}))
	case err != nil:
		return err
	}
	return web.SeeOther(v.c, "/account?"+noteQuestion+"=factor-removed")
}
