package tips_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
)

func TestSigningIn(t *testing.T) {
	p := newPortal(t)
	token := p.first.AdminToken
	inv, err := p.desk.Invitation(p.ctx, token, "", "")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		login, pass, code string
		want              error
	}{
		"short":              {"admin", "short", p.code(inv.TOTPSecret), tips.ErrWeak},
		"one letter":         {"admin", "aaaaaaaaaaaaaaaaaaaa", p.code(inv.TOTPSecret), tips.ErrWeak},
		"holds the name":     {"admin", "admin admin 2026", p.code(inv.TOTPSecret), tips.ErrWeak},
		"wrong code":         {"admin", pass, "000000", tips.ErrCode},
		"no code":            {"admin", pass, "", tips.ErrCode},
		"odd sign-in name":   {"ad min", pass, p.code(inv.TOTPSecret), tips.ErrLogin},
		"empty sign-in name": {"", pass, p.code(inv.TOTPSecret), tips.ErrLogin},
	} {
		if _, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Form: inv.Form, Login: c.login, Pass: c.pass, Code: c.code}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	handle, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Form: inv.Form, Login: "Admin", Pass: pass, Code: p.code(inv.TOTPSecret)})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.desk.Enrolled(p.ctx, token, handle); err != nil {
		t.Fatal(err)
	}
	if _, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Form: inv.Form, Login: "admin2", Pass: pass, Code: p.code(inv.TOTPSecret)}); !errors.Is(err, tips.ErrInvite) {
		t.Errorf("the link works twice: %v", err)
	}
	if _, err := p.desk.SignIn(p.ctx, "admin", pass, p.code(inv.TOTPSecret)); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("the code of the enrolment works again: %v", err)
	}
	p.wait(time.Minute)
	for name, c := range map[string][3]string{"wrong passphrase": {"admin", "x" + pass, p.code(inv.TOTPSecret)}, "nobody": {"nobody", pass, p.code(inv.TOTPSecret)}, "wrong code": {"admin", pass, "123456"}} {
		if _, err := p.desk.SignIn(p.ctx, c[0], c[1], c[2]); !errors.Is(err, tips.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cookie, err := p.desk.SignIn(p.ctx, " ADMIN ", pass, p.code(inv.TOTPSecret))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.desk.SignIn(p.ctx, "admin", pass, p.code(inv.TOTPSecret)); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a code works twice: %v", err)
	}
	if _, err := p.desk.Seat(p.ctx, cookie); err != nil {
		t.Fatal(err)
	}
	p.wait(14 * time.Minute)
	if _, err := p.desk.Seat(p.ctx, cookie); err != nil {
		t.Errorf("idle for 14 minutes: %v", err)
	}
	p.wait(16 * time.Minute)
	if _, err := p.desk.Seat(p.ctx, cookie); !errors.Is(err, tips.ErrSession) {
		t.Errorf("idle for 16 minutes: %v", err)
	}
	cookie, err = p.desk.SignIn(p.ctx, "admin", pass, p.code(inv.TOTPSecret))
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		p.wait(10 * time.Minute)
		if _, err = p.desk.Seat(p.ctx, cookie); err != nil {
			break
		}
	}
	if !errors.Is(err, tips.ErrSession) {
		t.Errorf("a session outlives eight hours: %v", err)
	}
	for range 10 {
		p.desk.SignIn(p.ctx, "admin", pass, "000000")
	}
	p.wait(time.Minute)
	if _, err := p.desk.SignIn(p.ctx, "admin", pass, p.code(inv.TOTPSecret)); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("after ten wrong codes: %v", err)
	}
	p.wait(16 * time.Minute)
	cookie, err = p.desk.SignIn(p.ctx, "admin", pass, p.code(inv.TOTPSecret))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.desk.SignOut(p.ctx, cookie); err != nil {
		t.Fatal(err)
	}
	if _, err := p.desk.Seat(p.ctx, cookie); !errors.Is(err, tips.ErrSession) {
		t.Errorf("after signing out: %v", err)
	}
}

func TestAnInvitationFitsItsBody(t *testing.T) {
	p := newPortal(t)
	for name, r := range map[string]tips.InviteRequest{
		"no name":             {Role: tips.RoleOfficer, Body: "UP-AGRA"},
		"no such role":        {Name: "x", Role: "king", Body: "UP-AGRA"},
		"no such unit":        {Name: "x", Role: tips.RoleOfficer, Body: "UP-NOWHERE"},
		"officer of a bureau": {Name: "x", Role: tips.RoleOfficer, Body: "UP-AHTB"},
		"nodal of a unit":     {Name: "x", Role: tips.RoleNodal, Body: "UP-AGRA"},
		"cell of a bureau":    {Name: "x", Role: tips.RoleCell, Body: "UP-AHTB"},
		"admin of a unit":     {Name: "x", Role: tips.RoleAdministrator, Body: "UP-AGRA"},
		"bodiless officer":    {Name: "x", Role: tips.RoleOfficer},
		"odd login":           {Name: "x", Role: tips.RoleOfficer, Body: "UP-AGRA", Login: "a b"},
	} {
		var bad tips.Invalids
		if _, err := p.desk.Invite(p.ctx, "command", r); !errors.As(err, &bad) || len(bad) != 1 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
