package public

import (
	"encoding/csv"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/valyala/fasthttp"
	"golang.org/x/net/html"

	"mukti/cmd/portal/web"
	"mukti/content"
)

const longAgo = "2025-01-01"

// actSum is the SHA-256 of "%PDF-1.4".
const actSum = "e16fa5d9b51928755db85b917f0297babaf22c7a47e97d9212adab56e61ba04e"

// lawful is a library in which every kind of document has what it may have.
func lawful(t *testing.T) *content.Library {
	t.Helper()
	file := func(front, body string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\n" + front + "issuer: Ministry\nsource: [{name: N, ref: R}]\n---\n" + body)}
	}
	letter := "title: A letter\ncite: MHA letter\nnumber: 15011/36/2022-ATC\ndate: 2024-03-04\n"
	changed := "changed: [{on: 2025-06-01, what: Paragraph 3 is new.}, {on: 2024-09-01, what: A slip of the pen.}]\n"
	course := "title: A course\ndate_note: undated\nform: full\nquiz:\n" +
		"  - {ask: \"Which section?\", options: [IPC 370, BNS 143], answer: 2, why: The act was in 2025., at: /laws/2023-newcode#p143}\n" +
		"  - {ask: \"What is owed?\", options: [Care, A fine, Nothing], answer: 1, why: The law says so.}\n"
	lib, err := content.Load(content.Embedded(), fstest.MapFS{
		"laws/1860-oldcode/en.md": file("title: Indian Penal Code, 1860\ndate: 1860\nuntil: 2024-06-30\npages: [{file: act.pdf, title: The Act, bytes: 8, format: PDF, sha256: "+actSum+"}]\nstatus: superseded\nsuperseded_by: laws/2023-newcode\n", "{370} Trafficking of person.\n"),
		"laws/2023-newcode/en.md": file("title: Bharatiya Nyaya Sanhita, 2023\ndate: 2023\nsince: 2024-07-01\nlawyer: {name: A. Rao, on: 2026-11-01}\n",
			"{143 replaces=\"/laws/1860-oldcode#p370\"} Trafficking of person.\n\n{144 review=\"true\" replaces=\"IPC, section 370A\"} Exploitation.\n"),
		"advisories/2024-03-04-letter/en.md": file(letter+changed, "{2 who=\"States and UTs\"} **Do** this within 12 hours.\n\n{3} New, see [[laws/2023-newcode#p143]].\n\n{4 was=\"p3 p9\"} =SUM(A1) is no formula.\n\n## End\n\nLast[^1].\n\n[^1]: A note, [up](#end).\n"),
		"advisories/2024-03-04-letter/hi.md": file(strings.Replace(letter, "A letter", "पत्र", 1),
			"{2 who=\"राज्य\"} यह 12 घंटे में करें।\n\n{3} नया, [[laws/2023-newcode#p143]] देखें।\n\n{4} सूत्र नहीं।\n\n## अंत\n\nअंतिम[^1]।\n\n[^1]: टिप्पणी, [ऊपर](#अंत)।\n"),
		"advisories/2024-03-04-letter/en@2024-03-04.md": file(letter, "{2} Do this within 24 hours.\n\n{3} =SUM(A1) is no formula.\n"),
		"advisories/2024-03-04-letter/en@2024-09-01.md": file(letter, "{2} Do this within 24 hours.\n\n{3} =SUM(A1) is no formula!\n"),
		"laws/1860-oldcode/act.pdf":                     &fstest.MapFile{Data: []byte("%PDF-1.4")},
		"sops/2025-rescue/en.md": file("title: Rescue\ndate: 2025\nown: true\n"+
			"contacts: [{name: Childline, phone: 1098, owner: The desk, checked_on: "+longAgo+", emergency: true}, {name: Bureau, email: a@example.in, url: \"https://example.in/\", owner: The desk, checked_on: 2026-11-01}]\n",
			"{1 who=\"Officer\" within=\"24 hours\" by=\"/laws/2023-newcode#p143; Rule 4\" implements=\"/advisories/2024-03-04-letter#p2\"} Go **now**.\n\n{2} Come.\n"),
		"sops/2025-rescue/hi.md": file("title: बचाव\ndate: 2025\n", "{1} **अभी** जाएँ।\n\n{2} आएँ।\n"),
		"training/course/en.md":  file(course, "## Outcomes {#outcomes}\n\nA.\n\n## Plan {#plan}\n\nB.\n\n## Reading {#reading}\n\nC.\n\n## Exercises {#exercises}\n\nD.\n"),
	})
	must(t, err)
	return lib
}

// lawfulHouse serves it.
func lawfulHouse(t *testing.T) *house {
	h := newHouse(t)
	h.site.Library = lawful(t)
	return h
}

var lawfulPages = []string{
	"advisories/2024-03-04-letter", "advisories/2024-03-04-letter?on=2024-03-04", "advisories/2024-03-04-letter?on=2024-03-03", "advisories/2024-03-04-letter?on=2199-01-01",
	"advisories/2024-03-04-letter/history", "advisories/2024-03-04-letter/diff", "advisories/2024-03-04-letter/diff?from=2024-03-04&to=2024-09-01",
	"advisories/2024-03-04-letter/reply", "advisories/2024-03-04-letter?was=p9", "laws/1860-oldcode", "laws/1860-oldcode?on=2024-07-01", "laws/1860-oldcode/history", "laws/2023-newcode",
	"laws/concordance", "sops/2025-rescue", "sops/2025-rescue/card", "training/course", "training/course/quiz", "training/course/quiz?a=20",
}

func TestLibrary(t *testing.T) {
	h := lawfulHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"every page is built for everybody", lawfulPagesAreBuiltForEverybody},
		{"what is said of a paragraph", whatIsSaidOfAParagraph},
		{"an old number leads to the paragraph", anOldNumberLeadsToTheParagraph},
		{"the text of a day", theTextOfADay},
		{"history and difference", historyAndDifference},
		{"two languages side by side", twoLanguagesSideBySide},
		{"old and new law point to each other", oldAndNewLawPointToEachOther},
		{"an advisory is a table to answer", anAdvisoryIsATableToAnswer},
		{"a field card", aFieldCard},
		{"a card holds every step", aCardHoldsEveryStep},
		{"a quiz is marked and nothing is kept", aQuizIsMarkedAndNothingIsKept},
		{"a module ends with its quiz and what its trainer needs", aModuleEndsWithItsQuiz},
		{"a campaign's register can be printed and filled in", aRegisterCanBeFilledIn},
		{"what is not in the reader's language says in which it is", factsSayTheirLanguage},
		{"contacts show their age", contactsShowTheirAge},
		{"a kept page is for whom it was drawn", aKeptPageIsForWhomItWasDrawn},
		{"an original is offered as it was published", anOriginalIsOfferedAsItWasPublished},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

func lawfulPagesAreBuiltForEverybody(t *testing.T, h *house) {
	for _, lang := range []string{"en", "hi", "ur"} {
		for _, path := range lawfulPages {
			t.Run(lang+" "+path, func(t *testing.T) { checkPage(t, h.get("/"+lang+"/library/"+path), lang) })
		}
	}
	checkPage(t, h.get("/en/library/advisories/2024-03-04-letter?with=hi"), "en")
	checkPage(t, h.get("/hi/library/sops/2025-rescue?with=en"), "hi")
}

func whatIsSaidOfAParagraph(t *testing.T, h *house) {
	page := h.get("/en/library/advisories/2024-03-04-letter").says(t, 200, "MHA letter No. 15011/36/2022-ATC, 4 March 2024, para 2",
		"http://portal.example:8080/en/library/advisories/2024-03-04-letter#p2", `href="/en/library/sops/2025-rescue#p1">Rescue, para 1</a> (carries it out)`,
		`>Bharatiya Nyaya Sanhita, 2023, section 143</a>`, "States and UTs")
	if n := len(all(page.parse(t), tag("details"))); n != 3 {
		t.Errorf("%d paragraphs can be cited, want 3", n)
	}
	h.get("/hi/library/sops/2025-rescue").says(t, 200, `<dd lang="en" dir="auto">24 hours</dd>`, "कार्य-मार्गदर्शिका", "किसी वकील ने इसे नहीं जाँचा", `lang="en" dir="auto">Rule 4`)
	h.get("/en/library/laws/2023-newcode").says(t, 200, "Checked by a lawyer: A. Rao", "Something in this paragraph is not certain", "IPC, section 370A")
}

func anOldNumberLeadsToTheParagraph(t *testing.T, h *house) {
	const at = "/en/library/advisories/2024-03-04-letter"
	for p, want := range map[string]string{"p4": at + "#p4", "p9": at + "?was=p9#p4", "p3": at + "#p3"} {
		if a := h.get(at + "?p=" + p); a.StatusCode != 302 || a.Header.Get("Location") != want {
			t.Errorf("%s leads to %q (%d), want %q", p, a.Header.Get("Location"), a.StatusCode, want)
		}
	}
	h.get(at+"?p=p77").says(t, 404)
	h.get(at+"?was=p9").says(t, 200, "The link named paragraph 9. Its number is now 4.", `href="#p4"`)
	page := h.get(at).says(t, 200, `id="p9">Paragraph 9 in an earlier text`, "What was paragraph 3 in an earlier text is now 4.")
	if strings.Contains(page.body, "The link named") {
		t.Error("the page of the moved paragraph is shown to everybody")
	}
}

func theTextOfADay(t *testing.T, h *house) {
	const at = "/en/library/advisories/2024-03-04-letter"
	older := h.get(at+"?on=2024-08-31").says(t, 200, "An older text: as it stood on 31 August 2024.", "within 24 hours", `<link rel="canonical" href="`+at+`">`,
		at+"?on=2024-03-04#p2")
	if older.Header.Get("X-Robots-Tag") != "noindex" || strings.Contains(older.body, "Cited by") {
		t.Errorf("an older text: robots %q", older.Header.Get("X-Robots-Tag"))
	}
	h.get(at+"?on=2024-03-03").says(t, 200, "not yet in force on 3 March 2024", "within 24 hours")
	h.get(at+"?on=2030-01-01").says(t, 200, "It is the newest", "within 12 hours")
	h.get("/hi"+at[3:]+"?on=2024-10-01").says(t, 200, "within 24 hours", "पुराना पाठ")
	h.get("/en/library/laws/1860-oldcode?on=2024-07-01").says(t, 200, "no longer in force on 1 July 2024")
	h.get(at+"?on=yesterday").says(t, 404)
	h.get(at+"?on=2024-02-30").says(t, 404)
}

func historyAndDifference(t *testing.T, h *house) {
	const at = "/en/library/advisories/2024-03-04-letter"
	h.get(at+"/history").says(t, 200, "From 1 June 2025", "Paragraph 3 is new.", "A slip of the pen.", at+"/diff?from=2024-09-01&amp;to=today", at+"/diff?from=2024-03-04&amp;to=2024-09-01")
	diff := h.get(at+"/diff?from=2024-03-04&to=today").says(t, 200, "<del>24</del>", "<ins>12</ins>", "another number, the same words", `<link rel="canonical"`)
	if diff.Header.Get("X-Robots-Tag") != "noindex" {
		t.Error("a difference is indexed")
	}
	h.get(at+"/diff?from=2024-03-04&to=2024-09-01").says(t, 200, "1 paragraph differs.", "unchanged")
	h.get(at+"/diff?from=2020-01-01").says(t, 404)
	h.get("/en/library/laws/2023-newcode/diff").says(t, 404)
	h.get("/en/library/laws/2023-newcode/history").says(t, 200, "Indian Penal Code, 1860")
	h.get("/en/library/laws/none/history").says(t, 404)
}

func twoLanguagesSideBySide(t *testing.T, h *house) {
	page := h.get("/en/library/advisories/2024-03-04-letter?with=hi").says(t, 200, `lang="hi" dir="ltr"`, "within 12 hours", "यह 12 घंटे में करें", `href="/hi/library/advisories/2024-03-04-letter#`)
	if strings.Count(page.body, `id="p2"`) != 1 {
		t.Error("an id stands twice on the page")
	}
	if n := len(all(page.parse(t), func(n *html.Node) bool { return attr(n, "class") == "pair text" })); n != 5 {
		t.Errorf("%d pairs, want three paragraphs, the last block and the footnotes", n)
	}
	for _, with := range []string{"en", "ur", "xx", "<b>"} {
		h.get("/en/library/advisories/2024-03-04-letter?with="+url.QueryEscape(with)).says(t, 404)
	}
}

func oldAndNewLawPointToEachOther(t *testing.T, h *house) {
	h.get("/en/library/laws/1860-oldcode").says(t, 200, "For acts up to 30 June 2024", `href="/en/library/laws/2023-newcode#p143"`, "Read the newer one", "Not checked by a lawyer")
	h.get("/en/library/laws/2023-newcode").says(t, 200, "1 July 2024", `href="/en/library/laws/1860-oldcode#p370"`, "Replaces:")
	h.get("/en/library/laws/concordance").says(t, 200, "For acts from 1 July 2024", "IPC, section 370A", `href="/en/library/laws/1860-oldcode#p370">Indian Penal Code, 1860, 370</a></td><td><a href="/en/library/laws/2023-newcode#p143">`)
}

func anAdvisoryIsATableToAnswer(t *testing.T, h *house) {
	h.get("/en/library/advisories/2024-03-04-letter/reply").says(t, 200, "Action taken", "States and UTs", "Do this within 12 hours.")
	a := h.get("/hi/library/advisories/2024-03-04-letter/reply.csv").says(t, 200)
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("type %q, %q", a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"))
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.body, "\ufeff"))).ReadAll()
	must(t, err)
	if len(rows) != 2 || rows[1][2] != "राज्य" || rows[1][3] != "" || rows[0][3] != "की गई कार्रवाई" {
		t.Errorf("rows: %q", rows)
	}
	if got := noFormula("=SUM(A1)"); got != "'=SUM(A1)" {
		t.Errorf("a formula stays %q", got)
	}
	h.get("/en/library/sops/2025-rescue/reply").says(t, 404)
	h.get("/en/library/sops/2025-rescue/reply.csv").says(t, 404)
}

func aFieldCard(t *testing.T, h *house) {
	h.get("/hi/library/sops/2025-rescue/card").says(t, 200, "अभी जाएँ।", "24 hours", "portal.example:8080/hi/library/sops/2025-rescue")
	h.get("/en/library/sops/2025-rescue/card").says(t, 200, "<bdi>[Bharatiya Nyaya Sanhita, 2023, 143; Rule 4]</bdi>")
	h.get("/en/library/laws/2023-newcode/card").says(t, 404)
}

// Whoever stands in a field with a card must not miss the last step: of what
// the library has today, every card holds every step.
func aCardHoldsEveryStep(t *testing.T, h *house) {
	for _, lang := range []string{"en", "hi", "ur"} {
		for _, d := range h.site.Library.Documents("sops", lang) {
			if len(d.Steps()) == 0 {
				continue
			}
			card := h.get("/"+lang+"/library/sops/"+d.Slug+"/card").says(t, 200)
			items := all(card.parse(t), func(n *html.Node) bool {
				return n.Type == html.ElementNode && n.Data == "li" && n.Parent != nil && attr(n.Parent, "class") == "documents"
			})
			if len(items) != len(d.Steps()) {
				t.Errorf("%s %s: %d of %d steps are on the card", lang, d.Slug, len(items), len(d.Steps()))
			}
		}
	}
	h.get("/en/library/sops/2026-receiving-a-tip/card").says(t, 200, "<bdi>[BNSS 173]</bdi>")
}

func aModuleEndsWithItsQuiz(t *testing.T, h *house) {
	page := h.get("/en/library/training/course").says(t, 200, "Quiz (2 questions)", `href="/en/library/training/course/quiz"`, "undated")
	if strings.Contains(page.body, "In force") {
		t.Error("a training module is said to be in force")
	}
	h.get("/en/library/advisories/2024-03-04-letter").says(t, 200, "In force")
	_, after, _ := strings.Cut(page.body, `href="/en/pack/trainer?`)
	query, _, ok := strings.Cut(after, `"`)
	if !ok {
		t.Fatal("no way to the quiz on paper")
	}
	h.get("/en/pack/trainer?"+html.UnescapeString(query)).says(t, 200, "Which section?", "The act was in 2025.")
}

func aRegisterCanBeFilledIn(t *testing.T, h *house) {
	const at = "library/campaigns/operation-smile"
	for lang, column := range map[string]string{"en": "How it came here", "hi": "यहाँ कैसे आया", "ur": "How it came here"} {
		h.get("/"+lang+"/"+at).says(t, 200, `href="/`+lang+"/"+at+`/register"`)
		page := h.get("/"+lang+"/"+at+"/register").says(t, 200, column, "(CSV, ")
		if n := strings.Count(page.body, "<td></td>"); n != 16 {
			t.Errorf("%d places to write in", n)
		}
		file := h.get("/"+lang+"/"+at+"/register.csv").says(t, 200, column)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[0]) != 16 || !strings.HasPrefix(file.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v, %q, %s", err, rows, file.Header.Get("Content-Disposition"))
		}
	}
	for _, none := range []string{"campaigns/operation-muskaan", "campaigns/nowhere", "training/course"} {
		h.get("/en/library/"+none+"/register").says(t, 404)
		h.get("/en/library/"+none+"/register.csv").says(t, 404)
	}
}

// A reading voice takes its language from the page unless a part says otherwise.
// Source: WCAG 2.2, success criterion 3.1.2.
func factsSayTheirLanguage(t *testing.T, h *house) {
	h.get("/ur/library/training/course").says(t, 200, `<bdi lang="en">undated</bdi>`, `<bdi lang="en">Ministry</bdi>`, `<bdi lang="en">A course</bdi> – EPUB`)
	h.get("/ur/library/training/").says(t, 200, `<bdi lang="en">undated</bdi>`)
	h.get("/en/library/training/course").says(t, 200, `<bdi>undated</bdi>`)
}

func aQuizIsMarkedAndNothingIsKept(t *testing.T, h *house) {
	const at = "/en/library/training/course/quiz"
	page := h.get(at).says(t, 200, "Which section?", `name="q1"`, "BNS 143")
	if strings.Contains(page.body, "The act was in 2025") {
		t.Error("the answers stand beside the questions")
	}
	a := h.post(at, url.Values{"q1": {"2"}, "q2": {"3"}})
	if to := a.to(t); to != at+"?a=23" || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("leads to %s with cookie %q", to, a.Header.Get("Set-Cookie"))
	}
	h.get(at+"?a=23").says(t, 200, "1 of 2 right", "The act was in 2025", "You chose:", "Nothing", "The law says so.", `href="/en/library/laws/2023-newcode#p143"`)
	for typed, want := range map[string]string{"": "00", "q1=9&q2=x": "00", "q1=1&q2=1": "11"} {
		v, err := url.ParseQuery(typed)
		must(t, err)
		if to := h.post(at, v).to(t); to != at+"?a="+want {
			t.Errorf("%q leads to %s", typed, to)
		}
	}
	for _, a := range []string{"2", "222", "ab", "2٢"} {
		if strings.Contains(h.get(at+"?a="+url.QueryEscape(a)).says(t, 200).body, "of 2 right") {
			t.Errorf("%q was marked", a)
		}
	}
	h.post("/en/library/laws/2023-newcode/quiz", nil).to(t) // a post is answered with 303, the next page says that there is none
}

func contactsShowTheirAge(t *testing.T, h *house) {
	page := h.get("/en/library/sops/2025-rescue").says(t, 200, `href="tel:1098"`, "Last checked on 1 January 2025", `href="mailto:a@example.in"`)
	if n := strings.Count(page.body, "it may be out of date"); n != 1 {
		t.Errorf("%d contacts are stale, want the older one", n)
	}
	if got := h.site.Library.StaleContacts(h.clock.Now()); len(got) != 1 || !strings.Contains(got[0], "Childline") {
		t.Errorf("the report says %q", got)
	}
}

func anOriginalIsOfferedAsItWasPublished(t *testing.T, h *house) {
	h.get("/en/library/laws/1860-oldcode").says(t, 200, `href="/en/library/laws/1860-oldcode/files/act.pdf">The Act</a>`, "(PDF, 1 KiB)", actSum)
	a := h.get("/hi/library/laws/1860-oldcode/files/act.pdf").says(t, 200, "%PDF-1.4")
	if a.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(a.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("type %q, %q", a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"))
	}
	for _, file := range []string{"en.md", "other.pdf", "..%2Fen.md"} {
		h.get("/en/library/laws/1860-oldcode/files/"+file).says(t, 404)
	}
	must(t, h.site.Library.CheckOriginals())
}

func aKeptPageIsForWhomItWasDrawn(t *testing.T, h *house) {
	const at = "/en/library/sops/2025-rescue"
	plain := h.get(at).says(t, 200)
	if again := h.get(at); again.body != plain.body || again.Header.Get("ETag") == "" || again.Header.Get("ETag") != plain.Header.Get("ETag") {
		t.Error("the page is not kept")
	}
	if have := h.get(at, "If-None-Match", plain.Header.Get("ETag")); have.StatusCode != 304 || have.body != "" || have.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("who has the page gets %d", have.StatusCode)
	}
	h.get(at, "Cookie", "look=large.contrast").says(t, 200, `data-theme="contrast"`)
	if strings.Contains(h.get(at).body, `data-theme="`) {
		t.Error("one reader's look is shown to others")
	}
	if h.get(at+"?utm=1").Header.Get("ETag") != plain.Header.Get("ETag") {
		t.Error("a question that changes nothing makes another page")
	}
	if a := h.get("/hi/library/sops/2025-rescue"); a.Header.Get("Content-Language") != "hi" || h.get("/hi/library/sops/2025-rescue").Header.Get("Content-Language") != "hi" {
		t.Error("the language is lost")
	}
	// A contact grows stale over night: the day is part of what is kept.
	before := strings.Count(plain.body, "it may be out of date")
	h.clock.move(200 * 24 * time.Hour)
	if after := strings.Count(h.get(at).body, "it may be out of date"); after != before+1 {
		t.Errorf("%d contacts are stale 200 days later, %d before", after, before)
	}
	h.clock.move(-200 * 24 * time.Hour)
	missing := h.get("/en/library/sops/none").says(t, 404)
	if missing.Header.Get("ETag") != "" {
		t.Error("a missing page is kept")
	}
}

func TestAStaleTranslationSaysWhatItLacks(t *testing.T) {
	file := func(front, body string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: T\ndate: 2024-03-04\nissuer: Ministry\n" + front + "source: [{name: N, ref: R}]\n---\n" + body)}
	}
	const folder = "advisories/2024-03-04-a/"
	lib, err := content.Load(fstest.MapFS{folder + "en.md": file("", "{1} A.\n"), folder + "hi.md": file("checked_on: 2024-06-01\n", "{1} क।\n")},
		fstest.MapFS{folder + "en.md": file("changed: [{on: 2025-01-01, what: Two is new.}]\n", "{1} A.\n\n{2} B.\n")})
	must(t, err)
	h := newHouse(t)
	h.site.Library = lib
	for _, path := range []string{"/en/library/" + folder[:len(folder)-1] + "?with=hi", "/hi/library/" + folder[:len(folder)-1] + "?with=en"} {
		page := h.get(path).says(t, 200, "Two is new.", "<bdi>2</bdi>", "B.", "क।")
		checkPage(t, page, path[1:3])
	}
}

// TestAStaleTranslationStandsBesideWhatItSays: where the newer text has put a
// paragraph between, numbers no longer tell which belong together.
func TestAStaleTranslationStandsBesideWhatItSays(t *testing.T) {
	file := func(front, body string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: T\ndate: 2024-03-04\nissuer: Ministry\n" + front + "source: [{name: N, ref: R}]\n---\n" + body)}
	}
	const folder = "advisories/2024-03-04-a/"
	lib, err := content.Load(fstest.MapFS{folder + "en.md": file("", "{1} First.\n\n{2} Second.\n"), folder + "hi.md": file("", "{1} पहला।\n\n{2} दूसरा।\n")},
		fstest.MapFS{folder + "en.md": file("", "{1} First.\n\n{2} Between.\n\n{3 was=\"p2\"} Second.\n")})
	must(t, err)
	h := newHouse(t)
	h.site.Library = lib
	for _, path := range []string{"/en/library/advisories/2024-03-04-a?with=hi", "/hi/library/advisories/2024-03-04-a?with=en"} {
		for _, pair := range all(h.get(path).says(t, 200).parse(t), func(n *html.Node) bool { return attr(n, "class") == "pair text" }) {
			words := text(pair)
			if strings.Contains(words, "First.") != strings.Contains(words, "पहला।") || strings.Contains(words, "Second.") != strings.Contains(words, "दूसरा।") ||
				strings.Contains(words, "Between.") && strings.Contains(words, "।") {
				t.Errorf("%s: side by side stand %q", path, words)
			}
		}
	}
}

// BenchmarkAKeptPage is a page of reading matter from memory, compressed, and
// the answer to who has it already; without the network.
func BenchmarkAKeptPage(b *testing.B) {
	f, err := everyday()
	if err != nil {
		b.Fatal(err)
	}
	site := &Site{Site: &web.Site{Name: web.Public, Themes: f.themes, Bundle: f.bundle, Origin: "http://portal.example:8080"}, Library: f.library, Units: f.units, Gazetteer: f.gazetteer, Index: f.index}
	handle := site.Routes().Handler()
	var first fasthttp.RequestCtx
	ask := func(c *fasthttp.RequestCtx, tag string) {
		c.Request.Reset()
		c.Response.Reset()
		c.Request.SetRequestURI("/hi/library/advisories/2024-03-04-child-labour")
		c.Request.Header.SetHost("portal.example")
		c.Request.Header.Set("Accept-Encoding", "br")
		if tag != "" {
			c.Request.Header.Set("If-None-Match", tag)
		}
		handle(c)
	}
	ask(&first, "")
	if first.Response.StatusCode() != 200 {
		b.Fatalf("status %d", first.Response.StatusCode())
	}
	tag := string(first.Response.Header.Peek("ETag"))
	for name, tag := range map[string]string{"whole": "", "304": tag} {
		b.Run(name, func(b *testing.B) {
			var c fasthttp.RequestCtx
			for b.Loop() {
				ask(&c, tag)
			}
			b.ReportMetric(float64(len(c.Response.Body())), "B/page")
		})
	}
}
