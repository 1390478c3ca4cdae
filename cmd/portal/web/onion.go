package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// atOnion tells whether a request came to the onion address. Other hosts are
// answered as the origin.
func (s *Site) atOnion(r *fasthttp.RequestCtx) bool {
	if s.Onion == "" {
		return false
	}
	host, _, _ := strings.Cut(string(r.Request.Host()), ":")
	return strings.EqualFold(strings.TrimSuffix(host, "."), s.Onion)
}

// AtOnion tells whether a request came to the onion address.
func (s *Site) AtOnion(c *fiber.Ctx) bool { return s.atOnion(c.Context()) }

// OriginFor is the site's address as this reader knows it: who came over the
// onion service is never led out of it by a link of ours.
func (s *Site) OriginFor(c *fiber.Ctx) string {
	if s.AtOnion(c) {
		return "http://" + s.Onion
	}
	return s.Origin
}

// SecureFor tells whether this reader reaches the site over https. Tor itself
// seals the way to an onion service, so there it is http.
func (s *Site) SecureFor(c *fiber.Ctx) bool { return s.Secure() && !s.AtOnion(c) }

// offerOnion names the same page at the onion address. Tor Browser heeds it
// over https only.
// Source: Tor Project, community documentation, "Onion-Location".
func (s *Site) offerOnion(c *fiber.Ctx) {
	if s.Onion == "" || !s.SecureFor(c) || s.onion() {
		return
	}
	c.Set("Onion-Location", "http://"+s.Onion+string(c.Request().URI().RequestURI()))
}
