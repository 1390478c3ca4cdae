package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

type queuePage struct {
	Body        string
	Waiting     int // enrolments that wait for this officer's confirmation
	WaitingText string
	NextKey     bool // the body's next key waits at the body above
	NoKit       bool
	Counts      []count
	Statuses    []choice
	Urgencies   []choice
	All         bool
	Caption     string
	PageText    string
	Rows        []queueRow
	Prev, Next  string
}

type count struct {
	choice
	Path, Count string
}

type queueRow struct {
	ID, Head, About      string
	Excerpt, Lang        string
	Copies               string // how many near copies are behind it
	Urgency, UrgencyText string
	Status, Taker        string
	Due                  *moment
	Received             moment
}

// queue shows one page of the body's lines. Filters are the address, so a view
// can be kept as a bookmark.
func (s *Site) queue(v *visit) error {
	q := queryOf(v)
	view, err := s.Desk.Queue(v.c.UserContext(), v.seat, q)
	if err != nil {
		return err
	}
	names, err := v.takers(view.Rows)
	if err != nil {
		return err
	}
	page := queuePage{
		Body: v.names().Code(v.Speaker, v.seat.Officer.Body), Waiting: view.Waiting, WaitingText: v.N("desk.queue.waiting", view.Waiting),
		NextKey: view.NextKey, NoKit: view.NoKit,
		Statuses: v.choices("desk.status.", q.Status, statuses()), Urgencies: v.choices("desk.urgency.", q.Urgency, urgencies()),
		All: q.All, Caption: v.N("desk.queue.caption", view.Total),
	}
	for _, u := range urgencies() {
		to := tips.QueueQuery{Status: q.Status, Urgency: u, All: q.All}
		page.Counts = append(page.Counts, count{
			choice{u, v.word("desk.urgency.", u), u == q.Urgency}, queuePath(to, 1), v.Number(view.ByUrgency[u]),
		})
	}
	for _, e := range view.Rows {
		page.Rows = append(page.Rows, v.queueRow(e, names))
	}
	page.PageText = v.T("desk.queue.page", "Page", v.Number(max(view.Page, 1)), "Pages", v.Number(max(view.Pages, 1)))
	if view.Page > 1 {
		page.Prev = queuePath(q, view.Page-1)
	}
	if view.Page < view.Pages {
		page.Next = queuePath(q, view.Page+1)
	}
	return v.draw("queue", fiber.StatusOK, v.T("desk.queue.title"), page)
}

// queryOf reads the filters of the address; values that do not exist count as
// none, so an old bookmark still opens.
func queryOf(v *visit) tips.QueueQuery {
	q := tips.QueueQuery{Status: v.c.Query("status"), Urgency: v.c.Query("urgency"), All: v.c.Query("all") == "1", Page: 1}
	if !slices.Contains(statuses(), q.Status) {
		q.Status = ""
	}
	if !slices.Contains(urgencies(), q.Urgency) {
		q.Urgency = ""
	}
	if n, err := strconv.Atoi(v.c.Query("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Page = n
	}
	return q
}

func queuePath(q tips.QueueQuery, page int) string {
	u := url.Values{}
	if q.Status != "" {
		u.Set("status", q.Status)
	}
	if q.Urgency != "" {
		u.Set("urgency", q.Urgency)
	}
	if q.All {
		u.Set("all", "1")
	}
	if page > 1 {
		u.Set("page", strconv.Itoa(page))
	}
	if len(u) == 0 {
		return "/queue"
	}
	return "/queue?" + u.Encode()
}

func (v *visit) queueRow(e tips.QueueEntry, names map[string]string) queueRow {
	r := queueRow{
		ID: e.Tip.ID, Urgency: e.Tip.Urgency, UrgencyText: v.word("desk.urgency.", e.Tip.Urgency),
		Status: v.word("desk.status.", e.Tip.Status), Received: v.brief(e.Tip.Created), Due: v.due(firstLook, e.Line.Due),
	}
	if !e.Line.Looked.IsZero() {
		r.Due = v.due(takeBy, e.Line.Due)
	}
	if e.Copies > 0 {
		r.Copies = v.N("desk.queue.copies", e.Copies)
	}
	if e.Tip.Taker != "" {
		r.Taker = v.T("desk.queue.taker", "Name", nameOf(names, e.Tip.Taker))
	}
	switch own := v.seat.Officer.Body; {
	case e.Tip.Giver == "":
	case e.Tip.Giver == own:
		r.Taker = v.T("desk.queue.given", "Body", v.body(e.Tip.Unit))
	default:
		r.Taker = v.T("desk.queue.inbound", "Body", v.body(e.Tip.Giver))
	}
	if e.Sealed {
		r.Head = v.T("desk.queue.sealed", "Tip", short(e.Tip.ID))
		return r
	}
	r.Head = v.T("desk.queue.head", "Place", v.place(e.Summary.Place, e.Summary.District, e.Summary.State), "Tip", short(e.Tip.ID))
	r.About = v.about(e.Summary.Count, e.Summary.Children, e.Summary.When, "", e.Summary.Files)
	r.Excerpt, r.Lang = firstWords(e.Summary.Excerpt, excerpt), v.speech(e.Summary.Language).Tag
	return r
}

// excerpt is how many characters of the words a line of the queue shows: 25
// lines of Indic script, three bytes a character, keep the page under 30 KB.
// Source: UX.md, "Weight and type".
const excerpt = 60

// firstWords cuts a text to at most n characters, between words where there
// are any. A word is cut at no mark that belongs to the letter before it.
func firstWords(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := n
	for at := n; at > n/2; at-- {
		if unicode.IsSpace(runes[at]) {
			cut = at
			break
		}
	}
	for cut > 0 && (unicode.IsMark(runes[cut]) || unicode.Is(unicode.Cf, runes[cut])) {
		cut--
	}
	return strings.TrimSpace(string(runes[:cut])) + "…"
}

// about says in one line what is known of a tip besides its words; what is
// unknown is left out.
func (v *visit) about(persons int, children, when, role string, files int) string {
	var parts []string
	if when != "" && when != unknown {
		parts = append(parts, v.word("desk.when.", when))
	}
	if children == "yes" {
		parts = append(parts, v.T("desk.sum.children"))
	}
	if persons > 0 {
		parts = append(parts, v.N("desk.sum.persons", persons))
	}
	if role != "" && role != "other" {
		parts = append(parts, v.word("desk.told.role.", role))
	}
	if files > 0 {
		parts = append(parts, v.N("desk.sum.files", files))
	}
	return strings.Join(parts, " · ")
}

// unknown is the answer "I do not know" of the form.
const unknown = "unknown"

// takers are the names, by id, of those who have taken the tips on the page,
// as far as this officer may know them.
func (v *visit) takers(rows []tips.QueueEntry) (map[string]string, error) {
	names := map[string]string{v.seat.Officer.ID: v.seat.Officer.Name}
	if !slices.ContainsFunc(rows, func(e tips.QueueEntry) bool { return e.Tip.Taker != "" && names[e.Tip.Taker] == "" }) {
		return names, nil
	}
	officers, err := v.site.Desk.Accounts(v.c.UserContext(), v.seat)
	if err != nil {
		return nil, err
	}
	for _, o := range officers {
		names[o.ID] = o.Name
	}
	return names, nil
}

// nameOf is an officer's name, or the beginning of the id of one whose name
// this officer may not know.
func nameOf(names map[string]string, id string) string {
	if n := names[id]; n != "" {
		return n
	}
	return short(id)
}
