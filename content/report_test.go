package content

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const hindi = "advisories/2024-03-04-child-labour/hi.md"

// fresh is the line that keeps a letter from being stale.
func checked(front string) string {
	return strings.Replace(front, "title: T\n", "title: T\nchecked_on: 2026-11-01\n", 1)
}

// TestRemarks: a case for every sort, and none where there is nothing to say.
func TestRemarks(t *testing.T) {
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	front := func(line string) string { return checked(swapped("issuer", line+"\nissuer")) }
	both := func(english string) map[string]string {
		return map[string]string{letter: english, hindi: english}
	}
	contact := func(day, more string) string {
		return "contacts: [{name: Childline, phone: '1098', owner: Editor, checked_on: " + day + more + "}]"
	}
	inSlug := func(slug, text string) map[string]string {
		return map[string]string{letter: text, hindi: text, "advisories/" + slug + "/en.md": text, "advisories/" + slug + "/hi.md": text}
	}
	for name, c := range map[string]struct {
		files map[string]string
		sort  Sort
		want  string
	}{
		"nothing to say":                  {both(checked(swapped("", ""))), 0, ""},
		"a help page of ours":             {map[string]string{"help/a/en.md": helpLines + "A\n", "help/a/hi.md": helpLines + "A\n"}, 0, ""},
		"unsure":                          {both(front("review: true\nreview_note: the date")), Unsure, letter + ":5: settle what is unsure, then remove review and review_note: the date"},
		"an unsure paragraph":             {both(checked(strings.Replace(swapped("", ""), "{1}", `{1 review="true"}`, 1))), Unsure, "in paragraph 1"},
		"never compared":                  {both(swapped("", "")), StaleReview, letter + ":1: compare the text with its source and write"},
		"compared a year and a day ago":   {both(swapped("issuer", "checked_on: 2025-11-21\nissuer")), StaleReview, letter + ":4: compare the text with its source again"},
		"compared a year ago":             {both(swapped("issuer", "checked_on: 2025-11-22\nissuer")), 0, ""},
		"a stale contact":                 {both(front(contact("2026-05-21", ""))), StaleContact, letter + ":5: try Childline again and write the day as checked_on: the last time was 2026-05-21; Editor keeps it"},
		"a stale emergency number":        {both(front(contact("2025-01-01", ", emergency: true"))), StaleContact, "try Childline again"},
		"a contact tried six months ago":  {both(front(contact("2026-05-22", ""))), 0, ""},
		"a law that no lawyer has seen":   {map[string]string{law: checked(inLaw("keywords: [a]")), strings.Replace(law, "en", "hi", 1): checked(inLaw("keywords: [a]"))}, NoLawyer, law + ":1: have a lawyer check"},
		"a law that a lawyer has seen":    {map[string]string{law: checked(inLaw("lawyer: {name: A, on: 2026-01-01}")), strings.Replace(law, "en", "hi", 1): checked(inLaw("keywords: [a]"))}, 0, ""},
		"a language missing":              {map[string]string{letter: checked(swapped("", ""))}, MissingLanguage, letter + ":1: add hi.md"},
		"the same number and date":        {inSlug("2024-03-04-other", front("number: 15011/1")), PerhapsTwice, "advisories/2024-03-04-other/en.md:5: is this advisories/2024-03-04-child-labour once more"},
		"one file number, two other days": {map[string]string{letter: front("number: 15011/1"), hindi: front("number: 15011/1"), "advisories/2024-03-05-b/en.md": strings.Replace(front("number: 15011/1"), "03-04", "03-05", 1), "advisories/2024-03-05-b/hi.md": strings.Replace(front("number: 15011/1"), "03-04", "03-05", 1)}, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for p, text := range c.files {
				tree[p] = &fstest.MapFile{Data: []byte(text)}
			}
			lib, faults, remarks := Check(today, []string{"en", "hi"}, tree)
			if lib == nil || len(faults) > 0 {
				t.Fatalf("faults: %v", faults)
			}
			said := 0
			for _, r := range remarks {
				if c.want != "" && r.Sort == c.sort && strings.Contains(r.Error(), c.want) {
					said++
				} else if !strings.HasSuffix(r.File, "hi.md") {
					t.Errorf("not expected: %d %s", r.Sort, r.Error())
				}
			}
			if (said > 0) != (c.want != "") {
				t.Errorf("not said: %s in %v", c.want, remarks)
			}
		})
	}
}

// TestAStaleTranslationIsRemarked: the operator replaced the English text only.
func TestAStaleTranslationIsRemarked(t *testing.T) {
	text := checked(swapped("", ""))
	below := fstest.MapFS{letter: {Data: []byte(text)}, hindi: {Data: []byte(text)}}
	above := fstest.MapFS{letter: {Data: []byte(text + "\n{2} More.\n")}}
	_, faults, remarks := Check(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), nil, below, above)
	if len(faults) > 0 || len(remarks) != 1 || remarks[0].Sort != StaleText || remarks[0].File != hindi {
		t.Errorf("%v %v", faults, remarks)
	}
}

// TestRemarksAndFaultsComeAtOnce: a fault in one file hides no remark of another.
func TestRemarksAndFaultsComeAtOnce(t *testing.T) {
	lib, faults, remarks := Check(time.Now(), []string{"en"}, fstest.MapFS{
		letter:         {Data: []byte(swapped("", ""))},
		"help/a/en.md": {Data: []byte(helpLines + "[x](/laws/none) [[sops/none]] {1}\n\n{? page 2 is a picture}\n")},
		"help/a/b.pdf": {Data: []byte("x")},
	})
	if lib != nil || len(faults) < 3 || len(remarks) != 1 {
		t.Errorf("%v\n%v", faults, remarks)
	}
}

// TestAChangedOriginalIsAFault: the check reads every original.
func TestAChangedOriginalIsAFault(t *testing.T) {
	sum := sha256.Sum256([]byte("%PDF"))
	line := "pages: [{file: letter.pdf, title: A, bytes: 4, sha256: " + hex.EncodeToString(sum[:]) + ", format: PDF}]\nissuer"
	for data, want := range map[string]int{"%PDF": 0, "%PDX": 1} {
		_, faults, _ := Check(time.Now(), nil, fstest.MapFS{letter: {Data: []byte(swapped("issuer", line))}, path.Dir(letter) + "/letter.pdf": {Data: []byte(data)}})
		if len(faults) != want {
			t.Errorf("%q: %v", data, faults)
		}
	}
}

// TestEditorsCopiesAreNoPartOfTheLibrary: what editors leave while they save.
func TestEditorsCopiesAreNoPartOfTheLibrary(t *testing.T) {
	tree := fstest.MapFS{letter: {Data: []byte(swapped("", ""))}}
	for _, name := range []string{"en.md~", "#en.md#", ".en.md.swp", ".#en.md"} {
		tree[path.Dir(letter)+"/"+name] = &fstest.MapFile{Data: []byte("x")}
	}
	if _, err := Load(tree); err != nil {
		t.Error(err)
	}
}
