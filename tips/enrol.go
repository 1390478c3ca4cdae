package tips

import (
	"bytes"
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"image/png"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pquerna/otp"

	"mukti/tips/vault"
)

// ErrLogin says that a sign-in name is taken or has other characters than
// letters, digits, dot and dash.
var ErrLogin = errors.New("tips: sign-in name taken or not allowed")

// inviteTime is how long a one-time link works.
// Source: house rule.
const inviteTime = 7 * 24 * time.Hour

// minPass is the shortest passphrase. Source: NIST SP 800-63B-4, section
// 3.1.1.2: at least 8 characters with a second factor; the house asks 12.
const minPass = 12

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
	TOTPSecret              string // base32
	OTPURL                  string // otpauth://…
	QR                      []byte // PNG of it
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

// totpSecret follows from the link alone, so that showing it keeps no state.
func totpSecret(token string) string {
	k := vault.Derive([]byte(token), "totp")
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(k[:20]) // 160 bits: RFC 4226, section 4, R6
}

// Invitation shows a one-time link without using it.
func (d *Desk) Invitation(ctx context.Context, token string) (InviteView, error) {
	_, o, err := d.invited(ctx, token)
	if err != nil {
		return InviteView{}, err
	}
	v := InviteView{Name: o.Name, Login: o.Login, Role: o.Role, Body: o.Body, TOTPSecret: totpSecret(token)}
	account := o.Login
	if account == "" {
		account = "officer"
	}
	v.OTPURL = fmt.Sprintf("otpauth://totp/%s:%s?secret=%s&issuer=%s", urlEscape(d.issuer), urlEscape(account), v.TOTPSecret, urlEscape(d.issuer))
	key, err := otp.NewKeyFromURL(v.OTPURL)
	if err != nil {
		return InviteView{}, fmt.Errorf("tips: one-time code: %w", err)
	}
	img, err := key.Image(200, 200)
	if err != nil {
		return InviteView{}, fmt.Errorf("tips: one-time code: %w", err)
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return InviteView{}, fmt.Errorf("tips: one-time code: %w", err)
	}
	v.QR = buf.Bytes()
	return v, nil
}

func urlEscape(s string) string { return strings.ReplaceAll(s, " ", "%20") }

// strong refuses what is short or one pattern over and over.
func strong(pass, login string) bool {
	if utf8.RuneCountInString(pass) < minPass || utf8.RuneCountInString(pass) > 1000 {
		return false
	}
	kinds := map[rune]bool{}
	for _, r := range strings.ToLower(pass) {
		if !unicode.IsSpace(r) {
			kinds[r] = true
		}
	}
	return len(kinds) >= 6 && (login == "" || !strings.Contains(strings.ToLower(pass), login))
}

// Enrol uses a one-time link: the officer's key is made and locked, and where
// the body has no key yet, the body's. [ErrInvite], [ErrLogin], [ErrWeak], [ErrCode].
func (d *Desk) Enrol(ctx context.Context, token, login, pass, code string) error {
	inv, o, err := d.invited(ctx, token)
	if err != nil {
		return err
	}
	if o.Login == "" {
		name, ok := cleanLogin(login)
		if !ok {
			return ErrLogin
		}
		switch _, err := d.OfficerByLogin(ctx, name); {
		case err == nil:
			return ErrLogin
		case !errors.Is(err, ErrNotFound):
			return fmt.Errorf("tips: enrol: %w", err)
		}
		o.Login = name
	}
	if !strong(pass, o.Login) {
		return ErrWeak
	}
	secret := totpSecret(token)
	step, ok := checkTOTP(secret, code, d.Now())
	if !ok {
		return ErrCode
	}
	id, err := vault.NewIdentity()
	if err != nil {
		return fmt.Errorf("tips: enrol: %w", err)
	}
	o.Recipient, o.TOTPStep = id.Recipient().String(), step
	c := PeopleChange{UseInvite: inv.ID,
		Event: Event{At: Coarse(d.Now()), Actor: o.ID, Act: "officer.enrolled", Object: o.ID, Note: strings.TrimSpace(o.Role + " " + o.Body)}}
	if err := d.enrolBody(ctx, &o, &c, inv, token, id); err != nil {
		return err
	}
	lo := lockedOfficer{Identity: id.Secret(), TOTP: secret}
	for _, b := range c.Bodies {
		lo.Body = b.public()
	}
	if o.Locked, err = d.lockOfficer(ctx, o.ID, pass, lo); err != nil {
		return fmt.Errorf("tips: enrol: %w", err)
	}
	c.Officers = []Officer{o}
	if err := d.ChangePeople(ctx, c); errors.Is(err, ErrStale) {
		return ErrLogin // somebody took the name, or used the link, at this moment
	} else if err != nil {
		return fmt.Errorf("tips: enrol: %w", err)
	}
	return nil
}
