package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// boardPage is an overview as it is drawn: a bureau's by unit, the cell's by State.
type boardPage struct {
	Body   string
	AsOf   moment
	Why    []wordCount
	Sorts  []sortLink // the heads of the table's columns
	Months []monthLink
	Tiles  web.TileMap
	Rows   []overviewRow
	All    overviewRow
	Late   []lateRow
	In     []lateRow
	Copies string
	Trend  []trendRow
	States bool // rows are States
	Flows  []flowRow
	Ties   web.TileMap // how many tips tie each State to another
}

type wordCount struct{ Text, Count string }

type sortLink struct {
	Path, Text string
	Here       bool
}

type monthLink struct {
	Path, Text string
	Here       bool
}

// overviewRow is a unit or a State.
type overviewRow struct {
	Name            string
	Nobody          bool // nobody is enrolled
	Tips            string
	Waiting         string
	Oldest          *moment
	Overdue         string
	Late            bool
	InTime, Taken   string // shares, with how many they are of
	Closed          string
	Acted, Passed   string
	NoAction, False string
}

type lateRow struct {
	Path, Text, Unit, Why, Urgency, UrgencyText, From string
	Due                                               *moment
}

type trendRow struct{ Month, Tips, InTime, Taken string }

type flowRow struct{ From, To, Count string }

// board shows a unit's or bureau's tips by unit. Order and month are the address.
func (s *Site) board(v *visit) error {
	month := v.monthAsked()
	o, err := s.Desk.Board(v.c.UserContext(), v.seat, month)
	if err != nil {
		return err
	}
	page := v.overview(o, "/board", month, v.body)
	var tiles []web.Tile
	most := 0
	for _, r := range o.Rows {
		most = max(most, r.Overdue)
	}
	slices.SortFunc(o.Rows, func(a, b tips.OverviewRow) int { return strings.Compare(a.Code, b.Code) })
	for _, r := range o.Rows {
		_, seat, _ := strings.Cut(r.Code, "-")
		tiles = append(tiles, web.Tile{Code: seat[:min(4, len(seat))], Text: v.Number(r.Overdue), Level: web.Shade(r.Overdue, most)})
	}
	page.Tiles = web.RowTiles(tiles)
	return v.draw("board", fiber.StatusOK, v.T("desk.board.title"), page)
}

// monthAsked is the month of the address: 1 the newest, 0 all.
func (v *visit) monthAsked() int {
	n, err := strconv.Atoi(v.c.Query("month"))
	if err != nil || n < 1 || n > 12 {
		return 0
	}
	return n
}

func boardPath(path, order string, month int) string {
	u := url.Values{}
	if order != "" {
		u.Set("sort", order)
	}
	if month > 0 {
		u.Set("month", strconv.Itoa(month))
	}
	if len(u) == 0 {
		return path
	}
	return path + "?" + u.Encode()
}

// overview puts an overview into words; name says what a row is.
func (v *visit) overview(o tips.Overview, path string, month int, name func(string) string) boardPage {
	order := v.c.Query("sort")
	if !slices.Contains(tips.Orders(), order) {
		order = ""
	}
	if order != "" {
		o.Sort(order)
	}
	page := boardPage{Body: v.names().Code(v.Speaker, o.Body), AsOf: v.at(o.AsOf), Copies: v.N("desk.board.copies", o.Copies)}
	for _, why := range whys() {
		if n := o.Why[why]; n > 0 {
			page.Why = append(page.Why, wordCount{v.word("desk.why.", why), v.Number(n)})
		}
	}
	for _, by := range tips.Orders() {
		page.Sorts = append(page.Sorts, sortLink{boardPath(path, by, month), v.word("desk.board.by.", by), by == order || order == "" && by == "overdue"})
	}
	page.Months = []monthLink{{boardPath(path, order, 0), v.T("desk.board.always"), month == 0}}
	for i, m := range o.Months {
		page.Months = append(page.Months, monthLink{boardPath(path, order, i+1), v.Month(m.From), month == i+1})
		page.Trend = append(page.Trend, trendRow{v.Month(m.From), v.Number(m.Tips),
			v.share(m.Shares.InTime, m.Shares.Decided), v.share(m.Shares.TakenInTime, m.Shares.Taken)})
	}
	for _, r := range o.Rows {
		row := v.boardRow(r)
		row.Name = name(r.Code)
		page.Rows = append(page.Rows, row)
	}
	page.All = v.boardRow(o.All)
	page.All.Name, page.All.Nobody = v.T("desk.board.all"), false
	for _, l := range o.Late {
		page.Late = append(page.Late, v.lateRow(l))
	}
	for _, l := range o.Inbound {
		page.In = append(page.In, v.lateRow(l))
	}
	return page
}

func (v *visit) boardRow(r tips.OverviewRow) overviewRow {
	row := overviewRow{Nobody: !r.Reads, Tips: v.Number(r.Tips), Waiting: v.Number(r.Waiting), Overdue: v.Number(r.Overdue), Late: r.Overdue > 0,
		InTime: v.share(r.Shares.InTime, r.Shares.Decided), Taken: v.share(r.Shares.TakenInTime, r.Shares.Taken),
		Acted: v.Number(r.Closed[tips.Acted]), Passed: v.Number(r.Closed[tips.PassedOn]),
		NoAction: v.Number(r.Closed[tips.NoAction]), False: v.Number(r.Closed[tips.False])}
	if !r.Oldest.IsZero() {
		m := v.at(r.Oldest)
		m.Words = v.since(r.Oldest)
		row.Oldest = &m
	}
	return row
}

// since says how long ago a time is, in hours or days.
func (v *visit) since(t time.Time) string {
	hours := int(v.site.Now().Sub(t) / time.Hour)
	if hours < 48 {
		return v.N("desk.board.hours", max(hours, 0))
	}
	return v.N("desk.board.days", hours/24)
}

// share is a part in percent with what it is of: "80 % of 25"; "–" of nothing.
func (v *visit) share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return v.T("desk.board.share", "Percent", v.Number((100*n+of/2)/of), "Of", v.Number(of))
}

func (v *visit) lateRow(l tips.LateTip) lateRow {
	r := lateRow{Path: "/tips/" + l.Tip.ID, Text: short(l.Tip.ID), Unit: v.body(l.Tip.Unit), Why: v.word("desk.why.", l.Why),
		Urgency: l.Tip.Urgency, UrgencyText: v.word("desk.urgency.", l.Tip.Urgency), Due: v.due(takeBy, l.Due)}
	if l.First != l.Tip.Unit {
		r.From = v.T("desk.board.from", "Body", v.body(l.First))
	}
	return r
}

// whys are the reasons why a tip waits too long, worst first.
func whys() []string {
	return []string{tips.WhyNobody, tips.WhyUnlooked, tips.WhyUntaken, tips.WhyGiven, tips.WhyUpdate, tips.WhyCopy}
}
