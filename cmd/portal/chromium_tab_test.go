package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// elsewhere are the pages that are not the portal's: plain ones, and over TLS
// every other address of the world, so that nothing leaves this machine.
type elsewhere struct{ plain, rest *httptest.Server }

func newElsewhere(t *testing.T, cached string) elsewhere {
	mux := http.NewServeMux()
	page := func(path, keep, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", keep)
			fmt.Fprint(w, body)
		})
	}
	page("/", "no-cache", `<!doctype html><title>weather</title><p id="neutral">Rain in the evening.</p>`)
	page("/scripted", "no-store", `<!doctype html><title>off</title><script>document.title = "on"</script>`)
	// A page that a browser may keep, with a field that it may remember.
	page("/kept", "max-age=3600", `<!doctype html><title>kept</title><p>`+cached+`</p><form><textarea id="free"></textarea></form>`)
	e := elsewhere{httptest.NewServer(mux), httptest.NewUnstartedServer(mux)}
	// The browser's own requests of plain http arrive here as faults of TLS.
	e.rest.Config.ErrorLog = log.New(io.Discard, "", 0)
	e.rest.StartTLS()
	t.Cleanup(e.plain.Close)
	t.Cleanup(e.rest.Close)
	return e
}

// tab is one person's browser with scripts off, at which things are typed and
// clicked.
type tab struct {
	t   *testing.T
	ctx context.Context
	out string // folder for pictures
}

// openBrowser starts the browser with a home of its own, which closeAll leaves
// on the disk as the browser left it.
func openBrowser(t *testing.T, path string, away elsewhere) (first *tab, home string, closeAll func()) {
	t.Helper()
	home = t.TempDir()
	t.Cleanup(func() { removeAll(t, home) })
	limit, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(stop)
	alloc, stopBrowser := chromedp.NewExecAllocator(limit,
		chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(home, "profile")),
		chromedp.Env("HOME="+home, "TMPDIR="+home, "XDG_CONFIG_HOME="+home, "XDG_CACHE_HOME="+home),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("password-store", "basic"),
		// Nothing leaves this machine: the page that /exit leads to is ours.
		chromedp.Flag("host-resolver-rules", "MAP * "+away.rest.Listener.Addr().String()+", EXCLUDE localhost, EXCLUDE 127.0.0.1"),
		chromedp.IgnoreCertErrors, chromedp.WindowSize(1024, 768))
	ctx, _ := chromedp.NewContext(alloc)
	closed := false
	closeAll = func() {
		if closed {
			return
		}
		closed = true
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("the browser did not close well: %v", err)
		}
		stopBrowser()
	}
	t.Cleanup(closeAll)
	out := os.Getenv("PORTAL_TEST_OUT")
	if out == "" {
		out = t.TempDir()
	}
	first = &tab{t, ctx, out}
	first.scriptsOff(true)
	first.wide()
	return first, home, closeAll
}

// removeAll removes the browser's folder, in which its last processes may still
// write for a moment.
func removeAll(t *testing.T, dir string) {
	for range 50 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Logf("left behind: %s", dir)
}

// other is another person's browser: no cookie, no cache in common.
func (b *tab) other() *tab {
	b.t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	b.t.Cleanup(stop)
	o := &tab{b.t, ctx, b.out}
	o.scriptsOff(true)
	o.wide()
	return o
}

func (b *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	// A limit of its own for each step names the step that hangs.
	ctx, stop := context.WithTimeout(b.ctx, 40*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.page())
	}
}

func (b *tab) wide() {
	b.t.Helper()
	b.do("wide", chromedp.EmulateViewport(1024, 768))
}

func (b *tab) scriptsOff(off bool) {
	b.t.Helper()
	// Starting the browser must not hang on a limit that ends with this step.
	if err := chromedp.Do(b.ctx); err != nil {
		b.t.Fatalf("the browser does not start: %v", err)
	}
	b.do("scripts", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
		return err
	}))
}

// titleOfScripted is the title that the page with a script has in the end.
func (b *tab) titleOfScripted(away elsewhere) string {
	b.t.Helper()
	b.open(away.plain.URL + "/scripted")
	return b.eval("document.title")
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.do("open "+url, chromedp.Navigate(url))
}

// press clicks what leads to another page and waits for that.
func (b *tab) press(sel string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 60*time.Second)
	defer stop()
	resp, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(sel)))
	if err != nil {
		b.t.Fatalf("press %s: %v\n%s", sel, err, b.page())
	}
	if resp.Status != http.StatusOK {
		b.t.Fatalf("press %s: the page that follows has status %d\n%s", sel, resp.Status, b.page())
	}
}

// back presses the browser's own Back. A page that the browser kept alive comes
// back without a load, so what is waited for is the address.
func (b *tab) back() {
	b.t.Helper()
	was, err := chromedp.Run(b.ctx, chromedp.NavigationEntries())
	if err != nil || was.CurrentIndex == 0 {
		b.t.Fatalf("there is nothing to go back to: %v", err)
	}
	to := was.Entries[was.CurrentIndex-1]
	b.do("back", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, devtools.NavigateToHistoryEntry, devtools.NavigateToHistoryEntryParams{EntryID: to.ID}); err != nil {
			return err
		}
		for {
			now, err := chromedp.NavigationEntries()(ctx, t)
			if err == nil && now.CurrentIndex == was.CurrentIndex-1 {
				at, err := chromedp.Evaluate[string]("document.readyState == 'complete' ? location.href : ''")(ctx, t)
				if err == nil && at == to.URL {
					return nil
				}
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(50 * time.Millisecond):
			}
		}
	}))
}

func (b *tab) click(sel string) {
	b.t.Helper()
	b.do("click "+sel, chromedp.Click(chromedp.CSS(sel)))
}

// fill types into a field, a key at a time.
func (b *tab) fill(sel, words string) {
	b.t.Helper()
	b.do("type into "+sel, chromedp.Click(chromedp.CSS(sel)), chromedp.SendKeys(chromedp.CSS(sel), words))
	if got := b.eval(fmt.Sprintf("document.querySelector(%q).value", sel)); got != words {
		b.t.Fatalf("typed %q into %s, there stands %q", words, sel, got)
	}
}

// eval asks the developer's tools, which work beside switched-off scripts.
func (b *tab) eval(expression string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// text is what a person sees of an element, in one line.
func (b *tab) text(sel string) string {
	b.t.Helper()
	return strings.Join(strings.Fields(b.eval(fmt.Sprintf("(document.querySelector(%q)||{innerText:''}).innerText", sel))), " ")
}

func (b *tab) page() string { return b.text("body") }

// shows complains about what a person does not see in an element.
func (b *tab) shows(sel string, words ...string) {
	b.t.Helper()
	text := b.text(sel)
	for _, w := range words {
		if !strings.Contains(text, w) {
			b.t.Errorf("%s does not show %q at %s:\n%s", sel, w, b.eval("location.pathname"), text)
		}
	}
}

// picture takes a picture of the whole page.
func (b *tab) picture(name string) {
	b.t.Helper()
	b.eval("window.scrollTo({top: 0, behavior: 'instant'})")
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatalf("picture %s: %v", name, err)
	}
	if err := os.WriteFile(filepath.Join(b.out, name+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// fits looks at the page on the narrowest phone: nothing may stick out sideways.
// Source: WCAG 2.2, 1.4.10 (320 CSS pixels).
func (b *tab) fits(name string) {
	b.t.Helper()
	b.do("narrow", chromedp.EmulateViewport(320, 640))
	if w := b.eval("document.documentElement.scrollWidth"); w != "320" {
		b.t.Errorf("%s is %s pixels wide on a phone of 320: %s", name, w, b.eval(
			`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 320).map(e => e.tagName + "." + e.className + "#" + e.id).join(" ")`))
	}
	b.picture(name + "-320")
	b.wide()
}
