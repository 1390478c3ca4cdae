package main

import (
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/pquerna/otp/totp"
)

// What the tipster answers. The account is mathuraAccount.
const answerTyped = "पीला मकान, पहली मंज़िल, दरवाज़ा नीला"

// TestTheJourneyInChromiumWithoutScripts walks the main job once in a real
// browser with JavaScript off: a citizen finds a document, tells what she saw in
// Hindi and gets a number; an officer signs in, reads why it is urgent and
// asks; the citizen reads that and answers; then she leaves, and Back and the
// browser's folder show nothing of it.
func TestTheJourneyInChromiumWithoutScripts(t *testing.T) {
	path := os.Getenv("PORTAL_TEST_CHROMIUM")
	if path == "" {
		t.Skip("PORTAL_TEST_CHROMIUM names no browser: .ci/run sets it")
	}
	kept := planted("kept")
	away := newElsewhere(t, kept)
	c := start(t, t.TempDir())
	cellLink, _ := c.firstLinks()
	cell := c.enrol(cellLink, "cell")
	bureau := c.enrol(c.invite("UP-AHTB", "nodal", "Nodal officer"), "up-nodal")
	confirmFirst(t, cell)

	citizen, home, closeBrowser := openBrowser(t, path, away)
	if title := citizen.titleOfScripted(away); title != "off" {
		t.Fatalf("scripts run in the citizen's browser: %q", title)
	}
	citizen.findsTheAdvisory(c.public)
	number := citizen.tells(c.public)

	officer := citizen.other()
	if title := officer.titleOfScripted(away); title != "off" {
		t.Fatalf("scripts run in the officer's browser: %q", title)
	}
	officer.enrols(c.invite("UP-AGRA", "officer", "Agra officer"), func() { confirmFirst(t, bureau) })
	officer.asks("कौन सा मकान है?")

	citizen.answers(c.public, number, "कौन सा मकान है?")
	officer.press(`nav a[href="/queue"]`)
	officer.press("table.queue tbody a")
	officer.shows("section[aria-labelledby=letters]", answerTyped)
	officer.picture("desk-tip-answered")

	citizen.leavesNothing(c.public)
	typed := "नीली खिड़की " + planted("typed") // found as UTF-16, as the account would be
	citizen.remembers(away.plain.URL, typed)
	// The controls: scripts were off to the end, and run when they are on.
	if title := citizen.titleOfScripted(away); title != "off" {
		t.Errorf("scripts came back during the walk: %q", title)
	}
	citizen.scriptsOff(false)
	if title := citizen.titleOfScripted(away); title != "on" {
		t.Errorf("the page with a script proves nothing: its title is %q with scripts on", title)
	}
	closeBrowser()
	for what, words := range map[string]string{"a page that may be kept": kept, "what was typed into it": typed} {
		if len(foundAnyhow(t, home, words)) == 0 {
			t.Errorf("%s is not in the browser's folder: finding nothing else there proves nothing", what)
		}
	}
	for _, words := range []string{mathuraAccount, "दो नाबालिग लड़कियों", answerTyped, "कौन सा मकान", number, strings.ReplaceAll(number, " ", ""), number[:13]} {
		if hits := foundAnyhow(t, home, words); len(hits) > 0 {
			t.Errorf("the browser's folder holds %q: %v", words, hits)
		}
	}
}

// foundAnyhow lists the files that hold the words as UTF-8, as UTF-16 or as
// part of an address.
func foundAnyhow(t *testing.T, dir, words string) []string {
	t.Helper()
	var wide []byte
	for _, u := range utf16.Encode([]rune(words)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	var hits []string
	for _, form := range []string{words, string(wide), url.QueryEscape(words), url.PathEscape(words)} {
		hits = append(hits, found(t, dir, form)...)
	}
	return hits
}

func (b *tab) findsTheAdvisory(origin string) {
	b.t.Helper()
	b.open(origin + "/en/")
	b.shows("main", "112", "1098")
	b.picture("home-en")
	b.fits("home-en")
	b.fill("form.search input[name=q]", "placement agencies")
	b.press("form.search button")
	b.shows("ol.documents > li:first-child", "52nd Report", "2(vi)")
	b.picture("search-en")
	b.press("ol.documents > li:first-child a")
	if at := b.eval("location.pathname + location.hash"); at != "/en/library/advisories/2024-03-04-child-labour#p2.vi" {
		b.t.Errorf("the first hit leads to %s", at)
	}
	b.picture("document-en")
	b.press(`footer a[hreflang=hi]`)
	if at := b.eval("location.pathname"); at != "/hi/library/advisories/2024-03-04-child-labour" {
		b.t.Errorf("the same document in Hindi is at %s", at)
	}
	b.press("p.name a")
	b.picture("home-hi")
	b.fill("form.search input[name=q]", "मानव तस्करी")
	b.press("form.search button")
	if at := b.eval(`document.querySelector("ol.documents > li:first-child a").pathname`); at != "/hi/library/advisories/2024-03-04-child-labour" {
		b.t.Errorf("the first hit in Hindi leads to %s", at)
	}
	b.picture("search-hi")
}

// tells fills the form in Hindi, sends it and gives the number.
func (b *tab) tells(origin string) string {
	b.t.Helper()
	b.open(origin + "/hi/")
	b.press(`main a[href="/hi/form"]`)
	b.click("input[value=locked-in]")
	b.click("input[value=being-moved]")
	b.fill("#place", "मथुरा")
	b.fill("#account", mathuraAccount)
	b.click("details > summary")
	b.click("input[name=when][value=now]")
	b.click("input[name=children][value=yes]")
	b.picture("form-hi")
	b.fits("form-hi")
	b.press(`form[action="/hi/form"] button`)
	number := b.text("#receipt")
	if !regexp.MustCompile(`^\d{6} \d{6} \d{6}$`).MatchString(number) {
		b.t.Fatalf("no number in #receipt: %q\n%s", number, b.page())
	}
	b.picture("sent-hi")
	b.fits("sent-hi")
	b.back()
	if strings.Contains(b.eval(everything), mathuraAccount) {
		b.t.Error("Back after sending shows what was sent")
	}
	return number
}

// enrols sets up the officer's account and signs in.
func (b *tab) enrols(link string, confirm func()) {
	b.t.Helper()
	b.open(strings.TrimSpace(link))
	secret := strings.ReplaceAll(b.text("#secret"), " ", "")
	code := func(at time.Time) string { return must(totp.GenerateCode(secret, at)) }
	b.fill("#login", "agra")
	b.fill("#pass", testPass)
	b.fill("#again", testPass)
	b.picture("desk-enrol")
	b.fill("#code", code(time.Now()))
	b.press("main form button")
	b.click("#have")
	b.picture("desk-codes")
	b.press("main form button")
	b.fill("#login", "agra")
	b.fill("#pass", testPass)
	b.fill("#code", code(time.Now().Add(30*time.Second))) // a code works once
	b.picture("desk-sign-in")
	b.press("#signin button")
	b.picture("desk-waiting")
	confirm()
	b.press(`main a[href="/"]`)
	b.picture("desk-confirmed")
	b.press(`nav a[href="/queue"]`)
}

// asks takes the urgent tip, reads why it is urgent and asks.
func (b *tab) asks(question string) {
	b.t.Helper()
	b.picture("desk-queue")
	b.shows("table.queue tbody tr:first-child", "Mathura")
	b.press("table.queue tbody a")
	b.shows("main", mathuraAccount, "UP-AGRA", "DL-AHTB")
	b.shows("section[aria-labelledby=why]", "नाबालिग")
	rows := `[...document.querySelectorAll("section[aria-labelledby=why] tbody tr")]`
	if n := b.eval(rows + `.length`); n == "0" {
		b.t.Errorf("no reason at the desk:\n%s", b.page())
	}
	// A text that was not translated shows as its message id.
	bare := b.eval(rows + `.filter(r => [0, 1, 3].some(i => /^[a-z0-9_.-]*$/.test(r.cells[i].innerText.trim()))).map(r => r.innerText).join("; ")`)
	if bare != "" {
		b.t.Errorf("reasons without words or source: %s", bare)
	}
	b.picture("desk-tip")
	b.press(`form[action$="/take"] button`)
	b.fill("#text", question)
	b.click("#question")
	b.press(`form[action$="/ask"] button`)
	b.shows("section[aria-labelledby=letters]", question)
}

// answers opens the box with the number, reads the letter and writes back.
func (b *tab) answers(origin, number, question string) {
	b.t.Helper()
	b.open(origin + "/hi/")
	b.press(`nav a[href="/hi/number"]`)
	b.fits("number-hi")
	b.fill("#number", number)
	b.press(`form[action="/hi/number"] button`)
	b.shows("ol.letters", question)
	b.picture("box-hi")
	b.fits("box-hi")
	if strings.Contains(b.page(), "नाबालिग लड़कियों") {
		b.t.Error("the number shows the tip's own words")
	}
	b.fill("#text", answerTyped)
	b.press(`form[action$="/letter"] button`)
	b.picture("box-answered-hi")
}

// leavesNothing clicks the way out of the opened box and of a form that is
// filled in but not sent, and goes back.
func (b *tab) leavesNothing(origin string) {
	b.t.Helper()
	b.leaves("कौन सा मकान")
	words := planted("unsent")
	b.open(origin + "/hi/form")
	b.fill("#account", words)
	b.fill("#place", words)
	b.leaves(words)
}

// everything is all that stands on a page, in its fields and out of sight too.
const everything = `document.body.textContent + [...document.querySelectorAll("input,textarea")].map(e => e.value).join(" ")`

func (b *tab) leaves(words string) {
	b.t.Helper()
	if !strings.Contains(b.eval(everything), words) {
		b.t.Errorf("%q does not stand on the page that is left", words)
	}
	b.press("a.exit")
	if host := b.eval("location.hostname"); host == "localhost" || b.text("#neutral") == "" {
		b.t.Fatalf("the way out leads to %s:\n%s", host, b.page())
	}
	b.back()
	if at := b.eval("location.hostname"); at != "localhost" {
		b.t.Errorf("Back leads to %s: the test proves nothing", at)
	}
	if strings.Contains(b.eval(everything), words) {
		b.t.Errorf("Back shows %q at %s", words, b.eval("location.pathname"))
	}
}

// remembers is the control: Back brings back what was typed into a page that
// lets a browser keep it.
func (b *tab) remembers(origin, words string) {
	b.t.Helper()
	b.open(origin + "/kept")
	b.fill("#free", words)
	b.open(origin + "/")
	b.back()
	if !strings.Contains(b.eval(everything), words) {
		b.t.Error("Back does not even show what it may: the test proves nothing")
	}
	b.open(origin + "/")
}
