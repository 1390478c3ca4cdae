package desk

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/notices"
)

// hooks is a real server that keeps what it is sent.
type hooks struct {
	*httptest.Server
	mu   sync.Mutex
	got  []string
	code int
}

func openHooks(t *testing.T) *hooks {
	h := &hooks{code: http.StatusOK}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if err := r.ParseForm(); err == nil {
			h.got = append(h.got, r.Form.Get("to")+" "+r.Form.Get("msg"))
		}
		w.WriteHeader(h.code)
	}))
	t.Cleanup(h.Close)
	return h
}

func (h *hooks) take() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	got := h.got
	h.got = nil
	return got
}

func smsForm(h *hooks) url.Values {
	return url.Values{"sms-method": {"POST"}, "sms-url": {h.URL + "/send?token=very-secret-token"}, "sms-head": {"Authorization: Bearer hidden-bearer"},
		"sms-text": {"to={to}&msg={text}"}, "sms-to": {"98765 43210"}, "language": {"en"}}
}

// TestABodyIsToldAndTheBureauSeesWhenItIsNot walks the pages: settings, a test,
// a duty table, a notice to who is on duty, a failure that the bureau sees.
func TestABodyIsToldAndTheBureauSeesWhenItIsNot(t *testing.T) {
	s := newStaff(t)
	h := openHooks(t)
	teller := tips.NewTeller(s.desk.Config, (&notices.Sender{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}).Send, s.site.NoticeWords)
	tell := func() []string {
		t.Helper()
		if err := teller.Look(context.Background()); err != nil {
			t.Fatal(err)
		}
		if err := teller.Deliver(context.Background()); err != nil {
			t.Fatal(err)
		}
		return h.take()
	}
	// An officer of the unit sees, and may not set.
	s.unit.get("/notices").says(http.StatusOK, "set this for their own body").hides("<textarea")
	s.unit.post("/notices/sms", url.Values{"csrf": {token(s.unit.get("/queue"))}}).says(http.StatusForbidden)
	p := s.other.get("/notices").says(http.StatusOK, "SMS gateway", "1 immediate waiting")
	bad := smsForm(h)
	bad.Set("sms-text", "no place for the number")
	s.other.submit(p, "/notices/sms", bad).says(http.StatusUnprocessableEntity, "{to} is missing").hides("hidden-bearer")
	p = s.other.follow(s.other.submit(p, "/notices/sms", smsForm(h))).says(http.StatusOK, "Saved").hides("very-secret-token", "hidden-bearer")
	s.other.follow(s.other.submit(p, "/notices/sms/test", nil)).says(http.StatusOK, "A test is on its way")
	if got := tell(); len(got) != 1 || got[0] != "+919876543210 UP-AGRA: this is a test. Nothing needs to be done." {
		t.Fatalf("test: %q", got)
	}
	s.other.get("/notices").says(http.StatusOK, "SMS gateway: works")
	// What was set stays where nothing is typed, and an old page changes nothing.
	s.other.submit(p, "/notices/sms", url.Values{"sms-to": {"9876543211"}, "language": {"en"}})
	s.other.submit(p, "/notices/sms", url.Values{"sms-to": {"9876543219"}, "language": {"en"}}).says(http.StatusConflict, "Somebody changed this meanwhile")

	taken := s.send(t, told())
	got := tell()
	if len(got) != 1 || got[0] != "+919876543211 UP-AGRA: 1 immediate waiting. Please look at the desk." {
		t.Fatalf("notice: %q", got)
	}
	if got := tell(); len(got) != 0 {
		t.Fatalf("told twice: %q", got)
	}

	// The one on duty now gets it: Sunday 22 November 2026, 14:37 and later in India.
	duty := s.other.get("/duty").says(http.StatusOK, "The whole week", "nobody")
	duty = s.other.follow(s.other.submit(duty, "/duty/shifts", url.Values{"officer": {s.id(t, "Kavita Officer")}, "day": {"0", "1"}, "from": {"08:00"}, "to": {"06:00"}}))
	duty.says(http.StatusOK, "08:00–06:00 (next day) Kavita Officer", "On duty now: Kavita Officer", "Monday 06:00 to Monday 08:00", "Tuesday 06:00 to Sunday 08:00", "Imran In Charge")
	for bad, why := range map[string]string{"ten": "no mobile number", "+1": "no mobile number"} {
		s.other.post("/duty/people", url.Values{"csrf": {token(duty)}, "version": {versionOf(duty)}, "officer": {s.id(t, "Kavita Officer")}, "mobile": {bad}}).says(http.StatusUnprocessableEntity, why)
	}
	s.other.post("/duty/people", url.Values{"csrf": {token(duty)}, "version": {versionOf(duty)}, "officer": {s.id(t, "Meera Nodal")}, "mobile": {"9876500000"}}).
		says(http.StatusUnprocessableEntity, "Choose an officer of this body")
	s.other.follow(s.other.post("/duty/people", url.Values{"csrf": {token(duty)}, "version": {versionOf(duty)}, "officer": {s.id(t, "Kavita Officer")}, "mobile": {"9123456780"}})).
		says(http.StatusOK, "Saved")
	s.unit.get("/duty").says(http.StatusOK, "+919123456780", "On duty now")
	s.pass(15 * time.Minute) // and nobody has looked
	if got := tell(); len(got) != 1 || !strings.HasPrefix(got[0], "+919123456780 UP-AGRA: 1 immediate") {
		t.Fatalf("on duty: %q", got)
	}
	// A holiday with nobody: those in charge have no number, so the body's own.
	duty = s.other.follow(s.other.submit(s.other.get("/duty"), "/duty/days", url.Values{"date": {"2026-11-22"}})).says(http.StatusOK, "On duty now: nobody")
	s.pass(15 * time.Minute)
	if got := tell(); len(got) != 1 || !strings.HasPrefix(got[0], "+919876543211 ") {
		t.Fatalf("holiday: %q", got)
	}
	// Somebody looks: nothing more of that tip.
	s.unit.get("/tips/" + taken.Tip).says(http.StatusOK)
	s.unit.follow(s.unit.submit(s.unit.get("/tips/"+taken.Tip), "/tips/"+taken.Tip+"/take", nil))
	s.pass(20 * time.Minute)
	if got := tell(); len(got) != 0 {
		t.Fatalf("told of what was looked at: %q", got)
	}

	// It fails: the body and the bureau see it, with no word of what was answered.
	h.code = http.StatusServiceUnavailable
	s.send(t, told2())
	tell()
	s.other.get("/notices").says(http.StatusOK, "SMS gateway: fails since", "asks to wait")
	s.bureau.get("/notices").says(http.StatusOK, "UP-AGRA", "fails since")
	s.cell.get("/notices").says(http.StatusOK, "UP-AGRA", "fails since")
	s.other.follow(s.other.submit(s.other.get("/notices"), "/notices/sms/off", nil)).says(http.StatusOK, "Switched off")
	s.pass(40 * time.Minute)
	h.take()
	if got := tell(); len(got) != 0 {
		t.Fatalf("sent after it was switched off: %q", got)
	}
	s.bureau.get("/notices").says(http.StatusOK).hides("UP-AGRA, SMS")
	if text := s.log.String(); strings.Contains(text, "secret") || strings.Contains(text, "98765") {
		t.Errorf("the log tells: %s", text)
	}
}

// told2 is another immediate tip for Agra, in no way a copy.
func told2() tips.Submission {
	s := told()
	s.Account = "A man keeps four children in a brick kiln and beats them, they are there now and cannot leave"
	s.Language = "en"
	return s
}

// id is an officer's.
func (s staff) id(t *testing.T, name string) string {
	t.Helper()
	all, err := s.desk.Officers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if o.Name == name {
			return o.ID
		}
	}
	t.Fatal("no " + name)
	return ""
}

func versionOf(p page) string {
	_, after, _ := strings.Cut(p.Body, `name="version" value="`)
	version, _, _ := strings.Cut(after, `"`)
	return version
}

func TestTheQueueAsAWorkplace(t *testing.T) {
	s := newStaff(t)
	first := s.send(t, told()).Tip
	queue := s.unit.get("/queue").says(http.StatusOK, "1 tip").hides("new tip since", "desk.js")
	if queue.Header.Get("Refresh") != "" {
		t.Error("the page asks for itself before anybody wanted that")
	}
	// Refreshing: chosen, kept, and no reason for a session to stay awake.
	s.unit.follow(s.unit.submit(s.unit.get("/queue?urgency=immediate"), "/queue/refresh", url.Values{"minutes": {"2"}})).says(http.StatusOK)
	p := s.unit.get("/queue?urgency=immediate")
	if got := p.Header.Get("Refresh"); got != "120; url=/queue?urgency=immediate&again=1" {
		t.Errorf("Refresh: %q", got)
	}
	s.send(t, told2())
	s.clock.move(5 * time.Minute)
	again := "/queue?urgency=immediate&again=1"
	s.unit.get(again).says(http.StatusOK, "1 new tip since")
	s.clock.move(5 * time.Minute)
	s.unit.get(again).says(http.StatusOK, "1 new tip since") // still: nobody has looked since
	s.clock.move(6 * time.Minute)
	if p := s.unit.get(again); p.Status != http.StatusSeeOther || !strings.HasPrefix(p.Location, "/sign-in") {
		t.Errorf("a desk that nobody sits at stays open: %d", p.Status)
	}
	s.signIn(s.unit)
	s.signIn(s.other)
	s.unit.get("/queue").says(http.StatusOK).hides("new tip since")
	// Filters by what is in clear.
	s.unit.follow(s.unit.submit(s.unit.get("/tips/"+first), "/tips/"+first+"/take", nil))
	s.unit.get("/queue?whose=mine").says(http.StatusOK, "1 tip,", first[:8])
	s.unit.get("/queue?whose=free").says(http.StatusOK, "1 tip,").hides(first[:8])
	s.unit.get("/queue?new=1&from=2026-11-22&to=2026-11-22").says(http.StatusOK, "1 tip,")
	s.unit.get("/queue?to=2026-11-21").says(http.StatusOK, "Nothing to show", "sealed in each tip")
	for _, odd := range []string{"?whose=x&came=<x>", "?from=2026-99-99", "?in=%27%20OR%201", "?page=3&after=1.2.3", "?page=2&before=" + strings.Repeat("9", 500)} {
		s.unit.get("/queue" + odd).says(http.StatusOK).hides("<x>")
	}
	// Views: kept under a name that nobody else can read.
	form := s.unit.get("/queue/views?whose=mine").says(http.StatusOK, "Sealed")
	s.unit.submit(form, "/queue/views", url.Values{"name": {" "}}).says(http.StatusUnprocessableEntity)
	s.unit.follow(s.unit.submit(form, "/queue/views", url.Values{"name": {"Ramesh's girls"}, "default": {"1"}})).says(http.StatusOK, "Ramesh's girls 1")
	if p := s.unit.get("/queue"); p.Status != http.StatusSeeOther || p.Location != "/queue?whose=mine" {
		t.Errorf("the view shown first: %d %q", p.Status, p.Location)
	}
	s.unit.get("/queue?view=all").says(http.StatusOK, "2 tips", "Ramesh's girls")
	s.other.get("/queue").says(http.StatusOK).hides("Ramesh")
	data, _, err := s.desk.Config.SavedViews(t.Context(), s.id(t, "Kavita Officer"))
	if err != nil || len(data) == 0 || strings.Contains(string(data), "Ramesh") {
		t.Errorf("the name lies open: %v", err)
	}
	list := s.unit.get("/queue/views")
	_, after, _ := strings.Cut(list.Body, `name="id" value="`)
	id, _, _ := strings.Cut(after, `"`)
	s.unit.follow(s.unit.post("/queue/views/drop", url.Values{"csrf": {token(list)}, "id": {id}})).hides("Ramesh")
	// Shortcuts: off, on, off.
	s.unit.get("/queue").hides("<script")
	s.unit.follow(s.unit.submit(s.unit.get("/keys").says(http.StatusOK, "They are off"), "/keys", url.Values{"keys": {"on"}})).says(http.StatusOK, "They are on")
	p = s.unit.get("/queue")
	if csp := p.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self'") || !strings.Contains(p.Body, `<script src="/desk.js" defer>`) {
		t.Errorf("no script: %s", csp)
	}
	js := s.unit.get("/desk.js")
	if js.Status != http.StatusOK || !strings.HasPrefix(js.Header.Get("Content-Type"), "text/javascript") || len(js.Body) > 5<<10 {
		t.Errorf("%d, %s, %d bytes", js.Status, js.Header.Get("Content-Type"), len(js.Body))
	}
	s.other.get("/queue").hides("<script") // of this browser alone
	s.unit.submit(s.unit.get("/keys"), "/keys", url.Values{"keys": {"off"}})
	s.unit.get("/queue").hides("<script")
}
