package desk

import (
	"encoding/base64"
	"errors"
	"html/template"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// enrolCookie holds what opens an enrolment that waits for the officer's word to
// have the recovery codes, for enrolSeconds.
const (
	enrolCookie  = "enrolling"
	enrolSeconds = 60 * 60
)

// Fields of a form about a second factor.
const (
	fieldDrawn   = "drawn"      // what was drawn with the page, sealed
	fieldAnswer  = "credential" // what the browser says of a passkey
	fieldKeyName = "key-name"
)

type enrolPage struct {
	Name, Role, Body string
	Login            string
	Fixed            bool // the invitation has set the login
	Action           string
	Factor           factorPart
	Wrong            *wrongs
}

// factorPart is the piece of a page on which a second factor is set up.
type factorPart struct {
	Secret, Drawn   string
	QR              template.URL
	Passkey         string // options for the browser, JSON; "" for none
	KeyName, Failed string
}

func (v *visit) factorPart(s tips.Setup, keyName string) factorPart {
	if keyName == "" {
		keyName = v.T("desk.key.default")
	}
	return factorPart{Secret: groups(s.TOTPSecret), Drawn: s.Form, Passkey: s.Passkey, KeyName: keyName, Failed: v.T("desk.key.failed"),
		// Our own picture, made of the secret: no other URL ever stands here.
		QR: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(s.QR))}
}

// passkeyOf is what a form says of a passkey.
func passkeyOf(form url.Values) tips.Passkey {
	return tips.Passkey{Form: form.Get(fieldDrawn), Answer: form.Get(fieldAnswer), Name: form.Get(fieldKeyName)}
}

func (s *Site) enrolPage(v *visit) error {
	return v.drawEnrol(fiber.StatusOK, nil)
}

// drawEnrol shows what the link is for, with what was typed but for the
// passphrase, and with the secret that was scanned already.
func (v *visit) drawEnrol(status int, w *wrongs) error {
	token := v.c.Params("token")
	inv, err := v.site.Desk.Invitation(v.c.UserContext(), token, v.token(), v.form.Get(fieldDrawn))
	if err != nil {
		return err
	}
	page := enrolPage{
		Name: inv.Name, Role: v.word("desk.role.", inv.Role), Login: v.form.Get("login"),
		Action: "/enrol/" + token, Factor: v.factorPart(inv.Setup, v.form.Get(fieldKeyName)), Wrong: w,
	}
	if inv.Login != "" {
		page.Login, page.Fixed = inv.Login, true
	}
	if inv.Body != "" {
		page.Body = v.body(inv.Body)
	}
	return v.draw("enrol", status, v.T("desk.enrol.title"), page, page.Factor.options()...)
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

// enrol checks the form; the account is made when the officer has the recovery
// codes, on the page that follows.
func (s *Site) enrol(v *visit) error {
	token, pass := v.c.Params("token"), v.form.Get("pass")
	if pass != v.form.Get("again") {
		return v.drawEnrol(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"again", "desk.fault.again"}))
	}
	handle, err := s.Desk.Enrol(v.c.UserContext(), token, tips.EnrolForm{Browser: v.form.Get(fieldToken), Form: v.form.Get(fieldDrawn),
		Login: v.form.Get("login"), Pass: pass, Code: v.form.Get("code"), Key: passkeyOf(v.form)})
	if w, ok := v.factorFault(err); ok {
		return v.drawEnrol(fiber.StatusUnprocessableEntity, w)
	}
	if err != nil {
		return err
	}
	s.SetCookie(v.c, enrolCookie, handle, enrolSeconds)
	return web.SeeOther(v.c, "/enrol/"+token+"/codes")
}

// factorFault says what is wrong with a form about passphrase and second factor.
func (v *visit) factorFault(err error) (*wrongs, bool) {
	if w, ok := v.weak(err, "pass"); ok {
		return w, true
	}
	var invalid *tips.Invalid
	if errors.As(err, &invalid) {
		return v.wrong("desk.wrong", fault{fieldKeyName, "desk.bad_key_name"}), true
	}
	code := fault{"code", "desk.fault.code"}
	if v.form.Get(fieldAnswer) != "" {
		code = fault{fieldKeyName, "desk.fault.key"}
	}
	for _, f := range []struct {
		is    error
		field fault
	}{
		{tips.ErrCode, code},
		{tips.ErrPage, fault{"code", "desk.fault.page"}},
		{tips.ErrLogin, fault{"login", "desk.fault.login"}},
		{tips.ErrStale, fault{"login", "desk.fault.login"}}, // taken at this moment
	} {
		if errors.Is(err, f.is) {
			return v.wrong("desk.wrong", f.field), true
		}
	}
	return nil, false
}

// weak says in words why a passphrase is too easy to guess.
func (v *visit) weak(err error, field string) (*wrongs, bool) {
	var weak *tips.Weak
	if !errors.As(err, &weak) {
		return nil, false
	}
	w := v.wrong("desk.wrong")
	for _, why := range weak.Why {
		w.Items = append(w.Items, wrongItem{field, v.word("desk.weak.", why)})
	}
	return w, true
}

// codesPage shows recovery codes until the officer says to have them.
type codesPage struct {
	Codes  []string
	Action string
	First  bool // of an enrolment
	Wrong  *wrongs
}

func (s *Site) enrolCodes(v *visit) error { return v.drawEnrolCodes(fiber.StatusOK, nil) }

func (v *visit) drawEnrolCodes(status int, w *wrongs) error {
	token := v.c.Params("token")
	codes, err := v.site.Desk.EnrolCodes(v.c.UserContext(), token, v.site.Cookie(v.c, enrolCookie))
	if errors.Is(err, tips.ErrGone) {
		return web.SeeOther(v.c, "/enrol/"+token)
	}
	if err != nil {
		return err
	}
	return v.drawCodes(status, codesPage{Codes: codes, Action: "/enrol/" + token + "/codes", First: true, Wrong: w})
}

func (v *visit) drawCodes(status int, page codesPage) error {
	for i, c := range page.Codes {
		page.Codes[i] = groups(c)
	}
	return v.draw("codes", status, v.T("desk.codes.title"), page)
}

// enrolled makes the account.
func (s *Site) enrolled(v *visit) error {
	token := v.c.Params("token")
	if v.form.Get("have") != "1" {
		return v.drawEnrolCodes(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"have", "desk.fault.have"}))
	}
	err := s.Desk.Enrolled(v.c.UserContext(), token, s.Cookie(v.c, enrolCookie))
	switch {
	case errors.Is(err, tips.ErrLogin):
		return v.drawEnrol(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"login", "desk.fault.login"}))
	case errors.Is(err, tips.ErrGone):
		return web.SeeOther(v.c, "/enrol/"+token)
	case err != nil:
		return err
	}
	s.DropCookie(v.c, enrolCookie)
	if err := v.leave(); err != nil { // somebody else's session in this browser
		return err
	}
	return web.SeeOther(v.c, "/sign-in?"+noteQuestion+"=enrolled")
}
