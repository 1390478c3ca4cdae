package desk

import (
	"net/http"
	"net/url"
	"testing"

	"golang.org/x/net/html"
)

// transferred: an officer names a place, chooses among the bodies there, and
// the tip is gone from the queue but not from sight.
func transferred(t *testing.T, s staff) {
	taken := s.send(t, told())
	path := "/tips/" + taken.Tip
	p := s.unit.get(path).says(http.StatusOK, "Give to another body")
	send := func(v url.Values) page {
		form := p.find(func(n *html.Node) bool { return attr(n, "action") == path+"/transfer" })
		for _, in := range all(form, func(n *html.Node) bool { return attr(n, "type") == "hidden" }) {
			v.Set(attr(in, "name"), attr(in, "value"))
		}
		return s.unit.post(path+"/transfer", v)
	}
	send(url.Values{}).says(http.StatusUnprocessableEntity, "Name the body or the place.", "Say why.")
	send(url.Values{"to": {"zzqqzzqq"}, "why": {"x"}}).says(http.StatusUnprocessableEntity, "No body is known by that name")
	p = send(url.Values{"to": {"Jaipur"}, "why": {"She was taken there"}}).
		says(http.StatusUnprocessableEntity, "Choose the body.", "Which of these?", "Rajasthan", "She was taken there")
	radios := all(p.doc, func(n *html.Node) bool { return attr(n, "name") == "body" })
	if len(radios) < 2 || attr(radios[0], "value") != "RJ-JAIPUR" {
		t.Fatalf("%d bodies are offered for Jaipur", len(radios))
	}
	done := send(url.Values{"to": {"Jaipur"}, "body": {attr(radios[0], "value")}, "why": {"She was taken there"}})
	if done.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %.300s", done.Status, done.Body)
	}
	s.unit.get(done.Location).says(http.StatusOK, "You can still read it here", "Given to another body", "She was taken there").hides("Take this tip")
}
