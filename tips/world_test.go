package tips_test

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/files"
	"mukti/tips/places"
	"mukti/tips/sqlstore"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// known are the facts and rules, loaded once for all tests.
var known = sync.OnceValues(func() (tips.Config, error) {
	units, err := ahtu.Load()
	if err != nil {
		return tips.Config{}, err
	}
	gazetteer, err := places.Load()
	if err != nil {
		return tips.Config{}, err
	}
	rules, err := triage.Load()
	return tips.Config{Units: units, Places: gazetteer, Rules: rules}, err
})

// portal is a real store with both sides on it and a clock of its own.
type portal struct {
	t       testing.TB
	ctx     context.Context
	path    string
	db      *sqlstore.DB
	keys    keys
	conf    tips.Config
	line    *tips.Line
	desk    *tips.Desk
	first   tips.First
	cleaner *files.Cleaner
	secrets map[string]string // of their authenticators, by sign-in name
	cookies map[string]string // of the officers' last sessions, by officer

	mu  sync.Mutex
	now time.Time
}

const pass = "correct horse battery"

// newPortal is a portal after its first start: nobody is enrolled.
func newPortal(t testing.TB) *portal {
	t.Helper()
	p := &portal{t: t, ctx: t.Context(), now: time.Date(2026, 11, 22, 10, 3, 0, 0, time.UTC), path: filepath.Join(t.TempDir(), "portal.db")}
	p.open(keys{vault.NewKey(), tips.Keys{Pepper: vault.NewKey(), Marks: markKeys(vault.NewKey())}})
	var err error
	if p.first, err = p.desk.FirstStart(p.ctx, "Cell", "Admin"); err != nil {
		t.Fatal(err)
	}
	p.keys.Keys.Cell = p.first.CellKey
	p.wire()
	return p
}

// keys are an installation's files outside the database.
type keys struct {
	audit vault.Key
	tips.Keys
}

func (p *portal) open(k keys) {
	p.t.Helper()
	var err error
	if p.db, err = sqlstore.Open(p.ctx, sqlstore.Options{Path: p.path, AuditKey: k.audit[:]}); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { p.db.Close() })
	p.keys = k
	p.wire()
}

// wire makes both sides anew, as a start of the portal does.
func (p *portal) wire() {
	p.t.Helper()
	conf, err := known()
	if err != nil {
		p.t.Fatal(err)
	}
	conf.Cleaner = p.cleaner
	conf.Backend, conf.Now, conf.Log, conf.Ready, conf.Keys = p.db, p.time, slog.New(slog.DiscardHandler), 2, p.keys.Keys
	if p.line != nil {
		p.line.Close()
	}
	p.conf, p.line, p.desk = conf, tips.NewLine(conf), tips.NewDesk(conf)
	line := p.line
	p.t.Cleanup(line.Close)
}

// opened is a portal where cell, bureau and unit are enrolled: made once, its
// database then copied for each test, for passphrases are slow on purpose.
type opened struct {
	db                 []byte
	keys               keys
	now                time.Time
	first              tips.First
	cell, bureau, unit *tips.Seat
}

var once struct {
	sync.Once
	opened
}

// newOpened is a copy of that portal with its officers signed in.
func newOpened(t testing.TB) (p *portal, cell, bureau, unit *tips.Seat) {
	t.Helper()
	once.Do(func() {
		p := newPortal(t)
		once.cell, once.bureau, once.unit = p.agra()
		p.line.Close()
		if err := p.db.Close(); err != nil {
			t.Fatal(err)
		}
		var err error
		if once.db, err = os.ReadFile(p.path); err != nil {
			t.Fatal(err)
		}
		once.keys, once.now, once.first = p.keys, p.time(), p.first
	})
	p = &portal{t: t, ctx: t.Context(), now: once.now, first: once.first, path: filepath.Join(t.TempDir(), "portal.db")}
	if err := os.WriteFile(p.path, once.db, 0o600); err != nil {
		t.Fatal(err)
	}
	p.open(once.keys)
	return p, once.cell, once.bureau, once.unit
}

func (p *portal) time() time.Time { p.mu.Lock(); defer p.mu.Unlock(); return p.now }

func (p *portal) wait(d time.Duration) { p.mu.Lock(); defer p.mu.Unlock(); p.now = p.now.Add(d) }

// officer enrols one, has `above` confirm (if given), and signs in.
func (p *portal) officer(role, body string, above *tips.Seat) *tips.Seat {
	p.t.Helper()
	token := p.first.CellToken
	switch role {
	case tips.RoleCell:
	case tips.RoleAdministrator:
		token = p.first.AdminToken
	default:
		var err error
		if token, err = p.desk.Invite(p.ctx, "command", tips.InviteRequest{Name: "Officer of " + body, Role: role, Body: body}); err != nil {
			p.t.Fatal(err)
		}
	}
	login, secret := p.enrol(token)
	if above != nil {
		pending, err := p.desk.Pending(p.ctx, above)
		if err != nil || len(pending) != 1 {
			p.t.Fatalf("waiting for %s: %v, %v", above.Officer.Body, pending, err)
		}
		if _, err := p.desk.Confirm(p.ctx, above, pending[0].Officer.ID, pending[0].Fingerprint); err != nil {
			p.t.Fatal(err)
		}
	}
	return p.signIn(login, secret)
}

func (p *portal) enrol(token string) (login, secret string) {
	p.t.Helper()
	inv, err := p.desk.Invitation(p.ctx, token, "", "")
	if err != nil {
		p.t.Fatal(err)
	}
	login = "o-" + vault.NewID()[:8]
	handle, err := p.desk.Enrol(p.ctx, token, tips.EnrolForm{Form: inv.Form, Login: login, Pass: pass, Code: p.code(inv.TOTPSecret)})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.desk.Enrolled(p.ctx, token, handle); err != nil {
		p.t.Fatal(err)
	}
	return login, inv.TOTPSecret
}

func (p *portal) code(secret string) string {
	p.t.Helper()
	code, err := totp.GenerateCode(secret, p.time())
	if err != nil {
		p.t.Fatal(err)
	}
	return code
}

func (p *portal) signIn(login, secret string) *tips.Seat {
	p.t.Helper()
	p.wait(time.Minute) // a code works once
	cookie, err := p.desk.SignIn(p.ctx, login, pass, p.code(secret))
	if err != nil {
		p.t.Fatal(err)
	}
	s, err := p.desk.Seat(p.ctx, cookie)
	if err != nil {
		p.t.Fatal(err)
	}
	if p.cookies == nil {
		p.cookies, p.secrets = map[string]string{}, map[string]string{}
	}
	p.cookies[s.Officer.ID], p.secrets[login] = cookie, secret
	return s
}

// signInAgain opens a new session for somebody who signed in before.
func (p *portal) signInAgain(s *tips.Seat) *tips.Seat {
	p.t.Helper()
	return p.signIn(s.Officer.Login, p.secrets[s.Officer.Login])
}

// again is the officer's seat at the next request of the same session.
func (p *portal) again(s *tips.Seat) *tips.Seat {
	p.t.Helper()
	s, err := p.desk.Seat(p.ctx, p.cookies[s.Officer.ID])
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

// agra enrols cell, bureau and unit.
func (p *portal) agra() (cell, bureau, unit *tips.Seat) {
	p.t.Helper()
	cell = p.officer(tips.RoleCell, ahtu.Cell, nil)
	bureau = p.officer(tips.RoleNodal, "UP-AHTB", cell)
	return cell, bureau, p.officer(tips.RoleOfficer, "UP-AGRA", bureau)
}

// mathura is the tip that the project's acceptance speaks of.
func mathura() tips.Submission {
	return tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "hi", When: "now", Children: "yes", Signs: []string{"locked-in", "being-moved"},
		Place:   tips.PlaceText{Text: "मथुरा"},
		Account: "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे"}
}

func (p *portal) submit(s tips.Submission) *tips.Taken {
	p.t.Helper()
	t, err := p.line.Submit(p.ctx, s)
	if err != nil {
		p.t.Fatal(err)
	}
	return t
}

// sql changes the database behind the store's back, as a thief would.
func (p *portal) sql(query string, args ...any) {
	p.t.Helper()
	db, err := sql.Open("sqlite3", p.path+"?_busy_timeout=5000")
	if err != nil {
		p.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query, args...); err != nil {
		p.t.Fatal(err)
	}
}

func queued(p *portal, s *tips.Seat, q tips.QueueQuery) []string {
	p.t.Helper()
	v, err := p.desk.Queue(p.ctx, s, q)
	if err != nil {
		p.t.Fatal(err)
	}
	var ids []string
	for _, r := range v.Rows {
		ids = append(ids, r.Tip.ID)
	}
	return ids
}

// markKeys are the keys of an installation in its first year.
func markKeys(current vault.Key) func() tips.MarkKeys {
	return func() tips.MarkKeys { return tips.MarkKeys{Current: tips.NewMarkKey(current)} }
}
