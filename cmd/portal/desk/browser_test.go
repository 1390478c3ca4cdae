package desk

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"
)

// browser keeps cookies and sends forms as a browser would, and looks at the
// structure of every page that it is given.
type browser struct {
	t       *testing.T
	app     *fiber.App
	origin  string
	lang    string
	cookies map[string]string
	set     map[string]*http.Cookie // as last set, with attributes
}

func newBrowser(t *testing.T, app *fiber.App, origin string) *browser {
	return &browser{t: t, app: app, origin: origin, lang: "en", cookies: map[string]string{}, set: map[string]*http.Cookie{}}
}

// in is the same browser in a subtest.
func (b *browser) in(t *testing.T) *browser {
	c := *b
	c.t = t
	return &c
}

type page struct {
	t        *testing.T
	Path     string
	Status   int
	Header   http.Header
	Body     string
	Location string
	doc      *html.Node
}

func (b *browser) do(method, path string, body io.Reader, header map[string]string) page {
	b.t.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Host = strings.TrimPrefix(strings.TrimPrefix(b.origin, "https://"), "http://")
	r.Header.Set("Accept-Language", b.lang)
	r.Header.Set("Accept-Encoding", "gzip, br")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	res, err := b.app.Test(r, -1)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range res.Cookies() {
		b.set[c.Name] = c
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	p := page{t: b.t, Path: path, Status: res.StatusCode, Header: res.Header, Body: string(text), Location: res.Header.Get("Location")}
	checkHeaders(b.t, p)
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") && method != http.MethodHead {
		if p.doc, err = html.Parse(strings.NewReader(p.Body)); err != nil {
			b.t.Fatal(err)
		}
		checkPage(b.t, p)
	}
	return p
}

func (b *browser) get(path string) page {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, map[string]string{"Sec-Fetch-Site": "same-origin"})
}

// follow gets a page and goes where it leads.
func (b *browser) follow(p page) page {
	b.t.Helper()
	for range 4 {
		if p.Status != http.StatusSeeOther {
			return p
		}
		p = b.get(p.Location)
	}
	b.t.Fatalf("%s: redirects without an end", p.Path)
	return p
}

// post sends a form from a page of this desk.
func (b *browser) post(path string, form url.Values) page {
	b.t.Helper()
	return b.do(http.MethodPost, path, strings.NewReader(form.Encode()), map[string]string{
		"Content-Type": "application/x-www-form-urlencoded", "Origin": b.origin, "Sec-Fetch-Site": "same-origin",
	})
}

// submit fills in the form with that action and sends it. Only fields that the
// form has may be filled in.
func (b *browser) submit(p page, action string, fill url.Values) page {
	b.t.Helper()
	form := p.find(func(n *html.Node) bool { return n.Data == "form" && attr(n, "action") == action })
	if form == nil {
		b.t.Fatalf("%s: no form to %s", p.Path, action)
	}
	values, names := url.Values{}, []string{}
	for _, n := range all(form, func(n *html.Node) bool {
		return slices.Contains([]string{"input", "textarea", "select", "button"}, n.Data)
	}) {
		names = append(names, attr(n, "name"))
		switch {
		case n.Data == "textarea":
			values.Set(attr(n, "name"), strings.TrimPrefix(text(n), "\n"))
		case n.Data == "input" && attr(n, "type") != "checkbox" && attr(n, "type") != "radio":
			values.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	for name, v := range fill {
		if !slices.Contains(names, name) {
			b.t.Fatalf("%s: the form to %s has no field %q", p.Path, action, name)
		}
		values[name] = v
	}
	got := b.post(action, values)
	if got.Status == http.StatusOK && strings.Contains(got.Body, `name="`+fieldAgain+`"`) {
		// The passphrase is asked for once more; the form waits on that page.
		return b.submit(got, action, url.Values{fieldAgain: {pass}})
	}
	return got
}

func (p page) find(is func(*html.Node) bool) *html.Node {
	p.t.Helper()
	if p.doc == nil {
		p.t.Fatalf("%s: no page (status %d)", p.Path, p.Status)
	}
	if found := all(p.doc, is); len(found) > 0 {
		return found[0]
	}
	return nil
}

// says fails unless the page has the status and holds every text.
func (p page) says(status int, texts ...string) page {
	p.t.Helper()
	if p.Status != status {
		p.t.Fatalf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.words())
	}
	words := p.words()
	for _, want := range texts {
		if !strings.Contains(words, want) {
			p.t.Fatalf("%s: does not say %q:\n%s", p.Path, want, words)
		}
	}
	return p
}

// hides fails if the page holds one of the texts anywhere.
func (p page) hides(texts ...string) page {
	p.t.Helper()
	for _, bad := range texts {
		if strings.Contains(p.Body, bad) {
			p.t.Fatalf("%s: must not hold %q", p.Path, bad)
		}
	}
	return p
}

// words is the text of the page's main part.
func (p page) words() string {
	if p.doc == nil {
		return p.Body
	}
	if m := p.find(func(n *html.Node) bool { return n.Data == "main" }); m != nil {
		return strings.Join(strings.Fields(text(m)), " ")
	}
	return strings.Join(strings.Fields(text(p.doc)), " ")
}

func all(n *html.Node, is func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && is(c) {
			out = append(out, c)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	v, _ := hasAttr(n, name)
	return v
}

func hasAttr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.Data != "style" {
			b.WriteString(c.Data)
			b.WriteByte(' ')
		}
	}
	return b.String()
}
