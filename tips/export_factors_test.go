package tips

import (
	"context"

	"mukti/tips/vault"
)

// LockAsBefore locks an officer's key as it was done before factors had a place
// of their own.
func LockAsBefore(ctx context.Context, d *Desk, s *Seat, pass, secret string) ([]byte, error) {
	return d.lockOfficer(ctx, s.Officer.ID, pass, lockedOfficer{Identity: s.identity.Secret(), TOTP: secret})
}

// ForgeFactors makes second factors for an officer as somebody would who knows all
// of the code and nothing of the officer's secret.
func ForgeFactors(officer, secret string) ([]byte, error) {
	id, err := vault.NewIdentity()
	if err != nil {
		return nil, err
	}
	return sealFactors(officer, id, factors{TOTP: secret})
}
