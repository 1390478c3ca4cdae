package content

import (
	"strconv"
	"strings"
	"unicode"
)

// maxHeadingID bounds an id in characters; longer headings are cut.
const maxHeadingID = 60

// headingID makes an id from a heading's text that is readable in every
// script: letters and their marks, digits, single dashes. The Markdown
// library's own ids keep only ASCII and leave nothing of a Hindi heading.
// taken holds the ids that the document uses already; the new one is added.
// next remembers the figure for the next heading with the same words: without
// it, a file of equal headings would take time with the square of their number.
func headingID(text string, taken map[string]bool, next map[string]int) string {
	var b strings.Builder
	n := 0
	for _, c := range text {
		if n >= maxHeadingID {
			break
		}
		switch {
		case unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c):
			b.WriteRune(unicode.ToLower(c))
			n++
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-") && !unicode.Is(unicode.Cf, c):
			// A joiner (Cf) shapes the letters beside it; it parts no words.
			b.WriteByte('-')
			n++
		}
	}
	id := strings.Trim(b.String(), "-")
	// p2 and s1 are the ids of paragraphs, also of those that a later text
	// of this document will have.
	if id == "" || isParagraphID(id) {
		id = strings.TrimSuffix("section-"+id, "-")
	}
	unique := id
	for taken[unique] {
		next[id] = max(next[id]+1, 2)
		unique = id + "-" + strconv.Itoa(next[id])
	}
	taken[unique] = true
	return unique
}

// isParagraphID tells whether a paragraph could have this id.
func isParagraphID(id string) bool {
	return len(id) > 1 && (id[0] == 'p' || id[0] == 's') && isDigit(id[1])
}

// explicitID takes an author's own id off the end of a heading, " {#id}".
// size is the length of what to leave out, 0 if there is none.
func explicitID(text string) (id string, size int) {
	trimmed := strings.TrimRight(text, " ")
	if !strings.HasSuffix(trimmed, "}") {
		return "", 0
	}
	start := strings.LastIndex(trimmed, "{#")
	if start < 0 {
		return "", 0
	}
	id = trimmed[start+2 : len(trimmed)-1]
	return id, len(text) - len(strings.TrimRight(text[:start], " "))
}
