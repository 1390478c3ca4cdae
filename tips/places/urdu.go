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
	name = fold.Text(name)
	if stem, ok := strings.CutSuffix(name, "पुर"); ok {
		name = stem + "पूर" // -pur is written long
	}
	for _, r := range name {
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
		case r == 0x0943: // vocalic r
			b.WriteString("ر")
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
	case 'ऋ':
		return "ر"
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

// urduKey merges letters of Urdu that sound alike or that a nukta tells apart
// in Devanagari, and leaves out the breath, which is written in many ways.
func urduKey(text string) string {
	runes := []rune(text)
	out := make([]rune, 0, len(runes))
	for i, r := range runes {
		switch r {
		case 'ز', 'ذ', 'ض', 'ظ', 'ژ':
			r = 'ج'
		case 'ص', 'ث':
			r = 'س'
		case 'ط', 'ٹ':
			r = 'ت'
		case 'ق', 'خ':
			r = 'ک'
		case 'غ':
			r = 'گ'
		case 'ف':
			r = 'پ'
		case 'ڈ', 'ڑ':
			r = 'د'
		case 'ع':
			r = 'ا'
		case 'ے', 'ئ':
			r = 'ی'
		case 'ح', 'ہ':
			if i == len(runes)-1 && i > 0 {
				r = 'ا' // silent at the end: کلکتہ
			} else if i > 0 {
				continue
			} else {
				r = 'ہ'
			}
		}
		if n := len(out); n > 0 && out[n-1] == r {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

// urduMeanings looks up a name in Perso-Arabic letters among the names that
// the table has in Urdu and those that [urduOf] writes.
func (g *Gazetteer) urduMeanings(text string) []meaning {
	index := g.keys()
	text = urduKey(text)
	var out []meaning
	keep := func(list []sense, distance int) {
		n := fold.Length(text)
		quality := 0.0
		switch {
		case distance == 0:
			quality = 0.90
		case distance == 1 && n >= 5:
			quality = 0.80
		case distance == 1 && n == 4:
			quality = 0.68
		case distance == 2 && n >= 6:
			quality = 0.66
		}
		for _, s := range list {
			m := g.meaning(s, quality)
			if distance > 0 {
				m.why = WhyFuzzy
			}
			if quality > 0 {
				out = append(out, m)
			}
		}
	}
	if i, ok := index.urduAt[text]; ok {
		keep(index.urduOf[i], 0)
	}
	for most := 1; most <= 2 && len(out) == 0; most++ {
		index.urdu.find(text, min(most, allowed(text)), func(i int32, _ string, d int) { keep(index.urduOf[i], d) })
	}
	return out
}
