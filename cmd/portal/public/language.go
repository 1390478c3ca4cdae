package public

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// root chooses a language: the saved one, the browser's, English.
func (s *Site) root(c *fiber.Ctx) error {
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return c.Redirect("/"+s.Negotiate(c)+"/", fiber.StatusFound)
}

// language answers in the language of the path. What is posted under an
// unknown one is taken all the same, in the negotiated language: a tip is
// never bounced.
func (s *Site) language(c *fiber.Ctx) error {
	tag := c.Params("lang")
	if s.Speaks(tag) {
		s.SetLang(c, tag)
		return c.Next()
	}
	if c.Method() == fiber.MethodPost {
		s.SetLang(c, s.Negotiate(c))
		return c.Next()
	}
	return web.ErrMissing
}

// slash leads from an address without its last slash to the one with it.
func (s *Site) slash(c *fiber.Ctx) error {
	if lang := c.Params("lang"); !s.Speaks(lang) {
		return web.ErrMissing
	}
	if kind := c.Params("kind"); kind != "" && !s.hasKind(kind) {
		return web.ErrMissing
	}
	// Both parts are words of ours: the address cannot lead elsewhere.
	to := (&url.URL{Path: c.Path() + "/"}).EscapedPath()
	if q := string(c.Context().QueryArgs().QueryString()); q != "" {
		to += "?" + q
	}
	return c.Redirect(to, fiber.StatusMovedPermanently)
}

// path is an address in the reader's language.
func (s *Site) path(c *fiber.Ctx, rest string) string {
	return "/" + s.Speaker(c).Lang() + "/" + rest
}

// missing is the end of the routes. People type a last slash: what begins with
// a language of ours is looked up once more without it.
func (s *Site) missing(c *fiber.Ctx) error {
	path := c.Path()
	lang, _, deeper := strings.Cut(strings.Trim(path, "/"), "/")
	if c.Method() == fiber.MethodPost || !deeper || !s.Speaks(lang) || !strings.HasSuffix(path, "/") || !strings.HasPrefix(path, "/"+lang+"/") {
		return web.ErrMissing
	}
	return c.Redirect((&url.URL{Path: strings.TrimRight(path, "/")}).EscapedPath(), fiber.StatusMovedPermanently)
}
