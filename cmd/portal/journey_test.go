package main

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

const mathuraAccount = "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे"

// sendMathura fills the form as a citizen would and gives the page after sending.
func sendMathura(b *browser) page {
	b.t.Helper()
	return b.send(b.ok("/hi/form"), "/hi/form", url.Values{
		"account": {mathuraAccount}, "place": {"मथुरा"}, "signs": {"locked-in", "being-moved"}, "when": {"now"}, "children": {"yes"}})
}

// TestFromTheFirstLinksToTheAnswer is the whole of the main job over real HTTP:
// first start, a tip while nobody is enrolled, a bureau and a unit opened, what
// waited handed over, reasons, question, answer.
func TestFromTheFirstLinksToTheAnswer(t *testing.T) {
	c := start(t, t.TempDir())
	info := must(os.Stat(c.data + "/first-links.txt"))
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the first links are readable by others: %v", info.Mode())
	}
	if strings.Contains(c.out.String(), "/enrol/") {
		t.Error("a one-time link is in the log")
	}
	citizen := newBrowser(t, c.public)
	sent := sendMathura(citizen)
	number := latinNumber(t, sent)
	if r := citizen.ok("/hi/number"); r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("the number's page may be stored: %q", r.header.Get("Cache-Control"))
	}

	cellLink, adminLink := c.firstLinks()
	cell := c.enrol(cellLink, "cell")
	admin := c.enrol(adminLink, "admin")
	if p := admin.get("/queue"); p.status != http.StatusForbidden {
		t.Errorf("the administrator comes to the queue: %d", p.status)
	}
	bureau := c.enrol(c.invite("UP-AHTB", "nodal", "Nodal officer"), "up-bureau")
	confirmFirst(t, cell)
	unit := c.enrol(c.invite("UP-AGRA", "officer", "Agra officer"), "agra")
	confirmFirst(t, bureau)

	queue := unit.ok("/queue")
	tip := queue.link("/tips/")
	if tip == "" {
		t.Fatalf("the unit's queue is empty:\n%s", queue.text())
	}
	view := unit.ok(tip)
	for _, want := range []string{mathuraAccount, "UP-AGRA", "DL-AHTB"} {
		if !strings.Contains(view.text(), want) {
			t.Errorf("the tip's page lacks %q", want)
		}
	}
	view = unit.send(view, tip+"/take", nil)
	unit.send(view, tip+"/ask", url.Values{"text": {"कौन सा मकान है?"}, "question": {"1"}})

	box := citizen.send(citizen.ok("/hi/number"), "/hi/number", url.Values{"number": {number}})
	if !strings.Contains(box.text(), "कौन सा मकान है?") {
		t.Fatalf("the number does not show the letter:\n%s", box.text())
	}
	if strings.Contains(box.text(), mathuraAccount) {
		t.Error("the number shows the tip's own words")
	}
	citizen.send(box, "/hi/number/letter", url.Values{"text": {"पीला मकान, पहली मंज़िल"}})
	view = unit.ok(tip)
	if !strings.Contains(view.text(), "पीला मकान, पहली मंज़िल") {
		t.Error("the unit does not read the answer")
	}
	unit.send(view, tip+"/close", url.Values{"reason": {"acted"}, "note": {"GD entry made"}, "gd": {"GD 14"}, "station": {"Mathura Junction GRP"}, "on": {time.Now().Format(time.DateOnly)}})
	box = citizen.send(citizen.ok("/en/number"), "/en/number", url.Values{"number": {number}})
	if !strings.Contains(strings.ToLower(box.text()), "closed") {
		t.Errorf("the number does not say that the matter is closed:\n%s", box.text())
	}
	unit.post("/sign-out", must2(unit.ok("/queue").form(t, "/sign-out")))
	if p := unit.get(tip); p.status == http.StatusOK {
		t.Error("the tip opens after signing out")
	}

	// Another tip of the same place is now promised a look.
	if again := sendMathura(newBrowser(t, c.public)); again.text() == sent.text() {
		t.Error("the answer is the same whether or not somebody reads")
	}
	if err := c.stop(); err != nil {
		t.Errorf("the portal did not stop well: %v\n%s", err, c.out)
	}
	out, errs, code := command(t, "", "verify", "--data", c.data)
	if code != exitDone {
		t.Errorf("verify: %d %s%s", code, out, errs)
	}
	for _, secret := range []string{"मथुरा", number[:6], "127.0.0.1:5", "पीला"} {
		if strings.Contains(c.out.String(), secret) {
			t.Errorf("the log holds %q:\n%s", secret, c.out)
		}
	}
}

func must2(v url.Values, _ string) url.Values { return v }

// confirmFirst confirms the one officer who waits.
func confirmFirst(t *testing.T, above *browser) {
	t.Helper()
	above.send(above.ok("/waiting"), "/waiting/", url.Values{"read": {"1"}})
}

var eighteen = regexp.MustCompile(`\d{6} \d{6} \d{6}`)

// latinNumber reads the number off the page after sending.
func latinNumber(t *testing.T, p page) string {
	t.Helper()
	n := eighteen.FindString(p.byID("receipt"))
	if n == "" {
		t.Fatalf("no number in #receipt: %q", p.byID("receipt"))
	}
	return n
}
