package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type dutyPage struct {
	Wrong    *wrongs
	Version  int64
	Set      bool
	Now      string
	Gaps     []string
	Instead  string
	Week     []dutyDay
	Days     []dutyDate
	People   []dutyPerson
	Officers []choice
	Weekdays []choice
	From, To string
	Date     string
}

type dutyDay struct {
	Name   string
	Shifts []dutyShift
}

type dutyShift struct{ ID, Text string }

type dutyDate struct{ Date, Text, Who string }

type dutyPerson struct{ ID, Name, Mail, Mobile string }

// duty shows who of the body is told, and when nobody is.
func (s *Site) duty(v *visit) error { return v.drawDuty(fiber.StatusOK, nil) }

func (v *visit) drawDuty(status int, w *wrongs) error {
	view, err := v.site.Desk.DutyOf(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	names := map[string]string{}
	page := dutyPage{Wrong: w, Version: view.Version, Set: view.Set, From: v.form.Get("from"), To: v.form.Get("to"), Date: v.form.Get("date")}
	for _, o := range view.Members {
		names[o.ID] = o.Name
		page.Officers = append(page.Officers, choice{o.ID, o.Name, o.ID == v.form.Get("officer")})
		if view.Set || o.ID == v.seat.Officer.ID {
			page.People = append(page.People, dutyPerson{ID: o.ID, Name: o.Name})
		}
	}
	for i, p := range page.People {
		for _, c := range view.Contacts {
			if c.Officer == p.ID {
				page.People[i].Mail, page.People[i].Mobile = c.Mail, c.Mobile
			}
		}
	}
	page.Now = v.dutyNames(names, view.Now)
	if page.Now == "" {
		page.Now = v.T("desk.duty.nobody")
	}
	page.Instead = v.dutyNames(names, view.Instead)
	for _, day := range weekdays() {
		d := dutyDay{Name: v.word("desk.weekday.", strconv.Itoa(int(day)))}
		shifts := slices.Clone(view.Shifts)
		slices.SortStableFunc(shifts, func(a, b tips.DutyShift) int { return a.From - b.From })
		for _, sh := range shifts {
			if sh.Day == day {
				d.Shifts = append(d.Shifts, dutyShift{sh.ID, v.T("desk.duty.shift", "From", clockOf(sh.From), "To", v.end(sh.From, sh.To), "Name", nameOf(names, sh.Officer))})
			}
		}
		page.Week = append(page.Week, d)
		page.Weekdays = append(page.Weekdays, choice{strconv.Itoa(int(day)), d.Name, slices.Contains(v.form["day"], strconv.Itoa(int(day)))})
	}
	for _, d := range view.Days {
		at, err := time.ParseInLocation(time.DateOnly, d.Date, ist)
		if err != nil {
			continue
		}
		row := dutyDate{Date: d.Date, Text: v.Date(at), Who: v.dutyNames(names, d.Officers)}
		if row.Who == "" {
			row.Who = v.T("desk.duty.nobody")
		}
		page.Days = append(page.Days, row)
	}
	page.Gaps = v.gaps(view.Gaps())
	return v.draw("duty", status, v.T("desk.duty.title"), page)
}

// dutyNames are the names of officers, in one line.
func (v *visit) dutyNames(names map[string]string, ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, nameOf(names, id))
	}
	return strings.Join(out, ", ")
}

// weekdays begin with Monday, as a duty roster in India does.
func weekdays() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// clockOf is a minute of the day as a clock shows it.
func clockOf(minute int) string {
	minute %= 24 * 60
	return time.Date(2000, 1, 1, minute/60, minute%60, 0, 0, time.UTC).Format("15:04")
}

// end is when a turn ends; one that ends on the next day says so.
func (v *visit) end(from, to int) string {
	switch {
	case to == 24*60:
		return "24:00"
	case to > 24*60:
		return v.T("desk.duty.next_day", "Time", clockOf(to))
	}
	return clockOf(to)
}

// gaps says in words when nobody is on duty.
func (v *visit) gaps(gaps []tips.DutyGap) (out []string) {
	at := func(minute int) (string, string) {
		return v.word("desk.weekday.", strconv.Itoa(minute/(24*60)%7)), clockOf(minute)
	}
	for _, g := range gaps {
		if g.To-g.From >= 7*24*60 {
			return []string{v.T("desk.duty.gap_all")}
		}
		day, from := at(g.From)
		until, to := at(g.To)
		out = append(out, v.T("desk.duty.gap", "Day", day, "From", from, "Until", until, "To", to))
	}
	return out
}

// minuteOf reads "18:30"; -1 for what is no time of day.
func minuteOf(text string) int {
	hour, minute, found := strings.Cut(strings.TrimSpace(text), ":")
	h, errH := strconv.Atoi(hour)
	m, errM := strconv.Atoi(minute)
	if !found || errH != nil || errM != nil || h < 0 || h > 24 || m < 0 || m > 59 || h == 24 && m > 0 {
		return -1
	}
	return h*60 + m
}

func (s *Site) addShifts(v *visit) error {
	var days []time.Weekday
	for _, d := range v.form["day"] {
		n, err := strconv.Atoi(d)
		if err != nil {
			n = -1
		}
		days = append(days, time.Weekday(n))
	}
	from, to := minuteOf(v.form.Get("from")), minuteOf(v.form.Get("to"))
	return v.dutyDone(s.Desk.AddShifts(v.c.UserContext(), v.seat, v.version(), v.form.Get("officer"), days, from, to))
}

func (s *Site) dropShift(v *visit) error {
	return v.dutyDone(s.Desk.DropShift(v.c.UserContext(), v.seat, v.version(), v.form.Get("shift")))
}

func (s *Site) setContact(v *visit) error {
	return v.dutyDone(s.Desk.SetContact(v.c.UserContext(), v.seat, v.version(), tips.DutyContact{
		Officer: v.form.Get("officer"), Mail: strings.TrimSpace(v.form.Get("mail")), Mobile: v.form.Get("mobile")}))
}

func (s *Site) setDay(v *visit) error {
	return v.dutyDone(s.Desk.SetDay(v.c.UserContext(), v.seat, v.version(), v.form.Get("date"), v.form["officer"]))
}

func (s *Site) dropDay(v *visit) error {
	return v.dutyDone(s.Desk.DropDay(v.c.UserContext(), v.seat, v.version(), v.form.Get("date")))
}

func (v *visit) dutyDone(err error) error {
	if err == nil {
		return web.SeeOther(v.c, "/duty?"+noteQuestion+"=duty-set")
	}
	if errors.Is(err, tips.ErrStale) || errors.Is(err, tips.ErrNotFound) {
		return v.drawDuty(fiber.StatusConflict, v.wrong("desk.stale.head", fault{"", "desk.notices.stale"}))
	}
	if w, ok := v.invalids("desk.wrong", err); ok {
		return v.drawDuty(fiber.StatusUnprocessableEntity, w)
	}
	return err
}
