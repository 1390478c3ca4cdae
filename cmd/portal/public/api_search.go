package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/search"
)

// apiLang is the language asked for, else that of Accept-Language.
func (s *Site) apiLang(c *fiber.Ctx) string {
	if tag := c.Query("lang"); s.Speaks(tag) {
		return tag
	}
	return s.Speaker(c).Lang()
}

// apiSearch answers what the page shows. A choice that does not exist is said.
func (s *Site) apiSearch(c *fiber.Ctx) error {
	a := s.asked(c)
	var faults []apiError
	for _, field := range []struct{ name, taken string }{{"kind", a.kind}, {"state", a.state}, {"in", a.in}, {"year", yearText(a.year)}} {
		if c.Query(field.name) != field.taken {
			faults = append(faults, fieldError(s.Speaker(c), field.name, "tip.unknown_choice", 0))
		}
	}
	if len(faults) > 0 {
		return s.unprocessable(c, faults)
	}
	found, err := s.Index.Search(c.UserContext(), a.query(s.apiLang(c)))
	if err != nil {
		return s.notYet(c, err)
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return sendJSON(c, fiber.StatusOK, found)
}

// suggestions is the answer of /search/suggest.
type suggestions struct {
	Query       string   `json:"query"`
	Lang        string   `json:"lang"`
	Suggestions []string `json:"suggestions"`
}

// apiSuggest completes what is being typed.
func (s *Site) apiSuggest(c *fiber.Ctx) error {
	words, lang := query(c), s.apiLang(c)
	found, err := s.Index.Suggest(c.UserContext(), words, lang, search.MostSuggestions)
	if err != nil {
		return s.notYet(c, err)
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return sendJSON(c, fiber.StatusOK, suggestions{words, lang, found})
}

// buildingSeconds is when to come back while the index is being built.
const buildingSeconds = "5"

// notYet says that the index is still being built, or could not be.
func (s *Site) notYet(c *fiber.Ctx, err error) error {
	away := s.searchAway(err)
	if away == "" {
		return err
	}
	if away == searchBuilding {
		c.Set(fiber.HeaderRetryAfter, buildingSeconds)
	}
	return s.problem(c, web.Fault{Status: fiber.StatusServiceUnavailable, MsgID: away})
}
