// Package vault is the sealing of Mukti: everything that keeps a secret is
// here, small, and imports none of the other rooms.
//
//   - [Identity], [Recipient]: age keys (ML-KEM-768 with X25519, filippo.io/age)
//     of a tip, a body, an officer, a number's box.
//   - [Seal], [Open]: a box to recipients, padded, bound to what it belongs to.
//   - [Number]: the 18 digits a tipster keeps, and what they derive.
//   - [Lock], [Unlock]: a secret under a passphrase.
//   - [SealKey], [OpenKey]: a secret under a random key (links, cookies, handles).
//   - [FileKey]: a file as sealed chunks.
//   - [BodyKey]: a body's age identity with its signing key.
//
// Randomness is crypto/rand throughout: it is a field of nothing here, because
// a source that a caller can set is a source that a caller can set wrongly.
package vault
