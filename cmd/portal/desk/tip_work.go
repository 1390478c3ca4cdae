package desk

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"mukti/tips"
)

// workPart is what the tip's page shows of the work on it, and offers to do.
type workPart struct {
	Ways []link // pages that belong to this tip

	tips.WorkView
	Inbound    *requestRow // the transfer by which it came, while nobody has answered it
	Rows       []requestRow
	Kinds      []choice
	AskedAmong []choice
	Idle       string
	LaterText  string
	UntilMin   string
	UntilMax   string
	UntilHint  string
	Candidates []choice // that it may be the same as, or be linked to
	Tied       []tieRow
	Came       []outcomeRow
	Letter     readyLetter
}

// tieRow is a link that an officer made by hand.
type tieRow struct {
	ID, Path, Text, Who string
	Reason              []string
}

// work fills it.
func (v *visit) work(p *tipPage, t tips.TipView) {
	w := workPart{Ways: v.ways(t), WorkView: t.Work}
	for _, r := range t.Work.Requests {
		row := v.request(r, t.Work.Said, t.Names)
		if r.Kind == tips.KindTransfer && r.State == tips.StateWaits && t.Work.Giver != "" {
			w.Inbound = &row
		}
		w.Rows = append(w.Rows, row)
	}
	slices.Reverse(w.Rows)
	if !t.Work.Idle.IsZero() {
		w.Idle = v.T("desk.idle.since", "Name", t.TakerName, "Since", v.brief(t.Work.Idle).Text)
	}
	if t.Work.Later > 0 {
		w.LaterText = v.N("desk.later.times", t.Work.Later, "Most", v.Number(tips.MaxLater))
	}
	if until := t.Work.PutOff; !until.IsZero() {
		w.UntilMin, w.UntilMax = formIST(v.site.Now()), formIST(until)
		w.UntilHint = v.T("desk.later.until.hint", "Until", v.at(until).Text)
	}
	for _, c := range t.Near {
		if !c.Same && c.Tip.Status != tips.Closed {
			w.Candidates = append(w.Candidates, choice{Value: c.Tip.ID, Text: v.T("desk.near.tip", "Tip", short(c.Tip.ID),
				"Urgency", v.word("desk.urgency.", c.Tip.Urgency), "Received", v.brief(c.Tip.Created).Text, "Status", v.word("desk.status.", c.Tip.Status))})
		}
	}
	for _, l := range t.Links {
		if l.Tip != "" && l.Status != tips.Closed && !slices.ContainsFunc(w.Candidates, func(c choice) bool { return c.Value == l.Tip }) {
			w.Candidates = append(w.Candidates, choice{Value: l.Tip, Text: v.link(l, "").Text})
		}
	}
	for _, y := range t.Work.Ties {
		w.Tied = append(w.Tied, tieRow{ID: y.ID, Path: "/tips/" + y.Tip.ID, Reason: lines(y.Reason),
			Text: v.T("desk.near.tip", "Tip", short(y.Tip.ID), "Urgency", v.word("desk.urgency.", y.Tip.Urgency),
				"Received", v.brief(y.Tip.Created).Text, "Status", v.word("desk.status.", y.Tip.Status)),
			Who: v.T("desk.tie.by", "Name", nameOf(t.Names, y.By), "Body", v.body(y.Body), "At", v.brief(y.Made).Text)})
	}
	for _, o := range t.Work.Outcomes {
		w.Came = append(w.Came, v.outcome(o, t.Names))
	}
	w.Letter = v.letter(t.Told.Language)
	p.Work = w
}

// drawWork fills in what depends on what was typed.
func (v *visit) drawWork(p *tipPage, t tips.TipView) {
	if p.Typed == nil {
		p.Typed = url.Values{}
	}
	typed := func(codes []string, field, prefix string) []choice {
		return v.choices(prefix, p.Typed.Get(field), codes)
	}
	p.Work.Kinds = typed(tips.RequestKinds(), "kind", "desk.request.kind.")
	p.Work.AskedAmong, p.AskedAmong = p.AskedAmong, nil
	for i, r := range p.Work.Rows {
		p.Work.Rows[i].Typed = p.Typed.Get("id") == r.ID
	}
	if p.Work.Letter.Text != "" && p.Text == "" {
		p.Text, p.Question = p.Work.Letter.Text, isQuestion(v.c.Query("letter"))
	}
	if p.Quicker && t.Tip.Taker != "" && !t.Mine {
		p.Wrong = &wrongs{Head: v.T("desk.quicker.head"), Items: []wrongItem{{"", v.T("desk.quicker.text", "Name", t.Work.TakenBy, "At", v.brief(t.Work.TakenAt).Text)}}}
	}
}

// workTexts are the fields of this part in which an officer writes.
func workTexts() []string {
	return []string{"why", "later", "put-back", "decline", "reopen", "return", "tie", "request", "reply"}
}

// formIST is a time as a field for day and time holds it, in India.
func formIST(t time.Time) string { return t.In(ist).Format("2006-01-02T15:04") }

// parseIST reads one, also as typed where a browser has no such field.
func parseIST(text string) (time.Time, bool) {
	text = strings.Replace(strings.TrimSpace(text), " ", "T", 1)
	t, err := time.ParseInLocation("2006-01-02T15:04", text, ist)
	return t, err == nil
}

// ways are the pages below a tip's that this officer may open, from the table
// of routes.
func (v *visit) ways(t tips.TipView) (out []link) {
	for _, r := range v.site.routes() {
		rest, below := strings.CutPrefix(r.Path, tipPath)
		if r.Nav == "" || !below || strings.Contains(rest, ":") || !v.seat.May(r.Act, t.To) {
			continue
		}
		out = append(out, link{Path: "/tips/" + t.Tip.ID + "/" + rest, Text: v.T(r.Nav)})
	}
	return out
}

// tipPath is where the addresses of a tip's own pages begin.
const tipPath = "/tips/:id/"
