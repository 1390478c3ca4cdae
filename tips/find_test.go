package tips_test

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// sat is the seat in a session with its body's tips open for searching.
func (p *portal) sat(s *tips.Seat) *tips.Seat {
	p.t.Helper()
	out, err := p.desk.Sit(p.ctx, s)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(p.desk.Stop)
	if err := p.desk.OpenFind(p.ctx, out); err != nil {
		p.t.Fatal(err)
	}
	p.desk.Opened()
	return out
}

func (p *portal) found(s *tips.Seat, words string) []string {
	p.t.Helper()
	v, err := p.desk.Find(p.ctx, s, tips.FindQuery{Words: words})
	if err != nil {
		p.t.Fatalf("%q: %v", words, err)
	}
	ids := []string{}
	for _, r := range v.Rows {
		ids = append(ids, r.Tip.ID)
	}
	if v.Total != len(ids) {
		p.t.Errorf("%q: %d found, %d shown", words, v.Total, len(ids))
	}
	return ids
}

func TestEverythingOfATipThatAPageShowsIsFound(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	s := mathura()
	s.Account += " एजेंट का फोन 98390 11223 है।"
	s.Who, s.Contact, s.ContactWhen = "Sunrise Placement", "my name is Ganga, 90000 12345", "after Sandhya"
	s.Files = []string{"document"}
	taken := p.submit(s)
	if err := p.line.AddFile(p.ctx, taken, "ghoshna-letter.txt", strings.NewReader("words in a file are not searched: pustak")); err != nil {
		t.Fatal(err)
	}
	if err := p.line.FinishFiles(p.ctx, taken); err != nil {
		t.Fatal(err)
	}
	seat := p.sat(unit)
	for _, words := range []string{"मथुरा", "mathura", "नाबालिग दिल्ली", `"बंद करके"`, "9839011223", "sunrise", "ghoshna", taken.Tip[:8]} {
		if got := p.found(seat, words); !slices.Equal(got, []string{taken.Tip}) {
			t.Errorf("%q finds %v", words, got)
		}
	}
	for what, words := range map[string]string{"the tipster's name": "ganga", "the tipster's number": "9000012345", "the safe time": "sandhya", "words in a file": "pustak"} {
		if got := p.found(seat, words); len(got) > 0 {
			t.Errorf("%s is found", what)
		}
	}
	// No clock stopped, and nobody has read it.
	tip, err := p.db.Tip(p.ctx, taken.Tip)
	if err != nil || tip.Status != tips.Received || tip.Due.IsZero() {
		t.Errorf("%+v %v", tip, err)
	}
	// What comes while the officer sits is found: a note, a letter, another tip.
	if err := p.desk.Take(p.ctx, unit, taken.Tip, tip.Version); err != nil {
		t.Fatal(err)
	}
	tip, _ = p.db.Tip(p.ctx, taken.Tip)
	if err := p.desk.Ask(p.ctx, unit, taken.Tip, tip.Version, "Which platform, near the chaupal?", true); err != nil {
		t.Fatal(err)
	}
	if err := p.line.WriteBy(p.ctx, taken.Number, "वे धर्मशाला में हैं"); err != nil {
		t.Fatal(err)
	}
	tip, _ = p.db.Tip(p.ctx, taken.Tip)
	if err := p.desk.Close(p.ctx, unit, taken.Tip, tip.Version, tips.Outcome{Reason: tips.NoAction, Note: "two found at the bazaar"}); err != nil {
		t.Fatal(err)
	}
	other := mathura()
	other.Account = "मथुरा में एक और बात: चूड़ी का कारखाना"
	more := p.submit(other)
	for words, want := range map[string]string{"chaupal": taken.Tip, "dharmshala": taken.Tip, "bazaar": taken.Tip, "चूड़ी कारखाना": more.Tip} {
		if got := p.found(seat, words); !slices.Equal(got, []string{want}) {
			t.Errorf("%q finds %v", words, got)
		}
	}
	for _, c := range []struct {
		q tips.FindQuery
		n int
	}{{tips.FindQuery{Status: tips.FindOpen}, 1}, {tips.FindQuery{Status: tips.Closed}, 1}, {tips.FindQuery{Urgency: tips.Information}, 0}, {tips.FindQuery{}, 2}, {tips.FindQuery{Order: tips.FindByMatches}, 2}} {
		c.q.Words = "मथुरा"
		if v, err := p.desk.Find(p.ctx, seat, c.q); err != nil || v.Total != c.n {
			t.Errorf("%+v finds %d, want %d (%v)", c.q, v.Total, c.n, err)
		}
	}
}

// What the officer's body may not open any more is gone from the next search,
// whatever the memory still held.
func TestWhatDoesNotOpenAnyMoreIsNotFound(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	first, second, third := p.submit(mathura()), p.submit(mathura()), p.submit(mathura())
	seat := p.sat(unit)
	if got := p.found(seat, "mathura"); len(got) != 3 {
		t.Fatalf("finds %v", got)
	}
	p.sql(`UPDATE lines SET sealed = NULL WHERE body = 'UP-AGRA' AND tip = (SELECT n FROM tips WHERE id = ?)`, first.Tip)
	p.sql(`UPDATE lines SET sealed = (SELECT o.sealed FROM lines o WHERE o.body = 'UP-AGRA' AND o.tip = (SELECT n FROM tips WHERE id = ?2))
		WHERE body = 'UP-AGRA' AND tip = (SELECT n FROM tips WHERE id = ?1)`, second.Tip, third.Tip)
	if got := p.found(seat, "mathura"); !slices.Equal(got, []string{third.Tip}) {
		t.Errorf("finds %v, want only %v", got, third.Tip)
	}
	if st, err := p.desk.FindState(seat); err != nil || st.Texts != 1 {
		t.Errorf("%d texts are kept (%v)", st.Texts, err)
	}
}

// The memory ends with the session, however that ends; and no other session
// may use it.
func TestWhatCanBeSearchedEndsWithTheSession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(p *portal, s *tips.Seat){
		"signed out":               func(p *portal, s *tips.Seat) { _ = p.desk.EndSessions(p.ctx, s.Officer.ID, s.SessionOf()) },
		"every session ended":      func(p *portal, s *tips.Seat) { _ = p.desk.EndSessions(p.ctx, s.Officer.ID, "") },
		"forgotten by the officer": func(p *portal, s *tips.Seat) { _ = p.desk.ForgetFind(p.ctx, s) },
		"the portal ends":          func(p *portal, s *tips.Seat) { p.desk.Stop() },
		"idle":                     func(p *portal, s *tips.Seat) { p.wait(tips.SessionIdle + time.Minute); p.desk.Prune(p.ctx) },
		"ended in another process": func(p *portal, s *tips.Seat) { _ = p.db.EndSessions(p.ctx, s.Officer.ID, ""); p.desk.Prune(p.ctx) },
		"disabled in another process": func(p *portal, s *tips.Seat) {
			p.sql(`UPDATE officers SET state = 'disabled' WHERE id = ?`, s.Officer.ID)
			p.desk.Prune(p.ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _, _, unit := newOpened(t)
			p.submit(mathura())
			seat := p.sat(unit)
			p.desk.Prune(p.ctx)
			if n := p.desk.Remembering(); n != 1 || len(p.found(seat, "mathura")) != 1 {
				t.Fatalf("%d memories", n)
			}
			number, err := p.desk.KeepFind(seat, "mathura")
			if err != nil {
				t.Fatal(err)
			}
			// Another session of the same officer has nothing.
			stranger, err := p.desk.Sit(p.ctx, unit)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.desk.Find(p.ctx, stranger, tips.FindQuery{Words: "mathura"}); !errors.Is(err, tips.ErrGone) {
				t.Errorf("another session: %v", err)
			}
			end(p, seat)
			if n := p.desk.Remembering(); n != 0 {
				t.Errorf("%d memories are left", n)
			}
			if _, err := p.desk.Find(p.ctx, seat, tips.FindQuery{Words: "mathura"}); !errors.Is(err, tips.ErrGone) {
				t.Errorf("after it: %v", err)
			}
			if _, err := p.desk.KeptFind(seat, number); !errors.Is(err, tips.ErrGone) {
				t.Errorf("what was looked for: %v", err)
			}
		})
	}
}

func TestAnotherKeyOfTheBodyEndsWhatCanBeSearched(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	p.submit(mathura())
	seat := p.sat(unit)
	key, err := vault.NewBodyKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.desk.Find(p.ctx, tips.RekeyedSeat(seat, key), tips.FindQuery{Words: "mathura"}); !errors.Is(err, tips.ErrGone) {
		t.Errorf("with another key: %v", err)
	}
	if n := p.desk.Remembering(); n != 0 {
		t.Errorf("%d memories are left", n)
	}
}

// Who is disabled while tips are being opened gets no further.
func TestAnOpeningEndsWithItsSession(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	p.submit(mathura())
	s, err := p.desk.Sit(p.ctx, unit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.desk.Stop)
	p.sql(`UPDATE officers SET state = 'disabled' WHERE id = ?`, unit.Officer.ID)
	if err := p.desk.OpenFind(p.ctx, s); err != nil {
		t.Fatal(err)
	}
	p.desk.Opened()
	if n := p.desk.Remembering(); n != 0 {
		t.Errorf("%d memories", n)
	}
}

func TestFindingIsBounded(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	var all []string
	for range 5 {
		all = append(all, p.submit(mathura()).Tip)
		p.wait(20 * time.Minute)
	}
	p.desk.LimitFinding(3, 1<<20, 1<<20)
	seat := p.sat(unit)
	st, err := p.desk.FindState(seat)
	if err != nil || st.Texts != 3 || st.Left != 2 {
		t.Errorf("%+v %v", st, err)
	}
	v, err := p.desk.Find(p.ctx, seat, tips.FindQuery{Words: "mathura", Order: tips.FindByTime})
	if err != nil || v.Total != 3 || v.State.Left != 2 || v.Rows[0].Tip.ID != all[4] || v.Rows[2].Tip.ID != all[2] {
		t.Errorf("the newest are not kept: %+v %v", v.State, err)
	}
	// All sessions together: a second one finds no room.
	p.desk.LimitFinding(100, 1<<20, 10)
	second := p.sat(unit)
	if st, err := p.desk.FindState(second); err != nil || st.Texts != 0 || st.Left != 5 {
		t.Errorf("%+v %v", st, err)
	}
	if got := p.found(second, "mathura"); len(got) != 0 {
		t.Errorf("finds %v", got)
	}
}

// Nobody without a key, and nobody else's tips.
func TestWhoMayNotSearch(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	avoided := mathura()
	avoided.Avoid = []string{"local"}
	p.submit(avoided)
	if got := p.found(p.sat(unit), "mathura"); len(got) > 0 {
		t.Errorf("the unit that is to miss it finds %v", got)
	}
	for name, s := range map[string]*tips.Seat{
		"an administrator":       tips.SeatWithoutBody(tips.Officer{ID: "a", Role: tips.RoleAdministrator}),
		"an editor":              tips.SeatWithoutBody(tips.Officer{ID: "e", Role: tips.RoleEditor}),
		"somebody not confirmed": {Officer: tips.Officer{ID: "w", Role: tips.RoleOfficer, Body: "UP-AGRA"}, Waiting: true},
		"a seat without session": tips.WithoutSession(unit),
	} {
		for what, err := range map[string]error{"open": p.desk.OpenFind(p.ctx, s), "forget": p.desk.ForgetFind(p.ctx, s)} {
			if !errors.Is(err, tips.ErrForbidden) {
				t.Errorf("%s may %s: %v", name, what, err)
			}
		}
		if _, err := p.desk.Find(p.ctx, s, tips.FindQuery{Words: "x"}); !errors.Is(err, tips.ErrForbidden) {
			t.Errorf("%s may search: %v", name, err)
		}
	}
}

// Between two searches a copy of the process's memory would show what lies in
// blocks; here what the blocks hold is looked at by the size that they report.
func TestWhatIsKeptForSearchingIsAboutTwoKilobytesATip(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	for range 20 {
		p.submit(mathura())
	}
	st, err := p.desk.FindState(p.sat(unit))
	if err != nil || st.Texts != 20 || st.Bytes == 0 || st.Bytes > 20*4<<10 {
		t.Errorf("%+v %v", st, err)
	}
}

// BenchmarkOpenFind opens tips for searching, on one core: the figure is for
// one tip, and beside it bytes kept a tip.
func BenchmarkOpenFind(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	p, _, _, unit := newOpened(b)
	const n = 400
	for k := range n {
		s := mathura()
		s.Account += fmt.Sprint(" एजेंट रमेश का फोन 98390 1", k, " है। ") + strings.Repeat("वे लोग रोज़ शाम को गाड़ी से आते हैं और पैसे माँगते हैं। ", 8)
		p.submit(s)
	}
	b.ResetTimer()
	done := 0
	var bytes int64
	for b.Loop() {
		b.StopTimer()
		s, err := p.desk.Sit(p.ctx, unit)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := p.desk.OpenFind(p.ctx, s); err != nil {
			b.Fatal(err)
		}
		p.desk.Opened()
		st, err := p.desk.FindState(s)
		if err != nil || st.Texts != n {
			b.Fatal(st, err)
		}
		done, bytes = done+n, st.Bytes
		b.StopTimer()
		if err := p.desk.EndSessions(p.ctx, s.Officer.ID, ""); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(done), "ms/tip")
	b.ReportMetric(float64(bytes)/n, "B/tip")
}

// BenchmarkFind is a search with a page of 25 results, each opened anew.
func BenchmarkFind(b *testing.B) {
	p, _, _, unit := newOpened(b)
	for range 200 {
		p.submit(mathura())
	}
	s, err := p.desk.Sit(p.ctx, unit)
	if err != nil {
		b.Fatal(err)
	}
	if err := p.desk.OpenFind(p.ctx, s); err != nil {
		b.Fatal(err)
	}
	p.desk.Opened()
	b.Cleanup(p.desk.Stop)
	for b.Loop() {
		if v, err := p.desk.Find(p.ctx, s, tips.FindQuery{Words: "mathura"}); err != nil || len(v.Rows) != 25 {
			b.Fatal(v, err)
		}
	}
}

// The audit's head of a day is signed once the day in India has ended, and
// never over a broken chain.
func TestADayInIndiaHasOneSignedHead(t *testing.T) {
	t.Parallel()
	p, cell, _, _ := newOpened(t)
	key := vault.NewSignKey(vault.NewKey())
	p.keys.Keys.Heads = key
	p.wire()
	h, signed, err := p.line.SignHead(p.ctx)
	if err != nil || !signed || h.Day != p.time().In(time.FixedZone("", 19800)).AddDate(0, 0, -1).Format(time.DateOnly) || !h.SignedBy(key.Public()) {
		t.Fatalf("%+v %v %v", h, signed, err)
	}
	if _, signed, err := p.line.SignHead(p.ctx); signed || err != nil {
		t.Errorf("signed twice: %v %v", signed, err)
	}
	p.submit(mathura())
	p.wait(24 * time.Hour)
	next, signed, err := p.line.SignHead(p.ctx)
	if err != nil || !signed || next.Seq <= h.Seq || next.Count != next.Seq-h.Seq {
		t.Errorf("%+v %v %v", next, signed, err)
	}
	text, err := p.line.LastHead(p.ctx)
	given, perr := tips.ParseHeads(text)
	if err != nil || perr != nil || len(given) != 2 || !bytes.Equal(given[1].MAC, next.MAC) {
		t.Errorf("%q %v %v", text, err, perr)
	}
	if faults, err := p.db.VerifyHeads(p.ctx, given); err != nil || len(faults) > 0 {
		t.Errorf("%v %v", faults, err)
	}
	v, err := p.desk.DailyHeads(p.ctx, cell, "")
	if err != nil || len(v.Heads) != 2 || v.Key != tips.KeyFingerprint(key.Public()) {
		t.Errorf("%+v %v", v, err)
	}
	p.submit(mathura())
	p.sql(`UPDATE events SET note = 'x' WHERE seq = ?`, next.Seq+2)
	p.wait(24 * time.Hour)
	if _, signed, err := p.line.SignHead(p.ctx); signed || !errors.Is(err, tips.ErrBroken) {
		t.Errorf("a broken chain: %v %v", signed, err)
	}
}

// An administrator reads of accounts alone; the cell of everything.
func TestWhoReadsWhatOfTheAudit(t *testing.T) {
	t.Parallel()
	p, cell, bureau, unit := newOpened(t)
	taken := p.submit(mathura())
	avoided := mathura()
	avoided.Avoid = []string{"local"}
	hidden := p.submit(avoided)
	for _, s := range []*tips.Seat{bureau, cell} {
		for _, id := range []string{taken.Tip, hidden.Tip} {
			if _, err := p.desk.Open(p.ctx, s, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := p.desk.Open(p.ctx, unit, taken.Tip); err != nil {
		t.Fatal(err)
	}
	// Somebody with the database lets a line about the hidden tip be by the unit's officer.
	p.sql(`UPDATE events SET actor = ? WHERE object = ? AND actor = ?`, unit.Officer.ID, hidden.Tip, bureau.Officer.ID)
	incharge := tips.AsRole(unit, tips.RoleInCharge)
	admin := tips.SeatWithoutBody(tips.Officer{ID: "admin", Role: tips.RoleAdministrator})
	if _, err := p.desk.AuditOf(p.ctx, unit, tips.AuditQuery{}); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("an officer: %v", err)
	}
	for _, c := range []struct {
		name          string
		s             *tips.Seat
		taken, hidden int // lines about each tip
	}{{"in charge", incharge, 1, 0}, {"bureau", bureau, 2, 1}, {"cell", cell, 4, 3}, {"administrator", admin, 0, 0}} {
		for id, want := range map[string]int{taken.Tip: c.taken, hidden.Tip: c.hidden} {
			v, err := p.desk.AuditOf(p.ctx, c.s, tips.AuditQuery{Object: id})
			if err != nil || len(v.Rows) != want {
				t.Errorf("%s reads %d lines, want %d (%v): %+v", c.name, len(v.Rows), want, err, v.Rows)
			}
		}
		v, err := p.desk.AuditOf(p.ctx, c.s, tips.AuditQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range v.Rows {
			if r.Object == hidden.Tip && c.hidden == 0 || r.Object == taken.Tip && c.taken == 0 || r.MAC != nil {
				t.Errorf("%s reads %+v", c.name, r)
			}
		}
		if c.s != admin && v.Rows[0].Actor == "" {
			t.Errorf("%s: a line without an actor", c.name)
		}
	}
	if ahtu.Cell != cell.Officer.Body {
		t.Fatal("the cell is not the cell")
	}
}

// Pages of the audit follow each other: each line once, none left out.
func TestPagesOfTheAuditFollowEachOther(t *testing.T) {
	t.Parallel()
	p, cell, _, unit := newOpened(t)
	taken := p.submit(mathura())
	for range 130 {
		if _, err := p.desk.Open(p.ctx, unit, taken.Tip); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[int64]bool{}
	q := tips.AuditQuery{Act: "tip.read", Actor: unit.Officer.ID}
	for pages := 0; ; pages++ {
		v, err := p.desk.AuditOf(p.ctx, cell, q)
		if err != nil || pages > 5 {
			t.Fatal(pages, err)
		}
		for _, r := range v.Rows {
			if seen[r.Seq] || r.Actor != unit.Officer.ID || r.Act != "tip.read" {
				t.Errorf("%+v", r)
			}
			seen[r.Seq] = true
		}
		if q.Before = v.Older; q.Before == 0 {
			break
		}
	}
	if len(seen) != 130 {
		t.Errorf("%d lines, want 130", len(seen))
	}
}
