package public

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// days is what the store keeps of visits.
func (h *house) days() map[string]int64 {
	h.t.Helper()
	must(h.t, h.site.flushVisits(h.t.Context()))
	out := map[string]int64{}
	db, err := sql.Open("sqlite3", h.file)
	must(h.t, err)
	defer db.Close()
	rows, err := db.Query(`SELECT * FROM visits`)
	must(h.t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	must(h.t, err)
	if fmt.Sprint(columns) != "[day n]" {
		h.t.Fatalf("kept of visits: %v", columns)
	}
	for rows.Next() {
		var day string
		var n int64
		must(h.t, rows.Scan(&day, &n))
		out[day] = n
	}
	must(h.t, rows.Err())
	return out
}

// TestVisitsAreANumberADay: who asks, from where and with what changes nothing;
// quiet pages add nothing.
func TestVisitsAreANumberADay(t *testing.T) {
	h := newHouse(t)
	count := func(what string, want int64, ask func()) {
		t.Helper()
		before := h.days()["2026-11-22"]
		ask()
		if got := h.days()["2026-11-22"] - before; got != want {
			t.Errorf("%s: counted %d, want %d", what, got, want)
		}
	}
	count("pages to read", 8, func() {
		for _, p := range []string{"/en/", "/hi/", "/en/library/", "/ur/library/laws/", "/en/library/laws/2023-bns", "/en/library/laws/concordance",
			"/en/search?q=planted-word", "/en/library/sops/2026-first-hour/card"} {
			h.get(p).says(t, 200)
		}
	})
	etag := h.get("/en/library/").Header.Get("ETag")
	count("a page that the browser has", 1, func() { h.get("/en/library/", "If-None-Match", etag).says(t, 304) })
	for _, headers := range [][]string{
		{"User-Agent", "planted-agent"}, {"X-Forwarded-For", "203.0.113.77"}, {"Cookie", "lang=hi; look=large.dark; box=planted-cookie"},
		{"Accept-Language", "hi-IN"}, {"Referer", "https://planted.example/"}, {"User-Agent", "Googlebot/2.1"},
	} {
		count(fmt.Sprint(headers), 1, func() { h.get("/en/library/", headers...).says(t, 200) })
	}
	sent := h.send("en", url.Values{"signs": {"debt"}})
	count("what is never counted", 0, func() {
		for _, p := range []string{"/en/form", "/hi/form?e=empty", "/en/number", "/en/help", "/en/safety", "/en/settings", "/en/privacy", "/en/units/", "/en/feedback",
			"/en/feed.atom", "/sitemap.xml", "/robots.txt", "/api/v1/search?q=x", "/healthz"} {
			h.get(p)
		}
		h.get("/exit")
		h.post("/en/form", url.Values{"signs": {"debt"}})
		h.post("/en/number", url.Values{"number": {sent.receipt(t)}})
		h.get("/en/library/nowhere/").says(t, 404)
		h.do("HEAD", "/en/library/", nil)
	})
	// The file holds nothing of who asked. A control: the word of a page that was
	// counted by day is there.
	must(t, h.db.Close())
	file, err := os.ReadFile(h.file)
	must(t, err)
	for _, word := range []string{"planted", "203.0.113.77", "Googlebot"} {
		if strings.Contains(string(file), word) {
			t.Errorf("%q is in the database", word)
		}
	}
	if !strings.Contains(string(file), "2026-11-22") {
		t.Error("the day is not found: the test would prove nothing")
	}
}

// TestVisitsAreShownADayLater: nobody can watch the number while somebody reads.
func TestVisitsAreShownADayLater(t *testing.T) {
	h := newHouse(t)
	for range 3 {
		h.get("/en/library/").says(t, 200)
	}
	if a := h.get("/en/library/"); strings.Contains(a.body, "Pages read") {
		t.Error("today's visits are shown today")
	}
	// Nor after a new start within the day.
	must(t, h.site.flushVisits(t.Context()))
	h.site.visits.shown.day = ""
	if n := h.site.seen(t.Context()); n != 0 {
		t.Errorf("%d of today's visits are shown after a new start", n)
	}
	h.clock.move(24 * time.Hour)
	h.get("/en/library/").says(t, 200, "Pages read up to 22 November 2026: 4.")
	h.get("/hi/library/").says(t, 200, "22 नवंबर 2026 तक पढ़े गए पृष्ठ: 4।")
	h.get("/en/library/").says(t, 200, "Pages read up to 22 November 2026: 4.") // not more
	h.clock.move(24 * time.Hour)
	h.get("/en/").says(t, 200, "Pages read up to 23 November 2026: 7.")

	// What cannot be written stays, and is written when the portal ends.
	h.get("/en/library/").says(t, 200)
	ended, end := context.WithCancel(t.Context())
	end()
	h.site.CountVisits(ended)
	if n := h.days()["2026-11-24"]; n != 2 {
		t.Errorf("%d after the end", n)
	}
}

// TestVisitsThatCannotBeWrittenStay: a store that is gone loses none, and no page fails.
func TestVisitsThatCannotBeWrittenStay(t *testing.T) {
	h := newHouse(t)
	h.get("/en/library/").says(t, 200)
	must(t, h.db.Close())
	if err := h.site.flushVisits(t.Context()); err == nil {
		t.Fatal("written into a closed store")
	}
	if n := h.site.visits.pending["2026-11-22"]; n != 1 {
		t.Errorf("%d are kept", n)
	}
	h.clock.move(24 * time.Hour)
	if a := h.get("/en/library/").says(t, 200); strings.Contains(a.body, "Pages read") {
		t.Error("a number that nobody could read")
	}
}
