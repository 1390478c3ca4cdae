package tips_test

import (
	"encoding/base32"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/passkey/passkeytest"
	"mukti/tips/vault"
)

const deskOrigin = "https://desk.example"

// newKeyed is a portal whose desk's address allows passkeys.
func newKeyed(t testing.TB) *portal {
	t.Helper()
	p := newPortal(t)
	p.keyed()
	return p
}

// keyed starts the desk again, at an address that allows passkeys.
func (p *portal) keyed() {
	p.conf.DeskOrigin = deskOrigin
	p.desk = tips.NewDesk(p.conf)
}

func (p *portal) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// seat of a cookie.
func (p *portal) seat(cookie string, err error) *tips.Seat {
	p.t.Helper()
	p.must(err)
	s, err := p.desk.Seat(p.ctx, cookie)
	p.must(err)
	return s
}

// enrolKey enrols with a passkey, up to the recovery codes.
func (p *portal) enrolKey(token, login string, d *passkeytest.Device) (codes []string) {
	p.t.Helper()
	inv, err := p.desk.Invitation(p.ctx, token, "b", "")
	p.must(err)
	answer, err := d.Create([]byte(inv.Passkey))
	p.must(err)
	handle, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Browser: "b", Form: inv.Form, Login: login, Pass: pass, Key: tips.Passkey{Answer: string(answer), Name: "laptop"}})
	p.must(err)
	codes, err = p.desk.EnrolCodes(p.ctx, token, handle)
	p.must(err)
	p.must(p.desk.Enrolled(p.ctx, token, handle))
	return codes
}

// answer is what a device says to a fresh challenge for a browser.
func (p *portal) answer(d *passkeytest.Device, browser string) tips.Passkey {
	p.t.Helper()
	ask, err := p.desk.AskPasskey(browser)
	p.must(err)
	a, err := d.Answer([]byte(ask.Options))
	p.must(err)
	return tips.Passkey{Form: ask.Form, Answer: string(a)}
}

// lastNote is the note of the newest event about an officer.
func (p *portal) lastNote(officer string) string {
	p.t.Helper()
	evs, err := p.db.LastEvents(p.ctx, officer, tips.AccountActs(), 1)
	p.must(err)
	if len(evs) == 0 {
		return ""
	}
	return evs[0].Act + " " + evs[0].Note
}

// TestTheSecretDoesNotFollowFromTheLink: who made the link, and opens it too,
// cannot work out the codes of the officer who uses it.
func TestTheSecretDoesNotFollowFromTheLink(t *testing.T) {
	p := newPortal(t)
	token := p.first.AdminToken
	theirs, err := p.desk.Invitation(p.ctx, token, "maker", "")
	p.must(err)
	own, err := p.desk.Invitation(p.ctx, token, "officer", "")
	p.must(err)
	if theirs.TOTPSecret == own.TOTPSecret || len(own.TOTPSecret) != 32 {
		t.Fatalf("secrets of two pages: %d and %d letters, equal: %v", len(theirs.TOTPSecret), len(own.TOTPSecret), theirs.TOTPSecret == own.TOTPSecret)
	}
	// What followed from the link before is no secret of anybody any more.
	k := vault.Derive([]byte(token), "totp")
	if s := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(k[:20]); s == own.TOTPSecret || s == theirs.TOTPSecret {
		t.Error("the secret follows from the link")
	}
	// The page that comes back after a fault shows the secret that was scanned.
	again, err := p.desk.Invitation(p.ctx, token, "officer", own.Form)
	p.must(err)
	if again.TOTPSecret != own.TOTPSecret {
		t.Error("a form with a fault loses its secret")
	}
	// A form that carries another's secret is not taken, nor shown.
	for name, f := range map[string]tips.EnrolForm{
		"another browser's form":  {Browser: "officer", Form: theirs.Form, Code: p.code(theirs.TOTPSecret)},
		"no form":                 {Browser: "officer", Code: p.code(own.TOTPSecret)},
		"a form that was changed": {Browser: "officer", Form: own.Form[:len(own.Form)-4] + "AAAA", Code: p.code(own.TOTPSecret)},
	} {
		f.Login, f.Pass = "admin", pass
		if _, err := p.desk.Enrol(p.ctx, token, f); !errors.Is(err, tips.ErrPage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if v, err := p.desk.Invitation(p.ctx, token, "officer", theirs.Form); err != nil || v.TOTPSecret == theirs.TOTPSecret {
		t.Errorf("another's secret is shown: %v", err)
	}
	if v, err := p.desk.Invitation(p.ctx, p.first.CellToken, "officer", own.Form); err != nil || v.TOTPSecret == own.TOTPSecret {
		t.Errorf("a secret of another link is shown: %v", err)
	}
	p.wait(2 * time.Hour)
	if _, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Browser: "officer", Form: own.Form, Login: "admin", Pass: pass, Code: p.code(own.TOTPSecret)}); !errors.Is(err, tips.ErrPage) {
		t.Errorf("a page of two hours ago: %v", err)
	}
}

// TestAnAccountIsMadeWhenTheCodesAreThere: nothing counts before the officer has
// said to have the recovery codes, and what was prepared belongs to its link.
func TestAnAccountIsMadeWhenTheCodesAreThere(t *testing.T) {
	p := newPortal(t)
	token := p.first.AdminToken
	inv, err := p.desk.Invitation(p.ctx, token, "", "")
	p.must(err)
	form := tips.EnrolForm{Form: inv.Form, Login: "admin", Pass: pass, Code: p.code(inv.TOTPSecret)}
	handle, err := p.desk.Enrol(p.ctx, token, form)
	p.must(err)
	if _, err := p.desk.SignIn(p.ctx, "admin", pass, p.code(inv.TOTPSecret)); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("an account without recovery codes signs in: %v", err)
	}
	for name, c := range map[string][2]string{"another link": {p.first.CellToken, handle}, "no handle": {token, ""}, "another handle": {token, strings.Repeat("x", len(handle))}} {
		if err := p.desk.Enrolled(p.ctx, c[0], c[1]); !errors.Is(err, tips.ErrGone) {
			t.Errorf("%s: %v", name, err)
		}
	}
	codes, err := p.desk.EnrolCodes(p.ctx, token, handle)
	if err != nil || len(codes) != 10 || slices.ContainsFunc(codes, func(c string) bool { return len(c) != 12 }) {
		t.Fatalf("%d codes, %v", len(codes), err)
	}
	p.must(p.desk.Enrolled(p.ctx, token, handle))
	if _, err := p.desk.EnrolCodes(p.ctx, token, handle); err == nil {
		t.Error("the codes are shown a second time")
	}
	if err := p.desk.Enrolled(p.ctx, token, handle); !errors.Is(err, tips.ErrInvite) {
		t.Errorf("an enrolment counts twice: %v", err)
	}
	p.signIn("admin", inv.TOTPSecret)
}

// TestTwoFirstOfficersOfABody: who finishes second is not the first any more,
// and makes no second key of the body.
func TestTwoFirstOfficersOfABody(t *testing.T) {
	p := newPortal(t)
	p.officer(tips.RoleCell, "IN-NODAL", nil)
	var tokens, handles []string
	for i, login := range []string{"first.up", "second.up"} {
		token, err := p.desk.Invite(p.ctx, "command", tips.InviteRequest{Name: "Nodal", Role: tips.RoleNodal, Body: "UP-AHTB"})
		p.must(err)
		inv, err := p.desk.Invitation(p.ctx, token, "", "")
		p.must(err)
		handle, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Form: inv.Form, Login: login, Pass: pass, Code: p.code(inv.TOTPSecret)})
		p.must(err)
		tokens, handles = append(tokens, token), append(handles, handle)
		if i == 1 {
			p.must(p.desk.Enrolled(p.ctx, tokens[0], handles[0]))
		}
	}
	if err := p.desk.Enrolled(p.ctx, tokens[1], handles[1]); !errors.Is(err, tips.ErrGone) {
		t.Errorf("a second key of one body: %v", err)
	}
}

func TestRecoveryCodesWorkOnceEach(t *testing.T) {
	p := newKeyed(t)
	d := passkeytest.New(deskOrigin, "desk.example")
	codes := p.enrolKey(p.first.AdminToken, "admin", d)
	if _, err := p.desk.SignIn(p.ctx, "admin", "wrong "+pass, codes[0]); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a code without the passphrase: %v", err)
	}
	s := p.seat(p.desk.SignIn(p.ctx, "admin", pass, codes[0][:4]+" "+codes[0][4:8]+"-"+codes[0][8:]))
	if !s.Recovered {
		t.Error("nothing reminds of the lost factor")
	}
	if got := p.lastNote(s.Officer.ID); got != "officer.signed-in recovery" {
		t.Errorf("the audit says %q", got)
	}
	if _, err := p.desk.SignIn(p.ctx, "admin", pass, codes[0]); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a code works twice: %v", err)
	}
	a, err := p.desk.Account(p.ctx, s)
	if err != nil || a.Codes != 9 {
		t.Fatalf("%d codes left, %v", a.Codes, err)
	}
	// A new second factor ends the reminder; the set of codes is replaced whole.
	setup, err := p.desk.NewFactor(s, "")
	p.must(err)
	p.must(p.desk.SetAuthenticator(p.ctx, s, setup.Form, p.code(setup.TOTPSecret)))
	p.must(p.desk.NewCodes(p.ctx, s))
	fresh, err := p.desk.Codes(p.ctx, s)
	p.must(err)
	p.seat(p.desk.SignIn(p.ctx, "admin", pass, codes[1])) // the old ones count until the new are taken
	p.must(p.desk.TakeCodes(p.ctx, s))
	if _, err := p.desk.SignIn(p.ctx, "admin", pass, codes[2]); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a replaced code works: %v", err)
	}
	if _, err := p.desk.Codes(p.ctx, s); !errors.Is(err, tips.ErrGone) {
		t.Errorf("new codes are shown twice: %v", err)
	}
	p.seat(p.desk.SignIn(p.ctx, "admin", pass, fresh[0]))
	if got := p.signIn("admin", setup.TOTPSecret); got.Recovered {
		t.Error("a sign-in by a code of the app counts as a recovery")
	}
}

// TestOneCodeInACrowd: of twenty who sign in with one code at once, one gets in;
// the same for a recovery code and for an answer of a passkey.
func TestOneCodeInACrowd(t *testing.T) {
	p := newKeyed(t)
	d := passkeytest.New(deskOrigin, "desk.example")
	codes := p.enrolKey(p.first.AdminToken, "admin", d)
	cell, secret := p.enrol(p.first.CellToken)
	p.wait(time.Minute)
	other := tips.NewDesk(p.conf)                                     // a second process on the same store
	for name, made := range map[string]func() func(*tips.Desk) error{ // each made when its turn comes: codes grow old
		"one-time code": func() func(*tips.Desk) error {
			code := p.code(secret)
			return func(d *tips.Desk) error { _, err := d.SignIn(p.ctx, cell, pass, code); return err }
		},
		"recovery code": func() func(*tips.Desk) error {
			return func(d *tips.Desk) error { _, err := d.SignIn(p.ctx, "admin", pass, codes[0]); return err }
		},
		"passkey": func() func(*tips.Desk) error {
			key := p.answer(d, "b")
			return func(d *tips.Desk) error { _, err := d.SignInWithPasskey(p.ctx, "admin", pass, "b", key); return err }
		},
	} {
		try := made()
		errs := make([]error, 20)
		var all sync.WaitGroup
		for n := range errs {
			all.Go(func() { errs[n] = try([]*tips.Desk{p.desk, other}[n%2]) })
		}
		all.Wait()
		in := 0
		for _, err := range errs {
			if err == nil {
				in++
			} else if !errors.Is(err, tips.ErrSignIn) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if in != 1 {
			t.Errorf("%s: %d of 20 got in", name, in)
		}
		p.wait(16 * time.Minute) // past the lock that wrong codes bring
	}
}

// TestACodeIsNotTakenAgainInAnyWindow: a code is good for three steps of half a
// minute, and once; an earlier one is not good after a later one.
func TestACodeIsNotTakenAgainInAnyWindow(t *testing.T) {
	p := newPortal(t)
	login, secret := p.enrol(p.first.AdminToken)
	p.wait(2 * time.Minute)
	early := p.code(secret)
	p.wait(30 * time.Second)
	p.seat(p.desk.SignIn(p.ctx, login, pass, p.code(secret)))
	for range 4 {
		if _, err := p.desk.SignIn(p.ctx, login, pass, early); !errors.Is(err, tips.ErrSignIn) {
			t.Errorf("the code before the last one is taken: %v", err)
		}
		p.wait(30 * time.Second)
	}
	code := p.code(secret)
	p.seat(p.desk.SignIn(p.ctx, login, pass, code))
	for range 4 {
		if _, err := p.desk.SignIn(p.ctx, login, pass, code); !errors.Is(err, tips.ErrSignIn) {
			t.Errorf("a code is taken again: %v", err)
		}
		p.wait(20 * time.Second)
	}
}

// TestWhoWritesIntoTheDatabaseReplacesNoFactor: rows are swapped, factors are
// taken from another account, from an own one, or wiped.
func TestWhoWritesIntoTheDatabaseReplacesNoFactor(t *testing.T) {
	p := newPortal(t)
	victim, secret := p.enrol(p.first.CellToken)
	thief, own := p.enrol(p.first.AdminToken)
	refused := func(name, login, secret string) {
		t.Helper()
		p.wait(20 * time.Minute)
		if _, err := p.desk.SignIn(p.ctx, login, pass, p.code(secret)); !errors.Is(err, tips.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	copyRow := func(columns ...string) {
		for _, c := range columns {
			p.sql(`UPDATE officers SET `+c+` = (SELECT `+c+` FROM officers WHERE login = ?) WHERE login = ?`, thief, victim)
		}
	}
	saved := p.row(victim)
	copyRow("factors")
	refused("the thief's second factor in the victim's row", victim, own)
	refused("the victim's own", victim, secret)
	o, err := p.db.OfficerByLogin(p.ctx, victim)
	p.must(err)
	forged, err := tips.ForgeFactors(o.ID, own)
	p.must(err)
	p.sql(`UPDATE officers SET factors = ? WHERE login = ?`, forged, victim)
	refused("a second factor that was forged", victim, own)
	copyRow("factors", "locked")
	refused("the thief's whole lock and factor in the victim's row", victim, own)
	copyRow("recipient", "totp_step")
	refused("and the key", victim, own)
	p.put(victim, saved)
	p.sql(`UPDATE officers SET factors = NULL WHERE login = ?`, victim)
	refused("no second factor at all", victim, secret)
	p.put(victim, saved)
	p.sql(`UPDATE officers SET totp_step = 0 WHERE login = ?`, victim)
	p.wait(20 * time.Minute)
	p.seat(p.desk.SignIn(p.ctx, victim, pass, p.code(secret))) // the control: put back, it works
	// The name of one on the row of the other opens that row's own account only.
	p.sql(`UPDATE officers SET login = 'aside' WHERE login = ?`, victim)
	p.sql(`UPDATE officers SET login = ? WHERE login = ?`, victim, thief)
	p.wait(20 * time.Minute)
	if s := p.seat(p.desk.SignIn(p.ctx, victim, pass, p.code(own))); s.Officer.Role != tips.RoleAdministrator {
		t.Errorf("the thief is %s", s.Officer.Role)
	}
}

type saved struct {
	locked, factors []byte
	recipient       string
	step            int64
}

func (p *portal) row(login string) saved {
	p.t.Helper()
	o, err := p.db.OfficerByLogin(p.ctx, login)
	p.must(err)
	return saved{o.Locked, o.Factors, o.Recipient, o.TOTPStep}
}

func (p *portal) put(login string, s saved) {
	p.sql(`UPDATE officers SET locked = ?, factors = ?, recipient = ?, totp_step = ? WHERE login = ?`, s.locked, s.factors, s.recipient, s.step, login)
}
