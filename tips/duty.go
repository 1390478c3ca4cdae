package tips

import (
	"cmp"
	"slices"
	"time"
)

// DutyTable is who of a body is told, and when. Days and hours are India's.
type DutyTable struct {
	Contacts []DutyContact `json:"contacts,omitempty"`
	Shifts   []DutyShift   `json:"shifts,omitempty"`
	Days     []DutyDay     `json:"days,omitempty"` // instead of the week's shifts
}

// DutyContact is how an officer is reached.
type DutyContact struct {
	Officer string `json:"officer"`
	Mail    string `json:"mail,omitempty"`
	Mobile  string `json:"mobile,omitempty"`
}

// DutyShift is a turn of every week: minutes of the day, To behind From; a
// turn through midnight ends above 24 hours.
type DutyShift struct {
	ID      string       `json:"id"`
	Officer string       `json:"officer"`
	Day     time.Weekday `json:"day"`
	From    int          `json:"from"`
	To      int          `json:"to"`
}

// DutyDay is one day on which others are on duty than the week says: all day
// long, or nobody.
type DutyDay struct {
	Date     string   `json:"date"` // 2026-01-26
	Officers []string `json:"officers,omitempty"`
}

// Bounds of a table. Source: house rule.
const (
	dayMinutes   = 24 * 60
	maxShifts    = 200
	maxDutyDays  = 60
	dutyDateForm = "2006-01-02"
)

// dutyZone is Indian Standard Time. Source: no summer time since 1945 (tzdata, Asia/Kolkata).
var dutyZone = time.FixedZone("IST", 5*3600+30*60)

// OnDuty are the officers whose turn it is, each once.
func (t DutyTable) OnDuty(at time.Time) []string {
	at = at.In(dutyZone)
	var out []string
	add := func(officer string) {
		if !slices.Contains(out, officer) {
			out = append(out, officer)
		}
	}
	minute := at.Hour()*60 + at.Minute()
	if d, ok := t.day(at); ok {
		for _, o := range d.Officers {
			add(o)
		}
		return out
	}
	before := at.AddDate(0, 0, -1)
	_, holiday := t.day(before)
	for _, s := range t.Shifts {
		switch {
		case s.Day == at.Weekday() && s.From <= minute && minute < s.To:
			add(s.Officer)
		case !holiday && s.Day == before.Weekday() && minute+dayMinutes < s.To:
			add(s.Officer)
		}
	}
	return out
}

func (t DutyTable) day(at time.Time) (DutyDay, bool) {
	i := slices.IndexFunc(t.Days, func(d DutyDay) bool { return d.Date == at.Format(dutyDateForm) })
	if i < 0 {
		return DutyDay{}, false
	}
	return t.Days[i], true
}

// DutyGap is a time of the week in which nobody is on duty, in minutes since
// Sunday 00:00; the last may end beyond the week.
type DutyGap struct{ From, To int }

// Gaps are the times of a week that no shift covers, in order.
func (t DutyTable) Gaps() []DutyGap {
	const week = 7 * dayMinutes
	var turns []DutyGap
	for _, s := range t.Shifts {
		from := int(s.Day)*dayMinutes + s.From
		to := from + s.To - s.From
		turns = append(turns, DutyGap{from, to})
		if to > week {
			turns = append(turns, DutyGap{0, to - week})
		}
	}
	slices.SortFunc(turns, func(a, b DutyGap) int { return cmp.Compare(a.From, b.From) })
	var gaps []DutyGap
	end := 0
	for _, s := range turns {
		if s.From > end {
			gaps = append(gaps, DutyGap{end, s.From})
		}
		end = max(end, s.To)
	}
	if end < week {
		gaps = append(gaps, DutyGap{end, week})
	}
	// What lacks on Saturday night and Sunday morning is one gap.
	if n := len(gaps); n > 1 && gaps[0].From == 0 && gaps[n-1].To == week {
		gaps[n-1].To += gaps[0].To
		gaps = gaps[1:]
	}
	return gaps
}

func (t DutyTable) contact(officer string) DutyContact {
	i := slices.IndexFunc(t.Contacts, func(c DutyContact) bool { return c.Officer == officer })
	if i < 0 {
		return DutyContact{Officer: officer}
	}
	return t.Contacts[i]
}
