package public

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
	"mukti/tips/vault"
)

// TestJourneys is what people do, one after another in the same house.
func TestJourneys(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"a tip from the form to the letters", aTipFromTheFormToTheLetters},
		{"the page after sending opens twice", thePageAfterSendingOpensTwice},
		{"express use", expressUse},
		{"an upload that breaks off keeps the words", anUploadThatBreaksOffKeepsTheWords},
		{"what is not kept is said", whatIsNotKeptIsSaid},
		{"words that come after the files are kept too", wordsThatComeAfterTheFilesAreKeptToo},
		{"numbers that open nothing", numbersThatOpenNothing},
		{"exit leaves nothing", exitLeavesNothing},
		{"nothing typed is logged", nothingTypedIsLogged},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

// send sends a tip and gives the page after sending.
func (h *house) send(lang string, v url.Values) answer {
	h.t.Helper()
	return h.get(h.post("/"+lang+"/form", v).to(h.t))
}

func aTipFromTheFormToTheLetters(t *testing.T, h *house) {
	page := h.get("/hi/form").says(t, 200, `name="account"`, "पढ़ने के लिए यहाँ अभी कोई अधिकारी नहीं जुड़ा है")
	token := attr(all(page.parse(t), func(n *html.Node) bool { return attr(n, "name") == "token" })[0], "value")
	if len(token) < 22 {
		t.Fatalf("token %q", token)
	}
	told := url.Values{"token": {token}, "account": {"मथुरा स्टेशन के पास दो लड़कियों को बंद करके रखा है"},
		"signs": {"locked-in", "being-moved"}, "place": {"मथुरा"}, "when": {"now"}, "children": {"yes"}, "count": {"२"}}
	to := h.post("/hi/form", told).to(t)
	if !regexp.MustCompile(`^/hi/form/[A-Za-z0-9_-]{32}$`).MatchString(to) {
		t.Fatalf("leads to %q", to)
	}
	if again := h.post("/hi/form", told).to(t); again != to {
		t.Errorf("the same form again leads to %q", again)
	}
	sent := h.get(to).says(t, 200, "112", "1098", "एफ़आईआर नहीं", "सीलबंद")
	number := sent.receipt(t)
	if !regexp.MustCompile(`^\d{6} \d{6} \d{6}$`).MatchString(number) {
		t.Fatalf("number %q", number)
	}
	if own := strings.NewReplacer("0", "०", "1", "१", "2", "२", "3", "३", "4", "४", "5", "५", "6", "६", "7", "७", "8", "८", "9", "९").Replace(number); !strings.Contains(sent.body, own) {
		t.Error("the number is not there in the reader's digits")
	}
	if sent.Header.Get("Content-Encoding") != "" || sent.Header.Get("Cache-Control") != "no-store" {
		t.Error("a page with a number is compressed or kept")
	}

	// Typed back wrong, then right; answering does not cost the looks.
	if back := h.post(to, url.Values{"last6": {"000000"}}).to(t); back != to {
		t.Errorf("leads to %q", back)
	}
	h.get(to).says(t, 200, "छह अंक सही नहीं हैं")
	h.post(to, url.Values{"last6": {number[len(number)-6:]}}).to(t)
	h.get(to).says(t, 200, "छह अंक सही हैं")

	// The number, in any digits.
	h.get("/hi/number").says(t, 200, "अपना नंबर लिखें")
	opened := h.post("/hi/number", url.Values{"number": {strings.ReplaceAll(number, " ", "")}})
	if opened.to(t) != "/hi/number" {
		t.Fatalf("leads to %q", opened.to(t))
	}
	cookie := cookieOf(opened)
	h.get("/hi/number", "Cookie", cookie).says(t, 200, "अभी किसी ने नहीं देखी", "अभी कोई पत्र नहीं है")
	wrote := h.post("/hi/number/letter", url.Values{"text": {"सफ़ेद गाड़ी आई है"}}, "Cookie", cookie)
	if wrote.to(t) != "/hi/number" {
		t.Fatalf("leads to %q", wrote.to(t))
	}
	box := h.get("/hi/number", "Cookie", cookie).says(t, 200, "आपका पत्र पहुँच गया", "आपकी ओर से")
	if strings.Contains(box.body, "सफ़ेद गाड़ी") || strings.Contains(box.body, "लड़कियों") {
		t.Error("the number shows the tipster's own words")
	}
	h.post("/hi/number/leave", nil, "Cookie", cookie).to(t)
	h.get("/hi/number", "Cookie", cookie).says(t, 200, "अपना नंबर लिखें")
}

func thePageAfterSendingOpensTwice(t *testing.T, h *house) {
	to := h.post("/en/form", url.Values{"signs": {"debt"}}).to(t)
	for range 3 {
		h.do("HEAD", to, nil) // shows nothing and takes no look
	}
	h.get(to).receipt(t)
	h.get(to).receipt(t)
	gone := h.get(to).says(t, 410, "no longer kept")
	for _, secret := range []string{"receipt", "debt", "tip"} {
		if strings.Contains(text(all(gone.parse(t), tag("main"))[0]), secret) {
			t.Errorf("the neutral page says %q", secret)
		}
	}
	late := h.post("/en/form", url.Values{"signs": {"debt"}, "place": {"Agra"}}).to(t)
	h.clock.move(31 * time.Minute)
	h.get(late).says(t, 410)
	h.get("/en/form/"+strings.Repeat("x", 32)).says(t, 410)
}

func expressUse(t *testing.T, h *house) {
	if to := h.post("/xx/form", url.Values{"signs": {"debt"}}, "Accept-Language", "hi").to(t); !strings.HasPrefix(to, "/hi/form/") {
		t.Errorf("a tip in an unknown language leads to %q", to)
	}
	for name, v := range map[string]url.Values{
		"one sign":          {"signs": {"violence"}},
		"a place":           {"place": {"Hamirpur"}},
		"words":             {"account": {"a"}},
		"who must not see":  {"avoid": {"state"}},
		"a count in words":  {"count": {"ten or so"}},
		"a sign nobody has": {"signs": {"violence", "made-up"}},
	} {
		if page := h.send("en", v); page.StatusCode != 200 || page.receipt(t) == "" {
			t.Errorf("%s is not taken: %d", name, page.StatusCode)
		}
	}
	h.send("en", url.Values{"place": {"Hamirpur"}, "signs": {"debt"}}).says(t, 200, "Which one do you mean?", "Hamirpur, Uttar Pradesh", "Hamirpur, Himachal Pradesh")
	h.send("en", url.Values{"account": {strings.Repeat("word ", 5000)}}).says(t, 200, "longer than 20,000 characters")
	kind, body := form(t, nil, map[string][]byte{"a.jpg": []byte("\xff\xd8\xff\xe0 not much of a picture")})
	to := h.do("POST", "/en/form", body, "Content-Type", kind).to(t)
	h.get(to).says(t, 200, "1 file was kept")
}

func anUploadThatBreaksOffKeepsTheWords(t *testing.T, h *house) {
	kind, body := form(t, url.Values{"account": {"they left at night"}}, map[string][]byte{"a.jpg": make([]byte, 400_000)})
	half := strings.NewReader(body.String()[:body.Len()/2])
	to := h.do("POST", "/en/form", half, "Content-Type", kind).to(t)
	h.get(to).says(t, 200, "The upload broke off. Your words are kept.").receipt(t)
}

func whatIsNotKeptIsSaid(t *testing.T, h *house) {
	kind, body := form(t, url.Values{"account": {"words"}}, map[string][]byte{"big.mp4": make([]byte, tips.MaxFile+1), "small.png": []byte("\x89PNG\r\n\x1a\n...")})
	to := h.do("POST", "/en/form", body, "Content-Type", kind).to(t)
	h.get(to).says(t, 200, "big.mp4: not kept. A file may have 25 MB", "1 file was kept")
}

func wordsThatComeAfterTheFilesAreKeptToo(t *testing.T, h *house) {
	before := h.received()
	body := "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\n\x89PNG\r\n\x1a\n\r\n" +
		"--B\r\nContent-Disposition: form-data; name=\"account\"\r\n\r\nlate words\r\n--B--\r\n"
	to := h.do("POST", "/en/form", strings.NewReader(body), "Content-Type", "multipart/form-data; boundary=B").to(t)
	h.get(to).says(t, 200, "1 file was kept")
	if received := h.received() - before; received != 2 {
		t.Errorf("%d tips were taken, want that of the file and that of the words", received)
	}
}

// received counts the tips that were taken.
func (h *house) received() int {
	h.t.Helper()
	n, after := 0, int64(0)
	for {
		events, err := h.db.Events(h.t.Context(), after, 100)
		must(h.t, err)
		if len(events) == 0 {
			return n
		}
		for _, e := range events {
			after = e.Seq
			if e.Act == "tip.received" {
				n++
			}
		}
	}
}

func numbersThatOpenNothing(t *testing.T, h *house) {
	for name, c := range map[string]struct{ typed, to, says string }{
		"nothing":            {"", "/en/number?e=digits#e", "This number is mistyped"},
		"a wrong digit":      {"123456 789012 345678", "/en/number?e=digits#e", "This number is mistyped"},
		"too short":          {"123456", "/en/number?e=digits#e", "This number is mistyped"},
		"words":              {"my number", "/en/number?e=digits#e", "This number is mistyped"},
		"a right check only": {validNumber(t), "/en/number?e=nobox#e", "No box has this number"},
	} {
		to := h.post("/en/number", url.Values{"number": {c.typed}}).to(t)
		if to != c.to {
			t.Errorf("%s leads to %q, want %q", name, to, c.to)
			continue
		}
		h.get(strings.TrimSuffix(to, "#e")).says(t, 200, c.says, `id="e"`)
	}
	h.get("/en/number?e=<script>").says(t, 200)
	if strings.Contains(h.get("/en/number?e=%3Cscript%3E").body, "<script") {
		t.Error("the reason is drawn as it came")
	}
}

// validNumber has a right check digit and no box.
func validNumber(t *testing.T) string {
	t.Helper()
	return vault.NewNumber().Groups()
}

func exitLeavesNothing(t *testing.T, h *house) {
	number := h.send("en", url.Values{"signs": {"debt"}}).receipt(t)
	cookie := cookieOf(h.post("/en/number", url.Values{"number": {number}}))
	left := h.get("/exit?l=en", "Cookie", cookie)
	if to := left.to(t); !strings.HasPrefix(to, "https://") || strings.Contains(to, "portal.example") {
		t.Errorf("leads to %q", to)
	}
	if got := left.Header.Get("Clear-Site-Data"); strings.Contains(got, "cache") {
		t.Errorf("Clear-Site-Data: %s", got)
	}
	dropped := map[string]bool{}
	for _, c := range left.Cookies() {
		dropped[c.Name] = c.Value == "" && (c.MaxAge < 0 || c.Expires.Before(h.clock.Now()))
	}
	for _, name := range []string{"box", "lang", "look"} {
		if !dropped[name] {
			t.Errorf("cookie %s stays", name)
		}
	}
	h.get("/en/number", "Cookie", cookie).says(t, 200, "Type your number")
}

func nothingTypedIsLogged(t *testing.T, h *house) {
	number := h.send("en", url.Values{"account": {"PLANTED words"}, "place": {"PLANTED"}}).receipt(t)
	h.post("/en/number", url.Values{"number": {number}})
	h.post("/en/number", url.Values{"number": {"PLANTED"}})
	h.get("/en/search?q=PLANTED")
	h.get("/en/PLANTED")
	h.json("/api/v1/tips", `{"account":"PLANTED","PLANTED":1}`)
	for _, secret := range []string{"PLANTED", number, number[:6]} {
		if strings.Contains(h.log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, h.log.String())
		}
	}
}
