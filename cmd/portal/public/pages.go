package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

// ownPages are the portal's own pages that the library holds under a name of
// its own.
var ownPages = []struct{ path, slug string }{
	{"safety", "staying-safe-on-this-phone"},
	{"accessibility", "accessibility"},
	{"privacy", "privacy"},
	{"terms", "terms"},
	{"contact", "contact"},
	{"about", "about"},
	{"copyright", "copyright"},
	{"hyperlinking", "hyperlinking"},
	{"archive", "archive"},
	{"screen-reader", "screen-reader"},
}

func (s *Site) own(page struct{ path, slug string }) fiber.Handler {
	return func(c *fiber.Ctx) error {
		d, ok := s.Library.Document(kindHelp, page.slug, s.Speaker(c).Lang())
		if !ok {
			return web.ErrMissing
		}
		return s.drawDocument(c, d, nil)
	}
}

type helpPage struct {
	Helplines *content.Document
	Pages     []*content.Document
}

// help shows whom to call, then what else there is to read.
func (s *Site) help(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := helpPage{}
	page.Helplines, _ = s.Library.Document(kindHelp, "helplines", sp.Lang())
	for _, d := range s.Library.Documents(kindHelp, sp.Lang()) {
		if d.Slug != "helplines" {
			page.Pages = append(page.Pages, d)
		}
	}
	return s.Draw(c, "public/help", fiber.StatusOK, sp.T("help.title"), page, web.MaxAge(minutes5))
}
