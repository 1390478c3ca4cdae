package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mukti/i18n"
	"mukti/themes"
	"mukti/tips"
)

// newSite is a site with the real words and templates.
func newSite(t *testing.T) *Site {
	t.Helper()
	set, err := themes.Load()
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := i18n.Load(i18n.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return &Site{Name: Public, Themes: set, Bundle: bundle, Origin: "http://localhost:8080"}
}

// testRoutes answers in every way that a handler can.
func testRoutes(s *Site) *fiber.App {
	app := s.App()
	app.Get("/page", func(c *fiber.Ctx) error {
		return s.Draw(c, "public/statistics", fiber.StatusOK, "Title", nil, MaxAge(60))
	})
	app.Get("/secret", func(c *fiber.Ctx) error {
		return s.Draw(c, "public/statistics", fiber.StatusOK, "Title", nil, NoStore(), Plain())
	})
	app.Get("/panic", func(*fiber.Ctx) error { panic("the words of a tip") })
	app.Get("/broken", func(*fiber.Ctx) error { return errors.New("disk on fire") })
	app.Get("/gone", func(*fiber.Ctx) error { return fmt.Errorf("wrapped: %w", tips.ErrGone) })
	app.Get("/other", func(c *fiber.Ctx) error { return SeeOther(c, "/page") })
	app.Post("/body", func(c *fiber.Ctx) error {
		v, err := ReadForm(c, 1<<20, nil)
		if err != nil {
			return err
		}
		return c.SendString(v.Encode())
	})
	app.Post("/deaf", func(c *fiber.Ctx) error { return c.SendString("not listening") })
	return app
}

func ask(t *testing.T, app *fiber.App, method, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := app.Test(r, -1)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

func TestEveryAnswerCarriesTheHeaders(t *testing.T) {
	app := testRoutes(newSite(t))
	for _, c := range []struct {
		name, method, path string
		status             int
	}{
		{"a page", "GET", "/page", 200},
		{"a page's head", "HEAD", "/page", 200},
		{"a page that nobody keeps", "GET", "/secret", 200},
		{"a page that is not there", "GET", "/nowhere", 404},
		{"a panic", "GET", "/panic", 500},
		{"a fault of ours", "GET", "/broken", 500},
		{"a fault with a name", "GET", "/gone", 410},
		{"a redirection", "GET", "/other", 303},
		{"a method of another route", "POST", "/page", 405},
		{"a method nobody has", "DELETE", "/page", 405},
		{"a method nobody knows", "BREW", "/page", 405},
		{"a path of bad bytes", "GET", "/%ff%01%zz", 404},
		{"a path with NUL", "GET", "/%ff%00%zz", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := &http.Request{Method: c.method, URL: &url.URL{Opaque: c.path}, Host: "localhost", Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
			resp, err := app.Test(r, -1)
			if err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != c.status {
				t.Errorf("status %d, want %d", resp.StatusCode, c.status)
			}
			for name, want := range map[string]string{
				"Content-Security-Policy":      "default-src 'none'; style-src 'sha256-",
				"Referrer-Policy":              "no-referrer",
				"X-Content-Type-Options":       "nosniff",
				"X-Frame-Options":              "DENY",
				"Cross-Origin-Opener-Policy":   "same-origin",
				"Cross-Origin-Embedder-Policy": "require-corp",
				"Cross-Origin-Resource-Policy": "same-origin",
				"Permissions-Policy":           "camera=()",
			} {
				if got := resp.Header.Get(name); !strings.Contains(got, want) {
					t.Errorf("%s: %q, want %q in it", name, got, want)
				}
			}
			for _, name := range []string{"Server", "Etag", "Strict-Transport-Security"} {
				if got := resp.Header.Get(name); got != "" {
					t.Errorf("%s: %q, want none", name, got)
				}
			}
			csp := resp.Header.Get("Content-Security-Policy")
			for _, bad := range []string{"unsafe", "script-src", "*"} {
				if strings.Contains(csp, bad) {
					t.Errorf("the policy holds %q: %s", bad, csp)
				}
			}
		})
	}
}

func TestFaultsSayNothingOfTheirCause(t *testing.T) {
	s := newSite(t)
	var log bytes.Buffer
	s.Log = slog.New(slog.NewTextHandler(&log, nil))
	app := testRoutes(s)
	for path, want := range map[string]string{
		"/panic":  "Something went wrong on our side",
		"/broken": "Something went wrong on our side",
		"/gone":   "This page is no longer kept",
	} {
		body, _ := io.ReadAll(ask(t, app, "GET", path, "Accept-Language", "en").Body)
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("%s: no %q in the page", path, want)
		}
		for _, secret := range []string{"words of a tip", "disk on fire", "tips:", "goroutine"} {
			if bytes.Contains(body, []byte(secret)) {
				t.Errorf("%s: the page holds %q", path, secret)
			}
		}
	}
	if strings.Contains(log.String(), "words of a tip") {
		t.Error("a panic's value is in the log")
	}
	if !strings.Contains(log.String(), "disk on fire") {
		t.Error("a fault of ours is not in the log")
	}
}

func TestFaultsSpeakTheReadersLanguage(t *testing.T) {
	app := testRoutes(newSite(t))
	resp := ask(t, app, "GET", "/nowhere", "Accept-Language", "hi-IN,hi;q=0.9,en;q=0.5")
	body, _ := io.ReadAll(resp.Body)
	if !bytes.Contains(body, []byte("ऐसा कोई पन्ना नहीं है")) || resp.Header.Get("Content-Language") != "hi" {
		t.Error("the fault page is not in Hindi")
	}
}

func TestTransportSecurityFollowsTheOrigin(t *testing.T) {
	for _, c := range []struct {
		origin         string
		hsts, hostOnly bool
	}{
		{"http://localhost:8080", false, false},
		{"https://tips.example.in", true, true},
		{"http://abcdefghijklmnop.onion", false, false},
		{"https://abcdefghijklmnop.onion", false, true},
		{"https://onion.example.in", true, true},
	} {
		s := newSite(t)
		s.Origin = c.origin
		app := s.App()
		app.Get("/", func(ctx *fiber.Ctx) error { s.SetCookie(ctx, "box", "v", 60); return nil })
		resp := ask(t, app, "GET", "/")
		if got := resp.Header.Get("Strict-Transport-Security") != ""; got != c.hsts {
			t.Errorf("%s: HSTS %v", c.origin, got)
		}
		cookie := resp.Header.Get("Set-Cookie")
		if got := strings.HasPrefix(cookie, "__Host-box=") && strings.Contains(cookie, "secure"); got != c.hostOnly {
			t.Errorf("%s: cookie %q", c.origin, cookie)
		}
		for _, want := range []string{"HttpOnly", "SameSite=Strict", "path=/", "max-age=60"} {
			if !strings.Contains(cookie, want) {
				t.Errorf("%s: no %s in %q", c.origin, want, cookie)
			}
		}
	}
}

func TestCompressionFollowsTheReader(t *testing.T) {
	app := testRoutes(newSite(t))
	for _, c := range []struct{ path, accept, want string }{
		{"/page", "gzip, deflate, br", "br"},
		{"/page", "gzip", "gzip"},
		{"/page", "", ""},
		{"/page", "br;q=0, gzip;q=0.5", "gzip"},
		{"/page", "*", "br"},
		{"/page", "identity, *;q=0", ""},
		{"/page", "br;q=nonsense", ""},
		{"/secret", "gzip, br", ""},
	} {
		resp := ask(t, app, "GET", c.path, "Accept-Encoding", c.accept)
		if got := resp.Header.Get("Content-Encoding"); got != c.want {
			t.Errorf("%s with %q: %q, want %q", c.path, c.accept, got, c.want)
		}
	}
	if got := ask(t, app, "GET", "/secret").Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("a page with a number may be kept: %q", got)
	}
}
