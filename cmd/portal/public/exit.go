package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// weather is where /exit leads in English: what everybody looks up.
const weather = "https://mausam.imd.gov.in/"

// wikipedias are the languages that have a Wikipedia, by our tag. Its front
// page is in the reader's language, light, and says nothing of the reader.
// Source: Wikimedia, "List of Wikipedias"; that /exit leads there: house rule.
var wikipedias = map[string]string{
	"as": "as", "bn": "bn", "gu": "gu", "hi": "hi", "kn": "kn", "kok": "gom", "ks": "ks", "mai": "mai", "ml": "ml", "mni": "mni",
	"mr": "mr", "ne": "ne", "or": "or", "pa": "pa", "sa": "sa", "sat": "sat", "sd": "sd", "ta": "ta", "te": "te", "ur": "ur",
	// Bodo and Dogri have none; who reads them reads Hindi.
	"brx": "hi", "doi": "hi",
}

// neutral is where /exit leads in a language when the operator chose nothing.
func neutral(lang string) string {
	if w, ok := wikipedias[lang]; ok {
		return "https://" + w + ".wikipedia.org/"
	}
	return weather
}

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
	lang := web.Trim(c.Query("l")) // that of the page which is left
	if !s.Speaks(lang) {
		lang = s.Negotiate(c)
	}
	if session := s.Cookie(c, boxCookie); session != "" {
		if err := s.Line.Leave(c.UserContext(), session); err != nil {
			s.logFault(c, err) // leaving must not wait for anything
		}
	}
	// The page after sending has its second look yet: whoever goes back must not
	// see the number. The address of it is then of no use to anybody.
	if err := s.Line.Forget(c.UserContext(), c.Query("f")); err != nil {
		s.logFault(c, err)
	}
	s.DropCookie(c, boxCookie)
	s.ForgetReader(c)
	s.spoilBack(c)
	to := s.Exit[lang]
	if to == "" {
		to = s.Exit[""]
	}
	if to == "" {
		to = neutral(lang)
	}
	return web.SeeOther(c, to)
}
