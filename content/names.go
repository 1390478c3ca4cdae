package content

import (
	"slices"
	"strings"
	"time"
)

// maxName bounds a slug: it becomes part of an address that people type.
const maxName = 100

// name is what the path of a library file says.
type name struct {
	kind, slug string
	lang       Lang
	version    string // "" for the newest text
}

// reserved are addresses of the library's own pages.
var reserved = []string{"laws/concordance"}

// parseName reads "<kind>/<slug>/<lang>[@date].md". msg says what is wrong
// with the path, "" if nothing is.
func parseName(path string) (n name, msg string) {
	steps := strings.Split(path, "/")
	if !slices.Contains(kinds, steps[0]) {
		return n, "there is no kind \"" + steps[0] + "\": put the document under one of " + strings.Join(kinds, ", ")
	}
	if len(steps) != 3 {
		return n, "move this file to <kind>/<slug>/<lang>.md: a library has exactly these two levels of folders"
	}
	n.kind, n.slug = steps[0], steps[1]
	if !isSlug(n.slug) {
		return n, "rename the folder: a slug is made of a–z, 0–9 and single dashes, at most 100 characters"
	}
	if slices.Contains(reserved, n.kind+"/"+n.slug) {
		return n, "rename the folder: the portal has a page of its own under this address"
	}
	base, ok := strings.CutSuffix(steps[2], ".md")
	if !ok {
		return n, "remove this file: a document's folder holds only <lang>.md and <lang>@<date>.md"
	}
	lang, version, older := strings.Cut(base, "@")
	if !isLang(lang) {
		return n, "rename this file: \"" + lang + "\" is not a language tag such as en, hi or mni-Mtei"
	}
	if older {
		if _, err := time.Parse(time.DateOnly, version); err != nil {
			return n, "rename this file: after the @ stands the day from which the text stood, such as hi@2020-12-01.md"
		}
	}
	n.lang, n.version = lang, version
	return n, ""
}

// IsSlug tells whether s may be the name of a document's folder.
func IsSlug(s string) bool { return isSlug(s) }

// IsLang tells whether s may be the language in the name of a document's file.
func IsLang(s string) bool { return isLang(s) }

// isSlug tells whether s is made of a–z, 0–9 and single dashes between them.
func isSlug(s string) bool {
	if s == "" || len(s) > maxName || strings.Contains(s, "--") || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// isLang tells whether s is a tag of language, script and region in their
// usual letters ("sat", "mni-Mtei", "ur-Arab-IN"). Nothing else may reach an
// address or an attribute.
func isLang(s string) bool {
	steps := strings.Split(s, "-")
	if n := len(steps[0]); n < 2 || n > 3 || !within(steps[0], 'a', 'z') {
		return false
	}
	steps = steps[1:]
	if len(steps) > 0 && len(steps[0]) == 4 {
		if !within(steps[0][:1], 'A', 'Z') || !within(steps[0][1:], 'a', 'z') {
			return false
		}
		steps = steps[1:]
	}
	if len(steps) > 0 && len(steps[0]) == 2 && within(steps[0], 'A', 'Z') {
		steps = steps[1:]
	}
	return len(steps) == 0
}

// within tells whether every byte of s is between from and to.
func within(s string, from, to byte) bool {
	for _, c := range []byte(s) {
		if c < from || c > to {
			return false
		}
	}
	return true
}

// leadingDate gives the date at the start of a slug, as long as it goes:
// "2024-03-04", "2012-05", "2012", or "" if the slug has none.
func leadingDate(slug string) string {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006"} {
		n := len(layout)
		if len(slug) > n && slug[n] != '-' || len(slug) < n {
			continue
		}
		if _, err := time.Parse(layout, slug[:n]); err == nil {
			return slug[:n]
		}
	}
	return ""
}
