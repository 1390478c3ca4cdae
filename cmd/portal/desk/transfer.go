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
	to, offered, faults := v.bodyNamed(d.To, v.form.Get("body"), "to", "among")
	d.Among = offered
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

// giveBack gives an inbound tip back to the body that gave it.
func (s *Site) giveBack(v *visit) error {
	err := s.Desk.Return(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), v.form.Get("return"))
	return v.acted(err, "returned", draft{Typed: v.form})
}

// bodyNamed is the body that an officer typed or chose: by its code, or of
// those at a place. What it is not sure of it offers, with the fault's field
// and message.
func (v *visit) bodyNamed(typed, chosen, field, among string) (body string, offered []choice, wrong []fault) {
	typed = strings.TrimSpace(typed)
	if chosen != "" {
		return chosen, nil, nil
	}
	if _, ok := v.site.Units.Body(strings.ToUpper(typed)); ok {
		return strings.ToUpper(typed), nil, nil
	}
	offered = v.bodiesAt(typed)
	switch {
	case typed == "":
		wrong = []fault{{field, "desk.transfer.to.missing"}}
	case len(offered) == 0:
		wrong = []fault{{field, "desk.transfer.to.unknown"}}
	default:
		wrong = []fault{{among, "desk.transfer.choose"}}
	}
	return "", offered, wrong
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
