package tips

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// A body's recovery kit is a code on paper that opens the body's keys when
// every member is gone. The paper alone opens nothing: the keys are sealed
// under it in the database.

// kitCode is 160 random bits in base 32, in groups of four.
func kitCode() string {
	var b [20]byte
	rand.Read(b[:])
	s := base32.StdEncoding.EncodeToString(b[:])
	var groups []string
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:i+4])
	}
	return strings.Join(groups, " ")
}

// kitKey is what a code as typed opens: case and spaces do not count, nor do 0
// for O, 1 for I and 8 for B, which base 32 has not.
func kitKey(typed string) vault.Key {
	typed = strings.NewReplacer("0", "O", "1", "I", "8", "B", "-", "").Replace(strings.ToUpper(strings.Join(strings.Fields(typed), "")))
	return vault.Derive([]byte(typed), "recovery kit")
}

func kitLabel(body string) vault.Label { return vault.Label{Of: body, Kind: "recovery kit"} }

// HasKit tells whether the own body has a recovery kit for its present keys.
func (d *Desk) HasKit(ctx context.Context, s *Seat) (Kit, bool, error) {
	if s.key == nil || !s.May(ActKit, ToOwn) {
		return Kit{}, false, ErrForbidden
	}
	k, err := d.Kit(ctx, s.Officer.Body)
	if errors.Is(err, ErrNotFound) {
		return Kit{}, false, nil
	}
	k.Sealed = nil
	return k, err == nil, err
}

// MakeKit makes the own body's recovery kit and gives its code, to be printed;
// one that was printed before opens nothing any more.
func (d *Desk) MakeKit(ctx context.Context, s *Seat) (code string, err error) {
	if s.key == nil || !s.May(ActKit, ToOwn) {
		return "", ErrForbidden
	}
	secret, err := s.key.secret()
	if err != nil {
		return "", err
	}
	code = kitCode()
	kit := Kit{Body: s.Officer.Body, Since: Coarse(d.Now()), Sealed: vault.SealKey(kitKey(code), kitLabel(s.Officer.Body), secret)}
	err = d.ChangePeople(ctx, PeopleChange{Kit: &kit,
		Event: Event{At: kit.Since, Actor: s.Officer.ID, Act: "body.kit-made", Object: s.Officer.Body}})
	if err != nil {
		return "", fmt.Errorf("tips: kit: %w", err)
	}
	return code, nil
}

// Lost tells a newcomer who waits that nobody of the body is left to let anybody
// in: the kit, or a new key, is needed.
func (d *Desk) Lost(ctx context.Context, s *Seat) (bool, error) {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return false, err
	}
	_, signed := ros.bodies[s.Officer.Body]
	return s.Waiting && signed && !ros.active(s.Officer.Body), nil
}

// UseKit opens a lost body's keys for a newcomer with the code of its printed
// kit. The body above still confirms the newcomer; in the cell, which has none
// above, the code alone counts. The kit is used up. [ErrCode] for a wrong code.
func (d *Desk) UseKit(ctx context.Context, s *Seat, code string) error {
	lost, err := d.Lost(ctx, s)
	if err != nil {
		return err
	}
	if !lost || !s.May(ActUseKit) {
		return ErrForbidden
	}
	if d.again.refused(s.Officer.Login, d.Now()) {
		return ErrBusy
	}
	kit, err := d.Kit(ctx, s.Officer.Body)
	if errors.Is(err, ErrNotFound) {
		return ErrCode
	}
	if err != nil {
		return err
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	secret, err := vault.OpenKey(kitKey(code), kitLabel(s.Officer.Body), kit.Sealed)
	if err != nil {
		d.again.failed(s.Officer.Login, d.Now())
		ev := Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "body.kit-refused", Object: s.Officer.Body}
		return errors.Join(ErrCode, d.Append(ctx, ev))
	}
	keys, err := parseRing(secret)
	if err != nil || string(keys.now.Public()) != string(ros.bodies[s.Officer.Body].SignKey) {
		return ErrCode
	}
	m, vouched := ros.vouched[s.Officer.Body][s.Officer.ID]
	if !vouched {
		m = Member{Body: s.Officer.Body, Officer: s.Officer.ID, Since: Coarse(d.Now())}
	}
	if m, err = keys.seal(m, s.Officer.Recipient); err != nil {
		return err
	}
	o := s.Officer
	if o.Body == ahtu.Cell {
		m, o.State = keys.vouch(m, o.Body, o.Recipient), OfficerActive
	}
	err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o}, Members: []Member{m}, DropKit: o.Body,
		Event: Event{At: Coarse(d.Now()), Actor: o.ID, Act: "body.kit-used", Object: o.Body}})
	if err != nil {
		return fmt.Errorf("tips: kit: %w", err)
	}
	return nil
}

// NewKey makes a new key for a body that lost everybody and has no kit: the
// newcomer holds it, the body above confirms it and hands over again what it
// has. Not for the cell, which nobody is above. The session ends: the officer
// signs in again to see the fingerprint. [ErrSignIn] for a wrong passphrase.
func (d *Desk) NewKey(ctx context.Context, s *Seat, cookie, pass string) error {
	lost, err := d.Lost(ctx, s)
	if err != nil {
		return err
	}
	if !lost || !s.May(ActUseKit) || s.Officer.Body == ahtu.Cell {
		return ErrForbidden
	}
	if err := d.Again(ctx, s, pass); err != nil {
		return err
	}
	plain, err := d.Locker.Unlock(ctx, pass, officerLabel(s.Officer.ID), s.Officer.Locked)
	if err != nil {
		return fmt.Errorf("tips: new key: %w", err)
	}
	var lo lockedOfficer
	if err := json.Unmarshal(plain, &lo); err != nil {
		return fmt.Errorf("tips: new key: %w", vault.ErrOpen)
	}
	o := s.Officer
	b, m, err := d.newBody(Member{Body: o.Body, Officer: o.ID, Since: Coarse(d.Now())}, o.Recipient)
	if err != nil {
		return err
	}
	lo.Body = b.public()
	if o.Locked, err = d.lockOfficer(ctx, o.ID, pass, lo); err != nil {
		return fmt.Errorf("tips: new key: %w", err)
	}
	o.State = OfficerEnrolled
	err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o}, Bodies: []Body{b}, Members: []Member{m}, DropKit: o.Body,
		Event: Event{At: Coarse(d.Now()), Actor: o.ID, Act: "body.key-lost", Object: o.Body}})
	if err != nil {
		return fmt.Errorf("tips: new key: %w", err)
	}
	return d.SignOut(ctx, cookie)
}
