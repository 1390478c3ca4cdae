package content

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// Bounds on a body, checked before the Markdown reader sees it. The reader
// works recursively and, inside one block, in time that grows with the square
// of its markup: a page for people stays far below these numbers, and what
// exceeds them would only burn the machine.
const (
	maxFile      = 1 << 20   // bytes of a file
	maxDepth     = 16        // quotes and lists inside one another on one line
	maxIndent    = 64        // columns before the first character of a line
	maxOpen      = 64        // brackets of one sort open at once in one block
	maxBlock     = 256 << 10 // bytes between two empty lines
	maxBlockMark = 4000      // characters of markup between two empty lines
)

// guard reports what must not be given to the Markdown reader. line is the
// line on which text begins.
func guard(r *report, text []byte, line int) {
	before := len(r.faults)
	var b block
	for ; len(text) > 0 && len(r.faults) == before; line++ {
		row, rest, _ := bytes.Cut(text, []byte("\n"))
		text = rest
		if len(bytes.TrimSpace(row)) == 0 {
			b = block{}
			continue
		}
		if indent(row) > maxIndent {
			r.add(line, "indent this line less: at most %d columns", maxIndent)
			return
		}
		if depth(row) > maxDepth {
			r.add(line, "nest quotes and lists less: at most %d inside one another", maxDepth)
			return
		}
		b.take(r, row, line)
	}
}

// block counts through the lines between two empty ones.
type block struct {
	size, marks   int
	square, round int
}

func (b *block) take(r *report, row []byte, line int) {
	b.size += len(row) + 1
	for _, c := range row {
		switch c {
		case '[':
			b.square++
		case ']':
			b.square = max(b.square-1, 0)
		case '(':
			b.round++
		case ')':
			b.round = max(b.round-1, 0)
		}
		switch c {
		case '[', ']', '<', '`', '*', '_', '!', '&', '\\':
			b.marks++
		}
		if b.square > maxOpen || b.round > maxOpen {
			r.add(line, "close some brackets: at most %d may be open at once", maxOpen)
			return
		}
	}
	if b.size > maxBlock || b.marks > maxBlockMark {
		r.add(line, "put an empty line before this one: a block holds at most %d KiB and %d characters of markup",
			maxBlock>>10, maxBlockMark)
	}
}

// indent counts the columns before the first character, a tab as four.
func indent(row []byte) int {
	n := 0
	for _, c := range row {
		switch c {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return n
		}
	}
	return n
}

// depth counts the marks of quotes, lists and definitions with which a line
// begins.
func depth(row []byte) int {
	n := 0
	for i := 0; i < len(row); {
		switch c := row[i]; {
		case c == ' ' || c == '\t':
			i++
		case c == '>':
			n++
			i++
		case c == '-' || c == '*' || c == '+' || c == ':':
			if i+1 < len(row) && row[i+1] != ' ' && row[i+1] != '\t' {
				return n
			}
			n++
			i++
		case c >= '0' && c <= '9':
			end := i
			for end < len(row) && row[end] >= '0' && row[end] <= '9' {
				end++
			}
			if end == len(row) || row[end] != '.' && row[end] != ')' {
				return n
			}
			if end+1 < len(row) && row[end+1] != ' ' && row[end+1] != '\t' {
				return n
			}
			n++
			i = end + 1
		default:
			return n
		}
	}
	return n
}

// readable reports a file that is not plain text. Nothing else can be said
// about such a file.
func readable(r *report, data []byte) bool {
	if len(data) > maxFile {
		r.add(0, "split this file: it may take at most 1 MiB")
		return false
	}
	ok := true
	if i := slices.IndexFunc(data, isControl); i >= 0 {
		r.add(lineAt(data, i), "remove the control character U+%04X: a library file is plain text", data[i])
		ok = false
	}
	if !utf8.Valid(data) {
		r.add(lineAt(data, firstInvalid(data)), "save this file as UTF-8: this line is in another encoding")
		ok = false
	}
	return ok
}

// isControl tells the characters that no text has: NUL, escape and the like.
// In UTF-8 these bytes are part of no other character.
func isControl(c byte) bool { return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f }

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		c, n := utf8.DecodeRune(data[i:])
		if c == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// lineAt gives the line, from 1, on which the byte at offset stands.
func lineAt(data []byte, offset int) int { return 1 + bytes.Count(data[:offset], []byte("\n")) }
