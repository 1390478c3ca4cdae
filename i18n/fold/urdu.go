package fold

// arabicBlock is where the letters of romanLetters begin.
const arabicBlock = 0x600

// romanLetters is the table for Perso-Arabic consonants, after [Text]; alef, waw, heh and yeh depend on their place.
var romanLetters = [0x100]byte{
	'ب' - arabicBlock: 'b', 'پ' - arabicBlock: 'p', 'ت' - arabicBlock: 't', 'ٹ' - arabicBlock: 't', 'ث' - arabicBlock: 's', 'ج' - arabicBlock: 'j', 'چ' - arabicBlock: 'c', 'ح' - arabicBlock: 'h', 'خ' - arabicBlock: 'k', 'د' - arabicBlock: 'd', 'ڈ' - arabicBlock: 'd',
	'ذ' - arabicBlock: 'j', 'ر' - arabicBlock: 'r', 'ڑ' - arabicBlock: 'r', 'ز' - arabicBlock: 'j', 'ژ' - arabicBlock: 'j', 'س' - arabicBlock: 's', 'ش' - arabicBlock: 's', 'ص' - arabicBlock: 's', 'ض' - arabicBlock: 'j', 'ط' - arabicBlock: 't', 'ظ' - arabicBlock: 'j',
	'غ' - arabicBlock: 'g', 'ف' - arabicBlock: 'f', 'ق' - arabicBlock: 'k', 'ک' - arabicBlock: 'k', 'گ' - arabicBlock: 'g', 'ل' - arabicBlock: 'l', 'م' - arabicBlock: 'm', 'ن' - arabicBlock: 'n',
	// Sindhi
	'ٻ' - arabicBlock: 'b', 'ڀ' - arabicBlock: 'b', 'ٿ' - arabicBlock: 't', 'ٽ' - arabicBlock: 't', 'ٺ' - arabicBlock: 't', 'ڄ' - arabicBlock: 'j', 'ڃ' - arabicBlock: 'n', 'ڇ' - arabicBlock: 'c', 'ڊ' - arabicBlock: 'd', 'ڏ' - arabicBlock: 'd', 'ڌ' - arabicBlock: 'd',
	'ڍ' - arabicBlock: 'd', 'ڙ' - arabicBlock: 'r', 'ڦ' - arabicBlock: 'f', 'ڳ' - arabicBlock: 'g', 'ڱ' - arabicBlock: 'n', 'ڻ' - arabicBlock: 'n',
}

// romanArabic appends a folded Perso-Arabic word in Latin letters, without the short vowels that it does not hold.
func romanArabic(out []byte, word string, ghunna bool) []byte {
	var room [roomFor]rune
	s := room[:0]
	for _, r := range word {
		s = append(s, r)
	}
	at := func(i int) rune {
		if i >= 0 && i < len(s) {
			return s[i]
		}
		return 0
	}
	vowel := func(r rune) bool { return r == 'ا' || r == 'و' || r == 'ی' || r == 'ے' || r == 'ۆ' }
	consonant := func(r rune) bool { return r != 0 && !vowel(r) }
	for i, r := range s {
		first, last := i == 0, i == len(s)-1
		switch {
		case r < 0x80:
			out = append(out, byte(r))
		case r == 'ا' || r == 'ع':
			// Before waw or yeh an alef that opens the word only carries it: اور, ایک.
			if !(first && (at(1) == 'و' || at(1) == 'ی') && consonant(at(2))) && (r == 'ا' || first) {
				out = append(out, 'a')
			}
		case r == 'و' || r == 'ۆ':
			if i == 1 && at(0) == 'ی' && consonant(at(2)) {
				out = append(out, 'u') // یونیورسٹی, university
			} else if ghunna && i == len(s)-2 {
				out = append(out, 'o') // لڑکیوں, larkiyon
			} else if first && at(1) != 0 || vowel(at(i+1)) || vowel(at(i-1)) && !(i == 1 && at(0) == 'ا') {
				out = append(out, 'v')
			} else {
				out = append(out, 'o')
			}
		case r == 'ی' || r == 'ے':
			if first || at(i+1) == 'ا' || at(i+1) == 'و' {
				out = append(out, 'y')
			} else if r == 'ے' {
				out = append(out, 'e')
			} else {
				out = append(out, 'i')
			}
		case r == 'ہ':
			switch {
			case last && !first && consonant(at(i-1)):
				out = append(out, 'a') // silent: تھانہ, thana
			case i > 0 && aspirated(at(i-1)) && !last:
				// the sign of an aspirate, as it is folded
			default:
				out = append(out, 'h')
			}
		default:
			if r >= arabicBlock && r < arabicBlock+rune(len(romanLetters)) && romanLetters[r-arabicBlock] != 0 {
				out = append(out, romanLetters[r-arabicBlock])
			}
		}
	}
	return out
}

// aspirated tells the stops that a following heh makes breathy. It is the same letter as the consonant h once folded, so
// that an h after a stop is left out: شہر keeps its own.
func aspirated(r rune) bool {
	switch r {
	case 'ب', 'پ', 'ت', 'ٹ', 'ج', 'چ', 'د', 'ڈ', 'ک', 'گ', 'ڑ':
		return true
	}
	return false
}
