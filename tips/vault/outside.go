package vault

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// SealTo seals what is written to keys that are kept outside the portal, offline:
// "age1…" (X25519) or "age1pq1…" (ML-KEM-768 with X25519). Kinds are not mixed,
// for the weaker would open what the stronger is there for. Close writes the end,
// without which nothing opens as whole.
func SealTo(w io.Writer, to ...string) (io.WriteCloser, error) {
	if len(to) == 0 {
		return nil, errors.New("vault: sealed to nobody")
	}
	var rs []age.Recipient
	hybrid := 0
	for _, text := range to {
		var r age.Recipient
		var err error
		if strings.HasPrefix(text, "age1pq1") {
			hybrid++
			r, err = age.ParseHybridRecipient(text)
		} else {
			r, err = age.ParseX25519Recipient(text)
		}
		if err != nil {
			return nil, errors.New("vault: a recipient begins with age1 or age1pq1") // it may be a secret key, by mistake: not repeated
		}
		rs = append(rs, r)
	}
	if hybrid != 0 && hybrid != len(to) {
		return nil, errors.New("vault: recipients of two kinds: give age1pq1… only, or age1… only")
	}
	out, err := age.Encrypt(w, rs...)
	if err != nil {
		return nil, fmt.Errorf("vault: seal: %w", err)
	}
	return out, nil
}

// OpenWith opens what [SealTo] sealed with the keys of an identity file, as
// age-keygen writes it. [ErrOpen] for a wrong key or another file; reading to
// its end tells whether it is whole.
func OpenWith(identities, sealed io.Reader) (io.Reader, error) {
	ids, err := age.ParseIdentities(identities)
	if err != nil {
		return nil, errors.New("vault: the identity file has no key that age-keygen wrote") // age's error may quote it
	}
	r, err := age.Decrypt(sealed, ids...)
	if err != nil {
		return nil, ErrOpen
	}
	return whole{r}, nil
}

// whole gives [ErrOpen] for what was cut or changed.
type whole struct{ r io.Reader }

func (w whole) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = ErrOpen
	}
	return n, err
}
