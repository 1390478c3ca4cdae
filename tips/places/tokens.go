package places

import (
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
