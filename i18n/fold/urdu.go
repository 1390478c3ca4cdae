package fold

import "strings"

// romanLetters is the table for Perso-Arabic consonants, after [Text]; alef, waw, heh and yeh depend on their place.
var romanLetters = map[rune]string{
	'ب': "b", 'پ': "p", 'ت': "t", 'ٹ': "t", 'ث': "s", 'ج': "j", 'چ': "ch", 'ح': "h", 'خ': "kh", 'د': "d", 'ڈ': "d",
	'ذ': "z", 'ر': "r", 'ڑ': "r", 'ز': "z", 'ژ': "z", 'س': "s", 'ش': "sh", 'ص': "s", 'ض': "z", 'ط': "t", 'ظ': "z",
	'غ': "gh", 'ف': "f", 'ق': "q", 'ک': "k", 'گ': "g", 'ل': "l", 'م': "m", 'ن': "n",
	// Sindhi
	'ٻ': "b", 'ڀ': "bh", 'ٿ': "th", 'ٽ': "t", 'ٺ': "th", 'ڄ': "j", 'ڃ': "n", 'ڇ': "chh", 'ڊ': "d", 'ڏ': "d", 'ڌ': "dh",
	'ڍ': "dh", 'ڙ': "r", 'ڦ': "ph", 'ڳ': "g", 'ڱ': "n", 'ڻ': "n",
}

// romanArabic writes a folded Perso-Arabic word in Latin letters, without the short vowels that it does not hold.
func romanArabic(word string) string {
	s := []rune(word)
	at := func(i int) rune {
		if i >= 0 && i < len(s) {
			return s[i]
		}
		return 0
	}
	vowel := func(r rune) bool { return r == 'ا' || r == 'و' || r == 'ی' || r == 'ے' || r == 'ۆ' }
	consonant := func(r rune) bool { return r != 0 && !vowel(r) }
	var out strings.Builder
	for i, r := range s {
		first, last := i == 0, i == len(s)-1
		switch {
		case r < 0x80:
			out.WriteRune(r)
		case r == 'ا' || r == 'ع':
			// Before waw or yeh an alef that opens the word only carries it: اور, ایک.
			if !(first && (at(1) == 'و' || at(1) == 'ی') && consonant(at(2))) && (r == 'ا' || first) {
				out.WriteByte('a')
			}
		case r == 'و' || r == 'ۆ':
			if first && at(1) != 0 || vowel(at(i+1)) || vowel(at(i-1)) && !(i == 1 && at(0) == 'ا') {
				out.WriteByte('v')
			} else {
				out.WriteByte('o')
			}
		case r == 'ی' || r == 'ے':
			if first || at(i+1) == 'ا' || at(i+1) == 'و' {
				out.WriteByte('y')
			} else if r == 'ے' {
				out.WriteByte('e')
			} else {
				out.WriteByte('i')
			}
		case r == 'ہ':
			if last && !first && consonant(at(i-1)) {
				out.WriteByte('a') // silent: تھانہ, thana
			} else {
				out.WriteByte('h')
			}
		default:
			out.WriteString(romanLetters[r])
		}
	}
	return out.String()
}
