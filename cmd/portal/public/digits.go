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

// spoken writes groups of digits so that a screen reader says each digit and
// rests between groups, and not "one hundred twenty-three thousand".
func spoken(number string) string {
	groups := strings.Fields(number)
	for i, g := range groups {
		groups[i] = strings.Join(strings.Split(g, ""), " ")
	}
	return strings.Join(groups, ", ")
}
