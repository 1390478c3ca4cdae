package tips

import (
	"mukti/tips/passphrase"
)

// Weak says why a passphrase is too easy to guess: codes of package passphrase.
type Weak struct{ Why []string }

func (w *Weak) Error() string { return ErrWeak.Error() }

// Is makes it an [ErrWeak].
func (w *Weak) Is(err error) bool { return err == ErrWeak }

// strong refuses a passphrase that is too easy to guess for this officer, of whom
// name, sign-in name and office are known to others.
func (d *Desk) strong(pass string, o Officer) error {
	own := []string{o.Name, o.Login}
	if b, ok := d.Units.Body(o.Body); ok {
		own = append(own, b.Code, b.Name, b.Seat)
	}
	if why := passphrase.Faults(pass, own...); why != nil {
		return &Weak{why}
	}
	return nil
}
