package content

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryQuestionGoesToTheStandingLibrary: a method that forgot to would
// answer out of an empty library once the folder is read again.
func TestEveryQuestionGoesToTheStandingLibrary(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			m, ok := d.(*ast.FuncDecl)
			if !ok || m.Recv == nil || !m.Name.IsExported() || len(m.Recv.List[0].Names) == 0 {
				continue
			}
			star, ok := m.Recv.List[0].Type.(*ast.StarExpr)
			if !ok || star.X.(*ast.Ident).Name != "Library" || m.Name.Name == "Kinds" || m.Name.Name == "Replace" {
				continue
			}
			seen++
			first, ok := m.Body.List[0].(*ast.AssignStmt)
			if ok {
				call, is := first.Rhs[0].(*ast.CallExpr)
				ok = is && call.Fun.(*ast.SelectorExpr).Sel.Name == "standing"
			}
			if !ok {
				t.Errorf("%s: (*Library).%s must begin with l = l.standing()", name, m.Name.Name)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d methods looked at: the test would prove nothing", seen)
	}
}
