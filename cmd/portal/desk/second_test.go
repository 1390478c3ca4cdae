package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mukti/tips"
)

// TestAnInvitationNeedsASecondAdministrator: with one administrator a link is
// made at once; with two, the other has to agree, and the link is shown once to
// who asked.
func TestAnInvitationNeedsASecondAdministrator(t *testing.T) {
	s := newStaff(t)
	s.invite(s.admin, "Lata Admin", tips.RoleAdministrator, "")
	second := s.enrol(t, s.invite(s.admin, "Lata Second", tips.RoleAdministrator, ""), "lata.admin")
	s.signIn(second)

	ask := func() {
		s.admin.follow(s.admin.submit(s.admin.get("/people"), "/people", url.Values{"name": {"Nobody Yet"}, "role": {tips.RoleCell}, "body": {"IN-NODAL"}})).
			says(http.StatusOK, "Asked. A second person has to agree", "Nobody Yet").hides("/enrol/", "Do it now")
	}
	ask()
	// The one who asked cannot agree, by page or by hand.
	own := s.admin.get("/second")
	mine := attr(own.find(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "action"), "/second/") }), "action")
	s.admin.post(mine, url.Values{"csrf": {token(own)}, "yes": {"1"}}).says(http.StatusNotFound)
	s.unit.get("/second").hides("Nobody Yet")
	s.unit.post(mine, url.Values{"csrf": {token(s.unit.get("/queue"))}, "yes": {"1"}}).says(http.StatusNotFound)
	make := strings.Replace(mine, "/second/", "/people/invitations/", 1)
	s.admin.submit2(own, make).says(http.StatusNotFound)

	theirs := second.get("/second").says(http.StatusOK, "Nobody Yet", "Ravi Admin")
	second.follow(second.submit(theirs, mine, url.Values{"yes": {"1"}})).says(http.StatusOK, "Agreed").hides("Nobody Yet")
	made := s.admin.submit(s.admin.get("/second").says(http.StatusOK, "Do it now"), make, nil).says(http.StatusCreated, "One-time link", "Nobody Yet")
	_ = made
	s.admin.submit2(own, make).says(http.StatusNotFound)

	ask()
	theirs = second.get("/second")
	no := attr(theirs.find(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "action"), "/second/") }), "action")
	second.follow(second.submit(theirs, no, url.Values{"yes": {"0"}})).says(http.StatusOK, "Not agreed").hides("Nobody Yet")
	s.admin.get("/second").hides("Nobody Yet")
}

// submit2 sends a form that the page does not have, with its token and the passphrase.
func (b *browser) submit2(p page, action string) page {
	b.t.Helper()
	return b.post(action, url.Values{"csrf": {token(p)}, fieldAgain: {pass}})
}

// TestThePassphraseIsAskedAgain: an act that the table marks so is not done
// without it, the form is carried over, and ten wrong ones end the session.
func TestThePassphraseIsAskedAgain(t *testing.T) {
	s := newStaff(t)
	people := s.admin.get("/people")
	form := url.Values{"csrf": {token(people)}, "name": {"Not Yet Made"}, "role": {tips.RoleEditor}}
	asked := s.admin.post("/people", form).says(http.StatusOK, "Your passphrase again").hides("/enrol/")
	if !strings.Contains(asked.Body, "Not Yet Made") {
		t.Error("the form was not carried over")
	}
	s.admin.get("/people").hides("Not Yet Made")
	form.Set(fieldAgain, "a wrong passphrase")
	for range 9 {
		s.admin.post("/people", form).says(http.StatusUnprocessableEntity, "That is not your passphrase")
	}
	s.admin.get("/people").says(http.StatusOK).hides("Not Yet Made")
	s.admin.post("/people", form).says(http.StatusUnauthorized)
	if p := s.admin.get("/people"); p.Status != http.StatusSeeOther {
		t.Errorf("the session lives after ten wrong passphrases: %d", p.Status)
	}
}
