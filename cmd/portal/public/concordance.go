package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

type concordancePage struct {
	Laws []concordedLaw
}

// concordedLaw is a new law with the sections that it put in the place of old
// ones.
type concordedLaw struct {
	placeLink
	Since string // in words; "" where the law's page does not say it
	Rows  []concordRow
}

type concordRow struct{ Old, New placeLink }

// concordance lists old and new sections side by side.
func (s *Site) concordance(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := concordancePage{}
	last := ""
	for _, r := range s.Library.Concordance() {
		if r.New.Slug != last {
			last = r.New.Slug
			d, ok := s.Library.Document(r.New.Kind, r.New.Slug, sp.Lang())
			if !ok {
				continue
			}
			law := concordedLaw{placeLink: s.placedDocument(sp, d)}
			if d.Since != "" {
				law.Since = s.dayWords(sp, d.Since)
			}
			page.Laws = append(page.Laws, law)
		}
		law := &page.Laws[len(page.Laws)-1]
		law.Rows = append(law.Rows, concordRow{s.shortly(sp, r.Old), s.shortly(sp, r.New)})
	}
	return s.Draw(c, "public/concordance", fiber.StatusOK, sp.T("library.concordance"), page, web.MaxAge(minutes5))
}

// shortly names a section as officers do, "IPC 370": a table of whole titles
// cannot be read.
func (s *Site) shortly(sp i18n.Speaker, p content.Pointer) placeLink {
	x := s.placed(sp, p)
	if d, ok := s.Library.Document(p.Kind, p.Slug, sp.Lang()); ok {
		x.Words = d.Short(p.Anchor)
	}
	return x
}
