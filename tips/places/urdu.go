package places

import (
	"strings"

	"mukti/i18n/fold"
)

// urduOf writes a name in Devanagari as Urdu does: consonants and long vowels,
// no short ones. The directory has names in Urdu only for Jammu and Kashmir
// and Ladakh; this finds the others as people write them.
func urduOf(name string) string {
	var b strings.Builder
	begin := true
	var last rune
	for _, r := range fold.Text(name) {
		switch u, ok := urduLetters[r]; {
		case ok:
			b.WriteString(u)
		case r == 0x093E: // aa
			b.WriteString("ا")
		case r == 0x0940 || r == 0x0947 || r == 0x0948: // ii, e, ai
			b.WriteString("ی")
		case r == 0x0942 || r == 0x094B || r == 0x094C: // uu, o, au
			b.WriteString("و")
		case r >= 0x0905 && r <= 0x0914:
			b.WriteString(urduVowel(r, begin))
		case r == 0x0902: // anusvara
			b.WriteString("ن")
		case r == ' ' || r == '-':
			b.WriteString(" ")
		}
		begin = r == ' ' || r == '-'
		last = r
	}
	// A final i or u is written long: तिरुपति, تروپتی.
	switch last {
	case 0x093F:
		b.WriteString("ی")
	case 0x0941:
		b.WriteString("و")
	}
	return b.String()
}

// urduVowel writes a vowel letter: an alef carries it where a word begins.
func urduVowel(r rune, begin bool) string {
	alef := ""
	if begin {
		alef = "ا"
	}
	switch r {
	case 'आ':
		return "ا"
	case 'ई', 'ए', 'ऐ':
		return alef + "ی"
	case 'ऊ', 'ओ', 'औ':
		return alef + "و"
	}
	if begin {
		return alef
	}
	return "" // a short vowel is not written
}

var urduLetters = map[rune]string{
	'क': "ک", 'ख': "کھ", 'ग': "گ", 'घ': "گھ", 'ङ': "ن", 'च': "چ", 'छ': "چھ", 'ज': "ج", 'झ': "جھ", 'ञ': "ن",
	'ट': "ٹ", 'ठ': "ٹھ", 'ड': "ڈ", 'ढ': "ڈھ", 'ण': "ن", 'त': "ت", 'थ': "تھ", 'द': "د", 'ध': "دھ", 'न': "ن",
	'प': "پ", 'फ': "پھ", 'ब': "ب", 'भ': "بھ", 'म': "م", 'य': "ی", 'र': "ر", 'ल': "ل", 'ळ': "ل", 'व': "و",
	'श': "ش", 'ष': "ش", 'स': "س", 'ह': "ہ",
}
