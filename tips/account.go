package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips/vault"
)

// ErrLastFactor says that an account must keep a second factor.
var ErrLastFactor = errors.New("tips: the last second factor stays")

// Sessions keeps who is signed in, beside [People].
type Sessions interface {
	// SessionsOf lists an officer's sessions, newest first.
	SessionsOf(ctx context.Context, officer string) ([]Session, error)
	// EndOthers ends an officer's sessions but one, and counts them.
	EndOthers(ctx context.Context, officer, keep string) (int, error)
	// DropSessions forgets what was last seen, or was begun, before these times,
	// and counts. Where there is none it writes nothing.
	DropSessions(ctx context.Context, seen, started time.Time) (int, error)
	// LastEvents are the newest events of an object with one of the acts, newest
	// first.
	LastEvents(ctx context.Context, object string, acts []string, limit int) ([]Event, error)
}

// AccountView is an officer's own account.
type AccountView struct {
	TOTP     bool
	Since    time.Time // of TOTP
	Passkeys []PasskeyView
	MayAdd   bool // passkeys work at this address, and there is room for another
	Codes    int  // recovery codes that are left
	Sessions []SessionView
	Events   []Event // sign-ins, refusals and changes of the account, newest first
}

// PasskeyView is one of the officer's passkeys. Last tells that without it there
// would be no second factor.
type PasskeyView struct {
	ID, Name string
	Made     time.Time
	Last     bool
}

// SessionView is one of the officer's sessions.
type SessionView struct {
	Started, Seen time.Time
	Here          bool
}

// shownEvents of an account. Source: house rule.
const shownEvents = 20

// AccountActs are the acts in the audit that an officer's own page lists.
func AccountActs() []string {
	return []string{"officer.signed-in", "officer.sign-in-refused", "officer.again-refused", "officer.signed-out",
		"officer.passphrase-changed", "officer.authenticator-set", "officer.authenticator-removed",
		"officer.passkey-added", "officer.passkey-removed", "officer.codes-made", "officer.sessions-ended"}
}

// RefusalReasons are the notes of a refused sign-in that an officer's own page
// may hold.
func RefusalReasons() []string {
	return []string{refusedPass, refusedCode, refusedReplay, refusedKey, refusedCounter, refusedLocked, refusedState}
}

// SecondFactors are the notes of a sign-in.
func SecondFactors() []string { return []string{usedCode, usedPasskey, usedRecovery} }

// Account shows the officer's own account.
func (d *Desk) Account(ctx context.Context, s *Seat) (AccountView, error) {
	if !s.May(ActAccount, ToSelf) {
		return AccountView{}, ErrForbidden
	}
	f, err := openFactors(s.Officer, s.identity)
	if err != nil {
		return AccountView{}, fmt.Errorf("tips: account: %w", err)
	}
	v := AccountView{TOTP: f.TOTP != "", Since: f.Since, Codes: len(f.Codes), MayAdd: d.passkeys != nil && len(f.Passkeys) < maxPasskeys}
	for _, p := range f.Passkeys {
		v.Passkeys = append(v.Passkeys, PasskeyView{passkeyID(p), p.Name, p.Made, f.TOTP == "" && len(f.Passkeys) == 1})
	}
	sessions, err := d.SessionsOf(ctx, s.Officer.ID)
	if err != nil {
		return AccountView{}, fmt.Errorf("tips: account: %w", err)
	}
	for _, e := range sessions {
		if !d.ended(e) {
			v.Sessions = append(v.Sessions, SessionView{e.Started, e.Seen, e.ID == s.session})
		}
	}
	if v.Events, err = d.LastEvents(ctx, s.Officer.ID, AccountActs(), shownEvents); err != nil {
		return AccountView{}, fmt.Errorf("tips: account: %w", err)
	}
	return v, nil
}

// passkeyID is a name for a passkey in an address.
func passkeyID(p ownPasskey) string { return vault.ID(string(p.ID), "passkey id") }

func (d *Desk) ended(e Session) bool {
	now := d.Now()
	return now.Sub(e.Seen) > SessionIdle || now.Sub(e.Started) > SessionLife
}

// NewFactor draws the page on which the signed-in officer sets up a second
// factor; form is what came back with a form that was not taken.
func (d *Desk) NewFactor(s *Seat, form string) (Setup, error) {
	if !s.May(ActFactors, ToSelf) {
		return Setup{}, ErrForbidden
	}
	f, err := openFactors(s.Officer, s.identity)
	if err != nil {
		return Setup{}, fmt.Errorf("tips: account: %w", err)
	}
	return d.setup(s.Officer, f.keys(), s.session, form)
}

// changeFactors changes the officer's second factors, as they are now.
func (d *Desk) changeFactors(ctx context.Context, s *Seat, act, note string, change func(*factors) error) error {
	if !s.May(ActFactors, ToSelf) {
		return ErrForbidden
	}
	return d.changeOwn(ctx, s, act, note, func(o *Officer) error {
		f, err := openFactors(*o, s.identity)
		if err != nil {
			return fmt.Errorf("tips: factors: %w", err)
		}
		if err := change(&f); err != nil {
			return err
		}
		if !f.enough() {
			return ErrLastFactor
		}
		o.Factors, err = sealFactors(o.ID, s.identity, f)
		return err
	})
}

// changeOwn changes the officer's own account; again if somebody else wrote it
// meanwhile.
func (d *Desk) changeOwn(ctx context.Context, s *Seat, act, note string, change func(*Officer) error) error {
	for tries := 0; ; tries++ {
		o, err := d.Officer(ctx, s.Officer.ID)
		if err != nil {
			return err
		}
		if o.State != OfficerActive && o.State != OfficerEnrolled || o.Recipient != s.identity.Recipient().String() {
			return ErrSession
		}
		if err := change(&o); err != nil {
			return err
		}
		err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o},
			Event: Event{At: Coarse(d.Now()), Actor: o.ID, Act: act, Object: o.ID, Note: note}})
		if !errors.Is(err, ErrStale) || tries == 3 {
			return err
		}
	}
}

// SetAuthenticator makes the secret of the page the officer's, in place of the
// one before, when its code is right. [ErrCode], [ErrPage].
func (d *Desk) SetAuthenticator(ctx context.Context, s *Seat, form, code string) error {
	if !s.May(ActFactors, ToSelf) {
		return ErrForbidden
	}
	var f setupForm
	if err := d.forms.open(setupKind, s.session, form, d.Now(), &f); err != nil {
		return err
	}
	step, ok := checkTOTP(f.Secret, code, d.Now())
	if !ok {
		return ErrCode
	}
	err := d.changeOwn(ctx, s, "officer.authenticator-set", "", func(o *Officer) error {
		own, err := openFactors(*o, s.identity)
		if err != nil {
			return fmt.Errorf("tips: factors: %w", err)
		}
		if own.TOTP == f.Secret {
			return ErrPage
		}
		own.TOTP, own.Since, o.TOTPStep = f.Secret, Coarse(d.Now()), step
		o.Factors, err = sealFactors(o.ID, s.identity, own)
		return err
	})
	if err == nil {
		d.settled(s)
	}
	return err
}

// RemoveAuthenticator leaves the passkeys; [ErrLastFactor] without one.
func (d *Desk) RemoveAuthenticator(ctx context.Context, s *Seat) error {
	return d.changeFactors(ctx, s, "officer.authenticator-removed", "", func(f *factors) error {
		if f.TOTP == "" {
			return ErrNotFound
		}
		f.TOTP, f.Since = "", time.Time{}
		return nil
	})
}

// AddPasskey adds a passkey that the page of [Desk.NewFactor] asked for.
// [ErrCode], [ErrPage], [Invalid].
func (d *Desk) AddPasskey(ctx context.Context, s *Seat, p Passkey) error {
	if !s.May(ActFactors, ToSelf) {
		return ErrForbidden
	}
	var f setupForm
	if err := d.forms.open(setupKind, s.session, p.Form, d.Now(), &f); err != nil {
		return err
	}
	key, err := d.newPasskey(s.Officer, f.State, p)
	if err != nil {
		return err
	}
	err = d.changeFactors(ctx, s, "officer.passkey-added", "", func(own *factors) error {
		if len(own.Passkeys) >= maxPasskeys || slices.ContainsFunc(own.Passkeys, func(k ownPasskey) bool { return string(k.ID) == string(key.ID) }) {
			return ErrCode
		}
		own.Passkeys = append(own.Passkeys, key)
		return nil
	})
	if err == nil {
		d.settled(s)
	}
	return err
}

// RemovePasskey removes one; [ErrLastFactor], [ErrNotFound].
func (d *Desk) RemovePasskey(ctx context.Context, s *Seat, id string) error {
	return d.changeFactors(ctx, s, "officer.passkey-removed", "", func(f *factors) error {
		n := len(f.Passkeys)
		f.Passkeys = slices.DeleteFunc(f.Passkeys, func(p ownPasskey) bool { return passkeyID(p) == id })
		if len(f.Passkeys) == n {
			return ErrNotFound
		}
		return nil
	})
}

// settled ends the reminder after a sign-in by a recovery code.
func (d *Desk) settled(s *Seat) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if u, ok := d.unlocked[s.session]; ok {
		u.recovered = false
		d.unlocked[s.session] = u
	}
}

// ChangePassphrase locks the officer's key anew, and ends every other session.
// [ErrSignIn] for a wrong old one, [Weak], [ErrBusy]; [ErrSession] after too many
// wrong ones.
func (d *Desk) ChangePassphrase(ctx context.Context, s *Seat, old, pass string) error {
	if !s.May(ActPassphrase, ToSelf) {
		return ErrForbidden
	}
	if err := d.strong(pass, s.Officer); err != nil {
		return err
	}
	if err := d.Again(ctx, s, old); err != nil {
		return err
	}
	err := d.changeOwn(ctx, s, "officer.passphrase-changed", "", func(o *Officer) error {
		plain, err := d.Locker.Unlock(ctx, old, officerLabel(o.ID), o.Locked)
		var lo lockedOfficer
		if err != nil || json.Unmarshal(plain, &lo) != nil || lo.Identity != s.identity.Secret() {
			return ErrSignIn // changed elsewhere at this moment
		}
		o.Locked, err = d.lockOfficer(ctx, o.ID, pass, lockedOfficer{Identity: lo.Identity, Body: lo.Body})
		return err
	})
	if err != nil {
		return err
	}
	_, err = d.endOthers(ctx, s)
	return err
}

// EndSessionsElsewhere signs the officer out everywhere but here, and counts.
func (d *Desk) EndSessionsElsewhere(ctx context.Context, s *Seat) (int, error) {
	if !s.May(ActAccount, ToSelf) {
		return 0, ErrForbidden
	}
	n, err := d.endOthers(ctx, s)
	if err != nil {
		return 0, err
	}
	return n, d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "officer.sessions-ended", Object: s.Officer.ID,
		Note: strings.TrimSpace(fmt.Sprint(n))})
}

func (d *Desk) endOthers(ctx context.Context, s *Seat) (int, error) {
	all, err := d.SessionsOf(ctx, s.Officer.ID)
	if err != nil {
		return 0, fmt.Errorf("tips: sessions: %w", err)
	}
	n, err := d.EndOthers(ctx, s.Officer.ID, s.session)
	if err != nil {
		return 0, fmt.Errorf("tips: sessions: %w", err)
	}
	for _, e := range all {
		if e.ID != s.session {
			d.forget(e.ID)
		}
	}
	return n, nil
}
