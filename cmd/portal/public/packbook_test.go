package public

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mukti/content"
)

func aPackCanBeTakenAlong(t *testing.T, h *house) {
	d := url.QueryEscape(aPack(h)) + "&t=Night+class"
	for _, lang := range []string{"en", "hi", "ur"} {
		page := h.get("/"+lang+"/pack/book.html?d="+d).says(t, 200, "<h1>Night class</h1>", "A. Rao", "24 hours", "Rule 4", "15011/36/2022-ATC", "Which section?",
			"laws/nowhere, p1", `http://portal.example:8080/`+lang+`/pack?d=1.en~`)
		if strings.Contains(page.body, "The act was in 2025.") {
			t.Error("the answers are in what is handed out")
		}
		idsOf(t, "the pack", page.body) // well-formed, no id twice, nothing from elsewhere
		if again := h.get("/" + lang + "/pack/book.html?d=" + d); again.body != page.body || again.Header.Get("ETag") == "" {
			t.Error("the same address is not the same file")
		}
		name := page.Header.Get("Content-Disposition")
		if !strings.HasPrefix(name, `attachment; filename="pack-`+lang+`-`) || strings.Contains(name, "Night") {
			t.Error(name)
		}
		// What is offered says how large it is.
		offer := h.get("/" + lang + "/pack?d=" + d).body
		for format, name := range map[string]string{"EPUB": "book.epub", "HTML": "book.html"} {
			size := len(h.get("/" + lang + "/pack/" + name + "?d=" + d).body)
			if want := fmt.Sprintf("(%s, %d KiB)", format, (size+1023)/1024); size < 2000 || !strings.Contains(offer, want) {
				t.Errorf("the pack's page does not say %s of %d bytes", want, size)
			}
		}
		texts := unzipped(t, h.get("/"+lang+"/pack/book.epub?d="+d).says(t, 200).body)
		if len(texts) < 10 {
			t.Errorf("%d files in the EPUB", len(texts))
		}
		for name, text := range texts {
			if strings.HasSuffix(name, "ml") {
				wellFormed(t, text)
			}
		}
	}
	page := h.get("/en/pack/trainer.html?d="+d).says(t, 200, "Session plan", "The act was in 2025.")
	h.get("/en/pack/trainer?d="+d).says(t, 200, fmt.Sprintf("(HTML, %d KiB)", (len(page.body)+1023)/1024))
	if strings.Index(page.body, "The act was in 2025.") < strings.LastIndex(page.body, "Sources of this pack") {
		t.Error("the answers are not last")
	}
	// A link from one text of the pack to another stays in the file.
	two := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "advisories", "2024-03-04-letter", "p3"), h.take("en", "laws", "2023-newcode", "p143")}}
	h.get("/en/pack/book.html?d="+two.String()).says(t, 200, `<a href="#c2-p143">`)
	h.get("/en/pack/book.html?d=1.en~laws/nowhere").says(t, 404)
}

// Who makes up packs to keep the portal busy does not get all of it: only some
// wait, on half of the cores.
func TestOnlySomePacksAreDrawnAtOnce(t *testing.T) {
	h := lawfulHouse(t)
	leave, err := h.site.packTurns.take()
	must(t, err)
	h.site.packTurns.waiting.Add(packQueue)
	for _, path := range []string{"/en/pack?d=1.en~sops/2025-rescue:p1", "/en/pack/edit", "/en/pack/book.epub?d=1.en~sops/2025-rescue:p1"} {
		h.get(path).says(t, 503)
	}
	h.get("/en/library/sops/2025-rescue").says(t, 200)
	h.site.packTurns.waiting.Add(-packQueue)
	leave()
	page := h.get("/en/pack?d=1.en~sops/2025-rescue:p1").says(t, 200)
	h.site.packTurns.waiting.Add(packQueue)
	if again := h.get("/en/pack?d=1.en~sops/2025-rescue:p1").says(t, 200); again.body != page.body {
		t.Error("a page that is kept waits for a turn")
	}
}

// Anybody can make up any number of packs: their prints give way.
func TestThePrintOfAPackGivesWay(t *testing.T) {
	h := lawfulHouse(t)
	pack := "?d=1.en~sops/2025-rescue:p1"
	h.get("/en/pack/book.pdf"+pack).says(t, 404)
	if strings.Contains(h.get("/en/pack"+pack).body, ".pdf") {
		t.Error("a PDF is offered where there is no printer")
	}
	dir := t.TempDir()
	started, goOn := filepath.Join(dir, "started"), filepath.Join(dir, "go")
	h = lawfulHouse(t)
	h.site.Printer = &Printer{Program: program(t, "touch "+started+"; while [ ! -e "+goOn+" ]; do sleep 0.05; done; echo '%PDF-1.4 it' > $out")}
	h.get("/en/pack"+pack).says(t, 200, "/en/pack/book.pdf"+pack)
	done := make(chan int)
	go func() { done <- h.get("/en/library/sops/2025-rescue/book.pdf").StatusCode }()
	for i := 0; ; i++ {
		if _, err := os.Stat(started); err == nil {
			break
		}
		if i == 600 {
			t.Fatal("the print of a document has not begun")
		}
		time.Sleep(50 * time.Millisecond)
	}
	h.get("/en/pack/book.pdf"+pack).says(t, 503, "No PDF could be made", "/en/pack/book.html"+pack)
	must(t, os.WriteFile(goOn, nil, 0o600))
	if status := <-done; status != 200 {
		t.Fatalf("the document's print has status %d", status)
	}
	a := h.get("/en/pack/book.pdf"+pack).says(t, 200, "%PDF-1.4 it")
	if a.Header.Get("Content-Type") != "application/pdf" {
		t.Error(a.Header)
	}
	// It is kept: a program that can no longer print is not asked.
	h.site.Printer.Program = "/nowhere"
	h.get("/en/pack/book.pdf"+pack).says(t, 200, "%PDF-1.4 it")
	h.get("/en/pack/book.pdf"+pack+",p2").says(t, 503)
}

// The title is a stranger's, on a page of this site.
func TestATitleIsNoWayToPutUpAFalseHelpline(t *testing.T) {
	for in, want := range map[string]string{
		"  Night\n class ":                        "Night class",
		"call 98765 43210 now":                    "call … now",
		"call +91-98765-43210":                    "call +…",
		"फ़ोन ९८७६५४३२१०":                         "फ़ोन …",
		"Batch 7, 22-23.11.2026":                  "Batch 7, 22-23.11.2026",
		"see https://evil.example/x and www.x.in": "see … and …",
		"mail a@b.in":                             "mail …",
		"\u202eabc\u2066\x00\ufeff":               "abc",
		"क्\u200dष":                               "क्\u200dष",
		"a\xffb":                                  "ab",
	} {
		if got := packTitle(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9 a-z@\-().:/९]{0,120}`)).Draw(t, "title")
		got := packTitle(s)
		if utf8.RuneCountInString(got) > maxPackTitle || !utf8.ValidString(got) || packTitle(got) != got || strings.ContainsAny(got, "@\n\x00\u202e") || strings.Contains(got, "://") {
			t.Fatalf("%q becomes %q", s, got)
		}
	})
}

// A module's plan adds up, and a paragraph that a translation lacks is shown in
// another language, and says so.
func TestAPackOfAModuleInTwoLanguages(t *testing.T) {
	h := newHouse(t)
	front := "---\ntitle: Module\ndate_note: undated\nissuer: Ministry\nsource: [{name: N, ref: R}]\n---\n"
	plan := "## Plan {#plan}\n\n| Minutes | What |\n|---|---|\n| 10 | Opening |\n| 25 | Talk |\n\n## Know {#know}\n\n{1} One.\n"
	lib, err := content.Load(fstest.MapFS{
		"training/module/en.md": {Data: []byte(front + plan)},
		"training/module/hi.md": {Data: []byte(strings.Replace(front, "Module", "मॉड्यूल", 1) + "## योजना {#plan}\n\n| मिनट | क्या |\n|---|---|\n| १० | आरंभ |\n| 25 | बात |\n\n## जानें {#know}\n\n{1} एक।\n")},
	}, fstest.MapFS{"training/module/en.md": {Data: []byte(front + plan + "\n{2} Two.\n")}})
	must(t, err)
	h.site.Library = lib
	p := content.Pack{Lang: "en", Picks: []content.Pick{h.take("en", "training", "module", "p1"), h.take("en", "training", "module", "p2")}}
	h.get("/hi/pack?d="+p.String()).says(t, 200, "एक।", `lang="en" dir="ltr"><p class="para"`, "Two.", "यह अनुच्छेद आपकी भाषा में नहीं है। इसे English में दिखाया गया है।")
	h.get("/en/pack/trainer?d="+p.String()).says(t, 200, "35 minutes", "Opening")
	h.get("/hi/pack/trainer?d="+p.String()).says(t, 200, "35 मिनट", "आरंभ")
}
