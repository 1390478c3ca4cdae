package desk

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// route is one address with who may come to it: the whole of the desk's
// authorisation that does not depend on a single tip. Which tips an officer
// may open is decided by package tips, by the keys that the officer holds.
type route struct {
	Method, Path string
	Open         bool     // no session is needed
	Roles        []string // who may come with one
	Unconfirmed  bool     // also an officer whose enrolment nobody has confirmed yet
	do           func(*visit) error
}

// routes is the one table of addresses. The administrator is in no row that
// leads to a tip. Source: SECURITY.md, "Against whom", row administrator.
func (s *Site) routes() []route {
	readers := []string{tips.RoleOfficer, tips.RoleInCharge, tips.RoleNodal, tips.RoleCell}
	people := append([]string{tips.RoleAdministrator}, readers...)
	all := append([]string{tips.RoleEditor}, people...)
	admin := []string{tips.RoleAdministrator}
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/", true, all, true, s.home},
		{get, "/sign-in", true, all, true, s.signInPage},
		{post, "/sign-in", true, all, true, s.signIn},
		{post, "/sign-out", false, all, true, s.signOut},
		{post, "/language", true, all, true, s.language},
		{get, "/demonstration", true, all, true, s.demonstration},
		{get, "/enrol/:token", true, all, true, s.enrolPage},
		{post, "/enrol/:token", true, all, true, s.enrol},
		{get, "/queue", false, readers, false, s.queue},
		{get, "/tips/:id", false, readers, false, s.tip},
		{post, "/tips/:id/take", false, readers, false, s.take},
		{post, "/tips/:id/ask", false, readers, false, s.ask},
		{post, "/tips/:id/close", false, readers, false, s.close},
		{post, "/tips/:id/transfer", false, readers, false, s.transfer},
		{post, "/tips/:id/same", false, readers, false, s.same},
		{post, "/tips/:id/separate", false, readers, false, s.separate},
		{get, "/links", false, readers, false, s.links},
		{get, "/tips/:id/files/:file", false, readers, false, s.file},
		{get, "/tips/:id/files/:file/clean", false, readers, false, s.fileClean},
		{get, "/tips/:id/files/:file/redrawn", false, readers, false, s.fileRedrawn},
		{get, "/waiting", false, readers, true, s.waiting},
		{post, "/waiting/:officer/confirm", false, readers, false, s.confirm},
		{get, "/people", false, people, false, s.people},
		{post, "/people", false, admin, false, s.invite},
		{post, "/people/:officer/disable", false, admin, false, s.disable},
	}
}

// admits tells whether a session, nil for none, may come to the address: nil,
// [tips.ErrSession], [tips.ErrWaiting] or [tips.ErrForbidden].
func (r route) admits(seat *tips.Seat) error {
	switch {
	case r.Open:
		return nil
	case seat == nil:
		return tips.ErrSession
	case !slices.Contains(r.Roles, seat.Officer.Role):
		return tips.ErrForbidden
	case seat.Waiting && !r.Unconfirmed:
		return tips.ErrWaiting
	}
	return nil
}
