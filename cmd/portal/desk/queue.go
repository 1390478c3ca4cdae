package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
	"mukti/tips/ahtu"
)

type queuePage struct {
	Body         string
	Waiting      int // enrolments that wait for this officer's confirmation
	WaitingText  string
	News         string // what came since the last look
	NextKey      bool   // the body's next key waits at the body above
	NoKit        bool
	Glance       []count // what is the officer's, what runs out, what nobody has looked at
	Asked        []count // what waits beside the queue
	Counts       []count
	Views        []viewLink
	Keep         string // where this view is kept under a name
	Statuses     []choice
	Urgencies    []choice
	Whose, Came  []choice
	All, More    bool
	Opened       bool   // the filters
	MorePath     string // where the other filters are, "" on the page that has them
	New, Late    bool
	Files        bool
	In           string
	Several      bool // the body sees tips of others
	From, To     string
	Filtered     bool
	Refresh      []choice
	Here         string
	Caption      string
	Columns      []string
	ReceivedText string
	PageText     string
	Rows         []queueRow
	Prev, Next   string
	First, Last  string
}

type count struct {
	choice
	Path, Count string
	Late        bool // something that should not be there
}

type queueRow struct {
	ID, Head, About      string
	Excerpt, Lang        string
	Copies               string // how many near copies are behind it
	Urgency, UrgencyText string
	Status, Taker        string
	Mine                 bool
	Due                  *moment
	Received             moment
}

// queue shows one page of the body's lines. Filters are the address, so a view
// can be kept as a bookmark.
func (s *Site) queue(v *visit) error {
	if questions := v.c.Queries(); len(questions) == 0 || len(questions) == 1 && questions[noteQuestion] != "" {
		path, err := v.defaultView()
		if err != nil {
			return err
		}
		if path != "" && path != "/queue" {
			if note := questions[noteQuestion]; note != "" {
				path = withQuestion(path, noteQuestion+"="+url.QueryEscape(note))
			}
			return web.SeeOther(v.c, path)
		}
	}
	q := queryOf(v)
	q.Since = s.Cookie(v.c, lookCookie)
	view, err := s.Desk.Queue(v.c.UserContext(), v.seat, q)
	if err != nil {
		return err
	}
	v.lookedAt(view.Mark)
	names, err := v.takers(view.Rows)
	if err != nil {
		return err
	}
	here := queuePath(q, view.Page)
	page := queuePage{
		Body: v.names().Code(v.Speaker, v.seat.Officer.Body), Waiting: view.Waiting, WaitingText: v.N("desk.queue.waiting", view.Waiting),
		NextKey: view.NextKey, NoKit: view.NoKit,
		Statuses: v.choices("desk.status.", q.Status, statuses()), Urgencies: v.choices("desk.urgency.", q.Urgency, urgencies()),
		Whose: v.choices("desk.whose.", q.Whose, []string{tips.WhoseMine, tips.WhoseFree}), Came: v.choices("desk.came.", q.Came, came()),
		All: q.All, New: q.New, Late: q.Late, Files: q.Files, In: q.In, Several: v.seat.Body.Kind != ahtu.KindUnit && v.seat.Body.Kind != ahtu.KindBorder,
		From: dayText(q.From, 0), To: dayText(q.To, -1), Caption: v.N("desk.queue.caption", view.Total), Here: here,
		Refresh: v.choices("desk.refresh.", v.refreshes(), refreshMinutes()),
		More:    q.Whose != "" || q.Came != "" || q.New || q.Late || q.Files || q.In != "" || !q.From.IsZero() || !q.To.IsZero(),
	}
	page.Opened = v.c.Query("more") == "1"
	page.Filtered = page.More || q.Status != "" || q.Urgency != "" || q.All
	if page.More = page.More || page.Opened; !page.More {
		page.MorePath = withQuestion(queuePath(q, 1), "more=1") // an address of its own: they would make every page a tenth heavier
	}
	page.Keep = withQuestion("/queue/views", queueValues(q).Encode())
	if page.Views, err = v.savedViews(queuePath(q, 1)); err != nil {
		return err
	}
	page.ReceivedText = v.T("desk.queue.received")
	page.Columns = []string{v.T("desk.queue.urgency"), v.T("desk.queue.tip"), v.T("desk.status"), page.ReceivedText}
	for _, u := range urgencies() {
		to := tips.QueueQuery{Status: q.Status, Urgency: u, All: q.All}
		page.Counts = append(page.Counts, count{
			choice: choice{u, v.word("desk.urgency.", u), u == q.Urgency}, Path: queuePath(to, 1), Count: v.Number(view.ByUrgency[u]),
		})
	}
	if err := v.glance(&page, q, view); err != nil {
		return err
	}
	for _, e := range view.Rows {
		page.Rows = append(page.Rows, v.queueRow(e, names))
	}
	v.pagesOf(&page, q, view)
	title := v.T("desk.queue.title")
	if view.New > 0 {
		page.News = v.N("desk.queue.news", view.New, "Time", view.Since.In(ist).Format("15:04"))
		title = v.T("desk.queue.news.title", "News", page.News, "Title", title) // heard first when the page comes again
	}
	v.refreshLater(here)
	return v.draw("queue", fiber.StatusOK, title, page)
}

// pagesOf links to the pages beside: by the key of a row, so that a page far
// behind is found as fast as the first, and nothing is skipped when tips come
// or go meanwhile. The number says only how far that is.
func (v *visit) pagesOf(page *queuePage, q tips.QueueQuery, view tips.QueueView) {
	page.PageText = v.T("desk.queue.page", "Page", v.Number(max(view.Page, 1)), "Pages", v.Number(max(view.Pages, 1)))
	at := func(number int, after, before string) string {
		q := q
		q.After, q.Before = after, before
		return queuePath(q, number)
	}
	if view.Page > 1 {
		page.First = at(1, "", "")
		if page.Prev = page.First; view.Page > 2 && view.First != "" {
			page.Prev = at(view.Page-1, "", view.First)
		}
	}
	if view.Page < view.Pages {
		page.Last = at(view.Pages, "", "")
		if page.Next = at(view.Page+1, view.Last, ""); view.Last == "" {
			page.Next = ""
		}
	}
}

// came are the roles of a line that a filter offers: those of the chain above
// are in the queue only once their clock has come.
func came() []string { return []string{tips.RoleUnit, tips.RoleHeld, tips.RoleCopy} }

// dayText is a day of India as a field of a form has it; "" for none.
func dayText(t time.Time, add int) string {
	if t.IsZero() {
		return ""
	}
	return t.In(ist).AddDate(0, 0, add).Format(time.DateOnly)
}

// queryOf reads the filters of the address; values that do not exist count as
// none, so an old bookmark still opens.
func queryOf(v *visit) tips.QueueQuery {
	values := url.Values{}
	for name, value := range v.c.Queries() {
		values.Set(name, value)
	}
	return queryFrom(values)
}

func queryFrom(u url.Values) tips.QueueQuery {
	known := func(name string, all []string) string {
		if slices.Contains(all, u.Get(name)) {
			return u.Get(name)
		}
		return ""
	}
	day := func(name string, add int) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, u.Get(name), ist)
		if err != nil || t.Year() < 2000 || t.Year() > 2100 {
			return time.Time{}
		}
		return t.AddDate(0, 0, add).UTC()
	}
	q := tips.QueueQuery{Status: known("status", statuses()), Urgency: known("urgency", urgencies()), All: u.Get("all") == "1",
		Whose: known("whose", []string{tips.WhoseMine, tips.WhoseFree}), Came: known("came", came()),
		New: u.Get("new") == "1", Late: u.Get("late") == "1", Files: u.Get("files") == "1",
		From: day("from", 0), To: day("to", 1), Page: 1}
	if in := strings.ToUpper(strings.TrimSpace(u.Get("in"))); len(in) <= 64 && strings.Trim(in, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == "" {
		q.In = in
	}
	if n, err := strconv.Atoi(u.Get("page")); err == nil && n > 1 && n < 1_000_000 {
		q.Page = n
		if len(u.Get("after")) <= maxKey {
			q.After = u.Get("after")
		}
		if len(u.Get("before")) <= maxKey {
			q.Before = u.Get("before")
		}
	}
	return q
}

// maxKey is longer than any key of a row: three numbers and an id.
const maxKey = 120

// queueValues are the filters alone, without the page.
func queueValues(q tips.QueueQuery) url.Values {
	u := url.Values{}
	for name, value := range map[string]string{"status": q.Status, "urgency": q.Urgency, "whose": q.Whose, "came": q.Came, "in": q.In,
		"from": dayText(q.From, 0), "to": dayText(q.To, -1)} {
		if value != "" {
			u.Set(name, value)
		}
	}
	for name, on := range map[string]bool{"all": q.All, "new": q.New, "late": q.Late, "files": q.Files} {
		if on {
			u.Set(name, "1")
		}
	}
	return u
}

func queuePath(q tips.QueueQuery, page int) string {
	u := queueValues(q)
	if page > 1 {
		u.Set("page", strconv.Itoa(page))
		if q.After != "" {
			u.Set("after", q.After)
		}
		if q.Before != "" {
			u.Set("before", q.Before)
		}
	}
	if len(u) == 0 {
		return "/queue"
	}
	return "/queue?" + u.Encode()
}

// withQuestion adds to an address's query.
func withQuestion(path, question string) string {
	switch {
	case question == "":
		return path
	case strings.Contains(path, "?"):
		return path + "&" + question
	}
	return path + "?" + question
}

func (v *visit) queueRow(e tips.QueueEntry, names map[string]string) queueRow {
	r := queueRow{
		ID: e.Tip.ID, Urgency: e.Tip.Urgency, UrgencyText: v.word("desk.urgency.", e.Tip.Urgency),
		Status: v.word("desk.status.", e.Tip.Status), Received: v.brief(e.Tip.Created), Due: v.due(firstLook, e.Line.Due),
	}
	if !e.Line.Looked.IsZero() {
		r.Due = v.due(takeBy, e.Line.Due)
	}
	if e.Line.Due.IsZero() && e.Tip.Taker != "" { // what runs now is the promise to the tipster
		if r.Due = v.due(nextUpdate, e.Tip.Next); r.Due != nil {
			r.Due.Words = v.T("desk.queue.update", "When", r.Due.Words)
		}
	}
	if e.Copies > 0 {
		r.Copies = v.N("desk.queue.copies", e.Copies)
	}
	if r.Mine = e.Tip.Taker == v.seat.Officer.ID; r.Mine {
		r.Taker = v.T("desk.queue.yours")
	} else if e.Tip.Taker != "" {
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
	if r.Lang == v.Lang() {
		r.Lang = "" // the page is in it
	}
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
