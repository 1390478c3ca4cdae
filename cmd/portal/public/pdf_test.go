package public

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"mukti/content"
	"mukti/i18n"
)

// program writes a script that stands for a browser; $out is where the PDF is
// wanted.
func program(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "browser")
	script := "#!/bin/sh\nfor a in \"$@\"; do case $a in --print-to-pdf=*) out=${a#*=};; esac; done\n" + lines + "\n"
	must(t, os.WriteFile(path, []byte(script), 0o700))
	return path
}

// leftovers are the folders of prints that nobody removed.
func leftovers(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(os.TempDir(), "print-*"))
	must(t, err)
	return found
}

func TestABrowserThatFailsIsSaidPlainly(t *testing.T) {
	for name, lines := range map[string]string{
		"it cannot start": "exit 21", "it leaves nothing": "exit 0", "it leaves no PDF": "echo hello > $out", "it hangs": "sleep 600", "it never ends to write": "yes > $out",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			h := lawfulHouse(t)
			h.site.Printer = &Printer{Program: program(t, lines), Patience: 500 * time.Millisecond}
			a := h.get("/en/library/sops/2025-rescue/book.pdf").says(t, 503, "No PDF could be made", `href="/en/library/sops/2025-rescue"`, `href="/en/library/sops/2025-rescue/book.html"`)
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Error(a.Header)
			}
			if left := leftovers(t); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	t.Run("there is none", func(t *testing.T) {
		h := lawfulHouse(t)
		for _, path := range []string{"/en/library/sops/2025-rescue/book.pdf", "/en/library/sops/2025-rescue/card.pdf"} {
			h.get(path).says(t, 404)
		}
		for _, path := range []string{"/en/library/sops/2025-rescue", "/en/library/sops/2025-rescue/card"} {
			if strings.Contains(h.get(path).says(t, 200).body, ".pdf") {
				t.Errorf("%s offers a PDF", path)
			}
		}
	})
}

// What hangs is ended with all that it started.
func TestABrowserIsEndedWithItsChildren(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	p := &Printer{Program: program(t, "sleep 600 & echo $! >> "+pids+"; echo $$ >> "+pids+"; (sleep 600 & echo $! >> "+pids+"); wait"), Patience: time.Second}
	if _, err := p.PDF(t.Context(), []byte("<p>x")); !errors.Is(err, errNoPrint) || !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
	text, err := os.ReadFile(pids)
	must(t, err)
	seen := strings.Fields(string(text))
	if len(seen) != 3 {
		t.Fatalf("it started %q: the test proves nothing", seen)
	}
	for _, s := range seen {
		pid, err := strconv.Atoi(s)
		must(t, err)
		gone := false
		for range 100 { // the system needs a moment to bury it
			if gone = ended(pid); gone {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if !gone {
			t.Errorf("process %d goes on", pid)
		}
	}
}

// ended tells whether a process is gone, or waits for whoever will bury it.
func ended(pid int) bool {
	if err := syscall.Kill(pid, 0); err != nil {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && strings.Contains(string(stat), ") Z ")
}

// One print at a time; the same page once for all who ask at once; who would
// wait too long is told so at once.
func TestPrintsTakeTurns(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	p := &Printer{Program: program(t, "echo in >> "+log+"; sleep 0.3; echo out >> "+log+"; echo %PDF-1.7 > $out")}
	var all sync.WaitGroup
	var made, refused atomic.Int32
	for i := range 3 * (printQueue + 2) {
		all.Go(func() {
			_, err := p.PDF(t.Context(), []byte(strconv.Itoa(i%(printQueue+2+3))))
			switch {
			case err == nil:
				made.Add(1)
			case errors.Is(err, errNoPrint):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	text, err := os.ReadFile(log)
	must(t, err)
	if regexp.MustCompile(`in\s+in`).Match(text) || strings.Count(string(text), "in") > printQueue+4 {
		t.Errorf("%s", text)
	}
	if made.Load() == 0 || refused.Load() == 0 {
		t.Errorf("%d made, %d refused", made.Load(), refused.Load())
	}
}

// A print is kept by what was printed: neither the reader's look nor a question
// that changes nothing makes another.
func TestAPrintIsMadeOnce(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	h := lawfulHouse(t)
	h.site.Printer = &Printer{Program: program(t, "echo run >> "+log+"; echo %PDF-1.7 > $out")}
	const path = "/en/library/advisories/2024-03-04-letter/book.pdf"
	first := h.get(path).says(t, 200, "%PDF-")
	if first.Header.Get("Content-Type") != "application/pdf" || first.Header.Get("Content-Disposition") != `attachment; filename="2024-03-04-letter-en.pdf"` || first.Header.Get("ETag") == "" {
		t.Error(first.Header)
	}
	h.get(path, "Cookie", "look=large.dark").says(t, 200)
	h.get(path+"?a=1&was=p9").says(t, 200)
	h.get(path+"?on=2024-03-04").says(t, 200) // another text, another print
	h.get(path+"?on=2024-03-05").says(t, 404) // every day a print of its own: no
	text, err := os.ReadFile(log)
	must(t, err)
	if n := strings.Count(string(text), "run"); n != 2 {
		t.Errorf("%d prints", n)
	}
	h.get("/en/library/advisories/2024-03-04-letter").says(t, 200, `href="/en/library/advisories/2024-03-04-letter/book.pdf"`)
	h.get("/en/library/sops/2025-rescue/card").says(t, 200, `href="/en/library/sops/2025-rescue/card.pdf"`)
	h.get("/en/library/advisories/2024-03-04-letter/card.pdf").says(t, 404)
}

func chromium(t *testing.T) string {
	t.Helper()
	path := os.Getenv("PORTAL_TEST_CHROMIUM")
	if path == "" {
		t.Skip("PORTAL_TEST_CHROMIUM names no browser: .ci/run sets it")
	}
	return path
}

// The browser reaches nothing, not even this machine: neither where the system
// gives it no network, nor by its arguments alone. The control is the same
// browser without either.
func TestAPrintReachesNothing(t *testing.T) {
	path := chromium(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var heard atomic.Int32
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			heard.Add(1)
			_ = c.Close()
		}
	}()
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	page := ""
	for _, host := range []string{"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "a.localhost"} {
		at := fmt.Sprintf("http://%s:%d/", host, port)
		page += fmt.Sprintf(`<img src="%[1]sa"><link rel=stylesheet href="%[1]sb"><link rel=prefetch href="%[1]sc"><link rel=preconnect href="%[1]s"><iframe src="%[1]sd"></iframe><object data="%[1]se"></object>`+
			`<script src="%[1]sf"></script><style>@font-face{font-family:x;src:url(%[1]sg)}p{font-family:x;background:url(%[1]sh)}</style><video src="%[1]si" autoplay></video><p>x</p>`, at)
	}
	dir := t.TempDir()
	in := filepath.Join(dir, "page.html")
	must(t, os.WriteFile(in, []byte(page), 0o600))

	printer := &Printer{Program: path, Patience: 2 * time.Minute}
	if _, err := printer.print([]byte(page)); err != nil {
		t.Fatal(err)
	}
	if n := heard.Load(); n != 0 {
		t.Errorf("a print asked for %d things", n)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	only := printer.command(ctx, dir, in, filepath.Join(dir, "only.pdf"))
	only.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(t, runOnce(only))
	if n := heard.Load(); n != 0 {
		t.Errorf("its arguments alone let %d questions out", n)
	}

	open := exec.CommandContext(ctx, path, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "open"), "--print-to-pdf="+filepath.Join(dir, "open.pdf"), "file://"+in)
	open.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	must(t, runOnce(open))
	if heard.Load() == 0 {
		t.Error("an open browser asks for nothing either: the test proves nothing")
	}
}

// manySteps is the library with an SOP of more steps than any side holds, in
// the portal's own sentences of each language: long steps, and short ones.
func manySteps(t *testing.T, bundle *i18n.Bundle) *content.Library {
	t.Helper()
	files := fstest.MapFS{}
	for _, l := range bundle.Languages() {
		sp := bundle.Speaker(l.Tag)
		for slug, step := range map[string]string{
			"2025-long":  fmt.Sprintf(" who=%q within=%q} %s %s\n\n", sp.T("publish.take"), sp.T("publish.no_pdf"), sp.T("publish.counts"), sp.T("publish.no_pdf_text")),
			"2025-short": "} " + sp.T("publish.take") + "\n\n",
		} {
			text := fmt.Sprintf("---\ntitle: %q\ndate: 2025\nissuer: X\nown: true\nsource: [{name: N, ref: R}]\n---\n", sp.T("publish.no_pdf_text"))
			for i := range 60 {
				text += "{" + strconv.Itoa(i+1) + step
			}
			files["sops/"+slug+"/"+l.Tag+".md"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	lib, err := content.Load(content.Embedded(), files)
	must(t, err)
	return lib
}

// Prints of the library itself: a field card is one side, every text is there,
// and the file says to a screen reader what it is.
func TestPrintsOfTheLibrary(t *testing.T) {
	path := chromium(t)
	for _, tool := range []string{"pdfinfo", "pdftotext"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("no " + tool + ": .ci/run installs it")
		}
	}
	h := newHouse(t)
	h.site.Printer = &Printer{Program: path, Patience: 2 * time.Minute} // a machine that is busy with other tests
	h.site.Library = manySteps(t, h.site.Bundle)
	out := t.TempDir()
	if dir := os.Getenv("PORTAL_TEST_OUT"); dir != "" {
		out = dir
	}
	saved := func(at, name string) (info, text string) {
		a := h.get(at).says(t, 200)
		file := filepath.Join(out, name)
		must(t, os.WriteFile(file, []byte(a.body), 0o644))
		i, err := exec.Command("pdfinfo", file).Output()
		must(t, err)
		x, err := exec.Command("pdftotext", file, "-").Output()
		must(t, err)
		return string(i), string(x)
	}
	one := regexp.MustCompile(`(?m)^Pages:\s+1$`)
	for _, lang := range []string{"en", "hi", "ur"} {
		for _, name := range []string{"2025-long", "2025-short"} {
			info, _ := saved("/"+lang+"/library/sops/"+name+"/card.pdf", "card-"+lang+"-"+name+".pdf")
			if !one.MatchString(info) || !strings.Contains(info, "A4") {
				t.Errorf("%s %s: a card takes\n%s", lang, name, info)
			}
		}
		_, text := saved("/"+lang+"/library/sops/2026-child-found-at-work/card.pdf", "card-"+lang+".pdf")
		if lang == "en" && strings.Contains(text, "No room for") {
			t.Error("half of the paper is empty, and a step was left out")
		}
		info, text := saved("/"+lang+"/library/advisories/2024-03-04-child-labour/book.pdf", "book-"+lang+".pdf")
		if one.MatchString(info) {
			t.Errorf("%s: the whole advisory is one side: counting proves nothing", lang)
		}
		for _, want := range []string{"Tagged:          yes", "A4", "JavaScript:      no"} {
			if !strings.Contains(info, want) {
				t.Errorf("%s: no %q in\n%s", lang, want, info)
			}
		}
		if !strings.Contains(text, "15011/36/2022-ATC") || !strings.Contains(text, "portal.example:8080") {
			t.Errorf("%s: the text lacks its number or where it is from", lang)
		}
	}
}
