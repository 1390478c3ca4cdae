package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// neutral is where /exit leads when the operator chose nothing: the weather,
// which everybody looks up.
const neutral = "https://mausam.imd.gov.in/"

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
	to := s.Exit[s.Negotiate(c)]
	if to == "" {
		to = s.Exit[""]
	}
	if to == "" {
		to = neutral
	}
	return web.SeeOther(c, to)
}
