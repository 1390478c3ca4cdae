package desk

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

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
