package desk

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// same says that the near copies of a tip are the same report.
func (s *Site) same(v *visit) error {
	_, err := s.Desk.Same(v.c.UserContext(), v.seat, v.c.Params("id"), v.version())
	return v.acted(err, "joined", draft{})
}

// separate takes that back for one tip.
func (s *Site) separate(v *visit) error {
	err := s.Desk.Separate(v.c.UserContext(), v.seat, v.c.Params("id"), v.version())
	return v.acted(err, "separated", draft{})
}

// join says that a tip is the same as one other: chosen, or named by its id.
func (s *Site) join(v *visit) error {
	d := draft{Typed: v.form}
	other, wrong := v.tipNamed()
	if wrong != nil {
		d.Wrong = v.wrong("desk.wrong", *wrong)
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	err := s.Desk.Join(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), other)
	return v.acted(err, "went-with", d)
}

// tie links another tip by hand.
func (s *Site) tie(v *visit) error {
	d := draft{Typed: v.form}
	other, wrong := v.tipNamed()
	if wrong != nil {
		d.Wrong = v.wrong("desk.wrong", *wrong)
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	err := s.Desk.Tie(v.c.UserContext(), v.seat, v.c.Params("id"), other, v.form.Get("tie"))
	return v.acted(err, "tied", d)
}

// untie takes such a link back.
func (s *Site) untie(v *visit) error {
	err := s.Desk.Untie(v.c.UserContext(), v.seat, v.c.Params("id"), v.form.Get("link"))
	return v.acted(err, "untied", draft{})
}

// tipNamed is the other tip that a form names: the one chosen, or the one of
// this body whose id begins as typed. Of two that begin alike neither is meant.
func (v *visit) tipNamed() (id string, wrong *fault) {
	typed := strings.ToLower(strings.TrimSpace(v.form.Get("other")))
	if chosen := v.form.Get("near"); chosen != "" && typed == "" {
		return chosen, nil
	}
	if len(typed) < minShort {
		return "", &fault{"other", "desk.fault.other"}
	}
	id, err := v.site.Desk.FindTip(v.c.UserContext(), v.seat, typed)
	if err != nil {
		return "", &fault{"other", "desk.tip.no_other"}
	}
	return id, nil
}

// minShort is how much of an id an officer has to type: what pages show of one.
const minShort = 8
