package tips_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"mukti/tips"
)

func TestChangingThePassphrase(t *testing.T) {
	p := newPortal(t)
	login, secret := p.enrol(p.first.AdminToken)
	s, elsewhere := p.signIn(login, secret), ""
	p.wait(time.Minute)
	elsewhere, err := p.desk.SignIn(p.ctx, login, pass, p.code(secret))
	p.must(err)
	const next = "river goat lamp seven"
	if err := p.desk.ChangePassphrase(p.ctx, s, "x"+pass, next); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("with a wrong old one: %v", err)
	}
	var weak *tips.Weak
	if err := p.desk.ChangePassphrase(p.ctx, s, pass, login+login); !errors.As(err, &weak) || !errors.Is(err, tips.ErrWeak) || !slices.Contains(weak.Why, "own") {
		t.Errorf("the sign-in name: %v, %+v", err, weak)
	}
	p.must(p.desk.ChangePassphrase(p.ctx, s, pass, next))
	if _, err := p.desk.Seat(p.ctx, elsewhere); !errors.Is(err, tips.ErrSession) {
		t.Errorf("another session lives on: %v", err)
	}
	if a, err := p.desk.Account(p.ctx, s); err != nil || len(a.Sessions) != 1 || !a.Sessions[0].Here || a.Events[0].Act != "officer.passphrase-changed" {
		t.Errorf("the own session: %+v, %v", a, err)
	}
	p.wait(time.Minute)
	if _, err := p.desk.SignIn(p.ctx, login, pass, p.code(secret)); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("the old passphrase: %v", err)
	}
	p.seat(p.desk.SignIn(p.ctx, login, next, p.code(secret)))
}

// TestAnAccountFromBeforeMovesItsSecret: until then the secret of the
// authenticator lay beside the key; the next sign-in moves it.
func TestAnAccountFromBeforeMovesItsSecret(t *testing.T) {
	p := newPortal(t)
	login, secret := p.enrol(p.first.AdminToken)
	s := p.signIn(login, secret)
	old, err := tips.LockAsBefore(p.ctx, p.desk, s, pass, secret)
	p.must(err)
	p.sql(`UPDATE officers SET locked = ?, factors = NULL WHERE login = ?`, old, login)
	p.signIn(login, secret)
	if r := p.row(login); r.factors == nil {
		t.Fatal("the factors are not written")
	}
	p.sql(`UPDATE officers SET factors = NULL WHERE login = ?`, login)
	p.wait(time.Minute)
	if _, err := p.desk.SignIn(p.ctx, login, pass, p.code(secret)); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("the old secret counts again when the new row is wiped: %v", err)
	}
}

// TestEndedSessionsLeaveTheTable: the sweep forgets what is over, and what lives stays.
func TestEndedSessionsLeaveTheTable(t *testing.T) {
	p := newPortal(t)
	login, secret := p.enrol(p.first.AdminToken)
	s := p.signIn(login, secret)
	p.wait(10 * time.Minute)
	other := p.signIn(login, secret)
	left := func() int {
		_, err := p.line.Sweep(context.Background())
		p.must(err)
		all, err := p.db.SessionsOf(p.ctx, s.Officer.ID)
		p.must(err)
		return len(all)
	}
	if n := left(); n != 2 {
		t.Errorf("%d sessions, two live", n)
	}
	p.wait(6 * time.Minute)
	if n := left(); n != 1 {
		t.Errorf("%d sessions, one is idle for 17 minutes", n)
	}
	if a, err := p.desk.Account(p.ctx, other); err != nil || len(a.Sessions) != 1 {
		t.Errorf("%+v, %v", a.Sessions, err)
	}
	p.wait(16 * time.Minute)
	if n := left(); n != 0 {
		t.Errorf("%d sessions, none lives", n)
	}
}

// TestTwoKeyboardsOnePassphrase: a Hindi letter with its dot is typed as one
// character or as two.
func TestTwoKeyboardsOnePassphrase(t *testing.T) {
	p := newPortal(t)
	login, secret := p.enrol(p.first.AdminToken)
	s := p.signIn(login, secret)
	const one, two = "क\u093cलम पुराना पेड\u093c नीला", "\u0958लम पुराना पे\u095c नीला"
	p.must(p.desk.ChangePassphrase(p.ctx, s, pass, one))
	p.wait(time.Minute)
	p.seat(p.desk.SignIn(p.ctx, login, two, p.code(secret)))
}
