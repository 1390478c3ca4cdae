package content

import (
	"bytes"
	"errors"
	"html/template"

	"github.com/yuin/goldmark"
)

// drawer draws a document when somebody asks for it: at the start the files
// are only read and checked, because drawing thousands of pages takes longer
// than anybody wants to wait.
type drawer struct {
	md     goldmark.Markdown
	titles titles
	source func() ([]byte, error) // the Markdown of the body
}

// Block is a piece of a document as it is drawn.
type Block struct {
	ID   string // of the paragraph to which it belongs; "" for a heading, a rule, the footnotes
	HTML template.HTML
}

// errLost is a document whose file is gone since it was loaded.
var errLost = errors.New("content: the text of a document cannot be read any more")

// HTML gives the body, safe to put into a page; every link inside the portal
// keeps the reader's language. It is drawn anew at each call.
func (d *Document) HTML() (template.HTML, error) {
	blocks, err := d.Blocks()
	var b bytes.Buffer
	for _, x := range blocks {
		b.WriteString(string(x.HTML))
	}
	return template.HTML(b.String()), err
}

// Blocks gives the body in pieces, in order: what belongs to one paragraph is
// one piece.
func (d *Document) Blocks() ([]Block, error) {
	if d.drawer == nil {
		return nil, nil
	}
	src, err := d.drawer.source()
	if err != nil {
		return nil, errors.Join(errLost, err)
	}
	again := &Document{Kind: d.Kind, Slug: d.Slug, Lang: d.Lang, Title: d.Title}
	b := newBody(&report{}, again, src, 1, make(map[string]bool))
	b.linkLang = d.linkLang
	root := b.read(d.drawer.md, d.drawer.titles)
	var blocks []Block
	i := 0
	for n := root.FirstChild(); n != nil; n, i = n.NextSibling(), i+1 {
		var out bytes.Buffer
		if err := d.drawer.md.Renderer().Render(&out, b.src, n); err != nil {
			return nil, err
		}
		id := b.places[i]
		if last := len(blocks) - 1; id != "" && last >= 0 && blocks[last].ID == id {
			blocks[last].HTML += template.HTML(out.String())
			continue
		}
		blocks = append(blocks, Block{ID: id, HTML: template.HTML(out.String())})
	}
	return blocks, nil
}
