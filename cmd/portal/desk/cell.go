package desk

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// cell shows the same by State, and which States tips tie together. Rows and
// tiles name the cell's own tips "IN".
func (s *Site) cell(v *visit) error {
	month := v.monthAsked()
	o, err := s.Desk.ByState(v.c.UserContext(), v.seat, month)
	if err != nil {
		return err
	}
	flows, err := s.Desk.Flows(v.c.UserContext(), v.seat, month)
	if err != nil {
		return err
	}
	page := v.overview(o, "/cell", month, v.stateRow)
	page.States = true
	overdue, ties, mostLate, mostTied := map[string]int{}, map[string]int{}, 0, 0
	for _, r := range o.Rows {
		overdue[r.Code] = r.Overdue
		mostLate = max(mostLate, r.Overdue)
	}
	page.Tiles = web.StateTiles(func(state string) (string, int) {
		n, ok := overdue[state]
		if !ok {
			return "", 0
		}
		return v.Number(n), web.Shade(n, mostLate)
	})
	for _, f := range flows {
		ties[f.State] += f.N
		ties[f.Other] += f.N
		mostTied = max(mostTied, ties[f.State], ties[f.Other])
		page.Flows = append(page.Flows, flowRow{v.stateRow(f.State), v.stateRow(f.Other), v.Number(f.N)})
	}
	page.Ties = web.StateTiles(func(state string) (string, int) {
		if ties[state] == 0 {
			return "", 0
		}
		return v.Number(ties[state]), web.Shade(ties[state], mostTied)
	})
	return v.draw("cell", fiber.StatusOK, v.T("desk.cell.title"), page)
}

// stateRow is the name of a row: a State, or the cell and the border forces.
func (v *visit) stateRow(code string) string {
	if code == "IN" {
		return v.T("desk.cell.in")
	}
	return v.state(code)
}
