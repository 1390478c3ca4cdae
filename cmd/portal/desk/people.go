package desk

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type peoplePage struct {
	Wrong   *wrongs
	Invite  *inviteForm // nil for who may not invite
	Caption string
	Rows    []personRow
}

type inviteForm struct {
	Name, Login, Body string
	Roles             []choice
	UnitsPage         string
}

type personRow struct {
	ID                             string // of an account that may be disabled here, "" for none
	Name, Login, Role, Body, State string
	Since                          moment
}

func (s *Site) people(v *visit) error {
	return v.drawPeople(fiber.StatusOK, tips.InviteRequest{}, nil)
}

func (v *visit) drawPeople(status int, r tips.InviteRequest, w *wrongs) error {
	officers, err := v.site.Desk.Accounts(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	page := peoplePage{Wrong: w, Caption: v.N("desk.people.caption", len(officers))}
	if v.seat.Officer.Role == tips.RoleAdministrator {
		page.Invite = &inviteForm{Name: r.Name, Login: r.Login, Body: r.Body,
			Roles: v.choices("desk.role.", r.Role, roles())}
		if o := v.site.publicOrigin(); o != "" {
			page.Invite.UnitsPage = strings.TrimSuffix(o, "/") + "/" + v.Lang() + "/units/"
		}
	}
	for _, o := range officers {
		row := personRow{Name: o.Name, Login: o.Login, Role: v.word("desk.role.", o.Role),
			State: v.word("desk.state.", o.State), Since: v.at(o.Created)}
		if page.Invite != nil && o.ID != v.seat.Officer.ID && o.State != tips.OfficerDisabled {
			row.ID = o.ID
		}
		if o.Body != "" {
			row.Body = v.body(o.Body)
		}
		page.Rows = append(page.Rows, row)
	}
	return v.draw("people", status, v.T("desk.people.title"), page)
}

// disable ends an account and its sessions at once.
func (s *Site) disable(v *visit) error {
	if v.form.Get("sure") != "1" {
		return web.Fault{Status: fiber.StatusUnprocessableEntity, MsgID: "desk.fault.unsure"}
	}
	if err := s.Desk.Disable(v.c.UserContext(), v.seat, v.c.Params("officer")); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/people?"+noteQuestion+"=disabled")
}

type invitedPage struct{ For, Link string }

// invite makes a one-time link. It stands on this one answer and nowhere else:
// in no address, no log and no mail of ours.
func (s *Site) invite(v *visit) error {
	r := tips.InviteRequest{
		Name: strings.TrimSpace(v.form.Get("name")), Login: strings.TrimSpace(v.form.Get("login")),
		Role: v.form.Get("role"), Body: strings.ToUpper(strings.TrimSpace(v.form.Get("body"))),
	}
	token, err := s.Desk.InviteAs(v.c.UserContext(), v.seat, r)
	if errors.Is(err, tips.ErrLogin) || errors.Is(err, tips.ErrStale) { // a new account can collide in nothing but its sign-in name
		return v.drawPeople(fiber.StatusUnprocessableEntity, r, v.wrong("desk.wrong", fault{"login", "desk.fault.login"}))
	}
	if w, ok := v.invalids("desk.wrong", err); ok {
		return v.drawPeople(fiber.StatusUnprocessableEntity, r, w)
	}
	if errors.Is(err, tips.ErrTwo) {
		return web.SeeOther(v.c, "/second?"+noteQuestion+"=asked")
	}
	if err != nil {
		return err
	}
	return v.drawInvited(r, token)
}

// inviteAgreed makes the link that a second administrator has agreed to.
func (s *Site) inviteAgreed(v *visit) error {
	r, token, err := s.Desk.InviteAgreed(v.c.UserContext(), v.seat, v.c.Params("proposal"))
	if errors.Is(err, tips.ErrLogin) {
		return v.drawPeople(fiber.StatusUnprocessableEntity, r, v.wrong("desk.wrong", fault{"login", "desk.fault.login"}))
	}
	if err != nil {
		return err
	}
	return v.drawInvited(r, token)
}

func (v *visit) drawInvited(r tips.InviteRequest, token string) error {
	page := invitedPage{
		For:  v.T("desk.invited.for", "Name", r.Name, "Role", v.word("desk.role.", r.Role)),
		Link: strings.TrimSuffix(v.site.Origin, "/") + "/enrol/" + token,
	}
	return v.draw("invited", fiber.StatusCreated, v.T("desk.invited.title"), page)
}
