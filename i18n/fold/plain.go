package fold

import (
	"unicode"
	"unicode/utf8"
)

// plain is the short way for what words of the nine Indic blocks and of Urdu are nearly always made of: letters and signs
// that normalisation leaves as they are, or of which folding drops what it would add. It gives up (false) where the
// order or the joining of marks matters, and [Text] then goes the long way; both come to the same.
func plain(s string) (string, bool) {
	var room [roomFor]rune
	out := room[:0]
	nasal, same := false, true // same is whether out is s so far
	for _, r := range s {
		n := len(out)
		switch {
		case r < utf8.RuneSelf:
			if r >= 'A' && r <= 'Z' {
				out, same = append(out, r+'a'-'A'), false
				continue
			}
			out = append(out, r)
		case r >= devanagari && r < malayalam+0x80:
			var ok bool
			if out, ok = plainIndic(out, r); !ok {
				return "", false
			}
			same = same && len(out) == n+1 && out[n] == r
			nasal = nasal || len(out) > 0 && out[len(out)-1]&0x7F == signVirama
		case r >= 0x620 && r < 0x700 && (r < 0x674 || r > 0x678):
			if dropped(r) || r == 0x6DD { // the one invisible character of the block, the end of an ayah
				same = false
				continue
			}
			letter := arabic(withoutHamza(r))
			out, same = append(out, letter), same && letter == r
		case r == 0x200C || r == 0x200D:
			same = false
		default:
			return "", false
		}
	}
	if nasal {
		n := len(out)
		out = nasals(out)
		same = same && len(out) == n // it takes a virama away with each change
	}
	if same {
		return s, true
	}
	return string(out), true
}

func plainIndic(out []rune, r rune) ([]rune, bool) {
	base, place := block(r)
	last := rune(0)
	if len(out) > 0 {
		last = out[len(out)-1]
	}
	switch {
	case (r == 0x0D4C || r == 0x0D57) && last != 0x0D46:
		return append(out, 0x0D57), true // the au sign, as it is written today
	case r == 0x0D4C:
		return out, false
	case place >= 0x51 && place <= 0x57, place == 0x42 && base == kannada, place >= 0x70 && r != 0x0A70 && r != 0x0A71 && !unicode.IsLetter(r):
		return out, false // accents, and the second parts of vowel signs
	case place == 0x3E && last >= devanagari && (last&0x7F == 0x46 || last&0x7F == 0x47):
		return out, false
	case place == signNukta && (last < devanagari || !unicode.IsLetter(last)):
		return out, false
	}
	if plain := withoutNukta(r); plain != r {
		return append(out, plain), true
	}
	return indic(out, r), true
}

// withoutNukta is the letter under a letter that Unicode decomposes into it and a nukta.
func withoutNukta(r rune) rune {
	switch r {
	case 0x929:
		return 0x928
	case 0x931:
		return 0x930
	case 0x934:
		return 0x933
	case 0x958, 0x959, 0x95A:
		return r - 0x958 + 0x915
	case 0x95B:
		return 0x91C
	case 0x95C, 0x95D:
		return r - 0x95C + 0x921
	case 0x95E:
		return 0x92B
	case 0x95F:
		return 0x92F
	case 0x9DC, 0x9DD:
		return r - 0x9DC + 0x9A1
	case 0x9DF:
		return 0x9AF
	case 0xA33:
		return 0xA32
	case 0xA36:
		return 0xA38
	case 0xA59, 0xA5A:
		return r - 0xA59 + 0xA16
	case 0xA5B:
		return 0xA1C
	case 0xA5E:
		return 0xA2B
	case 0xB5C, 0xB5D:
		return r - 0xB5C + 0xB21
	}
	return r
}

// withoutHamza is the letter under a letter that Unicode decomposes into it and a hamza or madda.
func withoutHamza(r rune) rune {
	switch r {
	case 0x622, 0x623, 0x625:
		return 0x627
	case 0x624:
		return 0x648
	case 0x626:
		return 0x64A
	case 0x6C0:
		return 0x6D5
	case 0x6C2:
		return 0x6C1
	case 0x6D3:
		return 0x6D2
	}
	return r
}
