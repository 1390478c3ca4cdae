package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// ErrOpen says that a sealed thing does not open with this key, was changed,
// or belongs to something else. It never says which.
var ErrOpen = errors.New("vault: does not open")

// Identity is a secret key. Its zero value is unusable.
type Identity struct{ age *age.HybridIdentity }

// Recipient is the public half of an [Identity].
type Recipient struct {
	age  *age.HybridRecipient
	text string
}

// NewIdentity makes a fresh key.
func NewIdentity() (Identity, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return Identity{}, fmt.Errorf("vault: new identity: %w", err)
	}
	return Identity{id}, nil
}

// ParseIdentity reads what [Identity.Secret] wrote.
func ParseIdentity(secret string) (Identity, error) {
	id, err := age.ParseHybridIdentity(secret)
	if err != nil {
		return Identity{}, ErrOpen // the error of age may quote the secret
	}
	return Identity{id}, nil
}

// Secret is the key as text ("AGE-SECRET-KEY-PQ-1…"): only ever sealed.
func (i Identity) Secret() string { return i.age.String() }

// String hides the secret from every kind of printing.
func (i Identity) String() string { return "vault.Identity(hidden)" }

// GoString hides the secret from %#v.
func (i Identity) GoString() string { return i.String() }

// Recipient is the public half.
func (i Identity) Recipient() Recipient {
	r := i.age.Recipient()
	return Recipient{r, r.String()}
}

// ParseRecipient reads what [Recipient.String] wrote.
func ParseRecipient(text string) (Recipient, error) {
	r, err := age.ParseHybridRecipient(text)
	if err != nil {
		return Recipient{}, fmt.Errorf("vault: recipient: %w", err)
	}
	return Recipient{r, text}, nil
}

// String is the key as text ("age1pq1…").
func (r Recipient) String() string { return r.text }

// encrypt is age's, whole in memory: boxes are small; files go in chunks.
func encrypt(plain []byte, to []Recipient) ([]byte, error) {
	if len(to) == 0 {
		return nil, errors.New("vault: sealed to nobody")
	}
	rs := make([]age.Recipient, len(to))
	for i, r := range to {
		if r.age == nil {
			return nil, errors.New("vault: empty recipient")
		}
		rs[i] = r.age
	}
	var buf bytes.Buffer
	buf.Grow(len(plain) + 2048*len(to) + 512)
	w, err := age.Encrypt(&buf, rs...)
	if err != nil {
		return nil, fmt.Errorf("vault: seal: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("vault: seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("vault: seal: %w", err)
	}
	return buf.Bytes(), nil
}

func decrypt(sealed []byte, id Identity) ([]byte, error) {
	if id.age == nil {
		return nil, ErrOpen
	}
	r, err := age.Decrypt(bytes.NewReader(sealed), id.age)
	if err != nil {
		return nil, ErrOpen
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}
