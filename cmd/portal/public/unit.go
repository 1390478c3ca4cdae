package public

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips/ahtu"
)

type unitPage struct {
	Code, State, StateName      string
	What                        string // message id: what this body is
	Assumed, Layout2020, Reads  bool
	Seat, Phone, Address, Hours string
	Source, Checked             string
	Districts                   []string
	Above                       []named
	Linked                      linked
}

// unit shows one body: what it is, which districts it answers for, who is
// above it, and where we know it from.
func (s *Site) unit(c *fiber.Ctx) error {
	b, ok := s.Units.Body(c.Params("code"))
	if !ok {
		return web.ErrMissing
	}
	sp := s.Speaker(c)
	reads, err := s.Line.Reading(c.UserContext())
	if err != nil {
		return err
	}
	page := unitPage{
		Code: b.Code, What: "unit.what_" + b.Kind, Reads: reads[b.Code],
		Phone: b.Phone, Address: b.Address, Hours: b.Hours, Source: b.Source,
		Assumed: b.Kind == ahtu.KindUnit && b.Basis != ahtu.Published,
		// Source: order of 20.10.2020 as reported; CONTRACT, "Unit codes".
		Layout2020: b.Kind == ahtu.KindUnit && b.State == "UP" && b.Basis == ahtu.Published && len(b.Districts) > 1,
	}
	if page.Assumed {
		page.What = "unit.what_assumed"
	}
	if b.Kind != ahtu.KindCell {
		page.State, page.StateName = b.State, s.stateName(sp, b.State)
	}
	if b.Kind == ahtu.KindUnit {
		page.Seat = s.names().Seat(sp, b)
	}
	if day, err := time.Parse(time.DateOnly, b.CheckedOn); err == nil {
		page.Checked = sp.Date(day)
	}
	for _, lgd := range b.Districts {
		if d, ok := s.Gazetteer.District(lgd); ok {
			page.Districts = append(page.Districts, s.districtName(sp, d))
		}
	}
	for code, ok := s.Units.Above(b.Code); ok; code, ok = s.Units.Above(code) {
		page.Above = append(page.Above, named{code, s.codeName(sp, code)})
	}
	page.Linked = s.linkedUnit(c, b, page)
	return s.Draw(c, "public/unit", fiber.StatusOK, s.bodyName(sp, b), page, web.MaxAge(minutes5))
}
