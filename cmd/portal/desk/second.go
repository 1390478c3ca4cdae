package desk

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type secondPage struct {
	ToAgree, Own []proposalRow
}

type proposalRow struct {
	ID, Text, Who, Object, Path string
	At, Until                   moment
	Agreed                      bool
	Do                          string // where the one who asked does it, once agreed
}

// second lists what waits for a second person.
func (s *Site) second(v *visit) error {
	toAgree, own, err := s.Desk.Proposed(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	names := map[string]string{v.seat.Officer.ID: v.seat.Officer.Name}
	if v.seat.May(tips.ActAccounts) {
		officers, err := s.Desk.Accounts(v.c.UserContext(), v.seat)
		if err != nil {
			return err
		}
		for _, o := range officers {
			names[o.ID] = o.Name
		}
	}
	row := func(p tips.Proposal) proposalRow {
		r := proposalRow{ID: p.ID, Text: v.word("desk.two.", string(p.Act)), Who: nameOf(names, p.By), Object: short(p.Object),
			At: v.at(p.At), Until: v.at(p.Expires), Agreed: p.Seconded != ""}
		if name := names[p.Object]; name != "" {
			r.Object = name
		}
		if r.Agreed && p.By == v.seat.Officer.ID && p.Act == tips.ActInvite {
			r.Do = "/people/invitations/" + p.ID
		}
		if asked, ok := tips.InviteRequestOf(p); ok {
			r.Object = strings.Join([]string{asked.Name, v.word("desk.role.", asked.Role), asked.Body}, " · ")
		}
		if tips.AboutTip(p.Act) {
			r.Path = "/tips/" + p.Object
			if id, file := tips.HandoutOf(p); file {
				r.Path += "/export/" + id
			}
		}
		return r
	}
	page := secondPage{}
	for _, p := range toAgree {
		page.ToAgree = append(page.ToAgree, row(p))
	}
	for _, p := range own {
		page.Own = append(page.Own, row(p))
	}
	return v.draw("second", fiber.StatusOK, v.T("desk.second.title"), page)
}

// agree agrees to what another asked for, or refuses it.
func (s *Site) agree(v *visit) error {
	yes := v.form.Get("yes") == "1"
	if _, err := s.Desk.Agree(v.c.UserContext(), v.seat, v.c.Params("proposal"), yes); err != nil {
		return err
	}
	if yes {
		return web.SeeOther(v.c, "/second?"+noteQuestion+"=agreed")
	}
	return web.SeeOther(v.c, "/second?"+noteQuestion+"=not-agreed")
}
