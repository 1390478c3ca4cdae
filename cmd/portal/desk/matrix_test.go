package desk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
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

// doesTo says what an address below /tips/:id needs: to read the tip, to work on
// it (the bodies of its chain), to be in charge there, or to have taken it.
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
	"POST /tips/:id/answer":              "read",
	"POST /tips/:id/end":                 "read",
	"POST /tips/:id/take":                "work",
	"POST /tips/:id/transfer":            "work",
	"POST /tips/:id/separate":            "work",
	"POST /tips/:id/return":              "work",
	"POST /tips/:id/later":               "work",
	"POST /tips/:id/decline":             "work",
	"POST /tips/:id/reopen":              "work",
	"POST /tips/:id/join":                "work",
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
	"POST /tips/:id/export/:file/take":   "work",
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

// aTip is a tip of the matrix with who reads it, who works on it and who has
// taken it; its words stand in no other.
type aTip struct {
	id         string
	read, work string
	taker      string
	words      []string
}

type matrix struct {
	staff
	people map[string]*person
	tips   map[string]*aTip
}

// body is what a person of the matrix may do at all.
var leads = map[string]bool{"Agra, in charge": true, "UP": true, "Delhi": true, "cell": true}

// may is the statement: may this person do what the address does, to this tip?
func (m *matrix) may(who, needs string, t *aTip) bool {
	reads, works := slices.Contains(strings.Split(t.read, "|"), who), slices.Contains(strings.Split(t.work, "|"), who)
	switch needs {
	case "read":
		return reads || works
	case "work":
		return works
	case "lead":
		return works && leads[who]
	}
	return works && t.taker == who
}

func newMatrix(t *testing.T) *matrix {
	m := &matrix{staff: newStaff(t), people: map[string]*person{}, tips: map[string]*aTip{}}
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

func (m *matrix) version(t *testing.T, id string) string {
	t.Helper()
	row, err := m.desk.Config.Tip(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(row.Version)
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
	tip := &aTip{work: work, words: []string{fmt.Sprintf("Plantword%02dq", n), fmt.Sprintf("Plantplace%02dq", n), fmt.Sprintf("Plantcontact%02dq", n), mark, fmt.Sprintf("plantname%02dq", n)}}
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

// form is one that would do what the address says, to the tip as it stands.
func (m *matrix) form(p *person, address, version string) url.Values {
	f := url.Values{"version": {version}, fieldAgain: {pass}, "text": {"t"}, "reason": {tips.NoAction}, "note": {"n"}, "remark": {"r"}, "to": {"UP-LUCKNOW"}, "body": {"UP-LUCKNOW"},
		"why": {"w"}, "return": {"r"}, "later": {"l"}, "put-back": {"p"}, "decline": {"d"}, "reopen": {"r"}, "tie": {"t"}, "other": {m.tips["new"].id}, "near": {m.tips["new"].id},
		"kind": {tips.OutJSON}, "sure": {"1"}, "request": {"r"}, "asked": {"DL-AHTB"}, "answer": {"done"}, "reply": {"r"}, "ask": {"a"}, "until": {"2026-11-22T16:00"}, "step": {"1"}}
	switch path.Base(address) { // what means something else there
	case "request":
		f.Set("kind", tips.KindRescue)
	case "hold":
		f.Set("reason", tips.HoldFIR)
	case "erase":
		f.Set("why", tips.ErasedTipster)
	}
	if home := p.get("/account"); home.Status == http.StatusOK {
		f.Set("csrf", token(home))
	} else {
		f.Set("csrf", token(p.get("/sign-in")))
	}
	return f
}

// refused tells whether an answer lets nobody in: sign in, wait, not yours, none.
func refused(p page) bool {
	switch p.Status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(p.Location, "/sign-in") || p.Location == "/waiting"
	}
	return false
}

// leaks gives what a page holds of tips that somebody may not read.
func (m *matrix) leaks(who, body string) (out []string) {
	for name, t := range m.tips {
		if m.may(who, "read", t) {
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

// TestNobodyDoesWhatIsNotTheirs walks the matrix: whom the statement refuses is
// refused with the right form, and the tip stays as it was and says nothing;
// whom it allows is not refused.
func TestNobodyDoesWhatIsNotTheirs(t *testing.T) {
	m := newMatrix(t)
	files := map[string]string{}
	for name, tip := range m.tips {
		if tip.words == nil {
			continue
		}
		found := regexp.MustCompile(`/files/([0-9a-z]+)`).FindStringSubmatch(m.cell.get("/tips/" + tip.id).Body)
		if found == nil {
			t.Fatalf("no file in the tip %q", name)
		}
		files[name] = found[1]
	}
	asked, allowed, stood := 0, 0, map[string]bool{}
	for _, r := range m.site.routes() {
		key := r.Method + " " + r.Path
		needs, listed := doesTo[key]
		stood[key] = listed
		if !strings.HasPrefix(r.Path, "/tips/") {
			if r.Method == fiber.MethodGet {
				m.shows(t, r)
			}
			continue
		}
		if !listed {
			t.Errorf("%s: nobody said here what it does to a tip", key)
			continue
		}
		for who, p := range m.people {
			for name, tip := range m.tips {
				asked++
				may := m.may(who, needs, tip)
				if may {
					allowed++
				}
				file := files[name]
				at := strings.NewReplacer(":id", tip.id, ":file", file, ":reading", strings.Repeat("c", 32)).Replace(r.Path)
				version := "0"
				if tip.words != nil {
					version = m.version(t, tip.id)
				}
				var got page
				if r.Method == fiber.MethodGet {
					got = p.get(at)
				} else if may && strings.HasSuffix(r.Path, "/hold") {
					got = p.post(at, url.Values{"csrf": m.form(p, r.Path, "0")["csrf"]}) // has no version: a full form would put the hold
				} else if may {
					got = p.post(at, m.form(p, r.Path, "0")) // of an earlier version: nothing is done
				} else {
					got = p.post(at, m.form(p, r.Path, version))
				}
				what := fmt.Sprintf("%s, %s, the tip %q", key, who, name)
				if leaks := m.leaks(who, got.Body); len(leaks) > 0 {
					t.Errorf("%s: %d, shows %v", what, got.Status, leaks)
				}
				// An address of what the tip has not (a file to leave, a reading, a
				// clean picture) is none, and a hold that nobody put cannot be lifted.
				if may && !missing(key) && refused(got) {
					t.Errorf("%s: refused with %d\n%.300s", what, got.Status, got.words())
				}
				if !may && !refused(got) {
					t.Errorf("%s: WRONGLY ALLOWED with %d\n%.300s", what, got.Status, got.words())
				}
				if !may && tip.words != nil && r.Method == fiber.MethodPost {
					if now := m.version(t, tip.id); now != version {
						t.Fatalf("%s: the tip went from version %s to %s", what, version, now)
					}
				}
			}
		}
	}
	for key := range doesTo {
		if _, there := stood[key]; !there {
			t.Errorf("%s is no address any more", key)
		}
	}
	if allowed == 0 || asked == allowed {
		t.Errorf("of %d, %d allowed: nothing is shown", asked, allowed)
	}
	t.Logf("%d of (address, person, tip), %d allowed", asked, allowed)
}

func missing(key string) bool {
	return strings.Contains(key, ":reading") || strings.Contains(key, "export/:file") || strings.HasSuffix(key, "/hold/lift") || regexp.MustCompile("/(redrawn|blurred|shown|picture)$").MatchString(key)
}

// shows has everybody ask for a page that is of no one tip: it holds nothing of
// a tip that they may not read.
func (m *matrix) shows(t *testing.T, r route) {
	t.Helper()
	at := concrete(r.Path)
	for who, p := range m.people {
		got := p.get(at + "?all=1&more=1")
		if leaks := m.leaks(who, got.Body); len(leaks) > 0 {
			t.Errorf("%s, %s: %d, shows %v", r.Path, who, got.Status, leaks)
		}
		out := who == "nobody" || who == "disabled"
		if !r.Open() && out && !refused(got) {
			t.Errorf("%s, %s: WRONGLY ALLOWED with %d", r.Path, who, got.Status)
		}
	}
}
