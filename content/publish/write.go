package publish

import (
	"strings"
)

// page writes XML that is HTML as well, so that every reader of either reads
// the same.
type page struct{ strings.Builder }

var (
	textEscapes  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;")
	valueEscapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#13;", "\n", "&#10;", "\t", "&#9;")
)

// open writes the start of an element: name, then names and values of
// attributes. An empty value leaves its attribute out.
func (p *page) open(tag string, attrs ...string) {
	p.WriteString("<" + tag)
	p.attributes(attrs...)
	p.WriteString(">")
}

func (p *page) attributes(attrs ...string) {
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			p.WriteString(" " + attrs[i] + `="` + valueEscapes.Replace(xmlText(attrs[i+1])) + `"`)
		}
	}
}

func (p *page) close(tag string) { p.WriteString("</" + tag + ">\n") }

// text writes words.
func (p *page) text(s string) { p.WriteString(textEscapes.Replace(xmlText(s))) }

// line writes an element that holds nothing but words.
func (p *page) line(tag, words string, attrs ...string) {
	p.open(tag, attrs...)
	p.text(words)
	p.close(tag)
}

// empty writes an element without content.
func (p *page) empty(tag string, attrs ...string) {
	p.WriteString("<" + tag)
	p.attributes(attrs...)
	p.WriteString("/>\n")
}

// nodes writes pieces of a chapter. Headings go down by so many levels.
func (p *page) nodes(all []*node, down int) {
	for _, n := range all {
		if n.tag == "" {
			p.text(n.text)
			continue
		}
		tag := n.tag
		if level := headingLevel(n); level > 0 {
			tag = "h" + string(rune('0'+min(level+down, 6)))
		}
		p.WriteString("<" + tag)
		for _, a := range n.attr {
			p.attributes(a.name, a.value)
			if a.name == "lang" {
				p.attributes("xml:lang", a.value)
			}
		}
		if void[tag] {
			p.WriteString("/>")
			continue
		}
		p.WriteString(">")
		p.nodes(n.sub, down)
		p.WriteString("</" + tag + ">")
	}
}

// html writes the start of a page, up to its head's own lines.
func (p *page) html(lang, direction string, attrs ...string) {
	p.WriteString("<!DOCTYPE html>\n")
	p.open("html", append([]string{"xmlns", "http://www.w3.org/1999/xhtml", "lang", lang, "xml:lang", lang, "dir", dir(direction)}, attrs...)...)
	p.WriteString("\n<head>\n")
	p.empty("meta", "charset", "utf-8")
}

// contents writes the table of contents as nested lists: chapters, and under
// each its headings. skip is the first part of an address that is left out.
func (p *page) contents(parts []*part, alone bool) {
	p.WriteString("<ol>\n")
	for _, c := range parts {
		if alone {
			p.headings(c.headings, c.Chapter)
			continue
		}
		p.open("li")
		p.open("a", "href", c.file+"#"+c.anchor, "lang", c.Lang, "xml:lang", c.Lang, "dir", dir(c.Dir))
		p.text(c.Title)
		p.WriteString("</a>")
		if len(c.headings) > 0 {
			p.WriteString("\n<ol>\n")
			p.headings(c.headings, c.Chapter)
			p.close("ol")
		}
		p.close("li")
	}
	p.close("ol")
}

// headings writes the lines for headings that belong under one list: each with
// the deeper ones that follow it below it.
func (p *page) headings(all []heading, c Chapter) {
	for i := 0; i < len(all); {
		end := i + 1
		for end < len(all) && all[end].level > all[i].level {
			end++
		}
		p.open("li")
		p.open("a", "href", all[i].at, "lang", c.Lang, "xml:lang", c.Lang, "dir", dir(c.Dir))
		p.text(all[i].text)
		p.WriteString("</a>")
		if end > i+1 {
			p.WriteString("\n<ol>\n")
			p.headings(all[i+1:end], c)
			p.close("ol")
		}
		p.close("li")
		i = end
	}
}
