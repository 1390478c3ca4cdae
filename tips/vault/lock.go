package vault

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
	"golang.org/x/sync/semaphore"
	"golang.org/x/text/unicode/norm"
)

// Cost of a passphrase: Argon2id, 64 MiB, three passes.
// Source: RFC 9106, section 4, second recommended option (64 MiB, t=3), with two lanes.
const (
	lockTime   = 3
	lockMemory = 64 << 10 // KiB
	lockLanes  = 2
	saltSize   = 16
)

// Locker derives keys from passphrases and numbers, a few at a time, so that
// a crowd at the sign-in cannot take all memory.
type Locker struct {
	slots *semaphore.Weighted
	done  atomic.Int64
}

// Derivations is how many passphrases have been derived from: what a refused
// sign-in costs must not depend on why it was refused.
func (l *Locker) Derivations() int64 { return l.done.Load() }

// NewLocker allows n derivations at once; 0 means one per core.
func NewLocker(n int64) *Locker {
	if n <= 0 {
		n = int64(runtime.GOMAXPROCS(0))
	}
	return &Locker{slots: semaphore.NewWeighted(n)}
}

// passKey derives. Two keyboards write one letter in two ways (a Hindi letter with
// its dot, an accent): both are the same passphrase.
// Source: NIST SP 800-63B-4, section 3.1.1.2 (NFKC before hashing).
func (l *Locker) passKey(ctx context.Context, pass string, salt []byte) (Key, error) {
	if err := l.slots.Acquire(ctx, 1); err != nil {
		return Key{}, fmt.Errorf("vault: waiting for a derivation: %w", err)
	}
	defer l.slots.Release(1)
	l.done.Add(1)
	return Key(argon2.IDKey(norm.NFKC.Bytes([]byte(pass)), salt, lockTime, lockMemory, lockLanes, 32)), nil
}

// Lock puts plain under a passphrase. Takes about 0.2 s and 64 MiB.
func (l *Locker) Lock(ctx context.Context, pass string, label Label, plain []byte) ([]byte, error) {
	salt := make([]byte, saltSize)
	rand.Read(salt)
	k, err := l.passKey(ctx, pass, salt)
	if err != nil {
		return nil, err
	}
	return append(salt, SealKey(k, label, plain)...), nil
}

// Unlock opens what [Locker.Lock] locked, or gives [ErrOpen]. With an empty locked
// it costs the same and gives ErrOpen: an unknown login cannot be told apart.
func (l *Locker) Unlock(ctx context.Context, pass string, label Label, locked []byte) ([]byte, error) {
	salt := make([]byte, saltSize)
	copy(salt, locked)
	k, err := l.passKey(ctx, pass, salt)
	if err != nil {
		return nil, err
	}
	if len(locked) < saltSize {
		return nil, ErrOpen
	}
	return OpenKey(k, label, locked[saltSize:])
}

func newAEAD(k Key) cipher.AEAD {
	a, err := chacha20poly1305.NewX(k[:])
	if err != nil {
		panic("vault: 32-byte key: " + err.Error())
	}
	return a
}
