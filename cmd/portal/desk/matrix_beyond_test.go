package desk

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"mukti/tips"
)

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

	"GET /feedback": pageFor(cells + "|editor"),
	"GET /feedback/:id": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "not handed on", may: cells, at: put(path, m.feedbackOf(t, false))}, {of: "handed on", may: cells + "|editor", at: put(path, m.feedbackOf(t, true))}}
	},
	"POST /feedback/:id/hand": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "new", may: cells, once: "cell, second", at: put(path, m.feedbackOf(t, false)), form: noField}}
	},
	"POST /feedback/:id/erase": func(m *matrix, t *testing.T, path string) []thing {
		return []thing{{of: "not handed on", may: cells, once: "cell", at: put(path, m.feedbackOf(t, false)), form: noField},
			{of: "handed on", may: cells + "|editor", once: "editor", at: put(path, m.feedbackOf(t, true)), form: noField}}
	},
}
