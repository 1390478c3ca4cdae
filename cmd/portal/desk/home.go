package desk

import (
	"mukti/cmd/portal/web"
)

// home leads to where the officer's work is.
func (s *Site) home(v *visit) error {
	note := ""
	if v.note() != "" {
		note = "?" + noteQuestion + "=" + v.c.Query(noteQuestion)
	}
	switch {
	case v.seat == nil:
		return web.SeeOther(v.c, "/sign-in"+note)
	case v.seat.Waiting:
		return web.SeeOther(v.c, "/waiting")
	case v.may("/queue"):
		return web.SeeOther(v.c, "/queue"+note)
	case v.may("/people"):
		return web.SeeOther(v.c, "/people"+note)
	case v.may("/feedback"):
		return web.SeeOther(v.c, "/feedback"+note)
	}
	return v.draw("idle", 200, v.T("desk.idle.title"), nil)
}
