package content

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

// drawn is every element that a document may become, with its attributes. It
// is written down here a second time, apart from the code that draws.
var drawn = map[string][]string{
	"a": {"href", "class", "rel", "role", "aria-label"}, "p": {"id", "class"}, "div": {"id", "class", "role", "tabindex", "aria-label"},
	"h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"},
	"ul": {"id"}, "ol": {"id", "start"}, "li": {"id"}, "dl": {"id"}, "dt": nil, "dd": nil, "blockquote": {"id"},
	"table": nil, "thead": nil, "tbody": nil, "tr": nil, "th": {"scope", "class"}, "td": {"class"},
	"pre": {"id"}, "code": nil, "em": nil, "strong": nil, "sup": {"id"}, "br": nil, "hr": nil,
}

// FuzzFile reads one file of anything: reading it never panics, and what is
// drawn of it holds only the elements, attributes and addresses above, even
// if the file has faults and would not get into a library.
func FuzzFile(f *testing.F) {
	sample, err := os.ReadFile("testdata/sample.md")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(sample))
	for _, body := range hostileBodies {
		f.Add(helpLines + body)
	}
	for _, c := range faultCases {
		for _, text := range c.files {
			if len(text) < 10_000 {
				f.Add(text)
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) { checkFile(t, text) })
}

// Fuzzing changes bytes; this puts whole pieces of markup side by side.
func TestAnyMixtureOfMarkupIsDrawnSafely(t *testing.T) {
	pieces := rapid.SampledFrom(slices.Concat(hostileBodies, []string{
		"\n", "\n\n", " ", "  ", "    ", "\t", "- ", "> ", "1. ", ": ", "# ", "## ", "*", "**", "_", "`", "```\n", "~~~\n", "|", "|-|-|\n",
		"[", "]", "(", ")", "![", "](", "[^1]", "[^1]: ", "[a]: ", "<", ">", "</", "{1}", "{2.a} ", "{", "}", " {#id}", "\\", "&", "&#0;", "&#x202e;",
		"<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "https://a.in", "tel:112", "javascript:", "#p1", "/form", "\"", "'", "धारा", "ക്\u200d", "\ufeff", "\r", "===\n", "---\n",
	}))
	rapid.Check(t, func(t *rapid.T) {
		checkFile(t, helpLines+strings.Join(rapid.SliceOfN(pieces, 0, 30).Draw(t, "pieces"), ""))
	})
}

// drawnOf draws a document.
func drawnOf(t tester, d *Document) string {
	t.Helper()
	page, err := d.HTML()
	if err != nil {
		t.Errorf("%s/%s cannot be drawn: %v", d.Kind, d.Slug, err)
	}
	return string(page)
}

// tester is a test or a property.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
}

func checkFile(t tester, text string) {
	t.Helper()
	n, _ := parseName("help/a/en.md")
	p := readPages([]file{{path: "help/a/en.md", data: []byte(text), name: n}})[0]
	for _, fault := range p.faults {
		if strings.Contains(fault.Msg, "cannot be read as Markdown") {
			t.Errorf("%v: %q", fault, text)
		}
		if fault.Line < 0 || fault.Line > strings.Count(text, "\n")+strings.Count(text, "\r")+2 {
			t.Errorf("a fault on a line that the file does not have: %v", fault)
		}
	}
	ids := checkHTML(t, drawnOf(t, p.doc))
	if len(p.faults) == 0 {
		checkIDs(t, p.doc, ids)
	}
	alone := len(p.links) == 0 && p.doc.SupersededBy == "" && len(p.doc.Originals) == 0 // needs no other file
	if _, err := Load(tree(map[string]string{"help/a/en.md": text})); alone && (err == nil) != (len(p.faults) == 0) {
		t.Errorf("Load says %v, the file alone %v", err, p.faults)
	}
}

var hostileBodies = []string{
	`<script>alert(1)</script>`, `a <script>alert(1)</script> b`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`,
	`[x](javascript:alert(1))`, `[x](JAVASCRIPT&colon;alert(1))`, `[x](java&#x0a;script:alert(1))`, `[x](&#106;avascript:alert(1))`,
	`[x](data:text/html;base64,PHN)`, `[x](vbscript:a)`, `[x]( javascript:alert(1))`, `[x](\javascript:alert(1))`,
	`[x](https://a/"onmouseover="alert(1))`, `[x](<https://a/" onmouseover=alert(1) b=">)`, `<javascript:alert(1)>`, `<https://a/"onx=">`,
	`[x]: javascript:alert(1)` + "\n\n[x]", `[x](# "onclick=alert(1)")`, `![x](javascript:alert(1))`, `[![x](y)](javascript:a)`,
	"```\"onclick=x\n<script>\n```", "## x {onclick=alert(1)}", "## x {#a onclick=b}", "## <script> {#a}", "## \"onclick=x",
	"| <script> |\n|:-:|\n| \"onx=1 |", "{1} <script>", "{1.\"} x", "{1}", "{1} *a*", "[^1] x\n\n[^1]: <script>\n", "[^\"x]\n\n[^\"x]: y",
	"a\n: <script>", "> <script>\n> a", "&lt;script&gt;", "&#60;script&#62;", `\<script>`, "`<script>`", "<a href=\"javascript:x\">y</a>",
	"[a](#p1)\n\n{1} b", "[a](/laws/x#\"y)", "[a](/units/\"x)", "# {#x}", "## {#s1}", "* * *", "\t<b>", "a  \nb", "a\\\nb", "[a][b]\n\n[b]: /form",
	"{1} a\n\n- {2} b\n", "![^1]\n\n[^1]: a", "[x](https://[::1]:80/)", "[x](//a)", "[x](\\\\a)", "<a@b.c>", "{1}\na", "\f{1} a", "a\u2028{1}",
}

// checkHTML looks at every token of drawn HTML and gives the ids in it.
func checkHTML(t tester, page string) (ids []string) {
	t.Helper()
	lower := strings.ToLower(page)
	if strings.Contains(lower, "<script") || strings.Contains(page, "\x00") || !utf8.ValidString(page) {
		t.Errorf("unsafe: %q", page)
	}
	z := html.NewTokenizer(strings.NewReader(page))
	for z.Next() != html.ErrorToken {
		token := z.Token()
		if token.Type == html.TextToken {
			continue
		}
		allowed, ok := drawn[token.Data]
		if !ok || token.Type != html.StartTagToken && token.Type != html.EndTagToken {
			t.Errorf("%s may not be drawn: %q", token, page)
		}
		for _, a := range token.Attr {
			if !slices.Contains(allowed, a.Key) {
				t.Errorf("<%s> may not have %s: %q", token.Data, a.Key, page)
			}
			if a.Key == "id" {
				ids = append(ids, a.Val)
			}
			if a.Key == "href" && !isHarmless(a.Val) {
				t.Errorf("address %q: %q", a.Val, page)
			}
		}
	}
	return ids
}

func isHarmless(href string) bool {
	if strings.HasPrefix(href, "//") {
		return false
	}
	for _, start := range []string{"#", "/en/", "https://", "http://", "mailto:", "tel:"} {
		if strings.HasPrefix(strings.ToLower(href), start) {
			return true
		}
	}
	return false
}

// checkIDs compares the ids on the page with those in the document.
func checkIDs(t tester, d *Document, ids []string) {
	t.Helper()
	seen := make(map[string]bool)
	for _, id := range ids {
		if seen[id] {
			t.Errorf("id %q stands twice on the page: %s", id, drawnOf(t, d))
		}
		seen[id] = true
	}
	for _, p := range d.Paragraphs {
		if !seen[p.ID] {
			t.Errorf("paragraph %q is not on the page: %s", p.ID, drawnOf(t, d))
		}
		if !utf8.ValidString(p.Text) || strings.Contains(p.Text, "\x00") {
			t.Errorf("paragraph %q is no plain text: %q", p.ID, p.Text)
		}
	}
	for _, h := range d.TOC {
		if !seen[h.ID] || h.Text == "" {
			t.Errorf("heading %q is not on the page: %s", h.ID, drawnOf(t, d))
		}
	}
}
