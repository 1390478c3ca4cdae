package tips_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"mukti/tips"
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
