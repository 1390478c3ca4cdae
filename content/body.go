package content

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	mdtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// body is the Markdown part of one file while it is read.
type body struct {
	*report
	doc       *Document
	src       []byte
	firstLine int             // line of the file on which src begins
	starts    []int           // offset of each line of src
	ids       map[string]bool // every id of the page
	figures   map[string]int  // see headingID
	links     []link
	heading   string         // plain text of the last heading
	numbered  bool           // a numbered paragraph stands under that heading
	blocks    int            // how many "s" ids were given
	words     [][]string     // the blocks of each paragraph of doc, as plain text
	tables    map[string]int // how many tables stand under each heading

	linkLang   Lang                // of links inside the portal, "" for that of the document
	attributes map[int]*attributes // what stands beside the numbers, by line of the file
	place      string              // id of the paragraph that is being read
	places     []string            // that of each block of the outermost level
}

func newBody(r *report, doc *Document, src []byte, firstLine int, ids map[string]bool) *body {
	b := &body{report: r, doc: doc, firstLine: firstLine, ids: ids, starts: []int{0}}
	b.src, b.attributes = cutAttributes(r, src, firstLine)
	src = b.src
	for i, c := range src {
		if c == '\n' {
			b.starts = append(b.starts, i+1)
		}
	}
	b.figures, b.tables = make(map[string]int), make(map[string]int)
	return b
}

// read parses src, checks it, and fills in the parts of the document that
// come from the body. The tree that it gives is ready to be drawn.
func (b *body) read(md goldmark.Markdown, titles titles) ast.Node {
	pc := parser.NewContext()
	pc.Set(crossKey, &crossing{lang: b.doc.Lang, titles: titles})
	root := md.Parser().Parse(mdtext.NewReader(b.src), parser.WithContext(pc))
	found, _ := pc.Get(footnoteFaultsKey).([]footnoteFault)
	for _, f := range found {
		b.add(b.line(f.offset), "%s", f.msg)
	}
	b.number(root)
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		b.block(n)
		b.places = append(b.places, b.place)
	}
	for i, blocks := range b.words {
		b.doc.Paragraphs[i].Text = strings.Join(blocks, "\n")
	}
	b.heading = ""
	for n, i := root.FirstChild(), 0; n != nil; n, i = n.NextSibling(), i+1 {
		b.place = b.places[i]
		b.inside(n)
	}
	b.leftOver()
	return root
}

// line gives the line of the file for an offset in the body.
func (b *body) line(offset int) int {
	at, exact := slices.BinarySearch(b.starts, offset)
	if exact {
		at++
	}
	return b.firstLine - 1 + at
}

// number gives every numbered paragraph its id. It runs before headings and
// other blocks get theirs, which must keep clear of these.
func (b *body) number(root ast.Node) {
	before := "" // the number of the last numbered paragraph
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		p, ok := n.(*ast.Paragraph)
		if !ok || p.Lines().Len() == 0 {
			continue
		}
		first := p.Lines().At(0)
		number, size, braced := bracedNumber(first.Value(b.src))
		words, isText := p.FirstChild().(*ast.Text)
		switch {
		case !braced || b.broken(first.Start):
			continue
		case number == "" && bytes.HasPrefix(first.Value(b.src), []byte("{?")):
			b.add(b.line(first.Start), "complete the text here, then take the braces away: %s", openPlace(string(first.Value(b.src))))
			continue
		case number == "" || !isText || words.Segment.Start != first.Start || words.Segment.Len() < len(number)+2:
			b.add(b.line(first.Start), "write the number of a paragraph as {2}, {2.vi} or {2.vi.a}, or a literal brace as \\{")
			continue
		}
		words.Segment = words.Segment.WithStart(min(first.Start+size, words.Segment.Stop))
		id := "p" + number
		if b.ids[id] {
			b.add(b.line(first.Start), "number this paragraph anew: there is already a paragraph {%s}", number)
			continue
		}
		b.ids[id] = true
		setAttr(p, attrID, id)
		setAttr(p, attrLabel, label(number, before))
		before = number
		setAttr(p, attrClass, [...]string{"para", "para sub", "para sub deep"}[min(strings.Count(number, "."), 2)])
	}
}

// openPlace gives the words of a mark {? …}, which an import leaves where it
// could not read its source.
func openPlace(line string) string {
	words := strings.TrimSpace(strings.TrimPrefix(line, "{?"))
	if end := strings.IndexByte(words, '}'); end >= 0 {
		words = words[:end]
	}
	if runes := []rune(words); len(runes) > 120 {
		words = string(runes[:120]) + "…"
	}
	return words
}

// broken tells whether the braces at the start of a line were refused already.
func (b *body) broken(offset int) bool {
	a := b.attributes[b.line(offset)]
	return a != nil && a.broken
}

// block takes one block of the outermost level: a heading, the start of a
// numbered paragraph, or something that belongs to the one before.
func (b *body) block(n ast.Node) {
	if h, ok := n.(*ast.Heading); ok {
		b.place = ""
		b.addHeading(h)
		return
	}
	switch n.Kind() {
	case extast.KindFootnoteList:
		b.place = ""
		return
	case ast.KindThematicBreak, ast.KindHTMLBlock, ast.KindLinkReferenceDefinition:
		return
	}
	words := plainText(n, b.src)
	b.literalFootnote(n, words)
	all := &b.doc.Paragraphs
	switch id := attr(n, attrID); {
	case id != "":
		b.numbered, b.place = true, id
		p := Paragraph{ID: id, Number: attr(n, attrLabel), Heading: b.heading}
		if a := b.attributes[b.line(n.Lines().At(0).Start)]; a != nil {
			b.takeAttributes(&p, a)
		}
		*all = append(*all, p)
		b.words = append(b.words, nil)
	case words == "":
		return // nothing but raw HTML or a picture, and both are left out
	case !b.numbered:
		b.blocks++
		id = "s" + strconv.Itoa(b.blocks)
		b.ids[id], b.place = true, id
		setAttr(n, attrID, id)
		*all = append(*all, Paragraph{ID: id, Heading: b.heading})
		b.words = append(b.words, nil)
	}
	if words != "" {
		b.words[len(b.words)-1] = append(b.words[len(b.words)-1], words)
	}
}

// addHeading gives a heading its id and its line in the table of contents.
// A heading ends the reach of the numbered paragraph above it: an annex is
// not part of the last paragraph.
func (b *body) addHeading(h *ast.Heading) {
	id := b.takeExplicitID(h)
	words := strings.ReplaceAll(plainText(h, b.src), "\n", " ")
	b.literalFootnote(h, words)
	if strings.HasPrefix(words, "{") {
		b.add(b.line(offsetOf(h)), "number the paragraph below, not the heading")
	}
	if words == "" {
		b.add(b.line(offsetOf(h)), "give this heading some words, or remove it")
		return
	}
	if id == "" {
		id = headingID(words, b.ids, b.figures)
	}
	setAttr(h, attrID, id)
	b.doc.TOC = append(b.doc.TOC, Heading{ID: id, Text: words, Level: max(h.Level, 2)})
	b.heading, b.numbered = words, false
}

// takeExplicitID takes " {#locked-in}" off a heading: an id that stays the
// same in every language.
func (b *body) takeExplicitID(h *ast.Heading) string {
	last, ok := h.LastChild().(*ast.Text)
	if !ok {
		return ""
	}
	id, size := explicitID(string(last.Value(b.src)))
	if size == 0 {
		return ""
	}
	last.Segment = last.Segment.WithStop(last.Segment.Stop - size)
	switch {
	case !isSlug(id) || isParagraphID(id):
		b.add(b.line(last.Segment.Start), "write the id of a heading with a–z, 0–9 and dashes, other than a paragraph's: {#locked-in}")
		return ""
	case b.ids[id]:
		b.add(b.line(last.Segment.Start), "give this heading another id: #%s is taken", id)
		return ""
	}
	b.ids[id] = true
	return id
}

// inside goes through one block of the outermost level, at any depth: links,
// pictures, tables, and numbers in places where they cannot be numbers of
// paragraphs.
func (b *body) inside(block ast.Node) {
	// The walk cannot fail: the function below returns no error.
	_ = ast.Walk(block, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			b.heading = plainText(n, b.src)
			n.Level = max(n.Level, 2) // the title is the page's only heading of level 1
			if n.Parent().Kind() != ast.KindDocument {
				b.add(b.line(offsetOf(n)), "take the heading out of the list or quote: it could not stand in the table of contents")
			}
		case *ast.Link:
			b.link(n, string(util.URLEscape(n.Destination, true)))
		case *ast.AutoLink:
			b.link(n, autoAddress(n, b.src))
		case *ast.Image:
			b.add(b.line(offsetOf(n)), "remove the picture: documents of the library are text")
		case *extast.Table:
			setAttr(n, attrLabel, b.tableName(b.heading))
		case *ast.Paragraph, *ast.TextBlock:
			b.strayNumbers(n)
		}
		return ast.WalkContinue, nil
	})
}

// tableName names a table after the heading above it. Two regions of a page
// must not have the same name, so the second gets a figure.
func (b *body) tableName(heading string) string {
	if heading == "" {
		heading = b.doc.Title
	}
	b.tables[heading]++
	if n := b.tables[heading]; n > 1 {
		return heading + " (" + strconv.Itoa(n) + ")"
	}
	return heading
}

// strayNumbers finds numbers that begin a line but not a paragraph.
func (b *body) strayNumbers(n ast.Node) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		number, _, _ := bracedNumber(bytes.TrimLeft(line.Value(b.src), " \t"))
		if number == "" || i == 0 && n.Parent().Kind() == ast.KindDocument {
			continue
		}
		if i > 0 {
			b.add(b.line(line.Start), "put an empty line before {%s}: a numbered paragraph begins a block", number)
		} else {
			b.add(b.line(line.Start), "take {%s} out of the list or quote: a numbered paragraph stands by itself", number)
		}
	}
}

// literalFootnote finds a reference whose footnote does not exist: the reader
// of Markdown leaves it standing as it is.
func (b *body) literalFootnote(n ast.Node, words string) {
	_, rest, ok := strings.Cut(words, "[^")
	mark, _, closed := strings.Cut(rest, "]")
	if ok && closed && mark != "" && !strings.ContainsAny(mark, " \n") {
		b.add(b.line(offsetOf(n)), "write the footnote [^%s]: this block refers to it", mark)
	}
}

// link resolves one link and marks the node for the drawing of it.
func (b *body) link(n ast.Node, dest string) {
	lang := b.doc.Lang
	if b.linkLang != "" {
		lang = b.linkLang
	}
	a := resolve(dest, b.doc.Kind, b.doc.Slug, lang)
	line := b.line(offsetOf(n))
	if a.fault != "" {
		b.add(line, "%s", a.fault)
	}
	if a.href == "" {
		setAttr(n, attrDrop, "true")
		return
	}
	if a.external {
		setAttr(n, attrOut, "true")
	}
	if l, ok := n.(*ast.Link); ok {
		l.Destination = []byte(a.href)
	}
	if a.target.kind != "" {
		a.target.line, a.target.from = line, b.place
		b.links = append(b.links, a.target)
	}
}

// autoAddress gives the address of a link written as <https://…> or
// <name@place.in>.
func autoAddress(n *ast.AutoLink, src []byte) string {
	dest := string(util.URLEscape(n.URL(src), false))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		return "mailto:" + dest
	}
	return dest
}
