package desk

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// checkHeaders holds every answer of the desk, faults too, to what is promised
// in SECURITY.md, "On the wire".
func checkHeaders(t *testing.T, p page) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control":                "no-store",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "same-origin",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cross-Origin-Embedder-Policy": "require-corp",
	} {
		if got := p.Header.Get(name); got != want {
			t.Errorf("%s (%d): %s is %q, want %q", p.Path, p.Status, name, got, want)
		}
	}
	if !strings.Contains(p.Header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("%s: may be indexed", p.Path)
	}
	csp := p.Header.Get("Content-Security-Policy")
	if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(strings.Replace(csp, "script-src 'self'; ", "", 1), "script-src") || strings.Contains(csp, "unsafe") {
		t.Errorf("%s: Content-Security-Policy is %q", p.Path, csp)
	}
	if strings.Contains(csp, "script-src") != strings.Contains(p.Body, `<script src="/`) && p.Status == 200 {
		t.Errorf("%s: may run a script and has none, or has one that may not run: %q", p.Path, csp)
	}
	if strings.Contains(csp, "data:") != strings.Contains(p.Body, `<img class="qr" src="data:image/png;base64,`) && p.Status == 200 {
		t.Errorf("%s: pictures in the page are for the picture to scan alone: %q", p.Path, csp)
	}
	if tag := p.Header.Get("ETag"); tag != "" && !strings.Contains(p.Path, "/files/") {
		t.Errorf("%s: has ETag: %s", p.Path, tag)
	}
	for _, name := range []string{"Server", "Last-Modified", "Content-Encoding"} {
		if got := p.Header.Get(name); got != "" {
			t.Errorf("%s: has %s: %s", p.Path, name, got)
		}
	}
}

// checkPage holds every page to what can be told of accessibility from its
// markup alone. Source: WCAG 2.2, 1.3.1, 2.4.1, 2.4.2, 2.4.6, 3.1.1, 3.3.2, 4.1.2.
func checkPage(t *testing.T, p page) {
	t.Helper()
	fault := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s (%d): "+format, append([]any{p.Path, p.Status}, args...)...)
	}
	el := func(names ...string) []*html.Node {
		return all(p.doc, func(n *html.Node) bool { return slices.Contains(names, n.Data) })
	}
	for _, one := range []string{"html", "title", "main", "h1"} {
		if n := len(el(one)); n != 1 {
			fault("%d elements %s", n, one)
		}
	}
	if len(el("script", "iframe", "object", "embed", "link")) > 1 {
		fault("holds something that may run or load")
	}
	if root := el("html")[0]; attr(root, "lang") == "" || attr(root, "dir") == "" {
		fault("no language or direction")
	}
	ids := map[string]bool{}
	for _, n := range all(p.doc, func(n *html.Node) bool { _, ok := hasAttr(n, "id"); return ok }) {
		id := attr(n, "id")
		if ids[id] || id == "" || strings.ContainsAny(id, " \t") {
			fault("id %q is empty, has spaces or comes twice", id)
		}
		ids[id] = true
	}
	for _, n := range all(p.doc, func(*html.Node) bool { return true }) {
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" || strings.HasPrefix(a.Key, "on"):
				fault("%s has %s: the policy forbids it", n.Data, a.Key)
			case a.Key == "for" || a.Key == "aria-labelledby" || a.Key == "aria-describedby" || a.Key == "form":
				for id := range strings.FieldsSeq(a.Val) {
					if !ids[id] {
						fault("%s points to id %q, which is not there", a.Key, id)
					}
				}
			case a.Key == "href" && strings.HasPrefix(a.Val, "#") && !ids[a.Val[1:]]:
				fault("link to %q leads nowhere", a.Val)
			case a.Key == "lang" && a.Val == "":
				fault("empty lang")
			}
		}
	}
	checkFields(p, fault)
	last := 0
	for _, n := range el("h1", "h2", "h3", "h4") {
		level, _ := strconv.Atoi(n.Data[1:])
		if level > last+1 {
			fault("heading %q jumps from level %d to %d", text(n), last, level)
		}
		if strings.TrimSpace(text(n)) == "" {
			fault("empty heading")
		}
		last = level
	}
	for _, n := range el("table") {
		if len(all(n, func(c *html.Node) bool { return c.Data == "caption" })) != 1 {
			fault("a table without a caption")
		}
		for _, th := range all(n, func(c *html.Node) bool { return c.Data == "th" }) {
			if s := attr(th, "scope"); s != "col" && s != "row" {
				fault("th without scope")
			}
		}
	}
	for _, n := range el("img") {
		if attr(n, "alt") == "" {
			fault("a picture without words")
		}
	}
	if words := text(p.doc); strings.Contains(words, "⟦") {
		at := strings.Index(words, "⟦")
		fault("a message is missing: %.60q", words[at:])
	}
	first := all(el("body")[0], func(n *html.Node) bool { return n.Data == "a" })
	if len(first) == 0 || attr(first[0], "href") != "#main" {
		fault("the first link does not skip to the content")
	}
}

// checkFields: every field has a label, and every form that posts a token.
func checkFields(p page, fault func(string, ...any)) {
	labelled := map[string]bool{}
	for _, n := range all(p.doc, func(n *html.Node) bool { return n.Data == "label" }) {
		if strings.TrimSpace(text(n)) == "" {
			fault("empty label")
		}
		labelled[attr(n, "for")] = true
	}
	for _, n := range all(p.doc, func(n *html.Node) bool {
		return n.Data == "textarea" || n.Data == "select" || n.Data == "input" && attr(n, "type") != "hidden"
	}) {
		if !labelled[attr(n, "id")] {
			fault("%s %q has no label", n.Data, attr(n, "name"))
		}
	}
	for _, n := range all(p.doc, func(n *html.Node) bool { return n.Data == "button" }) {
		if strings.TrimSpace(text(n)) == "" {
			fault("a button without words")
		}
	}
	for _, n := range all(p.doc, func(n *html.Node) bool { return n.Data == "form" && attr(n, "method") == "post" }) {
		token := all(n, func(c *html.Node) bool { return attr(c, "name") == fieldToken && len(attr(c, "value")) >= minToken })
		if len(token) != 1 {
			fault("the form to %s has no token", attr(n, "action"))
		}
	}
}
