package web

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
)

type drawing struct {
	view    *View
	noStore bool
	plain   bool
	images  string // sources of pictures, of the desk's page
	noIndex bool
	keys    bool
	maxAge  int
}

// Option changes how one page is drawn.
type Option func(*drawing)

// NoStore keeps the page out of every cache and index.
func NoStore() Option { return func(d *drawing) { d.noStore = true } }

// NoIndex keeps the page out of indexes, not out of the reader's own cache.
func NoIndex() Option { return func(d *drawing) { d.noIndex = true } }

// MaxAge lets anybody keep the page for so many seconds. Without it, and
// without [NoStore], a page is asked for anew each time.
func MaxAge(seconds int) Option { return func(d *drawing) { d.maxAge = seconds } }

// Plain leaves the page uncompressed: the length of a compressed page tells
// about what stands in it, so pages with a number are never compressed.
func Plain() Option { return func(d *drawing) { d.plain = true } }

// Flash puts a note above the page.
func Flash(msgID string) Option { return func(d *drawing) { d.view.Flash = msgID } }

// Seated says who is signed in at the desk, with the session's token.
func Seated(seat any, csrf string) Option {
	return func(d *drawing) { d.view.Seat, d.view.CSRF = seat, csrf }
}

// InlineImages lets this page of the desk show pictures that stand in it.
func InlineImages() Option { return func(d *drawing) { d.images = "data:" } }

// OwnImages lets this page of the desk show pictures of the desk's own addresses.
func OwnImages() Option { return func(d *drawing) { d.images = "'self'" } }

// Passkeys lets this page run the site's own scripts, to ask for passkeys: a
// browser lets every page ask for those of its own origin.
func Passkeys() Option { return func(d *drawing) { d.keys = true } }

// Draw answers with a page. title is plain text in the reader's language.
func (s *Site) Draw(c *fiber.Ctx, page string, status int, title string, data any, opts ...Option) error {
	d := drawing{view: s.view(c, title, data)}
	for _, o := range opts {
		o(&d)
	}
	if style := s.Themes.StyleOf(page); style != d.view.Style {
		d.view.Style = style
		c.Set(fiber.HeaderContentSecurityPolicy, s.policyOf(style))
	}
	var b bytes.Buffer
	if err := s.Themes.Execute(&b, page, d.view); err != nil {
		return err
	}
	d.keeping(s, c)
	if status == fiber.StatusOK && !d.plain { // a page with a number opens where it is
		s.offerOnion(c)
	}
	if d.images != "" {
		allowImages(c, d.images)
	}
	if d.keys {
		ownScripts(c)
	}
	c.Status(status)
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, d.view.Lang)
	if d.plain {
		return c.Send(b.Bytes())
	}
	return send(c, b.Bytes())
}

// Piece draws what a page has of its own, without the layout: for a file that
// readers take along.
func (s *Site) Piece(c *fiber.Ctx, page, title string, data any) (template.HTML, error) {
	var b strings.Builder
	err := s.Themes.Main(&b, page, s.view(c, title, data))
	return template.HTML(b.String()), err
}

// keeping says who may keep the page. It depends on the cookie of the look.
func (d *drawing) keeping(s *Site, c *fiber.Ctx) {
	switch {
	case d.noStore || s.Name == Desk:
		KeepOut(c)
		return
	case d.maxAge > 0:
		c.Set(fiber.HeaderCacheControl, "public, max-age="+strconv.Itoa(d.maxAge))
	default:
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
	}
	c.Vary(fiber.HeaderCookie)
	if d.noIndex {
		c.Set("X-Robots-Tag", "noindex")
	}
}

func (s *Site) view(c *fiber.Ctx, title string, data any) *View {
	sp := s.Speaker(c)
	return &View{
		Speaker: sp, Lang: sp.Lang(), Dir: sp.Dir(), Path: s.pathWithoutLanguage(c), Title: title,
		Languages: s.Bundle.Languages(), Demo: s.Demo, Style: s.Themes.Style(s.Name),
		Origin: s.OriginFor(c), DeskOrigin: s.DeskOrigin, PublicOrigin: s.PublicOrigin, Look: s.Look(c), Data: data,
	}
}

// pathWithoutLanguage is where the links to other languages lead. A path whose
// first part is no language of ours stays whole.
func (s *Site) pathWithoutLanguage(c *fiber.Ctx) string {
	p := c.Path()
	first, rest, found := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	if s.Speaks(first) {
		if !found {
			return "/"
		}
		return "/" + rest
	}
	return p
}

// SeeOther answers 303 without a body: what was posted is not posted again,
// and no page of an answer stays in the browser.
func SeeOther(c *fiber.Ctx, path string) error {
	c.Response().ResetBody()
	c.Status(fiber.StatusSeeOther)
	c.Set(fiber.HeaderLocation, path)
	KeepOut(c)
	return nil
}
