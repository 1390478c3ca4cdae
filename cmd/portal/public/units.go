package public

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips/ahtu"
)

type unitsPage struct {
	Words            string
	Found            []unitFound
	State, StateName string
	Rows             []unitRow
	Bureau, Cell     named
	States           []named
}

type unitFound struct{ Code, Name, Place string }

type unitRow struct{ District, Code, Name string }

// maxFound is how many places a search for a unit shows.
const maxFound = 8

// units is the directory: the States, the districts of one, or what a place
// as typed leads to.
func (s *Site) units(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := unitsPage{Words: query(c), Cell: named{ahtu.Cell, s.codeName(sp, ahtu.Cell)}}
	if page.Words != "" {
		page.Found = s.findUnits(sp, page.Words)
	}
	title := sp.T("units.title")
	if code := strings.ToUpper(c.Query("state")); code != "" {
		st, ok := s.Gazetteer.State(code)
		if !ok {
			return web.ErrMissing
		}
		page.State, page.StateName = st.Code, s.stateName(sp, st.Code)
		title = sp.T("units.of", "State", page.StateName)
		page.Bureau = named{ahtu.Bureau(st.Code), s.codeName(sp, ahtu.Bureau(st.Code))}
		for _, d := range s.Gazetteer.Districts(st.Code) {
			if u, ok := s.Units.For(st.Code, d.LGD, s.now()); ok {
				page.Rows = append(page.Rows, unitRow{s.districtName(sp, d), u.Code, s.bodyName(sp, u)})
			}
		}
	} else {
		page.States = s.states(sp)
	}
	opts := []web.Option{web.MaxAge(minutes5)}
	if page.Words != "" {
		opts = []web.Option{web.NoIndex()} // where somebody lives is nobody's to keep
	}
	return s.Draw(c, "public/units", fiber.StatusOK, title, page, opts...)
}

func (s *Site) findUnits(sp i18n.Speaker, words string) []unitFound {
	var out []unitFound
	for _, p := range s.Gazetteer.Find(words) {
		if p.State == "" || len(out) == maxFound {
			continue
		}
		code, place := ahtu.Bureau(p.State), s.stateName(sp, p.State)
		if u, ok := s.Units.For(p.State, p.District, s.now()); ok && p.District != 0 {
			code = u.Code
			if d, ok := s.Gazetteer.District(p.District); ok {
				place = s.districtName(sp, d) + ", " + place
			}
		}
		out = append(out, unitFound{code, s.codeName(sp, code), place})
	}
	return out
}
