package tips

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/figures"
)

// settleTime is how long after the end of a period its figures are counted: by
// then it is known how most tips ended, and what happens later changes nothing.
// Source: house rule.
const settleTime = 90 * 24 * time.Hour

// Columns of a release: of all tips of a row, each cut is a whole.
const (
	ColumnAll    = "all"
	ColumnInTime = "in-time" // looked at before the first clock ran out
	ColumnLate   = "late"
	ColumnOpen   = "open" // not closed when the figures were counted
)

// Cuts are the columns of a release beside [ColumnAll]. A tip closed as false is
// under no-action, as its sender reads it.
func Cuts() [][]string {
	return [][]string{
		{Immediate, Urgent, Standard, Information},
		{ColumnInTime, ColumnLate},
		{Acted, PassedOn, NoAction, ColumnOpen},
	}
}

// Publication is what a release says. Counts that are withheld are nowhere in it.
type Publication struct {
	Period  string           `json:"period"`
	From    string           `json:"from"`    // first day, ISO
	To      string           `json:"to"`      // last day
	Counted string           `json:"counted"` // as of the end of the day before
	Clocks  map[string]int   `json:"clocks"`  // minutes to the first look, by urgency
	Columns []string         `json:"columns"`
	Rows    []PublicationRow `json:"rows"` // India first, then each State, then "IN": the cell's own and the border forces'
}

// PublicationRow is one State; nil is withheld.
type PublicationRow struct {
	State  string `json:"state"`
	Counts []*int `json:"counts"`
}

// India is the row of all States together.
const India = "all"

// Count is a published count; false where it is withheld.
func (p Publication) Count(state, column string) (int, bool) {
	c := slices.Index(p.Columns, column)
	for _, r := range p.Rows {
		if r.State == state && c >= 0 && c < len(r.Counts) && r.Counts[c] != nil {
			return *r.Counts[c], true
		}
	}
	return 0, false
}

// Share is the part looked at in time, in whole percent: where both counts are
// published, so that it says nothing that they do not. The quotient is of two
// numbers that anybody can divide.
func (p Publication) Share(state string) (percent int, ok bool) {
	in, okIn := p.Count(state, ColumnInTime)
	all, okAll := p.Count(state, ColumnAll)
	if !okIn || !okAll || all == 0 {
		return 0, false
	}
	return (100*in + all/2) / all, true
}

// Period is a quarter or a year in India.
type Period struct {
	Name     string
	From, To time.Time // To is the first moment after it
}

// Settled is when its figures can be counted.
func (p Period) Settled() time.Time { return p.To.Add(settleTime) }

// overlaps tells whether some moment is in both.
func (p Period) overlaps(q Period) bool { return p.From.Before(q.To) && q.From.Before(p.To) }

// ErrPeriod is a name that is no period.
var ErrPeriod = errors.New("tips: no such period")

// ParsePeriod reads "2026-Q3" or "2026".
func ParsePeriod(name string) (Period, error) {
	var year, quarter int
	p := Period{Name: name}
	day := func(y, m int) time.Time { return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, indian) }
	if n, err := fmt.Sscanf(name, "%4d-Q%1d", &year, &quarter); err == nil && n == 2 && quarter >= 1 && quarter <= 4 {
		p.From, p.To = day(year, 3*quarter-2), day(year, 3*quarter+1)
		if name == fmt.Sprintf("%04d-Q%d", year, quarter) {
			return p, nil
		}
	} else if n, err := fmt.Sscanf(name, "%4d", &year); err == nil && n == 1 && name == fmt.Sprintf("%04d", year) {
		p.From, p.To = day(year, 1), day(year+1, 1)
		return p, nil
	}
	return Period{}, fmt.Errorf("%w: %q", ErrPeriod, name)
}

// publication counts a period and withholds what must be.
func (d *Desk) publication(p Period, begun []Begun) (Publication, error) {
	out := Publication{Period: p.Name, From: p.From.Format(time.DateOnly), To: p.To.AddDate(0, 0, -1).Format(time.DateOnly),
		Counted: p.Settled().In(indian).Format(time.DateOnly), Columns: []string{ColumnAll}, Clocks: map[string]int{}}
	for _, u := range []string{Immediate, Urgent, Standard, Information} {
		out.Clocks[u] = int(d.Clocks.FirstLook(u) / time.Minute)
	}
	for _, cut := range Cuts() {
		out.Columns = append(out.Columns, cut...)
	}
	states := []string{}
	for _, b := range d.Units.All(p.From) {
		if b.Kind == ahtu.KindBureau {
			states = append(states, b.State)
		}
	}
	states = append(states, "IN")
	counts := map[string][]int{}
	for _, s := range states {
		counts[s] = make([]int, len(out.Columns))
	}
	for _, b := range begun {
		row := counts[d.stateOf(b.Unit)]
		if row == nil {
			row = counts["IN"]
		}
		for _, column := range columnsOf(b) {
			row[slices.Index(out.Columns, column)] += b.N
		}
	}
	set := setOf(states, counts, len(out.Columns))
	shown, err := set.Withhold()
	if err != nil {
		return Publication{}, fmt.Errorf("tips: release: %w", err)
	}
	for r, state := range append([]string{India}, states...) {
		row := PublicationRow{State: state, Counts: make([]*int, len(out.Columns))}
		for c := range out.Columns {
			if i := r*len(out.Columns) + c; shown[i] {
				row.Counts[c] = &set.Counts[i]
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// columnsOf are the columns in which a tip counts.
func columnsOf(b Begun) []string {
	look, end := ColumnLate, b.Reason
	if b.InTime {
		look = ColumnInTime
	}
	switch end {
	case False:
		end = NoAction
	case Acted, PassedOn, NoAction:
	default:
		end = ColumnOpen
	}
	return []string{ColumnAll, b.Urgency, look, end}
}

// setOf are the counts of a release with all that adds up in it: row by row,
// India first, column by column.
func setOf(states []string, counts map[string][]int, columns int) figures.Set {
	var s figures.Set
	at := func(row, column int) int { return row*columns + column }
	s.Counts = make([]int, (len(states)+1)*columns)
	s.Rank = make([]int, len(s.Counts))
	for c := range columns {
		sum := figures.Sum{Total: at(0, c)}
		for r, state := range states {
			n := counts[state][c]
			s.Counts[at(r+1, c)] = n
			s.Counts[at(0, c)] += n
			sum.Of = append(sum.Of, at(r+1, c))
		}
		s.Sums = append(s.Sums, sum)
	}
	for r := range len(states) + 1 {
		c := 1
		for _, cut := range Cuts() {
			sum := figures.Sum{Total: at(r, 0)}
			for range cut {
				sum.Of = append(sum.Of, at(r, c))
				c++
			}
			s.Sums = append(s.Sums, sum)
		}
		for c := range columns {
			rank := 0
			if c == 0 {
				rank++ // how many there were is asked first
			}
			if r == 0 {
				rank += 2
			}
			s.Rank[at(r, c)] = rank
		}
	}
	return s
}

// hashOf is the hash that names a release's data.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Read opens what a release says; false if it is not what its hash says.
func (r Release) Read() (p Publication, ok bool) {
	if hashOf(r.Data) != r.Hash || json.Unmarshal(r.Data, &p) != nil || p.Period != r.Period {
		return Publication{}, false
	}
	return p, true
}

// ParseDay reads a day of a publication as its noon in India.
func ParseDay(iso string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02T15", iso+"T12", indian)
}
