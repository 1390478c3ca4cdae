package main

import (
	"fmt"
	"io"
	"strings"

	"mukti/cmd/portal/desk"
	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

// explainer writes assessments as a person would read them.
type explainer struct {
	out   io.Writer
	say   i18n.Speaker
	names web.Names
	n     int
}

// explain writes one tip's: urgency, where it goes, every reason with its source.
func (e *explainer) explain(id string, v tips.Verdict) error {
	e.n++
	if id == "" {
		id = fmt.Sprint(e.n)
	}
	a, r, say := v.Assessment, v.Routing, e.say
	var b strings.Builder
	line := func(id string, args ...any) { fmt.Fprintln(&b, "  "+say.T(id, args...)) }
	fmt.Fprintln(&b, say.T("explain.tip", "Tip", id, "Urgency", say.T("desk.urgency."+a.Urgency)))
	line("explain.place", "Place", e.place(v))
	line("explain.chain", "Bodies", strings.Join(e.bodies(r.Chain), " → "))
	if len(r.Copies) > 0 {
		line("explain.copies", "Bodies", strings.Join(e.bodies(r.Copies), ", "))
	}
	if len(v.Avoid) > 0 {
		var who []string
		for _, w := range v.Avoid {
			who = append(who, say.T("desk.avoid."+w))
		}
		line("desk.where.avoid", "Who", strings.Join(who, ", "))
	}
	if len(a.Reasons) == 0 {
		line("explain.none")
	}
	for _, reason := range a.Reasons {
		said := desk.SayReason(say, reason)
		fmt.Fprintf(&b, "  - %s: %s\n", said.Text, said.Counts)
		fmt.Fprintf(&b, "      %s: %s\n      %s: %s\n", say.T("desk.why.seen"), said.Seen, say.T("desk.why.source"), reason.Source)
	}
	for _, m := range a.Marks {
		line("explain.mark", "Kind", say.T("desk.mark."+m.Kind), "Shown", m.Shown)
	}
	line("desk.why.text", "Points", say.Number(a.Points), "Confidence", say.Number(a.Confidence))
	_, err := fmt.Fprintln(e.out, b.String())
	return err
}

// place is where the tip was understood to be.
func (e *explainer) place(v tips.Verdict) string {
	a := v.Assessment
	if a.State == "" {
		var states []string
		for _, code := range a.Ambiguous {
			states = append(states, e.names.State(e.say, code))
		}
		if len(states) == 0 {
			return e.say.T("desk.place.none")
		}
		return e.say.T("desk.warn.ambiguous", "States", strings.Join(states, ", "))
	}
	if d := e.names.District(e.say, a.District); d != "" {
		return e.say.T("desk.place.in", "Place", d, "State", e.names.State(e.say, a.State))
	}
	return e.names.State(e.say, a.State)
}

func (e *explainer) bodies(codes []string) (out []string) {
	for _, code := range codes {
		out = append(out, e.say.T("desk.body.code", "Name", e.names.Code(e.say, code), "Code", code))
	}
	return out
}
