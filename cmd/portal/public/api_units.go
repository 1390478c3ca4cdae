package public

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips/ahtu"
)

// apiBody is a body as CONTRACT, "Unit codes" describes it.
type apiBody struct {
	Code      string `json:"code"`
	State     string `json:"state"`
	Kind      string `json:"kind"`
	Seat      string `json:"seat"`
	Districts []int  `json:"districts"`
	Basis     string `json:"basis"`
	Reads     bool   `json:"reads"`
	Source    string `json:"source"`
	From      string `json:"from"`
	To        string `json:"to"`
}

func bodyJSON(b ahtu.Body, reads map[string]bool) apiBody {
	districts := b.Districts
	if districts == nil {
		districts = []int{}
	}
	return apiBody{b.Code, b.State, b.Kind, b.Seat, districts, b.Basis, reads[b.Code], b.Source, b.From, b.To}
}

// apiUnits lists the bodies in force today, of one State where ?state= is given.
func (s *Site) apiUnits(c *fiber.Ctx) error {
	state := strings.ToUpper(c.Query("state"))
	if _, ok := s.Gazetteer.State(state); state != "" && !ok {
		return s.unprocessable(c, []apiError{fieldError(s.Speaker(c), "state", "tip.unknown_choice", 0)})
	}
	reads, err := s.Line.Reading(c.UserContext())
	if err != nil {
		return err
	}
	out := []apiBody{}
	for _, b := range s.Units.All(s.now()) {
		if state == "" || b.State == state {
			out = append(out, bodyJSON(b, reads))
		}
	}
	return sendJSON(c, fiber.StatusOK, out)
}

func (s *Site) apiUnit(c *fiber.Ctx) error {
	b, ok := s.Units.Body(c.Params("code"))
	if !ok {
		return web.ErrMissing
	}
	reads, err := s.Line.Reading(c.UserContext())
	if err != nil {
		return err
	}
	return sendJSON(c, fiber.StatusOK, bodyJSON(b, reads))
}
