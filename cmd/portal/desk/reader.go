package desk

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// readerPage asks a named officer to translate a tip.
type readerPage struct {
	ID, Title string
	Lang      string
	Languages []choice
	Body      string
	Bodies    []choice
	Readers   []choice
	None      bool
	Files     []choice
	Ask       string
	AskHint   string
	Open      []askedRow // who is asked already
	Wrong     *wrongs
}

type askedRow struct {
	Name, Body, Stop string
	Until            *moment
	Opened           bool
}

func (s *Site) reader(v *visit) error {
	return v.drawReader(fiber.StatusOK, readerPage{Lang: v.c.Query("lang"), Body: v.c.Query("body")}, "", nil)
}

// drawReader opens the tip for its files and language: asking a reader is work
// on it. chosen and files are what a form had.
func (v *visit) drawReader(status int, p readerPage, chosen string, files []string) error {
	ctx, id := v.c.UserContext(), v.c.Params("id")
	t, err := v.site.Desk.Open(ctx, v.seat, id)
	if err != nil {
		return hidden(err)
	}
	if !v.seat.May(tips.ActReader, t.To) {
		return tips.ErrForbidden
	}
	if p.Lang == "" {
		p.Lang = languageOf(t)
	}
	p.ID, p.Title = id, v.T("desk.reader.title", "Tip", short(id))
	p.AskHint = v.T("desk.reader.ask.hint")
	p.Languages = v.tongues(p.Lang)
	readers, err := v.site.Desk.Readers(ctx, v.seat, id, p.Lang)
	if err != nil {
		return hidden(err)
	}
	for _, r := range readers {
		if !slices.ContainsFunc(p.Bodies, func(c choice) bool { return c.Value == r.Body }) {
			p.Bodies = append(p.Bodies, choice{r.Body, v.body(r.Body), r.Body == p.Body})
		}
		if p.Body == "" || p.Body == r.Body {
			p.Readers = append(p.Readers, choice{r.Officer, v.T("desk.reader.who", "Name", r.Name, "Body", v.body(r.Body)), r.Officer == chosen})
		}
	}
	p.None = len(p.Readers) == 0
	for i, f := range t.Files {
		p.Files = append(p.Files, choice{f.ID, v.T("desk.reader.file", "N", v.Number(i+1), "Kind", v.word("desk.kind.", f.Kind)), slices.Contains(files, f.ID)})
	}
	p.Open = v.askedRows(t)
	return v.draw("reader", status, p.Title, p)
}

// askedRows are the officers who have the words of the tip just now.
func (v *visit) askedRows(t tips.TipView) (rows []askedRow) {
	for _, r := range t.Asked {
		row := askedRow{Name: nameOf(t.Names, r.Reader), Body: v.body(r.ReaderBody), Until: v.due(readUntil, r.Expires), Opened: !r.Opened.IsZero()}
		if v.seat.May(tips.ActStopReader, t.To) {
			row.Stop = "/tips/" + t.Tip.ID + "/reader/" + r.ID + "/end"
		}
		rows = append(rows, row)
	}
	return rows
}

// readUntil says how long a reader still has the words.
const readUntil = "desk.reading.until."

func (s *Site) askReader(v *visit) error {
	id := v.c.Params("id")
	p := readerPage{Lang: v.form.Get("lang"), Body: v.form.Get("body"), Ask: v.form.Get("ask")}
	reader, files := v.form.Get("reader"), v.form["file"]
	err := s.Desk.AskReader(v.c.UserContext(), v.seat, id, reader, p.Ask, files)
	if w, ok := v.invalids("desk.wrong", err); ok {
		p.Wrong = w
		return v.drawReader(fiber.StatusUnprocessableEntity, p, reader, files)
	}
	if err != nil {
		return hidden(err)
	}
	return web.SeeOther(v.c, "/tips/"+id+"?"+noteQuestion+"=reader-asked")
}

func (s *Site) stopReader(v *visit) error {
	id := v.c.Params("id")
	if err := s.Desk.StopReader(v.c.UserContext(), v.seat, id, v.c.Params("reading")); err != nil {
		return hidden(err)
	}
	return web.SeeOther(v.c, "/tips/"+id+"?"+noteQuestion+"=reader-ended")
}

// tongues are the languages that a page offers, those of the project's own list,
// with those that are chosen; a chosen one that is not in the list stands last.
func (v *visit) tongues(here ...string) (out []choice) {
	known := map[string]bool{"": true}
	for _, l := range v.site.Bundle.Known() {
		out, known[l.Tag] = append(out, choice{l.Tag, l.Name + " (" + l.English + ")", slices.Contains(here, l.Tag)}), true
	}
	for _, tag := range here {
		if !known[tag] {
			out = append(out, choice{tag, tag, true})
		}
	}
	return out
}

type languagesPage struct {
	Title     string
	Languages []choice
	Wrong     *wrongs
}

// languages is where an officer says which languages to be asked for.
func (s *Site) languages(v *visit) error {
	mine, err := s.Desk.Languages(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	return v.draw("languages", fiber.StatusOK, v.T("desk.languages.title"), languagesPage{v.T("desk.languages.title"), v.tongues(mine...), nil})
}

func (s *Site) setLanguages(v *visit) error {
	err := s.Desk.SetLanguages(v.c.UserContext(), v.seat, v.form["language"])
	if w, ok := v.invalids("desk.wrong", err); ok {
		title := v.T("desk.languages.title")
		return v.draw("languages", fiber.StatusUnprocessableEntity, title, languagesPage{title, v.tongues(v.form["language"]...), w})
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/languages?"+noteQuestion+"=languages")
}
