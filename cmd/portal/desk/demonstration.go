package desk

import (
	"fmt"

	"github.com/gofiber/fiber/v2"
	"github.com/pquerna/otp/totp"

	"mukti/tips"
)

// DemoAccount is an invented officer's sign-in, shown to everybody: it exists
// in a demonstration only.
type DemoAccount struct{ Login, Name, Pass, Secret string }

type demoRow struct{ Login, Name, Pass, Code string }

// demonstrates tells whether this desk shows how to sign in. Accounts alone do
// not make a demonstration: a slip in the wiring of a real desk shows nothing.
func (s *Site) demonstrates() bool { return s.Demo && s.DemoAccounts != nil }

// demonstration shows how to sign in to a demonstration, with the codes of now:
// nobody has the invented officers' telephones.
func (s *Site) demonstration(v *visit) error {
	if !s.demonstrates() {
		return tips.ErrNotFound
	}
	var rows []demoRow
	for _, a := range s.DemoAccounts() {
		code, err := totp.GenerateCode(a.Secret, s.Now())
		if err != nil {
			return fmt.Errorf("desk: demonstration: %w", err)
		}
		rows = append(rows, demoRow{a.Login, a.Name, a.Pass, code})
	}
	return v.draw("demonstration", fiber.StatusOK, v.T("desk.demonstration.title"), rows)
}
