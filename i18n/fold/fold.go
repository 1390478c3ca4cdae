// Package fold makes spellings that a reader takes for the same word the same string: in the nine Indic scripts of the
// Brahmi family, in Perso-Arabic and in Latin. Places, triage and search share it, so that what one finds the others
// find too.
//
// [Text] keeps the script and folds its variants. [Key] leaves the script and gives the sound in Latin letters, so that
// "Mathura", "मथुरा" and "মথুরা" meet; [Skeleton] keeps only its consonants.
package fold

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text folds s for matching: lower case, compatibility forms and invisible characters resolved, every script's digits
// as ASCII, Latin diacritics, nukta, visarga and harakat away, the spellings of a nasal before a consonant (हिन्दी,
// हिंदी), of Malayalam chillu and Bengali khanda-ta, and of the Perso-Arabic yeh, kaf, heh and alef made one.
// Text(Text(s)) == Text(s), and what is folded already is returned as it is. Bytes that are not UTF-8 are dropped.
func Text(s string) string {
	if lower, ok := ascii(s); ok {
		return lower
	}
	if short, ok := plain(s); ok {
		return short
	}
	return long(s)
}

// long folds any text.
func long(s string) string {
	runes := make([]rune, 0, len(s))
	for _, r := range norm.NFKD.String(visible(s)) {
		runes = fold(runes, r)
	}
	runes = nasals(runes)
	return norm.NFC.String(string(runes))
}

// ascii is the short way for the commonest texts.
func ascii(s string) (string, bool) {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return "", false
		}
	}
	return strings.ToLower(s), true
}

// visible drops what is not a character for the eye: wrong bytes, format characters (joiners, soft hyphens, marks of
// direction), variation selectors. It comes before everything else, because a joiner hides that two marks belong together.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if ignorable(r) {
			return -1
		}
		return r
	}, s)
}

func ignorable(r rune) bool {
	return r == utf8.RuneError || r >= 0x80 && unicode.Is(unicode.Cf, r) ||
		r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF
}

// fold appends what stands for r, a character of a decomposed string.
func fold(to []rune, r rune) []rune {
	switch {
	case r < utf8.RuneSelf:
		return append(to, unicode.ToLower(r))
	case dropped(r):
		return to
	case r >= 0x900 && r < 0xD80:
		return indic(to, r)
	case r >= 0x600 && r < 0x780:
		return append(to, arabic(r))
	}
	if d, ok := digit(r); ok {
		return append(to, d)
	}
	switch r = unicode.ToLower(r); r {
	case 'ß':
		return append(to, 's', 's')
	case 'æ':
		return append(to, 'a', 'e')
	case 'œ':
		return append(to, 'o', 'e')
	case 'ø':
		return append(to, 'o')
	case 'đ', 'ð':
		return append(to, 'd')
	case 'ł':
		return append(to, 'l')
	case 'ı':
		return append(to, 'i')
	case 'ς':
		return append(to, 'σ')
	case '’', '‘', 'ʼ', 'ʻ', '′', '`', '´':
		return append(to, '\'')
	}
	return append(to, r)
}

// dropped tells the marks that spelling may leave out.
func dropped(r rune) bool {
	switch {
	case r >= 0x300 && r <= 0x36F, r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF, r >= 0xFE20 && r <= 0xFE2F:
		return true // diacritics that combine with any letter
	case r >= 0x64B && r <= 0x65F, r == 0x670, r >= 0x6D6 && r <= 0x6ED && unicode.Is(unicode.Mn, r):
		return true // harakat and Quranic marks
	case r == 0x621, r == 0x640, r == 0x674:
		return true // hamza alone, tatweel, high hamza
	case r >= 0x951 && r <= 0x954, r >= 0x1CD0 && r <= 0x1CFA && unicode.Is(unicode.Mn, r):
		return true // Vedic accents
	}
	return false
}

// digit returns the ASCII digit of a decimal digit of any script.
func digit(r rune) (rune, bool) {
	if r < utf8.RuneSelf {
		return r, r >= '0' && r <= '9'
	}
	// Every range of decimal digits is made of whole sets of ten (The Unicode Standard, 4.6).
	for _, g := range unicode.Nd.R16 {
		if r <= rune(g.Hi) {
			return '0' + (r-rune(g.Lo))%10, r >= rune(g.Lo)
		}
	}
	for _, g := range unicode.Nd.R32 {
		if r <= rune(g.Hi) {
			return '0' + (r-rune(g.Lo))%10, r >= rune(g.Lo)
		}
	}
	return 0, false
}

// Digits writes every script's decimal digits as ASCII and changes nothing else; bytes that are not UTF-8 are dropped.
func Digits(s string) string {
	if _, ok := ascii(s); ok {
		return s
	}
	return strings.Map(func(r rune) rune {
		if d, ok := digit(r); ok {
			return d
		}
		if r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}
