package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"
)

// keeping serves pages of any length from a small memory and counts how often
// each was drawn.
func keeping(k *Kept, drawn map[string]int) *fiber.App {
	s := &Site{Name: Public}
	app := fiber.New(fiber.Config{Immutable: true})
	app.Get("/:page", func(c *fiber.Ctx) error {
		page := c.Params("page")
		return s.Keep(c, k, page, func(c *fiber.Ctx) error {
			drawn[page]++
			c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
			switch page {
			case "private":
				c.Set(fiber.HeaderCacheControl, "private, no-cache")
			case "cookie":
				c.Cookie(&fiber.Cookie{Name: "a", Value: "b"})
				fallthrough
			default:
				c.Set(fiber.HeaderCacheControl, "public, max-age=300")
			}
			if page == "missing" {
				return ErrMissing
			}
			return send(c, []byte(strings.Repeat("<p>"+page+"</p>\n", 300)))
		})
	})
	return app
}

type keptAnswer struct {
	status       int
	body         []byte
	etag, coding string
}

func read(t *testing.T, app *fiber.App, path string, headers ...string) keptAnswer {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return keptAnswer{resp.StatusCode, b, resp.Header.Get("ETag"), resp.Header.Get("Content-Encoding")}
}

func TestAPageIsDrawnOnceAndThenKept(t *testing.T) {
	drawn := map[string]int{}
	app := keeping(&Kept{}, drawn)
	want := strings.Repeat("<p>a</p>\n", 300)
	tags := map[string]string{}
	for _, accept := range []string{"br", "gzip", "", "br", "gzip", ""} {
		a := read(t, app, "/a", "Accept-Encoding", accept)
		var r io.Reader = bytes.NewReader(a.body)
		switch a.coding {
		case "br":
			r = brotli.NewReader(r)
		case "gzip":
			var err error
			if r, err = gzip.NewReader(r); err != nil {
				t.Fatal(err)
			}
		}
		b, err := io.ReadAll(r)
		if err != nil || string(b) != want || a.coding != accept || a.status != 200 {
			t.Errorf("%q: status %d, coding %q, %d bytes, %v", accept, a.status, a.coding, len(b), err)
		}
		if first := tags[accept]; first != "" && first != a.etag {
			t.Errorf("%q: the tag changes from %s to %s", accept, first, a.etag)
		}
		tags[accept] = a.etag
	}
	if drawn["a"] != 1 {
		t.Errorf("drawn %d times", drawn["a"])
	}
	if tags["br"] == tags["gzip"] || tags["br"] == tags[""] || tags["br"] == "" {
		t.Errorf("one tag for several forms: %v", tags)
	}
	for _, have := range []string{tags["br"], `"other", W/` + tags["br"], "*"} {
		if a := read(t, app, "/a", "Accept-Encoding", "br", "If-None-Match", have); a.status != 304 || len(a.body) != 0 {
			t.Errorf("%s: status %d with %d bytes", have, a.status, len(a.body))
		}
	}
	if a := read(t, app, "/a", "Accept-Encoding", "br", "If-None-Match", tags["gzip"]); a.status != 200 {
		t.Errorf("who has another form gets %d", a.status)
	}
}

func TestWhatIsNotForEverybodyIsNotKept(t *testing.T) {
	drawn := map[string]int{}
	app := keeping(&Kept{}, drawn)
	for range 3 {
		for _, page := range []string{"private", "cookie", "missing"} {
			read(t, app, "/"+page, "Accept-Encoding", "br")
		}
	}
	for _, page := range []string{"private", "cookie", "missing"} {
		if drawn[page] != 3 {
			t.Errorf("%s was drawn %d times, want 3", page, drawn[page])
		}
	}
	if a := read(t, app, "/private", "Accept-Encoding", "br"); a.coding != "br" {
		t.Error("a page that is not kept is not compressed")
	}
}

func TestKeptPagesStayWithinTheirRoom(t *testing.T) {
	drawn := map[string]int{}
	k := &Kept{Bytes: 40_000}
	app := keeping(k, drawn)
	for i := range 100 {
		read(t, app, fmt.Sprintf("/page%02d", i), "Accept-Encoding", "gzip")
		read(t, app, "/page00", "Accept-Encoding", "br")
		if k.size > k.Bytes || k.size < 0 {
			t.Fatalf("%d bytes are kept, at most %d", k.size, k.Bytes)
		}
	}
	if drawn["page00"] != 1 {
		t.Errorf("the page that is always read was drawn %d times", drawn["page00"])
	}
	sum := 0
	for e := k.read.Front(); e != nil; e = e.Next() {
		sum += e.Value.(*keptPage).size
	}
	if sum != k.size || len(k.pages) != k.read.Len() {
		t.Errorf("%d bytes are counted, %d kept; %d names for %d pages", k.size, sum, len(k.pages), k.read.Len())
	}
	if a := read(t, app, "/page01"); a.status != 200 || drawn["page01"] != 2 {
		t.Errorf("the page dropped longest ago: status %d, drawn %d times", a.status, drawn["page01"])
	}
}
