package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
)

// one is the address of the first in the list of feedback, "" for none.
func (p page) one() string {
	for _, a := range all(p.doc, func(n *html.Node) bool { return n.Data == "a" }) {
		if strings.HasPrefix(attr(a, "href"), "/feedback/") {
			return attr(a, "href")
		}
	}
	return ""
}

// TestFeedbackGoesToTheCellAndThenToEditors: the cell reads all of it; an editor
// only what the cell has handed on, also by its address; nobody else any.
func TestFeedbackGoesToTheCellAndThenToEditors(t *testing.T) {
	s := newStaff(t)
	give := func(about, lang, text, reach string) {
		t.Helper()
		if err := s.line.GiveFeedback(t.Context(), about, lang, tips.FeedbackText{Text: text, Reach: reach}); err != nil {
			t.Fatal(err)
		}
	}
	s.cell.get("/feedback").says(http.StatusOK, "There is nothing.")
	give("library/laws/2023-bns", "hi", "धारा 143 में \x00भूल है\nदूसरी पंक्ति", "reader@example.org")

	list := s.cell.get("/feedback").says(http.StatusOK, "library/laws/2023-bns", "हिन्दी", "do not have it").hides("भूल")
	address := list.one()
	s.cell.get(address).says(http.StatusOK, "धारा 143 में भूल है", "दूसरी पंक्ति", "reader@example.org", "No editor has an account.", "The form for tips")
	s.cell.post(address+"/hand", url.Values{"csrf": {token(s.cell.get(address))}}).says(http.StatusConflict, "No editor has an account.", "धारा 143")

	join := func(name, login string) *person {
		p := s.enrol(t, s.invite(s.admin, name, tips.RoleEditor, ""), login)
		s.signIn(p)
		return p
	}
	editor := join("Lata Editor", "lata.editor")
	editor.get("/feedback").says(http.StatusOK, "There is nothing.").hides("2023-bns")
	editor.get(address).says(http.StatusNotFound).hides("143")
	editor.post(address+"/erase", url.Values{"csrf": {token(editor.get("/feedback"))}}) // not an editor's yet
	s.cell.get(address).says(http.StatusOK, "धारा 143")
	for who, p := range map[string]*person{"unit": s.unit, "bureau": s.bureau, "administrator": s.admin} {
		if got := p.get("/feedback"); got.Status != http.StatusForbidden {
			t.Errorf("%s: %d", who, got.Status)
		}
		if got := p.get(address); got.Status != http.StatusForbidden || strings.Contains(got.words(), "143") {
			t.Errorf("%s: %d", who, got.Status)
		}
	}

	// An editor cannot hand it to the editors.
	if got := editor.post(address+"/hand", url.Values{"csrf": {token(editor.get("/feedback"))}}); got.Status != http.StatusForbidden {
		t.Errorf("an editor hands on: %d", got.Status)
	}
	s.cell.follow(s.cell.submit(s.cell.get(address).says(http.StatusOK, "Lata Editor"), address+"/hand", nil)).says(http.StatusOK, "The editors have it.", "have it")
	editor.get(editor.get("/feedback").says(http.StatusOK, "library/laws/2023-bns").one()).says(http.StatusOK, "धारा 143 में भूल है", "reader@example.org").hides("Hand on")

	// Who comes later has none of it.
	later := join("New Editor", "new.editor")
	later.get(address).says(http.StatusNotFound)

	editor.follow(editor.submit(editor.get(address), address+"/erase", nil)).says(http.StatusOK, "It is erased.", "There is nothing.")
	s.cell.get(address).says(http.StatusNotFound)

	// It goes by itself.
	give("", "en", "old", "")
	s.cell.get("/feedback").says(http.StatusOK, "the site as a whole")
	s.clock.move(91 * 24 * time.Hour)
	if _, err := s.line.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.signIn(s.cell)
	s.cell.get("/feedback").says(http.StatusOK, "There is nothing.")
	s.cell.get("/audit").says(http.StatusOK, "read what a reader wrote about the site", "handed feedback on to the editors", "erased feedback").hides("143", "reader@example.org")
}

// TestANumberInFeedbackIsBlackedOut: whoever asks about a tip writes its number.
func TestANumberInFeedbackIsBlackedOut(t *testing.T) {
	s := newStaff(t)
	taken := s.send(t, told())
	err := s.line.GiveFeedback(t.Context(), "", "en", tips.FeedbackText{Text: "no answer to " + taken.Number + " since May", Reach: taken.Number})
	if err != nil {
		t.Fatal(err)
	}
	s.cell.get(s.cell.get("/feedback").one()).says(http.StatusOK, "no answer to ██████ since May").hides(taken.Number)
	// Nor does half of one stay where the text is cut.
	err = s.line.GiveFeedback(t.Context(), "", "hi", tips.FeedbackText{Text: strings.Repeat("x", tips.MaxFeedback-10) + " " + taken.Number})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all(s.cell.get("/feedback").doc, func(n *html.Node) bool { return n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/feedback/") }) {
		s.cell.get(attr(a, "href")).says(http.StatusOK).hides(taken.Number[:6])
	}
}
