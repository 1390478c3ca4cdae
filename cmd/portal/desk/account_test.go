package desk

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"mukti/tips"
	"mukti/tips/passkey/passkeytest"
)

const keyedOrigin = "https://desk.example"

// options are what a page gives a browser's passkeys.
func (p page) options() []byte {
	p.t.Helper()
	n := p.find(func(n *html.Node) bool { return attr(n, "id") == "passkey" })
	if n == nil {
		p.t.Fatalf("%s: no passkeys here", p.Path)
	}
	return []byte(attr(n, "data-options"))
}

func (b *browser) made(d *passkeytest.Device, p page) string {
	b.t.Helper()
	a, err := d.Create(p.options())
	if err != nil {
		b.t.Fatal(err)
	}
	return string(a)
}

// signInKey signs in with a passkey, as the page's script does.
func (b *browser) signInKey(login string, d *passkeytest.Device) page {
	b.t.Helper()
	p := b.get("/sign-in")
	a, err := d.Answer(p.options())
	if err != nil {
		b.t.Fatal(err)
	}
	return b.follow(b.submit(p, "/sign-in", url.Values{"login": {login}, "pass": {pass}, "credential": {string(a)}}))
}

// TestAnAccountWithPasskeys: enrolled with one, signed in with it, a second is
// added, the first removed, a recovery code used, an authenticator set up.
func TestAnAccountWithPasskeys(t *testing.T) {
	h := newHouse(t, keyedOrigin)
	b := newBrowser(t, h.app, keyedOrigin)
	first, second := passkeytest.New(keyedOrigin, "desk.example"), passkeytest.New(keyedOrigin, "desk.example")
	link := "/enrol/" + h.first.AdminToken
	p := b.get(link).says(http.StatusOK, "Set up your account")
	if got := p.Header.Get("Permissions-Policy"); strings.Contains(got, "publickey-credentials") || !strings.Contains(got, "camera=()") {
		t.Errorf("Permissions-Policy is %q", got)
	}
	fill := url.Values{"login": {"ravi"}, "pass": {"ravi admin 2026"}, "again": {"ravi admin 2026"}, "credential": {b.made(first, p)}, "key-name": {"Ravi's laptop"}}
	p = b.submit(p, link, fill).says(http.StatusUnprocessableEntity, "Your name, your sign-in name or your unit is in it").hides("ravi admin 2026")
	if n := p.find(func(n *html.Node) bool { return attr(n, "id") == "pass" }); attr(n, "aria-invalid") != "true" {
		t.Error("the passphrase is not marked as wrong")
	}
	if n := p.find(func(n *html.Node) bool { return attr(n, "name") == "key-name" }); attr(n, "value") != "Ravi's laptop" {
		t.Errorf("the passkey's name is lost: %q", attr(n, "value"))
	}
	fill["pass"], fill["again"], fill["credential"] = []string{pass}, []string{pass}, []string{b.made(first, p)}
	codes := b.follow(b.submit(p, link, fill)).says(http.StatusOK, "Your recovery codes")
	recovery := strings.Join(strings.Fields(text(codes.find(func(n *html.Node) bool { return n.Data == "li" }))), " ")
	b.follow(b.submit(codes, link+"/codes", url.Values{"have": {"1"}})).says(http.StatusOK, "Your account is set up")
	b.signInKey("ravi", first).says(http.StatusOK, "People")

	account := b.get("/account").says(http.StatusOK, "Ravi Admin", "Passkey: Ravi's laptop", "10 recovery codes are left", "this browser", "Signed in", "passkey")
	if account.find(func(n *html.Node) bool { return strings.HasSuffix(attr(n, "action"), "/remove") }) != nil {
		t.Error("the last second factor can be removed")
	}
	p = b.get("/account/factor").says(http.StatusOK, "Passkey")
	account = b.follow(b.submit(p, "/account/passkeys", url.Values{"credential": {b.made(second, p)}, "key-name": {"office key"}})).
		says(http.StatusOK, "The passkey is set up", "office key")
	remove := attr(account.find(func(n *html.Node) bool {
		return strings.HasSuffix(attr(n, "action"), "/remove") && strings.Contains(text(n.Parent), "laptop")
	}), "action")
	b.follow(b.submit(account, remove, nil)).says(http.StatusOK, "It is removed", "office key").hides("Ravi's laptop")
	b.submit(b.get("/account"), "/sign-out", nil)
	b.signInKey("ravi", first).says(http.StatusUnauthorized, "is wrong")
	b.signInKey("ravi", second).says(http.StatusOK, "People")
	b.submit(b.get("/account"), "/sign-out", nil)

	p = b.follow(b.submit(b.get("/sign-in"), "/sign-in", url.Values{"login": {"ravi"}, "pass": {pass}, "code": {recovery}})).
		says(http.StatusOK, "Set up a second factor", "You signed in with a recovery code")
	b.get("/account").says(http.StatusOK, "9 recovery codes are left", "You signed in with a recovery code", "recovery code")
	secret := strings.Join(strings.Fields(text(p.find(func(n *html.Node) bool { return attr(n, "id") == "secret" }))), "")
	b.post("/account/factor", url.Values{"csrf": {token(p)}, "code": {"000000"}}).says(http.StatusOK, "Your passphrase again")
	bad := b.submit(p, "/account/factor", url.Values{"code": {"000000"}}).says(http.StatusUnprocessableEntity, "code is wrong")
	if !strings.Contains(strings.Join(strings.Fields(text(bad.find(func(n *html.Node) bool { return attr(n, "id") == "secret" }))), ""), secret) {
		t.Error("the secret that was scanned is lost")
	}
	b.follow(b.submit(bad, "/account/factor", url.Values{"code": {h.code(t, secret)}})).says(http.StatusOK, "The authenticator app is set up", "Authenticator app").
		hides("You signed in with a recovery code")

	fresh := b.follow(b.submit(b.get("/account"), "/account/codes", nil)).says(http.StatusOK, "They are shown only now")
	b.submit(fresh, "/account/codes/have", nil).says(http.StatusUnprocessableEntity, "Say that you have the codes")
	b.follow(b.submit(fresh, "/account/codes/have", url.Values{"have": {"1"}})).says(http.StatusOK, "10 recovery codes are left")
	if p := b.get("/account/codes"); p.Status != http.StatusSeeOther || p.Location != "/account" {
		t.Errorf("codes are shown again: %d", p.Status)
	}
}

func TestTheOwnPassphraseAndSessions(t *testing.T) {
	h := newHouse(t, "http://desk.example:8081")
	admin := h.enrol(t, h.first.AdminToken, "ravi.admin")
	h.signIn(admin)
	second := &person{browser: newBrowser(t, h.app, h.site.Origin), login: admin.login, secret: admin.secret}
	h.signIn(second)
	p := admin.get("/account").says(http.StatusOK, "another browser")
	admin.follow(admin.submit(p, "/account/sessions", nil)).says(http.StatusOK, "You are signed out everywhere else").hides("another browser")
	if p := second.get("/people"); p.Status != http.StatusSeeOther {
		t.Errorf("the other session lives: %d", p.Status)
	}
	const next = "seven goats on a lamp"
	fill := url.Values{"pass": {pass}, "new": {next}, "new-again": {next + "x"}}
	admin.submit(p, "/account/passphrase", fill).says(http.StatusUnprocessableEntity, "two passphrases differ").hides(next)
	for weak, why := range map[string]string{"short": "too short", "qwertyuiop[]asdf": "keyboard", "abcdefghijklmnop": "sequence", "aaaaaaaaaaaaaaaa": "same few characters",
		"mukti police desk": "common", "ravi.admin Ravi Admin": "Your name"} {
		fill["new"], fill["new-again"] = []string{weak}, []string{weak}
		admin.submit(p, "/account/passphrase", fill).says(http.StatusUnprocessableEntity).hides(`"` + weak + `"`)
		if got := admin.submit(p, "/account/passphrase", fill).words(); !strings.Contains(got, why) {
			t.Errorf("%q: does not say %q: %.300s", weak, why, got)
		}
	}
	fill["new"], fill["new-again"], fill["pass"] = []string{next}, []string{next}, []string{"not " + pass}
	admin.submit(p, "/account/passphrase", fill).says(http.StatusUnprocessableEntity, "That is not your passphrase")
	fill["pass"] = []string{pass}
	admin.follow(admin.submit(p, "/account/passphrase", fill)).says(http.StatusOK, "Your passphrase is changed")
	admin.lang = "hi"
	admin.get("/account").says(http.StatusOK, "आपका खाता", "पासफ़्रेज़ बदला")
	admin.lang = "ur"
	admin.get("/account").says(http.StatusOK, "آپ کا اکاؤنٹ")
}

// random is what differs between any two answers: the form's token is the
// browser's, the challenge each page's own.
var random = regexp.MustCompile(`data-options="[^"]*"|name="drawn" value="[^"]*"`)

// TestARefusedSignInTellsNothing: whatever is wrong, the answer is the same to the
// byte, after one derivation and one line in the audit.
func TestARefusedSignInTellsNothing(t *testing.T) {
	h := newHouse(t, keyedOrigin)
	admin := h.enrol(t, h.first.AdminToken, "somebody")
	h.signIn(admin)
	login := func(l string) string { return (l + "........")[:8] } // of one length: the page repeats it
	invited, gone, locked := login("invited"), login("gone"), login("locked")
	if _, err := h.desk.Invite(context.Background(), "command", tips.InviteRequest{Name: "I", Login: invited, Role: tips.RoleEditor}); err != nil {
		t.Fatal(err)
	}
	join := func(login string) *person {
		token, err := h.desk.Invite(context.Background(), "command", tips.InviteRequest{Name: "Editor", Role: tips.RoleEditor})
		if err != nil {
			t.Fatal(err)
		}
		return h.enrol(t, token, login)
	}
	disabled, crowd := join(gone), join(locked)
	people, err := h.desk.Officers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range people {
		if o.Login == gone {
			o.State, o.Locked = tips.OfficerDisabled, nil
			if err := h.desk.ChangePeople(context.Background(), tips.PeopleChange{Officers: []tips.Officer{o}, Event: tips.Event{Act: "officer.disabled", Object: o.ID}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for range 10 {
		h.desk.SignIn(context.Background(), locked, pass, "000000")
	}
	b := newBrowser(t, h.app, keyedOrigin)
	p := b.get("/sign-in")
	used := h.code(t, admin.secret)
	if _, err := h.desk.SignIn(context.Background(), "somebody", pass, used); err != nil {
		t.Fatal(err)
	}
	events := func() int64 {
		evs, err := h.desk.Events(context.Background(), 0, 100000)
		if err != nil {
			t.Fatal(err)
		}
		return int64(len(evs))
	}
	evil := passkeytest.New(keyedOrigin, "desk.example")
	if _, err := evil.Create([]byte(`{"challenge":"x","user":{"id":"AAAA"}}`)); err != nil {
		t.Fatal(err)
	}
	answer, err := evil.Answer(p.options())
	if err != nil {
		t.Fatal(err)
	}
	var whole, from string
	for _, c := range []struct{ name, login, pass, code, key string }{
		{"no such name", "nobody..", pass, "123456", ""},
		{"no such name, a name that no account can have", "no body!", pass, "123456", ""},
		{"wrong passphrase", "somebody", "wrong " + pass, h.code(t, admin.secret), ""},
		{"no passphrase", "somebody", "", "123456", ""},
		{"wrong code", "somebody", pass, "000000", ""},
		{"a code that was used", "somebody", pass, used, ""},
		{"wrong recovery code", "somebody", pass, "123456123456", ""},
		{"no code", "somebody", pass, "", ""},
		{"somebody else's passkey", "somebody", pass, "", string(answer)},
		{"no such name, with a passkey", "nobody..", pass, "", string(answer)},
		{"disabled, everything right", gone, pass, h.code(t, disabled.secret), ""},
		{"invited", invited, pass, "123456", ""},
		{"locked out, everything right", locked, pass, h.code(t, crowd.secret), ""},
	} {
		derived, written := h.desk.Locker.Derivations(), events()
		got := b.submit(p, "/sign-in", url.Values{"login": {c.login}, "pass": {c.pass}, "code": {c.code}, "credential": {c.key}})
		if d, e := h.desk.Locker.Derivations()-derived, events()-written; d != 1 || e != 1 {
			t.Errorf("%s: %d derivations and %d lines in the audit, each must be one", c.name, d, e)
		}
		headers := make([]string, 0, len(got.Header))
		for k, v := range got.Header {
			if k != "Date" {
				headers = append(headers, fmt.Sprint(k, v))
			}
		}
		slices.Sort(headers)
		all := fmt.Sprint(got.Status, headers, strings.ReplaceAll(random.ReplaceAllString(got.Body, ""), `value="`+html.EscapeString(c.login)+`"`, ""))
		if whole == "" {
			whole, from = all, c.name
		}
		if all != whole || got.Status != http.StatusUnauthorized {
			t.Errorf("%s: %d; the answer differs from that to %q", c.name, got.Status, from)
		}
	}
	// The control: right, it is another answer.
	if got := b.submit(p, "/sign-in", url.Values{"login": {"somebody"}, "pass": {pass}, "code": {h.code(t, admin.secret)}}); got.Status != http.StatusSeeOther {
		t.Errorf("everything right: %d", got.Status)
	}
}

// TestADisabledOfficerIsOutWithinASecond: over a real connection, on every
// address that asks for a session, at the first request after the disabling.
func TestADisabledOfficerIsOutWithinASecond(t *testing.T) {
	s := newStaff(t)
	s.site.Now = time.Now
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.app.Listener(ln)
	t.Cleanup(func() { s.app.ShutdownWithTimeout(time.Second) })
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	token := token(s.unit.get("/queue"))
	ask := func(r route) int {
		t.Helper()
		body := url.Values{"csrf": {token}}.Encode()
		req, err := http.NewRequest(r.Method, "http://"+ln.Addr().String()+concrete(r.Path), strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Host = strings.TrimPrefix(s.site.Origin, "http://")
		req.Header.Set("Cookie", "desk="+s.unit.cookies["desk"])
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		if r.Method == fiber.MethodPost {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if r.Method == fiber.MethodGet && res.StatusCode == http.StatusSeeOther && !strings.HasPrefix(res.Header.Get("Location"), "/sign-in") {
			return http.StatusOK // led elsewhere at the desk
		}
		return res.StatusCode
	}
	queue := route{Method: fiber.MethodGet, Path: "/queue"}
	if got := ask(queue); got != http.StatusOK {
		t.Fatalf("before: %d", got)
	}
	people, err := s.desk.Officers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(people, func(o tips.Officer) bool { return o.Login == s.unit.login })
	form := s.admin.get("/people")
	done := s.admin.submit(form, "/people/"+people[at].ID+"/disable", url.Values{"sure": {"1"}})
	disabled := time.Now()
	if done.Status != http.StatusSeeOther {
		t.Fatalf("not disabled: %d %s", done.Status, done.words())
	}
	if got := ask(queue); got != http.StatusSeeOther {
		t.Errorf("the first request after: %d", got)
	}
	t.Logf("refused %v after the disabling was done", time.Since(disabled))
	for _, r := range s.site.routes() {
		if r.Open() {
			continue
		}
		want := http.StatusSeeOther
		if r.Method == fiber.MethodPost {
			want = http.StatusUnauthorized
		}
		if got := ask(r); got != want {
			t.Errorf("%s %s: %d, want %d", r.Method, r.Path, got, want)
		}
	}
}
