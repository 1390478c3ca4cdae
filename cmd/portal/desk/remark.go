package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// remark adds an internal note. It changes nothing of the tip, so no version is
// compared: nobody's note is lost because somebody else was quicker.
func (s *Site) remark(v *visit) error {
	id, text := v.c.Params("id"), v.form.Get("remark")
	err := s.Desk.AddRemark(v.c.UserContext(), v.seat, id, text)
	if w, ok := v.invalids("desk.wrong", err); ok {
		return v.drawTip(fiber.StatusUnprocessableEntity, draft{Remark: text, Wrong: w})
	}
	if errors.Is(err, tips.ErrNotFound) || errors.Is(err, tips.ErrForbidden) {
		return hidden(err)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/tips/"+id+"?"+noteQuestion+"=remarked"+"#remarks")
}
