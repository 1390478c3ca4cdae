package publish

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// node is a piece of a chapter as it is written: an element, or text where tag
// is "".
type node struct {
	tag  string
	text string
	attr []attribute
	sub  []*node
}

type attribute struct{ name, value string }

// kept are the elements that a file may hold, and as what. A fold would hide
// its text on paper and in many readers of books, so it is unfolded.
var kept = map[string]string{
	"details": "div", "summary": "p",
	"a": "a", "abbr": "abbr", "aside": "aside", "b": "b", "bdi": "bdi", "blockquote": "blockquote", "br": "br",
	"caption": "caption", "cite": "cite", "code": "code", "col": "col", "colgroup": "colgroup", "dd": "dd", "del": "del", "dfn": "dfn",
	"div": "div", "dl": "dl", "dt": "dt", "em": "em", "figcaption": "figcaption", "figure": "figure",
	"h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5", "h6": "h6", "hr": "hr", "i": "i", "ins": "ins", "kbd": "kbd", "li": "li",
	"mark": "mark", "ol": "ol", "p": "p", "pre": "pre", "q": "q", "s": "s", "section": "section", "small": "small", "span": "span",
	"strong": "strong", "sub": "sub", "sup": "sup", "table": "table", "tbody": "tbody", "td": "td", "tfoot": "tfoot", "th": "th",
	"thead": "thead", "tr": "tr", "u": "u", "ul": "ul",
}

// gone are elements whose text goes with them. Of any other unknown element
// the text stays.
var gone = map[string]bool{
	"applet": true, "audio": true, "button": true, "canvas": true, "embed": true, "frame": true, "frameset": true,
	"head": true, "iframe": true, "img": true, "input": true, "link": true, "math": true, "meta": true, "noembed": true,
	"noframes": true, "noscript": true, "object": true, "option": true, "picture": true, "script": true, "select": true,
	"style": true, "svg": true, "template": true, "textarea": true, "title": true, "video": true, "xmp": true,
}

// void are the elements that have no end.
var void = map[string]bool{"br": true, "hr": true, "col": true}

// inline are the elements that may hold words and each other, and no blocks.
var inline = map[string]bool{
	"abbr": true, "b": true, "bdi": true, "cite": true, "code": true, "del": true, "dfn": true, "em": true, "i": true, "ins": true, "kbd": true,
	"mark": true, "q": true, "s": true, "small": true, "span": true, "strong": true, "sub": true, "sup": true, "u": true,
	"p": true, "pre": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// hasBlock tells whether there is a block among nodes, at any depth.
func hasBlock(all []*node) bool {
	return slices.ContainsFunc(all, func(n *node) bool {
		return n.tag != "" && (n.tag == "p" || n.tag == "pre" || n.tag != "a" && n.tag != "br" && !inline[n.tag] || headingLevel(n) > 0 || hasBlock(n.sub))
	})
}

// roles are those that the library's own drawing gives.
var roles = map[string]bool{"region": true, "doc-backlink": true, "doc-noteref": true, "doc-endnotes": true, "note": true}

var (
	langTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	count   = regexp.MustCompile(`^[1-9][0-9]{0,2}$`)
)

// parse reads the HTML of a chapter and keeps what may stand in a file.
func parse(drawn string) ([]*node, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	all, err := html.ParseFragment(strings.NewReader(drawn), body)
	if err != nil {
		return nil, err
	}
	var out []*node
	for _, n := range all {
		out = append(out, clean(n)...)
	}
	return out, nil
}

func clean(n *html.Node) []*node {
	switch {
	case n.Type == html.TextNode:
		if text := xmlText(n.Data); text != "" {
			return []*node{{text: text}}
		}
		return nil
	case n.Type != html.ElementNode || n.Namespace != "" || gone[n.Data]:
		return nil
	}
	var sub []*node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		sub = append(sub, clean(c)...)
	}
	tag, ok := kept[n.Data]
	if !ok {
		return sub
	}
	if inline[tag] && hasBlock(sub) {
		// An author's unclosed <b> is moved around all that follows it. In a
		// file it would be no valid text.
		if n.Data != "summary" {
			return sub
		}
		tag = "div"
	}
	e := &node{tag: tag, sub: sub}
	for _, a := range n.Attr {
		if a.Namespace == "" {
			e.take(a.Key, xmlText(a.Val))
		}
	}
	e.named()
	return []*node{e}
}

// take keeps one attribute, if it may stand in a file.
func (n *node) take(name, value string) {
	ok := false
	switch name {
	case "id":
		ok = value != "" && !strings.ContainsAny(value, " \t\n\f\r")
	case "class", "title", "aria-label", "aria-labelledby":
		ok = strings.TrimSpace(value) != ""
	case "href":
		ok = n.tag == "a"
	case "rel": // the page on the site itself is meant, not its copy in the book
		ok = n.tag == "a" && slices.Contains(strings.Fields(value), "external")
	case "hreflang":
		ok = n.tag == "a" && langTag.MatchString(value)
	case "lang":
		ok = langTag.MatchString(value)
	case "dir":
		ok = value == "ltr" || value == "rtl" || value == "auto"
	case "scope":
		ok = n.tag == "th" && (value == "col" || value == "row")
	case "colspan", "rowspan":
		ok = (n.tag == "td" || n.tag == "th") && count.MatchString(value)
	case "start":
		ok = n.tag == "ol" && count.MatchString(value)
	case "role":
		ok = roles[value]
	}
	if ok {
		n.attr = append(n.attr, attribute{name, value})
	}
}

// named takes the name away from what may have none: a name that is read out
// in place of the text is for links, sections, tables and what has a role.
func (n *node) named() {
	if n.tag != "a" && n.tag != "section" && n.tag != "table" && n.get("role") == "" {
		n.drop("aria-label")
		n.drop("aria-labelledby")
	}
}

// get gives an attribute, "" if there is none.
func (n *node) get(name string) string {
	for _, a := range n.attr {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func (n *node) drop(name string) {
	for i, a := range n.attr {
		if a.name == name {
			n.attr = append(n.attr[:i:i], n.attr[i+1:]...)
			return
		}
	}
}

func (n *node) set(name, value string) {
	n.drop(name)
	n.attr = append(n.attr, attribute{name, value})
}

// each calls f for every element, parents first.
func each(all []*node, f func(*node)) {
	for _, n := range all {
		if n.tag != "" {
			f(n)
			each(n.sub, f)
		}
	}
}

// words gives the text of nodes on one line.
func words(all []*node) string {
	var b strings.Builder
	var walk func([]*node)
	walk = func(all []*node) {
		for _, n := range all {
			b.WriteString(n.text)
			if n.tag == "br" {
				b.WriteByte(' ')
			}
			walk(n.sub)
		}
	}
	walk(all)
	return strings.Join(strings.Fields(b.String()), " ")
}

// xmlText leaves out the characters that no XML can hold.
// Source: XML 1.0, fifth edition, production 2.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r >= ' ' && r <= 0xd7ff && r != 0x7f, r >= 0xe000 && r <= 0xfffd, r >= 0x10000 && r&0xfffe != 0xfffe:
			return r
		}
		return -1
	}, s)
}
