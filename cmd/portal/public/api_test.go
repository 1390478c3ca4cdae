package public

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
	"mukti/tips/vault"
)

// TestAPI holds the API to its contract. One house serves them all; the last test lowers its limit.
func TestAPI(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"the description has every route and no other", theDescriptionHasEveryRouteAndNoOther},
		{"a tip", aTipThroughTheAPI},
		{"what is refused", whatTheAPIRefuses},
		{"problems speak the language of the reader", problemsSpeakTheReadersLanguage},
		{"numbers", numbersThroughTheAPI},
		{"files", filesThroughTheAPI},
		{"reading", readingThroughTheAPI},
		{"only the API is limited", onlyTheAPIIsLimited},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

// problemOf reads a problem and checks its frame.
func (a answer) problemOf(t *testing.T, status int) apiProblem {
	t.Helper()
	var p apiProblem
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %.400s", a.StatusCode, status, a.body)
	}
	if kind := a.Header.Get("Content-Type"); kind != mimeProblem {
		t.Errorf("type %q", kind)
	}
	must(t, json.Unmarshal([]byte(a.body), &p))
	if p.Status != status || p.Type == "" || p.Title == "" || p.Code == "" || strings.Contains(a.body, "⟦") {
		t.Errorf("problem %s", a.body)
	}
	return p
}

// fieldsOf names the fields of a problem.
func (p apiProblem) fieldsOf() string {
	var out []string
	for _, e := range p.Errors {
		out = append(out, e.Field)
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func theDescriptionHasEveryRouteAndNoOther(t *testing.T, h *house) {
	var described struct {
		Paths map[string]map[string]any
	}
	must(t, json.Unmarshal([]byte(h.get("/api/v1/openapi.json").says(t, 200).body), &described))
	want := map[string]bool{}
	for path, methods := range described.Paths {
		for m := range methods {
			want[strings.ToUpper(m)+" "+path] = true
		}
	}
	braces := regexp.MustCompile(`:(\w+)`)
	got := map[string]bool{}
	for _, r := range h.app.GetRoutes(true) {
		if path, ok := strings.CutPrefix(r.Path, "/api/v1/"); ok && r.Method != fiber.MethodHead {
			got[r.Method+" /"+braces.ReplaceAllString(path, "{$1}")] = true
		}
	}
	for r := range want {
		if !got[r] {
			t.Errorf("%s is described and not there", r)
		}
	}
	for r := range got {
		if !want[r] {
			t.Errorf("%s is there and not described", r)
		}
	}
	if len(got) < 8 {
		t.Errorf("only %d routes", len(got))
	}
	// Every reference leads somewhere.
	var whole map[string]any
	must(t, json.Unmarshal(openAPI, &whole))
	for _, m := range regexp.MustCompile(`"\$ref": "#/([^"]+)"`).FindAllStringSubmatch(string(openAPI), -1) {
		at := any(whole)
		for step := range strings.SplitSeq(m[1], "/") {
			at = at.(map[string]any)[step]
		}
		if at == nil {
			t.Errorf("#/%s leads nowhere", m[1])
		}
	}
}

func aTipThroughTheAPI(t *testing.T, h *house) {
	body := `{"language":"hi","account":"मथुरा स्टेशन के पास","place":{"text":"मथुरा","state":"UP","district":167,"pin":"281001"},
		"when":"now","signs":["locked-in"],"children":"yes","count":2,"who":"x","role":"witness","avoid":[],"contact":"","contact_when":null}`
	key := "6f1c9d1e-8a52-4f7b-9c3d-2b7e5a90c1d4"
	a := h.json("/api/v1/tips", body, "Idempotency-Key", key).says(t, 201)
	var taken apiTaken
	must(t, json.Unmarshal([]byte(a.body), &taken))
	if !regexp.MustCompile(`^\d{6} \d{6} \d{6}$`).MatchString(taken.Receipt) || taken.Unit.Code != "UP-AGRA" || taken.Unit.Name == "" || taken.Reads {
		t.Errorf("%s", a.body)
	}
	if fmt.Sprint(taken.Call) != "[112 1098]" || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Content-Encoding") != "" {
		t.Errorf("%s %v", a.body, a.Header)
	}
	for _, random := range []string{"aK-_x9Qw7-Zr3TnB-4uLpA", "1f0c2a34-5b6d-4e7f-8091-a2b3c4d5e6f7", "yPq8-vN2mXc5RtZ0-Kd7Lw"} {
		one := h.json("/api/v1/tips", body, "Idempotency-Key", random).says(t, 201)
		if two := h.json("/api/v1/tips", body, "Idempotency-Key", random).says(t, 201); one.body != two.body {
			t.Errorf("the key %s, random enough, was ignored", random)
		}
	}
	if again := h.json("/api/v1/tips", body, "Idempotency-Key", key).says(t, 201); again.body != a.body {
		t.Errorf("the same key gives %s", again.body)
	}
	for name, weak := range map[string]string{"short": "12345", "half as long": "6f1c9d1e8a524f7b", "no entropy": strings.Repeat("a", 40), "not printable": "\u00e9" + key} {
		one := h.json("/api/v1/tips", body, "Idempotency-Key", weak).says(t, 201)
		if two := h.json("/api/v1/tips", body, "Idempotency-Key", weak).says(t, 201); one.body == two.body {
			t.Errorf("a key that is %s counts", name)
		}
	}

	seen := h.json("/api/v1/mailbox", `{"receipt":"`+taken.Receipt+`"}`).says(t, 200, `"status":"received"`, `"letters":[]`)
	if seen.Header.Get("Cache-Control") != "no-store" || strings.Contains(seen.body, "मथुरा") {
		t.Errorf("%s", seen.body)
	}
	h.json("/api/v1/mailbox/letters", `{"receipt":"`+strings.ReplaceAll(taken.Receipt, " ", "")+`","text":"white car"}`).says(t, 201)
	wrote := h.json("/api/v1/mailbox", `{"receipt":"`+taken.Receipt+`"}`).says(t, 200, `"from":"tipster"`)
	if strings.Contains(wrote.body, "white car") {
		t.Error("the tipster's own words are shown")
	}
}

func whatTheAPIRefuses(t *testing.T, h *house) {
	long := strings.Repeat("ā", tips.MaxAccount+1)
	for _, c := range []struct {
		name, body string
		status     int
		fields     string
	}{
		{"nothing", ``, 400, ""},
		{"no JSON", `account=x`, 400, ""},
		{"cut off", `{"account":"x"`, 400, ""},
		{"an array", `[{"account":"x"}]`, 400, ""},
		{"two objects", `{"account":"x"}{}`, 400, ""},
		{"null", `null`, 400, ""},
		{"10,000 deep", strings.Repeat(`{"place":`, 10_000), 400, ""},
		{"1,000 deep", `{"account":"x","colour":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, 400, ""},
		{"10,000 deep in a field", `{"signs":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`, 400, ""},
		{"empty object", `{}`, 422, "account"},
		{"empty fields", `{"account":" ","signs":[],"place":{}}`, 422, "account"},
		{"unknown fields", `{"account":"x","Account":"y","colour":"red","place":{"text":"a","lat":1}}`, 422, "Account colour place.lat"},
		{"wrong types", `{"account":[1],"signs":"debt","count":"two","place":"Agra","role":[],"avoid":[1]}`, 422, "account avoid count place role signs"},
		{"a number that is none", `{"account":"x","count":1e999}`, 422, "count"},
		{"half a person", `{"account":"x","count":1.5}`, 422, "count"},
		{"minus one", `{"account":"x","count":-1}`, 422, "count"},
		{"too long", `{"account":"` + long + `"}`, 422, "account"},
		{"unknown choices", `{"account":"x","when":"soon","children":"maybe","role":"king","signs":["debt","zzz"],"avoid":["nobody"],"place":{"state":"Uttar"}}`, 422, "avoid children place.state role signs when"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := h.json("/api/v1/tips", c.body).problemOf(t, c.status)
			if got := p.fieldsOf(); got != c.fields {
				t.Errorf("fields %q, want %q", got, c.fields)
			}
		})
	}
	h.do("POST", "/api/v1/tips", strings.NewReader("account=x"), "Content-Type", fiber.MIMEApplicationForm).problemOf(t, 415)
	big := h.json("/api/v1/tips", `{"account":"`+strings.Repeat("x", maxJSON)+`"}`).problemOf(t, 413)
	if got := big.fieldsOf(); !strings.Contains(got, "tip") || !strings.Contains(got, "files") {
		t.Errorf("413 does not state the limits: %q", got)
	}
	// At the limit it is taken.
	h.json("/api/v1/tips", `{"account":"`+strings.Repeat("ā", tips.MaxAccount)+`"}`).says(t, 201)
	h.json("/api/v1/tips", `{"account":"NUL and \u0000 and \ud800"}`).says(t, 201)
	h.json("/api/v1/tips", `{"account":"bytes `+"\xff\xfe"+`"}`).problemOf(t, 400)
}

func problemsSpeakTheReadersLanguage(t *testing.T, h *house) {
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/api/v1/nowhere", ""},
		{"GET", "/api/nowhere", ""},
		{"GET", "/api", ""},
		{"GET", "/api/v1/units/XX-NOWHERE", ""},
		{"GET", "/api/v1/search?kind=none", ""},
		{"GET", "/api/v1/units?state=ZZ", ""},
		{"POST", "/api/v1/search", ""},
		{"POST", "/api/v1/tips", "{}"},
		{"POST", "/api/v1/mailbox", `{"receipt":"1"}`},
	} {
		en := h.do(c.method, c.path, strings.NewReader(c.body), "Content-Type", "application/json", "Accept-Language", "en")
		hi := h.do(c.method, c.path, strings.NewReader(c.body), "Content-Type", "application/json", "Accept-Language", "hi")
		a, b := en.problemOf(t, en.StatusCode), hi.problemOf(t, en.StatusCode)
		if a.Code != b.Code || a.Title == b.Title || hi.Header.Get("Content-Language") != "hi" {
			t.Errorf("%s %s: %q and %q", c.method, c.path, a.Title, b.Title)
		}
	}
}

func numbersThroughTheAPI(t *testing.T, h *house) {
	for _, c := range []struct {
		path, body string
		status     int
		fields     string
	}{
		{"/api/v1/mailbox", `{"receipt":"123456 789012 345678"}`, 422, "receipt"},
		{"/api/v1/mailbox", `{"receipt":""}`, 422, "receipt"},
		{"/api/v1/mailbox", `{}`, 422, "receipt"},
		{"/api/v1/mailbox", `{"receipt":5}`, 422, "receipt"},
		{"/api/v1/mailbox", `{"receipt":"1","text":"x"}`, 422, "text"},
		{"/api/v1/mailbox", `{"receipt":"` + vault.NewNumber().Groups() + `"}`, 404, ""},
		{"/api/v1/mailbox/letters", `{"receipt":"` + vault.NewNumber().Groups() + `","text":"x"}`, 404, ""},
		{"/api/v1/mailbox/letters", `{"receipt":"` + vault.NewNumber().Groups() + `","text":" "}`, 422, "text"},
		{"/api/v1/mailbox/letters", `{"receipt":"` + vault.NewNumber().Groups() + `","text":"` + strings.Repeat("x", tips.MaxLetter+1) + `"}`, 422, "text"},
		{"/api/v1/mailbox/letters", `{"receipt":"123","text":"x"}`, 422, "receipt"},
	} {
		if got := h.json(c.path, c.body).problemOf(t, c.status).fieldsOf(); got != c.fields {
			t.Errorf("%s %.60s: fields %q, want %q", c.path, c.body, got, c.fields)
		}
	}
	h.json("/api/v1/mailbox", `{"receipt":"1","receipt":"2"}`).problemOf(t, 422)
}

func TestTooManyUnknownNumbersAreToldWhenToComeBack(t *testing.T) {
	h := newHouse(t)
	h.app = h.site.App()
	h.app.Get("/api/busy", func(c *fiber.Ctx) error { return h.site.receiptFault(c, fmt.Errorf("x: %w", tips.ErrBusy)) })
	busy := h.get("/api/busy")
	busy.problemOf(t, 429)
	if busy.Header.Get("Retry-After") == "" {
		t.Error("429 does not say when to come back")
	}
}

func filesThroughTheAPI(t *testing.T, h *house) {
	send := func(fields url.Values, files map[string][]byte) answer {
		kind, body := form(t, fields, files)
		return h.do("POST", "/api/v1/tips", body, "Content-Type", kind)
	}
	tip := url.Values{"tip": {`{"account":"with a photo"}`}}
	send(tip, map[string][]byte{"a.png": []byte("\x89PNG\r\n\x1a\n")}).says(t, 201, `"receipt"`)
	send(tip, nil).says(t, 201)
	send(url.Values{"tip": {`{}`}}, map[string][]byte{"a.png": []byte("\x89PNG\r\n\x1a\n")}).says(t, 201)
	if got := send(url.Values{"tip": {`{"colour":1}`}}, map[string][]byte{"a.png": []byte("x")}).problemOf(t, 422).fieldsOf(); got != "colour" {
		t.Errorf("fields %q", got)
	}
	send(nil, map[string][]byte{"a.png": []byte("x")}).problemOf(t, 400)
	large := send(tip, map[string][]byte{"big.mp4": make([]byte, tips.MaxFile+1)}).problemOf(t, 413)
	if large.Receipt == "" || large.fieldsOf() != "files" || large.Errors[0].Limit != 25 {
		t.Errorf("%+v", large)
	}
	h.json("/api/v1/mailbox", `{"receipt":"`+large.Receipt+`"}`).says(t, 200)
	many := map[string][]byte{}
	for i := range tips.MaxFiles + 1 {
		many[fmt.Sprintf("%d.txt", i)] = fmt.Appendf(nil, "file %d", i)
	}
	if p := send(tip, many).problemOf(t, 413); p.fieldsOf() != "files" || p.Errors[0].Limit != tips.MaxFiles {
		t.Errorf("%+v", p)
	}
	h.do("POST", "/api/v1/tips", strings.NewReader("nothing"), "Content-Type", "multipart/form-data").problemOf(t, 400)
	curl := "--B\r\nContent-Disposition: form-data; name=\"tip\"; filename=\"tip.json\"\r\nContent-Type: application/json\r\n\r\n{\"signs\":[\"debt\"]}\r\n--B--\r\n"
	h.do("POST", "/api/v1/tips", strings.NewReader(curl), "Content-Type", "multipart/form-data; boundary=B").says(t, 201)
}

func readingThroughTheAPI(t *testing.T, h *house) {
	h.get("/api/v1/search?q=placement+agencies&lang=en").says(t, 200, `"query":"placement agencies"`, `"lang":"en"`, `"hits":[{"kind":"advisories","slug":"2024-03-04-child-labour"`, `"paragraph":"p2.vi"`, `"facets":{"kind":{`)
	h.get("/api/v1/search?q=").says(t, 200, `"hits":[]`)
	h.get("/api/v1/search?q="+strings.Repeat("%5B", 200)).says(t, 200)
	h.get("/api/v1/places?q=Mathura&lang=hi").says(t, 200, `"district":167`, `"lgd":167`, `"state":"UP"`, "मथुरा")
	h.get("/api/v1/places?q=").says(t, 200, "[]")
	h.get("/api/v1/places?q=%ff%00zzzzzz").says(t, 200)
	h.get("/api/v1/units/UP-AGRA").says(t, 200, `"code":"UP-AGRA"`, `"kind":"unit"`, `"basis":"published"`, `"reads":false`, `167`)
	var units []apiBody
	must(t, json.Unmarshal([]byte(h.get("/api/v1/units?state=up").says(t, 200).body), &units))
	if len(units) != 36 { // Source: ahtu-up.csv, 35 units; and the bureau
		t.Errorf("%d bodies in UP", len(units))
	}
	must(t, json.Unmarshal([]byte(h.get("/api/v1/units").says(t, 200).body), &units))
	if len(units) < 700 {
		t.Errorf("%d bodies", len(units))
	}
}

func onlyTheAPIIsLimited(t *testing.T, h *house) {
	h.site.APIRate = 0.001
	h.app = h.site.Routes()
	statuses := map[int]int{}
	for range 5 {
		statuses[h.get("/api/v1/places?q=Agra").StatusCode]++
	}
	if statuses[http.StatusTooManyRequests] == 0 {
		t.Errorf("statuses %v", statuses)
	}
	limited := h.json("/api/v1/tips", `{"account":"x"}`)
	limited.problemOf(t, 429)
	if limited.Header.Get("Retry-After") == "" {
		t.Error("429 does not say when to come back")
	}
	for range 20 {
		h.get("/en/form").says(t, 200)
	}
	if to := h.post("/en/form", url.Values{"signs": {"debt"}}).to(t); strings.Contains(to, "e=") {
		t.Errorf("a tip leads to %q", to)
	}
}

func FuzzTipOf(f *testing.F) {
	f.Add(`{"account":"x","place":{"text":"a"},"signs":["debt"],"count":1}`)
	f.Add(`{"account":{"a":[[[{}]]]},"":null}`)
	f.Add(strings.Repeat("[", 100))
	bundle, err := everyday()
	if err != nil {
		f.Fatal(err)
	}
	sp := bundle.bundle.Speaker("en")
	f.Fuzz(func(t *testing.T, body string) {
		sub, errs, err := tipOf(sp, []byte(body))
		if err == nil && len(errs) == 0 && !json.Valid([]byte(body)) {
			t.Fatalf("%q is no JSON and is taken as %+v", body, sub)
		}
		for _, e := range errs {
			if len([]rune(e.Field)) > 110 || e.Code == "" || e.Message == "" {
				t.Fatalf("fault %+v", e)
			}
		}
	})
}
