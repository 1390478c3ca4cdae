package places

import "mukti/i18n/fold"

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
// the table has in Urdu and those that it has in Devanagari, as Urdu writes them.
func (g *Gazetteer) urduMeanings(text string) []meaning {
	index := &g.keys
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
	if i, ok := index.urdu.number(text); ok {
		keep(index.urdu.of(i), 0)
	}
	for most := 1; most <= 2 && len(out) == 0; most++ {
		index.urdu.find(text, min(most, allowed(text)), func(i int, _ string, d int) { keep(index.urdu.of(i), d) })
	}
	return out
}
