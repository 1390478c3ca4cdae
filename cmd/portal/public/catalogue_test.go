package public

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"mukti/i18n"
	"mukti/themes"
	"mukti/tips/triage"
)

// families are ids that are put together: the beginning and every end.
func families(t *testing.T) []string {
	t.Helper()
	f, err := everyday()
	must(t, err)
	var ids []string
	add := func(start string, ends ...string) {
		for _, e := range ends {
			ids = append(ids, start+e)
		}
	}
	add("sign.", formSigns...)
	add("when.", formWhen...)
	add("children.", formChildren...)
	add("role.", formRoles...)
	add("size.", "normal", "large", "larger")
	add("theme.", "device", "light", "dark", "contrast")
	add("status.", "received", "read", "with-team", "question", "closed_acted", "closed_passed-on", "closed_no-action")
	add("unit.what_", "unit", "bureau", "cell", "border", "assumed")
	add("field.", "account", "signs", "place", "place.pin", "place.district", "state", "avoid", "when", "children", "count", "who", "role", "contact", "contact_when", "language", "files", "form")
	add("kind.", f.library.Kinds()...)
	add("kind_hint.", f.library.Kinds()...)
	for _, id := range problems {
		ids = append(ids, id)
	}
	for _, p := range mapped {
		ids = append(ids, p.Name)
	}
	// What the line says of a tip that it could not keep whole.
	add("tip.", "unknown_field", "wrong_type", "too_long", "unknown_choice", "count", "empty", "too_many_files", "file_too_large", "files_too_large", "file_broken", "number_blacked")
	return ids
}

var (
	inTemplate = regexp.MustCompile(`\.[TN] "([^"]+)"|"Msg" "([^"]+)"`)
	looksLike  = regexp.MustCompile(`^[a-z_]+\.[a-z][a-z0-9_.-]*[a-z0-9]$`)
	noMessage  = regexp.MustCompile(`\.(txt|xml|json|html|atom|pdf|epub)$|^(place\.(text|state)|web\.(lang|body))$`)
)

func TestEveryMessageIsInEveryCompleteLanguage(t *testing.T) {
	used := map[string]string{} // id → where
	for _, id := range families(t) {
		used[id] = "put together"
	}
	must(t, fs.WalkDir(themes.Base(), "public", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(themes.Base(), name)
		for _, m := range inTemplate.FindAllStringSubmatch(string(b), -1) {
			used[m[1]+m[2]] = name
		}
		return err
	}))
	for _, dir := range []string{".", "../web"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		must(t, err)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			src, err := os.ReadFile(file)
			must(t, err)
			tree, err := parser.ParseFile(token.NewFileSet(), file, src, 0)
			must(t, err)
			ast.Inspect(tree, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					if s, err := strconv.Unquote(lit.Value); err == nil && looksLike.MatchString(s) && !noMessage.MatchString(s) {
						used[s] = file
					}
				}
				return true
			})
		}
	}
	if len(used) < 250 {
		t.Fatalf("only %d ids found: the test would prove nothing", len(used))
	}
	bundle, err := i18n.Load(i18n.Embedded())
	must(t, err)
	known := map[string]bool{}
	for _, id := range bundle.IDs() {
		known[id] = true
	}
	for id, where := range used {
		if !known[id] {
			t.Errorf("%s: message %q is in no catalogue", where, id)
		}
	}
	// Bundle.Load has refused a complete language that lacks an English id.
	complete := 0
	for _, l := range bundle.Languages() {
		if l.Complete {
			complete++
		}
	}
	if complete < 2 {
		t.Errorf("only %d languages are complete", complete)
	}
	// And no message of ours is left over.
	dead := map[string]bool{}
	for _, file := range []string{"../../../i18n/catalog/en.toml"} {
		b, err := os.ReadFile(file)
		must(t, err)
		for _, m := range regexp.MustCompile(`(?m)^\[?"([^"]+)"`).FindAllStringSubmatch(string(b), -1) {
			if used[m[1]] == "" {
				dead[m[1]] = true
			}
		}
	}
	if len(dead) > 0 {
		t.Errorf("messages that nothing says: %v", dead)
	}
}

func TestTheFormHasTheSignsOfTheVocabulary(t *testing.T) {
	known := map[string]bool{}
	for _, s := range triage.Signs() {
		known[s] = true
	}
	for _, s := range formSigns {
		if !known[s] {
			t.Errorf("the form has %q, the vocabulary has not", s)
		}
		delete(known, s)
	}
	if len(known) > 0 {
		t.Errorf("the form lacks %v", known)
	}
}
