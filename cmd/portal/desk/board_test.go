package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"mukti/tips"
)

// TestBoardsAndReleases is a quarter at one desk: tips come, are looked at or not,
// boards say so, and two officers of the cell publish the figures.
func TestBoardsAndReleases(t *testing.T) {
	s := newStaff(t)
	second := s.enrol(t, s.invite(s.admin, "Lata Cell", tips.RoleCell, "IN-NODAL"), "lata.cell")
	s.signIn(second)
	s.confirm(s.cell, "Lata Cell")

	s.bureau.get("/board").says(http.StatusOK, "Nothing is overdue", "Nothing waits")
	s.unit.get("/board").says(http.StatusForbidden)
	s.other.get("/board").says(http.StatusOK, "Overview")
	s.admin.get("/board").says(http.StatusForbidden)
	s.bureau.get("/cell").says(http.StatusForbidden)
	s.bureau.get("/releases").says(http.StatusForbidden)

	tip := told()
	tip.Account = "मथुरा से दिल्ली ले जाया जा रहा है, दो लड़कियाँ बंद हैं"
	seen := s.send(t, tip)
	s.unit.get("/tips/" + seen.Tip).says(http.StatusOK)
	for n := range 12 {
		tip.Account = strings.Repeat("ईंट ", n) + "भट्ठे पर मज़दूरी नहीं मिलती, आदमी नंबर " + strings.Repeat("क", n+1)
		s.send(t, tip)
	}
	left := told()
	left.Account, left.Avoid = "पुलिस ही मिली हुई है", []string{"state"}
	kept := s.send(t, left).Tip

	s.clock.move(3 * time.Hour)
	s.signIn(s.bureau)
	s.signIn(s.cell)
	if _, err := s.line.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	board := s.bureau.get("/board").says(http.StatusOK, "UP-AGRA", "% of 13", "Overdue, and why").hides(kept)
	if cells := board.row("UP-AGRA"); len(cells) < 6 || cells[0] != "13" || cells[4] != "8 % of 13" {
		t.Errorf("the unit's row: %q", cells)
	}
	s.bureau.get("/board?sort=waiting&month=1").says(http.StatusOK, "UP-AGRA")
	s.bureau.get("/board?sort=<x>&month=99").says(http.StatusOK).hides("<x>")
	// The cell alone counts what leaves the State out, and not under the State.
	cell := s.cell.get("/cell").says(http.StatusOK, "Uttar Pradesh", "National cell and border forces")
	if cells := cell.row("Uttar Pradesh"); len(cells) == 0 || cells[0] != "13" {
		t.Errorf("the State's row: %q", cells)
	}
	if cells := cell.row("National cell and border forces"); len(cells) == 0 || cells[0] != "1" {
		t.Errorf("the cell's row: %q", cells)
	}
	for _, lang := range []string{"hi", "ur"} {
		b := *s.cell.browser
		b.lang = lang
		b.get("/cell").says(http.StatusOK).hides("Overdue")
		b.get("/releases").says(http.StatusOK).hides("Prepare")
	}

	s.cell.get("/releases").says(http.StatusOK, "No quarter or year can be prepared now")
	page := s.cell.get("/releases")
	s.cell.post("/releases", url.Values{"csrf": {token(page)}, "period": {"2026-Q4"}}).says(http.StatusUnprocessableEntity, "not settled yet")
	s.cell.post("/releases", url.Values{"csrf": {token(page)}, "period": {"2026-Q9"}}).says(http.StatusUnprocessableEntity, "Choose a quarter")

	s.clock.move(140 * 24 * time.Hour)
	s.signIn(s.cell)
	s.signIn(second)
	page = s.cell.get("/releases").says(http.StatusOK, "2026-Q4").hides("2026-Q3")
	made := s.cell.follow(s.cell.submit(page, "/releases", url.Values{"period": {"2026-Q4"}})).says(http.StatusOK, "Nothing is public yet", "Figures of 2026-Q4", "withheld", "14")
	if cells := made.row("Bihar"); len(cells) == 0 || strings.Trim(strings.Join(cells, ""), "–") != "" {
		t.Errorf("a State with no tip: %q", cells)
	}
	s.cell.post("/releases", url.Values{"csrf": {token(page)}, "period": {"2026"}}).says(http.StatusUnprocessableEntity, "in another release")
	public := func() int {
		all, err := s.line.Statistics(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	s.cell.post("/releases/2026-Q4/publish", url.Values{"csrf": {token(made)}}).says(http.StatusOK, "Your passphrase again")
	s.cell.follow(s.cell.post("/releases/2026-Q4/publish", url.Values{"csrf": {token(made)}, fieldAgain: {pass}})).says(http.StatusOK, "Publish figures")
	if public() != 0 {
		t.Error("one officer alone has published")
	}
	theirs := second.get("/second").says(http.StatusOK, "Publish figures", "2026-Q4")
	yes := attr(theirs.find(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "action"), "/second/") }), "action")
	second.follow(second.submit(theirs, yes, url.Values{"yes": {"1"}})).says(http.StatusOK, "Agreed")
	if public() != 1 {
		t.Error("agreed to, and not published")
	}
	s.cell.get("/releases/2026-Q4").says(http.StatusOK, "Published").hides("Drop what was prepared")
	s.cell.post("/releases/2026-Q4/drop", url.Values{"csrf": {token(made)}}).says(http.StatusConflict)
	s.cell.post("/releases", url.Values{"csrf": {token(page)}, "period": {"2026-Q4"}}).says(http.StatusConflict)
	s.cell.get("/releases/2026-Q3").says(http.StatusNotFound)
}

// row is the cells of the row with this head.
func (p page) row(head string) (cells []string) {
	for _, r := range all(p.doc, func(n *html.Node) bool { return n.Data == "tr" }) {
		for _, h := range all(r, func(n *html.Node) bool { return n.Data == "th" && strings.Contains(text(n), head) }) {
			if h.Parent != r {
				continue
			}
			for _, d := range all(r, func(n *html.Node) bool { return n.Data == "td" }) {
				cells = append(cells, strings.TrimSpace(text(d)))
			}
			return cells
		}
	}
	return nil
}
