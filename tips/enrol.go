package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mukti/tips/vault"
)

// ErrLogin says that a sign-in name is taken or has other characters than
// letters, digits, dot and dash.
var ErrLogin = errors.New("tips: sign-in name taken or not allowed")

// inviteTime is how long a one-time link works.
// Source: house rule.
const inviteTime = 7 * 24 * time.Hour

// InviteRequest asks for a one-time link.
type InviteRequest struct {
	Name  string
	Login string // "" = chosen at enrolment
	Role  string
	Body  string // "" for editor and administrator
}

// InviteView is what a one-time link shows.
type InviteView struct {
	Name, Login, Role, Body string
	Setup
}

// Invite makes an account and its one-time link's token; by is an officer's id
// or "command". The account opens nothing until it is enrolled and confirmed.
func (d *Desk) Invite(ctx context.Context, by string, r InviteRequest) (token string, err error) {
	o, err := d.newOfficer(r)
	if err != nil {
		return "", err
	}
	return d.invite(ctx, by, o, nil)
}

func (d *Desk) invite(ctx context.Context, by string, o Officer, sealed func(token string) []byte) (string, error) {
	if err := d.freeLogin(ctx, o.Login); err != nil {
		return "", err
	}
	token := NewToken() + NewToken()
	inv := Invite{ID: vault.ID(token, "invite"), Officer: o.ID, Expires: d.Now().Add(inviteTime)}
	if sealed != nil {
		inv.Sealed = sealed(token)
	}
	err := d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o}, Invite: &inv,
		Event: Event{At: Coarse(d.Now()), Actor: by, Act: "officer.invited", Object: o.ID, Note: strings.TrimSpace(o.Role + " " + o.Body)}})
	if err != nil {
		return "", fmt.Errorf("tips: invite: %w", err)
	}
	return token, nil
}

func (d *Desk) newOfficer(r InviteRequest) (Officer, error) {
	var bad Invalids
	o := Officer{ID: vault.NewID(), Name: plainText(r.Name), Role: r.Role, Body: r.Body, State: OfficerInvited, Created: Coarse(d.Now())}
	if o.Name == "" || utf8.RuneCountInString(o.Name) > 200 {
		bad = append(bad, &Invalid{Field: "name", MsgID: "desk.bad_name", Limit: 200})
	}
	if r.Login != "" {
		login, ok := cleanLogin(r.Login)
		if !ok {
			bad = append(bad, &Invalid{Field: "login", MsgID: "desk.bad_login"})
		}
		o.Login = login
	}
	kinds := map[string][]string{RoleOfficer: {"unit", "border"}, RoleInCharge: {"unit", "border"}, RoleNodal: {"bureau"},
		RoleCell: {"cell"}, RoleEditor: nil, RoleAdministrator: nil}
	want, known := kinds[r.Role]
	b, isBody := d.Units.Body(r.Body)
	switch {
	case !known:
		bad = append(bad, &Invalid{Field: "role", MsgID: "desk.bad_role"})
	case want == nil && r.Body != "", want != nil && (!isBody || !slices.Contains(want, b.Kind)):
		bad = append(bad, &Invalid{Field: "body", MsgID: "desk.bad_body"})
	}
	if bad != nil {
		return Officer{}, bad
	}
	return o, nil
}

// cleanLogin is a sign-in name: 3 to 40 ASCII letters, digits, dots, dashes.
func cleanLogin(s string) (string, bool) {
	s = strings.ToLower(plainText(s))
	ok := len(s) >= 3 && len(s) <= 40
	for _, r := range s {
		ok = ok && (r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z')
	}
	return s, ok
}

// invited finds the account of a one-time link.
func (d *Desk) invited(ctx context.Context, token string) (Invite, Officer, error) {
	if len(token) < 20 || len(token) > 100 {
		return Invite{}, Officer{}, ErrInvite
	}
	inv, err := d.Config.Invite(ctx, vault.ID(token, "invite"))
	if err != nil {
		return Invite{}, Officer{}, ErrInvite
	}
	// The cell's first link holds the only copy of its key: it does not expire.
	if inv.Sealed == nil && d.Now().After(inv.Expires) {
		return Invite{}, Officer{}, ErrInvite
	}
	o, err := d.Officer(ctx, inv.Officer)
	if err != nil {
		return Invite{}, Officer{}, err
	}
	if o.State != OfficerInvited {
		return Invite{}, Officer{}, ErrInvite
	}
	return inv, o, nil
}

// Invitation shows a one-time link without using it. The secret of the
// authenticator is drawn with the page: it does not follow from the link, so that
// who made the link cannot work out the codes. browser is a token of the browser
// that asks: the form counts from no other. form is what came back with a form
// that was not taken, "" at first.
func (d *Desk) Invitation(ctx context.Context, token, browser, form string) (InviteView, error) {
	_, o, err := d.invited(ctx, token)
	if err != nil {
		return InviteView{}, err
	}
	v := InviteView{Name: o.Name, Login: o.Login, Role: o.Role, Body: o.Body}
	v.Setup, err = d.setup(o, nil, enrolBound(token, browser), form)
	return v, err
}

func enrolBound(token, browser string) string { return vault.ID(token+" "+browser, "enrol") }

// EnrolForm is what somebody who uses a one-time link has filled in: with Key a
// passkey is the second factor, else the authenticator whose code is given.
type EnrolForm struct {
	Browser, Form     string // see [Desk.Invitation]
	Login, Pass, Code string
	Key               Passkey // Form is not used
}

// prepared is an enrolment that is done but for the officer's word to have the
// recovery codes.
type prepared struct {
	Change PeopleChange
	First  bool // it makes the body's key
	Codes  []string
}

const enrolKind = "enrol"

// Enrol checks a form and prepares everything: the officer's key, locked, and
// where the body has no key yet, the body's. Nothing of it counts, and the link
// stays good, until [Desk.Enrolled]: handle opens what was prepared, for an hour.
// [ErrInvite], [ErrLogin], [Weak], [ErrCode], [ErrPage], [Invalid].
func (d *Desk) Enrol(ctx context.Context, token string, r EnrolForm) (handle string, err error) {
	inv, o, err := d.invited(ctx, token)
	if err != nil {
		return "", err
	}
	var form setupForm
	if err := d.forms.open(setupKind, enrolBound(token, r.Browser), r.Form, d.Now(), &form); err != nil {
		return "", err
	}
	if o.Login == "" {
		name, ok := cleanLogin(r.Login)
		if !ok {
			return "", ErrLogin
		}
		if err := d.freeLogin(ctx, name); err != nil {
			return "", err
		}
		o.Login = name
	}
	if err := d.strong(r.Pass, o); err != nil {
		return "", err
	}
	f := factors{Codes: newCodes()}
	if r.Key.Answer != "" {
		key, err := d.newPasskey(o, form.State, r.Key)
		if err != nil {
			return "", err
		}
		f.Passkeys = []ownPasskey{key}
	} else {
		step, ok := checkTOTP(form.Secret, r.Code, d.Now())
		if !ok {
			return "", ErrCode
		}
		f.TOTP, f.Since, o.TOTPStep = form.Secret, Coarse(d.Now()), step
	}
	p, err := d.prepare(ctx, inv, o, token, r.Pass, f)
	if err != nil {
		return "", err
	}
	plain, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("tips: enrol: %w", err)
	}
	handle = NewToken() + NewToken()
	err = d.PutPage(ctx, Page{ID: vault.ID(handle, enrolKind), Kind: enrolKind, Looks: -1, Expires: d.Now().Add(drawnTime),
		Data: vault.SealKey(vault.Derive([]byte(handle), enrolKind), preparedLabel(token), plain)})
	if err != nil {
		return "", fmt.Errorf("tips: enrol: %w", err)
	}
	return handle, nil
}

// preparedLabel binds what was prepared to its link.
func preparedLabel(token string) vault.Label {
	return vault.Label{Of: vault.ID(token, "invite"), Kind: enrolKind}
}

// prepare makes the officer's key and locks it.
func (d *Desk) prepare(ctx context.Context, inv Invite, o Officer, token, pass string, f factors) (prepared, error) {
	id, err := vault.NewIdentity()
	if err != nil {
		return prepared{}, fmt.Errorf("tips: enrol: %w", err)
	}
	o.Recipient = id.Recipient().String()
	p := prepared{Codes: f.Codes, Change: PeopleChange{UseInvite: inv.ID,
		Event: Event{Actor: o.ID, Act: "officer.enrolled", Object: o.ID, Note: strings.TrimSpace(o.Role + " " + o.Body)}}}
	if err := d.enrolBody(ctx, &o, &p.Change, inv, token, id); err != nil {
		return prepared{}, err
	}
	lo := lockedOfficer{Identity: id.Secret()}
	for _, b := range p.Change.Bodies {
		lo.Body, p.First = b.public(), true
	}
	if o.Factors, err = sealFactors(o.ID, id, f); err != nil {
		return prepared{}, err
	}
	if o.Locked, err = d.lockOfficer(ctx, o.ID, pass, lo); err != nil {
		return prepared{}, fmt.Errorf("tips: enrol: %w", err)
	}
	p.Change.Officers = []Officer{o}
	return p, nil
}

// prepared opens what was prepared; [ErrGone].
func (d *Desk) prepared(ctx context.Context, token, handle string) (prepared, error) {
	if len(handle) < 20 || len(handle) > 100 {
		return prepared{}, ErrGone
	}
	page, err := d.Page(ctx, enrolKind, vault.ID(handle, enrolKind), d.Now(), true)
	if err != nil {
		return prepared{}, err
	}
	plain, err := vault.OpenKey(vault.Derive([]byte(handle), enrolKind), preparedLabel(token), page.Data)
	var p prepared
	if err != nil || json.Unmarshal(plain, &p) != nil {
		return prepared{}, ErrGone
	}
	return p, nil
}

// EnrolCodes shows the recovery codes of what was prepared; [ErrGone].
func (d *Desk) EnrolCodes(ctx context.Context, token, handle string) ([]string, error) {
	if _, _, err := d.invited(ctx, token); err != nil {
		return nil, err
	}
	p, err := d.prepared(ctx, token, handle)
	return p.Codes, err
}

// Enrolled uses the link up and makes the account what was prepared: the officer
// has the recovery codes. [ErrInvite], [ErrLogin]; [ErrGone] when it has to be
// filled in again.
func (d *Desk) Enrolled(ctx context.Context, token, handle string) error {
	inv, o, err := d.invited(ctx, token)
	if err != nil {
		return err
	}
	p, err := d.prepared(ctx, token, handle)
	if err != nil {
		return err
	}
	// Meanwhile the body may have got its key from a colleague, or lost it.
	if first, err := d.makesKey(ctx, o); err != nil {
		return err
	} else if inv.Sealed == nil && first != p.First {
		return ErrGone
	}
	p.Change.Event.At = Coarse(d.Now())
	if err := d.ChangePeople(ctx, p.Change); errors.Is(err, ErrStale) {
		return ErrLogin // somebody took the name, or used the link, at this moment
	} else if err != nil {
		return fmt.Errorf("tips: enrol: %w", err)
	}
	if err := d.DropPage(ctx, enrolKind, vault.ID(handle, enrolKind)); err != nil && !errors.Is(err, ErrGone) {
		return fmt.Errorf("tips: enrol: %w", err)
	}
	return nil
}

// makesKey tells whether the officer would be the first of a body without a key.
func (d *Desk) makesKey(ctx context.Context, o Officer) (bool, error) {
	if o.Body == "" {
		return false, nil
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return false, err
	}
	_, signed := ros.bodies[o.Body]
	return !signed && !ros.awaited(o.Body), nil
}
