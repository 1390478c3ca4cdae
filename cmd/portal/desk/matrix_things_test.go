package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mukti/tips"
)

// inSpring are the addresses that wait until a quarter is settled.
func inSpring(key string) bool { return strings.Contains(key, " /releases") && key != "GET /releases" }

func leadsTo(at string) func(page) bool {
	return func(p page) bool { return p.Status == http.StatusSeeOther && p.Location == at }
}

func noField(string) url.Values { return nil }
func sure(string) url.Values    { return form("sure", "1") }

// put puts an object into the address.
func put(path, object string) string {
	return regexp.MustCompile(`:[a-z]+`).ReplaceAllString(path, object)
}

// printIn is the fingerprint in a page's form to an address.
func printIn(p page, action string) string {
	f := p.find(func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
	if f == nil {
		return ""
	}
	for n := range f.Descendants() {
		if attr(n, "name") == "print" {
			return attr(n, "value")
		}
	}
	return ""
}

// nameIn is the name of a person's account.
func nameIn(who string) string {
	return map[string]string{"cell": "Asha Nodal", "cell, second": "Lata Cell", "UP": "Meera Nodal", "Agra": "Kavita Officer", "Agra, in charge": "Imran In Charge", "Delhi": "Delhi Nodal",
		"Lucknow": "Lucknow Officer", "New Delhi": "New Delhi Officer"}[who]
}

// newcomer is an enrolled officer of a body whom nobody has confirmed.
func (m *matrix) newcomer(t *testing.T, body string) (id string, p *person) {
	t.Helper()
	role := tips.RoleOfficer
	switch {
	case body == "IN-NODAL":
		role = tips.RoleCell
	case strings.HasSuffix(body, "-AHTB"):
		role = tips.RoleNodal
	}
	m.sent++
	name := fmt.Sprint("Newcomer ", m.sent)
	p = m.enrol(t, m.link(t, name, role, body), fmt.Sprint("newcomer", m.sent))
	m.awake()
	return m.id(t, name), p
}

// invited is an account that nobody has used.
func (m *matrix) invited(t *testing.T, body string) string {
	t.Helper()
	role := map[string]string{"IN-NODAL": tips.RoleCell, "UP-AHTB": tips.RoleNodal}[body]
	if role == "" {
		role = tips.RoleOfficer
	}
	m.sent++
	name := fmt.Sprint("Invited ", m.sent)
	m.link(t, name, role, body)
	return m.id(t, name)
}

// link is a one-time link, as the operator's command makes it.
func (m *matrix) link(t *testing.T, name, role, body string) string {
	t.Helper()
	token, err := m.desk.Invite(t.Context(), "command", tips.InviteRequest{Name: name, Role: role, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// awake keeps everybody's session.
func (m *matrix) awake() {
	for _, p := range m.people {
		p.get("/account")
	}
}

// newUnit is a unit of Uttar Pradesh in which nobody is.
func (m *matrix) newUnit(t *testing.T, n int) string {
	t.Helper()
	for _, b := range m.site.Units.All(m.clock.Now()) {
		if b.State == "UP" && b.Kind == "unit" && b.Code != "UP-AGRA" && b.Code != "UP-LUCKNOW" {
			if n--; n < 0 {
				return b.Code
			}
		}
	}
	t.Fatal("no unit is left")
	return ""
}

// lost is a body that lost everybody, with its kit; "left alone" is a newcomer there.
func (m *matrix) lost(t *testing.T, body string) (kit string) {
	t.Helper()
	id, p := m.newcomer(t, body)
	m.signIn(p)
	m.confirm(m.people["UP"], "Newcomer "+fmt.Sprint(m.sent))
	made := p.submit(p.get("/kit"), "/kit", nil).says(http.StatusCreated)
	kit = text(made.find(func(n *html.Node) bool { return attr(n, "id") == "kit" }))
	if strings.TrimSpace(kit) == "" {
		t.Fatal("no code on the kit's page")
	}
	if got := m.post("administrator", "/people/"+id+"/disable", form("sure", "1")); !done(got) {
		t.Fatalf("disabled: %d", got.Status)
	}
	_, p = m.newcomer(t, body)
	m.signIn(p)
	m.people["left alone"], m.tokens["left alone"] = p, token(p.get("/account"))
	t.Cleanup(func() { delete(m.people, "left alone") })
	return kit
}

// invites asks for an invitation as the administrator, and gives the proposal.
func (m *matrix) invites(t *testing.T, agreed bool) string {
	t.Helper()
	m.sent++
	name, id := fmt.Sprint("Asked ", m.sent), ""
	if got := m.post("administrator", "/people", form("name", name, "role", tips.RoleEditor)); !done(got) {
		t.Fatalf("asked for an invitation: %d", got.Status)
	}
	all, err := m.desk.Config.ListProposals(t.Context(), m.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if r, ok := tips.InviteRequestOf(p); ok && r.Name == name {
			id = p.ID
		}
	}
	if agreed {
		if got := m.post("administrator, second", "/second/"+id, form("yes", "1")); !done(got) {
			t.Fatalf("agreed: %d", got.Status)
		}
	}
	return id
}

// asks has Agra ask Lucknow's officer to read a tip, with its file.
func (m *matrix) asks(t *testing.T, kind string) (reading, file string) {
	t.Helper()
	tip := m.tips[kind]
	m.does(t, "Agra", tip, "reader", form("reader", m.id(t, "Lucknow Officer"), "ask", "a", "file", m.fileOf(t, tip, "/files/:file")))
	all, err := m.desk.Config.ReadingsOf(t.Context(), tip.id)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d readings, %v", len(all), err)
	}
	return all[0].ID, m.fileOf(t, tip, "/files/:file")
}

// versioned is a form at the version that a page shows this person.
func (m *matrix) versioned(at string, f url.Values) func(string) url.Values {
	return func(who string) url.Values { return with(f, "version", versionOf(m.people[who].get(at))) }
}

func mailForm() url.Values {
	return form("mail-host", "mail.example", "mail-port", "465", "mail-tls", "implicit", "mail-from", "desk@example.in", "mail-to", "unit@example.in", "language", "en")
}

// setWays gives every body a way to be told.
func (m *matrix) setWays(t *testing.T) {
	t.Helper()
	for _, who := range []string{"cell", "UP", "Agra, in charge", "Delhi"} {
		if got := m.post(who, "/notices/mail", m.versioned("/notices", mailForm())(who)); !done(got) {
			t.Fatalf("%s sets a way: %d\n%.600s", who, got.Status, got.words())
		}
	}
}

// roster are the officers of each body, in a form of the roster: only those in
// charge of the very body set their turns.
func (m *matrix) roster(t *testing.T, path string, f url.Values) (out []thing) {
	t.Helper()
	for _, who := range []string{"Agra", "Lucknow", "Delhi", "cell", "UP"} {
		may := ""
		for lead := range strings.SplitSeq(inLead, "|") {
			if bodyOf[lead] == bodyOf[who] {
				may += "|" + lead
			}
		}
		id := m.id(t, nameIn(who))
		out = append(out, thing{of: "an officer of " + bodyOf[who], may: strings.TrimPrefix(may, "|"), at: path, form: m.versioned("/duty", with(f, "officer", id))})
	}
	return out
}

// prepared is an address of a quarter whose figures are prepared.
func (m *matrix) prepared(t *testing.T, path string) string {
	t.Helper()
	if m.people["cell"].get("/releases/2026-Q4").Status == http.StatusNotFound {
		if got := m.post("cell", "/releases", form("period", "2026-Q4")); !done(got) {
			t.Fatalf("prepared: %d\n%.300s", got.Status, got.words())
		}
	}
	return put(path, "2026-Q4")
}

// feedbackOf is what a reader wrote, handed on to the editors or not.
func (m *matrix) feedbackOf(t *testing.T, handed bool) string {
	t.Helper()
	if err := m.line.GiveFeedback(t.Context(), "library/laws/2023-bns", "en", tips.FeedbackText{Text: "A slip"}); err != nil {
		t.Fatal(err)
	}
	all, err := m.desk.Config.ListFeedback(t.Context(), false, 100)
	if err != nil || len(all) == 0 {
		t.Fatal("no feedback", err)
	}
	for _, f := range all {
		if f.Given || m.given[f.ID] {
			continue
		}
		m.given[f.ID] = true
		if handed {
			if got := m.post("cell", "/feedback/"+f.ID+"/hand", nil); !done(got) {
				t.Fatalf("handed on: %d", got.Status)
			}
		}
		return f.ID
	}
	t.Fatal("nothing new came")
	return ""
}
