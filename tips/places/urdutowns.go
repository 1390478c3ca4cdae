package places

// urduBones is the shortest skeleton by which a town is known from Urdu, which
// leaves short vowels out.
const (
	urduBones = 4
	urduFew   = 3 // if long vowels are written
	urduLong  = 5 // letters of such a word
)

// bonesOf is the consonants of a key, with those merged that writers confuse
// and without the g of a nasal.
func bonesOf(key string) string {
	out := make([]byte, 0, len(key))
	for i := range len(key) {
		c := key[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h':
			continue
		case 'm':
			c = 'n'
		case 'f':
			c = 'p'
		case 'v':
			continue // Urdu writes it as it does o and u
		}
		n := len(out)
		switch {
		case n > 0 && (out[n-1] == c || c == 'g' && out[n-1] == 'n'):
		case n > 0 && c == 'n' && out[n-1] == 'g':
			out[n-1] = 'n'
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// A bone is a town with the sound that its consonants are of.
type bone struct {
	key string
	sense
}

// urduTowns returns the towns that a word in Perso-Arabic letters may be, if
// all lie in one State: its consonants are theirs and its long vowels fit.
func (g *Gazetteer) urduTowns(key string) []meaning {
	bones := bonesOf(key)
	if len(bones) < urduBones && (len(bones) < urduFew || len(key) < urduLong) {
		return nil
	}
	var out []meaning
	for _, b := range g.keys.bones.under(bones) {
		if vowelsFit(key, b.key) {
			out = append(out, g.meaning(b.sense, otherSound))
		}
	}
	for _, m := range out {
		if m.state != out[0].state {
			return nil
		}
	}
	return out
}

// vowelsFit reports whether a key of Urdu is a key in Latin letters but for
// short vowels: each vowel that is written must be there.
func vowelsFit(urdu, key string) bool {
	i := 0
	for j := range len(key) {
		if i < len(urdu) && sameLetter(urdu[i], key[j]) {
			i++
			continue
		}
		if written := key[j] == 'i' || key[j] == 'u' || key[j] == 'o'; written && j == len(key)-1 {
			return false // a last vowel is written
		}
		if !isVowel(key[j]) && key[j] != 'g' && key[j] != 'h' && key[j] != 'y' {
			return false
		}
	}
	return i == len(urdu)
}

func sameLetter(urdu, letter byte) bool {
	switch urdu {
	case 'i', 'e', 'y':
		return letter == 'i' || letter == 'e' || letter == 'y'
	case 'o', 'u':
		return letter == 'o' || letter == 'u' || letter == 'v'
	case 'v':
		return letter == 'v' || letter == 'o' || letter == 'u'
	case 'a':
		return letter == 'a' || letter == 'o'
	case 'n', 'm':
		return letter == 'n' || letter == 'm'
	case 'f', 'p':
		return letter == 'f' || letter == 'p'
	}
	return urdu == letter
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }
