package desk

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
)

// secretive is a tip full of what must never leave, each word nowhere else.
func secretive() (tips.Submission, map[string]string) {
	words := map[string]string{
		"account": "Plantaccount", "name in the account": "Sunita Plantname", "who": "Plantwho", "place as told": "Plantplace near Mathura",
		"contact": "9876501234", "contact's words": "Plantcontact", "safe time": "Plantsafetime", "pin": "281001", "the tipster's own phone": "9876501234",
		"letter": "Plantletter", "number like Aadhaar": "2345 6789 0124",
	}
	s := told()
	s.Account = words["account"] + ": two girls, " + words["name in the account"] + " and a sister, are locked in a house and will be moved tonight. Call me on " +
		words["contact"] + ". The man's number is 9123456780, his car UP 85 AB 1234. My card " + words["number like Aadhaar"]
	s.Who, s.Role, s.Language = words["who"]+" of a brick kiln, 9123456780", "family", "en"
	s.Place = tips.PlaceText{Text: words["place as told"], State: "UP", District: 167, PIN: words["pin"]}
	s.Contact, s.ContactWhen = words["contact's words"]+" "+words["contact"], words["safe time"]
	return s, words
}

// formTo fills the form of a page with its action, passphrase and all.
func (p *person) formTo(at page, action string, fill url.Values) page {
	p.t.Helper()
	form := at.find(func(n *html.Node) bool { return attr(n, "action") == action })
	if form == nil {
		p.t.Fatalf("no form to %s:\n%s", action, at.words())
	}
	v := url.Values{fieldAgain: {pass}}
	for _, in := range all(form, func(n *html.Node) bool { return attr(n, "type") == "hidden" }) {
		v.Set(attr(in, "name"), attr(in, "value"))
	}
	for k, w := range fill {
		v[k] = w
	}
	return p.post(action, v)
}

// takeable gives the path of a file that may be taken, or "".
func takeable(p page) string {
	form := p.find(func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/take") })
	if form == nil {
		return ""
	}
	return attr(form, "action")
}

// newest is the path of the newest file on a tip's page of exports.
func newest(t *testing.T, p page) string {
	t.Helper()
	a := p.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "/export/") })
	if a == nil {
		t.Fatalf("no file on the page:\n%s", p.words())
	}
	return attr(a, "href")
}

func agreeTo(t *testing.T, p *person, yes string) page {
	t.Helper()
	list := p.get("/second").says(http.StatusOK)
	form := list.find(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "action"), "/second/") })
	if form == nil {
		t.Fatalf("nothing waits for %s", p.login)
	}
	return p.submit(list, attr(form, "action"), url.Values{"yes": {yes}})
}

// TestNothingOfTheTipsterLeaves: of a tip that is full of names, contacts and
// words, every kind of file holds none; the suspect's ticked marks it holds.
func TestNothingOfTheTipsterLeaves(t *testing.T) {
	s := newStaff(t)
	told, words := secretive()
	taken := s.send(t, told)
	path := "/tips/" + taken.Tip + "/export"
	s.unit.get("/tips/"+taken.Tip).says(http.StatusOK, words["account"]) // the control: the words are there
	for _, kind := range tips.OutKinds() {
		p := s.unit.get(path).says(http.StatusOK, "What may leave", "9123456780", "UP85AB1234")
		for what, w := range words {
			if strings.Contains(p.Body, w) {
				t.Errorf("%s is offered for an export", what)
			}
		}
		marks := []string{}
		for _, n := range all(p.doc, func(n *html.Node) bool { return attr(n, "name") == "mark" }) {
			marks = append(marks, attr(n, "value"))
		}
		if len(marks) != 2 {
			t.Errorf("marks that are offered: %q", marks)
		}
		done := s.unit.formTo(p, path, url.Values{"kind": {kind}, "mark": append(marks, "phone:+919876501234"), "text": {"Watch the road to Delhi; stop the car."}, "sure": {"1"}})
		s.unit.follow(done).says(http.StatusOK, "Asked. A second person has to agree")
		file := newest(t, s.unit.get(path))
		if takeable(s.unit.get(file)) != "" {
			t.Errorf("%s may be taken before anybody agreed", kind)
		}
		s.unit.formTo(p, path, url.Values{"kind": {"x"}}).says(http.StatusUnprocessableEntity, "Choose a kind of file")
		// Taken all the same, past the page: refused.
		s.unit.post(file+"/take", url.Values{"csrf": {token(p)}}).says(http.StatusForbidden, "Nobody has agreed")
		s.other.get(file).says(http.StatusOK, "The file, as it leaves")
		s.other.follow(agreeTo(t, s.other, "1")).says(http.StatusOK, "Agreed")
		s.other.post(file+"/take", url.Values{"csrf": {token(s.other.get("/queue"))}}).says(http.StatusForbidden) // who agreed did not ask
		got := s.unit.submit(s.unit.get(file), file+"/take", nil)
		if got.Status != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment;") || got.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v", kind, got.Status, got.Header)
		}
		for what, w := range words {
			for _, form := range []string{w, strings.ReplaceAll(w, " ", ""), strings.Fields(w)[0]} {
				if form != "Sunita" && len(form) < 5 || form == "two" {
					continue
				}
				if strings.Contains(strings.ToLower(got.Body), strings.ToLower(form)) {
					t.Errorf("%s: %s left: %s", kind, what, got.Body)
				}
			}
		}
		for _, w := range []string{"family", "witness", "locked in a house", "police"} {
			if strings.Contains(got.Body, w) {
				t.Errorf("%s: %q left", kind, w)
			}
		}
		// The control: what may leave has left.
		for _, w := range []string{"9123456780", "UP85AB1234", taken.Tip[:8], "Mathura"} {
			if !strings.Contains(got.Body, w) {
				t.Errorf("%s lacks %q:\n%s", kind, w, got.Body)
			}
		}
		// A second time: gone.
		s.unit.post(file+"/take", url.Values{"csrf": {token(p)}}).says(http.StatusConflict, "was taken already")
		s.unit.get(path).says(http.StatusOK, "was taken")
	}
	s.unit.get("/tips/"+taken.Tip).says(http.StatusOK, "Took a file out of the unit", "htcds-json")
}

// TestAnAlertThatTellsIsRefused: what the officer writes may not hold the way to
// reach the tipster, in any writing, or repeat the account.
func TestAnAlertThatTellsIsRefused(t *testing.T) {
	s := newStaff(t)
	told, _ := secretive()
	taken := s.send(t, told)
	path := "/tips/" + taken.Tip + "/export"
	p := s.unit.get(path)
	for text, want := range map[string]string{
		"Ring +91 98765 01234":                               "holds the way to reach the tipster",
		"Ring ९८७६५०१२३४":                                    "holds the way to reach the tipster",
		"ring plantcontact 98765 01234":                      "holds the way to reach the tipster",
		"They say a sister, are locked in a house and so on": "repeats words of the account",
	} {
		s.unit.formTo(p, path, url.Values{"kind": {tips.OutAlert}, "text": {text}, "sure": {"1"}}).says(http.StatusUnprocessableEntity, want, strings.Fields(text)[0])
	}
	s.unit.formTo(p, path, url.Values{"kind": {tips.OutAlert}, "text": {"fine"}}).says(http.StatusUnprocessableEntity, "tick that it shows nobody")
	s.unit.follow(s.unit.formTo(p, path, url.Values{"kind": {tips.OutAlert}, "text": {"A house near the station, two girls locked in"}, "sure": {"1"}})).
		says(http.StatusOK, "Asked.")
}

// TestAFileOfATipThatMovedStays: agreed to here, then the tip is another unit's.
func TestAFileOfATipThatMovedStays(t *testing.T) {
	s := newStaff(t)
	taken := s.send(t, told())
	path := "/tips/" + taken.Tip + "/export"
	ask := func() string {
		s.unit.follow(s.unit.formTo(s.unit.get(path), path, url.Values{"kind": {tips.OutCSV}, "sure": {"1"}})).says(http.StatusOK, "Asked.")
		agreeTo(t, s.other, "1")
		return newest(t, s.unit.get(path))
	}
	// Too late: agreed to for a day.
	late := ask()
	s.clock.move(25 * time.Hour)
	s.signIn(s.unit)
	s.signIn(s.other)
	s.unit.post(late+"/take", url.Values{"csrf": {token(s.unit.get("/queue"))}}).says(http.StatusForbidden)
	moved := ask()
	page := s.unit.get("/tips/" + taken.Tip)
	tip, err := s.desk.Config.Tip(context.Background(), taken.Tip)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.desk.Transfer(t.Context(), seatOf(t, s, s.unit), taken.Tip, tip.Version, "RJ-JAIPUR", "It is theirs"); err != nil {
		t.Fatal(err)
	}
	if after, err := s.desk.Config.Tip(context.Background(), taken.Tip); err != nil || after.Unit != "RJ-JAIPUR" {
		t.Fatalf("the tip is %s's, %v", after.Unit, err)
	}
	s.unit.post(moved+"/take", url.Values{"csrf": {token(page)}}).says(http.StatusNotFound)
	s.unit.get(path).says(http.StatusNotFound)
}

func v64(n int64) string { return strconv.FormatInt(n, 10) }
