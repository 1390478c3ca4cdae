package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
)

// thing is an object of an address that is of no one tip, with who may do it to
// this one. Everybody else is refused first, with the form that does it.
type thing struct {
	of   string // whose it is
	may  string // names with | between; "" for nobody
	once string // one of them who does it, where it can be done once only; "" for each of them
	at   string
	form func(who string) url.Values // nil for a page
	fine func(page) bool             // what an answer to who may is like; nil: [done]
	also string                      // a test in which the allowed side is shown, where it takes a device or an end
}

// Groups of people, by hand.
const (
	cells   = "cell|cell, second"
	admins  = "administrator|administrator, second"
	inLead  = cells + "|UP|Agra, in charge|Delhi"
	reader  = inLead + "|Agra|Lucknow|New Delhi"
	anybody = reader + "|editor|" + admins
	account = anybody + "|unconfirmed"
)

func isIn(list, who string) bool { return slices.Contains(strings.Split(list, "|"), who) }

// each is a form that everybody may send for themselves or their own body.
func each(may string, pairs ...string) func(*matrix, *testing.T, string) []thing {
	return func(_ *matrix, _ *testing.T, path string) []thing {
		return []thing{{of: "own", may: may, at: path, form: func(string) url.Values { return form(pairs...) }}}
	}
}

// pageFor is a page that somebody may see.
func pageFor(may string) func(*matrix, *testing.T, string) []thing {
	return func(_ *matrix, _ *testing.T, path string) []thing { return []thing{{of: "own", may: may, at: path}} }
}

// shownIn are forms whose allowed side another test shows.
func shownIn(may, test string) func(*matrix, *testing.T, string) []thing {
	return func(_ *matrix, _ *testing.T, path string) []thing {
		return []thing{{of: "own", may: may, at: concrete(path), form: func(string) url.Values { return form("yes", "1") }, also: test}}
	}
}

// feedback is what a reader wrote about the site, its id.
func (m *matrix) feedback(t *testing.T, handed bool) string {
	t.Helper()
	if err := m.line.GiveFeedback(t.Context(), "", "en", tips.FeedbackText{Text: "a mistake"}); err != nil {
		t.Fatal(err)
	}
	all, err := m.desk.ListFeedback(t.Context(), false, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if at := "/feedback/" + f.ID; !f.Given && !m.given[f.ID] {
			m.given[f.ID] = true
			if handed && !done(m.post("cell", at+"/hand", nil)) {
				t.Fatal("not handed on")
			}
			return f.ID
		}
	}
	t.Fatal("nothing came")
	return ""
}

// beyond are the addresses outside /tips/, each with its objects.
var beyond = map[string]func(*matrix, *testing.T, string) []thing{
	"GET /queue":          pageFor(reader),
	"GET /requests":       pageFor(reader),
	"GET /links":          pageFor(reader),
	"GET /waiting":        pageFor(reader + "|unconfirmed"),
	"GET /people":         pageFor(reader + "|" + admins),
	"GET /kit":            pageFor(reader),
	"GET /find":           pageFor(reader),
	"GET /audit":          pageFor(inLead + "|" + admins),
	"GET /audit/heads":    pageFor(inLead + "|" + admins),
	"GET /second":         pageFor(reader + "|" + admins),
	"GET /account":        pageFor(account),
	"GET /account/factor": pageFor(account),
	"GET /board":          pageFor(inLead),
	"GET /cell":           pageFor(cells),
	"GET /releases":       pageFor(cells),
	"GET /handover":       pageFor(reader),
	"GET /notices":        pageFor(reader),
	"GET /duty":           pageFor(reader),
	"GET /queue/views":    pageFor(reader),
	"GET /keys":           pageFor(account),
	"GET /reading":        pageFor(reader),
	"GET /languages":      pageFor(reader),
	"GET /audit/heads/:day": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "all", may: inLead + "|" + admins, at: concrete(path), also: "TestAHeadThatWasKeptShowsALaterChange"}}
	},

	"GET /feedback": pageFor(cells + "|editor"),
	"GET /feedback/:id": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "not handed on", may: cells, at: put(path, m.feedback(t, false))},
			{of: "handed on", may: cells + "|editor", at: put(path, m.feedback(t, true))}}
	},
	"POST /feedback/:id/hand": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "not handed on", may: cells, at: put(path, m.feedback(t, false)), form: noField}}
	},
	"POST /feedback/:id/erase": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "not handed on", may: cells, once: "cell", at: put(path, m.feedback(t, false)), form: noField},
			{of: "handed on", may: cells + "|editor", once: "editor", at: put(path, m.feedback(t, true)), form: noField}}
	},

	"POST /sign-out":                     shownIn(account, "TestDesk"),
	"POST /keys":                         each(account, "keys", "off"),
	"POST /queue/refresh":                each(reader, "minutes", "0"),
	"POST /languages":                    each(reader, "language", "hi"),
	"POST /find/open":                    each(reader),
	"POST /find/forget":                  each(reader),
	"POST /kit":                          each(reader),
	"POST /account/sessions":             each(account),
	"POST /account/codes":                each(account),
	"POST /account/factor":               shownIn(account, "TestAnAccountWithPasskeys"),
	"POST /account/factor/remove":        shownIn(account, "TestAnAccountWithPasskeys"),
	"POST /account/passkeys":             shownIn(account, "TestAnAccountWithPasskeys"),
	"POST /account/passkeys/:key/remove": shownIn(account, "TestAnAccountWithPasskeys"),
	"POST /find": func(m *matrix, t *testing.T, path string) []thing {
		for who := range strings.SplitSeq(reader, "|") {
			m.post(who, "/find/open", nil)
		}
		return each(reader, "words", "Plantword")(m, t, path)
	},
	"GET /account/codes": func(m *matrix, t *testing.T, path string) []thing {
		for who := range strings.SplitSeq(account, "|") {
			m.post(who, "/account/codes", nil)
		}
		return pageFor(account)(m, t, path)
	},
	"POST /account/codes/have": func(m *matrix, t *testing.T, path string) []thing {
		for who := range strings.SplitSeq(account, "|") {
			m.post(who, "/account/codes", nil)
		}
		return each(account, "have", "1")(m, t, path)
	},
	"POST /account/passphrase": func(_ *matrix, _ *testing.T, path string) []thing {
		const other = "another horse battery staple"
		change := func(from, to string) thing {
			return thing{of: "own", may: account, at: path, form: func(string) url.Values { return form("pass", from, "new", to, "new-again", to) }}
		}
		return []thing{change(pass, other), change(other, pass)}
	},

	"POST /people": func(_ *matrix, _ *testing.T, path string) []thing {
		invited := func(role, body string) thing {
			return thing{of: role + " " + body, may: admins, at: path, form: func(who string) url.Values {
				return form("name", "By "+who, "role", role, "body", body)
			}}
		}
		return []thing{invited(tips.RoleOfficer, "UP-AGRA"), invited(tips.RoleNodal, "DL-AHTB"), invited(tips.RoleCell, "IN-NODAL"), invited(tips.RoleAdministrator, "")}
	},
	"POST /people/invitations/:proposal": func(m *matrix, t *testing.T, path string) []thing {
		waits := m.invites(t, false)
		agreed := m.invites(t, true)
		return []thing{
			{of: "not agreed to", at: put(path, waits), form: noField},
			{of: "the administrator's", may: "administrator", once: "administrator", at: put(path, agreed), form: noField},
		}
	},
	"POST /people/:officer/disable": func(m *matrix, t *testing.T, path string) []thing {
		out := []thing{{of: "the administrator alone", may: "administrator, second", also: "TestDesk", at: put(path, m.id(t, "Ravi Admin")), form: sure}}
		for _, body := range []string{"UP-AGRA", "UP-AHTB", "IN-NODAL", "DL-NEW-DELHI"} {
			out = append(out, thing{of: "of " + body, may: admins, once: "administrator", at: put(path, m.invited(t, body)), form: sure})
		}
		return out
	},
	"POST /waiting/:officer/confirm": func(m *matrix, t *testing.T, path string) (out []thing) {
		for body, by := range map[string]string{"UP-AGRA": "UP", "UP-AHTB": cells, "IN-NODAL": cells, "DL-NEW-DELHI": "Delhi", m.newUnit(t, 0): "UP"} {
			id, _ := m.newcomer(t, body)
			first, _, _ := strings.Cut(by, "|")
			page := m.people[first].get("/waiting")
			at := put(path, id)
			print := printIn(page, at)
			if print == "" {
				t.Fatalf("%s does not see the newcomer of %s", first, body)
			}
			out = append(out, thing{of: "a newcomer of " + body, may: by, once: first, at: at, form: func(string) url.Values { return form("read", "1", "print", print) }})
		}
		return out
	},
	"POST /waiting/kit": func(m *matrix, t *testing.T, path string) []thing {
		kit := m.lost(t, m.newUnit(t, 1))
		return []thing{{of: "a body that lost everybody", may: "left alone", once: "left alone", at: path, form: func(string) url.Values { return form("code", kit) }}}
	},
	"POST /waiting/new-key": func(m *matrix, t *testing.T, path string) []thing {
		m.lost(t, m.newUnit(t, 2))
		return []thing{{of: "a body that lost everybody", may: "left alone", once: "left alone", at: path, form: func(string) url.Values { return form("pass", pass) },
			fine: leadsTo("/sign-in?note=key-made")}}
	},
	"POST /waiting/next-key": func(m *matrix, t *testing.T, path string) []thing {
		m.people["Agra"].get("/queue") // somebody has left: the next key is made
		return []thing{{of: "Agra's", may: "Agra|Agra, in charge", at: path, form: noField, fine: leadsTo("/waiting")}}
	},
	"POST /waiting/keys/:body": func(m *matrix, t *testing.T, path string) []thing {
		m.people["Agra"].get("/queue")
		at := strings.Replace(path, ":body", "UP-AGRA", 1)
		print := printIn(m.people["UP"].get("/waiting"), at)
		if print == "" {
			t.Fatal("no next key of Agra's")
		}
		return []thing{{of: "Agra's", may: "UP", once: "UP", at: at, form: func(string) url.Values { return form("read", "1", "print", print) }}}
	},
	"POST /second/:proposal": func(m *matrix, t *testing.T, path string) []thing {
		yes := func(string) url.Values { return form("yes", "1") }
		no := func(string) url.Values { return form("yes", "0") }
		asked := func(kind, by, act string, f url.Values) string {
			tip := m.free(t, kind)
			if act == "close" {
				m.does(t, by, tip, "take", nil)
			}
			m.does(t, by, tip, act, f)
			return put(path, m.proposal(t, tip.id))
		}
		erase, false1 := form("why", tips.ErasedTipster), form("reason", tips.False, "note", "n")
		return []thing{
			{of: "an invitation", may: "administrator, second", once: "administrator, second", at: put(path, m.invites(t, false)), form: yes},
			{of: "erasing, asked for at Agra", may: "UP|" + cells, once: "UP", at: asked("new", "Agra, in charge", "erase", erase), form: yes},
			{of: "erasing, refused", may: "Agra, in charge|UP|" + cells, once: "UP", at: asked("new", "Agra, in charge", "erase", erase), form: no},
			{of: "erasing, taken back", may: "Agra, in charge|UP|" + cells, once: "Agra, in charge", at: asked("new", "Agra, in charge", "erase", erase), form: no},
			{of: "erasing, asked for above Agra", may: cells, once: "cell", at: asked("new", "UP", "erase", erase), form: yes},
			{of: "a file that the cell asks for", may: "cell, second", once: "cell, second", at: asked("new", "cell", "export", outForm()), form: yes},
			{of: "a file of Agra's", may: "Agra, in charge|UP|" + cells, once: "Agra, in charge", at: asked("new", "Agra", "export", outForm()), form: yes},
			{of: "a file of a tip that leaves the unit out", may: cells, once: "cell", at: asked("away from the unit", "UP", "export", outForm()), form: yes},
			{of: "a false report, said at New Delhi", may: "Delhi|" + cells, once: "Delhi", at: asked("New Delhi's", "New Delhi", "close", false1), form: yes},
			{of: "a false report, said at Lucknow", may: "UP|" + cells, once: "cell, second", at: asked("Lucknow's", "Lucknow", "close", false1), form: yes},
		}
	},

	"GET /reading/:reading": func(m *matrix, t *testing.T, path string) []thing {
		reading, _ := m.asks(t, "new")
		return []thing{{of: "Lucknow's", may: "Lucknow", at: put(path, reading)}}
	},
	"POST /reading/:reading/answer": func(m *matrix, t *testing.T, path string) []thing {
		reading, _ := m.asks(t, "taken")
		return []thing{{of: "Lucknow's", may: "Lucknow", once: "Lucknow", at: put(path, reading), form: func(string) url.Values { return form("text", "t", "language", "en") }}}
	},
	"GET /reading/:reading/files/:file": func(m *matrix, t *testing.T, path string) []thing {
		reading, file := m.asks(t, "closed")
		return []thing{{of: "Lucknow's", may: "Lucknow", at: put(strings.Replace(path, ":file", file, 1), reading)}}
	},

	"POST /notices/:way": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "own", may: inLead, at: put(path, "mail"), form: m.versioned("/notices", mailForm())}}
	},
	"POST /notices/:way/off": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "own", may: inLead, at: put(path, "mail"), form: func(who string) url.Values {
			if isIn(inLead, who) {
				m.setWays(t) // one of the two of the cell has just switched it off
			}
			return m.versioned("/notices", nil)(who)
		}}}
	},
	"POST /notices/:way/test": func(m *matrix, t *testing.T, path string) []thing {
		m.setWays(t)
		return []thing{{of: "own", may: inLead, at: put(path, "mail"), form: noField}}
	},
	"POST /duty/shifts": func(m *matrix, t *testing.T, path string) []thing {
		return m.roster(t, path, form("day", "1", "from", "08:00", "to", "16:00"))
	},
	"POST /duty/people": func(m *matrix, t *testing.T, path string) []thing {
		return m.roster(t, path, form("mobile", "9876500000"))
	},
	"POST /duty/days": func(m *matrix, t *testing.T, path string) []thing {
		return m.roster(t, path, form("date", "2026-12-01"))
	},
	"POST /duty/days/drop": func(m *matrix, t *testing.T, path string) []thing {
		for who := range strings.SplitSeq(inLead, "|") {
			m.post(who, "/duty/days", with(m.versioned("/duty", form("date", "2026-12-02"))(who), "officer", m.id(t, nameIn(who))))
		}
		return []thing{{of: "own", may: inLead, at: path, form: m.versioned("/duty", form("date", "2026-12-02"))}}
	},
	"POST /duty/shifts/drop": func(m *matrix, t *testing.T, path string) (out []thing) {
		for _, who := range []string{"Agra, in charge", "Delhi"} {
			f := with(m.versioned("/duty", form("day", "2", "from", "08:00", "to", "16:00"))(who), "officer", m.id(t, nameIn(who)))
			if got := m.post(who, "/duty/shifts", f); !done(got) {
				t.Fatalf("%s: %d", who, got.Status)
			}
			found := regexp.MustCompile(`name="shift" value="([^"]+)"`).FindStringSubmatch(m.people[who].get("/duty").Body)
			if found == nil {
				t.Fatal("no shift")
			}
			out = append(out, thing{of: bodyOf[who] + "'s", may: who, once: who, at: path, form: m.versioned("/duty", form("shift", found[1]))})
		}
		return out
	},
	"POST /queue/views": func(_ *matrix, _ *testing.T, path string) []thing {
		return each(reader, "name", "Mine", "query", "status=read")(nil, nil, path)
	},
	"POST /queue/views/drop": func(m *matrix, t *testing.T, path string) (out []thing) {
		for _, who := range []string{"Agra", "cell"} {
			m.post(who, "/queue/views", form("name", "Kept", "query", "status=read"))
			found := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(m.people[who].get("/queue/views").Body)
			if found == nil {
				t.Fatal("no view")
			}
			out = append(out, thing{of: who + "'s", may: who, once: who, at: path, form: func(string) url.Values { return form("id", found[1]) }})
		}
		return out
	},

	"POST /releases": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "a quarter", may: cells, once: "cell, second", at: path, form: func(string) url.Values { return form("period", "2026-Q4") }}}
	},
	"GET /releases/:period": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "a quarter", may: cells, at: m.prepared(t, path)}}
	},
	"POST /releases/:period/drop": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "a quarter", may: cells, once: "cell, second", at: m.prepared(t, path), form: noField}}
	},
	"POST /releases/:period/publish": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "a quarter", may: cells, once: "cell", at: m.prepared(t, path), form: noField}}
	},
}

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

// TestNobodyDoesWhatIsNotTheirsBesideTips walks every other address in the same
// way: each object with everybody.
func TestNobodyDoesWhatIsNotTheirsBesideTips(t *testing.T) {
	m := newMatrix(t)
	add := func(who, name, login, role, body, above string) {
		m.awake()
		p := m.enrol(t, m.link(t, name, role, body), login)
		m.awake()
		m.signIn(p)
		if above != "" {
			m.confirm(m.people[above], name)
			m.people[above].get("/queue")
			p.follow(p.get("/")).says(http.StatusOK, "Queue")
		}
		m.people[who], m.tokens[who] = p, token(p.get("/account"))
	}
	bodyOf["cell, second"] = "IN-NODAL"
	t.Cleanup(func() { delete(bodyOf, "cell, second") })
	add("cell, second", "Lata Cell", "lata.cell", tips.RoleCell, "IN-NODAL", "cell")
	add("administrator, second", "Lata Admin", "lata.admin", tips.RoleAdministrator, "", "")
	n, routes := &counts{}, m.site.routes()
	walk := func(spring bool) {
		for _, r := range routes {
			key := r.Method + " " + r.Path
			if r.Open() || strings.HasPrefix(r.Path, "/tips/") || inSpring(key) != spring {
				continue
			}
			t.Run(strings.ReplaceAll(key, "/", "."), func(t *testing.T) {
				if beyond[key] == nil {
					t.Fatalf("%s: nobody said here who may do it, and to what", key)
				}
				for _, x := range beyond[key](m, t, r.Path) {
					m.tries(t, key, x, n)
				}
			})
		}
	}
	walk(false)
	m.clock.move(140 * 24 * time.Hour) // the quarter is settled
	for who, p := range m.people {
		if who != "nobody" && who != "disabled" {
			m.signIn(p)
			m.tokens[who] = token(p.get("/account"))
		}
	}
	walk(true)
	for key := range beyond {
		if !slices.ContainsFunc(routes, func(r route) bool { return r.Method+" "+r.Path == key }) {
			t.Errorf("%s is no address any more", key)
		}
	}
	if n.allowed == 0 || n.refused == 0 {
		t.Errorf("%+v: nothing is shown", *n)
	}
	t.Logf("%d of (address, object, person) refused, %d done", n.refused, n.allowed)
}

// tries has everybody try, first those who may not.
func (m *matrix) tries(t *testing.T, key string, x thing, n *counts) {
	t.Helper()
	do := func(who string) page {
		if x.form == nil {
			return m.people[who].get(x.at)
		}
		return m.post(who, x.at, x.form(who))
	}
	before := m.changes(t)
	for who := range m.people {
		if isIn(x.may, who) {
			continue
		}
		got := do(who)
		n.refused++
		what := fmt.Sprintf("%s (%s), %s", key, x.of, who)
		// A form of the own page that names what is another's is answered as wrong, or as gone.
		wrong := x.form != nil && (got.Status == http.StatusUnprocessableEntity || got.Status == http.StatusConflict || strings.HasPrefix(got.Location, "/queue/views"))
		if !refused(got) && !wrong {
			t.Errorf("%s: WRONGLY ALLOWED with %d %s\n%.300s", what, got.Status, got.Location, got.words())
		}
		if leaks := m.leaks(who, got.Body); len(leaks) > 0 {
			t.Errorf("%s: %d, shows %v", what, got.Status, leaks)
		}
		if now := m.changes(t); now != before {
			t.Errorf("%s: WRONGLY DONE: %s, was %s", what, now, before)
			before = now
		}
	}
	for who := range strings.SplitSeq(x.may, "|") {
		if who == "" || x.once != "" && who != x.once || x.also != "" {
			continue
		}
		got := do(who)
		n.allowed++
		fine := x.fine
		if fine == nil {
			fine = func(p page) bool { return done(p) && (x.form != nil || p.Status == http.StatusOK) }
		}
		if !fine(got) {
			t.Errorf("%s (%s), %s: not done: %d %s\n%.600s", key, x.of, who, got.Status, got.Location, got.words())
		}
		leaks := m.leaks(who, got.Body)
		if strings.HasPrefix(key, "GET /reading/:") { // shows the words, never the contact nor the name of a file
			leaks = slices.DeleteFunc(leaks, func(l string) bool { return !strings.Contains(l, "Plantcontact") && !strings.Contains(l, "plantname") })
		}
		if len(leaks) > 0 {
			t.Errorf("%s, %s: %d, shows %v", key, who, got.Status, leaks)
		}
	}
}

// changes is how much has been done to anything: lines of the audit beside looks
// and refusals, and the views that officers keep.
func (m *matrix) changes(t *testing.T) string {
	t.Helper()
	for {
		evs, err := m.desk.Config.Events(t.Context(), m.last, 1000)
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range evs {
			m.last = ev.Seq
			if !strings.HasSuffix(ev.Act, "read") && !strings.HasSuffix(ev.Act, "refused") {
				m.did++
			}
		}
		if len(evs) < 1000 {
			break
		}
	}
	views := 0
	for _, who := range []string{"Agra", "cell"} {
		views += strings.Count(m.people[who].get("/queue/views").Body, `name="id"`)
	}
	return fmt.Sprint(m.did, " done, ", views, " views")
}
