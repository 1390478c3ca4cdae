package desk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"mukti/tips"
)

// TestDesk is one day at one desk: a bureau and a unit are opened from the two
// first links, then officers work. Each part has a tip of its own.
func TestDesk(t *testing.T) {
	s := newStaff(t)
	for _, part := range []struct {
		name string
		run  func(*testing.T, staff)
	}{
		{"an officer reads why a tip is urgent, takes it, writes and closes", journey},
		{"two officers take the same tip", twoTake},
		{"a letter is not lost when somebody was quicker", staleLetter},
		{"what is missing in a form is said and what was typed stays", formFaults},
		{"only who has taken a tip may close it", closeByOther},
		{"a form without the session's token is refused on every route", tokenEverywhere},
		{"an administrator opens no tip", administrator},
		{"a tip of another body looks like none", foreignTip},
		{"files are saved, never shown", fileDownload},
		{"a file that breaks never looks whole", brokenFile},
		{"a hostile tip stays text", hostileTip},
		{"a tip in Urdu", urduTip},
		{"the queue is light and can be filtered", queuePages},
		{"the desk speaks Hindi", hindi},
		{"invitations say what is wrong", invitations},
		{"enrolment says what is wrong, and a link works once", enrolFaults},
		{"confirming needs the fingerprint's tick", confirmTick},
		{"a letter survives the end of the session", sessionEnds},
		{"signed out is signed out", signedOut},
	} {
		t.Run(part.name, func(t *testing.T) {
			run := s
			for _, p := range []**person{&run.admin, &run.cell, &run.bureau, &run.unit, &run.other} {
				c := **p
				c.browser = c.in(t)
				*p = &c
			}
			part.run(t, run)
		})
	}
	if log := s.log.String(); regexp.MustCompile(`/tips/[0-9a-f]|/enrol/\w|मथुरा|kavita`).MatchString(log) {
		t.Errorf("the log holds what it must not:\n%s", log)
	}
}

func journey(t *testing.T, s staff) {
	taken := s.send(t, told())
	path := "/tips/" + taken.Tip
	s.unit.get("/queue").says(http.StatusOK, "Immediate", "Mathura", taken.Tip[:8], "due in ", " minutes", "2 persons", "children", "New")
	s.pass(40 * time.Minute)
	s.unit.get("/queue").says(http.StatusOK, "overdue by")
	p := s.unit.get(path).says(http.StatusOK, "Immediate: Mathura", "Why this urgency", "Source of the rule", "held or locked in",
		"दो नाबालिग लड़कियों", "UP-AGRA", "UP-AHTB", "IN-NODAL", "DL-AHTB", "No letters yet", "Nobody has taken it")
	if rows := all(p.doc, func(n *html.Node) bool { return n.Data == "tr" }); len(rows) < 3 {
		t.Errorf("%d rows of reasons", len(rows))
	}
	account := p.find(func(n *html.Node) bool { return n.Data == "blockquote" })
	if account == nil || attr(account, "lang") != "hi" || attr(account, "dir") == "" {
		t.Errorf("the account is not marked as Hindi: %v", account)
	}
	safe, contact := strings.Index(p.Body, told().ContactWhen), strings.Index(p.Body, told().Contact)
	if safe < 0 || contact < 0 || safe > contact {
		t.Errorf("the safe time (%d) must stand before the contact (%d)", safe, contact)
	}
	p = s.unit.follow(s.unit.submit(p, path+"/take", nil)).says(http.StatusOK, "You have taken this tip", "With an officer", "You have taken it")
	letter := "क्या वे अभी भी वहीं हैं?\n\nकिस रंग का दरवाज़ा?"
	p = s.unit.follow(s.unit.submit(p, path+"/ask", url.Values{"text": {letter}, "question": {"1"}})).says(http.StatusOK, "The letter is sent", "Question sent", "किस रंग का दरवाज़ा?", "in 7 days")
	box, err := s.line.Look(context.Background(), taken.Number)
	if err != nil || len(box.Letters) != 1 || !strings.Contains(box.Letters[0].Text, "किस रंग") || box.Status != tips.Question {
		t.Fatalf("the tipster sees %+v, %v", box, err)
	}
	if err := s.line.WriteBy(context.Background(), taken.Number, "हाँ, नीला"); err != nil {
		t.Fatal(err)
	}
	p = s.unit.get(path).says(http.StatusOK, "Letter from the tipster", "हाँ, नीला")
	s.unit.follow(s.unit.submit(p, path+"/close", url.Values{"reason": {tips.Acted}, "note": {"FIR 12/2026, two girls found"}})).
		says(http.StatusOK, "The tip is closed", "Closed: Acted on", "FIR 12/2026", "Kavita Officer")
	if box, err = s.line.Look(context.Background(), taken.Number); err != nil || box.Status != tips.Closed || box.Reason != tips.Acted {
		t.Fatalf("the tipster sees %+v, %v", box, err)
	}
	s.unit.get("/queue").says(http.StatusOK).hides(taken.Tip)
	s.unit.get("/queue?status=closed").says(http.StatusOK, taken.Tip[:8])
}

func twoTake(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	mine, theirs := s.unit.get(path), s.other.get(path)
	mine = s.unit.get(path) // the second look changed nothing
	s.unit.follow(s.unit.submit(mine, path+"/take", nil)).says(http.StatusOK, "You have taken this tip")
	lost := s.other.submit(theirs, path+"/take", nil).says(http.StatusConflict, "Somebody was quicker", "Taken by Kavita Officer")
	if lost.find(func(n *html.Node) bool { return attr(n, "action") == path+"/take" }) != nil {
		t.Error("a tip that is taken can be taken")
	}
}

func staleLetter(t *testing.T, s staff) {
	taken := s.send(t, told())
	path := "/tips/" + taken.Tip
	p := s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	if err := s.line.WriteBy(context.Background(), taken.Number, "वे निकल रहे हैं"); err != nil {
		t.Fatal(err)
	}
	const letter = "A long letter <b>that</b> took twenty minutes"
	p = s.unit.submit(p, path+"/ask", url.Values{"text": {letter}, "question": {"1"}}).
		says(http.StatusConflict, "Somebody was quicker", "वे निकल रहे हैं", letter)
	if box, err := s.line.Look(context.Background(), taken.Number); err != nil || len(box.Letters) > 1 {
		t.Fatalf("%d letters, %v", len(box.Letters), err)
	}
	// The page that answered is fresh: sending from it works, with what was typed.
	s.unit.follow(s.unit.submit(p, path+"/ask", url.Values{"question": {"1"}})).says(http.StatusOK, "The letter is sent", letter)
	// A version that is no number changes nothing either.
	again := s.unit.get(path)
	s.unit.submit(again, path+"/close", url.Values{"version": {"x"}, "reason": {tips.Acted}, "note": {"my note"}}).says(http.StatusConflict, "my note")
}

func formFaults(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	p := s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	s.unit.submit(p, path+"/ask", url.Values{"text": {" \r\n\t"}}).says(http.StatusUnprocessableEntity, "Nothing is written here yet")
	long := strings.Repeat("अ", tips.MaxLetter+1)
	s.unit.submit(p, path+"/ask", url.Values{"text": {long}}).says(http.StatusUnprocessableEntity, "At most 10,000 characters", long)
	s.unit.submit(p, path+"/close", nil).says(http.StatusUnprocessableEntity, "Choose a reason", "Write what was done")
	bad := s.unit.submit(p, path+"/close", url.Values{"note": {"kept note"}}).says(http.StatusUnprocessableEntity, "Choose a reason", "kept note").hides("Write what was done")
	if n := bad.find(func(n *html.Node) bool { return n.Data == "fieldset" }); attr(n, "aria-invalid") != "true" {
		t.Error("the reasons are not marked as wrong")
	}
	chosen := s.unit.submit(p, path+"/close", url.Values{"reason": {tips.PassedOn}}).says(http.StatusUnprocessableEntity, "Write what was done")
	if n := chosen.find(func(n *html.Node) bool { return attr(n, "id") == "reason-passed-on" }); n == nil {
		t.Error("no choice for passed on")
	} else if _, on := hasAttr(n, "checked"); !on {
		t.Error("the reason that was chosen is lost")
	}
	s.unit.submit(p, path+"/close", url.Values{"reason": {"burnt"}, "note": {"x"}}).says(http.StatusUnprocessableEntity, "Choose a reason")
}

func closeByOther(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	p := s.other.get(path)
	if p.find(func(n *html.Node) bool { return attr(n, "action") == path+"/close" }) != nil {
		t.Error("who has not taken the tip is offered to close it")
	}
	version := attr(s.unit.get(path).find(func(n *html.Node) bool { return attr(n, "name") == "version" }), "value")
	s.other.post(path+"/close", url.Values{"csrf": {token(p)}, "version": {version}, "reason": {tips.False}, "note": {"gone"}}).
		says(http.StatusForbidden, "Only the officer who has taken this tip")
	s.unit.get(path).says(http.StatusOK, "With an officer")
}

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

func fileDownload(t *testing.T, s staff) {
	taken := s.send(t, told())
	page1 := []byte("<!DOCTYPE html><html><script>alert(1)</script></html>")
	picture := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), bytes.Repeat([]byte{0xab}, 600_000)...)
	for name, data := range map[string][]byte{"..\\..\\\"><img src=x>\u202egpj.exe": picture, "page.html": page1} {
		if err := s.line.AddFile(context.Background(), taken, name, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.line.FinishFiles(context.Background(), taken); err != nil {
		t.Fatal(err)
	}
	p := s.unit.get("/tips/"+taken.Tip).says(http.StatusOK, "Files", "586 KB", "SHA-256", "gpj.exe").hides("<img src=x>", `src="/tips`)
	links := all(p.doc, func(n *html.Node) bool { _, ok := hasAttr(n, "download"); return ok })
	if len(links) != 2 {
		t.Fatalf("%d files", len(links))
	}
	for _, a := range links {
		got := s.unit.get(attr(a, "href"))
		disposition := got.Header.Get("Content-Disposition")
		if !regexp.MustCompile(`^attachment; filename="tip-` + taken.Tip[:8] + `-[12]\.(jpg|bin)"$`).MatchString(disposition) {
			t.Errorf("Content-Disposition: %s", disposition)
		}
		if got.Header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("a file is served as %s under %q", got.Header.Get("Content-Type"), got.Header.Get("Content-Security-Policy"))
		}
		if want := map[bool][]byte{true: picture, false: page1}[strings.HasSuffix(disposition, `.jpg"`)]; got.Body != string(want) {
			t.Errorf("%s: %d bytes, want %d", disposition, len(got.Body), len(want))
		}
		head := s.unit.do(http.MethodHead, attr(a, "href"), nil, nil)
		if head.Status != http.StatusOK || head.Body != "" {
			t.Errorf("HEAD: %d with %d bytes", head.Status, len(head.Body))
		}
	}
	s.unit.get("/tips/"+taken.Tip).says(http.StatusOK, "File downloaded")
	s.other.get("/tips/" + taken.Tip + "/files/" + strings.Repeat("0", 32)).says(http.StatusNotFound)
}

func brokenFile(t *testing.T, _ staff) {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	ended := make(chan struct{})
	app.Get("/", func(c *fiber.Ctx) error {
		body := startBody(func(w io.Writer) error {
			defer close(ended)
			if _, err := io.WriteString(w, "half"); err != nil {
				return err
			}
			return errors.New("the store broke")
		})
		c.Context().SetBodyStream(body, 8)
		return nil
	})
	r, err := http.NewRequest(http.MethodGet, "/", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := app.Test(r, -1)
	if err == nil {
		_, err = io.ReadAll(res.Body)
	}
	if err == nil {
		t.Error("half a file was sent as a whole one")
	}
	<-ended
	// Who stops reading ends the writer too.
	body := startBody(func(w io.Writer) error {
		for {
			if _, err := w.Write(make([]byte, 1024)); err != nil {
				return err
			}
		}
	})
	if err := body.Close(); err != nil {
		t.Error(err)
	}
}

func hostileTip(t *testing.T, s staff) {
	bad := `</blockquote><script>alert(1)</script><a href="javascript:x">"'&` + "\u202e\u0000"
	tip := told()
	tip.Language, tip.Account, tip.Who, tip.Place.Text = `x" onload="alert(1)`, bad, bad, bad
	tip.Contact, tip.ContactWhen = bad, bad
	id := s.send(t, tip).Tip
	s.unit.get("/tips/"+id).says(http.StatusOK, "<script>alert(1)").hides("<script", `href="javascript`, ` onload="`)
	s.unit.get("/queue").says(http.StatusOK).hides("<script", ` onload="`)
}

func urduTip(t *testing.T, s staff) {
	tip := told()
	tip.Language, tip.Account = "ur", "آگرہ کے پاس ایک گھر میں لڑکیوں کو بند رکھا ہے"
	p := s.unit.get("/tips/"+s.send(t, tip).Tip).says(http.StatusOK, "لڑکیوں")
	if n := p.find(func(n *html.Node) bool { return n.Data == "blockquote" }); attr(n, "lang") != "ur" || attr(n, "dir") != "rtl" {
		t.Errorf("marked as %q %q", attr(n, "lang"), attr(n, "dir"))
	}
}

func queuePages(t *testing.T, s staff) {
	tip := told()
	tip.Account = strings.Repeat("ईंट भट्ठे पर बच्चों से काम कराते हैं और मज़दूरी नहीं देते। ", 30)
	tip.Place.Text, tip.When = strings.Repeat("बहुत लंबा गाँव ", 20), "past"
	for range 27 {
		s.send(t, tip)
	}
	hindi := *s.unit.browser
	hindi.lang = "hi"
	for _, p := range []page{s.unit.get("/queue"), hindi.get("/queue")} {
		// Source: UX.md, "Weight and type": content pages 30 KB at most.
		if n := len(p.Body); n > 30<<10 {
			t.Errorf("the queue weighs %d bytes", n)
		}
		t.Logf("the queue with %d rows: %d bytes", len(all(p.doc, func(n *html.Node) bool { return n.Data == "tr" }))-1, len(p.Body))
	}
	p := s.unit.get("/queue").says(http.StatusOK, "Page 1 of", "Next page")
	next := p.find(func(n *html.Node) bool { return attr(n, "rel") == "next" })
	s.unit.get(attr(next, "href")).says(http.StatusOK, "Page 2 of", "Previous page")
	s.unit.get("/queue?status=closed&urgency=information").says(http.StatusOK, "Nothing to show")
	for _, odd := range []string{"?page=-1", "?page=99999999999999999999", "?page=999999", "?status=%00&urgency=<x>", "?all=1", "?note=<x>"} {
		s.unit.get("/queue" + odd).says(http.StatusOK).hides("<x>")
	}
	kept := s.unit.get("/queue?status=read&urgency=immediate&all=1")
	for _, id := range []string{"all"} {
		if _, on := hasAttr(kept.find(func(n *html.Node) bool { return attr(n, "id") == id }), "checked"); !on {
			t.Error("the filter forgets what it shows")
		}
	}
	s.bureau.get("/queue").says(http.StatusOK)
	s.bureau.get("/queue?all=1").says(http.StatusOK, "Mathura")
}

func hindi(t *testing.T, s staff) {
	b := s.unit
	here := b.get("/queue?status=read")
	back := b.submit(here, "/language", url.Values{"lang": {"hi"}})
	if back.Location != "/queue?status=read" {
		t.Errorf("leads back to %q", back.Location)
	}
	p := b.follow(back).says(http.StatusOK, "कतार")
	if root := p.find(func(n *html.Node) bool { return n.Data == "html" }); attr(root, "lang") != "hi" {
		t.Error("not marked as Hindi")
	}
	b.get("/tips/"+s.send(t, told()).Tip).says(http.StatusOK, "तत्काल", "यह तात्कालिकता क्यों", "मथुरा")
	for _, path := range []string{"/people", "/waiting"} {
		b.get(path).says(http.StatusOK)
	}
	b.follow(b.submit(p, "/language", url.Values{"lang": {"xx"}})).says(http.StatusOK, "कतार")
	b.follow(b.submit(p, "/language", url.Values{"lang": {"en"}, "back": {"//evil.example"}})).says(http.StatusOK, "Queue")
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
	// Small letters are meant as they look.
	s.invite(s.admin, "Sunita", tips.RoleOfficer, " up-agra ")
	s.admin.get("/people").says(http.StatusOK, "Sunita", "invited")
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
	b.submit(p, link, fill("farah", "short", "short", "1")).says(http.StatusUnprocessableEntity, "too weak")
	b.submit(p, link, fill("farah", pass, pass, "000000")).says(http.StatusUnprocessableEntity, "code is wrong")
	b.submit(p, link, fill("kavita.agra", pass, pass, s.code(t, secret))).says(http.StatusUnprocessableEntity, "taken")
	b.submit(p, link, fill("ab", pass, pass, s.code(t, secret))).says(http.StatusUnprocessableEntity, "sign-in name")
	b.follow(b.submit(p, link, fill("farah", pass, pass, s.code(t, secret)))).says(http.StatusOK, "Your account is set up")
	b.get(link).says(http.StatusGone, "link was used")
	b.submit(p, link, fill("farah2", pass, pass, s.code(t, secret))).says(http.StatusGone, "link was used")
	for _, made := range []string{"x", strings.Repeat("y", 43), "%00", strings.Repeat("z", 3000)} {
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
	list := s.unit.get("/waiting").says(http.StatusOK, "Nadia Officer", print)
	form := list.find(func(n *html.Node) bool { return n.Data == "form" && strings.Contains(text(n), "Nadia") })
	s.unit.submit(list, attr(form, "action"), nil).says(http.StatusUnprocessableEntity, "Compare the fingerprint")
	p.get("/waiting").says(http.StatusOK, "Waiting for confirmation")
	s.bureau.submit(list, attr(form, "action"), url.Values{"csrf": {token(s.bureau.get("/queue"))}, "read": {"1"}}).says(http.StatusForbidden)
	s.confirm(s.unit, "Nadia Officer")
	p.get("/queue").says(http.StatusOK, "Queue")
}

func sessionEnds(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	p := s.other.follow(s.other.submit(s.other.get(path), path+"/take", nil))
	s.clock.move(tips.SessionIdle + 2*time.Minute)
	const letter = "what took a long time to write"
	ended := s.other.submit(p, path+"/ask", url.Values{"text": {letter}}).says(http.StatusUnauthorized, "Your session has ended", letter)
	if s.other.cookies["desk"] != "" {
		t.Error("a cookie that opens nothing is kept")
	}
	fill := url.Values{"login": {s.other.login}, "pass": {pass}, "code": {s.code(t, s.other.secret)}}
	wrong := url.Values{"login": {s.other.login}, "pass": {"wrong"}, "code": {"123456"}}
	s.other.submit(ended, "/sign-in", wrong).says(http.StatusUnauthorized, "is wrong")
	s.other.follow(s.other.submit(ended, "/sign-in", fill)).says(http.StatusOK, "You have taken it")
	s.other.submit(s.other.get("/queue"), "/sign-out", nil)
}

func signedOut(t *testing.T, s staff) {
	s.signIn(s.bureau).says(http.StatusOK, "Queue")
	cookie := s.bureau.cookies["desk"]
	if c := s.bureau.set["desk"]; c == nil || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || c.Path != "/" || c.MaxAge != 0 || !c.Expires.IsZero() {
		t.Errorf("the session's cookie is %+v", c)
	}
	out := s.bureau.follow(s.bureau.submit(s.bureau.get("/queue"), "/sign-out", nil)).says(http.StatusOK, "You are signed out")
	if s.bureau.cookies["desk"] != "" {
		t.Error("the cookie is kept")
	}
	s.bureau.cookies["desk"] = cookie
	if p := s.bureau.get("/queue"); p.Status != http.StatusSeeOther {
		t.Errorf("an old cookie opens the queue: %d", p.Status)
	}
	unknown := s.bureau.submit(out, "/sign-in", url.Values{"login": {"nobody"}, "pass": {pass}, "code": {"123456"}}).says(http.StatusUnauthorized)
	wrong := s.bureau.submit(out, "/sign-in", url.Values{"login": {"meera.up"}, "pass": {pass}, "code": {"123456"}}).says(http.StatusUnauthorized)
	if unknown.words() != wrong.words() {
		t.Error("an unknown name can be told from a wrong code")
	}
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
