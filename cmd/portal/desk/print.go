package desk

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

type printPage struct {
	tipPage
	By string // who printed it, and when
}

// print is a tip's page for paper: no way to reach the tipster, no picture, no
// file; who printed it and when stands on top.
func (s *Site) print(v *visit) error {
	t, err := s.Desk.Print(v.c.UserContext(), v.seat, v.c.Params("id"))
	if err != nil {
		return hidden(err)
	}
	p := printPage{tipPage: v.tipPage(t)}
	p.Contact, p.Files, p.Links = nil, nil, nil
	p.By = v.T("desk.print.by", "Name", v.seat.Officer.Name, "Body", v.body(v.seat.Officer.Body), "At", v.DateTime(v.site.Now()))
	return v.draw("print", fiber.StatusOK, strings.TrimSpace(p.Title), p)
}
