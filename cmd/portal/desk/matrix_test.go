package desk

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
	"mukti/tips/files"
)

// The matrix: every address × everybody × every kind of tip, over real HTTP.
// What is right is written out here by hand, beside the table of package tips:
// who reads and works on which tip, and what each address does to one.

// doesTo says what an address below /tips/:id needs. Of everybody: to read the
// tip, to work on it (the bodies of its chain), or to be in charge there. Of one
// person or body, as the tip stands: to have taken it, to have made the file, to
// be of the body that holds it, that closed it (or above), that is asked or asks.
var doesTo = map[string]string{
	"GET /tips/:id":                      "read",
	"GET /tips/:id/files/:file":          "read",
	"GET /tips/:id/files/:file/clean":    "read",
	"GET /tips/:id/files/:file/redrawn":  "read",
	"GET /tips/:id/files/:file/blurred":  "read",
	"GET /tips/:id/files/:file/picture":  "read",
	"POST /tips/:id/files/:file/picture": "read",
	"GET /tips/:id/files/:file/shown":    "read",
	"GET /tips/:id/print":                "read",
	"POST /tips/:id/note":                "read",
	"POST /tips/:id/answer":              "asked",
	"POST /tips/:id/end":                 "asks",
	"POST /tips/:id/take":                "work",
	"POST /tips/:id/transfer":            "work",
	"POST /tips/:id/separate":            "work",
	"POST /tips/:id/return":              "work",
	"POST /tips/:id/later":               "holds",
	"POST /tips/:id/decline":             "work",
	"POST /tips/:id/reopen":              "closed",
	"POST /tips/:id/join":                "holds",
	"POST /tips/:id/tie":                 "work",
	"POST /tips/:id/untie":               "work",
	"GET /tips/:id/steps":                "work",
	"POST /tips/:id/steps":               "work",
	"GET /tips/:id/reader":               "work",
	"POST /tips/:id/reader":              "work",
	"POST /tips/:id/reader/:reading/end": "work",
	"GET /tips/:id/export":               "work",
	"POST /tips/:id/export":              "work",
	"GET /tips/:id/export/:file":         "work",
	"POST /tips/:id/export/:file/take":   "made",
	"GET /tips/:id/keeping":              "work",
	"POST /tips/:id/hold":                "lead",
	"POST /tips/:id/hold/lift":           "lead",
	"POST /tips/:id/erase":               "lead",
	"POST /tips/:id/ask":                 "taken",
	"POST /tips/:id/close":               "taken",
	"POST /tips/:id/same":                "taken",
	"POST /tips/:id/put-back":            "taken",
	"POST /tips/:id/request":             "taken",
}

// leads are those in charge of a unit, of a bureau, of the cell.
var leads = map[string]bool{"Agra, in charge": true, "UP": true, "Delhi": true, "cell": true}

// bodyOf is the body of each who has one, and aboveIt the bodies above a body.
var (
	bodyOf = map[string]string{"cell": "IN-NODAL", "UP": "UP-AHTB", "Agra": "UP-AGRA", "Agra, in charge": "UP-AGRA", "Lucknow": "UP-LUCKNOW",
		"Delhi": "DL-AHTB", "New Delhi": "DL-NEW-DELHI"}
	aboveIt = map[string]string{"UP-AHTB": "IN-NODAL", "UP-AGRA": "UP-AHTB IN-NODAL", "UP-LUCKNOW": "UP-AHTB IN-NODAL", "DL-AHTB": "IN-NODAL", "DL-NEW-DELHI": "DL-AHTB IN-NODAL"}
)

// aTip is a tip of the matrix with who reads it, who works on it and who has
// taken it; its words stand in no other.
type aTip struct {
	id         string
	read, work string
	taker      string
	place      tips.PlaceText
	avoid      []string
	words      []string
}

type matrix struct {
	staff
	people map[string]*person
	tips   map[string]*aTip
	tokens map[string]string // of each one's session
	given  map[string]bool   // feedback that an address has had
	sent   int               // tips and people that were made for one address each

	last int64 // of the audit, counted into did
	did  int
}

// may is the statement: may this person do what the address does, to this tip as
// it stands for by, for whom it was arranged?
func (m *matrix) may(who, needs string, t *aTip, by string) bool {
	as := who
	if who == "cell, second" { // has what the cell has
		as = "cell"
	}
	works := slices.Contains(strings.Split(t.work, "|"), as)
	reads := works || slices.Contains(strings.Split(t.read, "|"), as)
	own := bodyOf[who] != "" && bodyOf[who] == bodyOf[by]
	switch needs {
	case "read":
		return reads
	case "work":
		return works
	case "lead":
		return works && leads[who]
	case "holds":
		return works && own
	case "closed":
		return works && (own || contains(aboveIt[bodyOf[by]], bodyOf[who]))
	case "asked", "asks":
		return reads && own
	}
	return works && who == by // taken, made
}

func newMatrix(t *testing.T) *matrix {
	m := &matrix{staff: newStaff(t), people: map[string]*person{}, tips: map[string]*aTip{}, tokens: map[string]string{}, given: map[string]bool{}}
	m.people = map[string]*person{"administrator": m.admin, "cell": m.cell, "UP": m.bureau, "Agra": m.unit, "Agra, in charge": m.other}
	awake := func() {
		for _, p := range m.people {
			p.get("/account").says(http.StatusOK)
		}
	}
	join := func(who, name, login, role, body, above string) {
		awake()
		p := m.enrol(t, m.invite(m.admin, name, role, body), login)
		awake()
		m.signIn(p)
		if above != "" {
			m.confirm(m.people[above], name)
			m.unit.get("/queue") // a member lets a newcomer at Agra in
			p.follow(p.get("/")).says(http.StatusOK, "Queue")
		}
		m.people[who] = p
	}
	join("Lucknow", "Lucknow Officer", "lucknow", tips.RoleOfficer, "UP-LUCKNOW", "UP")
	join("Delhi", "Delhi Nodal", "delhi", tips.RoleNodal, "DL-AHTB", "cell")
	join("New Delhi", "New Delhi Officer", "newdelhi", tips.RoleOfficer, "DL-NEW-DELHI", "Delhi")
	join("editor", "Lata Editor", "lata.editor", tips.RoleEditor, "", "")
	join("disabled", "Gone Officer", "gone", tips.RoleOfficer, "UP-AGRA", "UP")
	join("unconfirmed", "New Officer", "waits", tips.RoleOfficer, "UP-AGRA", "")
	m.people["nobody"] = &person{browser: newBrowser(t, m.app, m.site.Origin)}
	m.admin.follow(m.admin.submit(m.admin.get("/people"), "/people/"+m.id(t, "Gone Officer")+"/disable", url.Values{"sure": {"1"}})).says(http.StatusOK)

	m.line.Cleaner = &files.Cleaner{Command: []string{"/proc/self/exe", "clean"}}
	m.desk.Cleaner = m.line.Cleaner
	m.site.Library = library(t)
	for who, p := range m.people {
		at := "/account"
		if who == "nobody" || who == "disabled" {
			at = "/sign-in"
		}
		m.tokens[who] = token(p.get(at))
	}

	agra := "Agra|Agra, in charge|UP|cell"
	m.tell(t, "new", tips.PlaceText{State: "UP", District: 167}, nil, agra)
	m.tell(t, "taken", tips.PlaceText{State: "UP", District: 167}, nil, agra)
	m.tell(t, "closed", tips.PlaceText{State: "UP", District: 167}, nil, agra)
	m.tell(t, "away from the unit", tips.PlaceText{State: "UP", District: 167}, []string{"local"}, "UP|cell")
	m.tell(t, "away from the State", tips.PlaceText{State: "UP", District: 167}, []string{"state"}, "cell")
	lucknow := m.district(t, "UP-LUCKNOW")
	m.tell(t, "Lucknow's", tips.PlaceText{State: "UP", District: lucknow}, nil, "Lucknow|UP|cell")
	m.tell(t, "New Delhi's", tips.PlaceText{State: "DL", District: m.district(t, "DL-NEW-DELHI")}, nil, "New Delhi|Delhi|cell")
	m.tell(t, "given away", tips.PlaceText{State: "UP", District: 167}, nil, "New Delhi|Delhi|cell")
	m.tips["given away"].read = agra
	m.tips["none"] = &aTip{id: strings.Repeat("0", 32)}

	for _, name := range []string{"taken", "closed"} {
		at := "/tips/" + m.tips[name].id
		m.unit.follow(m.unit.submit(m.unit.get(at), at+"/take", nil)).says(http.StatusOK)
		m.tips[name].taker = "Agra"
	}
	at := "/tips/" + m.tips["closed"].id
	m.unit.follow(m.unit.submit(m.unit.get(at), at+"/close", url.Values{"reason": {tips.NoAction}, "note": {"Looked into"}})).says(http.StatusOK)
	at = "/tips/" + m.tips["given away"].id
	m.unit.follow(m.unit.submit(m.unit.get(at), at+"/transfer", url.Values{"to": {"DL-NEW-DELHI"}, "why": {"She is there"}})).says(http.StatusOK)
	return m
}

// district is one for which a unit answers.
func (m *matrix) district(t *testing.T, body string) int {
	t.Helper()
	b, ok := m.site.Units.Body(body)
	if !ok || len(b.Districts) == 0 {
		t.Fatalf("%s is no unit", body)
	}
	return b.Districts[0]
}

// tell sends a tip with words, a place, a number and a photo's name of its own.
func (m *matrix) tell(t *testing.T, name string, at tips.PlaceText, avoid []string, work string) {
	t.Helper()
	n := len(m.tips)
	mark := fmt.Sprintf("90000100%02d", n)
	tip := &aTip{work: work, place: at, avoid: avoid, words: []string{fmt.Sprintf("Plantword%02dq", n), fmt.Sprintf("Plantplace%02dq", n), fmt.Sprintf("Plantcontact%02dq", n), mark, fmt.Sprintf("plantname%02dq", n)}}
	at.Text = tip.words[1]
	sent := m.send(t, tips.Submission{Channel: "web", Language: "en", When: "days", Children: "yes", Role: "witness", Signs: []string{"locked-in"}, Avoid: avoid,
		Account: "Girls are kept in a house, " + tip.words[0] + ". His phone is " + mark + ".", Place: at, Contact: tip.words[2]})
	if err := m.line.AddFile(t.Context(), sent, tip.words[4]+".png", strings.NewReader(string(picture(t)))); err != nil {
		t.Fatal(err)
	}
	if err := m.line.FinishFiles(t.Context(), sent); err != nil {
		t.Fatal(err)
	}
	tip.id = sent.Tip
	m.tips[name] = tip
}

// refused tells whether an answer lets nobody in: sign in, wait, not yours, none, over.
func refused(p page) bool {
	switch p.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(p.Location, "/sign-in") || p.Location == "/waiting"
	}
	return false
}

// leaks gives what a page holds of tips that somebody may not read.
func (m *matrix) leaks(who, body string) (out []string) {
	for name, t := range m.tips {
		if m.may(who, "read", t, who) {
			continue
		}
		for _, w := range t.words {
			if strings.Contains(body, w) {
				out = append(out, name+": "+w)
			}
		}
	}
	return out
}

// state is what an act on a tip may change: how it stands, and what the audit
// says of it beside looks. A look by who may look raises its version.
func (m *matrix) state(t *testing.T, id string) string {
	t.Helper()
	row, err := m.desk.Config.Tip(t.Context(), id)
	if errors.Is(err, tips.ErrNotFound) {
		return "none"
	}
	evs, err2 := m.desk.Config.EventsOf(t.Context(), id)
	if err = errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	did := 0
	for _, ev := range evs {
		if !strings.HasSuffix(ev.Act, "read") {
			did++
		}
	}
	return fmt.Sprint(row.Status == tips.Closed, " ", row.Taker, " ", row.Holder, " ", row.SameAs, " ", row.Unit, " ", did)
}

// post sends a form as this person would, with the person's own token.
func (m *matrix) post(who, at string, form url.Values) page {
	return m.people[who].post(at, with(form, fieldToken, m.tokens[who], fieldAgain, pass))
}

// done tells whether an answer says that it was done.
func done(p page) bool {
	return !refused(p) && (p.Status == http.StatusSeeOther || p.Status == http.StatusOK || p.Status == http.StatusCreated) && !strings.Contains(p.Body, `name="`+fieldAgain+`"`)
}

// TestNobodyDoesWhatIsNotTheirs walks the matrix. For each address, kind of tip
// and person whom the statement allows it, a tip is brought into the state in
// which the act is possible: whom the statement refuses is refused then, with
// the very form that does it, and nothing changes; whom it allows does it.
func TestNobodyDoesWhatIsNotTheirs(t *testing.T) {
	m := newMatrix(t)
	n, listed := &counts{}, map[string]bool{}
	for _, r := range m.site.routes() {
		if !strings.HasPrefix(r.Path, "/tips/") {
			continue
		}
		key := r.Method + " " + r.Path
		needs, ok := doesTo[key]
		listed[key] = true
		switch {
		case !ok:
			t.Errorf("%s: nobody said here what it does to a tip", key)
		case r.Method == fiber.MethodGet:
			t.Run(strings.ReplaceAll(key, "/", "."), func(t *testing.T) { m.looks(t, r.Path, needs, n) })
		case states[key] == nil:
			t.Errorf("%s: nobody said here in which state of a tip it can be done", key)
		default:
			t.Run(strings.ReplaceAll(key, "/", "."), func(t *testing.T) { m.acts(t, key, r.Path, needs, n) })
		}
	}
	for key := range doesTo {
		if !listed[key] {
			t.Errorf("%s is no address any more", key)
		}
	}
	m.crossed(t)
	if n.allowed == 0 || n.refused == 0 {
		t.Errorf("%+v: nothing is shown", *n)
	}
	t.Logf("%d of (address, person, tip) refused, %d done", n.refused, n.allowed)
}

type counts struct{ refused, allowed int }

// looks has everybody ask for a page of every tip.
func (m *matrix) looks(t *testing.T, path, needs string, n *counts) {
	t.Helper()
	for name, tip := range m.tips {
		at := strings.NewReplacer(":id", tip.id, ":file", m.fileOf(t, tip, path)).Replace(path)
		for who, p := range m.people {
			what := fmt.Sprintf("GET %s, %s, the tip %q", path, who, name)
			may, at := m.may(who, needs, tip, who), at
			if strings.HasSuffix(at, "/shown") {
				// Who may see it says why first; a pass of the cell's is no other's.
				by := "cell"
				if may || tip.words == nil {
					by = who
				}
				seen := m.post(by, strings.TrimSuffix(at, "shown")+"picture", url.Values{"reason": {tips.SeenReasons()[0]}, "words": {"w"}})
				to, _ := url.Parse(seen.Location)
				at += "?pass=" + url.QueryEscape(to.Query().Get("pass"))
			}
			got := p.get(at)
			if leaks := m.leaks(who, got.Body); len(leaks) > 0 {
				t.Errorf("%s: %d, shows %v", what, got.Status, leaks)
			}
			switch {
			case may && got.Status != http.StatusOK:
				t.Errorf("%s: not shown: %d\n%.300s", what, got.Status, got.Body)
			case !may && !refused(got):
				t.Errorf("%s: WRONGLY ALLOWED with %d\n%.300s", what, got.Status, got.Body)
			case may:
				n.allowed++
			default:
				n.refused++
			}
		}
	}
}

// fileOf is a file of the tip: one that came with it, or one that is to leave.
func (m *matrix) fileOf(t *testing.T, tip *aTip, path string) string {
	t.Helper()
	if tip.words == nil || !strings.Contains(path, ":file") {
		return strings.Repeat("b", 32)
	}
	by, of := "cell", "/tips/"+tip.id
	if strings.Contains(path, "/export/") {
		of += "/export"
		if !strings.Contains(m.people[by].get(of).Body, of+"/") {
			m.does(t, by, tip, "export", outForm())
		}
	}
	found := regexp.MustCompile(`/(?:files|export)/([0-9a-f]{16,})`).FindStringSubmatch(m.people[by].get(of).Body)
	if found == nil {
		t.Fatalf("no file at %s", path)
	}
	return found[1]
}
