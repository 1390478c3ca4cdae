package desk

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

func TestEveryRouteHasARowInTheTableOfAccess(t *testing.T) {
	s := newSite(t, "http://localhost:8081")
	rows := map[string]bool{}
	for _, r := range s.routes() {
		if key := r.Method + " " + r.Path; rows[key] {
			t.Errorf("%s has two rows", key)
		} else {
			rows[key] = true
		}
		if _, ruled := tips.RuleOf(r.Act); r.do == nil || !r.Open() && !ruled {
			t.Errorf("%s %s: an act without a rule, or nothing is done", r.Method, r.Path)
		}
		if r.Method != fiber.MethodGet && r.Method != fiber.MethodPost {
			t.Errorf("%s %s: a method that Routes does not register", r.Method, r.Path)
		}
	}
	for _, fault := range unlisted(s.Routes(), rows) {
		t.Error(fault)
	}
	// A control: a route beside the table is found.
	app := s.Routes()
	app.Get("/export", func(*fiber.Ctx) error { return nil })
	if len(unlisted(app, rows)) == 0 {
		t.Error("a route without a row was not found")
	}
}

func unlisted(app *fiber.App, rows map[string]bool) []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range app.GetRoutes(true) {
		method := r.Method
		if method == fiber.MethodHead {
			method = fiber.MethodGet // fiber answers HEAD by the handler of GET
		}
		key := method + " " + r.Path
		seen[key] = true
		if !rows[key] {
			out = append(out, key+": no row in the table of access")
		}
	}
	for key := range rows {
		if !seen[key] {
			out = append(out, key+": a row without a route")
		}
	}
	return out
}

// TestWhoMayComeWhere writes the table out once more, by hand and by person:
// a change of who may come where has to be made in two places.
func TestWhoMayComeWhere(t *testing.T) {
	seats := map[string]*tips.Seat{"nobody": nil}
	for _, role := range roles() {
		seats[role] = &tips.Seat{Officer: tips.Officer{Role: role}}
		seats[role+", unconfirmed"] = &tips.Seat{Officer: tips.Officer{Role: role}, Waiting: true}
	}
	seats["a role of tomorrow"] = &tips.Seat{Officer: tips.Officer{Role: "auditor"}}
	readers := "officer incharge nodal cell"
	allowed := map[string]string{ // beside the open addresses; roles confirmed
		"POST /sign-out":                     readers + " editor administrator",
		"GET /account":                       readers + " editor administrator",
		"POST /account/sessions":             readers + " editor administrator",
		"POST /account/passphrase":           readers + " editor administrator",
		"GET /account/factor":                readers + " editor administrator",
		"POST /account/factor":               readers + " editor administrator",
		"POST /account/factor/remove":        readers + " editor administrator",
		"POST /account/passkeys":             readers + " editor administrator",
		"POST /account/passkeys/:key/remove": readers + " editor administrator",
		"POST /account/codes":                readers + " editor administrator",
		"GET /account/codes":                 readers + " editor administrator",
		"POST /account/codes/have":           readers + " editor administrator",
		"GET /feedback":                      "cell editor",
		"GET /feedback/:id":                  "cell editor",
		"POST /feedback/:id/hand":            "cell",
		"POST /feedback/:id/erase":           "cell editor",
		"GET /queue":                         readers,
		"GET /tips/:id":                      readers,
		"POST /tips/:id/take":                readers,
		"POST /tips/:id/ask":                 readers,
		"POST /tips/:id/close":               readers,
		"POST /tips/:id/same":                readers,
		"POST /tips/:id/separate":            readers,
		"POST /tips/:id/return":              readers,
		"POST /tips/:id/later":               readers,
		"POST /tips/:id/put-back":            readers,
		"POST /tips/:id/decline":             readers,
		"POST /tips/:id/reopen":              readers,
		"POST /tips/:id/join":                readers,
		"POST /tips/:id/tie":                 readers,
		"POST /tips/:id/untie":               readers,
		"POST /tips/:id/request":             readers,
		"POST /tips/:id/answer":              readers,
		"POST /tips/:id/end":                 readers,
		"GET /requests":                      readers,
		"GET /links":                         readers,
		"POST /tips/:id/transfer":            readers,
		"GET /tips/:id/files/:file":          readers,
		"GET /tips/:id/files/:file/clean":    readers,
		"GET /tips/:id/files/:file/redrawn":  readers,
		"GET /waiting":                       readers,
		"POST /waiting/:officer/confirm":     readers,
		"POST /people/:officer/disable":      "administrator",
		"GET /find":                          readers,
		"POST /find":                         readers,
		"POST /find/open":                    readers,
		"POST /find/forget":                  readers,
		"GET /audit":                         "incharge nodal cell administrator",
		"GET /audit/heads":                   "incharge nodal cell administrator",
		"GET /audit/heads/:day":              "incharge nodal cell administrator",
		"GET /people":                        readers + " administrator",
		"POST /people":                       "administrator",
		"POST /people/invitations/:proposal": "administrator",
		"POST /waiting/kit":                  readers,
		"POST /waiting/new-key":              readers,
		"POST /waiting/next-key":             readers,
		"POST /waiting/keys/:body":           readers,
		"GET /kit":                           readers,
		"POST /kit":                          readers,
		"GET /second":                        readers + " administrator",
		"POST /second/:proposal":             readers + " administrator",
		"GET /handover":                      readers,
		"GET /tips/:id/export":               readers,
		"POST /tips/:id/export":              readers,
		"GET /tips/:id/export/:file":         readers,
		"POST /tips/:id/export/:file/take":   readers,
		"GET /tips/:id/keeping":              readers,
		"POST /tips/:id/hold":                "incharge nodal cell",
		"POST /tips/:id/hold/lift":           "incharge nodal cell",
		"POST /tips/:id/erase":               "incharge nodal cell",
	}
	for address, may := range map[string]string{
		"GET /board":                     "incharge nodal cell",
		"GET /cell":                      "cell",
		"GET /releases":                  "cell",
		"POST /releases":                 "cell",
		"GET /releases/:period":          "cell",
		"POST /releases/:period/publish": "cell",
		"POST /releases/:period/drop":    "cell",
	} {
		allowed[address] = may
	}
	for _, r := range []string{
		"GET /reading", "GET /reading/:reading", "POST /reading/:reading/answer", "GET /reading/:reading/files/:file", "GET /languages", "POST /languages",
		"GET /tips/:id/steps", "POST /tips/:id/steps", "GET /tips/:id/reader", "POST /tips/:id/reader", "POST /tips/:id/reader/:reading/end",
		"POST /tips/:id/note", "GET /tips/:id/print", "GET /tips/:id/files/:file/blurred", "GET /tips/:id/files/:file/picture",
		"POST /tips/:id/files/:file/picture", "GET /tips/:id/files/:file/shown",
	} {
		allowed[r] = readers
	}
	for address, may := range map[string]string{
		"GET /notices":            readers,
		"POST /notices/:way":      "incharge nodal cell",
		"POST /notices/:way/off":  "incharge nodal cell",
		"POST /notices/:way/test": "incharge nodal cell",
		"GET /duty":               readers,
		"POST /duty/shifts":       "incharge nodal cell",
		"POST /duty/shifts/drop":  "incharge nodal cell",
		"POST /duty/people":       "incharge nodal cell",
		"POST /duty/days":         "incharge nodal cell",
		"POST /duty/days/drop":    "incharge nodal cell",
		"GET /queue/views":        readers,
		"POST /queue/views":       readers,
		"POST /queue/views/drop":  readers,
		"POST /queue/refresh":     readers,
		"GET /keys":               readers + " editor administrator",
		"POST /keys":              readers + " editor administrator",
	} {
		allowed[address] = may
	}
	open := map[string]bool{
		"GET /":                    true,
		"GET /sign-in":             true,
		"POST /sign-in":            true,
		"POST /language":           true,
		"GET /enrol/:token":        true,
		"GET /demonstration":       true,
		"POST /enrol/:token":       true,
		"GET /enrol/:token/codes":  true,
		"POST /enrol/:token/codes": true,
		"GET /passkey.js":          true,
		"GET /desk.js":             true,
	}
	unconfirmed := map[string]bool{
		"POST /waiting/kit":                  true,
		"POST /waiting/new-key":              true,
		"POST /sign-out":                     true,
		"GET /waiting":                       true,
		"GET /account":                       true,
		"POST /account/sessions":             true,
		"POST /account/passphrase":           true,
		"GET /account/factor":                true,
		"POST /account/factor":               true,
		"POST /account/factor/remove":        true,
		"POST /account/passkeys":             true,
		"POST /account/passkeys/:key/remove": true,
		"POST /account/codes":                true,
		"GET /account/codes":                 true,
		"POST /account/codes/have":           true,
		"GET /keys":                          true,
		"POST /keys":                         true,
	}
	for _, r := range newSite(t, "http://localhost:8081").routes() {
		key := r.Method + " " + r.Path
		may, listed := allowed[key]
		if !listed && !open[key] {
			t.Errorf("%s is not in this test", key)
		}
		for who, seat := range seats {
			role, waits := strings.CutSuffix(who, ", unconfirmed")
			want := open[key] || seat != nil && contains(may, role) && (!waits || unconfirmed[key])
			if got := r.admits(seat) == nil; got != want {
				t.Errorf("%s to %s: admitted %v, want %v", who, key, got, want)
			}
		}
	}
}

func contains(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// concrete is a path of the table with something in its places.
func concrete(path string) string {
	in := map[string]string{":token": strings.Repeat("x", 40), ":id": strings.Repeat("a", 32), ":file": strings.Repeat("b", 32),
		":day": "2026-11-21", ":period": "2026-Q1", ":body": "UP-AGRA"}
	return regexp.MustCompile(`:[a-z]+`).ReplaceAllStringFunc(path, func(name string) string {
		if v, ok := in[name]; ok {
			return v
		}
		return strings.Repeat("c", 32)
	})
}

func TestWithoutASession(t *testing.T) {
	s := newSite(t, "http://localhost:8081")
	app := s.Routes()
	for _, r := range s.routes() {
		if r.Open() {
			continue
		}
		b := newBrowser(t, app, s.Origin)
		path := concrete(r.Path)
		switch r.Method {
		case fiber.MethodGet:
			p := b.get(path + "?status=read")
			want := "/sign-in?next=" + url.QueryEscape(path+"?status=read")
			if p.Status != http.StatusSeeOther || p.Location != want || p.Body != "" {
				t.Errorf("%s: %d to %q, want 303 to %q", path, p.Status, p.Location, want)
			}
		case fiber.MethodPost:
			b.post(path, url.Values{"text": {"a long letter"}}).says(http.StatusUnauthorized, "Your session has ended", "a long letter")
		}
	}
}

func TestFormsFromElsewhereAreRefusedOnEveryRoute(t *testing.T) {
	s := newSite(t, "https://desk.example")
	app := s.Routes()
	const own, evil = "https://desk.example", "https://evil.example"
	cases := []struct {
		name   string
		header map[string]string
		ok     bool
	}{
		{"same origin by all three headers", map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": own, "Referer": own + "/queue"}, true},
		{"an old browser sends Origin only", map[string]string{"Origin": own}, true},
		{"another sends Referer only", map[string]string{"Referer": own + "/queue"}, true},
		{"Sec-Fetch-Site alone", map[string]string{"Sec-Fetch-Site": "same-origin"}, true},
		{"the standard port written out", map[string]string{"Origin": own + ":443"}, true},
		{"no header says anything", nil, false},
		{"another site", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": evil}, false},
		{"another site that claims our origin", map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": own}, false},
		{"a sister host", map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "https://www.example"}, false},
		{"typed into the address bar", map[string]string{"Sec-Fetch-Site": "none"}, false},
		{"an origin that is hidden", map[string]string{"Origin": "null"}, false},
		{"a hidden origin with our referer", map[string]string{"Origin": "null", "Referer": own}, false},
		{"our host without encryption", map[string]string{"Origin": "http://desk.example"}, false},
		{"our host on another port", map[string]string{"Origin": own + ":8443"}, false},
		{"our name inside another", map[string]string{"Origin": "https://desk.example.evil.example"}, false},
		{"our name as a user", map[string]string{"Origin": "https://desk.example@evil.example"}, false},
		{"a referer elsewhere", map[string]string{"Referer": evil + "/https://desk.example"}, false},
		{"nonsense", map[string]string{"Origin": "https://%zz"}, false},
	}
	for _, r := range s.routes() {
		if r.Method != fiber.MethodPost {
			continue
		}
		for _, c := range cases {
			header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
			for k, v := range c.header {
				header[k] = v
			}
			p := newBrowser(t, app, own).do(http.MethodPost, concrete(r.Path), strings.NewReader("x=1"), header)
			// What passes the origin's check has no session, or no token.
			refused := p.Status == http.StatusForbidden && !strings.Contains(p.Body, "earlier session")
			if refused == c.ok {
				t.Errorf("%s, %s: status %d", r.Path, c.name, p.Status)
			}
		}
	}
}

func TestOpenFormsNeedTheBrowsersToken(t *testing.T) {
	s := newSite(t, "http://localhost:8081")
	app := s.Routes()
	b := newBrowser(t, app, s.Origin)
	signIn := b.get("/sign-in")
	if c := b.set["form"]; c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure {
		t.Fatalf("the form's cookie is %+v", c)
	}
	b.post("/language", url.Values{"lang": {"hi"}, "csrf": {strings.Repeat("A", 26)}}).says(http.StatusForbidden, "earlier session")
	b.post("/language", url.Values{"lang": {"hi"}}).says(http.StatusForbidden, "earlier session")
	if p := b.submit(signIn, "/language", url.Values{"lang": {"hi"}}); p.Status != http.StatusSeeOther || p.Location != "/sign-in" {
		t.Fatalf("%d to %q", p.Status, p.Location)
	}
	b.get("/sign-in").says(http.StatusOK, "साइन इन")
	// A browser that has no cookie cannot make up a token.
	stranger := newBrowser(t, app, s.Origin)
	stranger.post("/language", url.Values{"lang": {"hi"}, "csrf": {""}}).says(http.StatusForbidden)
	stranger.cookies["form"] = "short"
	stranger.post("/language", url.Values{"lang": {"hi"}, "csrf": {"short"}}).says(http.StatusForbidden)
}

func TestAddressesThatLeadBack(t *testing.T) {
	for raw, want := range map[string]string{
		"/queue":                        "/queue",
		"/queue?status=read":            "/queue?status=read",
		"/tips/abc":                     "/tips/abc",
		"":                              "",
		"queue":                         "",
		"//evil.example/x":              "",
		"///evil.example":               "",
		"/\\evil.example":               "",
		"https://evil.example":          "",
		"javascript:alert(1)":           "",
		"/queue\r\nX: y":                "",
		"/%zz":                          "",
		"/" + strings.Repeat("a", 2000): "",
	} {
		if got := safePath(raw); got != want {
			t.Errorf("safePath(%.40q) = %q, want %q", raw, got, want)
		}
	}
	for path, want := range map[string]string{
		"/tips/1/ask": "/tips/1", "/tips/1/close": "/tips/1", "/enrol/t": "/enrol/t", "/waiting/1/confirm": "/waiting", "/people/1/disable": "/people",
		"/people": "/people", "/sign-out": "/", "/language": "/", "/sign-in": "/sign-in",
	} {
		if got := pageOf(path); got != want {
			t.Errorf("pageOf(%q) = %q, want %q", path, got, want)
		}
	}
}

func FuzzAddressesThatLeadBackStayHere(f *testing.F) {
	for _, s := range []string{"/queue", "//x", "/\\x", "https://x", "/a?b=c#d", "/\t/x", "/.//x", "/%2f%2fx"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got := safePath(raw)
		if got == "" {
			return
		}
		base, _ := url.Parse("https://desk.example/sign-in")
		to, err := base.Parse(got)
		if err != nil || to.Host != "desk.example" || to.Scheme != "https" || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\r\n\t") {
			t.Errorf("safePath(%q) = %q leads to %v", raw, got, to)
		}
	})
}
