package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hyphens knows the words of the document, so that a hyphen at the end of a
// line is kept where it belongs to the word.
type hyphens struct {
	words map[string]bool // also "inter-state"
	src   *source
}

var aWord = regexp.MustCompile(`[\pL\pM]+(?:-[\pL\pM]+)*`)

// firstParts are written with a hyphen more often than not in the letters of
// Indian offices. House rule.
var firstParts = map[string]bool{"pre": true, "non": true, "co": true, "inter": true, "intra": true, "sub": true, "self": true, "anti": true,
	"multi": true, "ex": true, "well": true, "cross": true, "post": true, "re": true, "vice": true, "follow": true, "set": true}

func newHyphens(src *source, pages []page) hyphens {
	h := hyphens{make(map[string]bool), src}
	for _, p := range pages {
		for _, l := range p.lines {
			for _, w := range aWord.FindAllString(l, -1) {
				h.words[strings.ToLower(w)] = true
			}
		}
	}
	return h
}

// between is what stands between two lines of one paragraph: a space, nothing
// where a hyphen only broke the word, or "-" where the hyphen stays.
func (h hyphens) between(last, next string) string {
	last = strings.TrimRight(last, " ")
	if strings.HasSuffix(last, "\u00ad") {
		return ""
	}
	first, ok := strings.CutSuffix(last, "-")
	if !ok {
		return " "
	}
	outside := func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsMark(c) }
	first = first[strings.LastIndexFunc(first, outside)+1:]
	second := next
	if i := strings.IndexFunc(next, outside); i >= 0 {
		second = next[:i]
	}
	letter, _ := utf8.DecodeRuneInString(second)
	whole, parted := strings.ToLower(first+second), strings.ToLower(first+"-"+second)
	switch {
	case first == "" || second == "":
		return " " // a dash
	case h.words[parted] || !unicode.IsLower(letter):
		return "-"
	case h.words[whole]:
		return ""
	case firstParts[strings.ToLower(first)]:
		h.src.note("is %q written with a hyphen? It stood at the end of a line", first+"-"+second)
		return "-"
	}
	h.src.note("is %q one word? A hyphen parted it at the end of a line", first+second)
	return ""
}

func (h hyphens) join(last, next string) string {
	switch b := h.between(last, next); b {
	case " ":
		return strings.TrimRight(last, " ") + " " + next
	case "-":
		return strings.TrimRight(last, " ") + next
	default:
		last = strings.TrimRight(last, " ")
		return strings.TrimSuffix(strings.TrimSuffix(last, "-"), "\u00ad") + next
	}
}

// edge is how many lines at the top and at the bottom of a page may run
// through all pages. House rule.
const edge = 3

var pageNumber = regexp.MustCompile(`(?i)^[-–—\[(|\s]*(?:page|pg\.?|पृष्ठ|صفحہ)?\s*[0-9०-९]{1,4}(?:\s*(?:of|/|का)\s*[0-9०-९]{1,4})?[-–—\])|\s]*$`)

// dropRunning takes off headers and footers: lines at the edge of a page that
// are alike on most pages but for figures, and numbers of pages.
func dropRunning(pages []page) {
	if len(pages) < 2 {
		return
	}
	seen, inside := make(map[string]int), make(map[string]bool)
	for _, p := range pages {
		var keys []string
		at := edges(p.lines)
		for _, i := range at {
			keys = append(keys, running(p.lines[i]))
		}
		for i, l := range p.lines {
			if !slices.Contains(at, i) {
				inside[running(l)] = true
			}
		}
		slices.Sort(keys)
		for _, k := range slices.Compact(keys) {
			seen[k]++
		}
	}
	for n, p := range pages {
		same := make(map[string]int)
		for _, i := range edges(p.lines) {
			same[running(p.lines[i])]++
		}
		for _, i := range edges(p.lines) {
			line := strings.TrimSpace(p.lines[i])
			k := running(line)
			// What stands in the middle of pages too is no head of theirs: the rows
			// of a table are alike but for figures.
			many := seen[k] >= 2 && seen[k]*2 > len(pages) && !inside[k]
			// The number of a letter stands at the head of its first page, and
			// may run along the top of all.
			if n == 0 && fileNumber.MatchString(line) && same[k] == 1 {
				continue
			}
			if many || pageNumber.MatchString(line) && !inside[k] {
				p.lines[i] = ""
				same[k]--
			}
		}
	}
}

// edges gives the first and the last lines of a page with words.
func edges(lines []string) []int {
	var full, all []int
	for i, l := range lines {
		if strings.TrimSpace(l) != "" {
			full = append(full, i)
		}
	}
	for n, i := range full {
		if n < edge || n >= len(full)-edge {
			all = append(all, i)
		}
	}
	return all
}

func running(line string) string {
	return strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		if unicode.IsDigit(c) {
			return '#'
		}
		return unicode.ToLower(c)
	}, line)), " ")
}
