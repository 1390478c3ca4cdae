package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// neutral is where /exit leads when the operator chose nothing: the weather,
// which everybody looks up.
const neutral = "https://mausam.imd.gov.in/"

const exitPath = "/exit"

// spoilBack keeps the page that is left out of the browser's back/forward
// cache: Chromium keeps even no-store pages there, with what was typed, unless
// a cookie changes. The cookie says nothing and lives one second.
// Source: Chrome for Developers, "Back/forward cache and Cache-Control: no-store".
func (s *Site) spoilBack(c *fiber.Ctx) { s.SetCookie(c, "left", "1", 1) }

// exit ends the session and leads away at once. All cookies go, the harmless
// ones too. "cache" never stands in Clear-Site-Data: it can hold the browser
// for seconds.
func (s *Site) exit(c *fiber.Ctx) error {
	if session := s.Cookie(c, boxCookie); session != "" {
		if err := s.Line.Leave(c.UserContext(), session); err != nil {
			s.logFault(c, err) // leaving must not wait for anything
		}
	}
	s.DropCookie(c, boxCookie)
	s.ForgetReader(c)
	s.spoilBack(c)
	to := s.Exit[s.Negotiate(c)]
	if to == "" {
		to = s.Exit[""]
	}
	if to == "" {
		to = neutral
	}
	return web.SeeOther(c, to)
}
