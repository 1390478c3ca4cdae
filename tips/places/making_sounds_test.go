package places

import (
	"maps"
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// sounds are the names by sound, before they are written.
type sounds struct {
	keys   map[string][]sounding
	hidden map[string]bool // keys that are not looked for misspelt
	wordy  map[string]bool // keys of names that are ordinary words

	scripts      []uint16 // of a place: a bit for each script that it has a name in
	urdu         map[string][]sense
	tamil, loose map[string][]string // keys
	bones        map[string][]bone
}

// sounding is a meaning of a key, with the name that gives the sound.
type sounding struct {
	sense
	name   string // folded, its words written together
	script script
}

// hear indexes the names by sound. GeoNames writes names as many languages
// do ("Dzhalandkhar"): such a one is found exactly but not by its sound, which
// only adds neighbours that nobody in India types.
func (m *maker) hear() {
	m.sounds = sounds{keys: map[string][]sounding{}, hidden: map[string]bool{}, wordy: map[string]bool{}, scripts: make([]uint16, len(m.places)),
		urdu: map[string][]sense{}, tamil: map[string][]string{}, loose: map[string][]string{}, bones: map[string][]bone{}}
	k := &m.sounds
	own := map[int32]string{} // the sound of a place's first name
	for _, w := range m.written {
		key := keyOf(w.name)
		if key == "" {
			continue
		}
		first, seen := own[w.place]
		if !seen {
			own[w.place], first = key, key
		}
		town := m.places[w.place].kind == kindTown
		if town && seen && scriptOf(w.name) == latin && fold.Distance(key, first, 2) > 2 {
			continue
		}
		script := scriptOf(w.name)
		k.scripts[w.place] |= 1 << script
		if m.g.isWordy(together(w.name)) {
			k.wordy[key] = true
		}
		k.put(key, sounding{w.sense, together(w.name), script}, m.places[w.place].seat)
		if script == devanagari || script == arabic {
			name := w.name
			if script == devanagari {
				name = urduOf(name)
			}
			if text := urduKey(together(name)); len(text) > 2 {
				k.urdu[text] = addSense(k.urdu[text], w.sense)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(k.keys)) {
		merged := tamilKey(key)
		k.tamil[merged] = append(k.tamil[merged], key)
		for _, s := range []script{devanagari, bengali} {
			loose := looseKey(key, s)
			k.loose[loose] = append(k.loose[loose], key)
		}
		m.keepBones(key)
	}
}

// put adds a name by its sound. What only seats of taluks are called, which
// come last, is not looked for misspelt: it is a village's name as well, and
// is found as that.
func (k *sounds) put(key string, s sounding, seat bool) {
	list, known := k.keys[key]
	if !known && seat {
		k.hidden[key] = true
	}
	for j, old := range list {
		if old.place == s.place && old.script == s.script {
			if s.weight > old.weight {
				list[j] = s
			}
			return
		}
	}
	k.keys[key] = append(list, s)
}

func addSense(list []sense, s sense) []sense {
	for i, old := range list {
		if old.place == s.place {
			if s.weight > old.weight {
				list[i] = s
			}
			return list
		}
	}
	return append(list, s)
}

// keyOf is the sound of a name of several words, without its joining words.
func keyOf(name string) string {
	var key string
	for _, w := range fold.Words(name) {
		if !isJoiner(w.Text) {
			key += fold.Key(name[w.Start:w.End])
		}
	}
	return key
}

// keepBones keeps towns that the table has neither in Devanagari nor in Urdu
// by their consonants.
func (m *maker) keepBones(key string) {
	k := &m.sounds
	for _, s := range k.keys[key] {
		p := m.places[s.place]
		if s.script != latin || p.kind != kindTown || p.people < townPeople || k.scripts[s.place]&(1<<devanagari|1<<arabic) != 0 {
			continue
		}
		if b := bonesOf(key); len(b) >= urduFew {
			k.bones[b] = append(k.bones[b], bone{key, s.sense})
		}
	}
}

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
