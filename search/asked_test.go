package search_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"mukti/content"
	"mukti/search"
)

// askedFloors are the shares, in hundredths, of the questions in testdata/asked.tsv that have a document that answers them
// among the first three: what a reader with a small screen sees. A little below what was measured.
var askedFloors = map[string]int{"en": 88, "hi": 80, "others": 89}

// TestTheAnswerIsAmongTheFirst asks the whole library what people ask. A line of the file: language, question, the
// documents that answer it.
func TestTheAnswerIsAmongTheFirst(t *testing.T) {
	lib, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	x, err := search.Open(lib, "")
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	file, err := os.ReadFile("testdata/asked.tsv")
	if err != nil {
		t.Fatal(err)
	}
	asked, answered, lost := map[string]int{}, map[string]int{}, map[string][]string{}
	for line := range strings.Lines(string(file)) {
		field := strings.Split(strings.TrimSpace(line), "\t")
		if len(field) != 3 {
			t.Fatalf("not language, question, documents: %q", line)
		}
		answers := strings.Fields(field[2])
		for _, a := range answers {
			kind, slug, _ := strings.Cut(a, "/")
			if _, ok := lib.Document(kind, slug, "en"); !ok {
				t.Errorf("no such document: %s", a)
			}
		}
		r, err := x.Search(t.Context(), search.Query{Words: field[1], Lang: field[0]})
		if err != nil {
			t.Fatal(err)
		}
		group := field[0]
		if group != "en" && group != "hi" {
			group = "others"
		}
		asked[group]++
		var first []string
		for _, h := range r.Hits[:min(3, len(r.Hits))] {
			first = append(first, h.Kind+"/"+h.Slug)
		}
		if slices.ContainsFunc(first, func(d string) bool { return slices.Contains(answers, d) }) {
			answered[group]++
		} else {
			lost[group] = append(lost[group], field[1]+" → "+strings.Join(first, " "))
		}
	}
	for group, floor := range askedFloors {
		t.Logf("%s: %d of %d", group, answered[group], asked[group])
		if 100*answered[group] < floor*asked[group] {
			t.Errorf("%s: %d of %d questions are answered among the first three, want %d %%; not:\n%s", group, answered[group], asked[group], floor, strings.Join(lost[group], "\n"))
		} else {
			t.Log(strings.Join(lost[group], "\n"))
		}
	}
}
