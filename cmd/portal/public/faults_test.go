package public

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// TestEveryPostAnswersSeeOtherWithoutABody is the promise that no page of an
// answer to a post stays in a browser, and nothing typed in an address.
func TestEveryPostAnswersSeeOtherWithoutABody(t *testing.T) {
	h := newHouse(t)
	posts := []struct{ path, field string }{
		{"/%s/form", "account"},
		{"/%s/form/{handle}", "last6"},
		{"/%s/number", "number"},
		{"/%s/number/letter", "text"},
		{"/%s/number/leave", "text"},
		{"/%s/number/contact", "text"},
		{"/%s/settings", "size"},
		{"/%s/feedback", "text"},
	}
	// A quiz asks neither the store nor the domain; TestLibrary and TestPack post to it.
	listed := map[string]bool{"/:lang/library/:kind/:slug/quiz": true, "/:lang/pack/quiz": true}
	for _, p := range posts {
		listed[strings.ReplaceAll(strings.Replace(p.path, "%s", ":lang", 1), "{handle}", ":handle")] = true
	}
	for _, r := range h.app.GetRoutes(true) {
		if r.Method == fiber.MethodPost && !isAPI(r.Path) && strings.Contains(r.Path, ":lang/") && !listed[r.Path] {
			t.Errorf("POST %s is not in the table", r.Path)
		}
	}

	const secret = "PLANTED"
	plain := func(v string) func(field string) (string, io.Reader) {
		return func(field string) (string, io.Reader) {
			return fiber.MIMEApplicationForm, strings.NewReader(field + "=" + v)
		}
	}
	raw := func(kind, body string) func(string) (string, io.Reader) {
		return func(field string) (string, io.Reader) {
			return kind, strings.NewReader(strings.ReplaceAll(body, "FIELD", field))
		}
	}
	part := "--B\r\nContent-Disposition: form-data; name=\"FIELD\"\r\n\r\n" + secret + "\r\n"
	file := "--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + secret + ".jpg\"\r\n\r\n"
	faults := map[string]func(field string) (string, io.Reader){
		"empty":                raw(fiber.MIMEApplicationForm, ""),
		"an empty field":       plain(""),
		"an ordinary field":    plain(secret),
		"an oversized field":   plain(strings.Repeat(secret, 200_000)),
		"spaces only":          plain("+++%20%09"),
		"not UTF-8":            plain(secret + "%ff%fe\xff"),
		"NUL":                  plain(secret + "%00\x00"),
		"bad encoding":         plain(secret + "%zz%"),
		"10,000 fields":        plain(secret + strings.Repeat("&x=1", 10_000)),
		"10,000-deep brackets": plain(strings.Repeat("[", 10_000)),
		"unknown choices":      raw(fiber.MIMEApplicationForm, "FIELD="+secret+"&signs=x&when=x&children=x&role=x&avoid=x&state=XX&count=-1&district=x&lang=xx"),
		"another type":         raw("text/plain", "FIELD="+secret),
		"JSON":                 raw(fiber.MIMEApplicationJSON, `{"FIELD":"`+secret+`"}`),
		"no type":              raw("", "FIELD="+secret),
		"a type of nonsense":   raw(";=\xff,", "FIELD="+secret),
		"multipart":            raw("multipart/form-data; boundary=B", part+"--B--\r\n"),
		"a missing boundary":   raw("multipart/form-data", part+"--B--\r\n"),
		"a wrong boundary":     raw("multipart/form-data; boundary=C", part+"--B--\r\n"),
		"broken in a part":     raw("multipart/form-data; boundary=B", part[:len(part)-6]),
		"broken in a file":     raw("multipart/form-data; boundary=B", part+file+"half"),
		"broken in a head":     raw("multipart/form-data; boundary=B", part+"--B\r\nContent-Dis"),
		"10,000 parts":         raw("multipart/form-data; boundary=B", strings.Repeat(part, 10_000)+"--B--\r\n"),
		"a file where none is": raw("multipart/form-data; boundary=B", file+"x\r\n"+part+"--B--\r\n"),
		"11 files":             raw("multipart/form-data; boundary=B", part+strings.Repeat(file+"x\r\n", 11)+"--B--\r\n"),
	}
	check := func(t *testing.T, path, kind string, body io.Reader, cookie string) {
		t.Helper()
		headers := []string{"Cookie", cookie}
		if kind != "" {
			headers = append(headers, "Content-Type", kind)
		}
		a := h.do("POST", path, body, headers...)
		to := a.to(t)
		if strings.Contains(to, secret) || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
			t.Errorf("leads to %q", to)
		}
		if a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("may be kept: %q", a.Header.Get("Cache-Control"))
		}
		if next := h.get(strings.Split(to, "#")[0], "Cookie", cookie); next.StatusCode >= 500 {
			t.Errorf("leads to %q, which answers %d", to, next.StatusCode)
		}
	}
	number := h.send("en", url.Values{"signs": {"debt"}}).receipt(t)
	cookies := map[string]string{
		"no cookie":           "",
		"an opened number":    cookieOf(h.post("/en/number", url.Values{"number": {number}})),
		"a cookie of rubbish": "box=%ff\"<" + secret,
	}
	for _, p := range posts {
		for name, fault := range faults {
			t.Run(p.path+"/"+name, func(t *testing.T) {
				for _, handle := range []string{strings.Repeat("A", 32), "unknown", "%00%ff"} {
					path := strings.Replace(fmt.Sprintf(p.path, "en"), "{handle}", handle, 1)
					kind, body := fault(p.field)
					check(t, path, kind, body, "")
					if !strings.Contains(p.path, "{handle}") {
						break
					}
				}
			})
		}
		t.Run(p.path+"/unknown language", func(t *testing.T) {
			kind, body := plain(secret)(p.field)
			check(t, strings.Replace(fmt.Sprintf(p.path, "xx"), "{handle}", "h", 1), kind, body, "")
		})
		for name, cookie := range cookies {
			t.Run(p.path+"/"+name, func(t *testing.T) {
				kind, body := plain(secret)(p.field)
				check(t, strings.Replace(fmt.Sprintf(p.path, "en"), "{handle}", "h", 1), kind, body, cookie)
			})
		}
	}
	for _, path := range []string{"/en/nowhere", "/nowhere", "//evil.example/form", "/en/library/", "/exit"} {
		if to := h.post(path, url.Values{"account": {secret}}).to(t); to != "/en/missing" {
			t.Errorf("POST %s leads to %q", path, to)
		}
	}

	t.Run("the store has stopped", func(t *testing.T) {
		must(t, h.db.Close())
		for _, p := range posts {
			path := strings.Replace(fmt.Sprintf(p.path, "en"), "{handle}", strings.Repeat("A", 32), 1)
			a := h.post(path, url.Values{p.field: {secret}}, "Cookie", cookies["an opened number"])
			to := a.to(t)
			if strings.Contains(to, secret) {
				t.Errorf("POST %s leads to %q", path, to)
			}
			// Leaving and choosing a look need no store.
			if !strings.Contains(to, "?e=") && !strings.HasSuffix(p.path, "settings") && p.field != "number" {
				t.Errorf("POST %s leads to %q, as if all were well", path, to)
			}
		}
		kind, body := form(t, url.Values{"account": {secret}}, map[string][]byte{"a.jpg": make([]byte, 100_000)})
		h.do("POST", "/en/form", body, "Content-Type", kind).to(t)
		h.get("/en/form?e=busy").says(t, 200, "In danger, call 112")
		h.get("/readyz").says(t, 503)
		h.get("/healthz").says(t, 200)
	})
	t.Run("a panic in the domain", func(t *testing.T) {
		h.site.Line = nil
		for _, p := range posts {
			path := strings.Replace(fmt.Sprintf(p.path, "en"), "{handle}", strings.Repeat("A", 32), 1)
			to := h.post(path, url.Values{p.field: {secret}}, "Cookie", cookies["an opened number"]).to(t)
			if !strings.Contains(to, "?e=") && !strings.HasSuffix(p.path, "settings") {
				t.Errorf("POST %s leads to %q", path, to)
			}
		}
	})
	if strings.Contains(h.log.String(), secret) {
		t.Error("the log holds what was typed")
	}
}

func TestNothingOfAFileLandsOnTheDiskInTheClear(t *testing.T) {
	dir := filepath.Dir(t.TempDir()) // all of the test's folders: the store's is beside
	t.Setenv("TMPDIR", t.TempDir())
	h := newHouse(t)
	planted := []byte("PLANTED IN THE MIDDLE")
	big := bytes.Repeat([]byte{'x'}, 20<<20)
	copy(big[10<<20:], planted)
	kind, body := form(t, url.Values{"account": {string(planted)}}, map[string][]byte{string(planted) + ".mp4": big})
	to := h.do("POST", "/en/form", body, "Content-Type", kind).to(t)
	h.get(to).says(t, 200, "1 file was kept")

	searched := 0
	must(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		searched += len(b)
		if bytes.Contains(b, planted) {
			t.Errorf("%s holds what was sent", filepath.Base(path))
		}
		return err
	}))
	if searched < 20<<20 {
		t.Fatalf("only %d bytes were searched: the sealed file is not among them", searched)
	}
}

func TestReasonsAreNeverWhatWasTyped(t *testing.T) {
	for _, err := range []error{tips.ErrEmpty, tips.ErrBadNumber, tips.ErrNoBox, tips.ErrBusy, tips.ErrGone, tips.ErrFull, tips.ErrStopped, io.EOF, errPanic} {
		if problems[why(err)] == "" {
			t.Errorf("%v has no message", err)
		}
	}
}
