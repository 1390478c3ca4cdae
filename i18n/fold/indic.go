package fold

// The nine blocks from Devanagari to Malayalam repeat the same order of letters (that of ISCII), 128 places each: a
// letter's place in its block says what it is in all of them.
const (
	devanagari = 0x900
	bengali    = 0x980
	gurmukhi   = 0xA00
	gujarati   = 0xA80
	odia       = 0xB00
	tamil      = 0xB80
	telugu     = 0xC00
	kannada    = 0xC80
	malayalam  = 0xD00
)

// Places of letters in a block.
const (
	signNukta    = 0x3C
	signVirama   = 0x4D
	signAnusvara = 0x02
	signVisarga  = 0x03
	signAvagraha = 0x3D

	letterNga, letterNya, letterNna, letterNa, letterMa = 0x19, 0x1E, 0x23, 0x28, 0x2E
	letterYa, letterRra                                 = 0x2F, 0x31
)

func block(r rune) (base, place rune) { return r &^ 0x7F, r & 0x7F }

// indic appends what stands for a character of the nine blocks.
func indic(to []rune, r rune) []rune {
	base, place := block(r)
	if place >= 0x66 && place <= 0x6F {
		return append(to, '0'+place-0x66)
	}
	switch place {
	case signNukta, signVisarga, signAvagraha:
		// Bengali, Gurmukhi and the others leave these places to the same signs; Tamil's visarga is the letter aytham.
		if !(base == tamil && place == signVisarga) {
			return to
		}
	case 0x00, 0x01: // candrabindu and its inverted form
		return append(to, base+signAnusvara)
	}
	switch r {
	case 0x0A70: // tippi is the anusvara of other vowels
		return append(to, gurmukhi+signAnusvara)
	case 0x0A71: // addak doubles the next consonant, which writers leave out
		return to
	case 0x0D7A, 0x0D7B, 0x0D7C, 0x0D7D, 0x0D7E, 0x0D7F: // chillu: a consonant without its vowel, also written with a virama
		return append(to, chillu[r-0x0D7A], malayalam+signVirama)
	case 0x0D57: // the au sign: today's Malayalam spelling leaves out its left part
		if n := len(to); n > 0 && to[n-1] == 0x0D46 {
			to = to[:n-1]
		}
	case 0x09CE: // khanda-ta
		return append(to, 0x09A4, bengali+signVirama)
	case 0x09F0: // Assamese ra, typed with either keyboard
		return append(to, 0x09B0)
	case 0x0911: // डॉक्टर, डाक्टर
		return append(to, 0x0906)
	case 0x0949:
		return append(to, 0x093E)
	case 0x0972, 0x090D: // candra vowels of Marathi and of English words
		return append(to, 0x090F)
	case 0x0945:
		return append(to, 0x0947)
	case 0x0A91:
		return append(to, 0x0A93)
	case 0x0AC9:
		return append(to, 0x0ACB)
	case 0x0A8D:
		return append(to, 0x0A8F)
	case 0x0AC5:
		return append(to, 0x0AC7)
	case 0x0B35: // two letters for wa
		return append(to, 0x0B71)
	}
	return append(to, r)
}

var chillu = [6]rune{0x0D23, 0x0D28, 0x0D30, 0x0D32, 0x0D33, 0x0D15}

// nasals writes a nasal consonant that is joined to a consonant of its own row as anusvara: सम्पर्क as संपर्क. Dental
// na is written for the other rows and before sibilants as well (इन्सान, पन्जाब). Tamil has no anusvara: nothing to fold.
func nasals(s []rune) []rune {
	out := s[:0]
	for i := 0; i < len(s); i++ {
		if i+2 < len(s) && s[i] >= devanagari && s[i] < malayalam+0x80 {
			base, nasal := block(s[i])
			next := s[i+2]
			if nextBase, place := block(next); base != tamil && s[i+1] == base+signVirama && nextBase == base && sameRow(nasal, place) {
				out = append(out, base+signAnusvara)
				i++ // the virama
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

func sameRow(nasal, consonant rune) bool {
	switch nasal {
	case letterNga:
		return consonant >= 0x15 && consonant <= 0x18
	case letterNya:
		return consonant >= 0x1A && consonant <= 0x1D
	case letterNna:
		return consonant >= 0x1F && consonant <= 0x22
	case letterNa:
		return consonant >= 0x15 && consonant <= 0x2D && consonant != letterNga && consonant != letterNya &&
			consonant != letterNna && consonant != letterNa && consonant != 0x29 ||
			consonant >= 0x36 && consonant <= 0x38
	case letterMa:
		return consonant >= 0x2A && consonant <= 0x2D
	}
	return false
}
