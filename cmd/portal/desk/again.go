package desk

import (
	"errors"
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// fieldAgain is the field of the passphrase that is asked for once more.
const fieldAgain = "again-pass"

type againPage struct {
	Action string
	Kept   []keptField // of the form that waits
	Wrong  *wrongs
}

type keptField struct{ Name, Value string }

// again asks for the passphrase before an act that the table marks so. The page
// that asks carries the form over, so that it works without script and keeps
// nothing at the server. asked: the page was drawn and nothing more is to be done.
func (v *visit) again() (asked bool, err error) {
	page := againPage{Action: v.c.OriginalURL()}
	status := fiber.StatusOK
	if pass := v.form.Get(fieldAgain); pass != "" {
		err := v.site.Desk.Again(v.c.UserContext(), v.seat, pass)
		switch {
		case err == nil:
			v.form.Del(fieldAgain)
			return false, nil
		case errors.Is(err, tips.ErrSignIn):
			status, page.Wrong = fiber.StatusUnprocessableEntity, v.wrong("desk.wrong", fault{fieldAgain, "desk.fault.again_pass"})
		default:
			return false, err
		}
	}
	names := make([]string, 0, len(v.form))
	for name := range v.form {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name == fieldAgain || name == fieldToken {
			continue
		}
		for _, value := range v.form[name] {
			page.Kept = append(page.Kept, keptField{name, value})
		}
	}
	return true, v.draw("again", status, v.T("desk.again.title"), page)
}
