package desk

import (
	"crypto/rand"
	"crypto/subtle"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// formCookie holds the token of forms that are sent without a session.
const formCookie = "form"

// minToken is how long a token is at least: 128 random bits in base 64 are 22
// letters.
const minToken = 22

// sameOrigin tells whether a browser sent the form from a page of this desk.
// Every browser says so in at least one of three headers; what says nothing is
// refused.
// Source: Fetch Metadata Request Headers, W3C; RFC 6454, section 7.
func (v *visit) sameOrigin() bool {
	fetch := v.c.Get("Sec-Fetch-Site")
	if fetch != "" && fetch != "same-origin" {
		return false
	}
	if origin := v.c.Get(fiber.HeaderOrigin); origin != "" {
		return v.isOwn(origin)
	}
	if fetch != "" {
		return true
	}
	return v.isOwn(v.c.Get(fiber.HeaderReferer))
}

// isOwn tells whether an address is of this desk: of its origin as configured
// or, for a desk that is reached under a second name, of the host that was
// asked. The scheme is the configured one in both.
func (v *visit) isOwn(address string) bool {
	got, scheme := originOf(address)
	own, ownScheme := originOf(v.site.Origin)
	asked, _ := originOf(ownScheme + "://" + string(v.c.Request().Host()))
	return got != "" && scheme == ownScheme && (got == own || got == asked)
}

// originOf is the origin of an address in one spelling, and its scheme; "" for
// what has none.
func originOf(address string) (origin, scheme string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return "", ""
	}
	scheme = strings.ToLower(u.Scheme)
	host := strings.ToLower(u.Host)
	switch scheme {
	case "https":
		host = strings.TrimSuffix(host, ":443")
	case "http":
		host = strings.TrimSuffix(host, ":80")
	default:
		return "", ""
	}
	return scheme + "://" + host, scheme
}

// tokenFits compares the form's token with the session's. Only addresses that
// need no session accept the token of the cookie.
func (v *visit) tokenFits(r route) bool {
	got := v.form.Get(fieldToken)
	if v.seat != nil && same(got, v.seat.Token) {
		return true
	}
	return r.Open() && same(got, v.site.Cookie(v.c, formCookie))
}

func same(got, want string) bool {
	return len(want) >= minToken && subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
}

// token is the token for the forms of the page that is drawn. Without a
// session it is one of the browser's own, kept in a cookie.
func (v *visit) token() string {
	if v.seat != nil {
		return v.seat.Token
	}
	if t := v.site.Cookie(v.c, formCookie); len(t) >= minToken && len(t) <= 64 {
		return t
	}
	if v.made == "" {
		v.made = rand.Text()
		v.site.SetCookie(v.c, formCookie, v.made, 0)
	}
	return v.made
}
