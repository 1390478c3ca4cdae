package desk

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// findRefresh is after how many seconds the page shows itself anew while tips
// are being opened. House rule: a short look is enough to see that it goes on.
const findRefresh = "3"

type findPage struct {
	Wrong     *wrongs
	Words     string
	Opening   string // how far the opening is; "" while nothing is opened
	Share     int    // of the opening, per cent
	Ready     bool
	Notes     []string
	Statuses  []choice
	Urgencies []choice
	Orders    []choice
	Asked     bool // something was looked for
	Number    int  // under which it is kept
	Caption   string
	Rows      []findRow
	PageText  string
	Prev      string
	Next      string
}

type findRow struct {
	queueRow
	Matches string
	Places  []findPlace
}

type findPlace struct {
	In    string
	Parts []findPart
}

type findPart struct {
	Text string
	Hit  bool
}

func findOrders() []string { return []string{"urgency", tips.FindByTime, tips.FindByMatches} }

func findStatuses() []string { return append([]string{tips.FindOpen}, statuses()...) }

// findPage is the search: before anything is opened the button for it, while
// it is being opened how far it is, then the form and what was found. What is
// looked for is in no address: an address stays in the browser's history.
func (s *Site) findPage(v *visit) error {
	number, _ := strconv.Atoi(v.c.Query("n"))
	if number <= 0 {
		return v.drawFind(fiber.StatusOK, findQueryOf(v), 0, nil)
	}
	words, err := s.Desk.KeptFind(v.seat, number)
	if errors.Is(err, tips.ErrGone) {
		return v.drawFind(fiber.StatusOK, findQueryOf(v), 0, v.wrong("desk.find.wrong", fault{"", "desk.find.gone"}))
	}
	if err != nil {
		return err
	}
	q := findQueryOf(v)
	q.Words = words
	return v.drawFind(fiber.StatusOK, q, number, nil)
}

// findQueryOf reads the filters of the address, or of the form.
func findQueryOf(v *visit) tips.FindQuery {
	get := func(name string) string {
		if v.form != nil {
			return v.form.Get(name)
		}
		return v.c.Query(name)
	}
	q := tips.FindQuery{Status: get("status"), Urgency: get("urgency"), Order: get("order"), Page: 1}
	if !slices.Contains(findStatuses(), q.Status) {
		q.Status = ""
	}
	if !slices.Contains(urgencies(), q.Urgency) {
		q.Urgency = ""
	}
	if !slices.Contains(findOrders(), q.Order) || q.Order == "urgency" {
		q.Order = tips.FindByUrgency
	}
	if n, err := strconv.Atoi(get("page")); err == nil && n > 1 && n < 100_000 {
		q.Page = n
	}
	return q
}

// findOpen begins to open what the officer may read, for searching.
func (s *Site) findOpen(v *visit) error {
	if err := s.Desk.OpenFind(v.c.UserContext(), v.seat); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/find")
}

// findForget gives the memory back.
func (s *Site) findForget(v *visit) error {
	if err := s.Desk.ForgetFind(v.c.UserContext(), v.seat); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/find?"+noteQuestion+"=find-forgotten")
}

// find looks for something; the page of what was found follows.
func (s *Site) find(v *visit) error {
	q := findQueryOf(v)
	q.Words, q.New = strings.TrimSpace(v.form.Get("words")), true
	_, err := s.Desk.Find(v.c.UserContext(), v.seat, q)
	if errors.Is(err, tips.ErrGone) {
		return v.drawFind(fiber.StatusConflict, q, 0, v.wrong("desk.find.wrong", fault{"", "desk.find.gone"}))
	}
	if _, ok := v.invalids("desk.find.wrong", err); ok {
		return v.drawFind(fiber.StatusUnprocessableEntity, q, 0, v.wrong("desk.find.wrong", fault{"words", "desk.find.empty"}))
	}
	if err != nil {
		return err
	}
	number, err := s.Desk.KeepFind(v.seat, q.Words)
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, findPath(q, number, 1))
}

func findPath(q tips.FindQuery, number, page int) string {
	u := url.Values{"n": {strconv.Itoa(number)}}
	for name, value := range map[string]string{"status": q.Status, "urgency": q.Urgency, "order": q.Order} {
		if value != "" {
			u.Set(name, value)
		}
	}
	if page > 1 {
		u.Set("page", strconv.Itoa(page))
	}
	return "/find?" + u.Encode()
}

// drawFind shows the page; number 0 searches nothing.
func (v *visit) drawFind(status int, q tips.FindQuery, number int, wrong *wrongs) error {
	st, err := v.site.Desk.FindState(v.seat)
	if err != nil {
		return err
	}
	order := q.Order
	if order == tips.FindByUrgency {
		order = "urgency"
	}
	page := findPage{Wrong: wrong, Words: q.Words, Number: number,
		Statuses:  append([]choice{{tips.FindOpen, v.T("desk.queue.open"), q.Status == tips.FindOpen}}, v.choices("desk.status.", q.Status, statuses())...),
		Urgencies: v.choices("desk.urgency.", q.Urgency, urgencies()),
		Orders:    v.choices("desk.find.order.", order, findOrders())}
	if number > 0 {
		view, err := v.site.Desk.Find(v.c.UserContext(), v.seat, q)
		if err != nil && !errors.Is(err, tips.ErrGone) {
			return err
		}
		if err == nil {
			st = view.State
			if err := v.foundRows(&page, q, number, view); err != nil {
				return err
			}
		}
	}
	v.findState(&page, st)
	if st.Opening && wrong == nil {
		to := "/find"
		if number > 0 {
			to = findPath(q, number, q.Page)
		}
		v.c.Set("Refresh", findRefresh+"; url="+to)
	}
	return v.draw("find", status, v.T("desk.find.title"), page)
}

// findState says how far the opening is.
func (v *visit) findState(page *findPage, st tips.FindState) {
	page.Ready = st.Ready || st.Opening
	if st.Opening {
		page.Opening = v.T("desk.find.opening", "Done", v.Number(st.Done), "Total", v.Number(st.Total))
		if st.Total > 0 {
			page.Share = 100 * st.Done / st.Total
		}
	}
	if page.Ready {
		page.Notes = append(page.Notes, v.N("desk.find.texts", st.Texts))
	}
	if st.Left > 0 {
		page.Notes = append(page.Notes, v.N("desk.find.left", st.Left))
	}
	if st.Failed {
		page.Notes = append(page.Notes, v.T("desk.find.failed"))
	}
}

func (v *visit) foundRows(page *findPage, q tips.FindQuery, number int, view tips.FindView) error {
	page.Asked, page.Caption = true, v.N("desk.find.caption", view.Total)
	var entries []tips.QueueEntry
	for _, f := range view.Rows {
		entries = append(entries, tips.QueueEntry{Tip: f.Tip, Line: f.Line, Summary: f.Summary})
	}
	names, err := v.takers(entries)
	if err != nil {
		return err
	}
	for i, f := range view.Rows {
		row := findRow{queueRow: v.queueRow(entries[i], names), Matches: v.N("desk.find.matches", f.Matches)}
		for _, p := range f.Places {
			place := findPlace{In: v.word("desk.find.in.", p.In)}
			for _, part := range p.Parts {
				place.Parts = append(place.Parts, findPart{part.Text, part.Hit})
			}
			row.Places = append(row.Places, place)
		}
		page.Rows = append(page.Rows, row)
	}
	if view.Pending > 0 && !view.State.Opening {
		page.Notes = append(page.Notes, v.N("desk.find.pending", view.Pending))
	}
	page.PageText = v.T("desk.queue.page", "Page", v.Number(view.Page), "Pages", v.Number(view.Pages))
	if view.Page > 1 {
		page.Prev = findPath(q, number, view.Page-1)
	}
	if view.Page < view.Pages {
		page.Next = findPath(q, number, view.Page+1)
	}
	return nil
}
