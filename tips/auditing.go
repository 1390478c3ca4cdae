package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips/ahtu"
)

// AuditReads finds lines of the audit.
type AuditReads interface {
	// AuditPage gives up to f.Limit events that fit, newest first.
	AuditPage(ctx context.Context, f EventFilter) ([]Event, error)
	// AuditActs lists the acts that there are, in order.
	AuditActs(ctx context.Context) ([]string, error)
	// CardOf gives a tip's card, zero if it has none; [ErrNotFound].
	CardOf(ctx context.Context, tip string) (Card, error)
}

// EventFilter asks for lines of the audit. Empty fields let everything through.
type EventFilter struct {
	Actors []string
	Acts   []string
	Object string
	From   time.Time // of the events' times, in steps of a quarter of an hour
	To     time.Time // exclusive
	Before int64     // number of the event to go on before; 0 = from the newest
	Limit  int
}

// auditPage is how many lines a page shows, and auditReach how many are looked
// through at most to fill one: a page may be short, and says where to go on.
const (
	auditPage  = 50
	auditReach = 1000
)

// AuditQuery is what the explorer's address says.
type AuditQuery struct {
	Actor  string // officer's id
	Act    string
	Object string // a tip's or an officer's id, or a body's code
	Day    string // in India, "2026-11-21"
	Before int64
}

// AuditView is a page of the audit.
type AuditView struct {
	Rows   []AuditRow
	People []Officer // whose acts may be asked for
	Acts   []string
	Older  int64 // to go on before; 0 at the end
}

// AuditRow is one line.
type AuditRow struct {
	Event
	Name   string // of the actor, "" for one that is no officer or may not be known
	About  string // name of the officer that the object is
	Opens  bool   // the object is a tip that the reader may open
	IsTip  bool
	IsBody bool
}

// accountActs are the beginnings of acts on accounts and keys: what an
// administrator may read of the audit. What is not in it is nothing to them.
func accountActs() []string { return []string{"officer.", "body.", "people.", "audit."} }

// AuditOf shows a page of the audit: to a body what its own officers and those
// below it did, to the cell everything, to an administrator what was done to
// accounts. Lines about a tip that the body must miss are left out, and nothing
// counts them. The look itself is in the audit.
func (d *Desk) AuditOf(ctx context.Context, s *Seat, q AuditQuery) (AuditView, error) {
	if !s.May(ActAudit) {
		return AuditView{}, ErrForbidden
	}
	a, err := d.auditor(ctx, s)
	if err != nil {
		return AuditView{}, err
	}
	f, ok := a.filter(q)
	v := AuditView{People: a.people, Acts: a.acts}
	seen := map[string]bool{} // tips, and whether their lines are shown
	for looked := 0; ok && len(v.Rows) < auditPage; {
		f.Limit = auditPage + 1
		evs, err := d.AuditPage(ctx, f)
		if err != nil {
			return AuditView{}, fmt.Errorf("tips: audit: %w", err)
		}
		for _, ev := range evs {
			if len(v.Rows) == auditPage {
				v.Older = f.Before
				break
			}
			f.Before = ev.Seq
			row, shown, err := a.row(ctx, ev, seen)
			if err != nil {
				return AuditView{}, err
			}
			if shown {
				v.Rows = append(v.Rows, row)
			}
		}
		if len(evs) <= auditPage {
			break
		}
		if looked += len(evs); looked >= auditReach && len(v.Rows) < auditPage {
			v.Older = f.Before
			break
		}
	}
	ev := Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "audit.read", Object: s.Officer.Body, Note: q.codes()}
	if err := d.Append(ctx, ev); err != nil {
		return AuditView{}, fmt.Errorf("tips: audit: %w", err)
	}
	return v, nil
}

// codes say by what the audit was looked through.
func (q AuditQuery) codes() string {
	var by []string
	for code, on := range map[string]bool{"person": q.Actor != "", "act": q.Act != "", "object": q.Object != "", "day": q.Day != "", "older": q.Before > 0} {
		if on {
			by = append(by, code)
		}
	}
	slices.Sort(by)
	return strings.Join(by, " ")
}

// auditor reads the audit for one officer.
type auditor struct {
	d        *Desk
	s        *Seat
	ros      *roster
	all      bool // the cell: everything
	accounts bool // an administrator: accounts alone
	people   []Officer
	mine     map[string]bool // ids of people
	acts     []string
}

func (d *Desk) auditor(ctx context.Context, s *Seat) (*auditor, error) {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	a := &auditor{d: d, s: s, ros: ros, mine: map[string]bool{}}
	a.accounts = s.May(ActAudit, ToAll) && s.key == nil
	a.all = s.key != nil && s.Officer.Body == ahtu.Cell
	if !a.accounts && s.key == nil {
		return nil, ErrForbidden
	}
	for _, o := range ros.officers {
		rel, ok := d.toBody(s, o.Body)
		if a.all || ok && s.May(ActAudit, rel) {
			a.people, a.mine[o.ID] = append(a.people, o), true
		}
	}
	slices.SortFunc(a.people, func(x, y Officer) int {
		return strings.Compare(x.Name+" "+x.ID, y.Name+" "+y.ID)
	})
	if a.acts, err = d.AuditActs(ctx); err != nil {
		return nil, fmt.Errorf("tips: audit: %w", err)
	}
	if a.accounts {
		a.acts = slices.DeleteFunc(a.acts, func(act string) bool { return !ofAccounts(act) && !strings.HasPrefix(act, "two.") })
	}
	return a, nil
}

func ofAccounts(act string) bool {
	return slices.ContainsFunc(accountActs(), func(p string) bool { return strings.HasPrefix(act, p) })
}

// forAdministrators tells whether a line is one on accounts: of what needed two
// persons, only what was about accounts.
func forAdministrators(ev Event) bool {
	if strings.HasPrefix(ev.Act, "two.") {
		return strings.HasPrefix(ev.Note, "people.")
	}
	return ofAccounts(ev.Act)
}

// filter is the store's; false where nothing can fit.
func (a *auditor) filter(q AuditQuery) (EventFilter, bool) {
	f := EventFilter{Object: q.Object, Before: q.Before}
	if !a.all && !a.accounts {
		for _, o := range a.people {
			f.Actors = append(f.Actors, o.ID)
		}
	}
	if a.accounts {
		f.Acts = a.acts
	}
	if q.Actor != "" {
		if !a.all && !a.mine[q.Actor] {
			return f, false
		}
		f.Actors = []string{q.Actor}
	}
	if q.Act != "" {
		if !slices.Contains(a.acts, q.Act) {
			return f, false
		}
		f.Acts = []string{q.Act}
	}
	if q.Day != "" {
		day, err := time.ParseInLocation(time.DateOnly, q.Day, indiaTime())
		if err != nil {
			return f, false
		}
		f.From, f.To = day, day.AddDate(0, 0, 1)
	}
	return f, (a.all || len(f.Actors) > 0 || a.accounts) && (!a.accounts || len(f.Acts) > 0)
}

// row says one line, and whether the reader may see it. The store was asked for
// no other; this does not rely on it.
func (a *auditor) row(ctx context.Context, ev Event, seen map[string]bool) (AuditRow, bool, error) {
	if a.accounts && !forAdministrators(ev) || !a.all && !a.accounts && !a.mine[ev.Actor] {
		return AuditRow{}, false, nil
	}
	row := AuditRow{Event: ev}
	row.Prev, row.MAC = nil, nil
	if o, ok := a.ros.officers[ev.Actor]; ok && (a.all || a.mine[o.ID]) {
		row.Name = o.Name
	}
	if o, ok := a.ros.officers[ev.Object]; ok {
		row.About = o.Name
		return row, true, nil
	}
	if _, ok := a.d.Units.Body(ev.Object); ok {
		row.IsBody = true
		return row, true, nil
	}
	if a.accounts {
		return row, true, nil
	}
	t, err := a.d.Tip(ctx, ev.Object)
	switch {
	case errors.Is(err, ErrNotFound):
		// A tip that was erased, or no tip. Whoever's own officer did it had it.
		row.IsTip = tipAct(ev.Act)
		return row, !row.IsTip || a.all || a.ros.officers[ev.Actor].Body == a.s.Officer.Body, nil
	case err != nil:
		return AuditRow{}, false, fmt.Errorf("tips: audit: %w", err)
	}
	row.IsTip = true
	shown, known := seen[t.ID]
	if !known {
		if shown, err = a.mayKnow(ctx, t); err != nil {
			return AuditRow{}, false, err
		}
		seen[t.ID] = shown
	}
	if !shown {
		return AuditRow{}, false, nil
	}
	_, _, _, err = a.d.reach(ctx, a.s, ActOpen, t.ID)
	row.Opens = err == nil
	if err != nil && !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrNotFound) {
		return AuditRow{}, false, err
	}
	return row, true, nil
}

// tipAct tells whether an act is done to a tip, of which nothing is left but
// the audit.
func tipAct(act string) bool {
	return slices.ContainsFunc([]string{"tip.", "letter.", "question.", "file.", "files.", "contact.", "two."},
		func(p string) bool { return strings.HasPrefix(act, p) })
}

// mayKnow tells whether the body may know of a tip: it opens it, or the tip's
// sealed card does not keep it from the body.
func (a *auditor) mayKnow(ctx context.Context, t Tip) (bool, error) {
	_, _, _, err := a.d.lineOf(ctx, a.s, t.ID)
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	sealed, err := a.d.CardOf(ctx, t.ID)
	if err != nil {
		return false, fmt.Errorf("tips: audit: %w", err)
	}
	c, ok := a.d.Keys.Marks().open(t.ID, sealed)
	return ok && !a.d.Units.Avoided(a.s.Officer.Body, c.State, c.LGD, c.Avoid), nil
}
