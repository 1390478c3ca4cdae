package desk

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"mukti/content"
	"mukti/tips"
	"mukti/tips/files"
)

// TestReadingATip is one house in which officers read tips closely.
func TestReadingATip(t *testing.T) {
	s := newStaff(t)
	s.line.Cleaner = &files.Cleaner{Command: []string{"/proc/self/exe", "clean"}}
	s.desk.Cleaner = &files.Cleaner{Command: []string{"/proc/self/exe", "clean"}}
	s.site.Library = library(t)
	bengal := s.enrol(t, s.house.invite(s.admin, "Mita Nodal", tips.RoleNodal, "WB-AHTB"), "mita.wb")
	s.signIn(bengal)
	s.confirm(s.cell, "Mita Nodal")
	for _, part := range []struct {
		name string
		run  func(*testing.T, staff, *person)
	}{
		{"an officer of another bureau translates a tip", translated},
		{"a reader gets nothing after a day, and nobody else anything", readingEnds},
		{"notes are added and never lost", remarked},
		{"steps of a procedure are ticked and taken back", ticked},
		{"a picture is blurred until a reason is given", pictures},
		{"what is no clean picture is never shown", notShown},
		{"parts of a file", partsOfAFile},
		{"a print has no contact and no picture", printed},
		{"the page says first what to do", firstThings},
		{"the pages speak Hindi and Urdu", speak},
	} {
		t.Run(part.name, func(t *testing.T) {
			run := s
			for _, p := range []**person{&run.admin, &run.cell, &run.bureau, &run.unit, &run.other} {
				c := **p
				c.browser = c.in(t)
				*p = &c
			}
			reader := *bengal
			reader.browser = reader.in(t)
			part.run(t, run, &reader)
		})
	}
}

// library has two procedures: one for children and one for the rest.
func library(t *testing.T) *content.Library {
	t.Helper()
	doc := func(title, slug, keywords, body string) string {
		return "---\ntitle: " + title + "\ndate: 2009-08-10\nissuer: Made up for this test\ncite: Test SOP\nkeywords: [" + keywords + "]\nsource: [{name: Made up, ref: none}]\nstatus: in-force\n---\nBefore the steps.\n\n" + body
	}
	lib, err := content.Load(fstest.MapFS{
		"sops/2009-08-10-general/en.md":      {Data: []byte(doc("General steps", "general", "steps", "{1} Enter it in the General Diary.\n\n{2} Go there.\n\n{2.i} With a woman officer.\n"))},
		"sops/2009-08-10-of-minors/en.md":    {Data: []byte(doc("Steps for children", "minors", `"checklist: child"`, "{1} Tell the Child Welfare Committee.\n\n{2} Do not question the child.\n"))},
		"advisories/2009-08-10-other/en.md":  {Data: []byte(doc("No procedure", "other", "letter", "{1} Read it.\n"))},
		"sops/2009-08-10-without-step/en.md": {Data: []byte(doc("Without steps", "without", "steps", "Nothing numbered.\n"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// bengali is a tip that nobody at Agra reads.
func bengali() tips.Submission {
	s := told()
	s.Language, s.Account = "bn", "মথুরা স্টেশনের কাছে দুটি মেয়েকে আটকে রাখা হয়েছে। তাদের কাজ করতে বাধ্য করা হচ্ছে।"
	return s
}

// asked has Kavita ask Mita, and gives the path of what Mita is asked to read.
func asked(t *testing.T, s staff, reader *person, tip string) string {
	t.Helper()
	langs := reader.get("/languages").says(http.StatusOK, "বাংলা (Bengali)")
	reader.follow(reader.submit(langs, "/languages", url.Values{"language": {"bn"}})).says(http.StatusOK, "Your languages are saved")
	form := s.unit.get("/tips/"+tip+"/reader").says(http.StatusOK, "Mita Nodal", "WB-AHTB")
	id := attr(form.find(func(n *html.Node) bool { return attr(n, "name") == "reader" }), "value")
	s.unit.follow(s.unit.submit(form, "/tips/"+tip+"/reader", url.Values{"reader": {id}, "ask": {"Where are they taken?"}})).says(http.StatusOK, "The reader is asked", "Asked to translate")
	list := reader.get("/reading").says(http.StatusOK, "Kavita Officer", "UP-AGRA")
	links := all(list.doc, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/reading/") })
	return attr(links[len(links)-1], "href")
}

func translated(t *testing.T, s staff, reader *person) {
	tip := s.send(t, bengali()).Tip
	s.unit.get("/tips/"+tip).says(http.StatusOK, "The words are in another language: বাংলা")
	reader.get("/tips/" + tip).says(http.StatusNotFound)
	path := asked(t, s, reader, tip)
	words := reader.get(path).says(http.StatusOK, "আটকে রাখা হয়েছে", "Where are they taken?").hides("98xxxxxx10", "सुबह 10", tip)
	if q := words.find(func(n *html.Node) bool { return n.Data == "blockquote" }); attr(q, "lang") != "bn" {
		t.Errorf("the words are marked as %q", attr(q, "lang"))
	}
	long := strings.Repeat("ক", tips.MaxTranslation+1)
	reader.submit(words, path+"/answer", url.Values{"language": {"en"}, "text": {long}}).says(http.StatusUnprocessableEntity, "At most 40,000 characters", long[:60])
	reader.follow(reader.submit(words, path+"/answer", url.Values{"language": {"en"}, "text": {"Two girls are held near the station.\u202e"}, "remarks": {"Spoken as in Nadia"}})).
		says(http.StatusOK, "Your translation is with the tip").hides(path)
	reader.get(path).says(http.StatusGone, "This is over")
	s.unit.get("/tips/"+tip).says(http.StatusOK, "Translation by Mita Nodal", "WB-AHTB", "not checked", "Two girls are held near the station.", "Spoken as in Nadia", "Reader gave a translation").
		hides("\u202e", "/reader/")
}

func readingEnds(t *testing.T, s staff, reader *person) {
	tip := s.send(t, bengali()).Tip
	path := asked(t, s, reader, tip)
	for _, other := range []*person{s.unit, s.bureau, s.cell} {
		other.get(path).says(http.StatusNotFound)
		other.post(path+"/answer", url.Values{"csrf": {token(other.get("/queue"))}, "text": {"x"}, "language": {"en"}}).says(http.StatusNotFound)
	}
	s.admin.get(path).says(http.StatusForbidden)
	end := s.unit.get("/tips/" + tip).find(func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), "/end") })
	reader.post(attr(end, "action"), url.Values{"csrf": {token(reader.get("/queue"))}}).says(http.StatusNotFound)
	// Whoever holds the tip above may end it too.
	s.unit.follow(s.unit.submit(s.unit.get("/tips/"+tip), attr(end, "action"), nil)).says(http.StatusOK, "no longer has the words", "Reading ended early")
	reader.get(path).says(http.StatusGone)

	path = asked(t, s, reader, tip)
	until := s.clock.Now().Add(tips.ReadingTime)
	for s.clock.Now().Before(until) {
		s.pass(10 * time.Minute)
		reader.get("/queue").says(http.StatusOK)
		if s.clock.Now().Add(9 * time.Hour).After(until) {
			break
		}
		s.clock.move(8*time.Hour + time.Minute)
		for _, p := range []*person{s.admin, s.cell, s.bureau, s.unit, s.other, reader} {
			s.signIn(p)
		}
	}
	reader.get(path).says(http.StatusOK)
	s.clock.move(9 * time.Hour)
	for _, p := range []*person{s.admin, s.cell, s.bureau, s.unit, s.other, reader} {
		s.signIn(p)
	}
	reader.get(path).says(http.StatusGone)
	reader.get("/reading").says(http.StatusOK).hides(path)
	if _, err := s.line.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.unit.get("/tips/"+tip).says(http.StatusOK, "Reading ended after 24 hours").hides("/end\"")
}

func remarked(t *testing.T, s staff, _ *person) {
	tip := s.send(t, told()).Tip
	path := "/tips/" + tip
	old := s.unit.get(path).says(http.StatusOK, "The tipster never gets it", "UP-AGRA")
	s.other.follow(s.other.submit(s.other.get(path), path+"/take", nil)).says(http.StatusOK, "You have taken this tip")
	// The page is older than the tip by now: a note is taken all the same.
	s.unit.follow(s.unit.submit(old, path+"/note", url.Values{"remark": {"first <b>note</b>"}})).says(http.StatusOK, "The note is added", "Kavita Officer", "first <b>note</b>")
	s.bureau.follow(s.bureau.submit(s.bureau.get(path), path+"/note", url.Values{"remark": {"second note"}}))
	p := s.unit.get(path).says(http.StatusOK, "Meera Nodal", "Internal note")
	if a, b := strings.Index(p.Body, "second note"), strings.Index(p.Body, "first &lt;b&gt;note"); a < 0 || b < a {
		t.Error("the newest note does not stand first")
	}
	turned := strings.Repeat("\u202e", 10_000)
	s.unit.submit(p, path+"/note", url.Values{"remark": {turned}}).says(http.StatusUnprocessableEntity, "Nothing is written here yet")
	s.unit.follow(s.unit.submit(p, path+"/note", url.Values{"remark": {turned + "third note" + turned}})).says(http.StatusOK, "third note").hides("\u202e")
	long := strings.Repeat("n", tips.MaxLetter+1)
	s.unit.submit(p, path+"/note", url.Values{"remark": {long}}).says(http.StatusUnprocessableEntity, "At most 10,000 characters", long[:80])
}

func ticked(t *testing.T, s staff, _ *person) {
	tip := s.send(t, told()).Tip // with children
	path := "/tips/" + tip + "/steps"
	p := s.unit.get(path).says(http.StatusOK, "Steps for children", "Tell the Child Welfare Committee", "0 of 2 steps done", "Test SOP", "General steps").hides("Without steps", "No procedure")
	if a := p.find(func(n *html.Node) bool {
		return strings.HasSuffix(attr(n, "href"), "/library/sops/2009-08-10-of-minors#p2")
	}); a == nil {
		t.Error("a step has no link to its paragraph")
	}
	s.unit.submit(p, path, url.Values{}).says(http.StatusUnprocessableEntity, "Tick at least one step")
	s.unit.submit(p, path, url.Values{"step": {"p99"}}).says(http.StatusUnprocessableEntity, "Tick at least one step")
	s.unit.follow(s.unit.submit(p, path, url.Values{"step": {"p1"}})).says(http.StatusOK, "1 of 2 steps done", "Kavita Officer")
	// Another officer whose page is older ticks another step: both stay.
	done := s.other.follow(s.other.submit(p, path, url.Values{"csrf": {token(s.other.get("/queue"))}, "step": {"p2"}})).says(http.StatusOK, "2 of 2 steps done", "Imran In Charge", "Kavita Officer")
	s.other.follow(s.other.submit(done, path, url.Values{"undo": {"p1"}})).says(http.StatusOK, "1 of 2 steps done", "Step 1. is done")
	s.unit.get("/tips/"+tip).says(http.StatusOK, "1 step of the checklist is done", "Step taken back")
	s.unit.get(path+"?list=2009-08-10-general").says(http.StatusOK, "General steps", "0 of 3 steps done", "With a woman officer")
	s.admin.get(path).says(http.StatusForbidden)
}

// picture is a PNG whose sharp bytes can be told from a blurred one's.
func picture(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 240, 120))
	for i := range 240 * 120 {
		m.Set(i%240, i/240, color.NRGBA{uint8(i), uint8(i / 7), uint8(i * i), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s staff) withFiles(t *testing.T, names []string, data ...[]byte) string {
	t.Helper()
	taken := s.send(t, told())
	for i, d := range data {
		if err := s.line.AddFile(context.Background(), taken, names[i], bytes.NewReader(d)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.line.FinishFiles(context.Background(), taken); err != nil {
		t.Fatal(err)
	}
	return taken.Tip
}

func pictures(t *testing.T, s staff, reader *person) {
	tip := s.withFiles(t, []string{"a.png"}, picture(t))
	p := s.unit.get("/tips/"+tip).says(http.StatusOK, "See the picture")
	if csp := p.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'self';") {
		t.Errorf("the tip's page: %s", csp)
	}
	if csp := s.unit.get("/queue").Header.Get("Content-Security-Policy"); !strings.Contains(csp, "img-src 'none';") {
		t.Errorf("another page: %s", csp)
	}
	blurred := attr(p.find(func(n *html.Node) bool { return n.Data == "img" }), "src")
	for range 2 { // made, then kept
		got := s.unit.get(blurred)
		m, err := png.Decode(strings.NewReader(got.Body))
		if got.Status != http.StatusOK || err != nil || m.Bounds().Dx() != 12 || m.Bounds().Dy() != 6 || got.Header.Get("Content-Type") != "image/png" {
			t.Fatalf("blurred: %d, %v, %s", got.Status, err, got.Header.Get("Content-Type"))
		}
	}
	if n := strings.Count(s.unit.get("/tips/"+tip).words(), "Blurred preview made"); n != 1 {
		t.Errorf("the preview was made %d times", n)
	}
	link := attr(p.find(func(n *html.Node) bool { return strings.Contains(attr(n, "href"), "/picture?") }), "href")
	why := s.unit.get(link).says(http.StatusOK, "Say why you need to see it")
	base := strings.TrimSuffix(strings.Split(link, "?")[0], "/picture")
	s.unit.get(base + "/shown").says(http.StatusGone)
	s.unit.submit(why, link, url.Values{}).says(http.StatusUnprocessableEntity, "Choose a reason")
	s.unit.submit(why, link, url.Values{"reason": {"other"}}).says(http.StatusUnprocessableEntity, "Nothing is written here yet")
	shown := s.unit.follow(s.unit.submit(why, link, url.Values{"reason": {"other"}, "words": {"the file is in court"}})).says(http.StatusOK, "Do not photograph or copy")
	src := attr(shown.find(func(n *html.Node) bool { return n.Data == "img" }), "src")
	got := s.unit.get(src)
	if m, err := png.Decode(strings.NewReader(got.Body)); err != nil || m.Bounds().Dx() != 240 || got.Header.Get("Content-Type") != "image/png" {
		t.Fatalf("sharp: %d, %v", got.Status, err)
	}
	s.unit.get("/tips/"+tip).says(http.StatusOK, "Picture seen", "the file is in court", "Another reason")
	// The pass is this session's, this file's, and lasts minutes.
	s.other.get(src).says(http.StatusGone)
	reader.get(src).says(http.StatusNotFound)
	s.unit.get(strings.Replace(src, "pass=", "pass=9", 1)).says(http.StatusGone)
	s.pass(11 * time.Minute)
	s.unit.get(src).says(http.StatusGone)
	s.unit.get(shown.Path).says(http.StatusOK, "Say why you need to see it")
}

func notShown(t *testing.T, s staff, _ *person) {
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	broken := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), bytes.Repeat([]byte{0xab}, 5000)...)
	tip := s.withFiles(t, []string{"a.svg", "b.jpg"}, svg, broken)
	p := s.unit.get("/tips/"+tip).says(http.StatusOK, "Files").hides("See the picture", "<img")
	for _, a := range all(p.doc, func(n *html.Node) bool { _, ok := hasAttr(n, "download"); return ok }) {
		file := strings.Split(attr(a, "href"), "?")[0]
		for _, sub := range []string{"/blurred", "/picture", "/shown"} {
			got := s.unit.get(file + sub)
			if got.Status != http.StatusNotFound && got.Status != http.StatusGone || strings.Contains(got.Body, "alert(1)") {
				t.Errorf("%s: %d", sub, got.Status)
			}
		}
		s.unit.post(file+"/picture", url.Values{"csrf": {token(p)}, "reason": {"person"}}).says(http.StatusNotFound)
	}
}

func partsOfAFile(t *testing.T, s staff, _ *person) {
	data := make([]byte, 600_000) // three chunks
	for i := range data {
		data[i] = byte(i * 7 >> 3)
	}
	tip := s.withFiles(t, []string{"a.bin"}, data)
	p := s.unit.get("/tips/" + tip)
	path := attr(p.find(func(n *html.Node) bool { _, ok := hasAttr(n, "download"); return ok }), "href")
	tag := s.unit.do(http.MethodHead, path, nil, nil).Header.Get("ETag")
	size := len(data)
	for _, c := range []struct {
		asked, ifRange string
		status         int
		from, to       int // of what is sent; to is exclusive
	}{
		{"", "", 200, 0, size},
		{"bytes=0-0", "", 206, 0, 1},
		{"bytes=0-", "", 206, 0, size},
		{"bytes=262107-262109", "", 206, 262107, 262110}, // across the end of a chunk
		{"bytes=524200-524300", "", 206, 524200, 524301},
		{"bytes=-5", "", 206, size - 5, size},
		{"bytes=-99999999999999999999", "", 206, 0, size},
		{"bytes=599999-99999999999999999999999", "", 206, 599999, size},
		{"bytes=10-20", tag, 206, 10, 21},
		{"bytes=10-20", `"another"`, 200, 0, size},
		{"bytes=10-20", "Sun, 22 Nov 2026 09:07:00 GMT", 200, 0, size},
		{"bytes=600000-", "", 416, 0, 0},
		{"bytes=99999999999999999999-", "", 416, 0, 0},
		{"bytes=-0", "", 416, 0, 0},
		{"bytes=20-10", "", 200, 0, size},
		{"bytes=0-1,5-6", "", 200, 0, size},
		{"bytes=--5", "", 200, 0, size},
		{"bytes=-", "", 200, 0, size},
		{"bytes=+1-5", "", 200, 0, size},
		{"lines=1-5", "", 200, 0, size},
	} {
		got := s.unit.do(http.MethodGet, path, nil, map[string]string{"Range": c.asked, "If-Range": c.ifRange})
		want := string(data[c.from:c.to])
		if got.Status != c.status || c.status != 416 && got.Body != want {
			t.Errorf("%q, If-Range %q: %d with %d bytes, want %d with %d", c.asked, c.ifRange, got.Status, len(got.Body), c.status, len(want))
		}
		wantRange := map[int]string{200: "", 206: fmt.Sprintf("bytes %d-%d/%d", c.from, c.to-1, size), 416: fmt.Sprintf("bytes */%d", size)}[c.status]
		if got.Header.Get("Content-Range") != wantRange {
			t.Errorf("%q: Content-Range %q, want %q", c.asked, got.Header.Get("Content-Range"), wantRange)
		}
	}
}

func printed(t *testing.T, s staff, _ *person) {
	tip := s.withFiles(t, []string{"a.png"}, picture(t))
	s.unit.get("/tips/" + tip + "/print").says(http.StatusNotFound) // not before the first look
	s.unit.get("/tips/"+tip).says(http.StatusOK, "Print", "98xxxxxx10", "सुबह 10")
	s.unit.get("/tips/"+tip+"/print").says(http.StatusOK, "Printed by Kavita Officer", "UP-AGRA", " November 2026", "दो नाबालिग लड़कियों", "Why this urgency").
		hides("98xxxxxx10", "सुबह 10", "<img", "/files/", "<form method=\"post\" action=\"/tips")
	s.unit.get("/tips/"+tip).says(http.StatusOK, "Printed, Kavita Officer")
	s.admin.get("/tips/" + tip + "/print").says(http.StatusForbidden)
}

func firstThings(t *testing.T, s staff, _ *person) {
	sub := told()
	sub.Count, sub.When, sub.Who = 0, "unknown", ""
	tip := s.send(t, sub).Tip
	p := s.unit.get("/tips/"+tip).says(http.StatusOK, "What to do now", "Take this tip, or say why it is not yours.", "to be taken in 1 hour", "What is not known", "How many persons", "When it happens or happened")
	// Three reasons stand at the head; the words come before the table of all.
	order := []string{`class="dangers"`, `id="now"`, `id="account"`, `id="told"`, `id="why"`, `id="missing"`, `id="remarks"`, `id="history"`}
	for i := 1; i < len(order); i++ {
		if a, b := strings.Index(p.Body, order[i-1]), strings.Index(p.Body, order[i]); a < 0 || b < a {
			t.Errorf("%s does not stand before %s", order[i-1], order[i])
		}
	}
	if n := len(all(p.doc, func(n *html.Node) bool { return n.Data == "g" && attr(n, "class") == "t4" })); n != 1 {
		t.Errorf("%d States are marked on the tiles", n)
	}
	signs := all(p.doc, func(n *html.Node) bool { return attr(n, "class") == "signs" })
	if len(signs) != 1 || len(all(signs[0], func(n *html.Node) bool { return n.Data == "svg" })) != 2 || !strings.Contains(text(signs[0]), "held or locked in") {
		t.Error("the signs are not words with icons")
	}
	lines := all(p.doc, func(n *html.Node) bool {
		return n.Data == "li" && n.Parent.Data == "ol" && attr(n.Parent, "class") == "history"
	})
	kinds := map[string]bool{}
	for _, l := range lines {
		kinds[strings.Fields(attr(l, "class"))[0]] = true
	}
	if !kinds["k-look"] || !kinds["k-clock"] || !kinds["k-act"] {
		t.Errorf("the timeline has %v", kinds)
	}
}

func speak(t *testing.T, s staff, reader *person) {
	tip := s.send(t, bengali()).Tip
	path := asked(t, s, reader, tip)
	for lang, want := range map[string]string{"hi": "अभी क्या करना है", "ur": "ابھی کیا کرنا ہے"} {
		for _, p := range []*person{s.unit, reader} {
			p.cookies["lang"] = lang
		}
		s.unit.get("/tips/"+tip).says(http.StatusOK, want)
		for _, at := range []string{"/tips/" + tip + "/reader", "/tips/" + tip + "/steps", "/tips/" + tip + "/print", "/languages", "/reading"} {
			s.unit.get(at).says(http.StatusOK)
		}
		reader.get(path).says(http.StatusOK)
	}
}
