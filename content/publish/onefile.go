package publish

import (
	_ "embed"
	"fmt"
	"io"
)

// cards is the style of a field card, which is one file only: its selectors are
// younger than what checks books of EPUB's style sheets know.
//
//go:embed card.css
var cards string

// shut is the policy that the one file brings along: whoever opens it asks
// nobody for anything, whatever stands in it.
const shut = "default-src 'none'; style-src 'unsafe-inline'"

// HTML writes the book as one file: style and all inside, links between its
// chapters within it, fit to be printed and to be read without a network.
// A book of one chapter has no other heading than the book's title.
func HTML(w io.Writer, b Book) error {
	book, err := bind(b, nil)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, book.oneFile()); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	return nil
}

func (b *bound) oneFile() string {
	var p page
	alone := len(b.parts) == 1
	p.html(b.Lang, b.Dir)
	p.empty("meta", "http-equiv", "Content-Security-Policy", "content", shut)
	p.empty("meta", "name", "viewport", "content", "width=device-width,initial-scale=1")
	p.empty("meta", "name", "referrer", "content", "no-referrer")
	p.empty("meta", "name", "dcterms.identifier", "content", b.ID)
	p.empty("meta", "name", "dcterms.modified", "content", b.day())
	p.empty("meta", "name", "dcterms.publisher", "content", b.Publisher)
	p.empty("meta", "name", "dcterms.rights", "content", b.Rights)
	p.line("title", b.Title)
	if b.Address != "" {
		p.empty("link", "rel", "canonical", "href", b.Origin+b.Address)
	}
	p.WriteString("<style>" + style + cards + "</style>\n</head>\n<body>\n")
	p.open("header", "id", "title")
	p.WriteString("\n")
	b.top(&p)
	p.close("header")
	if !alone || len(b.parts[0].headings) > 2 { // shorter ones fit the eye without
		p.open("nav", "aria-labelledby", "contents", "class", "toc")
		p.line("h2", b.Words.Contents, "id", "contents", "lang", b.Words.Lang, "xml:lang", b.Words.Lang, "dir", dir(b.Words.Dir))
		p.contents(b.parts, alone)
		p.close("nav")
	}
	p.open("main", "id", "text")
	p.WriteString("\n")
	for _, c := range b.parts {
		if alone {
			p.open("div", "id", c.anchor, "lang", c.Lang, "xml:lang", c.Lang, "dir", dir(c.Dir))
			p.nodes(c.body, 0)
			p.close("div")
			continue
		}
		p.open("article", "aria-labelledby", c.anchor, "lang", c.Lang, "xml:lang", c.Lang, "dir", dir(c.Dir))
		p.line("h2", c.Title, "id", c.anchor)
		p.nodes(c.body, 1)
		p.close("article")
	}
	p.close("main")
	return end(&p)
}
