package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/search"
)

// apiLang is the language asked for, else that of Accept-Language.
func (s *Site) apiLang(c *fiber.Ctx) string {
	if tag := c.Query("lang"); s.Speaks(tag) {
		return tag
	}
	return s.Speaker(c).Lang()
}

func (s *Site) apiSearch(c *fiber.Ctx) error {
	kind := c.Query("kind")
	if kind != "" && !s.hasKind(kind) {
		return s.unprocessable(c, []apiError{fieldError(s.Speaker(c), "kind", "tip.unknown_choice", 0)})
	}
	found, err := s.Index.Search(c.UserContext(), search.Query{
		Words: query(c), Lang: s.apiLang(c), Kind: kind, Page: pageNumber(c), Size: hitsAPage,
	})
	if err != nil {
		return err
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return sendJSON(c, fiber.StatusOK, found)
}
