package tips

import "context"

// LockAsBefore locks an officer's key as it was done before factors had a place
// of their own.
func LockAsBefore(ctx context.Context, d *Desk, s *Seat, pass, secret string) ([]byte, error) {
	return d.lockOfficer(ctx, s.Officer.ID, pass, lockedOfficer{Identity: s.identity.Secret(), TOTP: secret})
}
