package content

import (
	"fmt"
	"strings"
	"testing"
)

// Nothing that nests 10,000 deep reaches the Markdown reader, whatever it is
// made of, and nothing of it hangs: what has no fault here is drawn.
func TestTenThousandDeepNestingIsRefusedOrDrawn(t *testing.T) {
	const deep = 10_000
	for _, c := range []struct {
		name    string
		body    string
		refused bool
	}{
		{"quotes", strings.Repeat("> ", deep) + "x", true},
		{"quotes without spaces", strings.Repeat(">", deep) + "x", true},
		{"lists", strings.Repeat("- ", deep) + "x", true},
		{"numbered lists", strings.Repeat("1. ", deep) + "x", true},
		{"quotes and lists by turns", strings.Repeat("> - ", deep) + "x", true},
		{"definitions", "a\n" + strings.Repeat(": ", deep) + "x", true},
		{"a list one column deeper on each line", staircase(deep, "- x"), true},
		{"tabs", strings.Repeat("\t", deep) + "- x", true},
		{"square brackets", strings.Repeat("[", deep), true},
		{"pictures", strings.Repeat("![", deep), true},
		{"brackets that close", strings.Repeat("[", deep) + strings.Repeat("]", deep), true},
		{"links inside links", strings.Repeat("[a](", deep) + strings.Repeat(")", deep), true},
		{"round brackets", strings.Repeat("(", deep), true},
		{"brackets over many lines", strings.Repeat("(\n", deep), true},
		{"stars", strings.Repeat("*a ", deep), true},
		{"stars and lines by turns", strings.Repeat("*a _b ", deep), true},
		{"backquotes of growing length", growing("`", 400), true},
		{"tags that are never closed", strings.Repeat("<a ", deep), true},
		{"comments that are never closed", strings.Repeat("x <!-- ", deep), true},
		{"entities", strings.Repeat("&amp;", deep), true},
		{"equal headings", strings.Repeat("# a\n", deep), false},
		{"equal numbers", strings.Repeat("{1} a\n\n", deep), true},
		{"footnotes", strings.Repeat("[^a]: b\n\n", deep), true},
		{"paragraphs", strings.Repeat("a\n\n", deep), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(tree(map[string]string{"help/a/en.md": helpLines + "Text.\n\n" + c.body + "\n"}))
			if (err != nil) != c.refused {
				t.Errorf("refused = %v, want %v", err != nil, c.refused)
			}
		})
	}
}

func staircase(n int, step string) string {
	var b strings.Builder
	for i := range n {
		if b.Len() > maxFile/2 {
			break
		}
		b.WriteString(strings.Repeat(" ", i) + step + "\n")
	}
	return b.String()
}

func growing(s string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(s, i) + " ")
	}
	return b.String()
}

// The bounds leave room for what real documents hold.
func TestLargeHonestDocumentsPass(t *testing.T) {
	districts := "| No. | District | Unit |\n|---|---|---|\n" +
		strings.Repeat("| 143 | दक्षिण चौबीस परगना [South 24 Parganas] (West Bengal) | *assumed* |\n", 1000)
	for _, c := range []struct{ name, body string }{
		{"a table of a thousand districts", districts},
		{"a law of a thousand sections", sections(1000)},
		{"six lists inside one another", "- a\n  - b\n    - c\n      - d\n        - e\n          - f\n"},
		{"a rule of stars", "a\n\n* * *\n\nb\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			mustLoad(t, tree(map[string]string{"help/a/en.md": helpLines + c.body}))
		})
	}
}

func sections(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{%d} Whoever does *this*[^1] shall be punished.\n\n", i+1)
	}
	return b.String() + "[^1]: As defined.\n"
}
