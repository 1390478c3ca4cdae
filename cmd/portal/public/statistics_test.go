package public

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"mukti/i18n"
	"mukti/tips"
)

func TestEveryColumnOfAReleaseHasItsWords(t *testing.T) {
	bundle, err := i18n.Load(i18n.Embedded())
	must(t, err)
	columns := []string{tips.ColumnAll}
	for _, cut := range tips.Cuts() {
		columns = append(columns, cut...)
	}
	for _, l := range []string{"en", "hi", "ur"} {
		for _, c := range columns {
			if !bundle.Speaker(l).Has("figures.column." + c) {
				t.Errorf("%s: no words for column %q", l, c)
			}
		}
		for _, id := range []string{"looked", "urgency", "outcome"} {
			if !bundle.Speaker(l).Has("figures.table." + id) {
				t.Errorf("%s: no words for table %q", l, id)
			}
		}
	}
}

// publish puts a release into the store as two officers would.
func publishFigures(t *testing.T, h *house, period string, damaged bool) {
	t.Helper()
	n := func(n int) *int { return &n }
	p := tips.Publication{Period: period, From: "2026-01-01", To: "2026-03-31", Counted: "2026-06-29", Columns: []string{tips.ColumnAll},
		Clocks: map[string]int{tips.Immediate: 15, tips.Urgent: 240, tips.Standard: 2880, tips.Information: 2880}}
	counts := []*int{n(120), n(40), n(30), n(30), n(20), n(90), n(30), n(50), n(20), nil, nil}
	for _, cut := range tips.Cuts() {
		p.Columns = append(p.Columns, cut...)
	}
	nothing := make([]*int, len(counts))
	p.Rows = []tips.PublicationRow{{State: tips.India, Counts: counts}, {State: "UP", Counts: counts}, {State: "BR", Counts: nothing}, {State: "IN", Counts: nothing}}
	data, err := json.Marshal(p)
	must(t, err)
	sum := sha256.Sum256(data)
	r := tips.Release{Period: period, At: time.Now(), Officer: "o", Data: data, Hash: hex.EncodeToString(sum[:])}
	if damaged {
		r.Data = []byte(strings.Replace(string(data), "120", "999", 1))
	}
	must(t, h.db.PutRelease(t.Context(), r, tips.Event{At: r.At, Actor: "o", Act: "release.prepared", Object: period, Note: r.Hash}))
	if a := h.get("/en/statistics").says(t, 200); strings.Contains(a.body, period) {
		t.Error("what is prepared is shown")
	}
	must(t, h.db.PublishRelease(t.Context(), period, r.Hash, r.At, tips.Event{At: r.At, Actor: "o", Act: "release.published", Object: period, Note: r.Hash}))
}

func TestPublishedFiguresAreShownAsTheyWerePublished(t *testing.T) {
	h := newHouse(t)
	h.get("/en/statistics").says(t, 200, "No figures are published yet")
	h.get("/en/statistics/2026-Q1.csv").says(t, 404)
	publishFigures(t, h, "2026-Q1", false)
	h.get("/en/statistics").says(t, 200, "Tips received from", "Uttar Pradesh", ">120<", "75 %", "15 minutes", "48 hours", `class="tiles"`, "/en/statistics/2026-Q1.csv")
	h.get("/hi/statistics").says(t, 200, "उत्तर प्रदेश", "रोकी गई")
	h.get("/ur/statistics").says(t, 200, "اتر پردیش")
	file := h.get("/en/statistics/2026-Q1.csv").says(t, 200)
	rows, err := csv.NewReader(strings.NewReader(file.body)).ReadAll()
	must(t, err)
	if len(rows) != 5 || strings.Join(rows[2], " ") != "2026-Q1 2026-01-01 2026-03-31 2026-06-29 UP 120 40 30 30 20 90 30 50 20 withheld withheld" {
		t.Errorf("the file: %q", rows)
	}
	// A tip that comes now changes nothing.
	before := h.get("/en/statistics").body
	_, err = h.line.Submit(t.Context(), tips.Submission{Channel: "web", Language: "en", Account: "A girl is locked in a house in Agra"})
	must(t, err)
	if h.get("/en/statistics").body != before {
		t.Error("the figures are live")
	}
	publishFigures(t, h, "2025-Q4", false)
	h.get("/en/statistics").says(t, 200, "2025-Q4", "Other releases")
	h.get("/en/statistics?period=2025-Q4").says(t, 200, "/en/statistics/2025-Q4.csv")
	h.get("/en/statistics?period=<x>").says(t, 200, "/en/statistics/2026-Q1.csv")
	h.get("/en/statistics/2026-Q1").says(t, 404)
}

// A release that somebody changed in the database is not shown.
func TestAChangedReleaseIsNotShown(t *testing.T) {
	h := newHouse(t)
	publishFigures(t, h, "2026-Q1", true)
	h.get("/en/statistics").says(t, 200, "No figures are published yet")
	h.get("/en/statistics/2026-Q1.csv").says(t, 404)
}
