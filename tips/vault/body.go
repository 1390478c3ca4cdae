package vault

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"strings"
)

// BodyKey is the secret of a body (unit, bureau, cell): what opens its tips
// and what signs the bodies below it and its members.
type BodyKey struct {
	Identity Identity
	sign     ed25519.PrivateKey
}

// NewBodyKey makes one.
func NewBodyKey() (BodyKey, error) {
	id, err := NewIdentity()
	if err != nil {
		return BodyKey{}, err
	}
	_, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		return BodyKey{}, fmt.Errorf("vault: signing key: %w", err)
	}
	return BodyKey{id, priv}, nil
}

type bodyKeyText struct {
	Identity string `json:"identity"`
	Seed     []byte `json:"seed"`
}

// Secret is the key as bytes: only ever sealed.
func (b BodyKey) Secret() []byte {
	out, err := json.Marshal(bodyKeyText{b.Identity.Secret(), b.sign.Seed()})
	if err != nil {
		panic("vault: a string and bytes always encode: " + err.Error())
	}
	return out
}

// ParseBodyKey reads what [BodyKey.Secret] wrote.
func ParseBodyKey(secret []byte) (BodyKey, error) {
	var t bodyKeyText
	if json.Unmarshal(secret, &t) != nil || len(t.Seed) != ed25519.SeedSize {
		return BodyKey{}, ErrOpen
	}
	id, err := ParseIdentity(t.Identity)
	if err != nil {
		return BodyKey{}, err
	}
	return BodyKey{id, ed25519.NewKeyFromSeed(t.Seed)}, nil
}

// String hides the secret.
func (b BodyKey) String() string { return "vault.BodyKey(hidden)" }

// GoString hides it from %#v.
func (b BodyKey) GoString() string { return b.String() }

// Public is the signing key's public half, 32 bytes.
func (b BodyKey) Public() []byte { return []byte(b.sign.Public().(ed25519.PublicKey)) }

// Sign signs a statement.
func (b BodyKey) Sign(statement []byte) []byte { return ed25519.Sign(b.sign, statement) }

// Signed tells whether cert is public's signature on the statement.
func Signed(public, statement, cert []byte) bool {
	return len(public) == ed25519.PublicKeySize && ed25519.Verify(public, statement, cert)
}

// Fingerprint is what two people read to each other on the telephone to be
// sure of a key: eight groups of four letters and digits (160 bits).
func Fingerprint(public string) string {
	h := sha256.Sum256([]byte("mukti fingerprint v1\n" + public))
	s := base32.StdEncoding.EncodeToString(h[:20])
	groups := make([]string, 0, 8)
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:i+4])
	}
	return strings.Join(groups, " ")
}
