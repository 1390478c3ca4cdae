package desk

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type keepingPage struct {
	Wrong            *wrongs
	ID, Short        string
	Version          int64
	Texts            []string // how long, until when, what stops it
	Closed, Erases   *moment
	MayHold, MayLift bool
	MayErase         bool
	Asked            bool
	Second           bool // this would be the second body's word
	Holds, Reasons   []choice
}

func (s *Site) keeping(v *visit) error { return v.drawKeeping(fiber.StatusOK, "", "", nil) }

// drawKeeping shows for how long a tip is kept, with what was chosen.
func (v *visit) drawKeeping(status int, hold, why string, w *wrongs) error {
	k, err := v.site.Desk.KeepingOf(v.c.UserContext(), v.seat, v.c.Params("id"))
	if err != nil {
		return hidden(err)
	}
	p := keepingPage{Wrong: w, ID: k.Tip.ID, Short: short(k.Tip.ID), Version: k.Tip.Version, MayHold: k.MayHold, MayLift: k.MayLift,
		MayErase: k.Erasing, Asked: k.Asked, Second: k.Held,
		Holds: v.choices("desk.hold.", hold, tips.HoldReasons()), Reasons: v.choices("desk.erase.", why, tips.EraseReasons())}
	switch {
	case k.Closed.IsZero():
		p.Texts = append(p.Texts, v.T("desk.keeping.open"))
	case k.Erases.IsZero():
		p.Texts = append(p.Texts, v.T("desk.keeping.never"))
	default:
		p.Texts = append(p.Texts, v.N("desk.keeping.days", int(k.Keep/(24*time.Hour)), "Reason", v.word("desk.reason.", k.Tip.Reason)))
	}
	if !k.Closed.IsZero() {
		at := v.at(k.Closed)
		p.Closed = &at
	}
	if !k.Erases.IsZero() && !k.Held {
		at := v.at(k.Erases)
		p.Erases = &at
	}
	if k.Held {
		id := "desk.keeping.held"
		if k.Hold.Second == "" {
			id = "desk.keeping.held.first"
		}
		p.Texts = append(p.Texts, v.T(id, "Body", v.body(k.Hold.Body), "Second", v.body(k.Hold.SecondBody), "Reason", v.word("desk.hold.", k.Hold.Reason), "Until", v.DateTime(k.Hold.Until)))
		if k.Hold.LiftBody != "" {
			p.Texts = append(p.Texts, v.T("desk.keeping.lifting", "Body", v.body(k.Hold.LiftBody)))
		}
	}
	return v.draw("keeping", status, v.T("desk.keeping.title", "Tip", p.Short), p)
}

// kept answers an act of keeping.
func (v *visit) kept(err error, note string) error {
	status, about := fiber.StatusConflict, fault{"", "desk.stale.text"}
	switch {
	case err == nil:
		return web.SeeOther(v.c, "/tips/"+v.c.Params("id")+"/keeping?"+note)
	case errors.Is(err, tips.ErrHeld):
		about = fault{"", "desk.keeping.stopped"}
	case errors.Is(err, tips.ErrStale):
	case errors.Is(err, tips.ErrForbidden):
		status, about = fiber.StatusForbidden, fault{"", "desk.fault.not_yours"}
	default:
		w, ok := v.invalids("desk.wrong", err)
		if !ok {
			return hidden(err)
		}
		return v.drawKeeping(fiber.StatusUnprocessableEntity, v.form.Get("reason"), v.form.Get("why"), w)
	}
	return v.drawKeeping(status, v.form.Get("reason"), v.form.Get("why"), v.wrong("desk.wrong", about))
}

// hold stops the erasing of a tip, or agrees to that.
func (s *Site) hold(v *visit) error {
	return v.kept(s.Desk.PutHoldOn(v.c.UserContext(), v.seat, v.c.Params("id"), v.form.Get("reason")), noteQuestion+"=held")
}

// lift lets the erasing go on, or asks the other body to.
func (s *Site) lift(v *visit) error {
	return v.kept(s.Desk.LiftHoldOn(v.c.UserContext(), v.seat, v.c.Params("id")), noteQuestion+"=lifted")
}

// erase erases a tip before its time, or asks for a second person.
func (s *Site) erase(v *visit) error {
	asked, err := s.Desk.EraseTip(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), v.form.Get("why"))
	if err == nil && !asked {
		return web.SeeOther(v.c, "/queue?"+noteQuestion+"=erased")
	}
	if err == nil {
		return web.SeeOther(v.c, "/second?"+noteQuestion+"=asked")
	}
	return v.kept(err, "")
}
