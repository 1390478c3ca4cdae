package desk

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// requestRow is a request between two bodies.
type requestRow struct {
	ID, Head, State string
	Asked           moment
	Due             *moment
	Said            []saidRow
	MayAnswer       bool
	MayAcknowledge  bool
	MayEnd          bool
	Typed           bool // what was just typed belongs to it
	Answers         []choice
	Path, Tip       string // of the tip, on the page of all requests
	Urgency         string
}

type saidRow struct {
	Head string
	At   moment
	Text []string
}

// request says one, with what was written to it.
func (v *visit) request(r tips.Request, said []tips.Said, names map[string]string) requestRow {
	own := v.seat.Officer.Body
	row := requestRow{ID: r.ID, State: v.word("desk.request.state.", r.State), Asked: v.at(r.Asked), Due: v.due(nextUpdate, r.Due)}
	id := "desk.request.head"
	switch own {
	case r.From:
		id = "desk.request.out"
	case r.To:
		id = "desk.request.in"
	}
	row.Head = v.T(id, "Kind", v.word("desk.request.kind.", r.Kind), "From", v.body(r.From), "To", v.body(r.To))
	if r.Holder != r.To && r.Open() {
		row.State = v.T("desk.request.with", "State", row.State, "Body", v.body(r.Holder))
	}
	for _, x := range said {
		if x.Request != r.ID {
			continue
		}
		id := "desk.request.said"
		if x.State == tips.StateWaits { // what was asked for
			id = "desk.request.by"
		}
		row.Said = append(row.Said, saidRow{At: v.at(x.At), Text: lines(x.Text),
			Head: v.T(id, "State", v.word("desk.request.state.", x.State), "Name", nameOf(names, x.Officer), "Body", v.body(x.Body))})
	}
	if r.Kind != tips.KindTransfer {
		mine := r.Holder == own || r.To == own
		row.MayAnswer, row.MayAcknowledge = mine && r.Open(), mine && r.State == tips.StateWaits
		row.MayEnd = r.From == own && r.State != tips.StateEnded
		row.Answers = v.choices("desk.request.answer.", "", []string{tips.StateDone, tips.StateInformed, tips.StateRefused})
		if row.MayAcknowledge {
			row.Answers = append(v.choices("desk.request.answer.", "", []string{tips.StateAcknowledged}), row.Answers...)
		}
	}
	return row
}

type requestsPage struct {
	Rows       []requestRow
	All        bool
	Prev, Next string
}

// requests lists what the own body asks of others, and others of it.
func (s *Site) requests(v *visit) error {
	page, err := strconv.Atoi(v.c.Query("page"))
	if err != nil || page < 1 || page > 1_000_000 {
		page = 1
	}
	p := requestsPage{All: v.c.Query("all") == "1"}
	found, more, err := s.Desk.Requests(v.c.UserContext(), v.seat, p.All, page)
	if err != nil {
		return err
	}
	for _, r := range found {
		row := v.request(r.Request, r.Said, r.Names)
		row.Path, row.Urgency = "/tips/"+r.Tip.ID, r.Tip.Urgency
		row.Tip = v.T("desk.requests.tip", "Tip", short(r.Tip.ID), "Urgency", v.word("desk.urgency.", r.Tip.Urgency), "Status", v.word("desk.status.", r.Tip.Status))
		p.Rows = append(p.Rows, row)
	}
	at := func(n int) string {
		q := url.Values{"page": {strconv.Itoa(n)}}
		if p.All {
			q.Set("all", "1")
		}
		return "/requests?" + q.Encode()
	}
	if page > 1 {
		p.Prev = at(page - 1)
	}
	if more {
		p.Next = at(page + 1)
	}
	return v.draw("requests", fiber.StatusOK, v.T("desk.requests.title"), p)
}

// askBody asks another body for a rescue, an apprehension or information.
func (s *Site) askBody(v *visit) error {
	d := draft{Typed: v.form}
	to, offered, faults := v.bodyNamed(v.form.Get("asked"), v.form.Get("asked-body"), "asked", "asked-among")
	if v.form.Get("kind") == "" {
		faults = append([]fault{{"kind", "desk.tip.bad_kind"}}, faults...)
	}
	if strings.TrimSpace(v.form.Get("request")) == "" {
		faults = append(faults, fault{"request", "desk.tip.empty"})
	}
	if len(faults) > 0 {
		if d.AskedAmong = offered; to != "" {
			d.AskedAmong = []choice{{to, v.body(to), true}}
		}
		d.Wrong = v.wrong("desk.wrong", faults...)
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	err := s.Desk.Request(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), v.form.Get("kind"), to, v.form.Get("request"))
	return v.acted(err, "body-asked", d)
}

// answerBody answers what another body asks.
func (s *Site) answerBody(v *visit) error {
	id := v.form.Get("id")
	err := s.Desk.Answer(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), id, v.form.Get("answer"), v.form.Get("reply"))
	return v.replied(err, "answered", id)
}

// endRequest ends what the own body has asked for.
func (s *Site) endRequest(v *visit) error {
	id := v.form.Get("id")
	err := s.Desk.EndRequest(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), id, v.form.Get("reply"))
	return v.replied(err, "ended", id)
}

// replied answers either; a page may hold several such forms, so that a fault
// names the one.
func (v *visit) replied(err error, note, id string) error {
	d := draft{Typed: v.form}
	if w, ok := v.invalids("desk.wrong", err); ok {
		for i := range w.Items {
			w.Items[i].For += "-" + id
		}
		d.Wrong = w
		return v.drawTip(fiber.StatusUnprocessableEntity, d)
	}
	return v.acted(err, note, d)
}
