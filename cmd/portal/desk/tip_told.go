package desk

import (
	"strconv"
	"strings"

	"mukti/tips"
	"mukti/tips/files"
)

// told fills in what the tipster told: places, times, persons; the words in
// their own language; the way to reach the tipster; files and marks.
func (v *visit) told(p *tipPage, t tips.TipView) {
	lang := v.speech(languageOf(t))
	p.Lang, p.LangDir, p.Account = lang.Tag, lang.Dir, lines(t.Told.Account)
	p.Facts = v.facts(t, lang)
	if t.Contact.Contact != "" || t.Contact.When != "" {
		p.Contact = &t.Contact
	}
	p.ContactErased = t.Contact.Erased
	for i, f := range t.Files {
		p.Files = append(p.Files, v.fileRow(t.Tip.ID, i+1, f))
	}
	for _, m := range t.Verdict.Assessment.Marks {
		p.Marks = append(p.Marks, markRow{v.word("desk.mark.", m.Kind), m.Shown})
	}
	for _, n := range t.Told.Dropped {
		p.Dropped = append(p.Dropped, v.dropped(n))
	}
}

// languageOf is the language that the words are in, as far as anybody knows.
func languageOf(t tips.TipView) string {
	if l := t.Verdict.Assessment.Language; l != "" {
		return l
	}
	return t.Told.Language
}

// facts lists what the form asked, in its order; what was not answered is left
// out.
func (v *visit) facts(t tips.TipView, lang speech) []fact {
	var fs []fact
	add := func(id string, raw bool, texts ...string) {
		var kept []string
		for _, text := range texts {
			if text != "" {
				kept = append(kept, text)
			}
		}
		if len(kept) == 0 {
			return
		}
		f := fact{Name: v.T(id), Raw: raw, Texts: kept}
		if raw {
			f.Lang = lang.Tag
		}
		fs = append(fs, f)
	}
	told, a := t.Told, t.Verdict.Assessment
	add("desk.fact.received", false, v.DateTime(t.Tip.Created))
	if len(told.Signs) > 0 {
		fs = append(fs, fact{Name: v.T("desk.fact.signs"), Signs: v.choices("desk.sign.", "", told.Signs)})
	}
	add("desk.fact.place", true, lines(told.Place.Text)...)
	pin := ""
	if told.Place.PIN != "" {
		pin = v.T("desk.place.pin", "PIN", told.Place.PIN)
	}
	chosen := ""
	if told.Place.State != "" || told.Place.District != 0 {
		chosen = v.place("", told.Place.District, told.Place.State)
	}
	add("desk.fact.chosen", false, chosen, pin)
	if a.State != "" || a.District != 0 {
		add("desk.fact.found", false, v.place(a.DistrictName, a.District, a.State))
	}
	for _, c := range t.Clarified {
		add("desk.fact.clarified", false, v.district(c.District))
	}
	add("desk.fact.when", false, v.word("desk.when.", told.When))
	add("desk.fact.children", false, v.word("desk.children.", told.Children))
	if told.Count > 0 {
		add("desk.fact.count", false, v.Number(told.Count))
	}
	add("desk.fact.who", true, lines(told.Who)...)
	add("desk.fact.role", false, v.word("desk.told.role.", told.Role))
	add("desk.fact.language", false, lang.Name)
	add("desk.fact.avoid", false, v.words("desk.avoid.", told.Avoid)...)
	add("desk.fact.channel", false, v.word("desk.channel.", told.Channel))
	return fs
}

// dropped says one thing that was not kept as sent.
func (v *visit) dropped(n tips.Note) string {
	text := v.word("desk.kept.", n.MsgID)
	if id := "desk.kept." + n.MsgID; v.Has(id) {
		text = v.T(id, "Limit", v.Number(n.Limit), "Name", n.Name)
	} else if v.Has(n.MsgID) {
		text = v.T(n.MsgID, "Limit", v.Number(n.Limit), "Name", n.Name)
	}
	return v.T("desk.dropped.line", "Field", v.word("desk.field.", n.Field), "Text", text)
}

// fileRow is one file for download. The name under which it was sent may hold
// anything: it is shown, and never becomes a file's name on the officer's disk.
func (v *visit) fileRow(tip string, n int, f tips.FileHead) fileRow {
	path, number := "/tips/"+tip+"/files/"+f.ID, "?n="+strconv.Itoa(n)
	row := fileRow{
		Path: path + number, Save: saveName(tip, n, f.MIME, ""), Name: f.Name, SHA256: f.SHA256,
		About: v.T("desk.files.about", "Kind", v.word("desk.kind.", f.Kind), "Size", v.size(f.Size)),
	}
	switch {
	case f.Clean != nil:
		row.Clean, row.CleanSave, row.CleanSize = path+"/clean"+number, saveName(tip, n, f.Clean.MIME, "-clean"), v.size(f.Clean.Size)
	case f.Uncleaned != "":
		row.Unclean = v.word("desk.unclean.", f.Uncleaned)
	}
	if f.Shown() {
		row.Picture, row.Blurred, row.Alt = path+"/picture"+number, path+"/blurred", v.T("desk.picture.alt.blurred", "N", v.Number(n))
	}
	if f.Kind == files.Image {
		row.Redrawn = path + "/redrawn" + number
	}
	if p := f.Position; p != nil && v.site.Places != nil {
		row.Position = strconv.FormatFloat(p.Lat, 'f', 5, 64) + ", " + strconv.FormatFloat(p.Lon, 'f', 5, 64)
		if near := v.site.Places.Near(p.Lat, p.Lon); len(near) > 0 {
			row.Near = v.district(near[0].District)
		}
	}
	return row
}

// size says bytes as people do: a kibibyte is the smallest that is shown.
func (v *visit) size(bytes int64) string {
	if bytes >= 1<<20 {
		return v.T("desk.size.mb", "Size", strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64))
	}
	return v.T("desk.size.kb", "Size", v.Number(int((bytes+1023)>>10)))
}

// letters fills in letters and closing notes.
func (v *visit) letters(p *tipPage, t tips.TipView) {
	for _, l := range t.Letters {
		p.Letters = append(p.Letters, letterRow{l.From, v.word("desk.from.", l.From), v.at(l.At), lines(l.Text)})
	}
	name := v.speech(t.Told.Language).Name
	if name == "" {
		name = v.T("desk.ask.anylang")
	}
	p.AskLabel = v.T("desk.ask.text")
	p.AskHint = v.T("desk.ask.hint", "Language", name, "Limit", v.Number(tips.MaxLetter))
	for _, n := range t.Notes {
		head := []string{nameOf(t.Names, n.Officer)}
		if n.Reason != "" {
			head = append(head, v.word("desk.reason.", n.Reason))
		}
		p.Notes = append(p.Notes, noteRow{strings.Join(head, " · "), v.at(n.At), lines(n.Text)})
	}
}
