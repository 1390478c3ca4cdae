package desk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func TestAnOfficerSearchesInWhatIsSealed(t *testing.T) {
	s := newStaff(t)
	t.Cleanup(s.desk.Stop)
	taken := s.send(t, told())
	first := s.unit.get("/find").says(http.StatusOK, "Make my tips searchable")
	checkPage(t, first)
	checkHeaders(t, first)
	s.unit.submit(first, "/find/open", nil)
	page := s.unit.get("/find")
	for end := time.Now().Add(time.Minute); strings.Contains(page.words(), "Opening your tips"); page = s.unit.get("/find") {
		if page.Header.Get("Refresh") == "" || time.Now().After(end) {
			t.Fatalf("the page does not go on by itself: %s", page.words())
		}
	}
	page.says(http.StatusOK, "1 tip can be searched")
	if page.Header.Get("Refresh") != "" {
		t.Error("the page goes on showing itself anew when all is open")
	}
	sent := s.unit.submit(page, "/find", url.Values{"words": {"mathura nabalig"}})
	if sent.Status != http.StatusSeeOther || !strings.HasPrefix(sent.Location, "/find?n=1") || strings.Contains(sent.Location, "mathura") {
		t.Fatalf("%d to %q", sent.Status, sent.Location)
	}
	found := s.unit.follow(sent).says(http.StatusOK, "1 tip found", "in 2 places", "Account")
	checkPage(t, found)
	marked := ""
	for _, n := range all(found.doc, func(n *html.Node) bool { return n.Data == "mark" }) {
		marked += text(n) + " "
	}
	if !strings.Contains(marked, "मथुरा") || !strings.Contains(marked, "नाबालिग") {
		t.Errorf("marked: %q", marked)
	}
	if found.find(func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == "/tips/"+taken.Tip }) == nil {
		t.Error("the tip is not linked")
	}
	// Nothing was read by it: its first look is still due.
	s.unit.get("/queue?status=received").says(http.StatusOK, "1 tip")
	// The contact is not searched; nothing typed is lost on a fault.
	s.unit.follow(s.unit.submit(found, "/find", url.Values{"words": {"98xxxxxx10"}})).says(http.StatusOK, "0 tips found")
	s.unit.submit(found, "/find", url.Values{"words": {" !! "}}).says(http.StatusUnprocessableEntity, "Type at least one word")
	// Another officer of the same body has opened nothing.
	s.other.get("/find").says(http.StatusOK, "Make my tips searchable")
	s.other.get("/find?n=1").says(http.StatusOK, "not open for searching any more")
	s.unit.follow(s.unit.submit(found, "/find", url.Values{"words": {"दिल्ली"}, "status": {"closed"}})).says(http.StatusOK, "0 tips found")
	// What was looked for is in no log and in no line of the audit.
	if strings.Contains(s.log.String(), "mathura") || strings.Contains(s.log.String(), "nabalig") {
		t.Error("the log has what was looked for")
	}
	evs, err := s.desk.Events(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	did := map[string]int{}
	for _, ev := range evs {
		did[ev.Act]++
		if strings.Contains(ev.Note+ev.Object, "mathura") {
			t.Errorf("the audit has what was looked for: %+v", ev)
		}
	}
	if did["find.opened"] != 1 || did["find.searched"] != 3 || did["tip.read"] != 0 {
		t.Errorf("the audit has %v", did)
	}
	// Gone at sign-out.
	s.unit.submit(s.unit.get("/find"), "/sign-out", nil)
	s.signIn(s.unit)
	s.unit.get("/find?n=1").says(http.StatusOK, "not open for searching any more", "Make my tips searchable")
}

func TestTheAuditIsReadByWhoMay(t *testing.T) {
	s := newStaff(t)
	t.Cleanup(s.desk.Stop)
	taken := s.send(t, told())
	s.unit.get("/tips/" + taken.Tip).says(http.StatusOK)
	s.unit.get("/audit").says(http.StatusForbidden)
	mine := s.other.get("/audit").says(http.StatusOK, "Kavita Officer", "Read", "Tip "+short(taken.Tip), "Signed in")
	checkPage(t, mine)
	checkHeaders(t, mine)
	if mine.find(func(n *html.Node) bool { return n.Data == "a" && attr(n, "href") == "/tips/"+taken.Tip }) == nil {
		t.Error("the tip is not linked for who may open it")
	}
	if strings.Contains(mine.words(), "Meera Nodal") {
		t.Error("the unit reads what the bureau does")
	}
	s.bureau.get("/audit").says(http.StatusOK, "Kavita Officer", "Meera Nodal")
	s.cell.get("/audit").says(http.StatusOK, "Kavita Officer", "Asha Nodal", "tip line")
	admin := s.admin.get("/audit").says(http.StatusOK, "Account made", "Kavita Officer", "Nothing of tips")
	if strings.Contains(admin.Body, taken.Tip[:8]) {
		t.Error("an administrator reads of a tip")
	}
	s.admin.get("/audit?object="+taken.Tip).says(http.StatusOK, "Nothing that you may see")
	s.admin.get("/audit?act=tip.read").says(http.StatusOK, "Nothing that you may see")
	s.other.get("/audit?act=tip.read&object="+taken.Tip+"&day="+s.clock.Now().In(ist).Format(time.DateOnly)).says(http.StatusOK, "1 line", "Kavita Officer")
	s.other.get("/audit?day=2020-01-01").says(http.StatusOK, "Nothing that you may see")
	s.other.get("/audit?act=audit.read").says(http.StatusOK, "Imran In Charge", "by act, by day, by object")
	if _, signed, err := s.line.SignHead(t.Context()); err != nil || signed {
		t.Fatalf("a head without a key: %v %v", signed, err)
	}
	s.other.get("/audit/heads").says(http.StatusOK, "no key for signing heads")
	s.other.get("/audit/heads/2026-11-21").says(http.StatusNotFound)
	s.unit.get("/audit/heads").says(http.StatusForbidden)
}
