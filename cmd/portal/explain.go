package main

import (
	"fmt"
	"io"
	"strings"

	"mukti/cmd/portal/desk"
	"mukti/i18n"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/places"
)

// explainer writes assessments as a person would read them.
type explainer struct {
	out       io.Writer
	say       i18n.Speaker
	units     *ahtu.Directory
	gazetteer *places.Gazetteer
	n         int
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

// place is where the tip was understood to be, and why.
func (e *explainer) place(v tips.Verdict) string {
	a := v.Assessment
	var names []string
	if d, ok := e.gazetteer.District(a.District); ok {
		name := d.Name
		switch {
		case e.say.Lang() == "hi" && d.NameHi != "":
			name = d.NameHi
		case e.say.Lang() == d.LocalLang && d.NameLocal != "":
			name = d.NameLocal
		}
		names = append(names, name)
	}
	states := a.Ambiguous
	if a.State != "" {
		states = []string{a.State}
	}
	for _, code := range states {
		if s, ok := e.gazetteer.State(code); ok && e.say.Lang() == "hi" && s.NameHi != "" {
			names = append(names, s.NameHi)
		} else if ok {
			names = append(names, s.Name)
		}
	}
	switch {
	case len(names) == 0:
		return e.say.T("desk.place.none")
	case a.State == "":
		return e.say.T("desk.warn.ambiguous", "States", strings.Join(names, ", "))
	}
	return strings.Join(names, ", ")
}

func (e *explainer) bodies(codes []string) (out []string) {
	for _, code := range codes {
		b, _ := e.units.Body(code)
		out = append(out, e.say.T("desk.body.code", "Name", b.Name, "Code", code))
	}
	return out
}
