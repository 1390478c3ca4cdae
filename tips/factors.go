package tips

import (
	"encoding/json"
	"fmt"
	"time"

	"mukti/tips/passkey"
	"mukti/tips/vault"
)

// factors are an officer's second factors. They are sealed under a key that
// follows from the officer's own secret, which the passphrase locks: who writes
// into the database can neither read nor replace one, and a signed-in officer can
// change them without the passphrase being kept.
type factors struct {
	TOTP     string       `json:"totp,omitempty"` // base32; "" for none
	Since    time.Time    `json:"since,omitzero"` // of TOTP
	Passkeys []ownPasskey `json:"passkeys,omitempty"`
	Codes    []string     `json:"codes,omitempty"` // recovery codes that are left, digits
}

// ownPasskey is a passkey with the name that its officer gave it.
type ownPasskey struct {
	passkey.Key
	Name string    `json:"name"`
	Made time.Time `json:"made"`
}

// enough tells whether there is a second factor beside the recovery codes.
func (f factors) enough() bool { return f.TOTP != "" || len(f.Passkeys) > 0 }

func (f factors) keys() []passkey.Key {
	keys := make([]passkey.Key, len(f.Passkeys))
	for i, p := range f.Passkeys {
		keys[i] = p.Key
	}
	return keys
}

// maxPasskeys an officer may have, and maxPasskeyName characters of a name.
// Source: house rule.
const (
	maxPasskeys    = 10
	maxPasskeyName = 60
)

func factorsKey(id vault.Identity) vault.Key { return vault.Derive([]byte(id.Secret()), "factors") }

func factorsLabel(officer string) vault.Label { return vault.Label{Of: officer, Kind: "factors"} }

func sealFactors(officer string, id vault.Identity, f factors) ([]byte, error) {
	plain, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("tips: encode factors: %w", err)
	}
	return vault.SealKey(factorsKey(id), factorsLabel(officer), plain), nil
}

// openFactors gives vault.ErrOpen for what was written by somebody else, or for
// another officer.
func openFactors(o Officer, id vault.Identity) (factors, error) {
	plain, err := vault.OpenKey(factorsKey(id), factorsLabel(o.ID), o.Factors)
	if err != nil {
		return factors{}, err
	}
	var f factors
	if json.Unmarshal(plain, &f) != nil {
		return factors{}, vault.ErrOpen
	}
	return f, nil
}
