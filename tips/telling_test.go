package tips_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/notices"
	"mukti/tips/vault"
)

// carried is what left, by a carrier that fails with class while that is set.
type carried struct {
	mu    sync.Mutex
	got   []notices.Message
	class string
	hang  map[string]chan struct{} // bodies whose server does not answer
}

func (c *carried) carry(_ context.Context, _ notices.Way, m notices.Message) error {
	c.mu.Lock()
	if wait := c.hang[m.Body]; wait != nil {
		c.mu.Unlock()
		<-wait
		return &notices.Failure{Class: notices.Slow}
	}
	defer c.mu.Unlock()
	if c.class != "" {
		return &notices.Failure{Class: c.class}
	}
	c.got = append(c.got, m)
	return nil
}

func (c *carried) take() []notices.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	got := c.got
	c.got = nil
	return got
}

func say(lang string, n tips.Notice) (string, string) {
	return n.Body, fmt.Sprint(lang, " ", n.Body, " ", n.Counts)
}

// teller is a machine that tells; each has a memory of its own.
func (p *portal) teller(c *carried) *tips.Teller { return tips.NewTeller(p.conf, c.carry, say) }

func (p *portal) tell(tl *tips.Teller, c *carried) []notices.Message {
	p.t.Helper()
	if err := errors.Join(tl.Look(p.ctx), tl.Deliver(p.ctx)); err != nil {
		p.t.Fatal(err)
	}
	return c.take()
}

// told sets a webhook of a body as its settings are sealed.
func (p *portal) told(body string) {
	p.t.Helper()
	plain, err := json.Marshal(map[string]any{"language": "en", "ways": map[string]notices.Way{notices.Hook: hook()}})
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := p.db.NoticeBook(p.ctx, body)
	if err != nil {
		p.t.Fatal(err)
	}
	b.Ways = vault.SealKey(p.keys.Notices, vault.Label{Of: body, Kind: "notice ways"}, plain)
	if err := p.db.PutNoticeBook(p.ctx, b, nil, tips.Event{At: tips.Coarse(p.time()), Actor: "o", Act: "notice.set", Object: body}); err != nil {
		p.t.Fatal(err)
	}
}

func hook() notices.Way {
	return notices.Way{Kind: notices.Hook, URL: "https://hook.example/", Secret: "twenty letters at least"}
}

func TestANoticeHoldsNothingOfATipAndGoesToNobodyWhoIsLeftOut(t *testing.T) {
	p, _, _, _ := newOpened(t)
	for _, body := range []string{"UP-AGRA", "UP-AHTB", "IN-NODAL"} {
		p.told(body)
	}
	c := &carried{}
	tl := p.teller(c)
	left := mathura()
	left.Avoid = []string{"local"}
	p.submit(left)
	got := p.tell(tl, c)
	if len(got) != 1 || got[0].Body != "UP-AHTB" {
		t.Fatalf("a tip that Agra must miss: %+v", got)
	}
	p.submit(mathura2())
	got = p.tell(tl, c)
	if len(got) != 1 || got[0].Body != "UP-AGRA" || got[0].Counts[tips.Immediate] != 1 || len(got[0].Counts) != 1 {
		t.Fatalf("%+v", got)
	}
	all, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"Mathura", "मथुरा", "kiln", "hi", "167"} {
		if strings.Contains(strings.ReplaceAll(string(all), `"language"`, ""), word) {
			t.Errorf("the notice holds %q: %s", word, all)
		}
	}
	// Its clock runs out: the bureau is told of it, and the unit that it missed it.
	p.wait(31 * time.Minute)
	if _, err := p.line.Sweep(p.ctx); err != nil {
		t.Fatal(err)
	}
	byBody := map[string]notices.Message{}
	for _, m := range p.tell(tl, c) {
		byBody[m.Body] = m
	}
	if byBody["UP-AGRA"].Counts[tips.CallMissed] != 1 || byBody["UP-AHTB"].Counts[tips.Immediate] == 0 {
		t.Errorf("%+v", byBody)
	}
}

// mathura2 is a report of its own for the same unit.
func mathura2() tips.Submission {
	s := mathura()
	s.Account, s.Language = "Four children are beaten in a brick kiln and cannot leave, they are there now", "en"
	return s
}

// Nobody looks for two days: told again and again, but not without end, and a
// clock that jumps back hides nothing.
func TestItIsToldUntilSomebodyLooks(t *testing.T) {
	p, _, _, unit := newOpened(t)
	p.told("UP-AGRA")
	c := &carried{}
	tl := p.teller(c)
	id := p.submit(mathura()).Tip
	told := 0
	for range 2 * 24 * 12 {
		told += len(p.tell(tl, c))
		p.wait(5 * time.Minute)
	}
	if told < 13 || told > 16 {
		t.Errorf("told %d times in two days", told)
	}
	p.wait(-24 * time.Hour)
	p.submit(mathura2())
	if got := p.tell(tl, c); len(got) != 1 || got[0].Counts[tips.Immediate] != 2 {
		t.Errorf("behind a clock that was set back: %+v", got)
	}
	for _, tip := range queued(p, unit, tips.QueueQuery{}) {
		if _, err := p.desk.Open(p.ctx, unit, tip); err != nil {
			t.Fatal(err)
		}
	}
	told = 0
	for range 10 { // less than until the clock of taking is near
		p.wait(time.Minute)
		told += len(p.tell(tl, c))
	}
	if told > 0 {
		t.Errorf("told %d times of what was looked at (%s)", told, id)
	}
}

// A flood is one notice, and one an interval.
func TestAFloodIsOneNotice(t *testing.T) {
	p, _, _, _ := newOpened(t)
	p.told("UP-AGRA")
	c := &carried{}
	tl := p.teller(c)
	told := 0
	for n := range 20 {
		s := mathura()
		s.Account = fmt.Sprintf("Lorry %d%d%d takes girls from house %d today, they are locked in number %d", n, n+7, n*3, n*n, n+100)
		p.submit(s)
		told += len(p.tell(tl, c))
		p.wait(15 * time.Second)
	}
	if told != 1 {
		t.Errorf("%d notices of 20 tips in five minutes", told)
	}
	p.wait(5 * time.Minute)
	if got := p.tell(tl, c); len(got) != 1 {
		t.Errorf("%d notices afterwards", len(got))
	}
}

// Addresses, passwords and keys lie nowhere in the database as they are.
func TestSettingsOfNoticesLieSealed(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	w := notices.Way{Kind: notices.Mail, Host: "mail.secret-host.example", Port: 587, TLS: notices.StartTLS, User: "u", Pass: "planted-password", From: "a@planted.example", To: "b@planted.example"}
	if err := p.desk.SetWay(p.ctx, unit, 0, w, "en"); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("an officer of a unit sets its ways: %v", err)
	}
	if err := p.desk.SetWay(p.ctx, bureau, 0, w, "en"); err != nil {
		t.Fatal(err)
	}
	contact := tips.DutyContact{Officer: bureau.Officer.ID, Mail: "duty@planted.example", Mobile: "9876501234"}
	if err := p.desk.SetContact(p.ctx, bureau, 1, contact); err != nil {
		t.Fatal(err)
	}
	if err := p.desk.TestWay(p.ctx, bureau, notices.Mail); err != nil {
		t.Fatal(err)
	}
	view, err := p.desk.NoticesOf(p.ctx, bureau)
	if err != nil || len(view.Ways) != 1 || view.Ways[0].Pass != "" || view.Ways[0].Host == "" {
		t.Errorf("%+v, %v", view, err)
	}
	// The password stays with its server, and goes to no other.
	w.Pass = ""
	if err := p.desk.SetWay(p.ctx, bureau, 2, w, "en"); err != nil {
		t.Fatal(err)
	}
	var used []string
	tl := tips.NewTeller(p.conf, func(_ context.Context, w notices.Way, m notices.Message) error {
		used = append(used, w.Host+" "+w.Pass+" "+m.To)
		return nil
	}, say)
	test := func() string {
		used = nil
		if err := errors.Join(p.desk.TestWay(p.ctx, bureau, notices.Mail), tl.Deliver(p.ctx)); err != nil {
			t.Fatal(err)
		}
		return strings.Join(used, ";")
	}
	if got := test(); got != "mail.secret-host.example planted-password duty@planted.example" {
		t.Errorf("used %q", got)
	}
	w.Host = "mail.thief.example"
	if err := p.desk.SetWay(p.ctx, bureau, 3, w, "en"); err != nil {
		t.Fatal(err)
	}
	if got := test(); got != "mail.thief.example  duty@planted.example" {
		t.Errorf("the password went along: %q", got)
	}
	db, err := sql.Open("sqlite3", p.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range []string{"notice_books", "notice_posts", "notice_states", "events"} {
		rows, err := db.Query(`SELECT * FROM ` + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(sql.RawBytes)
			}
			if err := rows.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			for i, cell := range cells {
				for _, planted := range []string{"planted", "secret-host", "98765", "thief"} {
					if strings.Contains(string(*cell.(*sql.RawBytes)), planted) {
						t.Errorf("%s.%s holds %q", table, columns[i], planted)
					}
				}
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
