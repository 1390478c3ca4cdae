// Package passkey is the second factor that a device holds: a key pair made for
// this desk alone, whose use a person confirms at the device. A page elsewhere
// cannot ask for it. It keeps nothing: what a ceremony has to remember is handed
// to the caller.
//
// Source: W3C, Web Authentication Level 3, sections 7.1 and 7.2.
package passkey

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

var (
	// ErrRefused says that an answer does not prove what it has to. It never
	// says why: the answer is a stranger's.
	ErrRefused = errors.New("passkey: refused")
	// ErrCounter says that a key which counts its uses has counted backwards:
	// there may be a copy of it.
	ErrCounter = errors.New("passkey: the counter went back")
	// ErrOrigin says that no browser makes passkeys for such an address.
	ErrOrigin = errors.New("passkey: needs https and a name, or localhost")
)

// maxAnswer is how long an answer may be, in bytes. Without attestation it has
// about one KiB.
const maxAnswer = 16 << 10

// Site asks for passkeys of one origin.
type Site struct{ w *webauthn.WebAuthn }

// New makes one for an origin such as "https://desk.example"; [ErrOrigin] where
// no browser would offer passkeys. name is shown by the device.
//
// The person is verified at the device (finger, PIN) where it can, and not
// demanded: a passphrase has been asked for beside it, so that holding the device
// is the second factor. Source: NIST SP 800-63B-4, section 2.2.1 (a password with
// a cryptographic device). The key is one that the device lists by itself, because
// a page that named an officer's keys would tell who is an officer.
func New(origin, name string) (*Site, error) {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return nil, ErrOrigin
	}
	host := strings.ToLower(u.Hostname())
	local := host == "localhost" || strings.HasSuffix(host, ".localhost")
	if net.ParseIP(host) != nil || u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return nil, ErrOrigin
	}
	resident := true
	w, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: &resident,
			UserVerification: protocol.VerificationPreferred,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return &Site{w}, nil
}

// User is whose key it is: ID is random, and is all that the device gives back.
type User struct {
	ID            []byte
	Name, Display string
}

// Key is the public half of a passkey.
type Key struct {
	ID     []byte `json:"id"`
	Public []byte `json:"public"` // COSE
	Count  uint32 `json:"count"`  // of uses, as the device said last; 0 for one that does not count
	Flags  byte   `json:"flags"`
}

type owner struct {
	User
	keys []webauthn.Credential
}

func (o owner) WebAuthnID() []byte                         { return o.ID }
func (o owner) WebAuthnName() string                       { return o.Name }
func (o owner) WebAuthnDisplayName() string                { return o.Display }
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

func owned(u User, keys []Key) owner {
	o := owner{User: u}
	for _, k := range keys {
		o.keys = append(o.keys, webauthn.Credential{ID: k.ID, PublicKey: k.Public,
			Flags:         webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.Flags)),
			Authenticator: webauthn.Authenticator{SignCount: k.Count}})
	}
	return o
}

// Create begins the making of a key: options for the browser (JSON), and what
// has to be remembered until the answer comes. Devices that hold one of the
// known keys offer no second one.
func (s *Site) Create(u User, known []Key) (options, state []byte, err error) {
	o := owned(u, known)
	creation, session, err := s.w.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.keys).CredentialDescriptors()))
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: create: %w", err)
	}
	return both(creation.Response, session)
}

// Created checks the answer of the browser; [ErrRefused].
func (s *Site) Created(u User, state, answer []byte) (Key, error) {
	var session webauthn.SessionData
	if json.Unmarshal(state, &session) != nil || len(answer) > maxAnswer {
		return Key{}, ErrRefused
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, ErrRefused
	}
	c, err := s.w.CreateCredential(owner{User: u}, session, parsed)
	if err != nil {
		return Key{}, ErrRefused
	}
	return key(c), nil
}

// Ask begins a sign-in: it is the same whoever signs in.
func (s *Site) Ask() (options, state []byte, err error) {
	assertion, session, err := s.w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationPreferred))
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: ask: %w", err)
	}
	return both(assertion.Response, session)
}

// Answered checks the answer: which of the officer's keys gave it, and the key
// as it is to be kept from now on. [ErrRefused], [ErrCounter].
func (s *Site) Answered(u User, keys []Key, state, answer []byte) (at int, now Key, err error) {
	var session webauthn.SessionData
	if json.Unmarshal(state, &session) != nil || len(answer) > maxAnswer {
		return 0, Key{}, ErrRefused
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return 0, Key{}, ErrRefused
	}
	o := owned(u, keys)
	_, c, err := s.w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) { return o, nil }, session, parsed)
	if err != nil {
		return 0, Key{}, ErrRefused
	}
	for i, k := range keys {
		if string(k.ID) == string(c.ID) {
			if c.Authenticator.CloneWarning {
				return i, Key{}, ErrCounter
			}
			return i, key(c), nil
		}
	}
	return 0, Key{}, ErrRefused
}

func key(c *webauthn.Credential) Key {
	return Key{ID: c.ID, Public: c.PublicKey, Count: c.Authenticator.SignCount, Flags: byte(c.Flags.ProtocolValue())}
}

func both(options, session any) ([]byte, []byte, error) {
	o, err := json.Marshal(options)
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: encode: %w", err)
	}
	st, err := json.Marshal(session)
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: encode: %w", err)
	}
	return o, st, nil
}
