package content

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

var verb = regexp.MustCompile(`%[0-9]*[a-zA-Z]`)

// messages finds what the package can say of a file: the words of every call
// that adds a fault.
func messages(t *testing.T) map[string]*regexp.Regexp {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]*regexp.Regexp)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "report.go" {
			continue // remarks have tests of their own
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			to, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || to.Sel.Name != "add" && to.Sel.Name != "missing" && to.Sel.Name != "need" {
				return true
			}
			for _, arg := range call.Args {
				lit, ok := arg.(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					continue
				}
				words, err := strconv.Unquote(lit.Value)
				if err != nil || !strings.Contains(words, " ") {
					continue
				}
				pattern := verb.ReplaceAllString(regexp.QuoteMeta(words), ".*")
				all[name+": "+words] = regexp.MustCompile("(?s)" + pattern)
			}
			return true
		})
	}
	return all
}

// unseen are faults of a file system, which a test cannot bring about in a
// tree in memory, or that only the reader of Markdown can.
var unseen = regexp.MustCompile(`make this readable|make this file readable|put an ordinary file|put a folder here|it cannot be read as Markdown`)

// TestEveryKindOfFaultHasACase: a message that no case brings about may be
// wrong, or never come.
func TestEveryKindOfFaultHasACase(t *testing.T) {
	var said strings.Builder
	for _, c := range faultCases {
		tree := fstest.MapFS{}
		for path, text := range c.files {
			tree[path] = &fstest.MapFile{Data: []byte(text)}
		}
		_, err := Load(tree)
		var faults Faults
		if errors.As(err, &faults) {
			said.WriteString(faults.Error() + "\n")
		}
	}
	lines := strings.Split(said.String(), "\n")
	all := messages(t)
	if len(all) < 60 {
		t.Fatalf("only %d messages found: the test would prove nothing", len(all))
	}
next:
	for name, pattern := range all {
		if unseen.MatchString(name) {
			continue
		}
		for _, l := range lines {
			if pattern.MatchString(l) {
				continue next
			}
		}
		t.Errorf("no case for %s", name)
	}
}
