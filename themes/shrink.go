package themes

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

// functions are the few helps that templates have beside their data. Words
// come from the View (its T method), never from here: a function that is
// shared by all readers could give one reader another's language.
var functions = template.FuncMap{
	"dict": dict,
	"list": func(v ...any) []any { return v },
	"add":  func(a, b int) int { return a + b },
}

// dict makes a map from names and values in turn, for pieces that need more
// than one thing.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict needs names and values in turn, not %d things", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is not a name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

var (
	cssComment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpaces   = regexp.MustCompile(`\s+`)
	cssTight    = regexp.MustCompile(`\s*([{};,>])\s*`)
	cssColon    = regexp.MustCompile(`:\s+`)
	emptyDefine = regexp.MustCompile(`(\{\{-?\s*define\s+"[^"]+"\s*-?\}\})\s*(\{\{-?\s*end\s*-?\}\})`)
	htmlNewline = regexp.MustCompile(`[ \t]*\n[ \t\n]*`)
)

// minify takes comments and needless space out of a style. It leaves the
// space around +, - and ( alone: calc() needs it. A style must not rely on
// runs of spaces inside strings.
func minify(css string) string {
	css = cssComment.ReplaceAllString(css, "")
	css = cssSpaces.ReplaceAllString(css, " ")
	css = cssTight.ReplaceAllString(css, "$1")
	css = cssColon.ReplaceAllString(css, ":")
	css = strings.ReplaceAll(css, ";}", "}")
	return strings.TrimSpace(css)
}

// squeeze turns each line break with its indentation into one line break: on a
// slow line every byte of a page counts. A piece that is defined empty gets an
// empty action, because the template package lets no empty piece replace one
// with content, and a page says so with "{{define "foot"}}{{end}}".
func squeeze(html string) string {
	html = emptyDefine.ReplaceAllString(html, `${1}{{""}}${2}`)
	return htmlNewline.ReplaceAllString(html, "\n")
}
