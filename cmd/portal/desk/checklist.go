package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/tips"
)

// kindProcedures is the kind of the library's documents whose numbered
// paragraphs are steps.
const kindProcedures = "sops"

// topics say which procedure fits a tip: the first whose rules counted. A
// document is of a topic by the keyword "checklist: TOPIC" or, where the library
// has none for everything ("checklist: first"), by the word in its slug; the one
// without a topic is for everything else.
// Source: house rule.
func topics() []topic {
	return []topic{
		{"child", func(t tips.TipView) bool { return t.Told.Children == "yes" || counted(t, "child", "young-child") }},
		{"foreign", func(t tips.TipView) bool { return counted(t, "cross-border", "stranded") }},
		{"bonded", func(t tips.TipView) bool { return counted(t, "debt", "forced-labour") }},
	}
}

type topic struct {
	name string
	fits func(tips.TipView) bool
}

// counted tells whether a rule counted that is, or begins with, one of the names.
func counted(t tips.TipView, names ...string) bool {
	for _, r := range t.Verdict.Assessment.Reasons {
		if slices.ContainsFunc(names, func(n string) bool { return r.Rule == n || strings.HasPrefix(r.Rule, n+"-") }) {
			return true
		}
	}
	return false
}

// topicOf is what a document is written for; "" for everything.
func topicOf(d *content.Document) string {
	for _, t := range topics() {
		if slices.Contains(d.Keywords, "checklist: "+t.name) || strings.Contains(d.Slug, t.name) {
			return t.name
		}
	}
	return ""
}

// procedures are the library's procedures in force, in the reader's language.
func (v *visit) procedures() (out []*content.Document) {
	if v.site.Library == nil {
		return nil
	}
	for _, d := range v.site.Library.Documents(kindProcedures, v.Lang()) {
		if d.Status == content.InForce && len(stepsOf(d)) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// stepsOf are a document's numbered paragraphs.
func stepsOf(d *content.Document) (out []content.Paragraph) {
	for _, p := range d.Paragraphs {
		if p.Number != "" {
			out = append(out, p)
		}
	}
	return out
}

// fitting is the procedure for a tip: the one that was asked for, else the one
// of the first topic that fits, else one for everything. Where the library has
// none of those it is the first that there is.
func fitting(all []*content.Document, t tips.TipView, asked string) *content.Document {
	first := func(ok func(*content.Document) bool) *content.Document {
		if at := slices.IndexFunc(all, ok); at >= 0 {
			return all[at]
		}
		return nil
	}
	tagged := func(topic string) *content.Document {
		return first(func(d *content.Document) bool { return slices.Contains(d.Keywords, "checklist: "+topic) })
	}
	found := first(func(d *content.Document) bool { return d.Slug == asked })
	for _, top := range topics() {
		if top.fits(t) {
			found = cmp.Or(found, tagged(top.name))
		}
	}
	found = cmp.Or(found, tagged("first"))
	for _, top := range topics() {
		if top.fits(t) {
			found = cmp.Or(found, first(func(d *content.Document) bool { return topicOf(d) == top.name }))
		}
	}
	return cmp.Or(found, first(func(d *content.Document) bool { return topicOf(d) == "" }), first(func(*content.Document) bool { return true }))
}

type stepsPage struct {
	ID, Title  string
	Slug, Name string
	Source     string // issuer, number and date as printed
	Lang       string
	Link       string // the document on the public site
	Digest     bool
	Steps      []stepRow
	Others     []link
	Done       string
	Wrong      *wrongs
}

type stepRow struct {
	ID, Number, Heading string
	Text                []string
	Link                string // the paragraph on the public site
	Done                bool
	Who                 string
	At                  moment
}

// steps is the checklist of a tip.
func (s *Site) steps(v *visit) error { return v.drawSteps(fiber.StatusOK, v.c.Query("list"), nil) }

func (v *visit) drawSteps(status int, asked string, wrong *wrongs) error {
	id := v.c.Params("id")
	t, err := v.site.Desk.Open(v.c.UserContext(), v.seat, id)
	if err != nil {
		return hidden(err)
	}
	if !v.seat.May(tips.ActTick, t.To) {
		return tips.ErrForbidden
	}
	p := stepsPage{ID: id, Title: v.T("desk.steps.title", "Tip", short(id)), Wrong: wrong}
	all := v.procedures()
	doc := fitting(all, t, asked)
	if doc == nil {
		return v.draw("steps", status, p.Title, p)
	}
	v.stepsOf(&p, doc, t)
	for _, d := range all {
		p.Others = append(p.Others, link{"/tips/" + id + "/steps?list=" + d.Slug, d.Title, d.Slug == doc.Slug})
	}
	return v.draw("steps", status, p.Title, p)
}

func (v *visit) stepsOf(p *stepsPage, doc *content.Document, t tips.TipView) {
	p.Slug, p.Name, p.Lang, p.Digest = doc.Slug, doc.Title, doc.Lang, doc.Digest
	source := []string{cmp.Or(doc.Cite, doc.Issuer), doc.Number}
	if !doc.Date.IsZero() {
		source = append(source, v.Date(doc.Date))
	}
	p.Source = strings.Join(slices.DeleteFunc(source, func(s string) bool { return s == "" }), ", ")
	if at := v.site.publicOrigin(); at != "" {
		p.Link = at + "/" + v.Lang() + "/library/" + kindProcedures + "/" + doc.Slug
	}
	done := 0
	for _, par := range stepsOf(doc) {
		row := stepRow{ID: par.ID, Number: par.Number, Heading: par.Heading, Text: lines(par.Text)}
		if p.Link != "" {
			row.Link = p.Link + "#" + par.ID
		}
		if at := slices.IndexFunc(t.Ticks, func(k tips.Tick) bool { return k.Procedure == doc.Slug && k.Step == par.ID }); at >= 0 {
			k := t.Ticks[at]
			row.Done, row.At, done = true, v.at(k.At), done+1
			row.Who = v.T("desk.reader.who", "Name", nameOf(t.Names, k.Officer), "Body", k.Body)
		}
		p.Steps = append(p.Steps, row)
	}
	p.Done = v.T("desk.steps.of", "Done", v.Number(done), "All", v.Number(len(p.Steps)))
}

// tickSteps ticks what was ticked, or takes one tick back. Only what was not
// done before is sent: two officers who tick at once lose nothing.
func (s *Site) tickSteps(v *visit) error {
	id, slug := v.c.Params("id"), v.form.Get("list")
	var known *content.Document
	if at := slices.IndexFunc(v.procedures(), func(d *content.Document) bool { return d.Slug == slug }); at >= 0 {
		known = v.procedures()[at]
	}
	chosen, done := v.form["step"], true
	if undo := v.form.Get("undo"); undo != "" {
		chosen, done = []string{undo}, false
	}
	if known == nil || len(chosen) == 0 || slices.ContainsFunc(chosen, func(id string) bool {
		return !slices.ContainsFunc(stepsOf(known), func(p content.Paragraph) bool { return p.ID == id })
	}) {
		return v.drawSteps(fiber.StatusUnprocessableEntity, slug, v.wrong("desk.wrong", fault{"steps", "desk.no_step"}))
	}
	if err := s.Desk.TickSteps(v.c.UserContext(), v.seat, id, slug, done, chosen...); err != nil {
		return hidden(err)
	}
	return web.SeeOther(v.c, "/tips/"+id+"/steps?list="+slug+"&"+noteQuestion+"=steps")
}
