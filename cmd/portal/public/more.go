package public

import (
	"io"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// adding is files on their way to a tip that is there already: from the page
// after sending, or from an opened number.
type adding struct {
	site   *Site
	c      *fiber.Ctx
	open   func() (*tips.Taken, error)
	taken  *tips.Taken
	failed error // why none was taken
	full   bool  // no more files just now
}

// read reads the whole form; the text that came before a file is in v by then.
func (a *adding) read(v url.Values) error {
	err := web.ReadFormInto(a.c, v, maxForm, a.file)
	if a.failed != nil {
		return a.failed
	}
	if err != nil && len(v) == 0 && a.taken == nil {
		return err
	}
	return nil
}

func (a *adding) file(_, name string, r io.Reader) error {
	if a.failed != nil || a.full {
		return nil // read on, so that the sender hears of it
	}
	if a.taken == nil {
		if a.taken, a.failed = a.open(); a.failed != nil {
			return nil
		}
	}
	a.full = a.site.keepFile(a.c, a.taken, name, r)
	return nil // the line notes what it did not keep
}

// notes are what the channel itself could not take.
func (a *adding) notes() []tips.Note {
	if !a.full {
		return nil
	}
	return []tips.Note{{Field: "files", MsgID: "tip.files_not_now"}}
}

// eraseContact erases the way to reach the tipster.
func (s *Site) eraseContact(c *fiber.Ctx) (string, error) {
	session := s.Cookie(c, boxCookie)
	if err := s.Line.EraseContact(c.UserContext(), session); err != nil {
		return "", err
	}
	s.SetCookie(c, boxCookie, session, boxSeconds)
	return "number", nil
}
