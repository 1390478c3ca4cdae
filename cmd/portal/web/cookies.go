package web

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

// cookieName: a browser accepts a __Host- cookie only over https, from this
// very host and for the whole of it, so nobody beside us can plant one.
// Source: RFC 6265bis, section 4.1.3.2.
func (s *Site) cookieName(c *fiber.Ctx, name string) string {
	if s.SecureFor(c) {
		return "__Host-" + name
	}
	return name
}

// Cookie reads a cookie of ours.
func (s *Site) Cookie(c *fiber.Ctx, name string) string {
	return clean(c.Cookies(s.cookieName(c, name)))
}

// SetCookie keeps a cookie for seconds; 0 keeps it until the browser closes.
func (s *Site) SetCookie(c *fiber.Ctx, name, value string, seconds int) {
	c.Cookie(&fiber.Cookie{
		Name: s.cookieName(c, name), Value: value, Path: "/", MaxAge: seconds, SessionOnly: seconds == 0,
		Secure: s.SecureFor(c), HTTPOnly: true, SameSite: fiber.CookieSameSiteStrictMode,
	})
}

// DropCookie forgets a cookie.
func (s *Site) DropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{
		Name: s.cookieName(c, name), Path: "/", Expires: time.Unix(1, 0), MaxAge: -1,
		Secure: s.SecureFor(c), HTTPOnly: true, SameSite: fiber.CookieSameSiteStrictMode,
	})
}
