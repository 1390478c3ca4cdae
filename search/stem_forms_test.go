package search

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The tables in testdata/forms have a line "= a b c" for forms of one word, which must meet, and a line "≠ a b" for words
// that must not. A ~ at the end of a line says that the forms are too far for light stemming: they share only their
// first letters.
func TestTablesOfForms(t *testing.T) {
	const fewest = 15 // of each kind, house rule
	for lang := range stopWords {
		data, err := os.ReadFile(filepath.Join("testdata", "forms", lang+".txt"))
		if err != nil {
			t.Errorf("%s has no table of forms: %v", lang, err)
			continue
		}
		meet, apart := 0, 0
		for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			words := strings.Fields(line)
			if words[len(words)-1] == "~" {
				continue
			}
			switch words[0] {
			case "=":
				meet++
				want := stemOf(t, lang, words[1])
				for _, w := range words[2:] {
					if got := stemOf(t, lang, w); got != want {
						t.Errorf("%s: %s becomes %q, %s becomes %q", lang, words[1], want, w, got)
					}
				}
			case "≠":
				apart++
				if a, b := stemOf(t, lang, words[1]), stemOf(t, lang, words[2]); a == b {
					t.Errorf("%s: %s and %s both become %q", lang, words[1], words[2], a)
				}
			default:
				t.Errorf("%s: no line of a table: %q", lang, line)
			}
		}
		if meet < fewest || apart < fewest {
			t.Errorf("%s: %d sets of forms that meet and %d pairs that do not, want %d of each", lang, meet, apart, fewest)
		}
	}
}
