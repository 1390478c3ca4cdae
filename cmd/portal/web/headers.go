package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// permissions switches off what hears, sees, finds or reaches into a telephone.
// Without spaces, and without what tells nothing of a person: it goes with
// every answer, over slow lines too. Source: W3C Permissions Policy, features list.
const permissions = "accelerometer=(),browsing-topics=(),camera=(),clipboard-read=(),display-capture=()," +
	"geolocation=(),gyroscope=(),hid=(),idle-detection=(),local-fonts=(),magnetometer=(),microphone=()," +
	"midi=(),payment=(),serial=(),usb=()"

// head sets the headers that every answer carries, faults too.
func (s *Site) head(r *fasthttp.RequestCtx) {
	h := &r.Response.Header
	h.Set(fiber.HeaderContentSecurityPolicy, s.policy())
	h.Set(fiber.HeaderReferrerPolicy, s.referrer())
	h.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	h.Set(fiber.HeaderXFrameOptions, "DENY") // for phones that do not know frame-ancestors
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	if s.Secure() && !s.onion() && !s.atOnion(r) {
		h.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000; includeSubDomains")
	}
	if s.Name == Desk {
		noStore(h)
	}
}

// referrer: the public site tells nobody where a reader came from. The desk
// tells itself, because its check of Origin needs it.
func (s *Site) referrer() string {
	if s.Name == Desk {
		return "same-origin"
	}
	return "no-referrer"
}

// noStore keeps a page out of every cache and every index.
func noStore(h *fasthttp.ResponseHeader) {
	h.Set(fiber.HeaderCacheControl, "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
}

// KeepOut marks the answer as one that nobody stores and nobody indexes.
func KeepOut(c *fiber.Ctx) { noStore(&c.Response().Header) }

// allowImages lets a page show pictures from where else they may not come.
func allowImages(c *fiber.Ctx, from string) {
	csp := string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	c.Set(fiber.HeaderContentSecurityPolicy, strings.Replace(csp, "img-src 'none'", "img-src "+from, 1))
}

// ownScripts lets a page run scripts that this site serves, and no other.
func ownScripts(c *fiber.Ctx) {
	csp := string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))
	if !strings.Contains(csp, "script-src") {
		c.Set(fiber.HeaderContentSecurityPolicy, csp+"; script-src 'self'")
	}
}
