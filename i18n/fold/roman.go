package fold

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// unit is one written syllable part: a consonant with the vowel that follows it.
type unit struct {
	consonant, vowel string
	kind             byte // C consonant, V vowel letter, N nasal or breath sign, L Latin letter or digit
	inherent         bool // the vowel is not written, only implied
	nya, trill       bool // the letters nya and rra
	ya               bool // the letter ya where it is spoken j, unless it is joined to another
}

// Letters by their place in a block; "" where a place is empty.
var romanConsonants = [0x80]string{
	0x15: "k", 0x16: "kh", 0x17: "g", 0x18: "gh", 0x19: "n", 0x1A: "ch", 0x1B: "chh", 0x1C: "j", 0x1D: "jh", 0x1E: "n",
	0x1F: "t", 0x20: "th", 0x21: "d", 0x22: "dh", 0x23: "n", 0x24: "t", 0x25: "th", 0x26: "d", 0x27: "dh", 0x28: "n",
	0x29: "n", 0x2A: "p", 0x2B: "ph", 0x2C: "b", 0x2D: "bh", 0x2E: "m", 0x2F: "y", 0x30: "r", 0x31: "r", 0x32: "l",
	0x33: "l", 0x34: "zh", 0x35: "v", 0x36: "sh", 0x37: "sh", 0x38: "s", 0x39: "h",
	0x58: "k", 0x59: "kh", 0x5A: "g", 0x5B: "z", 0x5C: "r", 0x5D: "rh", 0x5E: "f", 0x5F: "y",
}

var romanVowels = [0x80]string{
	0x05: "a", 0x06: "aa", 0x07: "i", 0x08: "ii", 0x09: "u", 0x0A: "uu", 0x0B: "ri", 0x0C: "li", 0x0D: "e", 0x0E: "e",
	0x0F: "e", 0x10: "ai", 0x11: "o", 0x12: "o", 0x13: "o", 0x14: "au", 0x60: "ri", 0x72: "e",
}

var romanSigns = [0x80]string{
	0x3E: "aa", 0x3F: "i", 0x40: "ii", 0x41: "u", 0x42: "uu", 0x43: "ri", 0x44: "ri", 0x45: "e", 0x46: "e", 0x47: "e",
	0x48: "ai", 0x49: "o", 0x4A: "o", 0x4B: "o", 0x4C: "au", 0x57: "au",
}

// withNukta is what a nukta makes of a consonant.
func withNukta(consonant string) string {
	switch consonant {
	case "j":
		return "z"
	case "ph":
		return "f"
	case "d":
		return "r"
	case "dh":
		return "rh"
	case "s":
		return "sh"
	}
	return consonant
}

// romanIndic appends a word of the nine blocks in Latin letters.
func romanIndic(to []byte, word string) []byte {
	var room [24]unit
	units, base, ok := settled(room[:0], word)
	if !ok {
		units, base = normalised(units[:0], word)
	}
	switch base {
	case devanagari, gurmukhi, gujarati:
		deleteSchwa(units)
	case bengali, odia:
		eastern(units, base)
		if base == bengali {
			deleteSchwa(units)
		}
	case tamil:
		trills(units, "t")
		voiceTamil(units)
	case malayalam:
		trills(units, "")
	}
	if len(units) > 0 && (base == telugu || base == kannada || base == malayalam) {
		if last := &units[len(units)-1]; last.kind == 'N' && last.consonant == "n" {
			last.consonant = "m" // పుస్తకం, pustakam
		}
	}
	knowledge(units)
	for _, u := range units {
		to = append(append(to, u.consonant...), u.vowel...)
	}
	return to
}

// normalised appends the units of any word, and gives the last block of its letters.
func normalised(units []unit, word string) (_ []unit, base rune) {
	for _, r := range norm.NFC.String(visible(word)) {
		if r < devanagari || r >= malayalam+0x80 {
			folded := Text(string(r))
			for i, c := range folded {
				if c < utf8.RuneSelf {
					units = append(units, unit{consonant: folded[i : i+1], kind: 'L'})
				}
			}
			continue
		}
		var place rune
		base, place = block(r)
		units = appendUnit(units, r, place)
	}
	return units, base
}

// settled is the short way for words that normalisation would leave as they are, but for joiners and the letters that it
// takes apart. It gives up (false) where marks could change their order or be joined; base is the last block.
func settled(units []unit, word string) (_ []unit, base rune, ok bool) {
	last := rune(0) // the character before
	for i, r := range word {
		switch {
		case r >= 'A' && r <= 'Z':
			units = append(units, unit{consonant: "abcdefghijklmnopqrstuvwxyz"[r-'A' : r-'A'+1], kind: 'L'})
		case r < utf8.RuneSelf:
			units = append(units, unit{consonant: word[i : i+1], kind: 'L'})
		case r >= devanagari && r < malayalam+0x80:
			if joins(last, r) {
				return units, 0, false
			}
			var place rune
			base, place = block(r)
			if plain := withoutNukta(r); plain != r && r != 0x929 && r != 0x931 && r != 0x934 {
				units = appendUnit(units, plain, plain-base)
				r, place = base+signNukta, signNukta
			}
			units = appendUnit(units, r, place)
		case r == 0x200C || r == 0x200D:
			continue
		default:
			return units, 0, false
		}
		last = r
	}
	return units, base, true
}

// joins tells a character of the nine blocks that normalisation might put before the one before it, or join with it.
// Source: The Unicode Standard, 3.11 (canonical ordering, canonical composition), and its character database.
func joins(last, r rune) bool {
	base, place := block(r)
	switch {
	case r == 0x0D57:
		return last == 0x0D46
	case place >= 0x51 && place <= 0x57, place == 0x3B, r == 0x09FE:
		return true // accents, length marks, Malayalam's older viramas, Bengali's sandhi mark
	case place == signNukta:
		return last == 0x928 || last == 0x930 || last == 0x933 || last >= devanagari && (last&0x7F == signVirama || last&0x7F == signNukta)
	case place == 0x3E:
		return last&0x7F == 0x46 || last&0x7F == 0x47
	case place == 0x42:
		return base == kannada && last == 0x0CC6
	}
	return false
}

func appendUnit(units []unit, r, place rune) []unit {
	last := len(units) - 1
	base := r - place
	switch {
	case base == bengali && place == letterYa, base == odia && place == letterYa:
		return append(units, unit{consonant: "j", vowel: "a", kind: 'C', inherent: true, ya: true})
	case r >= 0x0D7A && r <= 0x0D7F: // chillu
		_, place = block(chillu[r-0x0D7A])
		return append(units, unit{consonant: romanConsonants[place], kind: 'C'})
	case r == 0x09CE: // khanda-ta
		return append(units, unit{consonant: "t", kind: 'C'})
	case r == 0x09F0: // Assamese ra
		return append(units, unit{consonant: "r", vowel: "a", kind: 'C', inherent: true})
	case r == 0x09F1, r == 0x0B71: // Assamese and Odia wa
		return append(units, unit{consonant: "v", vowel: "a", kind: 'C', inherent: true})
	case r == 0x0A70: // tippi
		return append(units, unit{consonant: "n", kind: 'N'})
	case r == 0x0A71: // addak
		return units
	case place == signNukta:
		if last >= 0 && units[last].kind == 'C' {
			if base == odia {
				return units // ଓଡ଼ିଶା is Odisha, not Orisha
			}
			if base == bengali && units[last].consonant == "j" && units[last].ya {
				units[last].consonant, units[last].ya = "y", false
				return units
			}
			units[last].consonant = withNukta(units[last].consonant)
		}
		return units
	case place == signVirama:
		if last >= 0 && units[last].kind == 'C' {
			units[last].vowel, units[last].inherent = "", false
		}
		return units
	case place <= 0x02: // anusvara, candrabindu
		return append(units, unit{consonant: "n", kind: 'N'})
	case place == signVisarga:
		return append(units, unit{consonant: "h", kind: 'N'})
	case place >= 0x66 && place <= 0x6F:
		return append(units, unit{consonant: "0123456789"[place-0x66 : place-0x65], kind: 'L'})
	}
	if c := romanConsonants[place]; c != "" {
		return append(units, unit{consonant: c, vowel: "a", kind: 'C', inherent: true, nya: place == letterNya, trill: place == letterRra})
	}
	if base == bengali && (place == 0x10 || place == 0x48) {
		return appendVowel(units, "oi", place) // দৈনিক, doinik
	}
	if v := romanVowels[place]; v != "" {
		return append(units, unit{vowel: v, kind: 'V'})
	}
	if v := romanSigns[place]; v != "" && last >= 0 && units[last].kind == 'C' {
		units[last].vowel, units[last].inherent = v, false
	}
	return units
}

func appendVowel(units []unit, v string, place rune) []unit {
	if place < 0x3E {
		return append(units, unit{vowel: v, kind: 'V'})
	}
	if last := len(units) - 1; last >= 0 && units[last].kind == 'C' {
		units[last].vowel, units[last].inherent = v, false
	}
	return units
}

// deleteSchwa takes away the inherent vowels that northern languages do not speak: the last one of a word, and one
// between a syllable with a vowel and a syllable with a vowel.
func deleteSchwa(units []unit) {
	n := len(units)
	if n < 2 {
		return
	}
	if last := &units[n-1]; last.kind == 'C' && last.inherent {
		joined := units[n-2].kind == 'C' && units[n-2].vowel == ""
		// After a joined consonant y, r and v keep it: mitra, Krishna's matsya.
		if !(joined && (last.consonant == "y" || last.consonant == "r" || last.consonant == "v")) {
			last.vowel = ""
		}
	}
	for i := n - 2; i > 0; i-- {
		u := &units[i]
		if u.kind == 'C' && u.inherent && units[i-1].vowel != "" && units[i+1].kind == 'C' && units[i+1].vowel != "" &&
			!(units[i+1].consonant == "h" && strings.Contains("k g ch j t d p b", u.consonant)) { // ব্যবহার has no bh
			u.vowel = ""
		}
	}
}

// voiceTamil gives a Tamil stop the sound of its position: one letter is k at the beginning and doubled, g between
// vowels and after a nasal.
func voiceTamil(units []unit) {
	for i := range units {
		u := &units[i]
		if u.kind != 'C' || i == 0 {
			if u.consonant == "ch" {
				u.consonant = "s" // சேலம், Salem
			}
			continue
		}
		before := units[i-1]
		nasal := before.vowel == "" && (before.consonant == "n" || before.consonant == "m")
		between := before.vowel != "" && u.vowel != ""
		if !nasal && !between {
			continue
		}
		switch u.consonant {
		case "k":
			u.consonant = "g"
		case "ch":
			if nasal {
				u.consonant = "j"
			} else {
				u.consonant = "s"
			}
		case "t":
			u.consonant = "d"
		case "p":
			u.consonant = "b"
		}
	}
}

// knowledge writes ज्ञ as it is spoken in most languages; a j that only comes before an n (योजना, yojna) stays.
func knowledge(units []unit) {
	for i := 1; i < len(units); i++ {
		if u, before := &units[i], &units[i-1]; u.nya && before.consonant == "j" && before.vowel == "" && !before.inherent {
			before.consonant = "g"
		}
	}
}

// eastern speaks the letters of Bengali, Assamese and Odia that are other sounds there: ya is j unless it is joined to
// another consonant than r, and a va joined to a sibilant is silent.
func eastern(units []unit, base rune) {
	for i := range units {
		u := &units[i]
		if u.kind != 'C' || i == 0 || units[i-1].kind != 'C' || units[i-1].vowel != "" {
			continue
		}
		before := units[i-1].consonant
		if u.ya && before != "r" {
			u.consonant = "y"
		}
		if base == bengali && (u.consonant == "b" && (before == "s" || before == "sh" || i == 1) || u.consonant == "sh" && before == "k") {
			u.consonant = "" // স্বাধীন, shadhin; পরীক্ষা, porikkha
		}
	}
}

// trills are doubled in Tamil and Malayalam where a t is spoken, and joined to an n where a d or t is: மாற்றம், matram;
// நூற்றாண்டு, nootrandu; മാറ്റം, mattam; എന്റെ, ente.
func trills(units []unit, doubled string) {
	for i := 1; i < len(units); i++ {
		u, before := &units[i], &units[i-1]
		if !u.trill || before.kind != 'C' || before.vowel != "" {
			continue
		}
		switch {
		case before.trill && doubled != "":
			before.consonant = doubled
		case before.trill:
			before.consonant, u.consonant = "t", "t"
		case before.consonant == "n" && doubled != "":
			u.consonant = "dr"
		case before.consonant == "n":
			u.consonant = "t"
		}
	}
}
