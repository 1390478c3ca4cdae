package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"golang.org/x/net/html"
)

// TestMain lets the test binary be the portal itself, so that a test can start
// it as a process of its own, and kill it.
func TestMain(m *testing.M) {
	// The portal starts itself to clean a file, with an empty environment.
	if os.Getenv("MUKTI_TEST_CHILD") == "1" || len(os.Args) > 1 && os.Args[1] == "clean" {
		main()
	}
	os.Exit(m.Run())
}

// heavy tells whether the long walks run too; .ci/run sets it.
func heavy() bool { return os.Getenv("PORTAL_TEST_HEAVY") == "1" }

// child is a portal in a process of its own.
type child struct {
	t            *testing.T
	cmd          *exec.Cmd
	data         string
	public, desk string // origins
	out          *safeBuffer
	done         chan error
}

type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}
func (s *safeBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

// command runs a portal command to its end in a process of its own.
func command(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(world{t.Context(), strings.NewReader(stdin), &out, &errs}, args)
	return out.String(), errs.String(), code
}

func freePort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// start starts a portal on data and waits until it is ready.
func start(t *testing.T, data string, args ...string) *child {
	t.Helper()
	return startBinary(t, built(), data, args...)
}

// built is the portal as it is shipped, where .ci/run has built one: it starts
// several times faster than with the race detector, which sees the same code in
// the tests of public, desk and tips. Else the test's own binary.
func built() string {
	if bin := os.Getenv("PORTAL_TEST_BINARY"); bin != "" {
		return bin
	}
	return os.Args[0]
}

func startBinary(t *testing.T, binary, data string, args ...string) *child {
	t.Helper()
	c := &child{t: t, data: data, out: &safeBuffer{}, done: make(chan error, 1)}
	pub, desk := freePort(t), freePort(t)
	c.public, c.desk = "http://localhost:"+pub, "http://localhost:"+desk
	args = append([]string{"serve", "--data", data, "--public", "127.0.0.1:" + pub, "--desk", "127.0.0.1:" + desk}, args...)
	c.cmd = exec.Command(binary, args...)
	tmp := data + "/tmp"
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		t.Fatal(err)
	}
	// TMPDIR inside the folder that privacy tests search.
	c.cmd.Env = append(os.Environ(), "MUKTI_TEST_CHILD=1", "TMPDIR="+tmp)
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.out
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { c.done <- c.cmd.Wait() }()
	t.Cleanup(c.kill)
	deadline := time.Now().Add(60 * time.Second)
	for {
		resp, err := http.Get(c.public + "/readyz")
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return c
			}
		}
		select {
		case err := <-c.done:
			c.done <- err
			t.Fatalf("the portal ended: %v\n%s", err, c.out)
		case <-time.After(20 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("the portal is not ready after a minute\n%s", c.out)
		}
	}
}

// kill ends the process at once, as a power cut of the process would.
func (c *child) kill() {
	if c.cmd.Process != nil {
		c.cmd.Process.Kill()
		c.done <- <-c.done
	}
}

// stop ends it as an operator does, and gives the error it ended with.
func (c *child) stop() error {
	c.cmd.Process.Signal(os.Interrupt)
	err := <-c.done
	c.done <- err
	return err
}

// browser is somebody's browser without script: cookies, no redirects by itself.
type browser struct {
	t      *testing.T
	origin string
	client *http.Client
}

func newBrowser(t *testing.T, origin string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, origin, &http.Client{Jar: jar, Timeout: 60 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// page is an answer, read.
type page struct {
	status int
	header http.Header
	body   string
	root   *html.Node
}

func (b *browser) do(req *http.Request) page {
	b.t.Helper()
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return page{resp.StatusCode, resp.Header, string(body), root}
}

func (b *browser) get(path string) page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, b.origin+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// ok is get that must answer 200.
func (b *browser) ok(path string) page {
	b.t.Helper()
	p := b.get(path)
	if p.status != http.StatusOK {
		b.t.Fatalf("GET %s: %d\n%s", path, p.status, p.text())
	}
	return p
}

func (b *browser) post(path string, form url.Values) page {
	b.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, b.origin+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", b.origin)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

// send fills the form of the page whose action begins so and follows the redirects.
func (b *browser) send(p page, action string, fill url.Values) page {
	b.t.Helper()
	form, to := p.form(b.t, action)
	for k, v := range fill {
		form[k] = v
	}
	r := b.post(to, form)
	if r.status != http.StatusSeeOther {
		b.t.Fatalf("POST %s: %d\n%s", to, r.status, r.text())
	}
	for range 5 {
		to = strings.TrimPrefix(r.header.Get("Location"), b.origin)
		if r = b.get(to); r.status != http.StatusSeeOther {
			break
		}
	}
	if r.status != http.StatusOK {
		b.t.Fatalf("GET %s: %d\n%s", to, r.status, r.text())
	}
	return r
}

// form gives the hidden fields of a form and its action.
func (p page) form(t *testing.T, action string) (url.Values, string) {
	t.Helper()
	for n := range p.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || !strings.HasPrefix(attr(n, "action"), action) {
			continue
		}
		v := url.Values{}
		for in := range n.Descendants() {
			if in.Type == html.ElementNode && in.Data == "input" && attr(in, "type") == "hidden" {
				v.Add(attr(in, "name"), attr(in, "value"))
			}
		}
		return v, attr(n, "action")
	}
	t.Fatalf("no form %q on the page:\n%s", action, p.text())
	return nil, ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// byID is the text of an element.
func (p page) byID(id string) string {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return strings.Join(strings.Fields(textOf(n)), " ")
		}
	}
	return ""
}

func (p page) text() string { return strings.Join(strings.Fields(textOf(p.root)), " ") }

func textOf(n *html.Node) string {
	if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script") {
		return ""
	}
	if n.Type == html.TextNode {
		return n.Data + " "
	}
	s := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		s += textOf(c)
	}
	return s
}

// link is the address of the first link that holds part.
func (p page) link(part string) string {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" && strings.Contains(attr(n, "href"), part) {
			return attr(n, "href")
		}
	}
	return ""
}

const testPass = "correct horse battery"

// enrol uses a one-time link and signs in; it gives the officer's browser.
func (c *child) enrol(link, login string) *browser {
	c.t.Helper()
	b := newBrowser(c.t, c.desk)
	path := strings.TrimPrefix(strings.TrimSpace(link), c.desk)
	p := b.ok(path)
	secret := p.byID("secret")
	if secret == "" {
		c.t.Fatalf("no secret on the enrolment page:\n%s", p.body)
	}
	secret = strings.ReplaceAll(secret, " ", "")
	code := func(at time.Time) string {
		s, err := totp.GenerateCode(secret, at)
		if err != nil {
			c.t.Fatal(err)
		}
		return s
	}
	b.send(p, "/enrol/", url.Values{"login": {login}, "pass": {testPass}, "again": {testPass}, "code": {code(time.Now())}})
	b.send(b.ok(path+"/codes"), "/enrol/", url.Values{"have": {"1"}})
	// A code works once: sign in with the next one, which is accepted for a
	// clock that is half a minute off.
	b.send(b.ok("/sign-in"), "/sign-in", url.Values{"login": {login}, "pass": {testPass}, "code": {code(time.Now().Add(30 * time.Second))}})
	return b
}

// invite makes a link with the command, beside the running portal.
func (c *child) invite(unit, role, name string) string {
	c.t.Helper()
	out, errs, exit := command(c.t, "", "officer", "invite", "--data", c.data, "--unit", unit, "--role", role, "--name", name, "--desk-origin", c.desk)
	if exit != exitDone {
		c.t.Fatalf("invite: %d %s", exit, errs)
	}
	return out
}

// firstLinks reads the two one-time links.
func (c *child) firstLinks() (cell, admin string) {
	c.t.Helper()
	text, err := os.ReadFile(c.data + "/first-links.txt")
	if err != nil {
		c.t.Fatal(err)
	}
	var links []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, c.desk+"/enrol/") {
			links = append(links, line)
		}
	}
	if len(links) != 2 {
		c.t.Fatalf("%d links in the file", len(links))
	}
	return links[0], links[1]
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Sprint("test set-up: ", err))
	}
	return v
}
