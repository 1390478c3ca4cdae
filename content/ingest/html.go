package ingest

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// readHTML reads a saved web page: its main part, if it names one, else all
// but navigation and forms.
func readHTML(data []byte) (*source, error) {
	r, err := charset.NewReader(bytes.NewReader(data), "")
	if err != nil {
		return nil, refuse("its encoding is unknown: save it as UTF-8")
	}
	root, err := html.Parse(r)
	if err != nil {
		return nil, refuse("it cannot be read as HTML: %v", err)
	}
	w := &walker{src: &source{}}
	start := root
	if main := find(root, func(n *html.Node) bool {
		return n.DataAtom == atom.Main || attribute(n, "role") == "main"
	}); main != nil {
		start = main
	}
	if t := find(root, func(n *html.Node) bool { return n.DataAtom == atom.Title }); t != nil {
		w.src.title = oneLine(words(t))
	}
	w.walk(start)
	w.end()
	w.src.blocks = tidy(w.src.blocks)
	if len(w.src.blocks) == 0 {
		return nil, refuse("there is no word in its main part")
	}
	return w.src, nil
}

// find gives the first element, in the order of the page, that fits.
func find(n *html.Node, fits func(*html.Node) bool) *html.Node {
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && fits(x) {
			return x
		}
	}
	return nil
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func words(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

// walker goes through a page. The parser bounds how deep it can be: 512.
type walker struct {
	src   *source
	spans []span // of the block that is being read
	sort  sort
	mark  string
	level int
	bold  int
	link  string
	lists []list
}

// list is a list that is open.
type list struct {
	ordered bool
	form    string // "1", "a", "A", "i", "I"
	next    int
}

// end closes the block that is being read.
func (w *walker) end() {
	if len(w.spans) > 0 {
		w.src.blocks = append(w.src.blocks, block{sort: w.sort, spans: w.spans, marker: w.mark, level: w.level})
		w.spans = nil
		w.sort, w.mark, w.level = para, "", 0
	}
}

func (w *walker) text(s string) {
	s = strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' || c == '\r' {
			return ' '
		}
		return c
	}, s)
	if strings.TrimSpace(s) == "" && len(w.spans) == 0 {
		return
	}
	w.spans = append(w.spans, span{s, w.bold > 0, w.link})
}

func (w *walker) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
}

// left out: nothing in them is part of the document.
var outside = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true, atom.Nav: true,
	atom.Form: true, atom.Button: true, atom.Select: true, atom.Iframe: true, atom.Object: true, atom.Svg: true,
	atom.Audio: true, atom.Video: true, atom.Footer: true,
}

func (w *walker) walk(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
	default:
		w.children(n)
		return
	}
	if outside[n.DataAtom] || has(n, "hidden") || attribute(n, "aria-hidden") == "true" {
		return
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		w.end()
		w.sort, w.level = heading, int(n.Data[1]-'0')
		w.children(n)
		w.end()
		w.sort, w.level = para, 0
	case atom.B, atom.Strong:
		w.bold++
		w.children(n)
		w.bold--
	case atom.A:
		if to := attribute(n, "href"); strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "mailto:") {
			w.link = to
		}
		w.children(n)
		w.link = ""
	case atom.Br:
		w.spans = append(w.spans, span{text: "\n"})
	case atom.Ul, atom.Ol, atom.Menu:
		w.end()
		l := list{ordered: n.DataAtom == atom.Ol, form: attribute(n, "type"), next: 1}
		if start, err := strconv.Atoi(attribute(n, "start")); err == nil {
			l.next = start
		}
		w.lists = append(w.lists, l)
		w.children(n)
		w.end()
		w.lists = w.lists[:len(w.lists)-1]
	case atom.Li:
		w.item(n)
	case atom.Table:
		w.end()
		w.table(n)
	case atom.Img:
		if alt := oneLine(attribute(n, "alt")); alt != "" {
			w.src.note("a picture was left out: %s", alt)
		}
	case atom.Span, atom.Em, atom.I, atom.U, atom.Font, atom.Small, atom.Sup, atom.Sub, atom.Abbr, atom.Time, atom.Mark, atom.Ins, atom.Q,
		atom.Cite, atom.Code, atom.Label:
		w.children(n)
	case atom.Del, atom.S, atom.Strike:
		w.src.note("struck words were left out: %s", oneLine(words(n)))
	default:
		w.end()
		w.children(n)
		w.end()
	}
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func (w *walker) item(n *html.Node) {
	w.end()
	w.sort, w.mark = item, "•"
	if len(w.lists) > 0 {
		l := &w.lists[len(w.lists)-1]
		if v, err := strconv.Atoi(attribute(n, "value")); err == nil {
			l.next = v
		}
		if l.ordered {
			w.mark = numeral(l.form, l.next)
			l.next++
		}
	}
	w.children(n)
	w.end()
	w.sort, w.mark = para, ""
}

// numeral prints the number of an item as a browser does.
func numeral(form string, n int) string {
	switch {
	case form == "i" && n > 0 && n < 200:
		return roman(n) + "."
	case form == "I" && n > 0 && n < 200:
		return strings.ToUpper(roman(n)) + "."
	case form == "a" && n > 0 && n <= 26:
		return string(rune('a'+n-1)) + "."
	case form == "A" && n > 0 && n <= 26:
		return string(rune('A'+n-1)) + "."
	}
	return strconv.Itoa(n) + "."
}

// Bounds of a table. House rule.
const (
	mostRows  = 5000
	mostCells = 60 // in a row
)

// table reads the rows of a table; a table inside a cell becomes its words. A
// table with one cell in each row only lays the page out.
func (w *walker) table(n *html.Node) {
	var rows [][]string
	width := 0
	for tr := range n.Descendants() {
		if tr.DataAtom != atom.Tr || nearest(tr, atom.Table) != n || len(rows) == mostRows {
			continue
		}
		var row []string
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
				continue
			}
			row = append(row, oneLine(words(td)))
			if span, err := strconv.Atoi(attribute(td, "colspan")); err == nil {
				for range min(span, mostCells) - 1 {
					row = append(row, "")
				}
			}
			if len(row) >= mostCells {
				break
			}
		}
		rows = append(rows, row)
		width = max(width, len(row))
	}
	if width < 2 {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			w.walk(c)
		}
		return
	}
	if rows = unfold(squared(rows)); len(rows) > 0 {
		w.src.blocks = append(w.src.blocks, block{sort: table, rows: rows})
	}
}

func nearest(n *html.Node, a atom.Atom) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == a {
			return p
		}
	}
	return nil
}
