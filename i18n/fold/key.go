package fold

import "strings"

// Key returns the sound of a word in Latin letters, coarsely enough that a word romanized by hand and the same word in
// any of the nine Indic scripts share it: aspirates, long vowels and doubled letters are merged, a final a or o is
// away. It wants the word as written: [Text] takes off the nukta that tells ड़ (r) from ड (d). Perso-Arabic leaves short
// vowels out: its words meet others by [Skeleton].
func Key(word string) string {
	latin, arabic := roman(word)
	return sound(latin, arabic)
}

// Skeleton returns the consonants of [Key], with those merged that writers confuse (v and b, m and n, f and p), and a V
// in front where the word begins with a vowel.
func Skeleton(word string) string { return SkeletonOfKey(Key(word)) }

// SkeletonOfKey is [Skeleton] for a key at hand.
func SkeletonOfKey(key string) string {
	out := make([]byte, 0, len(key)+1)
	if key != "" && isVowel(key[0]) {
		out = append(out, 'V')
	}
	for i := range len(key) {
		c := key[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h':
			continue
		case 'm':
			c = 'n'
		case 'v':
			c = 'b'
		case 'f':
			c = 'p'
		case 'g':
			if i > 0 && key[i-1] == 'n' || i+1 < len(key) && key[i+1] == 'n' {
				continue // ng and gn are nasals
			}
		}
		if n := len(out); n > 0 && out[n-1] == c && (c < '0' || c > '9') {
			continue
		}
		out = append(out, c)
	}
	return string(out)
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// roman writes a word in Latin letters, each script by its own table; letters of other scripts are left out.
func roman(word string) (latin string, arabic bool) {
	if lower, ok := ascii(word); ok {
		return lower, false
	}
	for _, r := range word {
		if r >= devanagari && r < malayalam+0x80 {
			return romanIndic(word), false
		}
		if r >= 0x600 && r < 0x780 || r >= 0xFB50 && r < 0xFE00 || r >= 0xFE70 && r < 0xFF00 {
			return romanArabic(Text(word), strings.HasSuffix(word, "ں")), true
		}
	}
	return Text(word), false
}

// sound folds Latin letters to the key. The order of the steps matters: each works on what the earlier ones left. What
// comes of Perso-Arabic has its consonants as they are, side by side where no vowel is written.
func sound(latin string, arabic bool) string {
	b := make([]byte, 0, len(latin))
	for i := range len(latin) {
		if c := latin[i]; c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b = append(b, c)
		}
	}
	if arabic {
		b = vowels(ends(b, 3))
	} else {
		b = vowels(ends(consonants(b), 4))
		b = aspirates(single(b))
		b = single(b)
	}
	if n := len(b); n > 2 && (b[n-1] == 'a' || b[n-1] == 'o') {
		b = b[:n-1]
	}
	for i, c := range b {
		if c == diphthong {
			b[i] = 'o'
		}
	}
	if arabic {
		return string(b)
	}
	return string(single(b))
}

// consonants merges the ways to write one consonant. 'c' stands for the sound of "ch" in what it returns.
func consonants(b []byte) []byte {
	out := make([]byte, 0, len(b)+4)
	has := func(i int, s string) bool { return strings.HasPrefix(string(b[i:min(len(b), i+4)]), s) }
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case has(i, "tion"):
			out, i = append(out, "san"...), i+3
		case c == 'c' && (has(i, "cch") || has(i, "chch")):
			// Doubled: the next turn writes it.
			if b[i+1] == 'h' {
				i++
			}
		case has(i, "tch"), has(i, "chh"):
			out, i = append(out, 'c'), i+2
		case has(i, "dny"), has(i, "dgy"): // ज्ञ, as written in Marathi and Hindi
			out, i = append(out, "gn"...), i+2
		case has(i, "ch"):
			out, i = append(out, 'c'), i+1
		case has(i, "gy"), has(i, "jn") && (i == 0 || b[i-1] == 'i' || i > 1 && b[i-1] == 'a' && b[i-2] == 'y'):
			out, i = append(out, "gn"...), i+1 // jnana, vijnana, yajna; but yojna is योजना
		case i == 0 && has(i, "sch"): // school
			out, i = append(out, "sk"...), i+2
		case has(i, "ght"): // copyright
			out, i = append(out, 't'), i+2
		case c == 'w' && i > 0 && b[i-1] == 'o' && (i+1 == len(b) || !isVowel(b[i+1]) && b[i+1] != 'h' && b[i+1] != 'y'):
			// windows
		case has(i, "sh"):
			out, i = append(out, 's'), i+1
		case has(i, "ph"):
			out, i = append(out, 'f'), i+1
		case has(i, "zh"): // the l of தமிழ், കോഴിക്കോട്
			out, i = append(out, 'l'), i+1
		case c == 'c':
			if i+1 < len(b) && (b[i+1] == 'e' || b[i+1] == 'i' || b[i+1] == 'y') {
				out = append(out, 's')
			} else {
				out = append(out, 'k')
			}
		case c == 'x':
			out = append(out, "ks"...)
		case c == 'q':
			out = append(out, 'k')
		case c == 'w':
			out = append(out, 'v')
		case c == 'z':
			out = append(out, 'j')
		case (c == 'n' || c == 'm') && i+1 < len(b):
			// A nasal takes the row of the stop after it, however it is written: sampark, sanpark; amga, anga.
			switch next := b[i+1]; {
			case next == 'p' || next == 'b' || next == 'm':
				c = 'm'
			case strings.IndexByte("kgcjtds", next) >= 0:
				c = 'n'
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	return out
}

// ends settles what the ends of a word do to its sounds. short is the length of a word that is too short to have a plural.
func ends(b []byte, short int) []byte {
	if n := len(b); n > 3 && b[n-1] == 'v' && b[n-2] == 'n' && b[n-3] == 'a' {
		b = append(b[:n-2], "on"...) // गाँव, gaon
	}
	if len(b) > 2 && (b[0] == 'v' && b[1] == 'u' || b[0] == 'y' && (b[1] == 'e' || b[1] == 'i' || b[1] == 'u')) {
		b = b[1:] // southern scripts write the glide or leave it: వున్నది, ఉన్నది
	}
	if n := len(b); n > 3 && b[n-3] == 'a' && b[n-2] == 'v' && b[n-1] == 'u' {
		b = append(b[:n-2], 'o') // రావు, Rao
	}
	if n := len(b); n > short && b[n-2] == 'o' && (b[n-1] == 'n' || b[n-1] == 'm') && !isVowel(b[n-3]) {
		b = b[:n-1] // the plural of दशकों is written dashakon, dashakom and dashako
	}
	return b
}

// vowels merges long and short ones and the ways to write them.
func vowels(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		v, width := vowelAt(b, i)
		out = append(out, v)
		i += width - 1
	}
	// Between i and another vowel a y is heard whether it is written or not: Ghaziabad, गाज़ियाबाद.
	kept := out[:0]
	for i, c := range out {
		if c == 'y' && i > 0 && out[i-1] == 'i' && i+1 < len(out) && (out[i+1] == 'a' || out[i+1] == 'e' || out[i+1] == 'o' || out[i+1] == diphthong) {
			continue
		}
		kept = append(kept, c)
	}
	return kept
}

// diphthong stands for au while a key is made: at the end of a word it is heard (Rao, Lucknow's Lakhnau, manav), unlike a
// final a or o, and must not be taken off.
const diphthong = 'O'

// vowelAt reads the vowel or other letter at i: what stands for it, and how many letters it takes.
func vowelAt(b []byte, i int) (v byte, width int) {
	at := func(i int) byte {
		if i < len(b) {
			return b[i]
		}
		return 0
	}
	// run is the number of times c stands at i, at most twice: long vowels.
	run := func(i int, c byte) int {
		n := 0
		for n < 2 && at(i+n) == c {
			n++
		}
		return n
	}
	c := b[i]
	switch c {
	case 'a':
		n := run(i, 'a')
		switch next := at(i + n); {
		case next == 'i':
			return 'e', n + run(i+n, 'i') // चेन्नई, Chennai
		case next == 'e' && n == 1:
			return 'e', 2
		case next == 'y' && !isVowel(at(i+n+1)):
			return 'e', 2
		case next == 'u':
			return diphthong, n + run(i+n, 'u') // लखनऊ, Lakhnau
		case next == 'o':
			return diphthong, n + 1
		case next == 'v' && i+n+1 == len(b):
			return diphthong, n + 1 // राव, Rao
		}
		return 'a', n
	case 'e':
		if next := at(i + 1); next == 'e' || next == 'a' {
			return 'i', 2
		} else if next == 'i' {
			return 'e', 2
		}
	case 'i':
		return 'i', run(i, 'i')
	case 'o':
		if next := at(i + 1); next == 'o' || next == 'u' {
			return 'u', 2
		}
	case 'u':
		return 'u', run(i, 'u')
	case 'y':
		if !isVowel(at(i + 1)) {
			return 'i', 1
		}
	}
	return c, 1
}

// single writes doubled letters once; digits stay.
func single(b []byte) []byte {
	out := b[:0]
	for i, c := range b {
		if i > 0 && c == b[i-1] && c > '9' {
			continue
		}
		out = append(out, c)
	}
	return out
}

// aspirates takes off the h after a consonant that has an aspirated twin.
func aspirates(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i, c := range b {
		if c == 'h' && i > 0 && strings.IndexByte("kgcjtdpbsfr", b[i-1]) >= 0 {
			continue
		}
		out = append(out, c)
	}
	return out
}

// Loose merges the voiced and unvoiced stops of a key (g and k, d and t, b and p, j, ch and s): Tamil writes them with
// one letter, so that who romanizes Tamil or Malayalam writes either (kadathal, katathal). For comparing with words of
// those scripts; for others it merges what differs.
func Loose(key string) string {
	b := []byte(key)
	for i, c := range b {
		switch c {
		case 'g':
			b[i] = 'k'
		case 'd':
			b[i] = 't'
		case 'b':
			b[i] = 'p'
		case 'j', 'c':
			b[i] = 's'
		}
	}
	return string(single(b))
}
