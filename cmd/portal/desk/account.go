package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type accountPage struct {
	Name, Login, Role, Body, Fingerprint string
	Waiting, Recovered                   bool
	TOTP                                 bool
	Since                                moment
	LastTOTP                             bool // it cannot be removed
	Keys                                 []passkeyRow
	Codes                                string
	FewCodes                             bool
	Sessions                             []sessionRow
	Others                               bool // there is another session
	Events                               []ownEvent
	Wrong                                *wrongs
}

type passkeyRow struct {
	ID, Name string
	Made     moment
	Last     bool
}

type sessionRow struct {
	Started, Seen moment
	Here          bool
}

type ownEvent struct {
	At        moment
	What, How string
	Alarm     bool // somebody knew the passphrase
}

func (s *Site) account(v *visit) error { return v.drawAccount(fiber.StatusOK, nil) }

// fewCodes is at how many recovery codes the page asks for new ones. Source: house rule.
const fewCodes = 3

func (v *visit) drawAccount(status int, w *wrongs) error {
	a, err := v.site.Desk.Account(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	o := v.seat.Officer
	page := accountPage{Name: o.Name, Login: o.Login, Role: v.word("desk.role.", o.Role), Fingerprint: v.seat.Fingerprint,
		Waiting: v.seat.Waiting, Recovered: v.seat.Recovered, TOTP: a.TOTP, LastTOTP: len(a.Passkeys) == 0,
		Codes: v.N("desk.codes.left", a.Codes), FewCodes: a.Codes < fewCodes, Others: len(a.Sessions) > 1, Wrong: w}
	if o.Body != "" {
		page.Body = v.body(o.Body)
	}
	if !a.Since.IsZero() {
		page.Since = v.at(a.Since)
	}
	for _, k := range a.Passkeys {
		page.Keys = append(page.Keys, passkeyRow{k.ID, k.Name, v.at(k.Made), k.Last})
	}
	for _, e := range a.Sessions {
		page.Sessions = append(page.Sessions, sessionRow{v.at(e.Started), v.at(e.Seen), e.Here})
	}
	for _, e := range a.Events {
		page.Events = append(page.Events, v.ownEvent(e))
	}
	return v.draw("account", status, v.T("desk.account.title"), page)
}

// ownEvent says a line of the audit to the officer whom it is about. The acts of
// signing in are said as to somebody who asks "was that me?".
func (v *visit) ownEvent(e tips.Event) ownEvent {
	w := ownEvent{At: v.at(e.At)}
	switch e.Act {
	case "officer.signed-in":
		w.What, w.How = v.word("desk.did.", e.Act), v.word("desk.used.", e.Note)
	case "officer.sign-in-refused":
		w.What, w.How = v.word("desk.did.", e.Act), v.word("desk.refused.", e.Note)
		w.Alarm = e.Note != "passphrase" && e.Note != "state"
	case "officer.signed-out":
		w.What = v.word("desk.did.", e.Act)
	default:
		w.What = v.word("desk.act.", e.Act)
	}
	return w
}

// passphrase changes it; the form asks for the old one.
func (s *Site) passphrase(v *visit) error {
	if v.form.Get("new") != v.form.Get("new-again") {
		return v.drawAccount(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"new-again", "desk.fault.again"}))
	}
	err := s.Desk.ChangePassphrase(v.c.UserContext(), v.seat, v.form.Get("pass"), v.form.Get("new"))
	if w, ok := v.weak(err, "new"); ok {
		return v.drawAccount(fiber.StatusUnprocessableEntity, w)
	}
	if errors.Is(err, tips.ErrSignIn) {
		return v.drawAccount(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"pass", "desk.fault.again_pass"}))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/account?"+noteQuestion+"=passphrase")
}

// endSessions signs the officer out everywhere else.
func (s *Site) endSessions(v *visit) error {
	if _, err := s.Desk.EndSessionsElsewhere(v.c.UserContext(), v.seat); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/account?"+noteQuestion+"=sessions")
}

// newCodes draws a set of recovery codes, codes shows it, takeCodes makes it the
// officer's.
func (s *Site) newCodes(v *visit) error {
	if err := s.Desk.NewCodes(v.c.UserContext(), v.seat); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/account/codes")
}

func (s *Site) codes(v *visit) error { return v.drawOwnCodes(fiber.StatusOK, nil) }

func (v *visit) drawOwnCodes(status int, w *wrongs) error {
	codes, err := v.site.Desk.Codes(v.c.UserContext(), v.seat)
	if errors.Is(err, tips.ErrGone) {
		return web.SeeOther(v.c, "/account")
	}
	if err != nil {
		return err
	}
	return v.drawCodes(status, codesPage{Codes: codes, Action: "/account/codes/have", Wrong: w})
}

func (s *Site) takeCodes(v *visit) error {
	if v.form.Get("have") != "1" {
		return v.drawOwnCodes(fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{"have", "desk.fault.have"}))
	}
	err := s.Desk.TakeCodes(v.c.UserContext(), v.seat)
	if errors.Is(err, tips.ErrGone) {
		return web.SeeOther(v.c, "/account")
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/account?"+noteQuestion+"=codes")
}
