package public

import (
	"strings"

	"mukti/i18n"
)

// ownDigits writes Latin digits in those of the reader's script; "" where the
// reader's script has none of its own.
func ownDigits(sp i18n.Speaker, s string) string {
	digits := []rune(sp.Language().Digits)
	if len(digits) != 10 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return digits[r-'0']
		}
		return r
	}, s)
}
