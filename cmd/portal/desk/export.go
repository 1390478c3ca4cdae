package desk

import (
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
	"mukti/tips/export"
)

type outPage struct {
	Wrong     *wrongs
	ID, Short string
	Version   int64
	Kinds     []choice
	Marks     []choice
	SameText  string // how many are the same; "" for none
	Same      bool
	Text      string
	Lines     []fact // what an alert says, before the officer's own text
	Files     []handoutRow
}

type handoutRow struct {
	Path, Kind, Standing string
	At                   moment
}

// drafted is what an officer chose for a file that is to leave.
type drafted struct {
	Kind, Text string
	Marks      []string // "kind:value" as ticked
	Same       bool
}

func (s *Site) out(v *visit) error {
	return v.drawOut(fiber.StatusOK, drafted{Kind: tips.OutAlert}, nil)
}

func (v *visit) drawOut(status int, d drafted, w *wrongs) error {
	o, err := v.site.Desk.Out(v.c.UserContext(), v.seat, v.c.Params("id"), d.Same)
	if err != nil {
		return hidden(err)
	}
	p := outPage{Wrong: w, ID: o.Tip.ID, Short: short(o.Tip.ID), Version: o.Tip.Version, Same: d.Same, Text: d.Text,
		Kinds: v.choices("desk.export.kind.", d.Kind, tips.OutKinds())}
	if o.Same > 0 {
		p.SameText = v.N("desk.export.same", o.Same)
	}
	for _, m := range o.Marks {
		p.Marks = append(p.Marks, choice{Value: m.Kind + ":" + m.Value, Text: v.T("desk.export.mark", "Kind", v.word("desk.mark.", m.Kind), "Value", m.Value),
			Here: slices.Contains(d.Marks, m.Kind+":"+m.Value)})
	}
	for _, l := range v.alertLines(o.Sheet) {
		p.Lines = append(p.Lines, fact{Name: l.Label, Texts: []string{l.Value}})
	}
	for _, h := range o.Handouts {
		p.Files = append(p.Files, handoutRow{Path: "/tips/" + o.Tip.ID + "/export/" + h.ID, Kind: v.word("desk.export.kind.", h.Kind),
			Standing: v.handoutStanding(h), At: v.at(h.At)})
	}
	slices.Reverse(p.Files)
	return v.draw("out", status, v.T("desk.export.title", "Tip", p.Short), p)
}

func (v *visit) handoutStanding(h tips.Handout) string {
	switch {
	case h.Taken:
		return v.T("desk.export.taken")
	case h.Agreed && h.Mine:
		return v.T("desk.export.ready")
	}
	return v.T("desk.export.waits")
}

// alertLines are the facts of an alert in the officer's language.
func (v *visit) alertLines(sheet export.Sheet) (out []export.Line) {
	add := func(label, value string) {
		if value != "" {
			out = append(out, export.Line{Label: v.T(label), Value: value})
		}
	}
	add("desk.export.line.from", v.body(sheet.Unit))
	for _, c := range sheet.Cases {
		add("desk.export.line.tip", short(c.Tip))
		add("desk.export.line.received", v.Date(c.Received))
		add("desk.export.line.urgency", v.word("desk.urgency.", c.Urgency))
		place := ""
		if c.District != 0 || c.State != "" {
			place = v.place(c.Place, c.District, c.State)
		}
		add("desk.export.line.place", place)
		if c.When != "" && c.When != unknown {
			add("desk.export.line.when", v.word("desk.when.", c.When))
		}
		if c.Children != "" && c.Children != unknown {
			add("desk.export.line.children", v.word("desk.children.", c.Children))
		}
		if c.Count > 0 {
			add("desk.export.line.persons", v.Number(c.Count))
		}
		add("desk.export.line.signs", strings.Join(v.words("desk.sign.", c.Signs), ", "))
		for _, m := range c.Marks {
			add("desk.export.line.mark", v.T("desk.export.mark", "Kind", v.word("desk.mark.", m.Kind), "Value", m.Value))
		}
	}
	return out
}

// makeExport makes the file as it will leave, and asks for a second person.
func (s *Site) makeExport(v *visit) error {
	d := drafted{Kind: v.form.Get("kind"), Text: strings.TrimSpace(v.form.Get("text")), Marks: v.form["mark"], Same: v.form.Get("same") == "1"}
	var wrong []fault
	alert := d.Kind == tips.OutAlert || d.Kind == tips.OutTable
	if !slices.Contains(tips.OutKinds(), d.Kind) {
		wrong = append(wrong, fault{"kind", "desk.export.bad_kind"})
	}
	if utf8.RuneCountInString(d.Text) > tips.MaxAlert {
		wrong = append(wrong, fault{"text", "desk.export.too_long"})
	}
	if v.form.Get("sure") != "1" {
		wrong = append(wrong, fault{"sure", "desk.export.unsure"})
	}
	if len(wrong) > 0 {
		return v.drawOut(fiber.StatusUnprocessableEntity, d, v.wrong("desk.wrong", wrong...))
	}
	o, err := s.Desk.Out(v.c.UserContext(), v.seat, v.c.Params("id"), d.Same)
	if err != nil {
		return hidden(err)
	}
	for _, m := range o.Marks {
		if slices.Contains(d.Marks, m.Kind+":"+m.Value) {
			o.Sheet.Cases[0].Marks = append(o.Sheet.Cases[0].Marks, m)
		}
	}
	text := ""
	if alert {
		text = d.Text
	}
	file, err := v.file(o.Sheet, d.Kind, text)
	if err != nil {
		return err
	}
	asked, err := s.Desk.MakeExport(v.c.UserContext(), v.seat, o.Tip.ID, v.version(), d.Kind, file)
	switch {
	case errors.Is(err, tips.ErrStale):
		return v.drawOut(fiber.StatusConflict, d, v.wrong("desk.stale.head", fault{"", "desk.stale.text"}))
	case errors.Is(err, tips.ErrForbidden):
		return v.drawOut(fiber.StatusForbidden, d, v.wrong("desk.wrong", fault{"", "desk.fault.not_yours"}))
	case err != nil:
		if w, ok := v.invalids("desk.wrong", err); ok {
			return v.drawOut(fiber.StatusUnprocessableEntity, d, w)
		}
		return err
	}
	if asked {
		return web.SeeOther(v.c, "/tips/"+o.Tip.ID+"/export?"+noteQuestion+"=asked")
	}
	return web.SeeOther(v.c, "/tips/"+o.Tip.ID+"/export?"+noteQuestion+"=made")
}

// file writes the sheet as a kind of file.
func (v *visit) file(sheet export.Sheet, kind, text string) ([]byte, error) {
	switch kind {
	case tips.OutJSON:
		return export.JSON(sheet)
	case tips.OutCSV:
		return export.CSV(sheet)
	case tips.OutTable:
		return export.AlertTable(v.T("desk.export.alert"), v.alertLines(sheet), text)
	}
	return export.Alert(v.T("desk.export.alert"), v.alertLines(sheet), text), nil
}

type exportPage struct {
	ID, File, Short, Kind, Standing, SHA256 string
	Text                                    string
	At                                      moment
	MayTake                                 bool
}

// export shows a file that is to leave: to be read before it is agreed to, and
// to be printed.
func (s *Site) export(v *visit) error {
	h, err := s.Desk.Export(v.c.UserContext(), v.seat, v.c.Params("id"), v.c.Params("file"))
	if err != nil {
		return hidden(err)
	}
	id := v.c.Params("id")
	return v.draw("export", fiber.StatusOK, v.T("desk.export.file.title", "Tip", short(id)), exportPage{ID: id, File: h.ID, Short: short(id),
		Kind: v.word("desk.export.kind.", h.Kind), Standing: v.handoutStanding(h), SHA256: h.SHA256, Text: string(h.File), At: v.at(h.At),
		MayTake: h.Mine && h.Agreed && !h.Taken})
}

// outNames is how a file is saved, by kind.
var outNames = map[string]string{tips.OutJSON: "htcds.json", tips.OutCSV: "htcds.csv", tips.OutAlert: "alert.txt", tips.OutTable: "alert.csv"}

// takeExport gives the file away, once.
func (s *Site) takeExport(v *visit) error {
	id := v.c.Params("id")
	h, err := s.Desk.TakeExport(v.c.UserContext(), v.seat, id, v.c.Params("file"))
	switch {
	case errors.Is(err, tips.ErrStale):
		return v.drawOut(fiber.StatusConflict, drafted{Kind: tips.OutAlert}, v.wrong("desk.stale.head", fault{"", "desk.export.gone"}))
	case errors.Is(err, tips.ErrForbidden):
		return v.drawOut(fiber.StatusForbidden, drafted{Kind: tips.OutAlert}, v.wrong("desk.wrong", fault{"", "desk.export.not_agreed"}))
	case err != nil:
		return hidden(err)
	}
	v.c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	v.c.Set(fiber.HeaderContentDisposition, `attachment; filename="tip-`+short(id)+"-"+outNames[h.Kind]+`"`)
	v.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox; frame-ancestors 'none'")
	return v.c.Send(h.File)
}
