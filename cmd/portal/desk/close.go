package desk

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"mukti/tips"
)

// close ends the work on a tip, with a reason that the tipster sees in plain
// words and with what was done, which stays sealed. A false report waits for a
// second person where there is one.
func (s *Site) close(v *visit) error {
	f := v.form
	o := tips.Outcome{Reason: f.Get("reason"), Note: f.Get(fieldNote), FIR: f.Get("fir"), GD: f.Get("gd"), Station: f.Get("station"),
		On: f.Get("on"), Sections: f.Get("sections"), Adults: wholeNumber(f.Get("adults")), Children: wholeNumber(f.Get("children")), To: f.Get("passed-to")}
	d := draft{Reason: o.Reason, Note: o.Note, Typed: f}
	err := s.Desk.Close(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), o)
	if errors.Is(err, tips.ErrSecond) {
		err = s.Desk.Doubt(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), o)
		return v.acted(err, "doubted", d)
	}
	return v.acted(err, "closed", d)
}

// wholeNumber reads a number in the digits of any script: 0 for nothing, -1 for
// what is none.
func wholeNumber(text string) int {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsDigit(r) {
			return r
		}
		// The ten digits of a script lie side by side, none before its zero.
		// Source: The Unicode Standard, section 4.6 (decimal digits stand in runs of ten).
		n := rune(0)
		for n < 9 && unicode.IsDigit(r-n-1) {
			n++
		}
		return '0' + n
	}, strings.TrimSpace(text))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// outcomeRow is what came of a tip, as facts in the officer's language.
type outcomeRow struct {
	Head  string
	At    moment
	Facts []fact
	Note  []string
}

func (v *visit) outcome(o tips.Outcome, names map[string]string) outcomeRow {
	head := "desk.outcome.head"
	if o.Asked {
		head = "desk.outcome.asked"
	}
	r := outcomeRow{Head: v.T(head, "Reason", v.word("desk.reason.", o.Reason), "Name", nameOf(names, o.Officer)), At: v.at(o.At), Note: lines(o.Note)}
	add := func(id, text string) {
		if text != "" {
			r.Facts = append(r.Facts, fact{Name: v.T(id), Raw: true, Texts: []string{text}})
		}
	}
	add("desk.close.fir", o.FIR)
	add("desk.close.gd", o.GD)
	add("desk.close.station", o.Station)
	add("desk.close.on", o.On)
	add("desk.close.sections", o.Sections)
	if o.Reason == tips.Acted {
		add("desk.close.adults", v.Number(o.Adults))
		add("desk.close.children", v.Number(o.Children))
	}
	add("desk.close.to", o.To)
	return r
}
