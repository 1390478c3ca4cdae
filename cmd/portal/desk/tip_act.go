package desk

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// fieldNote is the closing note's field.
const fieldNote = "note"

// version is the version of the tip that the officer was looking at. What is
// no number counts as a version that nobody has, so the answer is "changed
// meanwhile" and never a change.
func (v *visit) version() int64 {
	n, err := strconv.ParseInt(v.form.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// acted answers an act on a tip: back to its page when it was done; the page
// with the fresh state, and with what was typed, when it was not.
func (v *visit) acted(err error, note string, d draft) error {
	id := v.c.Params("id")
	switch {
	case err == nil:
		return web.SeeOther(v.c, "/tips/"+id+"?"+noteQuestion+"="+note)
	case errors.Is(err, tips.ErrStale):
		d.Wrong = v.wrong("desk.stale.head", fault{"", "desk.stale.text"})
		return v.drawTip(fiber.StatusConflict, d)
	}
	if errors.Is(err, tips.ErrForbidden) {
		d.Wrong = v.wrong("desk.wrong", fault{"", "desk.fault.not_yours"})
		return v.drawTip(fiber.StatusForbidden, d)
	}
	if w, ok := v.invalids("desk.wrong", err); ok {
		d.Wrong = w
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	return err
}

// hidden makes a tip that is not this officer's look like one that does not
// exist: even that there is such a tip may be what is kept from this officer.
// Source: SECURITY.md, "Against whom", row friendly officer.
func hidden(err error) error {
	if errors.Is(err, tips.ErrForbidden) {
		return errors.Join(tips.ErrNotFound, err)
	}
	return err
}
