package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/url"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"golang.org/x/net/html"
)

// TestReading holds pages to what they promise. One house serves them all; the last test makes it a demonstration.
func TestReading(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"every page is built for everybody", everyPageIsBuiltForEverybody},
		{"form and number are neutral and kept nowhere", formAndNumberAreNeutralAndKeptNowhere},
		{"the form has the fields of the contract in their order", theFormHasTheFieldsOfTheContractInTheirOrder},
		{"pages are light", pagesAreLight},
		{"languages", languages},
		{"settings are kept without an identifier", settingsAreKeptWithoutAnIdentifier},
		{"reading matter", readingMatter},
		{"well-known addresses", wellKnownAddresses},
		{"where somebody reads the form says so", whereSomebodyReadsTheFormSaysNothing},
		{"every page of a demonstration says so", everyPageOfADemonstrationSaysSo},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

// addresses are every page, in a language.
func (h *house) addresses(lang string) []string {
	var out []string
	for _, p := range mapped {
		out = append(out, "/"+lang+"/"+p.Path)
	}
	out = append(out, "/"+lang+"/sitemap", "/"+lang+"/nowhere", "/"+lang+"/form?e=empty", "/"+lang+"/number?e=digits",
		"/"+lang+"/settings?saved=1", "/"+lang+"/search?q=trafficking", "/"+lang+"/search?q=zzzzqqqq", "/"+lang+"/search?q=%E0%A4%AE%E0%A4%BE%E0%A4%A8%E0%A4%B5&kind=advisories&page=2",
		"/"+lang+"/units/?state=UP", "/"+lang+"/units/?q=Mathura", "/"+lang+"/units/UP-AGRA", "/"+lang+"/units/UP-AHTB", "/"+lang+"/units/IN-NODAL",
		"/"+lang+"/units/DL-NEW-DELHI")
	for _, kind := range h.site.Library.Kinds() {
		out = append(out, "/"+lang+"/library/"+kind+"/")
		for _, d := range h.site.Library.Documents(kind, lang) {
			out = append(out, "/"+lang+"/library/"+kind+"/"+d.Slug)
		}
	}
	return out
}

func everyPageIsBuiltForEverybody(t *testing.T, h *house) {
	for _, lang := range []string{"en", "hi", "ur"} {
		number := h.send(lang, url.Values{"place": {"Hamirpur"}, "signs": {"debt"}, "account": {strings.Repeat("x ", 15_000)}})
		cookie := cookieOf(h.post("/en/number", url.Values{"number": {number.receipt(t)}}))
		pages := map[string]answer{"after sending": number, "an opened number": h.get("/"+lang+"/number", "Cookie", cookie)}
		for _, path := range h.addresses(lang) {
			pages[path] = h.get(path)
		}
		for path, page := range pages {
			t.Run(lang+" "+path, func(t *testing.T) { checkPage(t, page, lang) })
		}
	}
}

// checkPage holds a page to what every page promises.
func checkPage(t *testing.T, page answer, lang string) {
	t.Helper()
	if page.StatusCode != 200 && page.StatusCode != 404 && page.StatusCode != 410 {
		t.Fatalf("status %d", page.StatusCode)
	}
	root := page.parse(t)
	if i := strings.Index(page.body, "⟦"); i >= 0 {
		t.Errorf("an unknown message: %.60s", page.body[i:])
	}
	if strings.Contains(page.body, "ZgotmplZ") || strings.Contains(page.body, "<no value>") {
		t.Error("a template put out a value that it could not")
	}
	one := func(name string) *html.Node {
		found := all(root, tag(name))
		if len(found) != 1 {
			t.Fatalf("%d <%s>", len(found), name)
		}
		return found[0]
	}
	if got := attr(one("html"), "lang"); got != lang {
		t.Errorf("lang %q", got)
	}
	if attr(one("html"), "dir") == "" || text(one("title")) == "" || text(one("h1")) == "" {
		t.Error("no direction, title or heading")
	}
	one("main")
	one("header")
	one("footer")
	body := one("body")
	var first []*html.Node
	for n := range body.ChildNodes() {
		if n.Type == html.ElementNode {
			first = append(first, n)
		}
	}
	way := all(first[0], tag("a"))
	if first[0].Data != "nav" || attr(first[0], "class") != "leave" || attr(first[0], "aria-label") == "" ||
		len(way) != 2 || attr(way[0], "href") != "#main" || !strings.HasPrefix(attr(way[1], "href"), "/exit?l=") || attr(way[1], "class") != "exit" {
		t.Error("the page does not begin with the skip link and the exit, in a landmark of their own")
	}
	// A script is a block of data for machines, or there is none.
	if n := len(all(root, func(n *html.Node) bool { return n.Data == "script" && attr(n, "type") != "application/ld+json" })); n > 0 {
		t.Errorf("%d <script>", n)
	}
	for _, bad := range []string{"iframe", "object", "embed", "img", "video", "audio"} {
		if n := len(all(root, tag(bad))); n > 0 {
			t.Errorf("%d <%s>", n, bad)
		}
	}
	ids := map[string]bool{}
	for _, n := range all(root, func(n *html.Node) bool { return attr(n, "id") != "" }) {
		if ids[attr(n, "id")] {
			t.Errorf("id %q twice", attr(n, "id"))
		}
		ids[attr(n, "id")] = true
	}
	for _, n := range all(root, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on") || a.Key == "style":
				t.Errorf("<%s %s=…>", n.Data, a.Key)
			case (a.Key == "aria-labelledby" || a.Key == "aria-describedby" || a.Key == "for") && !ids[a.Val]:
				t.Errorf("<%s %s=%q> points nowhere", n.Data, a.Key, a.Val)
			case a.Key == "href" && strings.HasPrefix(a.Val, "#") && !ids[unescaped(a.Val[1:])]:
				t.Errorf("a link to %q, which is not there", a.Val)
			case a.Key == "src" || (n.Data == "link" && a.Key == "href" && !strings.HasPrefix(a.Val, "/") && a.Val != "data:,"):
				t.Errorf("the page asks for %q", a.Val)
			}
		}
	}
	labelled(t, root, ids)
	sum := sha256.Sum256([]byte(one("style").FirstChild.Data))
	if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(page.Header.Get("Content-Security-Policy"), want) {
		t.Error("the policy does not name the style's hash")
	}
	headings(t, root)
}

func unescaped(s string) string {
	out, err := url.PathUnescape(s)
	if err != nil {
		return s
	}
	return out
}

// labelled: every field says what it is for.
func labelled(t *testing.T, root *html.Node, ids map[string]bool) {
	t.Helper()
	labels := map[string]bool{}
	for _, l := range all(root, tag("label")) {
		labels[attr(l, "for")] = true
	}
	for _, n := range all(root, func(n *html.Node) bool {
		return n.Data == "textarea" || n.Data == "select" || n.Data == "input" && attr(n, "type") != "hidden"
	}) {
		inside := false
		for p := n.Parent; p != nil; p = p.Parent {
			inside = inside || p.Data == "label"
		}
		if !inside && !labels[attr(n, "id")] {
			t.Errorf("<%s name=%q> has no label", n.Data, attr(n, "name"))
		}
	}
	for _, b := range all(root, func(n *html.Node) bool { return n.Data == "button" || n.Data == "a" }) {
		if text(b) == "" {
			t.Errorf("<%s> without words", b.Data)
		}
	}
}

// headings: the first is the h1, and no level is left out.
func headings(t *testing.T, root *html.Node) {
	t.Helper()
	last := 0
	for _, n := range all(root, func(n *html.Node) bool {
		return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
	}) {
		level := int(n.Data[1] - '0')
		if level > last+1 {
			t.Errorf("h%d %q after h%d", level, text(n), last)
		}
		last = level
	}
}

func everyPageOfADemonstrationSaysSo(t *testing.T, h *house) {
	h.site.Demo, h.site.DeskOrigin = true, "http://desk.example:8081"
	sent := h.send("en", url.Values{"signs": {"debt"}})
	pages := map[string]answer{"after sending": sent, "gone": h.get("/en/form/x")}
	for _, path := range h.addresses("en") {
		pages[path] = h.get(path)
	}
	for path, page := range pages {
		if !strings.Contains(page.body, "This is a demonstration") {
			t.Errorf("%s does not say so", path)
		}
	}
}

func formAndNumberAreNeutralAndKeptNowhere(t *testing.T, h *house) {
	for path, title := range map[string]string{"/en/form": "Form", "/hi/form": "फ़ॉर्म", "/en/number": "Number", "/hi/number": "नंबर", "/en/form/x": "Form"} {
		page := h.get(path)
		if got := text(all(page.parse(t), tag("title"))[0]); got != title {
			t.Errorf("%s: title %q", path, got)
		}
		if page.Header.Get("Cache-Control") != "no-store" || !strings.Contains(page.Header.Get("X-Robots-Tag"), "noindex") {
			t.Errorf("%s may be kept or indexed", path)
		}
		if c := page.Header.Get("Set-Cookie"); c != "" {
			t.Errorf("%s sets a cookie: %s", path, c)
		}
	}
	for _, n := range all(h.get("/en/form").parse(t), func(n *html.Node) bool {
		return n.Data == "textarea" || n.Data == "input" && (attr(n, "type") == "" || attr(n, "type") == "text")
	}) {
		if attr(n, "autocomplete") != "off" {
			t.Errorf("%s: autocomplete %q", attr(n, "name"), attr(n, "autocomplete"))
		}
		if attr(n, "inputmode") == "" && attr(n, "spellcheck") != "false" {
			t.Errorf("%s: its words go to a spell checker", attr(n, "name"))
		}
	}
}

func theFormHasTheFieldsOfTheContractInTheirOrder(t *testing.T, h *house) {
	var got []string
	for _, n := range all(h.get("/en/form").parse(t), func(n *html.Node) bool { return attr(n, "name") != "" && n.Data != "meta" }) {
		if name := attr(n, "name"); len(got) == 0 || got[len(got)-1] != name {
			got = append(got, name)
		}
	}
	want := "token remark signs place state avoid account when children count who role contact contact_when files"
	if strings.Join(got, " ") != want {
		t.Errorf("fields: %v", got)
	}
}

func pagesAreLight(t *testing.T, h *house) {
	sent := h.post("/hi/form", url.Values{"place": {"Hamirpur"}, "signs": {"debt"}}).to(t)
	for _, c := range []struct {
		path   string
		accept string
		most   int // bytes; source: UX.md, "Weight and type"
	}{
		{"/en/form", "br", 8 << 10}, {"/hi/form", "br", 8 << 10}, {"/en/form", "gzip", 8 << 10}, {"/hi/form", "gzip", 8 << 10},
		{"/hi/number", "br", 8 << 10}, {sent, "br", 14 << 10}, {"/en/", "br", 14 << 10}, {"/hi/", "gzip", 14 << 10},
		{"/hi/library/advisories/2024-03-04-child-labour", "br", 14 << 10}, {"/hi/units/", "br", 14 << 10}, {"/hi/units/?state=UP", "br", 14 << 10},
	} {
		page := h.get(c.path, "Accept-Encoding", c.accept)
		if page.StatusCode != 200 {
			t.Errorf("%s: %d", c.path, page.StatusCode)
		}
		if len(page.body) > c.most {
			t.Errorf("%s as %s: %d bytes, at most %d", c.path, c.accept, len(page.body), c.most)
		}
		t.Logf("%s as %s: %d bytes", c.path, c.accept, len(page.body))
		if page.Header.Get("Content-Encoding") == "br" {
			b, err := io.ReadAll(brotli.NewReader(strings.NewReader(page.body)))
			if err != nil || !bytes.Contains(b, []byte("</html>")) {
				t.Errorf("%s: %v", c.path, err)
			}
		}
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = io.WriteString(w, string(h.site.Themes.Style("public")))
	_ = w.Close()
	if b.Len() > 5<<10 {
		t.Errorf("the style has %d bytes as gzip", b.Len())
	}
	t.Logf("style: %d bytes as gzip", b.Len())
}

func languages(t *testing.T, h *house) {
	for _, c := range []struct{ accept, cookie, to string }{
		{"", "", "/en/"},
		{"hi-IN,hi;q=0.9", "", "/hi/"},
		{"xx, *;q=0.1", "", "/en/"},
		{"hi", "lang=en", "/en/"},
		{"en", "lang=hi", "/hi/"},
		{"en", "lang=\xff", "/en/"},
		{strings.Repeat("hi,", 100), "", "/hi/"},
	} {
		a := h.get("/", "Accept-Language", c.accept, "Cookie", c.cookie)
		if a.StatusCode != 302 || a.Header.Get("Location") != c.to || !strings.Contains(a.Header.Get("Vary"), "Accept-Language") {
			t.Errorf("%.40q with %q leads to %q (%d, Vary %q)", c.accept, c.cookie, a.Header.Get("Location"), a.StatusCode, a.Header.Get("Vary"))
		}
	}
	h.get("/xx/library/", "Accept-Language", "hi").says(t, 404, "ऐसा कोई पन्ना नहीं है", `href="/hi/"`, `lang="hi"`)
	h.get("/hi/library/advisories/nothing").says(t, 404, "ऐसा कोई पन्ना नहीं है")
	for from, to := range map[string]string{"/en": "/en/", "/en/library": "/en/library/", "/hi/library/help": "/hi/library/help/", "/en/units?state=UP": "/en/units/?state=UP"} {
		if a := h.get(from); a.StatusCode != 301 || a.Header.Get("Location") != to {
			t.Errorf("%s leads to %q (%d)", from, a.Header.Get("Location"), a.StatusCode)
		}
	}
	h.get("/xx").says(t, 404)
	h.get("/en/library/nothing").says(t, 404)
}

func settingsAreKeptWithoutAnIdentifier(t *testing.T, h *house) {
	saved := h.post("/en/settings", url.Values{"size": {"large"}, "theme": {"contrast"}, "lang": {"hi"}})
	if to := saved.to(t); to != "/hi/settings?saved=1" {
		t.Errorf("leads to %q", to)
	}
	var cookies []string
	for _, c := range saved.Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	if got := strings.Join(cookies, "; "); got != "look=large.contrast; lang=hi; left=1" { // left=1: see spoilBack, it says nothing
		t.Errorf("cookies %q", got)
	}
	h.get("/hi/", "Cookie", strings.Join(cookies, "; ")).says(t, 200, `data-size="large"`, `data-theme="contrast"`)
	for _, a := range all(h.get("/hi/", "Cookie", "look=huge.y<script>").parse(t), tag("html"))[0].Attr {
		if strings.HasPrefix(a.Key, "data-") {
			t.Errorf("the cookie is drawn as it came: %s=%q", a.Key, a.Val)
		}
	}
}

func readingMatter(t *testing.T, h *house) {
	h.get("/en/library/advisories/2024-03-04-child-labour").says(t, 200, `id="p2.vi"`, "15011/36/2022-ATC", "4 March 2024", "In force", "digest in our own words",
		"MHA letter No. 15011/36/2022-ATC, 4 March 2024, para 2(vi)")
	h.get("/hi/library/").says(t, 200, "परामर्श")
	h.get("/en/units/UP-AGRA").says(t, 200, "Anti Human Trafficking Unit (AHTU), Agra", "Mathura", "20 October 2020", "/en/units/UP-AHTB", "/en/units/IN-NODAL")
	assumed := h.get("/en/units/WB-PURULIA").says(t, 200, "Police of Purulia district", "State bureau")
	if strings.Contains(assumed.body, "(AHTU)") {
		t.Error("an assumed row is shown as a unit")
	}
	h.get("/en/units/NO-SUCH").says(t, 404)
	h.get("/en/units/?state=ZZ").says(t, 404)
	h.get("/en/units/?q=%E0%A4%AE%E0%A4%A5%E0%A5%81%E0%A4%B0%E0%A4%BE").says(t, 200, "/en/units/UP-AGRA", "Mathura, Uttar Pradesh")
	h.get("/en/statistics").says(t, 200, "No figures are published yet")
	h.get("/en/safety").says(t, 200)
	h.get("/en/search?q=placement+agencies").says(t, 200, "2024-03-04-child-labour#p2.vi", "<mark>")
	h.get("/hi/search?q="+url.QueryEscape("मानव तस्करी")).says(t, 200, "2024-03-04-child-labour")
	h.get("/en/search?q="+url.QueryEscape(`<script>"'&`)).says(t, 200, "&lt;script&gt;")
}

func wellKnownAddresses(t *testing.T, h *house) {
	h.get("/robots.txt").says(t, 200, "Disallow: /en/form", "Sitemap: http://portal.example:8080/sitemap.xml")
	h.get("/.well-known/security.txt").says(t, 200, "Contact: http://portal.example:8080/en/contact", "Expires: 2027-05-22T")
	wellFormed(t, h.get("/opensearch.xml").says(t, 200, "{searchTerms}").body)
	wellFormed(t, h.get("/hi/feed.atom").says(t, 200, "/hi/library/advisories/2024-03-04-child-labour", `xml:lang="hi"`).body)
	h.get("/healthz").says(t, 200, "ok")
	h.get("/readyz").says(t, 200, "ok")
}

func whereSomebodyReadsTheFormSaysNothing(t *testing.T, h *house) {
	sp := h.site.Bundle.Speaker("en")
	every := map[string]bool{}
	for _, st := range h.site.Gazetteer.States() {
		every[st.Code] = true
	}
	for _, c := range []struct {
		name  string
		reads map[string]bool
		msg   string
		in    string
	}{
		{"nobody", nil, "form.nobody", ""},
		{"the cell alone", map[string]bool{"IN": true}, "form.cell_only", ""},
		{"the cell under no letters", map[string]bool{"": true}, "form.cell_only", ""},
		{"two States", map[string]bool{"UP": true, "DL": true}, "form.some_states", "Delhi, Uttar Pradesh"},
		{"the cell and a State", map[string]bool{"IN": true, "UP": true}, "form.cell_and_states", "Uttar Pradesh"},
		{"every State", every, "", ""},
	} {
		if msg, in := h.site.readers(sp, c.reads); msg != c.msg || in != c.in {
			t.Errorf("%s: %q, %q", c.name, msg, in)
		}
	}
}
