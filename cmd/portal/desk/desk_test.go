package desk

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

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
		{"a tip is given to another body", transferred},
		{"every triage ends in one of four", triageEnds},
		{"a false report waits for a second person", falseReport},
		{"links by hand are made and taken back", linksByHand},
		{"a ready letter comes in the tipster's language", readyLetters},
		{"a file that breaks never looks whole", brokenFile},
		{"a hostile tip stays text", hostileTip},
		{"a tip in Urdu", urduTip},
		{"tips that name the same telephone are linked once one was looked at", commonTips},
		{"near copies are one line, and go with the tip they repeat", nearCopies},
		{"the law's own clock stands apart", lawsClock},
		{"the queue is light and can be filtered", queuePages},
		{"the desk speaks Hindi", hindi},
		{"invitations say what is wrong", invitations},
		{"an editor of the library has nothing here", editor},
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
	p = s.unit.follow(s.unit.submit(p, path+"/ask", url.Values{"text": {letter}, "question": {"1"}})).says(http.StatusOK, "The letter is sent", "Question sent", "किस रंग का दरवाज़ा?", "in 24 hours")
	box, err := s.line.Look(context.Background(), taken.Number)
	if err != nil || len(box.Letters) != 1 || !strings.Contains(box.Letters[0].Text, "किस रंग") || box.Status != tips.Question {
		t.Fatalf("the tipster sees %+v, %v", box, err)
	}
	if err := s.line.WriteBy(context.Background(), taken.Number, "हाँ, नीला"); err != nil {
		t.Fatal(err)
	}
	p = s.unit.get(path).says(http.StatusOK, "Letter from the tipster", "हाँ, नीला")
	s.unit.follow(s.unit.submit(p, path+"/close", url.Values{"reason": {tips.Acted}, "fir": {"0012/2026"}, "station": {"Mathura GRP"},
		"on": {"2026-11-22"}, "children": {"२"}, "note": {"Two girls found"}})).
		says(http.StatusOK, "The tip is closed", "Closed: Acted on", "0012/2026", "Mathura GRP", "Children found 2", "Two girls found", "Kavita Officer")
	if box, err = s.line.Look(context.Background(), taken.Number); err != nil || box.Status != tips.Closed || box.Reason != tips.Acted {
		t.Fatalf("the tipster sees %+v, %v", box, err)
	}
	s.unit.get("/queue").says(http.StatusOK).hides(taken.Tip)
	s.unit.get("/queue?status=closed").says(http.StatusOK, taken.Tip[:8])
}

func twoTake(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	s.unit.get(path)
	theirs, mine := s.other.get(path), s.unit.get(path) // a second look changes nothing
	s.unit.follow(s.unit.submit(mine, path+"/take", nil)).says(http.StatusOK, "You have taken this tip")
	lost := s.other.submit(theirs, path+"/take", nil).says(http.StatusConflict, "Somebody was quicker", "Taken by Kavita Officer")
	// Told so, an officer in charge may take it over; an officer may not.
	takes := func(p page) bool {
		return p.find(func(n *html.Node) bool { return attr(n, "action") == path+"/take" }) != nil
	}
	if !takes(lost) {
		t.Error("the officer in charge cannot take a tip over")
	}
	s.other.follow(s.other.submit(lost, path+"/take", nil)).says(http.StatusOK, "You have taken this tip")
	if takes(s.unit.get(path).says(http.StatusOK, "Taken by")) {
		t.Error("a tip that is taken can be taken by anybody")
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
	s.unit.submit(again, path+"/close", url.Values{"version": {"x"}, "reason": {tips.NoAction}, "note": {"my note"}}).says(http.StatusConflict, "my note")
}

func formFaults(t *testing.T, s staff) {
	path := "/tips/" + s.send(t, told()).Tip
	p := s.unit.follow(s.unit.submit(s.unit.get(path), path+"/take", nil))
	s.unit.submit(p, path+"/ask", url.Values{"text": {" \r\n\t"}}).says(http.StatusUnprocessableEntity, "Nothing is written here yet")
	long := strings.Repeat("अ", tips.MaxLetter+1)
	s.unit.submit(p, path+"/ask", url.Values{"text": {long}}).says(http.StatusUnprocessableEntity, "At most 10,000 characters", long)
	s.unit.submit(p, path+"/close", nil).says(http.StatusUnprocessableEntity, "Choose a reason", "Nothing is written here yet")
	bad := s.unit.submit(p, path+"/close", url.Values{"note": {"kept note"}}).says(http.StatusUnprocessableEntity, "Choose a reason", "kept note").hides("Nothing is written here yet")
	if n := bad.find(func(n *html.Node) bool { return attr(n, "id") == "reason" }); attr(n, "aria-invalid") != "true" {
		t.Error("the reasons are not marked as wrong")
	}
	chosen := s.unit.submit(p, path+"/close", url.Values{"reason": {tips.PassedOn}}).says(http.StatusUnprocessableEntity, "Nothing is written here yet", "Say to whom it was passed on")
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
