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

// maxAttempts sign-ins of one login may fail within attemptTime before it is
// refused unseen. Source: NIST SP 800-63B, section 5.2.2 allows at most 100.
const (
	maxAttempts = 10
	attemptTime = 15 * time.Minute
	maxLogins   = 10_000 // kept in memory at most
)

// attempts counts failures per login, whether or not there is such a login.
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
	if a.last == nil || len(a.last) >= maxLogins {
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
// the answer is [ErrSignIn] after the same work; a code works once.
func (d *Desk) SignIn(ctx context.Context, login, pass, code string) (cookie string, err error) {
	login = strings.ToLower(plainText(login))
	now := d.Now()
	if d.attempts.refused(login, now) {
		return "", ErrSignIn
	}
	o, err := d.OfficerByLogin(ctx, login)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", err
	}
	plain, err := d.Locker.Unlock(ctx, pass, officerLabel(o.ID), o.Locked)
	if err != nil && !errors.Is(err, vault.ErrOpen) {
		return "", err
	}
	var lo lockedOfficer
	usable := o.State == OfficerActive || o.State == OfficerEnrolled
	if err != nil || json.Unmarshal(plain, &lo) != nil || !usable {
		return "", d.refuse(ctx, login, o, now)
	}
	step, ok := checkTOTP(lo.TOTP, code, now)
	if !ok || step <= o.TOTPStep {
		return "", d.refuse(ctx, login, o, now)
	}
	o.TOTPStep = step
	err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o},
		Event: Event{At: Coarse(now), Actor: o.ID, Act: "officer.signed-in", Object: o.ID}})
	if errors.Is(err, ErrStale) { // the same code at the same moment elsewhere
		return "", d.refuse(ctx, login, o, now)
	}
	if err != nil {
		return "", err
	}
	d.attempts.passed(login)
	return d.openSession(ctx, o, lo, now)
}

func (d *Desk) refuse(ctx context.Context, login string, o Officer, now time.Time) error {
	d.attempts.failed(login, now)
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
	sealed := vault.SealKey(vault.Derive([]byte(cookie), "session key"), sessionLabel(id), []byte(lo.Identity))
	d.mu.Lock()
	defer d.mu.Unlock()
	for k, u := range d.unlocked {
		if now.After(u.ends) {
			delete(d.unlocked, k)
		}
	}
	d.unlocked[id] = unlocked{sealed, now.Add(SessionLife)}
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
