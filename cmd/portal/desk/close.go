package desk

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// close ends the work on a tip, with a reason that the tipster sees in plain
// words and a note that stays sealed.
func (s *Site) close(v *visit) error {
	d := draft{Reason: v.form.Get("reason"), Note: v.form.Get(fieldNote)}
	// The domain names one fault; a form shows all of them.
	var faults []fault
	if !slices.Contains(reasons(), d.Reason) {
		faults = append(faults, fault{"reason", "desk.bad_reason"})
	}
	if strings.TrimSpace(d.Note) == "" {
		faults = append(faults, fault{fieldID(fieldNote), "desk.fault.note"})
	}
	if len(faults) > 0 {
		d.Wrong = v.wrong("desk.wrong", faults...)
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	err := s.Desk.Close(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), d.Reason, d.Note)
	return v.acted(err, "closed", d)
}
