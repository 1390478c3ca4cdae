package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"mukti/tips/notices"
	"mukti/tips/vault"
)

// NoticesView is what a body's officers see of how it is told.
type NoticesView struct {
	Version  int64
	Language string
	Ways     []notices.Way // without secrets
	Own      []NoticeState
	Below    []NoticeState // of bodies below: those that fail
	Broken   bool          // the settings do not open
	Set      bool          // this officer may change them
}

// NoticesOf shows the settings of the own body without their secrets, how its
// ways fare, and which bodies below are told nothing.
func (d *Desk) NoticesOf(ctx context.Context, s *Seat) (NoticesView, error) {
	if s.key == nil || !s.May(ActNotices, ToOwn) {
		return NoticesView{}, ErrForbidden
	}
	b, err := d.NoticeBook(ctx, s.Officer.Body)
	if err != nil {
		return NoticesView{}, err
	}
	v := NoticesView{Version: b.Version, Set: s.May(ActSetNotices, ToOwn)}
	settings, _, err := d.openBook(b)
	v.Broken, v.Language = err != nil, settings.Language
	for _, kind := range notices.Ways() {
		if w, ok := settings.Ways[kind]; ok {
			v.Ways = append(v.Ways, open(w))
		}
	}
	all, err := d.NoticeStates(ctx)
	if err != nil {
		return NoticesView{}, err
	}
	for _, st := range all {
		rel, ok := d.toBody(s, st.Body)
		switch {
		case !ok || !s.May(ActNotices, rel):
		case rel == ToOwn:
			v.Own = append(v.Own, st)
		case st.Class != "":
			v.Below = append(v.Below, st)
		}
	}
	return v, nil
}

// open is a way as a page may show it: no password, token, address of a gateway
// with what may be a token in it, or key.
func open(w notices.Way) notices.Way {
	host := w.URL
	if at := strings.Index(host, "://"); at >= 0 {
		if end := strings.IndexAny(host[at+3:], "/?#"); end >= 0 {
			host = host[:at+3+end]
		}
	}
	return notices.Way{Kind: w.Kind, Host: w.Host, Port: w.Port, User: w.User, From: w.From, TLS: w.TLS, Method: w.Method, URL: host, To: w.To}
}

// NoticeFailures lists what fails anywhere, for the operator of the portal.
func (d *Desk) NoticeFailures(ctx context.Context) ([]NoticeState, error) {
	all, err := d.NoticeStates(ctx)
	return slices.DeleteFunc(all, func(s NoticeState) bool { return s.Class == "" }), err
}

// changeBook changes the settings of the officer's own body. There is no way to
// name another: the body is never a form's to say.
func (d *Desk) changeBook(ctx context.Context, s *Seat, a Act, version int64, note string, drop []string, change func(*ways, *DutyTable) error) error {
	if s.key == nil || !s.May(a, ToOwn) {
		return ErrForbidden
	}
	b, err := d.NoticeBook(ctx, s.Officer.Body)
	if err != nil {
		return err
	}
	if b.Version != version {
		return ErrStale
	}
	w, duty, err := d.openBook(b)
	if err != nil && !errors.Is(err, vault.ErrOpen) {
		return err // what does not open is replaced
	}
	if w.Ways == nil {
		w.Ways = map[string]notices.Way{}
	}
	if err := change(&w, &duty); err != nil {
		return err
	}
	for _, part := range []struct {
		label vault.Label
		from  any
		to    *[]byte
	}{{waysLabel(b.Body), w, &b.Ways}, {dutyLabel(b.Body), duty, &b.Duty}} {
		plain, err := json.Marshal(part.from)
		if err != nil {
			return fmt.Errorf("tips: %s: %w", part.label.Kind, err)
		}
		*part.to = vault.SealKey(d.Keys.Notices, part.label, plain)
	}
	if len(w.Ways) == 0 {
		b.Ways = nil
	}
	act := "notice.set"
	if a == ActSetDuty {
		act = "duty.set"
	}
	return d.PutNoticeBook(ctx, b, drop, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: act, Object: b.Body, Note: note})
}

// SetWay sets one way of the own body. Secrets left empty stay, as long as they
// still go to the same server: else whoever may set a way could have them sent
// to a server of their own. [Invalids] by field.
func (d *Desk) SetWay(ctx context.Context, s *Seat, version int64, w notices.Way, language string) error {
	return d.changeBook(ctx, s, ActSetNotices, version, w.Kind, []string{w.Kind, wayNobody}, func(all *ways, _ *DutyTable) error {
		w := keptSecrets(w, all.Ways[w.Kind])
		var f *notices.Fault
		if err := w.Check(); errors.As(err, &f) {
			return Invalids{{Field: w.Kind + "-" + f.Field, MsgID: "desk.bad_way." + f.Why}}
		}
		all.Ways[w.Kind], all.Language = w, language
		return nil
	})
}

func keptSecrets(w, was notices.Way) notices.Way {
	if was.Kind == "" {
		return w
	}
	if w.Kind == notices.Mail {
		if w.Pass == "" && w.Host == was.Host && w.Port == was.Port && w.TLS == was.TLS && w.User == was.User {
			w.Pass = was.Pass
		}
		return w
	}
	if w.URL == "" { // the address, headers, template and key are kept together, or typed anew together
		to := w.To
		w = was
		w.To = to
	}
	return w
}

// DropWay ends one way of the own body.
func (d *Desk) DropWay(ctx context.Context, s *Seat, version int64, kind string) error {
	return d.changeBook(ctx, s, ActSetNotices, version, kind+" off", []string{kind, wayNobody}, func(all *ways, _ *DutyTable) error {
		if _, has := all.Ways[kind]; !has {
			return ErrNotFound
		}
		delete(all.Ways, kind)
		return nil
	})
}

// TestWay puts a test into the outbox, for the address that the officer names,
// or the body's own.
func (d *Desk) TestWay(ctx context.Context, s *Seat, kind string) error {
	if s.key == nil || !s.May(ActTestNotice, ToOwn) {
		return ErrForbidden
	}
	b, err := d.NoticeBook(ctx, s.Officer.Body)
	if err != nil {
		return err
	}
	settings, duty, err := d.openBook(b)
	if err != nil {
		return err
	}
	w, ok := settings.Ways[kind]
	if !ok {
		return ErrNotFound
	}
	// Tests go to the body's own address or to whoever asks for one: never to
	// an address out of the form.
	to := w.To
	if c := duty.contact(s.Officer.ID); kind == notices.Mail && c.Mail != "" {
		to = c.Mail
	} else if kind == notices.SMS && c.Mobile != "" {
		to = c.Mobile
	}
	if to == "" && kind != notices.Hook {
		return Invalids{{Field: kind + "-to", MsgID: "desk.bad_way.nobody"}}
	}
	p, err := d.post(s.Officer.Body, kind, to, true, map[string]int{}, d.Now())
	if err != nil {
		return err
	}
	return d.PutPost(ctx, p, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "notice.tested", Object: s.Officer.Body, Note: kind})
}

// DutyView is the duty table of a body.
type DutyView struct {
	DutyTable
	Version int64
	Now     []string // on duty now
	Instead []string // in charge: told where nobody is
	Members []Officer
	Set     bool // this officer may change it
}

// DutyOf shows the table of the own body. Addresses only to who may set them,
// and to each officer the own.
func (d *Desk) DutyOf(ctx context.Context, s *Seat) (DutyView, error) {
	if s.key == nil || !s.May(ActDuty, ToOwn) {
		return DutyView{}, ErrForbidden
	}
	b, err := d.NoticeBook(ctx, s.Officer.Body)
	if err != nil {
		return DutyView{}, err
	}
	_, t, err := d.openBook(b)
	if err != nil {
		return DutyView{}, err
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return DutyView{}, err
	}
	v := DutyView{Version: b.Version, Set: s.May(ActSetDuty, ToOwn), Instead: headOf(ros, s.Officer.Body)}
	here := func(id string) bool {
		o := ros.officers[id]
		_, member := ros.members[s.Officer.Body][id]
		return member && o.State == OfficerActive
	}
	for _, id := range slices.Sorted(maps.Keys(ros.members[s.Officer.Body])) {
		if here(id) {
			v.Members = append(v.Members, ros.officers[id])
		}
	}
	gone := func(id string) bool { return !here(id) }
	t.Shifts = slices.DeleteFunc(t.Shifts, func(x DutyShift) bool { return gone(x.Officer) })
	t.Contacts = slices.DeleteFunc(t.Contacts, func(c DutyContact) bool { return gone(c.Officer) || !v.Set && c.Officer != s.Officer.ID })
	for i := range t.Days {
		t.Days[i].Officers = slices.DeleteFunc(t.Days[i].Officers, gone)
	}
	v.DutyTable, v.Now = t, t.OnDuty(d.Now())
	return v, nil
}

// changeDuty changes the own body's table; officers named must be members.
func (d *Desk) changeDuty(ctx context.Context, s *Seat, version int64, officers []string, change func(*DutyTable) error) error {
	if s.key == nil || !s.May(ActSetDuty, ToOwn) {
		return ErrForbidden
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	for _, id := range officers {
		if _, member := ros.members[s.Officer.Body][id]; !member {
			return Invalids{{Field: "officer", MsgID: "desk.bad_duty.officer"}}
		}
	}
	return d.changeBook(ctx, s, ActSetDuty, version, "", nil, func(_ *ways, t *DutyTable) error { return change(t) })
}

// SetContact says how an officer of the own body is reached.
func (d *Desk) SetContact(ctx context.Context, s *Seat, version int64, c DutyContact) error {
	var bad Invalids
	if c.Mail != "" && !notices.MailAddress(c.Mail) {
		bad = append(bad, &Invalid{Field: "mail-" + c.Officer, MsgID: "desk.bad_duty.mail"})
	}
	if c.Mobile = mobile(c.Mobile); c.Mobile != "" && !notices.Mobile(c.Mobile) {
		bad = append(bad, &Invalid{Field: "mobile-" + c.Officer, MsgID: "desk.bad_duty.mobile"})
	}
	if len(bad) > 0 {
		return bad
	}
	return d.changeDuty(ctx, s, version, []string{c.Officer}, func(t *DutyTable) error {
		t.Contacts = slices.DeleteFunc(t.Contacts, func(x DutyContact) bool { return x.Officer == c.Officer })
		if c.Mail != "" || c.Mobile != "" {
			t.Contacts = append(t.Contacts, c)
		}
		return nil
	})
}

// mobile is a number as typed, in the international form: ten digits are India's.
func mobile(typed string) string {
	n := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(strings.TrimSpace(typed))
	n = strings.TrimPrefix(n, "0")
	if len(n) == 10 && strings.Trim(n, "0123456789") == "" {
		return "+91" + n
	}
	return n
}

// Mobile is [mobile] for who sets a body's own number.
func Mobile(typed string) string { return mobile(typed) }

// AddShifts adds a turn on each of the days: minutes of the day; an end that is
// not behind the beginning is on the next day.
func (d *Desk) AddShifts(ctx context.Context, s *Seat, version int64, officer string, days []time.Weekday, from, to int) error {
	if from < 0 || from >= dayMinutes || to < 0 || to > dayMinutes {
		return Invalids{{Field: "from", MsgID: "desk.bad_duty.hours"}}
	}
	if len(days) == 0 {
		return Invalids{{Field: "day-1", MsgID: "desk.bad_duty.days"}}
	}
	if to <= from {
		to += dayMinutes
	}
	return d.changeDuty(ctx, s, version, []string{officer}, func(t *DutyTable) error {
		for _, day := range days {
			if day < time.Sunday || day > time.Saturday {
				return Invalids{{Field: "day-1", MsgID: "desk.bad_duty.days"}}
			}
			t.Shifts = append(t.Shifts, DutyShift{ID: vault.NewID()[:12], Officer: officer, Day: day, From: from, To: to})
		}
		if len(t.Shifts) > maxShifts {
			return Invalids{{Field: "officer", MsgID: "desk.bad_duty.many", Limit: maxShifts}}
		}
		return nil
	})
}

// DropShift takes one turn out.
func (d *Desk) DropShift(ctx context.Context, s *Seat, version int64, id string) error {
	return d.changeDuty(ctx, s, version, nil, func(t *DutyTable) error {
		n := len(t.Shifts)
		if t.Shifts = slices.DeleteFunc(t.Shifts, func(x DutyShift) bool { return x.ID == id }); len(t.Shifts) == n {
			return ErrNotFound
		}
		return nil
	})
}

// SetDay says who is on duty on one day instead of the week's turns; with
// nobody, those in charge are told.
func (d *Desk) SetDay(ctx context.Context, s *Seat, version int64, date string, officers []string) error {
	day, err := time.ParseInLocation(dutyDateForm, date, dutyZone)
	if today := d.Now().In(dutyZone); err != nil || day.Before(today.AddDate(0, 0, -1)) || day.After(today.AddDate(2, 0, 0)) {
		return Invalids{{Field: "date", MsgID: "desk.bad_duty.date"}}
	}
	return d.changeDuty(ctx, s, version, officers, func(t *DutyTable) error {
		oldest := d.Now().In(dutyZone).AddDate(0, 0, -2).Format(dutyDateForm)
		t.Days = slices.DeleteFunc(t.Days, func(x DutyDay) bool { return x.Date == date || x.Date < oldest })
		t.Days = append(t.Days, DutyDay{Date: date, Officers: officers})
		slices.SortFunc(t.Days, func(a, b DutyDay) int { return strings.Compare(a.Date, b.Date) })
		if len(t.Days) > maxDutyDays {
			return Invalids{{Field: "date", MsgID: "desk.bad_duty.many", Limit: maxDutyDays}}
		}
		return nil
	})
}

// DropDay lets the week's turns stand again on one day.
func (d *Desk) DropDay(ctx context.Context, s *Seat, version int64, date string) error {
	return d.changeDuty(ctx, s, version, nil, func(t *DutyTable) error {
		t.Days = slices.DeleteFunc(t.Days, func(x DutyDay) bool { return x.Date == date })
		return nil
	})
}
