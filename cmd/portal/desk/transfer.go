package desk

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
	"mukti/tips/ahtu"
)

// mostOffered bounds how many bodies are offered for a place.
const mostOffered = 12

// transfer gives a tip to another body, named by its code or by a place. For a
// place the bodies are offered first: a tip must not go astray by a spelling.
func (s *Site) transfer(v *visit) error {
	d := draft{To: strings.TrimSpace(v.form.Get("to")), Why: v.form.Get("why")}
	to := v.form.Get("body")
	if to == "" {
		if _, ok := s.Units.Body(strings.ToUpper(d.To)); ok {
			to = strings.ToUpper(d.To)
		}
	}
	var faults []fault
	if to == "" {
		d.Among = v.bodiesAt(d.To)
		switch {
		case d.To == "":
			faults = append(faults, fault{"to", "desk.transfer.to.missing"})
		case len(d.Among) == 0:
			faults = append(faults, fault{"to", "desk.transfer.to.unknown"})
		default:
			faults = append(faults, fault{"among", "desk.transfer.choose"})
		}
	}
	if strings.TrimSpace(d.Why) == "" {
		faults = append(faults, fault{"because", "desk.transfer.why.missing"})
	}
	if len(faults) > 0 {
		if to != "" {
			d.Among = []choice{{to, v.body(to), true}}
		}
		d.Wrong = v.wrong("desk.wrong", faults...)
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	err := s.Desk.Transfer(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), to, d.Why)
	return v.acted(err, "transferred", d)
}

// bodiesAt are the units of the districts that a place may mean, each with the
// bureau of its State.
func (v *visit) bodiesAt(place string) (out []choice) {
	if v.site.Places == nil || place == "" {
		return nil
	}
	add := func(code string) {
		if _, ok := v.site.Units.Body(code); ok && code != v.seat.Officer.Body && len(out) < mostOffered &&
			!slices.ContainsFunc(out, func(c choice) bool { return c.Value == code }) {
			out = append(out, choice{code, v.body(code), false})
		}
	}
	var states []string
	for _, c := range v.site.Places.Find(place) {
		if u, ok := v.site.Units.For(c.State, c.District, v.site.Now()); ok && c.District != 0 {
			add(u.Code)
		}
		states = append(states, c.State)
	}
	for _, s := range states {
		add(ahtu.Bureau(s))
	}
	return out
}

// mayTransfer tells whether the page offers it.
func mayTransfer(t tips.TipView) bool {
	return t.Tip.Status != tips.Closed && (t.Mine || t.Tip.Taker == "" && t.MayTake)
}
