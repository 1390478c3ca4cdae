package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

// mapped are the pages of the site map with the message id of their name.
var mapped = []struct{ Path, Name string }{
	{"", "nav.home"},
	{"form", "nav.form"},
	{"number", "nav.number"},
	{"help", "help.title"},
	{"safety", "nav.safety"},
	{"search", "nav.search"},
	{"library/", "nav.library"},
	{"library/changes", "pack.changes"},
	{"library/laws/concordance", "library.concordance"},
	{"pack/edit", "pack.make"},
	{"units/", "nav.units"},
	{"statistics", "nav.statistics"},
	{"settings", "nav.settings"},
	{"about", "nav.about_us"},
	{"contact", "nav.contact"},
	{"feedback", "nav.feedback"},
	{"policies", "nav.policies"},
	{"privacy", "nav.privacy"},
	{"terms", "nav.terms"},
	{"copyright", "nav.copyright"},
	{"hyperlinking", "nav.hyperlinking"},
	{"archive", "nav.archive"},
	{"accessibility", "nav.accessibility"},
	{"screen-reader", "nav.screen_reader"},
}

// hidden are pages that no index should lead a watcher to, or a robot: of packs
// there is no end.
var hidden = map[string]bool{"form": true, "number": true, "settings": true, "search": true, "feedback": true, "pack/edit": true}

type sitemapPage struct {
	Pages []struct{ Path, Name string }
	Kinds []mappedKind
	Feeds []feedLine
}

type mappedKind struct {
	Kind, Name string
	Documents  []*content.Document
}

func (s *Site) sitemap(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := sitemapPage{Pages: mapped, Feeds: s.feeds(sp)}
	for _, kind := range s.Library.Kinds() {
		if docs := s.Library.Documents(kind, sp.Lang()); len(docs) > 0 {
			page.Kinds = append(page.Kinds, mappedKind{kind, kindName(kind), docs})
		}
	}
	return s.Draw(c, "public/sitemap", fiber.StatusOK, sp.T("nav.sitemap"), page, web.MaxAge(minutes5))
}
