package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is a word of a text.
type Word struct {
	Text       string // folded, without apostrophes
	Start, End int    // byte offsets in the text as it was given
}

// Words cuts s into words: runs of letters, marks and digits. Apostrophes and invisible characters inside a word belong
// to it ("don't" is the word "dont"). Positions are those of s itself.
func Words(s string) []Word {
	out := make([]Word, 0, len(s)/12+2)
	start, end := -1, 0
	flush := func() {
		if start < 0 {
			return
		}
		if text := letters(Text(s[start:end])); text != "" {
			out = append(out, Word{text, start, end})
		}
		start = -1
	}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case inWord(r):
			if start < 0 {
				start = i
			}
			end = i + size
		case start >= 0 && end == i && apostrophe(r):
			// Belongs to the word if a letter follows at once.
			next, _ := utf8.DecodeRuneInString(s[i+size:])
			if !unicode.IsLetter(next) {
				flush()
			} else {
				end = i + size
			}
		case ignorable(r):
			if start >= 0 && end == i {
				end = i + size
			}
		default:
			flush()
		}
		i += size
	}
	flush()
	for i, w := range out {
		out[i].End = trimEnd(s, w.Start, w.End)
	}
	return out
}

// trimEnd takes invisible characters off the end of a word.
func trimEnd(s string, start, end int) int {
	for end > start {
		r, size := utf8.DecodeLastRuneInString(s[start:end])
		if !ignorable(r) {
			break
		}
		end -= size
	}
	return end
}

func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	if r < rune(len(wordLetters)) {
		return wordLetters[r]
	}
	return lettersOrDigits(r)
}

// wordLetters is what inWord says of the letters that most texts are written in.
var wordLetters = func() (table [malayalam + 0x80]bool) {
	for r := range rune(len(table)) {
		table[r] = lettersOrDigits(r)
	}
	return table
}()

func lettersOrDigits(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r)) && !ignorable(r) && !apostrophe(r)
}

func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ':
		return true
	}
	return false
}

// letters keeps what belongs in a word: some letters decompose into several words, some into nothing.
func letters(folded string) string {
	clean := true
	for _, r := range folded {
		if !inWord(r) {
			clean = false
			break
		}
	}
	if clean {
		return folded
	}
	return strings.Map(func(r rune) rune {
		if !inWord(r) {
			return -1
		}
		return r
	}, folded)
}
