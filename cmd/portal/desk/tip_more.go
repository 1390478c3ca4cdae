package desk

import (
	"slices"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// morePart is what helps an officer to read a tip and to do what has to be done.
type morePart struct {
	Now          []nowRow
	SafeTime     string // when and how the tipster may be reached, in the tipster's words
	Missing      []string
	Tiles        *web.TileMap // the tip's State among the others; nil where none is known
	TilesText    string
	Translations []translationRow
	Asked        []askedRow
	MayAsk       bool
	Remarks      []noteRow
	RemarkHint   string
	Readers      []string // the bodies that read a note
	MayRemark    bool
	Unproven     string
	Steps        string // how many steps of a procedure are done
	Timeline     []lineRow
	Filters      []choice
}

// nowRow is one thing that is to be done, and by when.
type nowRow struct {
	Text string
	Due  *moment
	Path string
	Link string
}

type translationRow struct {
	Head, Language string
	Lang, Dir      string
	At             moment
	Text, Remarks  []string
}

// more fills it.
func (v *visit) more(p *tipPage, t tips.TipView) {
	m := &p.More
	m.Now = v.now(t)
	m.SafeTime = t.Contact.When
	m.Missing = v.missing(t)
	if state := stateOf(v, t); state != "" {
		tiles := web.StateTile(state)
		m.Tiles, m.TilesText = &tiles, v.place(t.Verdict.Assessment.DistrictName, v.districtOf(t), state)
	}
	for _, tr := range t.Translations {
		into := v.speech(tr.Language)
		m.Translations = append(m.Translations, translationRow{
			Head:     v.T("desk.translation.by", "Name", nameOf(t.Names, tr.Officer), "Body", v.body(tr.Body)),
			Language: into.Name, Lang: into.Tag, Dir: into.Dir, At: v.at(tr.At), Text: lines(tr.Text), Remarks: lines(tr.Remarks),
		})
	}
	m.Asked = v.askedRows(t)
	m.MayAsk = v.seat.May(tips.ActReader, t.To)
	v.remarks(m, t)
	if t.Unproven > 0 {
		m.Unproven = v.N("desk.unproven", t.Unproven)
	}
	if len(t.Ticks) > 0 {
		m.Steps = v.N("desk.steps.done", len(t.Ticks))
	}
	m.Timeline = v.timeline(t)
	m.Filters = v.choices("desk.line.", "", lineKinds())
}

// remarks fills in internal notes, the newest first.
func (v *visit) remarks(m *morePart, t tips.TipView) {
	for _, r := range t.Remarks {
		head := v.T("desk.remark.by", "Name", nameOf(t.Names, r.Officer), "Body", v.body(r.Body))
		if r.About != "" {
			head += " · " + v.T("desk.remark.seen", "Why", v.word("desk.seen.reason.", r.About))
		}
		m.Remarks = append(m.Remarks, noteRow{head, v.at(r.At), lines(r.Text)})
	}
	m.MayRemark = v.seat.May(tips.ActRemark, t.To)
	m.RemarkHint = v.T("desk.remark.hint", "Limit", v.Number(tips.MaxLetter))
	for _, code := range append(v.upwards(t.Chain), t.Copies...) {
		m.Readers = append(m.Readers, v.names().Code(v.Speaker, code))
	}
}

// stateOf is the State that the tip is of, as far as it is known.
func stateOf(v *visit, t tips.TipView) string {
	if v.site.Places != nil {
		if d, ok := v.site.Places.District(v.districtOf(t)); ok {
			return d.State
		}
	}
	return t.Verdict.Assessment.State
}

// now says what is to be done, the most pressing first.
func (v *visit) now(t tips.TipView) (rows []nowRow) {
	a := t.Verdict.Assessment
	switch {
	case t.Tip.Status == tips.Closed:
		return nil
	case t.Tip.Taker == "" && t.MayTake:
		rows = append(rows, nowRow{Text: v.T("desk.now.take"), Due: v.due(takeBy, t.Line.Due)})
	case t.Tip.Taker == "":
		rows = append(rows, nowRow{Text: v.T("desk.now.other", "Body", v.body(t.Tip.Holder)), Due: v.due(takeBy, t.Tip.Due)})
	case t.Mine && t.Tip.Status == tips.Question:
		rows = append(rows, nowRow{Text: v.T("desk.now.answer"), Due: v.due(nextUpdate, t.Tip.Next), Path: "#letters", Link: v.T("desk.letters.title")})
	case t.Mine:
		rows = append(rows, nowRow{Text: v.T("desk.now.update"), Due: v.due(nextUpdate, t.Tip.Next), Path: "#write", Link: v.T("desk.ask.title")})
	}
	for _, r := range t.Work.Requests {
		if row := v.request(r, nil, nil); row.MayAcknowledge { // first: another body waits for it
			rows = slices.Insert(rows, 0, nowRow{Text: v.T("desk.now.asked", "Request", row.Head), Due: row.Due, Path: "#requests", Link: v.T("desk.requests.head")})
		}
	}
	if a.WaitForListen {
		rows = append(rows, nowRow{Text: v.T("desk.now.look"), Path: "#files", Link: v.T("desk.files")})
	}
	if v.foreign(t) && len(t.Translations) == 0 && v.seat.May(tips.ActReader, t.To) {
		name := v.speech(languageOf(t)).Name
		text := v.T("desk.now.translate", "Language", name)
		if len(t.Asked) > 0 {
			text = v.T("desk.now.translating", "Language", name)
		}
		rows = append(rows, nowRow{Text: text, Path: "/tips/" + t.Tip.ID + "/reader", Link: v.T("desk.nav.reader")})
	}
	if v.seat.May(tips.ActTick, t.To) && len(v.procedures()) > 0 {
		rows = append(rows, nowRow{Text: v.T("desk.now.steps"), Path: "/tips/" + t.Tip.ID + "/steps", Link: v.T("desk.nav.steps")})
	}
	return rows
}

// foreign tells whether the words are in a language that the officer has not
// said to read, and that is not the page's.
func (v *visit) foreign(t tips.TipView) bool {
	lang := languageOf(t)
	if t.Told.Account == "" || lang == "" || lang == "und" || lang == v.Lang() || lang == "en" {
		return false
	}
	mine, err := v.site.Desk.Languages(v.c.UserContext(), v.seat)
	return err != nil || !slices.Contains(mine, lang) // where that cannot be told, the hint costs nothing
}

// missing says what is not known and would help most, in the order in which an
// officer needs it.
func (v *visit) missing(t tips.TipView) (out []string) {
	a, told := t.Verdict.Assessment, t.Told
	for _, m := range []struct {
		code string
		is   bool
	}{
		{"place", stateOf(v, t) == ""},
		{"district", stateOf(v, t) != "" && v.districtOf(t) == 0},
		{"when", told.When == "" || told.When == unknown},
		{"children", told.Children == "" || told.Children == unknown},
		{"count", told.Count == 0},
		{"who", told.Who == "" && len(a.Marks) == 0},
		{"words", told.Account == ""},
		{"contact", t.Contact.Contact == "" && !t.Contact.Erased},
	} {
		if m.is {
			out = append(out, v.word("desk.missing.", m.code))
		}
	}
	return out
}
