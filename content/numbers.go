package content

import "strings"

// isNumber tells whether s is the number of a paragraph as an author writes
// it between braces: "2", "15A", "2.vi", "2.vi.a", "A.1". It begins with a
// digit or one capital, so that the id made of it can be no heading's.
func isNumber(s string) bool {
	steps := strings.Split(s, ".")
	if len(steps) > 6 || s == "" || !startsNumber(s) {
		return false
	}
	for _, step := range steps {
		if step == "" || len(step) > 8 {
			return false
		}
		for _, c := range []byte(step) {
			if !isDigit(c) && (c|0x20 < 'a' || c|0x20 > 'z') {
				return false
			}
		}
	}
	return true
}

// label gives a number the form in which the document prints it: "2." for
// paragraph 2, "(vi)" for its sub-paragraph. Where the paragraph before it stands
// under another number, a reader would take "(3)" for a part of that: then all of
// it is printed, "2(3)".
func label(number, before string) string {
	cut := strings.LastIndexByte(number, '.')
	switch {
	case cut < 0:
		return number + "."
	case before != number[:cut] && !strings.HasPrefix(before, number[:cut+1]):
		return Reference("p" + number)
	}
	return "(" + number[cut+1:] + ")"
}

// bracedNumber takes "{2.vi}" off the start of a line. ok is false if the
// line does not begin with a brace; number is "" if what stands in the braces
// is not a number. size is how many bytes to leave out.
func bracedNumber(line []byte) (number string, size int, ok bool) {
	if len(line) == 0 || line[0] != '{' {
		return "", 0, false
	}
	for i, c := range line {
		if c == '}' {
			size = i + 1
			break
		}
	}
	if size == 0 || !isNumber(string(line[1:size-1])) {
		return "", 0, true
	}
	number = string(line[1 : size-1])
	for size < len(line) && (line[size] == ' ' || line[size] == '\t') {
		size++
	}
	return number, size, true
}

// startsNumber tells whether s begins as the number of a paragraph does: with
// a digit, or with one capital by itself.
func startsNumber(s string) bool {
	return s != "" && (isDigit(s[0]) || s[0] >= 'A' && s[0] <= 'Z' && (len(s) == 1 || s[1] == '.'))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
