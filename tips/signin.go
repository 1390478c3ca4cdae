package tips

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pquerna/otp/hotp"

	"mukti/tips/passkey"
	"mukti/tips/vault"
)

// totpStep is the length of a one-time code's life, and totpSlack how many
// steps a phone's clock may be off. Source: RFC 6238, sections 4.1 and 5.2.
const (
	totpStep  = 30 * time.Second
	totpSlack = 1
)

// maxAttempts wrong codes after a right passphrase lock a login for
// attemptTime. Wrong passphrases lock nobody out (anybody could do that to an
// officer); what bounds guessing them is that each takes a derivation, of
// which few run at once. Source: NIST SP 800-63B, section 5.2.2 (at most 100).
const (
	maxAttempts = 10
	attemptTime = 15 * time.Minute
	signInWait  = 15 * time.Second // in the queue for a derivation
)

// attempts counts wrong codes per login; only who knows the passphrase gets a
// login into it.
type attempts struct {
	mu   sync.Mutex
	last map[string][]time.Time
}

func (a *attempts) refused(login string, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, t := range a.last[login] {
		if now.Sub(t) < attemptTime {
			n++
		}
	}
	return n >= maxAttempts
}

func (a *attempts) failed(login string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.last == nil {
		a.last = map[string][]time.Time{}
	}
	keep := a.last[login]
	if len(keep) >= maxAttempts {
		keep = keep[1:]
	}
	a.last[login] = append(keep, now)
}

func (a *attempts) passed(login string) {
	a.mu.Lock()
	delete(a.last, login)
	a.mu.Unlock()
}

// Reasons of a refused sign-in, as the audit and the officer's own page have
// them. Who signs in is told none of them.
const (
	refusedUnknown = "unknown"    // no such sign-in name
	refusedState   = "state"      // invited, disabled
	refusedPass    = "passphrase" // wrong
	refusedCode    = "code"       // passphrase right, code wrong
	refusedReplay  = "replay"     // passphrase right, a code or challenge that was used
	refusedKey     = "passkey"    // passphrase right, passkey wrong
	refusedCounter = "counter"    // passphrase right, a passkey of which there may be a copy
	refusedLocked  = "locked"     // passphrase right, after too many wrong codes
)

// second is what somebody who signs in gives beside the passphrase.
type second struct {
	code    string // of the authenticator, or a recovery code
	key     Passkey
	browser string // token of the browser that the page was drawn for
	again   bool   // the challenge is this sign-in's own already
}

// SignIn opens a session for passphrase and one-time code, or a recovery code in
// its place. Whatever is wrong, the answer is [ErrSignIn] after the same work: one
// look-up, one derivation, one line in the audit. A code works once.
// [ErrBusy] when too many sign in at once.
func (d *Desk) SignIn(ctx context.Context, login, pass, code string) (cookie string, err error) {
	return d.signIn(ctx, login, pass, second{code: code})
}

// SignInWithPasskey is [Desk.SignIn] with a passkey, whose challenge was drawn by
// [Desk.AskPasskey] for the same browser and counts once.
func (d *Desk) SignInWithPasskey(ctx context.Context, login, pass, browser string, key Passkey) (cookie string, err error) {
	return d.signIn(ctx, login, pass, second{key: key, browser: browser})
}

func (d *Desk) signIn(ctx context.Context, login, pass string, with second) (string, error) {
	login = strings.ToLower(plainText(login))
	now := d.Now()
	o, err := d.OfficerByLogin(ctx, login)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", err
	}
	wait, stop := context.WithTimeout(ctx, signInWait)
	defer stop()
	plain, err := d.Locker.Unlock(wait, pass, officerLabel(o.ID), o.Locked)
	if err != nil && !errors.Is(err, vault.ErrOpen) {
		if wait.Err() != nil {
			return "", ErrBusy
		}
		return "", err
	}
	var lo lockedOfficer
	switch {
	case o.ID == "":
		return "", d.refuse(ctx, o, refusedUnknown, now)
	case o.State != OfficerActive && o.State != OfficerEnrolled:
		return "", d.refuse(ctx, o, refusedState, now)
	case err != nil || json.Unmarshal(plain, &lo) != nil:
		return "", d.refuse(ctx, o, refusedPass, now)
	}
	// Another sign-in, or a change of the account, may write the row meanwhile:
	// then the factor is checked against what it has become.
	for locked := o.Locked; ; {
		used, why, err := d.checkSecond(&o, lo, with, now)
		if err != nil {
			return "", err
		}
		if why == "" && d.attempts.refused(login, now) {
			why = refusedLocked
		}
		if why != "" {
			d.attempts.failed(login, now)
			return "", d.refuse(ctx, o, why, now)
		}
		if lo.TOTP != "" { // an account from before: its secret moves to the factors
			lo.TOTP = ""
			if o.Locked, err = d.lockOfficer(wait, o.ID, pass, lo); err != nil {
				return "", err
			}
			locked = o.Locked
		}
		err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o},
			Event: Event{At: Coarse(now), Actor: o.ID, Act: "officer.signed-in", Object: o.ID, Note: used}})
		if errors.Is(err, ErrStale) {
			if o, err = d.Officer(ctx, o.ID); err != nil {
				return "", err
			}
			if !bytes.Equal(o.Locked, locked) || o.State != OfficerActive && o.State != OfficerEnrolled {
				return "", d.refuse(ctx, o, refusedState, now)
			}
			with.again = true
			continue
		}
		if err != nil {
			return "", err
		}
		d.attempts.passed(login)
		return d.openSession(ctx, o, lo, used == usedRecovery, now)
	}
}

// What was given beside the passphrase, in the audit.
const (
	usedCode     = "code"
	usedPasskey  = "passkey"
	usedRecovery = "recovery"
)

// checkSecond checks the second factor and writes its use into the account. why
// is "" when it is right.
func (d *Desk) checkSecond(o *Officer, lo lockedOfficer, with second, now time.Time) (used, why string, err error) {
	id, err := vault.ParseIdentity(lo.Identity)
	if err != nil {
		return "", refusedCode, nil
	}
	var f factors
	if lo.TOTP != "" && len(o.Factors) == 0 {
		f.TOTP = lo.TOTP
	} else if f, err = openFactors(*o, id); err != nil {
		return "", refusedCode, nil // somebody wrote into the account
	}
	typed := vault.Digits(with.code)
	switch {
	case with.key.Answer != "":
		used = usedPasskey
		why = d.checkPasskey(*o, &f, with, now)
	case len(typed) == recoveryDigits:
		used = usedRecovery
		if !f.useCode(typed) {
			why = refusedCode
		}
	default:
		used = usedCode
		step, ok := checkTOTP(f.TOTP, typed, now)
		switch {
		case f.TOTP == "" || !ok:
			why = refusedCode
		case step <= o.TOTPStep:
			why = refusedReplay
		}
		o.TOTPStep = max(o.TOTPStep, step)
	}
	if why != "" {
		return "", why, nil
	}
	o.Factors, err = sealFactors(o.ID, id, f)
	return used, "", err
}

// checkPasskey checks a passkey's answer and keeps its counter.
func (d *Desk) checkPasskey(o Officer, f *factors, with second, now time.Time) (why string) {
	var state []byte
	if d.passkeys == nil || d.forms.open(askKind, with.browser, with.key.Form, now, &state) != nil {
		return refusedKey
	}
	if !with.again && !d.forms.once(state, now) {
		return refusedReplay
	}
	at, key, err := d.passkeys.Answered(d.passkeyUser(o), f.keys(), state, []byte(with.key.Answer))
	switch {
	case errors.Is(err, passkey.ErrCounter):
		return refusedCounter
	case err != nil:
		return refusedKey
	}
	f.Passkeys[at].Key = key
	return ""
}

func (d *Desk) refuse(ctx context.Context, o Officer, why string, now time.Time) error {
	ev := Event{At: Coarse(now), Actor: "desk", Act: "officer.sign-in-refused", Object: o.ID, Note: why}
	if err := d.Append(ctx, ev); err != nil {
		return err
	}
	return ErrSignIn
}

func (d *Desk) openSession(ctx context.Context, o Officer, lo lockedOfficer, recovered bool, now time.Time) (string, error) {
	cookie := NewToken() + NewToken()
	id := vault.ID(cookie, "session")
	if err := d.PutSession(ctx, Session{ID: id, Officer: o.ID, Started: now, Seen: now}); err != nil {
		return "", fmt.Errorf("tips: session: %w", err)
	}
	plain, err := json.Marshal(lockedOfficer{Identity: lo.Identity, Body: lo.Body})
	if err != nil {
		return "", fmt.Errorf("tips: session: %w", err)
	}
	sealed := vault.SealKey(vault.Derive([]byte(cookie), "session key"), sessionLabel(id), plain)
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, u := range d.unlocked {
		if now.After(u.ends) {
			delete(d.unlocked, k)
		}
	}
	d.unlocked[id] = unlocked{sealed: sealed, ends: now.Add(SessionLife), recovered: recovered}
	return cookie, nil
}

// checkTOTP gives the step of a right code. Source: RFC 6238 (SHA-1, six
// digits: what every authenticator understands).
func checkTOTP(secret, code string, now time.Time) (step int64, ok bool) {
	code = vault.Digits(code)
	at := now.Unix() / int64(totpStep.Seconds())
	for s := at - totpSlack; s <= at+totpSlack; s++ {
		want, err := hotp.GenerateCode(secret, uint64(s))
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s, true
		}
	}
	return 0, false
}
