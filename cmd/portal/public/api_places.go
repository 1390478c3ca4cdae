package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/tips/places"
)

// apiPlaces gives what a place as typed may mean, best first, with the names
// that the reader knows.
func (s *Site) apiPlaces(c *fiber.Ctx) error {
	sp := s.Bundle.Speaker(s.apiLang(c))
	found := s.Gazetteer.Find(query(c))
	out := make([]places.Candidate, 0, len(found)) // never null
	for _, p := range found {
		switch d, ok := s.Gazetteer.District(p.District); {
		case ok:
			p.Name = s.districtName(sp, d)
		case p.State != "":
			p.Name = s.stateName(sp, p.State)
		}
		out = append(out, p)
	}
	c.Vary(fiber.HeaderAcceptLanguage)
	return sendJSON(c, fiber.StatusOK, out)
}
