package desk

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/pquerna/otp/totp"
	"golang.org/x/net/html"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/themes"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/places"
	"mukti/tips/sqlstore"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// clock is the one clock of a house; it is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a whole installation over a real store, with the desk in front.
type house struct {
	clock clock
	line  *tips.Line
	desk  *tips.Desk
	site  *Site
	app   *fiber.App
	first tips.First
	log   bytes.Buffer
}

// known are the facts and rules that every house reads and none changes, and
// dressed what every site draws with: loaded once for all tests.
var (
	known = sync.OnceValues(func() (tips.Config, error) {
		units, err1 := ahtu.Load()
		gazetteer, err2 := places.Load()
		rules, err3 := triage.Load()
		return tips.Config{Units: units, Places: gazetteer, Rules: rules}, errors.Join(err1, err2, err3)
	})
	dressed = sync.OnceValues(func() (dress, error) {
		set, err1 := themes.Load()
		bundle, err2 := i18n.Load(i18n.Embedded())
		return dress{set, bundle}, errors.Join(err1, err2)
	})
)

type dress struct {
	themes *themes.Set
	bundle *i18n.Bundle
}

// newHouse opens one, as a first start does.
func newHouse(t *testing.T, origin string) *house {
	t.Helper()
	h := &house{clock: clock{now: time.Date(2026, 11, 22, 9, 7, 0, 0, time.UTC)}}
	dir := t.TempDir()
	db, err := sqlstore.Open(t.Context(), sqlstore.Options{Path: filepath.Join(dir, "portal.db"), AuditKey: bytes.Repeat([]byte{7}, 32)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	facts, err := known()
	if err != nil {
		t.Fatal(err)
	}
	units, gazetteer, rules := facts.Units, facts.Places, facts.Rules
	marks := tips.MarkKeys{Current: tips.NewMarkKey(vault.NewKey())}
	config := tips.Config{Backend: db, Locker: vault.NewLightLocker(), Keys: tips.Keys{Pepper: vault.NewKey(), Marks: func() tips.MarkKeys { return marks }}, Units: units, Places: gazetteer,
		Rules: rules, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), Ready: 2, DeskOrigin: origin}
	if h.first, err = tips.NewDesk(config).FirstStart(t.Context(), "Asha Nodal", "Ravi Admin"); err != nil {
		t.Fatal(err)
	}
	config.Keys.Cell = h.first.CellKey
	h.line, h.desk = tips.NewLine(config), tips.NewDesk(config)
	t.Cleanup(h.line.Close)
	h.site = newSite(t, origin)
	h.site.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	h.site.Desk, h.site.Units, h.site.Places, h.site.Now = h.desk, units, gazetteer, h.clock.Now
	h.app = h.site.Routes()
	return h
}

// newSite is a desk without a domain: enough for its routes and its guards.
func newSite(t *testing.T, origin string) *Site {
	t.Helper()
	worn, err := dressed()
	if err != nil {
		t.Fatal(err)
	}
	return &Site{
		Site: &web.Site{Name: web.Desk, Themes: worn.themes, Bundle: worn.bundle, Origin: origin},
		Now:  time.Now, PublicOrigin: "https://public.example",
	}
}

const pass = "correct horse battery staple"

// person is somebody with an account and a browser.
type person struct {
	*browser
	login, secret string
	recovery      []string // codes, as shown
}

// enrol uses a one-time link as its page says, up to the sign-in page.
func (h *house) enrol(t *testing.T, token, login string) *person {
	t.Helper()
	p := &person{browser: newBrowser(t, h.app, h.site.Origin), login: login}
	link := p.get("/enrol/"+token).says(http.StatusOK, "Set up your account")
	p.secret = strings.ReplaceAll(strings.Join(strings.Fields(text(link.find(func(n *html.Node) bool { return attr(n, "id") == "secret" }))), ""), " ", "")
	done := p.submit(link, "/enrol/"+token, url.Values{"login": {login}, "pass": {pass}, "again": {pass}, "code": {h.code(t, p.secret)}})
	codes := p.follow(done).says(http.StatusOK, "Your recovery codes")
	for _, n := range all(codes.doc, func(n *html.Node) bool { return n.Data == "li" && n.Parent != nil && attr(n.Parent, "id") == "codes" }) {
		p.recovery = append(p.recovery, strings.Join(strings.Fields(text(n)), " "))
	}
	p.follow(p.submit(codes, "/enrol/"+token+"/codes", url.Values{"have": {"1"}})).says(http.StatusOK, "Your account is set up", "Sign in")
	return p
}

// code is what an authenticator shows; the clock has moved on, because a code
// works once.
func (h *house) code(t *testing.T, secret string) string {
	t.Helper()
	h.clock.move(time.Minute)
	code, err := totp.GenerateCode(secret, h.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// signIn signs a person in and gives the page they land on.
func (h *house) signIn(p *person) page {
	p.t.Helper()
	return p.follow(p.submit(p.get("/sign-in"), "/sign-in", url.Values{"login": {p.login}, "pass": {pass}, "code": {h.code(p.t, p.secret)}}))
}

// invite makes a link as the administrator does, on the page.
func (h *house) invite(admin *person, name, role, body string) (token string) {
	admin.t.Helper()
	made := admin.submit(admin.get("/people"), "/people", url.Values{"name": {name}, "role": {role}, "body": {body}}).says(http.StatusCreated, "One-time link", name)
	link := strings.TrimSpace(text(made.find(func(n *html.Node) bool { return attr(n, "id") == "link" })))
	token, ok := strings.CutPrefix(link, h.site.Origin+"/enrol/")
	if !ok {
		admin.t.Fatalf("link is %q", link)
	}
	return token
}

// confirm lets a waiting officer in, as the page of the officer above says.
func (h *house) confirm(above *person, who string) {
	above.t.Helper()
	list := above.get("/waiting").says(http.StatusOK, who)
	form := list.find(func(n *html.Node) bool {
		return n.Data == "form" && strings.HasPrefix(attr(n, "action"), "/waiting/") && strings.Contains(text(n), who)
	})
	if form == nil {
		above.t.Fatalf("%s does not wait:\n%s", who, list.words())
	}
	above.follow(above.submit(list, attr(form, "action"), url.Values{"read": {"1"}})).says(http.StatusOK, "Confirmed")
}

// staff is a house with one person of each kind, everybody signed in.
type staff struct {
	*house
	admin, cell, bureau, unit, other *person
}

func newStaff(t *testing.T) staff {
	t.Helper()
	h := newHouse(t, "http://desk.example:8081")
	s := staff{house: h}
	s.cell = h.enrol(t, h.first.CellToken, "asha.cell")
	h.signIn(s.cell).says(http.StatusOK, "Queue")
	s.admin = h.enrol(t, h.first.AdminToken, "ravi.admin")
	h.signIn(s.admin).says(http.StatusOK, "People")
	join := func(above *person, name, login, role, body string) *person {
		p := h.enrol(t, h.invite(s.admin, name, role, body), login)
		h.signIn(p).says(http.StatusOK, "Waiting for confirmation", body)
		h.confirm(above, name)
		if s.unit != nil && body == "UP-AGRA" {
			s.unit.get("/queue").says(http.StatusOK) // a member lets the newcomer in
		}
		p.follow(p.get("/")).says(http.StatusOK, "Queue")
		return p
	}
	s.bureau = join(s.cell, "Meera Nodal", "meera.up", tips.RoleNodal, "UP-AHTB")
	s.unit = join(s.bureau, "Kavita Officer", "kavita.agra", tips.RoleOfficer, "UP-AGRA")
	s.other = join(s.bureau, "Imran In Charge", "imran.agra", tips.RoleInCharge, "UP-AGRA")
	return s
}

// pass lets time go by while everybody keeps working: sessions stay.
func (s staff) pass(d time.Duration) {
	for ; d > 0; d -= 10 * time.Minute {
		s.clock.move(min(d, 10*time.Minute))
		for _, p := range []*person{s.admin, s.cell, s.bureau, s.unit, s.other} {
			p.get("/people").says(http.StatusOK)
		}
	}
}

// told is a tip for the unit at Agra.
func told() tips.Submission {
	return tips.Submission{Channel: "web", Language: "hi", When: "now", Children: "yes", Count: 2, Role: "witness",
		Account: "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे",
		Signs:   []string{"locked-in", "being-moved"}, Place: tips.PlaceText{Text: "मथुरा", State: "UP", District: 167},
		Contact: "98xxxxxx10 पर", ContactWhen: "सुबह 10 बजे के बाद"}
}

// send sends a tip as the public site does.
func (h *house) send(t *testing.T, s tips.Submission) *tips.Taken {
	t.Helper()
	taken, err := h.line.Submit(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	return taken
}
