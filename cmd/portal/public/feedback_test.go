package public

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"mukti/tips"
)

func (h *house) given() []tips.Feedback {
	h.t.Helper()
	all, err := h.db.ListFeedback(h.t.Context(), false, 100)
	must(h.t, err)
	return all
}

func TestFeedback(t *testing.T) {
	h := newHouse(t)
	h.get("/en/library/laws/2023-bns").says(t, 200, `href="/en/feedback?about=library%2flaws%2f2023-bns"`)
	page := h.get("/en/feedback?about=library/laws/2023-bns").says(t, 200, "This is not the form for tips.", `href="/en/form"`, "tel:112", `value="library/laws/2023-bns"`)
	checkPage(t, page, "en")
	if page.Header.Get("Cache-Control") != "no-store" {
		t.Error("the form is kept by caches")
	}
	to := h.post("/en/feedback", url.Values{"about": {"library/laws/2023-bns"}, "text": {"planted-words are wrong"}, "reach": {"planted-reach@example.org"}}).to(t)
	if to != "/en/feedback?about=library/laws/2023-bns&sent=1" {
		t.Errorf("to %s", to)
	}
	h.get(to).says(t, 200, "It was taken and sealed.")
	all := h.given()
	if len(all) != 1 || all[0].About != "library/laws/2023-bns" || all[0].Lang != "en" {
		t.Fatalf("%+v", all)
	}

	// What is no page of ours stands nowhere in clear.
	for _, about := range []string{"planted about", "library/laws/planted-slug", "library/planted/", "https://planted.example", "units/planted", "../planted", "library/laws/2023-bns?planted"} {
		if a := h.get("/hi/feedback?about="+url.QueryEscape(about)).says(t, 200); strings.Contains(a.body, "planted") {
			t.Errorf("%q is shown", about)
		}
		if to := h.post("/hi/feedback", url.Values{"about": {about}, "text": {"x"}}).to(t); to != "/hi/feedback?sent=1" {
			t.Errorf("%q: to %s", about, to)
		}
	}
	for about, name := range map[string]string{"units/UP-AGRA": "Agra", "library/laws/": "Laws", "safety": "Staying safe"} {
		h.get("/en/feedback?about="+url.QueryEscape(about)).says(t, 200, name)
	}

	// Nothing filled in, and a broken body: 303 with the reason on the next page.
	if to := h.post("/en/feedback", url.Values{"about": {"safety"}, "text": {" "}}).to(t); to != "/en/feedback?about=safety&e=nothing#e" {
		t.Errorf("to %s", to)
	}
	checkPage(t, h.get("/en/feedback?e=nothing").says(t, 200, "Nothing was filled in. Write a few words."), "en")
	h.do("POST", "/en/feedback", strings.NewReader("{"), "Content-Type", "application/json").to(t)

	// What was written is sealed. A control: the page's address is in clear.
	must(t, h.db.Close())
	file, err := os.ReadFile(h.file)
	must(t, err)
	for word, there := range map[string]bool{"planted": false, "library/laws/2023-bns": true} {
		if strings.Contains(string(file), word) != there {
			t.Errorf("%q in the database: %v", word, !there)
		}
	}
	if log := h.log.String(); strings.Contains(log, "planted") {
		t.Errorf("in the log: %s", log)
	}
}

// TestFeedbackIsBounded: by source, and in all; a tip is taken all the same.
func TestFeedbackIsBounded(t *testing.T) {
	h := newHouse(t)
	for range feedbackFew {
		h.post("/en/feedback", url.Values{"text": {"x"}}).to(t)
	}
	if to := h.post("/en/feedback", url.Values{"text": {"x"}}).to(t); !strings.Contains(to, "e=enough") {
		t.Errorf("to %s", to)
	}
	h.get("/ur/feedback?e=enough").says(t, 200, "اطلاعات ہمیشہ کی طرح لی جاتی ہیں")
	h.send("en", url.Values{"signs": {"debt"}}).receipt(t)
	if n := len(h.given()); n != feedbackFew {
		t.Errorf("%d are kept", n)
	}
	h.clock.move(2 * feedbackSpan)
	if to := h.post("/en/feedback", url.Values{"text": {"x"}}).to(t); !strings.Contains(to, "sent=1") {
		t.Errorf("an hour later: %s", to)
	}
}
