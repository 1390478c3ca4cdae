package content

import (
	"bufio"
	"bytes"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	mdhtml "github.com/yuin/goldmark/renderer/html"
)

// plainText gives the words of a node as a reader sees them, entities
// decoded: one line a block, the cells of a table row parted by " · ".
// Footnotes, pictures and raw HTML have no words here.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	writePlain(&b, n, src)
	var lines []string
	for line := range strings.Lines(b.String()) {
		if words := singleSpaced(strings.TrimSuffix(line, "\n")); words != "" {
			lines = append(lines, words)
		}
	}
	return strings.Join(lines, "\n")
}

// singleSpaced gives a line with one space between its words and none around
// them. Most lines are so already, and stay as they are.
func singleSpaced(line string) string {
	before := byte(' ')
	for i := range len(line) {
		c := line[i]
		// Spaces beyond ASCII begin with one of these bytes.
		if c == ' ' && before == ' ' || c >= '\t' && c <= '\r' || c == 0xc2 || c >= 0xe1 && c <= 0xe3 {
			return strings.Join(strings.Fields(line), " ")
		}
		before = c
	}
	return strings.TrimSuffix(line, " ")
}

func writePlain(b *strings.Builder, n ast.Node, src []byte) {
	switch n := n.(type) {
	case *ast.Text:
		b.WriteString(textWords(n, src))
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
	case *ast.String:
		b.Write(n.Value)
	case *ast.AutoLink:
		b.Write(n.Label(src))
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			b.Write(line.Value(src))
		}
		b.WriteByte('\n')
	case *ast.Image, *ast.RawHTML, *ast.HTMLBlock, *ast.LinkReferenceDefinition, *extast.FootnoteLink,
		*extast.FootnoteBacklink, *extast.FootnoteList:
	default:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			writePlain(b, c, src)
			if c.Kind() == extast.KindTableCell && c.NextSibling() != nil {
				b.WriteString(" · ")
			} else if c.Type() == ast.TypeBlock && c.Kind() != extast.KindTableCell {
				b.WriteByte('\n')
			}
		}
	}
}

// textWords gives a run of text with escapes and entities resolved. It goes
// through the same writer as the HTML, so that both always say the same.
func textWords(n *ast.Text, src []byte) string {
	value := n.Value(src)
	if n.IsRaw() {
		return string(value)
	}
	if !bytes.ContainsAny(value, `\&`) {
		return string(value)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	mdhtml.DefaultWriter.Write(w, value)
	_ = w.Flush() // into memory: cannot fail
	return html.UnescapeString(b.String())
}
