// Package passkeytest is a device that holds passkeys, for tests: it does what an
// authenticator and a browser do together, and what an attacker's would.
package passkeytest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
)

// Device holds one passkey of an origin.
type Device struct {
	Origin string // as the browser writes it down
	Site   string // the site's id: the origin's host
	Count  uint32 // uses; it stands still where Still is set
	Still  bool
	ID     []byte
	User   []byte
	key    *ecdsa.PrivateKey
}

// New is a device at an origin.
func New(origin, site string) *Device { return &Device{Origin: origin, Site: site} }

type options struct {
	Challenge string
	User      struct{ ID string }
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// Create answers the options of a new key, as navigator.credentials.create does.
func (d *Device) Create(opts []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(opts, &o); err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	d.key, d.ID = key, make([]byte, 16)
	rand.Read(d.ID)
	if d.User, err = base64.RawURLEncoding.DecodeString(o.User.ID); err != nil {
		return nil, err
	}
	point, err := key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		return nil, err
	}
	// COSE: EC2, ES256, P-256. Source: RFC 9053, sections 2.1 and 7.1.
	cose := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 32), point[33:]...)
	auth := d.authData(0x45) // present, verified, with a key
	auth = append(auth, make([]byte, 16)...)
	auth = binary.BigEndian.AppendUint16(auth, uint16(len(d.ID)))
	auth = append(append(auth, d.ID...), cose...)
	object := append([]byte{0xa3, 0x63}, "fmt"...)
	object = append(append(object, 0x64), "none"...)
	object = append(append(object, 0x67), "attStmt"...)
	object = append(append(object, 0xa0, 0x68), "authData"...)
	object = append(append(object, 0x59, byte(len(auth)>>8), byte(len(auth))), auth...)
	return json.Marshal(map[string]any{"id": b64(d.ID), "rawId": b64(d.ID), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(d.client("webauthn.create", o.Challenge)), "attestationObject": b64(object)}})
}

// Answer answers the options of a sign-in, as navigator.credentials.get does.
func (d *Device) Answer(opts []byte) ([]byte, error) {
	var o options
	if err := json.Unmarshal(opts, &o); err != nil {
		return nil, err
	}
	if d.key == nil {
		return nil, errors.New("passkeytest: no key yet")
	}
	if !d.Still {
		d.Count++
	}
	auth, client := d.authData(0x05), d.client("webauthn.get", o.Challenge)
	sum := sha256.Sum256(client)
	sum = sha256.Sum256(append(auth[:len(auth):len(auth)], sum[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, sum[:])
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"id": b64(d.ID), "rawId": b64(d.ID), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(auth), "signature": b64(signature), "userHandle": b64(d.User)}})
}

func (d *Device) client(kind, challenge string) []byte {
	b, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.Origin, "crossOrigin": false})
	return b
}

func (d *Device) authData(flags byte) []byte {
	site := sha256.Sum256([]byte(d.Site))
	return binary.BigEndian.AppendUint32(append(site[:], flags), d.Count)
}
