package i18n

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// pattern is a text cut at its placeholders: words[0], names[0], words[1], names[1], …, words[n].
// Catalogues come from translators: this reads `{{.Name}}` and nothing else, so that no text can call anything.
type pattern struct {
	words []string
	names []string
}

func parsePattern(text string) (pattern, error) {
	var p pattern
	for {
		before, after, found := strings.Cut(text, "{{")
		if strings.Contains(before, "}}") {
			return p, fmt.Errorf("}} without {{: write {{.Name}}")
		}
		p.words = append(p.words, before)
		if !found {
			return p, nil
		}
		inside, rest, closed := strings.Cut(after, "}}")
		name, dotted := strings.CutPrefix(strings.TrimSpace(inside), ".")
		if !closed || !dotted || !isName(name) {
			return p, fmt.Errorf("a placeholder is written {{.Name}}, letters and digits only")
		}
		p.names = append(p.names, name)
		text = rest
	}
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || i > 0 && c >= '0' && c <= '9') {
			return false
		}
	}
	return s != ""
}

// expand fills the placeholders; one without a value shows its name in ⟦⟧, so that it is seen and not guessed.
func (p pattern) expand(values map[string]string) string {
	if len(p.names) == 0 {
		return p.words[0]
	}
	var out strings.Builder
	for i, name := range p.names {
		out.WriteString(p.words[i])
		if v, ok := values[name]; ok {
			out.WriteString(v)
		} else {
			out.WriteString("⟦" + name + "⟧")
		}
	}
	out.WriteString(p.words[len(p.words)-1])
	return out.String()
}

// placeholders returns the names, sorted, each once.
func (p pattern) placeholders() []string {
	names := slices.Clone(p.names)
	slices.Sort(names)
	return slices.Compact(names)
}

// patterns lets go-i18n, which chooses the plural form, draw it with our own placeholders.
type patterns struct{}

func (patterns) Cacheable() bool { return true }

func (patterns) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	p, err := parsePattern(text)
	return parsed{p}, err
}

type parsed struct{ pattern }

func (p parsed) Execute(data any) (string, error) {
	values, _ := data.(map[string]string)
	return p.expand(values), nil
}
