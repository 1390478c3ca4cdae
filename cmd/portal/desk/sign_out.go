package desk

import (
	"errors"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// signOut ends the session; with it goes what it held open.
func (s *Site) signOut(v *visit) error {
	if err := v.leave(); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/sign-in?"+noteQuestion+"=out")
}

// leave ends this browser's session, if it has one.
func (v *visit) leave() error {
	if v.seat == nil {
		return nil
	}
	err := v.site.Desk.SignOut(v.c.UserContext(), v.site.Cookie(v.c, seatCookie))
	if err != nil && !errors.Is(err, tips.ErrSession) {
		return err
	}
	v.site.DropCookie(v.c, seatCookie)
	return nil
}
