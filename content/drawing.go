package content

import (
	"html"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// Attributes that parsing leaves on a node for the drawing of it. An author
// cannot set them: the reader of Markdown knows no attributes.
const (
	attrID    = "id"     // fragment of the address
	attrLabel = "label"  // number of a paragraph; name of a table
	attrClass = "class"  // of a numbered paragraph
	attrDrop  = "drop"   // a link whose address is refused
	attrOut   = "leaves" // a link that leaves the portal
)

// drawing draws the nodes for which the Markdown library's own HTML will not
// do: it writes style attributes, says that raw HTML was left out, and gives
// tables and footnotes no names that a screen reader could say.
type drawing struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (drawing) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindParagraph, drawParagraph)
	reg.Register(ast.KindHeading, drawHeading)
	reg.Register(ast.KindCodeBlock, drawCode)
	reg.Register(ast.KindFencedCodeBlock, drawCode)
	reg.Register(ast.KindLink, drawLink)
	reg.Register(ast.KindAutoLink, drawAutoLink)
	reg.Register(ast.KindImage, drawNothing)
	reg.Register(ast.KindRawHTML, drawNothing)
	reg.Register(ast.KindHTMLBlock, drawNothing)
	reg.Register(ast.KindLinkReferenceDefinition, drawNothing)
	reg.Register(extast.KindTable, drawTable)
	reg.Register(extast.KindTableCell, drawCell)
	reg.Register(extast.KindFootnoteBacklink, drawBacklink)
}

// Writing to w cannot fail: it is a buffer in memory, and the renderer checks
// it at the end. So the functions below leave its errors alone.

func drawNothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

func drawParagraph(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</p>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<p")
	writeAttr(w, "id", attr(n, attrID))
	writeAttr(w, "class", attr(n, attrClass))
	_, _ = w.WriteString(">")
	if number := attr(n, attrLabel); number != "" {
		_, _ = w.WriteString(`<a class="num"`)
		writeAttr(w, "href", "#"+attr(n, attrID))
		_, _ = w.WriteString(">" + html.EscapeString(number) + "</a> ")
	}
	return ast.WalkContinue, nil
}

func drawHeading(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "h" + strconv.Itoa(n.(*ast.Heading).Level)
	if !entering {
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + tag)
	writeAttr(w, "id", attr(n, attrID))
	_, _ = w.WriteString(">")
	return ast.WalkContinue, nil
}

func drawCode(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<pre")
	writeAttr(w, "id", attr(n, attrID))
	_, _ = w.WriteString("><code>")
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		_, _ = w.WriteString(html.EscapeString(string(line.Value(src))))
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkContinue, nil
}

func drawLink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	l := n.(*ast.Link)
	switch {
	case attr(n, attrDrop) != "":
	case entering:
		openLink(w, n, string(l.Destination))
	default:
		_, _ = w.WriteString("</a>")
	}
	return ast.WalkContinue, nil
}

func drawAutoLink(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	l := n.(*ast.AutoLink)
	words := html.EscapeString(string(l.Label(src)))
	if attr(n, attrDrop) != "" {
		_, _ = w.WriteString(words)
		return ast.WalkContinue, nil
	}
	openLink(w, n, autoAddress(l, src))
	_, _ = w.WriteString(words + "</a>")
	return ast.WalkContinue, nil
}

func openLink(w util.BufWriter, n ast.Node, href string) {
	_, _ = w.WriteString("<a")
	writeAttr(w, "href", href)
	if attr(n, attrOut) != "" {
		// The other site must not learn which page the reader came from.
		_, _ = w.WriteString(` rel="noreferrer noopener"`)
	}
	_, _ = w.WriteString(">")
}

// drawTable puts the table into a box that can be scrolled with the keyboard
// on a narrow screen, and that has a name for those who cannot see it.
func drawTable(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</table>\n</div>\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<div")
	writeAttr(w, "id", attr(n, attrID))
	_, _ = w.WriteString(` class="table" role="region" tabindex="0"`)
	writeAttr(w, "aria-label", attr(n, attrLabel))
	_, _ = w.WriteString(">\n<table>\n")
	return ast.WalkContinue, nil
}

func drawCell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "td"
	// An empty corner names no column: as a header it would be read as one.
	if n.Parent().Kind() == extast.KindTableHeader && n.HasChildren() {
		tag = "th"
	}
	if !entering {
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + tag)
	if tag == "th" {
		_, _ = w.WriteString(` scope="col"`)
	}
	// The Markdown library would write a style attribute, which the site's
	// content security policy refuses.
	switch n.(*extast.TableCell).Alignment {
	case extast.AlignRight:
		_, _ = w.WriteString(` class="end"`)
	case extast.AlignCenter:
		_, _ = w.WriteString(` class="middle"`)
	}
	_, _ = w.WriteString(">")
	return ast.WalkContinue, nil
}

// drawBacklink draws the way back from a footnote. Its name is the number of
// the note and, from the second reference on, that of the reference: figures
// need no translation.
func drawBacklink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	b := n.(*extast.FootnoteBacklink)
	id, name := "fnref", strconv.Itoa(b.Index)
	if b.RefIndex > 0 {
		id += strconv.Itoa(b.RefIndex)
		name += "." + strconv.Itoa(b.RefIndex+1)
	}
	_, _ = w.WriteString(" <a")
	writeAttr(w, "href", "#"+id+":"+strconv.Itoa(b.Index))
	_, _ = w.WriteString(` class="back" role="doc-backlink"`)
	writeAttr(w, "aria-label", name)
	_, _ = w.WriteString(">↩</a>")
	return ast.WalkContinue, nil
}

func writeAttr(w util.BufWriter, name, value string) {
	if value != "" {
		_, _ = w.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
	}
}

// attr gives an attribute that parsing left on the node, "" if it did not.
func attr(n ast.Node, name string) string {
	v, _ := n.AttributeString(name)
	b, _ := v.([]byte)
	return string(b)
}

func setAttr(n ast.Node, name, value string) { n.SetAttributeString(name, []byte(value)) }
