package fold

import "strings"

// romanLetters is the table for Perso-Arabic consonants, after [Text]; alef, waw, heh and yeh depend on their place.
var romanLetters = map[rune]string{
	'ب': "b", 'پ': "p", 'ت': "t", 'ٹ': "t", 'ث': "s", 'ج': "j", 'چ': "c", 'ح': "h", 'خ': "k", 'د': "d", 'ڈ': "d",
	'ذ': "j", 'ر': "r", 'ڑ': "r", 'ز': "j", 'ژ': "j", 'س': "s", 'ش': "s", 'ص': "s", 'ض': "j", 'ط': "t", 'ظ': "j",
	'غ': "g", 'ف': "f", 'ق': "k", 'ک': "k", 'گ': "g", 'ل': "l", 'م': "m", 'ن': "n",
	// Sindhi
	'ٻ': "b", 'ڀ': "b", 'ٿ': "t", 'ٽ': "t", 'ٺ': "t", 'ڄ': "j", 'ڃ': "n", 'ڇ': "c", 'ڊ': "d", 'ڏ': "d", 'ڌ': "d",
	'ڍ': "d", 'ڙ': "r", 'ڦ': "f", 'ڳ': "g", 'ڱ': "n", 'ڻ': "n",
}

// romanArabic writes a folded Perso-Arabic word in Latin letters, without the short vowels that it does not hold.
func romanArabic(word string, ghunna bool) string {
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
			if i == 1 && at(0) == 'ی' && consonant(at(2)) {
				out.WriteByte('u') // یونیورسٹی, university
			} else if ghunna && i == len(s)-2 {
				out.WriteByte('o') // لڑکیوں, larkiyon
			} else if first && at(1) != 0 || vowel(at(i+1)) || vowel(at(i-1)) && !(i == 1 && at(0) == 'ا') {
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
			switch {
			case last && !first && consonant(at(i-1)):
				out.WriteByte('a') // silent: تھانہ, thana
			case i > 0 && aspirated(at(i-1)) && !last:
				// the sign of an aspirate, as it is folded
			default:
				out.WriteByte('h')
			}
		default:
			out.WriteString(romanLetters[r])
		}
	}
	return out.String()
}

// aspirated tells the stops that a following heh makes breathy. It is the same letter as the consonant h once folded, so
// that an h after a stop is left out: شہر keeps its own.
func aspirated(r rune) bool { return strings.ContainsRune("بپتٹجچدڈکگڑ", r) }
