package vault

import (
	"crypto/ed25519"
)

// SignKey signs what the portal itself vouches for, such as the audit's daily
// heads. The zero key signs nothing.
type SignKey struct{ private ed25519.PrivateKey }

// NewSignKey is the key of a seed: 32 random bytes from a file.
func NewSignKey(seed Key) SignKey { return SignKey{ed25519.NewKeyFromSeed(seed[:])} }

// Usable tells whether there is a key.
func (k SignKey) Usable() bool { return len(k.private) == ed25519.PrivateKeySize }

// Public is the public half, 32 bytes; nil of the zero key.
func (k SignKey) Public() []byte {
	if !k.Usable() {
		return nil
	}
	return []byte(k.private.Public().(ed25519.PublicKey))
}

// Sign signs a statement.
func (k SignKey) Sign(statement []byte) []byte { return ed25519.Sign(k.private, statement) }

// String hides the secret.
func (k SignKey) String() string { return "vault.SignKey(hidden)" }

// GoString hides it from %#v.
func (k SignKey) GoString() string { return k.String() }
