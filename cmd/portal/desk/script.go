package desk

import (
	"io/fs"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/themes"
)

// Cookies of an officer's own ways of working. They say nothing of a tip.
const (
	keysCookie = "keys"
	aYear      = 365 * 24 * 60 * 60 // seconds
)

// keysOn tells whether single-key shortcuts are switched on in this browser.
// They are off until somebody wants them: who speaks to the machine, or uses a
// screen reader, would set them off without meaning to.
// Source: WCAG 2.2, 2.1.4.
func (v *visit) keysOn() bool { return v.site.Cookie(v.c, keysCookie) == "on" }

// letScript lets a page run the desk's own script, where it is switched on.
func (v *visit) letScript() {
	csp := string(v.c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	if v.seat != nil && v.keysOn() && csp != "" && !strings.Contains(csp, "script-src") {
		v.c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(csp, "default-src 'none'", "default-src 'none'; script-src 'self'", 1))
	}
}

// script gives out the one script of shortcuts.
func (s *Site) script(v *visit) error {
	text, err := fs.ReadFile(themes.Base(), "desk/desk.js")
	if err != nil {
		return err
	}
	v.c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
	return v.c.Send(text)
}

type keysPage struct {
	On   bool
	Rows []shortcut
}

type shortcut struct{ Keys, Text string }

// keys lists the shortcuts, and switches them on and off.
func (s *Site) keys(v *visit) error {
	page := keysPage{On: v.keysOn()}
	for _, k := range [][2]string{{"j ↓", "desk.key.next"}, {"k ↑", "desk.key.prev"}, {"Enter", "desk.key.open"}, {"n", "desk.key.page"}, {"p", "desk.key.page_back"},
		{"t", "desk.key.take"}, {"/", "desk.key.search"}, {"g q", "desk.key.queue"}, {"g l", "desk.key.links"}, {"g d", "desk.key.duty"}, {"g n", "desk.key.notices"},
		{"?", "desk.key.help"}, {"Esc", "desk.key.leave"}} {
		page.Rows = append(page.Rows, shortcut{k[0], v.T(k[1])})
	}
	return v.draw("keys", fiber.StatusOK, v.T("desk.keys.title"), page)
}

func (s *Site) setKeys(v *visit) error {
	if v.form.Get("keys") == "on" {
		s.SetCookie(v.c, keysCookie, "on", aYear)
	} else {
		s.DropCookie(v.c, keysCookie)
	}
	return web.SeeOther(v.c, "/keys?"+noteQuestion+"=kept")
}
