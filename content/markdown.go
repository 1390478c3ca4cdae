package content

import (
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// newMarkdown gives a reader of the Markdown of this library: tables,
// footnotes and definition lists; no attributes (an author's "onclick" must
// not reach a page), no strikethrough, no bare addresses made into links.
// One may be used for many documents, also at once.
func newMarkdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(
			parser.WithASTTransformers(util.Prioritized(footnoteCheck{}, 1)),
			parser.WithInlineParsers(util.Prioritized(crossReference{}, 150)), // before the reader of links, at 200
		),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(drawing{}, 1))),
	)
}

// footnoteFaultsKey is where footnoteCheck leaves what it found, []footnoteFault.
var footnoteFaultsKey = parser.NewContextKey()

type footnoteFault struct {
	offset int // in the body
	msg    string
}

// footnoteCheck finds footnotes that nothing refers to. It runs before the
// footnote extension's own step, which drops them without a word.
type footnoteCheck struct{}

// Transform implements parser.ASTTransformer.
func (footnoteCheck) Transform(doc *ast.Document, reader text.Reader, pc parser.Context) {
	var found []footnoteFault
	seen := make(map[string]bool)
	// The walk cannot fail: the function below returns no error.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		note, ok := n.(*extast.Footnote)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		mark := "[^" + string(note.Ref) + "]"
		switch {
		case seen[mark]:
			found = append(found, footnoteFault{offsetOf(note), "rename one of the two footnotes " + mark})
		case note.Index < 0:
			found = append(found, footnoteFault{offsetOf(note), "refer to the footnote " + mark + " in the text, or remove it"})
		}
		seen[mark] = true
		return ast.WalkContinue, nil
	})
	pc.Set(footnoteFaultsKey, found)
}

// offsetOf gives the place of a node in the body: its own, or that of the
// nearest node around it whose place is known.
func offsetOf(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 {
			return at
		}
	}
	return 0
}
