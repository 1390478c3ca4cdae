package desk

import (
	"encoding/base64"
	"errors"
	"html/template"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type enrolPage struct {
	Name, Role, Body string
	Login, Secret    string
	Fixed            bool // the invitation has set the login
	Action           string
	QR               template.URL
	Wrong            *wrongs
}

func (s *Site) enrolPage(v *visit) error {
	return v.drawEnrol(fiber.StatusOK, "", nil)
}

// drawEnrol shows what the link is for. login is what was typed; a login that
// the invitation has set goes before it.
func (v *visit) drawEnrol(status int, login string, w *wrongs) error {
	token := v.c.Params("token")
	inv, err := v.site.Desk.Invitation(v.c.UserContext(), token)
	if err != nil {
		return err
	}
	page := enrolPage{
		Name: inv.Name, Role: v.word("desk.role.", inv.Role), Login: login,
		Secret: groups(inv.TOTPSecret), Action: "/enrol/" + token, Wrong: w,
	}
	if inv.Login != "" {
		page.Login, page.Fixed = inv.Login, true
	}
	if inv.Body != "" {
		page.Body = v.body(inv.Body)
	}
	if len(inv.QR) > 0 {
		// Our own picture, made of the secret: no other URL ever stands here.
		page.QR = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(inv.QR))
	}
	return v.draw("enrol", status, v.T("desk.enrol.title"), page, web.InlineImages())
}

// groups sets a secret in groups of four, to be typed from a screen.
func groups(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (s *Site) enrol(v *visit) error {
	login, pass := v.form.Get("login"), v.form.Get("pass")
	if pass != v.form.Get("again") {
		return v.drawEnrol(fiber.StatusUnprocessableEntity, login, v.wrong("desk.wrong", fault{"again", "desk.fault.again"}))
	}
	err := s.Desk.Enrol(v.c.UserContext(), v.c.Params("token"), login, pass, v.form.Get("code"))
	for _, f := range []struct {
		is    error
		field fault
	}{
		{tips.ErrWeak, fault{"pass", "desk.fault.weak"}},
		{tips.ErrCode, fault{"code", "desk.fault.code"}},
		{tips.ErrLogin, fault{"login", "desk.fault.login"}},
		{tips.ErrStale, fault{"login", "desk.fault.login"}}, // taken at this moment; or the link changed, which the next try shows
	} {
		if errors.Is(err, f.is) {
			return v.drawEnrol(fiber.StatusUnprocessableEntity, login, v.wrong("desk.wrong", f.field))
		}
	}
	if err != nil {
		return err
	}
	if err := v.leave(); err != nil { // somebody else's session in this browser
		return err
	}
	return web.SeeOther(v.c, "/sign-in?"+noteQuestion+"=enrolled")
}
