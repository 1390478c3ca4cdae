package triage

import (
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// hiddenID stands where an Aadhaar-like number stood.
const hiddenID = "████ ████ ████"

// MaskIDs returns text with every Aadhaar-like number, as the marks know one,
// blacked out: digits of any script, with what may stand between them. All
// else is left as it is.
func MaskIDs(text string) string {
	for _, m := range findMarks(text, "") {
		if m.Kind == MarkAadhaar {
			text = blackOut(text, m.Value)
		}
	}
	return text
}

// blackOut hides every place where the digits stand one after the other.
func blackOut(text, digits string) string {
	var out strings.Builder
	for len(text) > 0 {
		if n := digitsAt(text, digits); n > 0 {
			out.WriteString(hiddenID)
			text = text[n:]
			continue
		}
		_, size := utf8.DecodeRuneInString(text)
		out.WriteString(text[:size])
		text = text[size:]
	}
	return out.String()
}

// digitsAt is how many bytes at the head of text spell the digits; 0 if none do.
func digitsAt(text, digits string) int {
	at, between := 0, 0
	for n, r := range text {
		d := fold.Digits(string(r))
		switch {
		case len(d) == 1 && d[0] == digits[at]:
			if at++; at == len(digits) {
				return n + utf8.RuneLen(r)
			}
			between = 0
		case at == 0 || len(d) == 1 && d[0] >= '0' && d[0] <= '9':
			return 0
		default:
			if between++; between > 3 || !strings.ContainsRune(" -–.\u00a0\u200b\u200c\u200d", r) {
				return 0
			}
		}
	}
	return 0
}
