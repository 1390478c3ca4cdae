package tips

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"mukti/tips/ahtu"
)

// Bounds of a board.
const (
	lateShown   = 50 // rows of each list; all are counted
	boardMonths = 12
	// A body with more tips than this is counted anew at most once a minute:
	// half a million take about two seconds. House rule.
	bigBody    = 100_000
	bigBodyAge = time.Minute
)

// Overview is what a body sees of its tips and of the bodies below it. Its
// population are the tips of which the body holds the secret, and no others: a tip
// that leaves the body out is counted nowhere, not even in a sum.
type Overview struct {
	Body    string
	AsOf    time.Time
	Rows    []OverviewRow // by unit, or by State for the cell
	All     OverviewRow
	Months  []OverviewMonth // newest first
	Month   time.Time       // the one that the rows' shares are of; zero: all of them
	Why     map[string]int  // overdue tips by reason
	Late    []LateTip
	Inbound []LateTip
	Copies  int // tips of other bodies that this one is to know of
}

// OverviewRow is one unit or State. Where a tip lies now counts for how many wait;
// to whom it was first given counts for whether it was looked at in time.
type OverviewRow struct {
	Code    string // a body's, or a State's letters
	Reads   bool   // somebody is enrolled
	Tips    int
	Waiting int // not taken and not closed
	Working int
	Overdue int
	Oldest  time.Time      // of those that wait
	Closed  map[string]int // by reason
	Shares  Shares
}

// Shares are parts of the tips first given to a unit.
//
// Looked at in time: a body that works on the tip opened it before the first
// clock that was set for it ran out. Where that clock ran out the tip moved up: it
// is not in time, however quickly the body above then looked. A look by a body
// that is only to know of it does not count. Decided are those that were looked
// at or whose clock has run out. Taken in time: no clock ran out between the
// first look and the taking.
type Shares struct {
	Decided, InTime    int
	Taken, TakenInTime int
}

// OverviewMonth is one month of all rows together.
type OverviewMonth struct {
	From   time.Time
	Tips   int
	Shares Shares
}

// tallies keeps the last count of each body until a tip has changed.
type tallies struct {
	mu   sync.Mutex
	held map[string]tallied
}

type tallied struct {
	seq    int64
	at     time.Time
	months []time.Time
	all    []Tally
	tips   int
}

// months are the first moments of this month in India and of those before it.
func months(now time.Time, n int) []time.Time {
	at := now.In(indian)
	out := make([]time.Time, n)
	for i := range out {
		out[n-1-i] = time.Date(at.Year(), at.Month()-time.Month(i), 1, 0, 0, 0, 0, indian)
	}
	return out
}

// indian is Indian Standard Time, in which periods begin and end.
var indian = time.FixedZone("IST", 5*3600+30*60)

// tally counts a body's tips, or gives the last count where nothing has
// happened since.
func (d *Desk) tally(ctx context.Context, body string) (tallied, error) {
	now := d.Now()
	seq, err := d.LastChange(ctx)
	if err != nil {
		return tallied{}, err
	}
	d.counts.mu.Lock()
	last, ok := d.counts.held[body]
	d.counts.mu.Unlock()
	young := now.Sub(last.at) < TimeStep && !now.Before(last.at)
	if ok && young && (last.seq == seq || last.tips > bigBody && now.Sub(last.at) < bigBodyAge) {
		return last, nil
	}
	t := tallied{seq: seq, at: now, months: months(now, boardMonths)}
	if t.all, err = d.Config.Tally(ctx, TallyQuery{Body: body, Now: now, Months: t.months}); err != nil {
		return tallied{}, err
	}
	for _, y := range t.all {
		t.tips += y.N
	}
	d.counts.mu.Lock()
	defer d.counts.mu.Unlock()
	if d.counts.held == nil {
		d.counts.held = map[string]tallied{}
	}
	d.counts.held[body] = t
	return t, nil
}

// Board is the body's overview, a row a unit: for those in charge of a unit,
// nodal officers and the cell. month 1 is the newest of [boardMonths], 0 all.
// Each look is in the audit.
func (d *Desk) Board(ctx context.Context, s *Seat, month int) (Overview, error) {
	if s.key == nil || !s.May(ActBoard, ToOwn) {
		return Overview{}, ErrForbidden
	}
	v, err := d.overview(ctx, s, month, func(code string) string { return code })
	if err != nil {
		return Overview{}, err
	}
	return v, d.boardRead(ctx, s, "board.read")
}

// ByState is the cell's overview, a row a State; tips that lie with the cell or
// a border force are under "IN".
func (d *Desk) ByState(ctx context.Context, s *Seat, month int) (Overview, error) {
	if s.key == nil || !s.May(ActCell, ToAll) {
		return Overview{}, ErrForbidden
	}
	v, err := d.overview(ctx, s, month, d.stateOf)
	if err != nil {
		return Overview{}, err
	}
	return v, d.boardRead(ctx, s, "cell.read")
}

func (d *Desk) boardRead(ctx context.Context, s *Seat, act string) error {
	err := d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: act, Object: s.Officer.Body})
	if err != nil {
		return fmt.Errorf("tips: board: %w", err)
	}
	return nil
}

// stateOf is a body's State.
func (d *Desk) stateOf(code string) string {
	if b, ok := d.Units.Body(code); ok {
		return b.State
	}
	return "IN"
}

// overview folds the counts into rows; row names the row of a body.
func (d *Desk) overview(ctx context.Context, s *Seat, month int, row func(string) string) (Overview, error) {
	t, err := d.tally(ctx, s.Officer.Body)
	if err != nil {
		return Overview{}, fmt.Errorf("tips: board: %w", err)
	}
	reads, err := d.Reading(ctx)
	if err != nil {
		return Overview{}, err
	}
	v := Overview{Body: s.Officer.Body, AsOf: t.at, Why: map[string]int{}}
	for i := range t.months {
		v.Months = append(v.Months, OverviewMonth{From: t.months[len(t.months)-1-i]})
	}
	if month > 0 && month <= len(v.Months) {
		v.Month = v.Months[month-1].From
	}
	rows := map[string]*OverviewRow{}
	at := func(code string) *OverviewRow {
		code = row(code)
		if rows[code] == nil {
			rows[code] = &OverviewRow{Code: code, Closed: map[string]int{}}
		}
		return rows[code]
	}
	for _, y := range t.all {
		if why := whyOf(y.Why, reads[y.Unit]); why != "" {
			v.Why[why] += y.N
		}
		if y.Copy {
			v.Copies += y.N
			continue
		}
		at(y.Unit).add(y)
		v.All.add(y)
		m := len(v.Months) - y.Month
		if y.Month > 0 {
			v.Months[m].Tips += y.N
			v.Months[m].Shares.add(y)
		}
		if v.Month.IsZero() || y.Month > 0 && m == month-1 {
			at(y.First).Shares.add(y)
			v.All.Shares.add(y)
		}
	}
	for _, r := range rows {
		r.Reads = reads[r.Code] || reads[ahtu.Bureau(r.Code)] || r.Code == "IN" && reads[ahtu.Cell]
		v.Rows = append(v.Rows, *r)
	}
	v.Sort("")
	if v.Late, err = d.Config.Late(ctx, s.Officer.Body, t.at, lateShown); err != nil {
		return Overview{}, fmt.Errorf("tips: board: %w", err)
	}
	for i, l := range v.Late {
		v.Late[i].Why = whyOf(l.Why, reads[l.Tip.Unit])
	}
	if v.Inbound, err = d.Config.Inbound(ctx, s.Officer.Body, lateShown); err != nil {
		return Overview{}, fmt.Errorf("tips: board: %w", err)
	}
	return v, nil
}

// whyOf tells a unit that looks late from one where there is nobody to look.
func whyOf(why string, reads bool) string {
	if why == WhyUnlooked && !reads {
		return WhyNobody
	}
	return why
}

func (r *OverviewRow) add(y Tally) {
	if r.Closed == nil {
		r.Closed = map[string]int{}
	}
	r.Tips += y.N
	if y.Why != "" {
		r.Overdue += y.N
	}
	switch y.Status {
	case Closed:
		r.Closed[y.Reason] += y.N
	case WithTeam, Question:
		r.Working += y.N
	default:
		r.Waiting += y.N
		if r.Oldest.IsZero() || y.Oldest.Before(r.Oldest) {
			r.Oldest = y.Oldest
		}
	}
}

func (h *Shares) add(y Tally) {
	if y.Decided {
		h.Decided += y.N
	}
	if y.InTime {
		h.InTime += y.N
	}
	if y.Taken {
		h.Taken += y.N
	}
	if y.TakenInTime {
		h.TakenInTime += y.N
	}
}

// Orders are the columns by which an overview can be sorted.
func Orders() []string {
	return []string{"unit", "waiting", "oldest", "overdue", "in-time", "closed"}
}

// Sort puts the worst first by one of [Orders]; "" is overdue.
func (v *Overview) Sort(by string) {
	share := func(h Shares) float64 {
		if h.Decided == 0 {
			return 2 // nothing to say comes last
		}
		return float64(h.InTime) / float64(h.Decided)
	}
	slices.SortFunc(v.Rows, func(a, b OverviewRow) int {
		c := 0
		switch by {
		case "unit":
		case "waiting":
			c = cmp.Compare(b.Waiting, a.Waiting)
		case "oldest":
			switch {
			case a.Oldest.IsZero() != b.Oldest.IsZero():
				c = map[bool]int{true: 1, false: -1}[a.Oldest.IsZero()]
			default:
				c = a.Oldest.Compare(b.Oldest)
			}
		case "in-time":
			c = cmp.Compare(share(a.Shares), share(b.Shares))
		case "closed":
			c = cmp.Compare(b.Tips-b.Waiting-b.Working, a.Tips-a.Waiting-a.Working)
		default:
			c = cmp.Compare(b.Overdue, a.Overdue)
		}
		if c == 0 {
			c = cmp.Compare(a.Code, b.Code)
		}
		return c
	})
}

// Flow is how many tips name two States: where it lies, and another that was
// named as source, way or goal. Which of these it was is sealed.
type Flow struct {
	State, Other string // "IN" beside a State: a border was crossed, or no State is known
	N            int
}

// Flows counts the cell's tips of a time by the States that they tie together,
// most first. It opens none: a State that was named got a copy, and a copy is in
// clear. A State that a tip leaves out got none and is not counted here.
func (d *Desk) Flows(ctx context.Context, s *Seat, month int) ([]Flow, error) {
	if s.key == nil || !s.May(ActCell, ToAll) {
		return nil, ErrForbidden
	}
	starts := months(d.Now(), boardMonths)
	from, to := starts[0], d.Now().Add(TimeStep)
	if month > 0 && month <= len(starts) {
		if from = starts[len(starts)-month]; month > 1 {
			to = starts[len(starts)-month+1]
		}
	}
	pairs, err := d.Together(ctx, s.Officer.Body, from, to)
	if err != nil {
		return nil, fmt.Errorf("tips: flows: %w", err)
	}
	sum := map[Flow]int{}
	for _, p := range pairs {
		if f := (Flow{State: d.stateOf(p.Unit), Other: d.stateOf(p.Copy)}); f.State != f.Other {
			sum[f] += p.N
		}
	}
	var out []Flow
	for f, n := range sum {
		f.N = n
		out = append(out, f)
	}
	slices.SortFunc(out, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.State, b.State), cmp.Compare(a.Other, b.Other))
	})
	return out, nil
}
