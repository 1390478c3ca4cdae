package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"mukti/tips"
)

// token is the session's token as the page carries it.
func token(p page) string {
	return attr(p.find(func(n *html.Node) bool { return attr(n, "name") == fieldToken }), "value")
}

func tokenEverywhere(t *testing.T, s staff) {
	tip := s.send(t, told()).Tip
	stranger := token(s.other.get("/queue"))
	for who, p := range map[string]*person{"unit": s.unit, "administrator": s.admin} {
		for _, r := range s.site.routes() {
			if r.Method != fiber.MethodPost {
				continue
			}
			path := strings.Replace(concrete(r.Path), strings.Repeat("a", 32), tip, 1)
			for _, csrf := range []string{"", "x", stranger} {
				got := p.post(path, url.Values{"csrf": {csrf}, "version": {"1"}, "text": {"kept words"}, "reason": {"false"}, "note": {"n"}})
				if got.Status != http.StatusForbidden {
					t.Errorf("%s, %s with token %q: status %d", who, r.Path, csrf, got.Status)
				}
			}
			got := p.do(http.MethodPost, path, strings.NewReader(url.Values{"csrf": {token(p.get("/people"))}}.Encode()), map[string]string{
				"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"})
			if got.Status != http.StatusForbidden {
				t.Errorf("%s, %s from another site with the right token: status %d", who, r.Path, got.Status)
			}
		}
	}
	s.unit.get("/tips/"+tip).says(http.StatusOK, "Nobody has taken it")
	s.unit.post("/tips/"+tip+"/ask", url.Values{"text": {"kept words"}}).says(http.StatusForbidden, "earlier session", "kept words")
}

func administrator(t *testing.T, s staff) {
	tip := s.send(t, told()).Tip
	for _, path := range []string{"/queue", "/tips/" + tip, "/tips/" + tip + "/files/x", "/waiting"} {
		s.admin.get(path).says(http.StatusForbidden, "Your role does not open this page").hides("Mathura", "मथुरा")
	}
	csrf := token(s.admin.get("/people"))
	for _, act := range []string{"take", "ask", "close"} {
		s.admin.post("/tips/"+tip+"/"+act, url.Values{"csrf": {csrf}, "version": {"1"}}).says(http.StatusForbidden)
	}
	s.unit.get("/people").says(http.StatusOK, "Kavita Officer").hides("Invite somebody", "Meera Nodal")
	s.unit.post("/people", url.Values{"csrf": {token(s.unit.get("/queue"))}, "name": {"X"}, "role": {"administrator"}}).says(http.StatusForbidden)
}

func foreignTip(t *testing.T, s staff) {
	tip := told()
	tip.Account, tip.Place = "A girl is locked in a house", tips.PlaceText{State: "UP", District: districtOutside(t, s)}
	id := s.send(t, tip).Tip
	none := strings.Repeat("0", 32)
	theirs, missing := s.unit.get("/tips/"+id).says(http.StatusNotFound), s.unit.get("/tips/"+none).says(http.StatusNotFound)
	if theirs.words() != missing.words() {
		t.Errorf("another body's tip can be told from none:\n%s\n%s", theirs.words(), missing.words())
	}
	csrf := token(s.unit.get("/queue"))
	for _, act := range []string{"take", "ask", "close"} {
		form := url.Values{"csrf": {csrf}, "version": {"1"}, "text": {"t"}, "reason": {"false"}, "note": {"n"}}
		a, b := s.unit.post("/tips/"+id+"/"+act, form).says(http.StatusNotFound), s.unit.post("/tips/"+none+"/"+act, form).says(http.StatusNotFound)
		if a.words() != b.words() {
			t.Errorf("%s: another body's tip can be told from none", act)
		}
	}
	s.unit.get("/tips/" + id + "/files/x").says(http.StatusNotFound)
	s.bureau.get("/tips/"+id).says(http.StatusOK, "A girl is locked in a house")
	for _, strange := range []string{"/tips/%00", "/tips/" + strings.Repeat("é", 50), "/tips/..%2fqueue", "/tips/x'--"} {
		if p := s.unit.get(strange); p.Status >= 500 {
			t.Errorf("%s: status %d", strange, p.Status)
		}
	}
}

// districtOutside is a district of UP that the unit at Agra does not answer for.
func districtOutside(t *testing.T, s staff) int {
	t.Helper()
	for _, b := range s.site.Units.All(s.clock.Now()) {
		if b.State == "UP" && b.Kind == "unit" && b.Code != "UP-AGRA" {
			return b.Districts[0]
		}
	}
	t.Fatal("no other unit in UP")
	return 0
}

func invitations(_ *testing.T, s staff) {
	p := s.admin.get("/people").says(http.StatusOK, "Kavita Officer", "Meera Nodal", "active")
	s.admin.submit(p, "/people", url.Values{"name": {"  "}, "login": {"a b"}, "role": {""}, "body": {"UP-AGRA"}}).
		says(http.StatusUnprocessableEntity, "Give a name", "sign-in name needs", "Choose a role")
	s.admin.submit(p, "/people", url.Values{"name": {"Kept Name"}, "role": {tips.RoleOfficer}, "body": {"UP-NOWHERE"}}).
		says(http.StatusUnprocessableEntity, "does not fit the role")
	again := s.admin.submit(p, "/people", url.Values{"name": {"Kept Name"}, "role": {tips.RoleNodal}, "body": {"UP-AGRA"}}).says(http.StatusUnprocessableEntity)
	if n := again.find(func(n *html.Node) bool { return attr(n, "id") == "name" }); attr(n, "value") != "Kept Name" {
		again.t.Error("what was typed is lost")
	}
	s.admin.submit(p, "/people", url.Values{"name": {"Second"}, "login": {"Kavita.Agra"}, "role": {tips.RoleOfficer}, "body": {"UP-AGRA"}}).
		says(http.StatusUnprocessableEntity, "taken")
	// Small letters are meant as they look.
	s.invite(s.admin, "Sunita", tips.RoleOfficer, " up-agra ")
	s.admin.get("/people").says(http.StatusOK, "Sunita", "invited")
}

func editor(t *testing.T, s staff) {
	p := s.enrol(t, s.invite(s.admin, "Lata Editor", tips.RoleEditor, ""), "lata")
	s.signIn(p).says(http.StatusOK, "What readers say about the site")
	for _, path := range []string{"/queue", "/people", "/waiting"} {
		p.get(path).says(http.StatusForbidden)
	}
}

func enrolFaults(t *testing.T, s staff) {
	token := s.invite(s.admin, "Farah Officer", tips.RoleOfficer, "UP-AGRA")
	b := newBrowser(t, s.app, s.site.Origin)
	link := "/enrol/" + token
	p := b.get(link).says(http.StatusOK, "Farah Officer", "UP-AGRA", "officer")
	if n := p.find(func(n *html.Node) bool { return n.Data == "img" }); n == nil || !strings.HasPrefix(attr(n, "src"), "data:image/png;base64,") {
		t.Error("no picture to scan")
	}
	secret := strings.Join(strings.Fields(text(p.find(func(n *html.Node) bool { return attr(n, "id") == "secret" }))), "")
	fill := func(login, pass, again, code string) url.Values {
		return url.Values{"login": {login}, "pass": {pass}, "again": {again}, "code": {code}}
	}
	b.submit(p, link, fill("farah", pass, pass+"x", "1")).says(http.StatusUnprocessableEntity, "two passphrases differ").hides(pass)
	b.submit(p, link, fill("farah", "short", "short", "1")).says(http.StatusUnprocessableEntity, "too short")
	b.submit(p, link, fill("farah", pass, pass, "000000")).says(http.StatusUnprocessableEntity, "code is wrong")
	b.submit(p, link, fill("kavita.agra", pass, pass, s.code(t, secret))).says(http.StatusUnprocessableEntity, "taken")
	b.submit(p, link, fill("ab", pass, pass, s.code(t, secret))).says(http.StatusUnprocessableEntity, "sign-in name")
	codes := b.follow(b.submit(p, link, fill("farah", pass, pass, s.code(t, secret)))).says(http.StatusOK, "Your recovery codes")
	b.submit(codes, link+"/codes", nil).says(http.StatusUnprocessableEntity, "Say that you have the codes")
	b.get(link).says(http.StatusOK, "Farah Officer") // until then the link is good
	b.follow(b.submit(codes, link+"/codes", url.Values{"have": {"1"}})).says(http.StatusOK, "Your account is set up")
	b.get(link).says(http.StatusGone, "link was used")
	b.submit(p, link, fill("farah2", pass, pass, s.code(t, secret))).says(http.StatusGone, "link was used")
	for _, made := range []string{"x", strings.Repeat("y", 43), "%01", strings.Repeat("z", 3000)} {
		b.get("/enrol/" + made).says(http.StatusGone)
	}
}

func confirmTick(t *testing.T, s staff) {
	p := s.enrol(t, s.invite(s.admin, "Nadia Officer", tips.RoleOfficer, "UP-AGRA"), "nadia")
	own := s.signIn(p).says(http.StatusOK, "Waiting for confirmation")
	print := strings.TrimSpace(text(own.find(func(n *html.Node) bool { return attr(n, "class") == "print" })))
	for _, path := range []string{"/queue", "/tips/x", "/people"} {
		if got := p.get(path); got.Status != http.StatusSeeOther || got.Location != "/waiting" {
			t.Errorf("%s: %d to %q", path, got.Status, got.Location)
		}
	}
	s.unit.get("/waiting").hides("Nadia Officer")
	list := s.bureau.get("/waiting").says(http.StatusOK, "Nadia Officer", print)
	form := list.find(func(n *html.Node) bool { return n.Data == "form" && strings.Contains(text(n), "Nadia") })
	s.bureau.submit(list, attr(form, "action"), nil).says(http.StatusUnprocessableEntity, "Compare the fingerprint")
	p.get("/waiting").says(http.StatusOK, "Waiting for confirmation")
	s.unit.submit(list, attr(form, "action"), url.Values{"csrf": {token(s.unit.get("/queue"))}, "read": {"1"}}).says(http.StatusForbidden)
	s.confirm(s.bureau, "Nadia Officer")
	p.get("/waiting").says(http.StatusOK, "a colleague of your own body lets you in")
	s.unit.get("/queue")
	p.get("/queue").says(http.StatusOK, "Queue")
}

func TestCookiesOfAnEncryptedDesk(t *testing.T) {
	s := newSite(t, "https://desk.example")
	b := newBrowser(t, s.Routes(), s.Origin)
	b.get("/sign-in").says(http.StatusOK)
	if c := b.set["__Host-form"]; c == nil || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("the form's cookie is %+v", c)
	}
	if b.cookies["form"] != "" {
		t.Error("a cookie without the prefix")
	}
}

func TestADemonstrationShowsItsOfficersAndARealDeskNobody(t *testing.T) {
	accounts := func() []DemoAccount {
		return []DemoAccount{{Login: "agra", Name: "Invented officer", Pass: "an invented passphrase", Secret: "JBSWY3DPEHPK3PXP"}}
	}
	demo := newSite(t, "http://localhost:8081")
	demo.Demo, demo.DemoAccounts = true, accounts
	b := newBrowser(t, demo.Routes(), demo.Origin)
	b.get("/sign-in").says(http.StatusOK, "sign in as an invented officer")
	p := b.get("/demonstration").says(http.StatusOK, "Invented officer", "agra", "an invented passphrase")
	if code := attr(p.find(func(n *html.Node) bool { return attr(n, "name") == "code" }), "value"); len(code) != 6 {
		t.Errorf("the code is %q", code)
	}
	real := newSite(t, "http://localhost:8081")
	real.DemoAccounts = accounts // a slip in the wiring shows nothing
	b = newBrowser(t, real.Routes(), real.Origin)
	b.get("/demonstration").says(http.StatusNotFound).hides("invented")
	b.get("/sign-in").says(http.StatusOK).hides("invented")
}
