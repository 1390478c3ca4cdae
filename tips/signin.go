package tips

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/pquerna/otp/hotp"

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

// SignIn opens a session for passphrase and one-time code. Whatever is wrong,
// the answer is [ErrSignIn] after the same derivation; a code works once.
// [ErrBusy] when too many sign in at once.
func (d *Desk) SignIn(ctx context.Context, login, pass, code string) (cookie string, err error) {
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
	usable := o.State == OfficerActive || o.State == OfficerEnrolled
	if err != nil || json.Unmarshal(plain, &lo) != nil || !usable {
		return "", d.refuse(ctx, o, now)
	}
	step, ok := checkTOTP(lo.TOTP, code, now)
	if !ok || step <= o.TOTPStep || d.attempts.refused(login, now) {
		d.attempts.failed(login, now)
		return "", d.refuse(ctx, o, now)
	}
	o.TOTPStep = step
	err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o},
		Event: Event{At: Coarse(now), Actor: o.ID, Act: "officer.signed-in", Object: o.ID}})
	if errors.Is(err, ErrStale) { // the same code at the same moment elsewhere
		return "", d.refuse(ctx, o, now)
	}
	if err != nil {
		return "", err
	}
	d.attempts.passed(login)
	return d.openSession(ctx, o, lo, now)
}

func (d *Desk) refuse(ctx context.Context, o Officer, now time.Time) error {
	if o.ID != "" {
		ev := Event{At: Coarse(now), Actor: "desk", Act: "officer.sign-in-refused", Object: o.ID}
		if err := d.Append(ctx, ev); err != nil {
			return err
		}
	}
	return ErrSignIn
}

func (d *Desk) openSession(ctx context.Context, o Officer, lo lockedOfficer, now time.Time) (string, error) {
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
	d.unlocked[id] = unlocked{sealed: sealed, ends: now.Add(SessionLife)}
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
