package public

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"mukti/content"
)

// take is a pick of the house's library of today.
func (h *house) take(lang, kind, slug, id string) content.Pick {
	h.t.Helper()
	x, ok := h.site.Library.Take(kind, slug, lang, id)
	if !ok {
		h.t.Fatalf("nothing to take at %s/%s %s", kind, slug, id)
	}
	return x
}

func TestPack(t *testing.T) {
	h := lawfulHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"its pages are built for everybody", packPagesAreBuiltForEverybody},
		{"it is made without script, step by step", aPackIsMadeStepByStep},
		{"it shows paragraphs with their citations, sources and notes", aPackShowsWhatItHolds},
		{"it says what has changed since", aPackSaysWhatHasChanged},
		{"its quiz is that of its paragraphs", aPackHasAQuiz},
		{"it can be taken along", aPackCanBeTakenAlong},
		{"what is not there is named", whatIsNotThereIsNamed},
		{"an address that is none says so", anAddressThatIsNoPackSaysSo},
		{"the same address is the same page", theSamePackIsTheSamePage},
		{"an older pack is opened and added to", aPackIsPastedAndAddedTo},
		{"changes since a day", changesSinceADay},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

const theLetter = "advisories/2024-03-04-letter"

// aPack holds a piece of every kind of document that the house has.
func aPack(h *house) string {
	p := content.Pack{Lang: "en", Picks: []content.Pick{
		h.take("en", "advisories", "2024-03-04-letter", "p2"), h.take("en", "laws", "2023-newcode", "p143"), h.take("en", "advisories", "2024-03-04-letter", "p4"),
		h.take("en", "sops", "2025-rescue", ""), h.take("en", "training", "course", ""), h.take("en", "laws", "1860-oldcode", "p370"),
		{Kind: "advisories", Slug: "2024-03-04-letter", On: "2024-03-04", ID: "p2"}, {Kind: "laws", Slug: "nowhere", ID: "p1"}, {Kind: "help", Slug: "signs"},
	}}
	return p.String()
}

func packPagesAreBuiltForEverybody(t *testing.T, h *house) {
	d := url.QueryEscape(aPack(h))
	for _, lang := range []string{"en", "hi", "ur"} {
		for _, path := range []string{"/pack?d=" + d, "/pack?d=" + d + "&t=Night+class", "/pack/edit", "/pack/edit?d=" + d + "&t=%D8%B1%D8%A7%D8%AA", "/pack/edit?open=" + theLetter,
			"/pack/edit?d=" + d + "&open=" + theLetter + "&e=nothing", "/pack/edit?d=" + d + "&q=trafficking", "/pack/edit?kind=laws", "/pack/edit?q=zzzzqqqq",
			"/pack/quiz?d=" + d, "/pack/quiz?d=" + d + "&a=21", "/pack/trainer?d=" + d, "/library/changes", "/library/changes?since=1850-01-01"} {
			t.Run(lang+" "+path, func(t *testing.T) {
				page := h.get("/" + lang + path)
				checkPage(t, page, lang)
				if page.StatusCode != 200 || len(page.Cookies()) > 0 {
					t.Errorf("status %d, %d cookies", page.StatusCode, len(page.Cookies()))
				}
			})
		}
	}
}

// submit fills the form that has the named button and presses it.
func (h *house) submit(page answer, button, value string, fill url.Values) answer {
	h.t.Helper()
	for _, f := range all(page.parse(h.t), tag("form")) {
		pressed := all(f, func(n *html.Node) bool {
			return n.Data == "button" && attr(n, "name") == button && (button == "" || value == "*" || attr(n, "value") == value)
		})
		fits := true
		for name := range fill {
			fits = fits && len(all(f, func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == name })) > 0
		}
		if len(pressed) == 0 || !fits {
			continue
		}
		v := url.Values{}
		for _, in := range all(f, tag("input")) {
			if kind := attr(in, "type"); kind == "hidden" || kind == "" && fill[attr(in, "name")] == nil {
				v.Add(attr(in, "name"), attr(in, "value"))
			}
		}
		for name, values := range fill {
			v[name] = values
		}
		if button != "" {
			v.Set(button, attr(pressed[0], "value"))
		}
		action, _, _ := strings.Cut(attr(f, "action"), "#")
		if attr(f, "method") == "post" {
			return h.post(action, v)
		}
		return h.follow(action + "?" + v.Encode())
	}
	h.t.Fatalf("no button %s=%s for %v in %.2000s", button, value, fill, page.body)
	return answer{}
}

// follow asks for a page as a browser does.
func (h *house) follow(path string) answer {
	h.t.Helper()
	for range 3 {
		a := h.get(path)
		if a.StatusCode != 302 {
			return a
		}
		path, _, _ = strings.Cut(a.Header.Get("Location"), "#")
	}
	h.t.Fatal("it leads on and on")
	return answer{}
}

// order is what stands in the list of the edit page: "title number".
func order(t *testing.T, page answer) []string {
	t.Helper()
	var out []string
	for _, li := range all(page.parse(t), func(n *html.Node) bool { return n.Data == "li" && strings.HasPrefix(attr(n, "id"), "n") }) {
		out = append(out, text(all(li, tag("p"))[0]))
	}
	return out
}

func aPackIsMadeStepByStep(t *testing.T, h *house) {
	h.get("/en/library/"+theLetter).says(t, 200, `href="/en/pack/edit?open=`+theLetter+`#open"`, `href="/en/pack/edit?open=`+theLetter+`&amp;p=p3#open"`)
	page := h.get("/en/pack/edit?open=" + theLetter + "&p=p3")
	ticked := all(page.parse(t), func(n *html.Node) bool {
		return n.Data == "input" && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" })
	})
	if len(ticked) != 1 || attr(ticked[0], "value") != "p3" {
		t.Fatal("the paragraph that the reader came from is not ticked")
	}
	page = h.submit(page, "", "", url.Values{"add": {"p2", "p4"}})
	page = h.submit(page, "", "", url.Values{"q": {"Rescue"}})
	if !strings.Contains(page.body, "/pack/edit") {
		t.Fatal("the search left the page")
	}
	page = h.submit(page, "kind", "sops", url.Values{})
	page = h.submit(page, "open", "sops/2025-rescue", url.Values{})
	page = h.submit(page, "all", "1", url.Values{})
	if got := order(t, page); !slices.Equal(got, []string{"A letter 2", "A letter 4", "Rescue whole document"}) {
		t.Fatalf("%q", got)
	}
	page = h.submit(page, "up", "2", url.Values{})
	page = h.submit(page, "down", "0", url.Values{})
	if got := order(t, page); !slices.Equal(got, []string{"Rescue whole document", "A letter 2", "A letter 4"}) {
		t.Fatalf("%q", got)
	}
	page = h.submit(page, "ok", "1", url.Values{"t": {"  Night class\u202e, call 98765 43210  "}})
	page = h.submit(page, "out", "1", url.Values{})
	if got := order(t, page); !slices.Equal(got, []string{"Rescue whole document", "A letter 4"}) {
		t.Fatalf("%q", got)
	}
	page = h.submit(page, "out", "0", url.Values{})
	var show string
	for _, a := range all(page.parse(t), tag("a")) {
		if attr(a, "class") == "button" {
			show = attr(a, "href")
		}
	}
	p := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "advisories", "2024-03-04-letter", "p4")}}
	if show != "/en/pack?d="+p.String()+"&t=Night+class%2C+call+%E2%80%A6" {
		t.Fatalf("the pack is at %s", show)
	}
	h.get(show).says(t, 200, "Night class, call …", "is no formula", `href="/hi/pack?d=`+p.String())
	// What is not ticked, and what is too much, is said, and the pack stays.
	page = h.get("/en/pack/edit?d=" + p.String() + "&open=" + theLetter)
	page = h.submit(page, "", "", url.Values{"add": {}}).says(t, 200, "No paragraph was ticked", `id="open"`)
	if got := order(t, page); len(got) != 1 {
		t.Errorf("%q", got)
	}
	many := p.String()
	for i := range content.MaxPackDocuments {
		many += "~help/a" + strings.Repeat("b", i)
	}
	many = many[:strings.LastIndexByte(many, '~')]
	page = h.follow("/en/pack/edit?d="+many+"&from=sops/2025-rescue&all=1").says(t, 200, "at most 100 paragraphs of 30 documents")
	if got := order(t, page); len(got) != content.MaxPackDocuments {
		t.Errorf("%d are left", len(got))
	}
}

func aPackShowsWhatItHolds(t *testing.T, h *house) {
	d := url.QueryEscape(aPack(h))
	page := h.get("/en/pack?d="+d+"&t=Class").says(t, 200,
		"MHA letter No. 15011/36/2022-ATC, 4 March 2024, para 2", "States and UTs", // citation, and of whom it is asked
		"Checked by a lawyer: A. Rao", "For acts up to 30 June 2024", "This document is superseded", "Field guide of this portal", // how each stands
		"24 hours", "Rule 4", // of a step
		"A reader put this pack together", "Sources of this pack",
		`href="/en/library/laws/2023-newcode"`)
	// In order, and each document under one heading where its paragraphs follow each other.
	var heads []string
	for _, n := range all(page.parse(t), tag("h2")) {
		heads = append(heads, text(n))
	}
	want := []string{"A letter", "Bharatiya Nyaya Sanhita, 2023", "A letter", "Rescue", "A course", "Indian Penal Code, 1860", "A letter", "Signs"}
	if len(heads) < len(want) || !slices.Equal(heads[:7], want[:7]) {
		t.Errorf("%q", heads)
	}
	// Nothing on the page has the id of something else.
	ids := map[string]bool{}
	for _, n := range all(page.parse(t), func(n *html.Node) bool { return attr(n, "id") != "" }) {
		if ids[attr(n, "id")] {
			t.Errorf("two things are called %s", attr(n, "id"))
		}
		ids[attr(n, "id")] = true
	}
	// The bibliography: each paragraph once, in the order of first use.
	_, list, _ := strings.Cut(page.body, `id="cited"`)
	a, b := strings.Index(list, "4 March 2024, para 2"), strings.Index(list, "4 March 2024, para 4")
	law := strings.Index(list, "2023, section 143")
	if a < 0 || b < a || law < b {
		t.Errorf("para 2 at %d, para 4 at %d, the law at %d in the sources", a, b, law)
	}
	// In another language: what there is of it, and what there is not.
	h.get("/hi/pack?d="+d).says(t, 200, "यह 12 घंटे में करें।", "अनुवाद", "बचाव", `lang="en" dir="ltr">`)
	// A footnote comes along with the paragraph that has it.
	foot := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "advisories", "2024-03-04-letter", "s1")}}
	h.get("/en/pack?d="+foot.String()).says(t, 200, "<p>1. A note")
}

func aPackSaysWhatHasChanged(t *testing.T, h *house) {
	d := "1.en~" + theLetter + "@2024-03-04:p2"
	page := h.get("/en/pack?d="+d).says(t, 200, "Do this within 24 hours.", "Changed since this pack was made.", "Paragraph 3 is new.", "A slip of the pen.",
		"/en/library/"+theLetter+"/diff?from=2024-03-04&amp;to=today", "1 text has changed", "Text from 4 March 2024")
	h.get("/en/library/"+theLetter+"/diff?from=2024-03-04&to=today").says(t, 200, "12")
	page = h.submit(page, "newer", "0", url.Values{}).says(t, 200, "within 12 hours")
	if strings.Contains(page.body, "Changed since") {
		t.Error("the newer text is said to have changed")
	}
	page = h.submit(h.get("/en/pack?d="+d+",p3"), "newer", "all", url.Values{}).says(t, 200, "within 12 hours", "is no formula.")
	// Words that nobody kept.
	h.get("/en/pack?d=1.en~"+theLetter+"@2023-01-01:p2-00000").says(t, 200, "The words of that time are not kept", "within 12 hours")
	// Nothing is pinned: said, and can be.
	page = h.get("/en/pack?d=1.en~sops/2025-rescue:p2").says(t, 200, "always shows today")
	h.submit(page, "newer", "0", url.Values{}).says(t, 200, "sops/2025-rescue@2025-01-01:p2-")
	// Read in Hindi, which has no such text: English, and it says so.
	h.get("/hi/pack?d="+d).says(t, 200, "Do this within 24 hours.", "यह पैक बनने के बाद पाठ बदला है।")
}

func aPackHasAQuiz(t *testing.T, h *house) {
	whole := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "training", "course", "")}}
	page := h.get("/en/pack/quiz?d="+whole.String()).says(t, 200, "Which section?", "What is owed?")
	to := h.submit(page, "", "", url.Values{"q1": {"2"}, "q2": {"3"}}).to(t)
	if to != "/en/pack/quiz?d="+whole.String()+"&a=23" {
		t.Fatalf("the answers lead to %s", to)
	}
	if to := h.post("/en/pack/quiz?d=x", url.Values{"q1": {"1"}}).to(t); to != "/en/pack/edit" {
		t.Errorf("the quiz of no pack leads to %s", to)
	}
	h.get(to).says(t, 200, "1 of 2 right", "You chose:", "Nothing", "The act was in 2025.")
	// Of a paragraph: the questions that speak of it, and no others.
	law := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "laws", "2023-newcode", "p143")}}
	page = h.get("/en/pack/quiz?d="+law.String()).says(t, 200, "Which section?")
	if strings.Contains(page.body, "What is owed?") {
		t.Error("a question about something else")
	}
	h.get("/en/pack?d="+law.String()).says(t, 200, "Quiz (1 question)")
	none := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "laws", "2023-newcode", "p144")}}
	if p := h.get("/en/pack?d="+none.String()).says(t, 200); strings.Contains(p.body, "/pack/quiz") {
		t.Error("a quiz without questions")
	}
	h.get("/en/pack/quiz?d="+none.String()).says(t, 404)
	// The trainer's page: the plan, the questions without the answers, then the answers.
	page = h.get("/en/pack/trainer?d="+whole.String()).says(t, 200, "Session plan", "Quiz on paper", "Answers, for the trainer only")
	before, after, _ := strings.Cut(page.body, `id="answers"`)
	if strings.Contains(before, "The act was in 2025.") || !strings.Contains(after, "The act was in 2025.") || !strings.Contains(before, "IPC 370") {
		t.Error("the answers do not stand at the end alone")
	}
}

func whatIsNotThereIsNamed(t *testing.T, h *house) {
	page := h.get("/en/pack?d=1.en~laws/nowhere:p1~"+theLetter+":p99~"+theLetter+":p2~rubbish~laws/2023-newcode:p1<b>").says(t, 200,
		"Not in this library:", "laws/nowhere, p1", theLetter+", p99", "Could not be read", "rubbish", "within 12 hours")
	if strings.Contains(page.body, "<b>") {
		t.Error("markup of the address is on the page")
	}
	h.get("/en/pack/edit?d=1.en~laws/nowhere:p1~"+theLetter+":p2~rubbish").says(t, 200, "Not in this library.", "rubbish", "laws/nowhere, p1")
}

func anAddressThatIsNoPackSaysSo(t *testing.T, h *house) {
	for path, want := range map[string]int{
		"/pack?d=2.en~help/signs": 400, "/pack?d=x": 400, "/pack/edit?d=x": 400, "/pack/quiz?d=x": 400,
		"/pack?d=1.en~" + strings.Repeat("help/signs:p1~", 400): 414,
	} {
		page := h.get("/en" + path)
		if page.says(t, want, "Make a pack"); !strings.Contains(page.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("%.30s may be kept", path)
		}
	}
	if a := h.get("/en/pack"); a.Header.Get("Location") != "/en/pack/edit" {
		t.Errorf("an empty pack leads to %q", a.Header.Get("Location"))
	}
}

func theSamePackIsTheSamePage(t *testing.T, h *house) {
	d := aPack(h)
	a, b := h.get("/en/pack?d="+d+"&t=A+b"), h.get("/en/pack?t=A%20%20b&d="+url.QueryEscape(d))
	if tag := a.Header.Get("ETag"); tag == "" || tag != b.Header.Get("ETag") || a.body != b.body {
		t.Error("two spellings of an address are two pages")
	}
	if c := h.get("/en/pack?d="+d+"&t=A+b", "If-None-Match", a.Header.Get("ETag")); c.StatusCode != 304 || c.body != "" {
		t.Errorf("status %d for who has it already", c.StatusCode)
	}
	if c := h.get("/en/pack?d=" + d + "&t=A+c"); c.Header.Get("ETag") == a.Header.Get("ETag") {
		t.Error("another title has the same tag")
	}
	if !strings.Contains(a.Header.Get("X-Robots-Tag"), "noindex") {
		t.Error("what a reader put together can be found in an index")
	}
	if strings.Contains(h.log.String(), "A+b") || strings.Contains(h.log.String(), "letter") {
		t.Error("a pack is in the log")
	}
}

func aPackIsPastedAndAddedTo(t *testing.T, h *house) {
	d := "1.en~sops/2025-rescue:p1"
	page := h.get("/en/pack/edit?open=" + theLetter)
	page = h.submit(page, "", "", url.Values{"pack": {" https://elsewhere.example/hi/pack?d=" + url.QueryEscape(d) + "&t=Class "}})
	if got := order(t, page); !slices.Equal(got, []string{"Rescue 1"}) || !strings.Contains(page.body, "A letter") {
		t.Fatalf("%q", got)
	}
	page.says(t, 200, `value="Class"`)
	for _, no := range []string{"x", "https://elsewhere.example/", "http://[::1", "?d=9.en~x"} {
		h.follow("/en/pack/edit?open="+theLetter+"&pack="+url.QueryEscape(no)).says(t, 200, "not the address of a pack", "A letter")
	}
}

func changesSinceADay(t *testing.T, h *house) {
	page := h.get("/en/library/changes?since=2025-01-01").says(t, 200, "Paragraph 3 is new.", "/en/library/"+theLetter+"/diff?from=2024-09-01&amp;to=today", "Rescue", "New since that day.",
		`href="/en/library/`+theLetter+`#p2"`)
	if strings.Contains(page.body, "A slip of the pen") {
		t.Error("what changed before that day is listed")
	}
	h.get("/en/library/changes?since=2024-06-01").says(t, 200, "A slip of the pen", "Indian Penal Code, 1860", "Counted until")
	h.get("/en/library/changes?since=2199-01-01").says(t, 200, "0 documents")
	h.get("/en/library/changes?since=soon").says(t, 404)
	h.get("/en/library/changes").says(t, 200, `value="2026-05-26"`)
	h.get("/en/library/").says(t, 200, `href="/en/library/changes"`, `href="/en/pack/edit"`)
}
