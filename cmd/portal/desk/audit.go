package desk

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// maxAuditPeople is how many names the form lists to choose from; beyond it one
// follows the name in a line. House rule: a page stays under 30 KB.
const maxAuditPeople = 200

type auditPage struct {
	Text        string
	People      []choice
	Acts        []choice
	Who         string // the person that was chosen by a line's link and is not in the list
	WhoName     string
	Object, Day string
	Short       bool // too little of a number was typed to look for it
	Caption     string
	Rows        []auditRow
	Older       string
	Heads       bool // the officer may see the daily heads
	Filtered    bool
}

type auditRow struct {
	Seq          string
	At           moment
	Who, WhoPath string
	Act, ActPath string
	Object, Path string // path of a tip that the reader may open
	ObjectPath   string // the same object's lines
	Note         string
}

// audit shows who did what, by person, act, object and day. Filters are the
// address; they hold ids and codes, never words.
func (s *Site) audit(v *visit) error {
	q := tips.AuditQuery{Actor: v.c.Query("who"), Act: v.c.Query("act"), Object: strings.TrimSpace(v.c.Query("object")), Day: v.c.Query("day")}
	if n, err := strconv.ParseInt(v.c.Query("before"), 10, 64); err == nil && n > 0 {
		q.Before = n
	}
	if _, err := time.Parse(time.DateOnly, q.Day); err != nil {
		q.Day = ""
	}
	typed, short, err := v.wholeNumber(q.Object)
	if err != nil {
		return err
	}
	q.Object = typed
	view, err := s.Desk.AuditOf(v.c.UserContext(), v.seat, q)
	if err != nil {
		return err
	}
	page := auditPage{Short: short, Text: v.T("desk.audit.text"), Object: q.Object, Day: q.Day, Heads: v.may("/audit/heads"),
		Filtered: q.Actor != "" || q.Act != "" || q.Object != "" || q.Day != ""}
	if v.seat.Officer.Body == "" {
		page.Text = v.T("desk.audit.text.accounts")
	}
	names := map[string]string{}
	for _, o := range view.People {
		names[o.ID] = o.Name
		if len(view.People) <= maxAuditPeople {
			page.People = append(page.People, choice{o.ID, o.Name, o.ID == q.Actor})
		}
	}
	if q.Actor != "" && len(page.People) == 0 {
		page.Who, page.WhoName = q.Actor, v.actor(q.Actor, names)
	}
	page.Acts = v.choices("desk.act.", q.Act, view.Acts)
	slices.SortFunc(page.Acts, func(a, b choice) int { return strings.Compare(a.Text, b.Text) })
	for _, r := range view.Rows {
		page.Rows = append(page.Rows, v.auditRow(r, q, names))
	}
	page.Caption = v.N("desk.audit.caption", len(page.Rows))
	if view.Older > 0 {
		next := q
		next.Before = view.Older
		page.Older = auditPath(next)
	}
	return v.draw("audit", fiber.StatusOK, v.T("desk.audit.title"), page)
}

// wholeNumber is the number of the tip whose beginning was typed, as pages show
// it; what is none, or of no tip of this officer's, stays as it is. short: too
// few of its characters.
func (v *visit) wholeNumber(typed string) (whole string, short bool, err error) {
	typed = strings.ToLower(typed)
	switch {
	case typed == "" || strings.Trim(typed, "0123456789abcdef") != "":
		return strings.TrimSpace(v.c.Query("object")), false, nil
	case len(typed) < minShort:
		return typed, true, nil
	}
	id, err := v.site.Desk.FindTip(v.c.UserContext(), v.seat, typed)
	if errors.Is(err, tips.ErrNotFound) {
		return typed, false, nil
	}
	return id, false, err
}

func auditPath(q tips.AuditQuery) string {
	u := url.Values{}
	for name, value := range map[string]string{"who": q.Actor, "act": q.Act, "object": q.Object, "day": q.Day} {
		if value != "" {
			u.Set(name, value)
		}
	}
	if q.Before > 0 {
		u.Set("before", strconv.FormatInt(q.Before, 10))
	}
	if len(u) == 0 {
		return "/audit"
	}
	return "/audit?" + u.Encode()
}

func (v *visit) auditRow(r tips.AuditRow, q tips.AuditQuery, names map[string]string) auditRow {
	row := auditRow{Seq: v.Number(int(r.Seq)), At: v.at(r.At), Who: v.actor(r.Actor, names), Act: v.word("desk.act.", r.Act)}
	if r.Name != "" && q.Actor != r.Actor {
		row.WhoPath = auditPath(tips.AuditQuery{Actor: r.Actor})
	}
	if q.Act != r.Act {
		row.ActPath = auditPath(tips.AuditQuery{Act: r.Act})
	}
	switch {
	case r.About != "":
		row.Object = r.About
	case r.IsBody:
		row.Object = v.body(r.Object)
	case r.IsTip:
		row.Object = v.T("desk.audit.tip", "Tip", short(r.Object))
		if r.Opens {
			row.Path = "/tips/" + r.Object
		}
	default:
		row.Object = shortCodes(r.Object)
	}
	if r.Object != "" && q.Object != r.Object {
		row.ObjectPath = auditPath(tips.AuditQuery{Object: r.Object})
	}
	row.Note = v.auditNote(r.Act, r.Note, names)
	return row
}

// actor is who acted, in words.
func (v *visit) actor(id string, names map[string]string) string {
	if v.Has("desk.actor." + id) {
		return v.T("desk.actor." + id)
	}
	return nameOf(names, id)
}

// auditNote says the codes of a line's note in words.
func (v *visit) auditNote(act, note string, names map[string]string) string {
	if n, err := strconv.Atoi(note); err == nil {
		switch act {
		case "find.opened", "find.searched", "find.read", "queue.read":
			return v.N("desk.audit.tips", n)
		case "audit.head":
			return v.T("desk.audit.event", "Seq", v.Number(n))
		}
	}
	if act == "audit.read" {
		return strings.Join(v.words("desk.audit.by.", strings.Fields(note)), ", ")
	}
	parts := strings.Fields(note)
	for i, code := range parts {
		parts[i] = v.code(code, names)
	}
	return strings.Join(parts, " · ")
}

// code says one code of a note, whatever vocabulary it is of.
func (v *visit) code(code string, names map[string]string) string {
	if name := names[code]; name != "" {
		return name
	}
	if _, ok := v.site.Units.Body(code); ok {
		return v.body(code)
	}
	for _, prefix := range []string{"desk.urgency.", "desk.reason.", "desk.role.", "desk.status.", "desk.two."} {
		if v.Has(prefix + code) {
			return v.T(prefix + code)
		}
	}
	return shortCodes(code)
}

type headsPage struct {
	Key, Caption string
	Rows         []headRow
	Older        string
}

type headRow struct {
	Path, Day, Seq, Count, Print string
}

// heads lists the audit's signed daily heads.
func (s *Site) heads(v *visit) error {
	before := v.c.Query("before")
	if _, err := time.Parse(time.DateOnly, before); err != nil {
		before = ""
	}
	view, err := s.Desk.DailyHeads(v.c.UserContext(), v.seat, before)
	if err != nil {
		return err
	}
	page := headsPage{Key: view.Key, Caption: v.N("desk.heads.caption", len(view.Heads))}
	for _, h := range view.Heads {
		page.Rows = append(page.Rows, v.headRow(h))
	}
	if view.Older != "" {
		page.Older = "/audit/heads?before=" + url.QueryEscape(view.Older)
	}
	return v.draw("heads", fiber.StatusOK, v.T("desk.heads.title"), page)
}

func (v *visit) headRow(h tips.Head) headRow {
	day := h.Day
	if t, err := time.ParseInLocation(time.DateOnly, h.Day, ist); err == nil {
		day = v.Date(t)
	}
	return headRow{"/audit/heads/" + h.Day, day, v.Number(int(h.Seq)), v.Number(int(h.Count)), h.Fingerprint()}
}

type headPage struct {
	headRow
	Short, Text string
}

// head is one day's head on a page of its own, to print and put away.
func (s *Site) head(v *visit) error {
	h, text, err := s.Desk.DailyHead(v.c.UserContext(), v.seat, v.c.Params("day"))
	if err != nil {
		return err
	}
	page := headPage{headRow: v.headRow(h), Short: h.Short(), Text: text}
	return v.draw("head", fiber.StatusOK, v.T("desk.heads.one", "Day", page.Day), page)
}
