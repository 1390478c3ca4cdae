package places

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// A token is a word of the text that is looked at.
type token struct {
	fold.Word
	raw    string // as written
	key    string // its sound; see sound
	script script
	common common
	apart  bool  // a comma or the end of a sentence stands before it
	lang   uint8 // the language of the text in Devanagari, 0 for none told; see [Gazetteer.tellLanguage]
}

type script uint8

const (
	otherScript script = iota
	latin
	arabic
	devanagari
	bengali
	gurmukhi
	gujarati
	odia
	tamil
	telugu
	kannada
	malayalam
)

// tokens cuts a text into words.
func tokens(text string) []token {
	words := fold.Words(text)
	out := make([]token, 0, len(words))
	for _, w := range words {
		raw := text[w.Start:w.End]
		if cut := digitsBegin(raw); cut > 0 {
			// "Mathura281001": the number is a word of its own.
			for _, part := range []fold.Word{{Start: w.Start, End: w.Start + cut}, {Start: w.Start + cut, End: w.End}} {
				raw := text[part.Start:part.End]
				part.Text = together(raw)
				out = append(out, token{Word: part, raw: raw, script: scriptOf(raw)})
			}
			continue
		}
		out = append(out, token{Word: w, raw: raw, script: scriptOf(raw)})
	}
	return out
}

// digitsBegin returns where the digits begin that end a word, 0 for a word
// that is not letters and then six digits.
func digitsBegin(word string) int {
	const pinDigits = 6
	n := 0
	for end := len(word); end > 0; {
		r, size := utf8.DecodeLastRuneInString(word[:end])
		if !unicode.IsDigit(r) {
			if n == pinDigits {
				return end
			}
			return 0
		}
		n++
		end -= size
	}
	return 0
}

func scriptOf(word string) script {
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case r < 0x250:
		return latin
	case r >= 0x600 && r < 0x780:
		return arabic
	case r >= 0x900 && r < 0xD80:
		switch r &^ 0x7F {
		case 0x900:
			return devanagari
		case 0x980:
			return bengali
		case 0xA00:
			return gurmukhi
		case 0xA80:
			return gujarati
		case 0xB00:
			return odia
		case 0xB80:
			return tamil
		case 0xC00:
			return telugu
		case 0xC80:
			return kannada
		case 0xD00:
			return malayalam
		}
	}
	return otherScript
}

// sound is the key of the word, made when it is first asked for.
func (t *token) sound() string {
	if t.key == "" {
		t.key = fold.Key(t.raw)
	}
	return t.key
}

// dotted returns the beginning of the word as written whose folded text is
// stem: the fold takes away the dot that makes another sound of a letter (ড়),
// and the sound must be looked up with it.
func (t *token) dotted(stem string) string {
	if !strings.ContainsFunc(t.raw, isDotted) {
		return stem
	}
	for end := len(t.raw); end > 0; {
		_, size := utf8.DecodeLastRuneInString(t.raw[:end])
		end -= size
		if next, _ := utf8.DecodeRuneInString(t.raw[end:]); !isDot(next) && fold.Text(t.raw[:end]) == stem {
			return t.raw[:end]
		}
	}
	return stem
}

// isDot tells the nukta of the nine scripts.
func isDot(r rune) bool { return r >= 0x900 && r < 0xD80 && r&0x7F == 0x3C }

// isDotted tells a nukta, and the letters that have one in them.
func isDotted(r rune) bool {
	switch {
	case isDot(r), r >= 0x958 && r <= 0x95F, r >= 0x9DC && r <= 0x9DF, r >= 0xA59 && r <= 0xA5E, r == 0xA33, r == 0xA36, r == 0xB5C, r == 0xB5D:
		return true
	}
	return false
}
