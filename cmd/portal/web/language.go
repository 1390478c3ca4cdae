package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/i18n"
)

// Names of cookies that identify nobody.
const (
	langCookie = "lang"
	lookCookie = "look"
)

const langLocal = "web.lang"

// SetLang says in which language this request is answered.
func (s *Site) SetLang(c *fiber.Ctx, tag string) { c.Locals(langLocal, tag) }

// Speaks tells whether the site offers the language.
func (s *Site) Speaks(tag string) bool {
	for _, l := range s.Bundle.Languages() {
		if l.Tag == tag {
			return true
		}
	}
	return false
}

// Speaker speaks the language of this request: the one set, else the one
// negotiated.
func (s *Site) Speaker(c *fiber.Ctx) i18n.Speaker {
	if tag, ok := c.Locals(langLocal).(string); ok {
		return s.Bundle.Speaker(tag)
	}
	return s.Bundle.Speaker(s.Negotiate(c))
}

// Negotiate chooses among our languages: the saved choice, then the browser's
// list, then English.
func (s *Site) Negotiate(c *fiber.Ctx) string {
	return s.Bundle.Negotiate(clean(c.Get(fiber.HeaderAcceptLanguage)), s.Cookie(c, langCookie))
}

// SaveLang keeps the reader's choice of language.
func (s *Site) SaveLang(c *fiber.Ctx, tag string) {
	s.SetCookie(c, langCookie, tag, 365*24*3600)
}

// Look is the reader's saved look; unknown values count as none.
func (s *Site) Look(c *fiber.Ctx) Look {
	size, theme, _ := strings.Cut(s.Cookie(c, lookCookie), ".")
	return NewLook(size, theme)
}

// NewLook is a look of known values only.
func NewLook(size, theme string) Look {
	var l Look
	switch size {
	case "large", "larger":
		l.Size = size
	}
	switch theme {
	case "light", "dark", "contrast":
		l.Theme = theme
	}
	return l
}

// SaveLook keeps the reader's look; the zero Look forgets it.
func (s *Site) SaveLook(c *fiber.Ctx, l Look) {
	if l == (Look{}) {
		s.DropCookie(c, lookCookie)
		return
	}
	s.SetCookie(c, lookCookie, l.Size+"."+l.Theme, 365*24*3600)
}

// ForgetReader drops what the reader chose: language and look.
func (s *Site) ForgetReader(c *fiber.Ctx) {
	s.DropCookie(c, langCookie)
	s.DropCookie(c, lookCookie)
}
