package fold

import (
	"strings"
	"unicode/utf8"
)

// Key returns the sound of a word in Latin letters, coarsely enough that a word romanized by hand and the same word in
// any of the nine Indic scripts share it: aspirates, long vowels and doubled letters are merged, a final a or o is
// away. It wants the word as written: [Text] takes off the nukta that tells ड़ (r) from ड (d). Perso-Arabic leaves short
// vowels out: its words meet others by [Skeleton].
func Key(word string) string {
	var room workroom
	return string(room.key(word))
}

// A workroom is enough for nearly every word: only what comes of one is put elsewhere.
type workroom [2 * roomFor]byte

const roomFor = 64

func (room *workroom) key(word string) []byte {
	latin, arabic := roman(room[:0:roomFor], word)
	return sound(latin, room[roomFor:roomFor], arabic)
}

// Skeleton returns the consonants of [Key], with those merged that writers confuse (v and b, m and n, f and p), and a V
// in front where the word begins with a vowel.
func Skeleton(word string) string {
	var room workroom
	var out [roomFor]byte
	return string(skeleton(out[:0], room.key(word)))
}

// SkeletonOfKey is [Skeleton] for a key at hand.
func SkeletonOfKey(key string) string {
	var room workroom
	return string(skeleton(room[:0:roomFor], append(room[roomFor:roomFor], key...)))
}

func skeleton(out, key []byte) []byte {
	if len(key) > 0 && isVowel(key[0]) {
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
	return out
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// roman appends a word in Latin letters, each script by its own table; letters of other scripts are left out.
func roman(to []byte, word string) (latin []byte, arabic bool) {
	for _, r := range word {
		switch {
		case r < utf8.RuneSelf:
		case r >= devanagari && r < malayalam+0x80:
			return romanIndic(to, word), false
		case r >= 0x600 && r < 0x780 || r >= 0xFB50 && r < 0xFE00 || r >= 0xFE70 && r < 0xFF00:
			return romanArabic(to, Text(word), strings.HasSuffix(word, "ں")), true
		}
	}
	return append(to, Text(word)...), false
}

// sound folds Latin letters to the key, in b and in room. The order of the steps matters: each works on what the earlier
// ones left. What comes of Perso-Arabic has its consonants as they are, side by side where no vowel is written.
func sound(b, room []byte, arabic bool) []byte {
	n := 0
	for _, c := range b {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b[n] = c
			n++
		}
	}
	b = b[:n]
	if arabic {
		b = vowels(ends(b, 3))
	} else {
		b = vowels(ends(consonants(room, b), 4))
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
		return b
	}
	return single(b)
}

// consonants appends b with the ways to write one consonant merged. 'c' stands for the sound of "ch" in what it returns.
func consonants(out, b []byte) []byte {
	at := func(i int) byte {
		if i >= 0 && i < len(b) {
			return b[i]
		}
		return 0
	}
	for i := 0; i < len(b); i++ {
		c, next, third := b[i], at(i+1), at(i+2)
		switch c {
		case 't':
			switch {
			case next == 'i' && third == 'o' && at(i+3) == 'n': // tion
				out, i = append(out, "san"...), i+3
			case next == 'c' && third == 'h':
				out, i = append(out, 'c'), i+2
			default:
				out = append(out, c)
			}
		case 'c':
			switch {
			case next == 'c' && third == 'h':
				// cch is doubled: the next turn writes it.
			case next == 'h' && third == 'c' && at(i+3) == 'h':
				i++ // chch as well
			case next == 'h' && third == 'h':
				out, i = append(out, 'c'), i+2
			case next == 'h':
				out, i = append(out, 'c'), i+1
			case next == 'e' || next == 'i' || next == 'y':
				out = append(out, 's')
			default:
				out = append(out, 'k')
			}
		case 'd':
			if (next == 'n' || next == 'g') && third == 'y' { // ज्ञ, as written in Marathi and Hindi
				out, i = append(out, "gn"...), i+2
			} else {
				out = append(out, c)
			}
		case 'g':
			switch {
			case next == 'y':
				out, i = append(out, "gn"...), i+1
			case next == 'h' && third == 't': // copyright
				out, i = append(out, 't'), i+2
			default:
				out = append(out, c)
			}
		case 'j':
			if next == 'n' && (i == 0 || b[i-1] == 'i' || b[i-1] == 'a' && at(i-2) == 'y') {
				out, i = append(out, "gn"...), i+1 // jnana, vijnana, yajna; but yojna is योजना
			} else {
				out = append(out, c)
			}
		case 's':
			switch {
			case i == 0 && next == 'c' && third == 'h': // school
				out, i = append(out, "sk"...), i+2
			case next == 'h':
				out, i = append(out, c), i+1
			default:
				out = append(out, c)
			}
		case 'w':
			if !(at(i-1) == 'o' && !isVowel(next) && next != 'h' && next != 'y') { // windows
				out = append(out, 'v')
			}
		case 'p':
			if next == 'h' {
				c, i = 'f', i+1
			}
			out = append(out, c)
		case 'z':
			if next == 'h' { // the l of தமிழ், കോഴിക്കോട്
				out, i = append(out, 'l'), i+1
			} else {
				out = append(out, 'j')
			}
		case 'x':
			out = append(out, "ks"...)
		case 'q':
			out = append(out, 'k')
		case 'n', 'm':
			// A nasal takes the row of the stop after it, however it is written: sampark, sanpark; amga, anga.
			switch next {
			case 'p', 'b', 'm':
				c = 'm'
			case 'k', 'g', 'c', 'j', 't', 'd', 's':
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
	out := b[:0]
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
	out := b[:0]
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
	var room [roomFor]byte
	b := append(room[:0], key...)
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
