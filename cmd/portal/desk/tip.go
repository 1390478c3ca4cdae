package desk

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
	"mukti/tips/ahtu"
)

// draft is what an officer typed on a tip's page and what was wrong with it.
type draft struct {
	Text, Note string
	Question   bool
	Reason     string // of closing, as chosen
	To, Why    string // of a transfer
	Remark     string // an internal note
	Among      []choice
	Wrong      *wrongs

	Quicker    bool // somebody was quicker: who, is said when the tip is drawn
	AskedAmong []choice
	Typed      url.Values // of the forms of tip_work.go, as sent
}

type tipPage struct {
	draft
	ID, Title, Sum, Standing string
	Dangers                  []string // what the rules saw first, in the officer's language
	Urgency                  string
	Version                  int64
	Due                      *moment
	Warnings                 []string
	MayTake                  bool
	MayWrite                 bool
	MayClose                 bool
	MayTransfer              bool

	WhyText string
	Reasons []reasonRow

	Facts         []fact
	Account       []string
	Lang, LangDir string
	Contact       *tips.Contact
	ContactErased bool
	Files         []fileRow
	Marks         []markRow
	Dropped       []string

	Letters  []letterRow
	AskLabel string
	AskHint  string
	Closing  []choice
	Notes    []noteRow

	Work workPart
	More morePart

	Law      []lawRow
	Links    []linkRow // other tips that name the same
	NearText string    // how many other tips have nearly the same account
	Near     []linkRow
	MayJoin  bool
	Joined   bool

	Chain, Copies []string
	Avoid         string
}

type (
	fact struct {
		Name, Lang string
		Raw        bool // words of the tipster, in whatever script
		Texts      []string
		Signs      []choice // in the place of Texts: with an icon each
	}
	fileRow struct {
		Path, Save, Name, About, SHA256 string // the original
		Clean, CleanSave, CleanSize     string
		Unclean                         string // why there is no clean copy
		Redrawn                         string
		Picture, Blurred, Alt           string // of a picture that may be shown
		Position, Near                  string // where it says that it was taken
	}
	markRow   struct{ Kind, Shown string }
	letterRow struct {
		From, Head string
		At         moment
		Text       []string
	}
	noteRow struct {
		Head string
		At   moment
		Text []string
	}
	eventRow struct {
		At              moment
		Text, Who, Note string
	}
)

// maxDangers is how many reasons stand at the head of a tip; the others are in
// the table. House rule: what is read before anything is done.
const maxDangers = 3

func (s *Site) tip(v *visit) error { return v.drawTip(fiber.StatusOK, draft{}) }

// drawTip opens the tip anew and shows it with what was typed: after a fault
// an officer sees the fresh state and keeps the words.
func (v *visit) drawTip(status int, d draft) error {
	t, err := v.site.Desk.Open(v.c.UserContext(), v.seat, v.c.Params("id"))
	if err != nil {
		return hidden(err)
	}
	p := v.tipPage(t)
	p.draft = d
	v.drawWork(&p, t)
	p.Closing = v.choices("desk.reason.", d.Reason, reasons())
	return v.draw("tip", status, p.Title, p, web.OwnImages())
}

func (v *visit) tipPage(t tips.TipView) tipPage {
	a := t.Verdict.Assessment
	p := tipPage{ID: t.Tip.ID, Urgency: t.Tip.Urgency, Version: t.Tip.Version, Due: v.due(nextUpdate, t.Tip.Next)}
	p.Title = v.T("desk.tip.title", "Urgency", v.word("desk.urgency.", t.Tip.Urgency),
		"Place", v.place(a.DistrictName, v.districtOf(t), a.State), "Tip", short(t.Tip.ID))
	p.Sum = v.about(t.Told.Count, t.Told.Children, t.Told.When, t.Told.Role, len(t.Files))
	p.Standing = v.standing(t)
	p.Warnings = v.warnings(t)

	closed := t.Tip.Status == tips.Closed
	p.MayTake = !closed && t.MayTake
	p.MayWrite, p.MayClose = t.Mine, t.Mine && !closed
	p.MayTransfer = mayTransfer(t)

	p.WhyText = v.T("desk.why.text", "Points", v.Number(a.Points), "Confidence", a.Confidence)
	for _, r := range a.Reasons {
		p.Reasons = append(p.Reasons, v.reason(r, languageOf(t)))
	}
	for _, r := range a.Reasons {
		if len(p.Dangers) < maxDangers && (r.Gate || r.Points > 0) {
			p.Dangers = append(p.Dangers, v.reason(r, "").Text)
		}
	}
	v.told(&p, t)
	v.near(&p, t)
	v.letters(&p, t)
	v.work(&p, t)
	v.more(&p, t)
	for _, code := range v.upwards(t.Chain) {
		p.Chain = append(p.Chain, v.body(code))
	}
	for _, code := range t.Copies {
		p.Copies = append(p.Copies, v.body(code))
	}
	if len(t.Verdict.Avoid) > 0 {
		p.Avoid = v.T("desk.where.avoid", "Who", strings.Join(v.words("desk.avoid.", t.Verdict.Avoid), ", "))
	}
	return p
}

// districtOf is the district that the tipster named after sending, else the
// one that triage found.
func (v *visit) districtOf(t tips.TipView) int {
	for i := len(t.Clarified) - 1; i >= 0; i-- {
		if d := t.Clarified[i].District; d != 0 {
			return d
		}
	}
	return t.Verdict.Assessment.District
}

// standing says where the tip is: its status, who holds it, who has taken it.
func (v *visit) standing(t tips.TipView) string {
	status := v.word("desk.status.", t.Tip.Status)
	if t.Tip.Status == tips.Closed {
		return v.T("desk.tip.closed", "Status", status, "Reason", v.word("desk.reason.", t.Tip.Reason))
	}
	id, name := "desk.tip.untaken", t.TakerName
	switch {
	case t.Mine:
		id = "desk.tip.mine"
	case t.Tip.Taker != "":
		id = "desk.tip.taken"
		if name == "" {
			name = short(t.Tip.Taker)
		}
	}
	return v.T(id, "Status", status, "Body", v.body(t.Tip.Holder), "Name", name)
}

// warnings are what an officer must know before acting.
func (v *visit) warnings(t tips.TipView) []string {
	a := t.Verdict.Assessment
	var w []string
	if a.PoliceAccused {
		w = append(w, v.T("desk.warn.police"))
	}
	if len(a.Ambiguous) > 0 && v.districtOf(t) == 0 {
		var in []string
		for _, code := range a.Ambiguous {
			in = append(in, v.state(code))
		}
		w = append(w, v.T("desk.warn.ambiguous", "States", strings.Join(in, ", ")))
	}
	if a.WaitForListen {
		w = append(w, v.T("desk.warn.listen"))
	}
	if t.Told.Trap {
		w = append(w, v.T("desk.warn.trap"))
	}
	if t.Told.SameForm {
		w = append(w, v.T("desk.warn.same"))
	}
	return w
}

// event says one line of the audit.
func (v *visit) event(e tips.Event, names map[string]string) eventRow {
	row := eventRow{At: v.at(e.At), Text: v.word("desk.act.", e.Act), Note: shortCodes(e.Note)}
	switch {
	case v.Has("desk.actor." + e.Actor):
		row.Who = v.T("desk.actor." + e.Actor)
	case e.Actor != "":
		row.Who = nameOf(names, e.Actor)
	}
	return row
}

// shortCodes shortens hashes and ids in an audit's note: enough to compare two
// lines by eye; `portal verify` reads them whole.
func shortCodes(note string) string {
	words := strings.Fields(note)
	for i, w := range words {
		if len(w) >= 32 && !strings.ContainsAny(w, "-.") {
			words[i] = w[:12] + "…"
		}
	}
	return strings.Join(words, " ")
}

// upwards puts a chain in order: unit, bureau, cell.
func (v *visit) upwards(chain []string) []string {
	rank := func(code string) int {
		b, _ := v.site.Units.Body(code)
		return slices.Index([]string{ahtu.KindBureau, ahtu.KindCell}, b.Kind)
	}
	sorted := slices.Clone(chain)
	slices.SortStableFunc(sorted, func(a, b string) int { return rank(a) - rank(b) })
	return sorted
}
