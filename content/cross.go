package content

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	mdtext "github.com/yuin/goldmark/text"
)

// titles gives the newest text of a document in a language, else in English,
// of which the title and the number are asked for; nil if there is none.
type titles func(kind, slug string, lang Lang) *Document

// crossing is what the reader of [[…]] needs to know.
type crossing struct {
	lang   Lang
	titles titles
}

// crossKey is where it finds that.
var crossKey = parser.NewContextKey()

// crossReference reads [[sops/inter-state-rescue#p4]] and
// [[sops/inter-state-rescue#p4|words]]: a link whose words, if it brings none,
// are the title of the other document and the number of the paragraph.
type crossReference struct{}

// Trigger implements parser.InlineParser.
func (crossReference) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (crossReference) Parse(_ ast.Node, block mdtext.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	inner, ok := bytes.CutPrefix(line, []byte("[["))
	if !ok {
		return nil
	}
	end := bytes.Index(inner, []byte("]]"))
	if end < 0 || bytes.ContainsAny(inner[:end], "[]<>") {
		return nil
	}
	to, words, _ := strings.Cut(string(inner[:end]), "|")
	to = strings.TrimSpace(strings.TrimSuffix(to, `\`)) // in a table the bar is escaped
	words = strings.TrimSpace(words)
	if to == "" {
		return nil
	}
	c, _ := pc.Get(crossKey).(*crossing)
	if words == "" && c != nil {
		words = c.words(to)
	}
	if words == "" {
		words = to
	}
	if !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "#") {
		to = "/" + to
	}
	l := ast.NewLink()
	l.Destination = []byte(to)
	l.AppendChild(l, ast.NewString([]byte(words)))
	l.SetPos(segment.Start)
	block.Advance(2 + end + 2)
	return l
}

// words names a place: "Bharatiya Nyaya Sanhita, 2023 (BNS), section 143(1)".
func (c *crossing) words(to string) string {
	path, anchor, _ := strings.Cut(strings.TrimPrefix(to, "/"), "#")
	kind, slug, _ := strings.Cut(strings.TrimPrefix(path, "library/"), "/")
	d := c.titles(kind, slug, c.lang)
	if d == nil {
		return ""
	}
	return d.PlaceWords(anchor)
}
