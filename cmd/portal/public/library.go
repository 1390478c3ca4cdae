package public

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

type libraryPage struct {
	Kinds []kindLine
}

type kindLine struct {
	Kind, Name, Hint string // Name and Hint are message ids
	Count            int
}

func (s *Site) library(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := libraryPage{}
	for _, kind := range s.Library.Kinds() {
		if n := len(s.Library.Documents(kind, sp.Lang())); n > 0 {
			page.Kinds = append(page.Kinds, kindLine{kind, kindName(kind), kindHint(kind), n})
		}
	}
	return s.Draw(c, "public/library", fiber.StatusOK, sp.T("nav.library"), page, web.MaxAge(minutes5))
}

func kindName(kind string) string { return "kind." + kind }
func kindHint(kind string) string { return "kind_hint." + kind }

func (s *Site) hasKind(kind string) bool { return slices.Contains(s.Library.Kinds(), kind) }

type kindPage struct {
	Kind      string
	Hint      string // message id
	Documents []listed
}

// kind lists the documents of one kind.
func (s *Site) kind(c *fiber.Ctx) error {
	kind := c.Params("kind")
	if !s.hasKind(kind) {
		return web.ErrMissing
	}
	sp := s.Speaker(c)
	page := kindPage{Kind: kind, Hint: kindHint(kind)}
	for _, d := range s.Library.Documents(kind, sp.Lang()) {
		page.Documents = append(page.Documents, list(sp, d))
	}
	return s.Draw(c, "public/kind", fiber.StatusOK, sp.T(kindName(kind)), page, web.MaxAge(minutes5))
}
