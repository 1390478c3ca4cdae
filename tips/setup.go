package tips

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"sync"
	"time"

	"github.com/pquerna/otp"

	"mukti/tips/passkey"
	"mukti/tips/vault"
)

// ErrPage says that a page with a secret or a challenge is too old, or was drawn
// for another browser, account or purpose: it has to be drawn anew.
var ErrPage = errors.New("tips: this page is too old")

// drawnTime is how long a page may lie open with the secret or challenge that
// was drawn with it. Source: house rule (installing an app takes a while).
const drawnTime = time.Hour

// forms seals what belongs to a page into the page itself, so that nothing is
// kept until the form comes back. The key lives in memory: what another process
// has drawn is [ErrPage].
type forms struct {
	key vault.Key

	mu   sync.Mutex
	used map[string]time.Time // challenges that were answered, by their hash, until when they count
}

type drawn struct {
	Until time.Time       `json:"until"`
	Data  json.RawMessage `json:"data"`
}

// seal puts v into a page for one purpose that only bound (a link, a session, a
// browser's token) can send back.
func (p *forms) seal(kind, bound string, now time.Time, v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("tips: page: %w", err)
	}
	plain, err := json.Marshal(drawn{now.Add(drawnTime), data})
	if err != nil {
		return "", fmt.Errorf("tips: page: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(vault.SealKey(p.key, vault.Label{Of: bound, Kind: kind}, plain)), nil
}

// open gives back what was sealed, or [ErrPage].
func (p *forms) open(kind, bound, text string, now time.Time, v any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return ErrPage
	}
	plain, err := vault.OpenKey(p.key, vault.Label{Of: bound, Kind: kind}, sealed)
	if err != nil {
		return ErrPage
	}
	var d drawn
	if json.Unmarshal(plain, &d) != nil || now.After(d.Until) || json.Unmarshal(d.Data, v) != nil {
		return ErrPage
	}
	return nil
}

// once tells whether a challenge is answered for the first time, and remembers it
// for as long as its page counts.
func (p *forms) once(challenge []byte, now time.Time) bool {
	id := vault.ID(string(challenge), "challenge")
	p.mu.Lock()
	defer p.mu.Unlock()
	for k, until := range p.used {
		if now.After(until) {
			delete(p.used, k)
		}
	}
	if _, again := p.used[id]; again {
		return false
	}
	if p.used == nil {
		p.used = map[string]time.Time{}
	}
	p.used[id] = now.Add(drawnTime)
	return true
}

// Setup is what a page shows to set up a second factor: a secret for an
// authenticator, drawn with the page and kept nowhere else, and the options of a
// new passkey. Form goes into the page's form and comes back with it.
type Setup struct {
	TOTPSecret string // base32
	OTPURL     string // otpauth://…
	QR         []byte // PNG of it
	Passkey    string // options for the browser, JSON; "" where the desk's address allows none
	Form       string
}

// setupForm is what [Setup.Form] holds, sealed.
type setupForm struct {
	Secret string `json:"secret"`
	State  []byte `json:"state,omitempty"` // of the passkey's making
}

const setupKind = "second factor"

// setup draws a page for the officer. A form that came back shows its secret
// again: it has been scanned already. bound is what the page belongs to.
func (d *Desk) setup(o Officer, known []passkey.Key, bound, form string) (Setup, error) {
	var f setupForm
	now := d.Now()
	if d.forms.open(setupKind, bound, form, now, &f) != nil {
		var b [20]byte // 160 bits: RFC 4226, section 4, R6
		rand.Read(b[:])
		f = setupForm{Secret: base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:])}
	}
	s := Setup{TOTPSecret: f.Secret}
	if d.passkeys != nil {
		options, state, err := d.passkeys.Create(d.passkeyUser(o), known)
		if err != nil {
			return Setup{}, err
		}
		s.Passkey, f.State = string(options), state
	}
	var err error
	if s.Form, err = d.forms.seal(setupKind, bound, now, f); err != nil {
		return Setup{}, err
	}
	account := o.Login
	if account == "" {
		account = "officer"
	}
	s.OTPURL = fmt.Sprintf("otpauth://totp/%s:%s?secret=%s&issuer=%s", urlEscape(d.issuer), urlEscape(account), s.TOTPSecret, urlEscape(d.issuer))
	key, err := otp.NewKeyFromURL(s.OTPURL)
	if err != nil {
		return Setup{}, fmt.Errorf("tips: one-time code: %w", err)
	}
	img, err := key.Image(200, 200)
	if err != nil {
		return Setup{}, fmt.Errorf("tips: one-time code: %w", err)
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		return Setup{}, fmt.Errorf("tips: one-time code: %w", err)
	}
	s.QR = buf.Bytes()
	return s, nil
}

func urlEscape(s string) string { return strings.ReplaceAll(s, " ", "%20") }

// Passkey is a browser's answer about a passkey: the page's form, what the
// browser said (JSON), and for a new one the name that its officer gives it.
type Passkey struct {
	Form, Answer, Name string
}

func (d *Desk) passkeyUser(o Officer) passkey.User {
	name := o.Login
	if name == "" {
		name = o.Name
	}
	return passkey.User{ID: []byte(vault.ID(o.ID, "passkey")), Name: name, Display: o.Name}
}

// newPasskey checks a new passkey. Its challenge counts once.
func (d *Desk) newPasskey(o Officer, state []byte, p Passkey) (ownPasskey, error) {
	name := []rune(plainText(p.Name))
	if len(name) == 0 || len(name) > maxPasskeyName {
		return ownPasskey{}, &Invalid{Field: "key-name", MsgID: "desk.bad_key_name", Limit: maxPasskeyName}
	}
	if d.passkeys == nil || !d.forms.once(state, d.Now()) {
		return ownPasskey{}, ErrCode
	}
	key, err := d.passkeys.Created(d.passkeyUser(o), state, []byte(p.Answer))
	if err != nil {
		return ownPasskey{}, ErrCode
	}
	return ownPasskey{Key: key, Name: string(name), Made: Coarse(d.Now())}, nil
}

// Asking is what a sign-in page holds for passkeys; the zero value where the
// desk's address allows none.
type Asking struct {
	Options string // for the browser, JSON
	Form    string
}

const askKind = "passkey"

// AskPasskey draws a challenge for the sign-in page of the browser that has the token.
func (d *Desk) AskPasskey(browser string) (Asking, error) {
	if d.passkeys == nil {
		return Asking{}, nil
	}
	options, state, err := d.passkeys.Ask()
	if err != nil {
		return Asking{}, err
	}
	form, err := d.forms.seal(askKind, browser, d.Now(), state)
	return Asking{string(options), form}, err
}
