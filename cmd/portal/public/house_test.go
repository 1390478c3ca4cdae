package public

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
	"mukti/search"
	"mukti/themes"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/places"
	"mukti/tips/sqlstore"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// facts are what every house has alike and nobody changes.
type facts struct {
	units     *ahtu.Directory
	gazetteer *places.Gazetteer
	rules     *triage.Rules
	library   *content.Library
	index     *search.Index
	themes    *themes.Set
	bundle    *i18n.Bundle
}

// everyday reads them once for all tests: reading takes longer than a test.
var everyday = sync.OnceValues(func() (f facts, err error) {
	var errs [7]error
	f.units, errs[0] = ahtu.Load()
	f.gazetteer, errs[1] = places.Load()
	f.rules, errs[2] = triage.Load()
	f.library, errs[3] = content.Load(content.Embedded())
	f.themes, errs[4] = themes.Load()
	f.bundle, errs[5] = i18n.Load(i18n.Embedded())
	if errs[3] == nil {
		f.index, errs[6] = search.Open(f.library, "")
	}
	return f, errors.Join(errs[:]...)
})

// house is a whole installation over a real store, with the public site in
// front. Nobody is enrolled.
type house struct {
	t     testing.TB
	clock clock
	db    *sqlstore.DB
	file  string // of the database
	line  *tips.Line
	site  *Site
	app   *fiber.App
	log   bytes.Buffer
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, clock: clock{now: time.Date(2026, 11, 22, 9, 7, 0, 0, time.UTC)}}
	var err error
	h.file = filepath.Join(t.TempDir(), "portal.db")
	h.db, err = sqlstore.Open(t.Context(), sqlstore.Options{Path: h.file, AuditKey: bytes.Repeat([]byte{7}, 32)})
	must(t, err)
	t.Cleanup(func() { h.db.Close() })
	f, err := everyday()
	must(t, err)
	units, gazetteer, rules := f.units, f.gazetteer, f.rules
	marks := tips.MarkKeys{Current: tips.NewMarkKey(vault.NewKey())}
	config := tips.Config{Backend: h.db, Locker: vault.NewLightLocker(), Keys: tips.Keys{Pepper: vault.NewKey(), Marks: func() tips.MarkKeys { return marks }}, Units: units, Places: gazetteer,
		Rules: rules, Now: h.clock.Now, Log: slog.New(slog.DiscardHandler), Ready: 2}
	first, err := tips.NewDesk(config).FirstStart(t.Context(), "Asha Nodal", "Ravi Admin")
	must(t, err)
	config.Keys.Cell = first.CellKey
	h.line = tips.NewLine(config)
	t.Cleanup(h.line.Close)

	h.site = &Site{
		Site: &web.Site{Name: web.Public, Themes: f.themes, Bundle: f.bundle, Origin: "http://portal.example:8080", Log: slog.New(slog.NewTextHandler(&h.log, nil))},
		Line: h.line, Library: f.library, Index: f.index, Gazetteer: gazetteer, Units: units, Now: h.clock.Now,
	}
	h.app = h.site.Routes()
	return h
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is a response with its body read.
type answer struct {
	*http.Response
	body string
}

// do sends a request; headers are names and values in turn.
func (h *house) do(method, path string, body io.Reader, headers ...string) answer {
	h.t.Helper()
	r := httptest.NewRequest(method, path, body)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := h.app.Test(r, -1)
	must(h.t, err)
	b, err := io.ReadAll(resp.Body)
	must(h.t, err)
	return answer{resp, string(b)}
}

func (h *house) get(path string, headers ...string) answer {
	h.t.Helper()
	return h.do("GET", path, nil, headers...)
}

// post sends a form as a browser does without files.
func (h *house) post(path string, v url.Values, headers ...string) answer {
	h.t.Helper()
	return h.do("POST", path, strings.NewReader(v.Encode()), append([]string{"Content-Type", fiber.MIMEApplicationForm}, headers...)...)
}

// json sends JSON to the API.
func (h *house) json(path, body string, headers ...string) answer {
	h.t.Helper()
	return h.do("POST", path, strings.NewReader(body), append([]string{"Content-Type", fiber.MIMEApplicationJSON}, headers...)...)
}

// says fails unless the answer has the status and every text.
func (a answer) says(t testing.TB, status int, texts ...string) answer {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("status %d, want %d: %.600s", a.StatusCode, status, a.body)
	}
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("no %q in %.3000s", text, a.body)
		}
	}
	return a
}

// to fails unless the answer is a 303 without a body, and gives where to.
func (a answer) to(t testing.TB) string {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther || a.body != "" {
		t.Fatalf("status %d with %d bytes, want 303 without any: %.200s", a.StatusCode, len(a.body), a.body)
	}
	return a.Header.Get("Location")
}

// parse reads the page.
func (a answer) parse(t testing.TB) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(a.body))
	must(t, err)
	return n
}

// all gives every element that fits.
func all(n *html.Node, fits func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && fits(d) {
			out = append(out, d)
		}
	}
	return out
}

func tag(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// receipt is the number on the page after sending.
func (a answer) receipt(t testing.TB) string {
	t.Helper()
	found := all(a.parse(t), func(n *html.Node) bool { return attr(n, "id") == "receipt" })
	if len(found) != 1 {
		t.Fatalf("%d numbers on the page: %.600s", len(found), a.body)
	}
	return text(found[0])
}

// form is a multipart body of fields and then files, as a browser sends it.
func form(t testing.TB, fields url.Values, files map[string][]byte) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = &bytes.Buffer{}
	w := multipart.NewWriter(body)
	for name, values := range fields {
		for _, v := range values {
			must(t, w.WriteField(name, v))
		}
	}
	for name, data := range files {
		part, err := w.CreateFormFile("files", name)
		must(t, err)
		_, err = part.Write(data)
		must(t, err)
	}
	must(t, w.Close())
	return w.FormDataContentType(), body
}

func cookieOf(a answer) string {
	for _, c := range a.Cookies() {
		if c.MaxAge >= 0 && c.Value != "" {
			return fmt.Sprintf("%s=%s", c.Name, c.Value)
		}
	}
	return ""
}

// wellFormed fails unless the text is XML.
func wellFormed(t testing.TB, s string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(s))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("%v in %.300s", err, s)
		}
	}
}
