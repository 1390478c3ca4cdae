package tips_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"mukti/tips"
)

// far is a time that does not come.
var far = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)

// nextEvent is when something happens next, and whether that is a clock that runs out.
func (y *year) nextEvent(alive []*machine, arrive []time.Time, enrols time.Time) (next time.Time, due bool) {
	next = enrols
	sooner := func(t time.Time) {
		if t.Before(next) {
			next = t
		}
	}
	if len(arrive) > 0 {
		sooner(arrive[0])
	}
	for _, r := range y.tips {
		sooner(r.next)
	}
	for _, r := range y.tips {
		for _, l := range r.lines {
			for _, m := range alive {
				if at := l.due.Add(-m.skew); !l.due.IsZero() && !at.After(next) {
					next, due = at, true
				}
			}
		}
	}
	return next, due
}

// jump sets a machine's clock back or forth by minutes to days.
func (y *year) jump(m *machine) {
	y.sum.jumps.Add(1)
	span := []time.Duration{3 * time.Minute, time.Hour, 24 * time.Hour, 4 * 24 * time.Hour}[y.r.IntN(4)]
	steady := m.steady
	if m.stop != nil {
		steady = time.Now()
	}
	m.set(y.upTo(2*span)-span, steady)
}

// reports are what tipsters of the year write: every urgency, a border, copies
// to other States.
var reports = []tips.Submission{
	{When: "now", Children: "yes", Signs: []string{"locked-in"}, Account: "Two girls are locked in, they go to Delhi tonight."},
	{Signs: []string{"child-labour"}, Account: "Children work in a hotel."},
	{When: "past", Account: "Years ago men were taken to a factory."},
	{Account: "What is the punishment for trafficking?"},
	{Signs: []string{"cross-border"}, Account: "Women are taken to Nepal."},
	{Signs: []string{"no-pay"}, Account: "Workers from Bihar get no wages."},
}

func (y *year) arrives(m *machine) {
	y.t.Helper()
	s := reports[y.r.IntN(len(reports))]
	s.Channel, s.Language = "web", "en"
	in := y.places
	if y.r.IntN(4) == 0 {
		in = in[:2]
	}
	b, _ := y.conf.Units.Body(in[y.r.IntN(len(in))])
	if y.r.IntN(12) > 0 {
		s.Place = tips.PlaceText{State: b.State, District: b.Districts[y.r.IntN(len(b.Districts))]}
	}
	switch y.r.IntN(12) {
	case 0:
		s.Avoid = []string{"local"}
	case 1:
		s.Avoid = []string{"state"}
	}
	now := m.clock()
	taken, err := m.line.Submit(y.t.Context(), s)
	if err != nil {
		y.t.Fatal(err)
	}
	t, lines := y.read(m, taken.Tip)
	r := &reckoned{id: t.ID, unit: t.Unit, urgency: t.Urgency, status: tips.Received, version: t.Version, box: t.Mailbox,
		lines: map[string]*waiting{}, changed: true, next: time.Now().Add(y.about(lookWithin[t.Urgency]))}
	for _, q := range lines {
		_, open := y.crowd.sits[q.Body]
		r.lines[q.Body] = &waiting{role: q.Role, sealed: open}
		if q.Role != tips.RoleCopy && open && (r.holder == "" || step(q.Body) < step(r.holder)) {
			r.holder = q.Body
		}
	}
	due := quarter(now.Add(lookWithin[r.urgency]))
	for body, l := range r.lines {
		if body == r.holder || l.role == tips.RoleCopy && l.sealed {
			l.start(due, time.Now())
		}
	}
	y.tips, y.byID[t.ID] = append(y.tips, r), r
	y.sum.tips.Add(1)
	y.sum.urgency[slices.Index([]string{tips.Immediate, tips.Urgent, tips.Standard, tips.Information}, r.urgency)].Add(1)
}

func (y *year) read(m *machine, id string) (tips.Tip, []tips.QueueLine) {
	y.t.Helper()
	t, err := m.db.Tip(y.t.Context(), id)
	if err != nil {
		y.t.Fatal(err)
	}
	lines, err := m.db.Lines(y.t.Context(), id)
	if err != nil {
		y.t.Fatal(err)
	}
	return t, lines
}

// enrols lets the late unit in: what waited for it is handed over.
func (y *year) enrols(m *machine) {
	y.t.Helper()
	o, ch := y.crowd.awaited(y.late)
	if err := m.db.ChangePeople(y.t.Context(), ch); err != nil {
		y.t.Fatal(err)
	}
	now, want := m.clock(), 0
	handed, err := m.desk.Confirm(y.t.Context(), y.crowd.seat(y.lateB), o.ID, y.crowd.fingerprint(o))
	for _, r := range y.tips {
		if l, by := r.lines[y.late], r.lines[y.lateB]; l != nil && by != nil && by.sealed {
			r.handed(y.late, now, time.Now())
			want++
		}
	}
	if err != nil || handed != want {
		y.t.Fatalf("%d tips were handed to %s, must be %d: %v", handed, y.late, want, err)
	}
	y.sum.handed.Add(int64(want))
}

// acts lets somebody do something about a tip, and says when the next will.
func (y *year) acts(m *machine, r *reckoned) {
	y.t.Helper()
	r.next = time.Now().Add(time.Minute + y.about(2*lookWithin[r.urgency]))
	var may, works, ticks []string
	for _, body := range slices.Sorted(maps.Keys(r.lines)) {
		l := r.lines[body]
		if !l.sealed {
			continue
		}
		may = append(may, body)
		if r.mayTake(body) {
			works = append(works, body)
		}
		if !l.due.IsZero() {
			ticks = append(ticks, body)
		}
	}
	any := func(of []string) string { return of[y.r.IntN(len(of))] }
	n, tired := y.r.IntN(10), len(r.moves) > 5 // people do not wait for ever
	do, body := "open", any(may)
	switch {
	case r.status == tips.Closed && len(ticks) == 0:
		do = "nothing"
		if n == 0 {
			do = "letter"
		}
	case r.status == tips.Closed:
		body = any(ticks)
	case r.taker == "" && tired:
		do, body = "take", any(works)
	case r.taker == "":
		do = []string{"open", "open", "letter", "take", "take"}[n%5]
		if do == "take" {
			body = any(works)
		}
	case len(ticks) > 0 && (tired || n < 5):
		body = any(ticks)
	default:
		do = []string{"close", "close", "close", "ask", "letter"}[n%5]
		if tired {
			do = "close"
		}
	}
	if err := y.does(m, r, do, body); err != nil {
		y.t.Errorf("%s: %s by %s: %v", r.id, do, body, err)
	}
}

func (y *year) does(m *machine, r *reckoned, do, body string) error {
	y.sum.acts.Add(1)
	ctx, now := y.t.Context(), m.clock()
	switch do {
	case "open":
		_, err := m.desk.Open(ctx, y.crowd.seat(body), r.id)
		r.opened(body, now, time.Now())
		return err
	case "take":
		err := m.desk.Take(ctx, y.crowd.seat(body), r.id, r.version)
		r.taken(body)
		return err
	case "ask":
		err := m.desk.Ask(ctx, y.crowd.seat(r.taker), r.id, r.version, "In which house?", true)
		r.asked()
		return err
	case "close":
		y.sum.closed.Add(1)
		err := m.desk.Close(ctx, y.crowd.seat(r.taker), r.id, r.version, tips.Outcome{Reason: tips.NoAction, Note: "done"})
		r.closed()
		return err
	case "letter":
		y.sum.letters.Add(1)
		err := m.line.WriteIn(ctx, r.box, y.boxes[r.box], "They are still there.")
		r.written(now, time.Now())
		return err
	}
	r.next = far
	return nil
}

// settle reckons in what sweeps did, and looks for what they should have done.
func (y *year) settle(alive []*machine) {
	y.t.Helper()
	y.mu.Lock()
	trace := y.trace
	y.trace = nil
	y.mu.Unlock()
	// Two machines note their changes in any order; a tip's versions tell the true one.
	slices.SortStableFunc(trace, func(a, b move) int { return int(a.change.Tip.Version - b.change.Tip.Version) })
	for _, m := range trace {
		y.sum.moves.Add(1)
		r := y.byID[m.change.Tip.ID]
		if err := r.moved(m); err != nil {
			y.t.Errorf("%s %s: %v", r.urgency, r.id, err)
		}
	}
	for _, r := range y.tips {
		for _, m := range alive {
			if m.stop == nil {
				continue
			}
			if err := r.missed(m, time.Now()); err != nil {
				y.t.Errorf("%s %s: %v", r.urgency, r.id, err)
			}
		}
	}
}

// check holds what changed against the store.
func (y *year) check() {
	y.t.Helper()
	for _, r := range y.tips {
		if !r.changed {
			continue
		}
		r.changed = false
		t, lines := y.read(y.m[y.r.IntN(2)], r.id)
		if err := r.stored(t, lines); err != nil {
			y.t.Errorf("%s %s of %s: %v", r.urgency, r.id, r.unit, err)
		}
		if err := r.waits(); err != nil {
			y.t.Errorf("%s %s of %s: %v", r.urgency, r.id, r.unit, err)
		}
	}
}

// audited holds the audit against every move of the year: each once, in order.
func (y *year) audited() {
	y.t.Helper()
	for _, r := range y.tips {
		evs, err := y.m[0].db.EventsOf(y.t.Context(), r.id)
		if err != nil {
			y.t.Fatal(err)
		}
		var said []string
		for _, ev := range evs {
			if ev.Actor == "sweep" {
				said = append(said, ev.Act+" "+ev.Note)
			}
		}
		if !slices.Equal(said, r.moves) {
			y.t.Errorf("%s: the audit has the moves %v, must have %v", r.id, said, r.moves)
		}
	}
	if err := y.verified(); err != nil {
		y.t.Error(err)
	}
}

func (y *year) verified() error {
	faults, err := y.m[0].db.Verify(y.t.Context())
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("the store has faults: %v", faults)
	}
	return nil
}
