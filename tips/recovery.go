package tips

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mukti/tips/vault"
)

// Recovery codes: recoveryCodes of recoveryDigits digits (40 bits each), so that
// they can be typed into the field of the one-time code, in any script's digits.
// Source: NIST SP 800-63B-4, section 3.1.2 (look-up secrets: 20 bits at least,
// each used once, guesses limited). They lie beside the secret of the
// authenticator, sealed under what the passphrase locks: a hash of them there
// would keep nothing from who can open that.
const (
	recoveryCodes  = 10
	recoveryDigits = 12
)

// newCodes draws a set.
func newCodes() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		c := make([]byte, 0, recoveryDigits)
		var b [1]byte
		for len(c) < recoveryDigits {
			rand.Read(b[:])
			if b[0] < 250 { // 25 × 10: no digit is likelier than another
				c = append(c, '0'+b[0]%10)
			}
		}
		codes[i] = string(c)
	}
	return codes
}

// useCode takes a code out of the set.
func (f *factors) useCode(typed string) bool {
	at := -1
	for i, c := range f.Codes {
		if subtle.ConstantTimeCompare([]byte(c), []byte(typed)) == 1 {
			at = i
		}
	}
	if at < 0 {
		return false
	}
	f.Codes = slices.Delete(slices.Clone(f.Codes), at, at+1)
	return true
}

// NewCodes draws a new set for the signed-in officer. It counts, and the old set
// no longer, when the officer says so with [Desk.TakeCodes].
func (d *Desk) NewCodes(ctx context.Context, s *Seat) error {
	if !s.May(ActFactors, ToSelf) {
		return ErrForbidden
	}
	plain, err := json.Marshal(newCodes())
	if err != nil {
		return fmt.Errorf("tips: codes: %w", err)
	}
	now := d.Now()
	err = d.PutPage(ctx, Page{ID: s.session, Kind: codesKind, Looks: -1, Expires: now.Add(drawnTime),
		Data: vault.SealKey(vault.Derive([]byte(s.identity.Secret()), "new codes"), vault.Label{Of: s.session, Kind: codesKind}, plain)})
	if err != nil {
		return fmt.Errorf("tips: codes: %w", err)
	}
	return nil
}

const codesKind = "codes"

// Codes shows the set that was drawn and not yet taken; [ErrGone] without one.
func (d *Desk) Codes(ctx context.Context, s *Seat) ([]string, error) {
	if !s.May(ActFactors, ToSelf) {
		return nil, ErrForbidden
	}
	page, err := d.Page(ctx, codesKind, s.session, d.Now(), true)
	if err != nil {
		return nil, err
	}
	plain, err := vault.OpenKey(vault.Derive([]byte(s.identity.Secret()), "new codes"), vault.Label{Of: s.session, Kind: codesKind}, page.Data)
	var codes []string
	if err != nil || json.Unmarshal(plain, &codes) != nil {
		return nil, ErrGone
	}
	return codes, nil
}

// TakeCodes makes the set that was drawn the officer's, in place of the old one.
func (d *Desk) TakeCodes(ctx context.Context, s *Seat) error {
	codes, err := d.Codes(ctx, s)
	if err != nil {
		return err
	}
	err = d.changeFactors(ctx, s, "officer.codes-made", "", func(f *factors) error {
		f.Codes = codes
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.DropPage(ctx, codesKind, s.session); err != nil && !errors.Is(err, ErrGone) {
		return fmt.Errorf("tips: codes: %w", err)
	}
	return nil
}
