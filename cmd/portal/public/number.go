package public

import (
	"errors"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

// boxCookie holds the session of an opened number; the line ends it after 15
// minutes, the cookie no later.
const (
	boxCookie  = "box"
	boxSeconds = 15 * 60
)

type numberPage struct {
	Fault string // message id
}

type boxPage struct {
	Fault     string // message id
	Status    string // message id
	Next      string // "" where no time is promised
	Reads     bool
	Asked     bool // a question waits for an answer
	Sent, Cut bool
	MaxLetter string
	Files     int // just kept
	Notes     []string
	Erased    bool
	Letters   []letter

	MaxFiles, MaxFile, MaxAll int // files, MB, MB
}

type letter struct {
	Mine          bool
	At, ISO, Text string
}

// number asks for the number, or shows the box that was opened with it.
func (s *Site) number(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	if session := s.Cookie(c, boxCookie); session != "" {
		view, err := s.Line.View(c.UserContext(), session)
		if err == nil {
			return s.Draw(c, "public/box", fiber.StatusOK, sp.T("number.title"), box(sp, view, askedWhy(c)), web.NoStore(), web.Plain())
		}
		if !errors.Is(err, tips.ErrGone) && !errors.Is(err, tips.ErrNoBox) {
			return err
		}
		s.DropCookie(c, boxCookie)
	}
	return s.Draw(c, "public/number", fiber.StatusOK, sp.T("number.title"), numberPage{askedWhy(c)}, web.NoStore())
}

func box(sp i18n.Speaker, v tips.MailboxView, fault string) boxPage {
	page := boxPage{
		Fault: fault, Status: statusText(v.Status, v.Reason), Next: promised(sp, v.Next), Reads: v.Reads, Asked: v.Status == tips.Question,
		Sent: v.Sent, Cut: v.Cut, MaxLetter: sp.Number(tips.MaxLetter),
		Files: v.Files, Erased: v.Erased, MaxFiles: tips.MaxFiles, MaxFile: tips.MaxFile >> 20, MaxAll: tips.MaxAll >> 20,
	}
	for _, n := range v.Notes {
		page.Notes = append(page.Notes, noteText(sp, n))
	}
	for _, l := range v.Letters {
		page.Letters = append(page.Letters, letter{
			Mine: l.From == "tipster", At: sp.DateTime(l.At), ISO: ist(l.At).Format(time.RFC3339), Text: l.Text,
		})
	}
	return page
}

// statusText is the message of a status; a closed tip's says why.
func statusText(status, reason string) string {
	if status == tips.Closed {
		switch reason {
		case tips.Acted, tips.PassedOn:
			return "status.closed_" + reason
		}
		return "status.closed_no-action" // a false one reads the same: no threat, no blame
	}
	switch status {
	case tips.Received, tips.Read, tips.WithTeam, tips.Question:
		return "status." + status
	}
	return "status.received"
}

// openNumber opens the box. The number is in the body only, never in an
// address.
func (s *Site) openNumber(c *fiber.Ctx) (string, error) {
	v, err := web.ReadForm(c, smallForm, nil)
	if err != nil && len(v) == 0 {
		return "", err
	}
	session, err := s.Line.OpenNumber(c.UserContext(), v.Get("number"))
	if err != nil {
		return "", err
	}
	s.SetCookie(c, boxCookie, session, boxSeconds)
	return "number", nil
}

// writeLetter writes back to the officers, with files where some were chosen.
func (s *Site) writeLetter(c *fiber.Ctx) (string, error) {
	session, v := s.Cookie(c, boxCookie), url.Values{}
	add := adding{site: s, c: c, open: func() (*tips.Taken, error) { return s.Line.MoreByNumber(c.UserContext(), session) }}
	if err := add.read(v); err != nil {
		return "", err
	}
	leave := s.enter(c, false)
	defer leave()
	// Files alone are a letter too.
	if err := s.Line.Write(c.UserContext(), session, v.Get("text")); err != nil && (add.taken == nil || !errors.Is(err, tips.ErrEmpty)) {
		return "", err
	}
	if add.taken != nil {
		if err := s.Line.FinishMore(c.UserContext(), session, add.taken, add.notes()...); err != nil {
			return "", err
		}
	}
	s.SetCookie(c, boxCookie, session, boxSeconds) // the line gives it 15 minutes anew
	return "number", nil
}

// leaveNumber ends the session.
func (s *Site) leaveNumber(c *fiber.Ctx) (string, error) {
	session := s.Cookie(c, boxCookie)
	s.DropCookie(c, boxCookie)
	if session == "" {
		return "", nil
	}
	return "", s.Line.Leave(c.UserContext(), session)
}

// toNumber leads whoever reads an address of an action to its page.
func (s *Site) toNumber(c *fiber.Ctx) error { return web.SeeOther(c, s.path(c, "number")) }
