package tips

import (
	"context"
	"errors"

	"mukti/tips/vault"
)

// Again checks the signed-in officer's passphrase once more, before an act that
// cannot be undone or lets something out: an unlocked screen is not enough.
// [ErrSignIn] for a wrong one, [ErrBusy] when too many derive at once. Ten wrong
// ones end every session of the officer.
func (d *Desk) Again(ctx context.Context, s *Seat, pass string) error {
	now := d.Now()
	wait, stop := context.WithTimeout(ctx, signInWait)
	defer stop()
	_, err := d.Locker.Unlock(wait, pass, officerLabel(s.Officer.ID), s.Officer.Locked)
	switch {
	case err == nil:
		d.again.passed(s.Officer.Login)
		return nil
	case wait.Err() != nil:
		return ErrBusy
	case !errors.Is(err, vault.ErrOpen):
		return err
	}
	ev := Event{At: Coarse(now), Actor: s.Officer.ID, Act: "officer.again-refused", Object: s.Officer.ID}
	if err := d.Append(ctx, ev); err != nil {
		return err
	}
	if d.again.failed(s.Officer.Login, now); d.again.refused(s.Officer.Login, now) {
		d.again.passed(s.Officer.Login)
		if err := d.EndSessions(ctx, s.Officer.ID, ""); err != nil && !errors.Is(err, ErrSession) {
			return err
		}
		return ErrSession
	}
	return ErrSignIn
}
