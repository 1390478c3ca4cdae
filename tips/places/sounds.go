package places

import (
	"math/bits"

	"mukti/i18n/fold"
)

// near finds strings that differ from a string by a letter or two.
type near struct {
	all   []string
	masks []uint32 // which letters a string has
}

func (n *near) add(s string) int {
	n.all = append(n.all, s)
	n.masks = append(n.masks, letterMask(s))
	return len(n.all) - 1
}

// find gives use the strings within distance most of s.
func (n *near) find(s string, most int, use func(i, distance int)) {
	if most <= 0 {
		return
	}
	mask := letterMask(s)
	for i, m := range n.masks {
		// One edit changes at most two letters of the set.
		if bits.OnesCount32(m^mask) > 2*most {
			continue
		}
		// A letter takes at most three bytes.
		if d := len(n.all[i]) - len(s); d > 3*most || -d > 3*most {
			continue
		}
		if d := fold.Distance(s, n.all[i], most); d <= most {
			use(i, d)
		}
	}
}

func letterMask(s string) uint32 {
	var m uint32
	for _, r := range s {
		m |= 1 << (r & 31)
	}
	return m
}

// What a name is worth that is not written as the table writes it. An exact
// village (weightLocality) lies between: a district's name with one letter
// wrong is likelier than a village of that very name only if the name is long
// enough not to be another's by chance. Source: house rule.
const (
	sameSound    = 0.93 // the same sound, the same script
	otherSound   = 0.86 // the same sound, carried over from another script
	latinSound   = 0.73 // the same sound, but the name in Latin letters is another
	smallTown    = 0.90 // a small town's name is rarer than a misspelling of a large one's
	fuzzyVillage = 0.85
)

// spelling says how much of its weight a name keeps that is distance letters
// from what was written, in the same script, 0 for none.
func spelling(written, name string, distance int) float64 {
	n := min(fold.Length(written), fold.Length(name))
	vowels := fold.Skeleton(written) == fold.Skeleton(name)
	switch {
	case distance == 1 && n >= 7 && vowels:
		return 0.82
	case distance == 1 && n >= 6 && vowels:
		return 0.73
	case distance == 1 && n >= 6:
		return 0.71
	case distance == 1 && n == 5 && vowels:
		return 0.70
	case distance == 1 && n == 5:
		return 0.66
	case distance == 1 && n == 4 && vowels:
		return 0.67
	case distance == 1 && n == 4:
		return 0.58
	case distance == 2 && n >= 7 && vowels:
		return 0.69
	case distance == 2 && n >= 8:
		return 0.63
	case distance == 2 && n >= 6:
		return 0.56
	}
	return 0
}

// soundAlike is spelling for two keys, which have lost letters already.
func soundAlike(a, b string, distance int) float64 {
	n := min(len(a), len(b))
	vowels := fold.SkeletonOfKey(a) == fold.SkeletonOfKey(b)
	switch {
	case distance == 0:
		return sameSound
	case distance == 1 && n >= 6 && vowels:
		return 0.78
	case distance == 1 && n == 5 && vowels:
		return 0.71
	case distance == 1 && n == 4 && vowels:
		return 0.68
	case distance == 1 && n >= 6:
		return 0.68
	case distance == 1 && n == 5:
		return 0.62
	case distance == 2 && n >= 7 && vowels:
		return 0.68
	case distance == 2 && n >= 8:
		return 0.59
	}
	return 0
}

// allowed is the distance worth looking for.
func allowed(word string) int {
	switch n := fold.Length(word); {
	case n >= 6:
		return 2
	case n >= 3:
		return 1
	}
	return 0
}

// heard is a meaning of a key, with the name that gives the sound.
type heard struct {
	sense
	name   string // folded, its words written together
	script script
}

// keyIndex is the names of States, districts, towns and countries by sound.
type keyIndex struct {
	near                        // keys
	at      map[string]int      // index of a key
	senses  [][]heard           // of a key
	texts   [malayalam + 1]near // names as written, by script
	wordy   map[string]bool     // keys of names that are ordinary words
	scripts []uint16            // of a place: a bit for each script that it has a name in
	urdu    near
	urduOf  [][]sense
}

// has reports whether the table has a name of a place in a script.
func (k *keyIndex) has(place int32, s script) bool { return k.scripts[place]&(1<<s) != 0 }

// makeKeys indexes the names by sound. GeoNames writes names as many languages
// do ("Dzhalandkhar"): such a one is found exactly but not by its sound, which
// only adds neighbours that nobody in India types.
func (g *Gazetteer) makeKeys() *keyIndex {
	k := &keyIndex{at: map[string]int{}, scripts: make([]uint16, len(g.places)), wordy: map[string]bool{}}
	urdu := map[string]int{}
	own := map[int32]string{} // the sound of a place's first name
	for _, w := range g.written {
		key := keyOf(w.name)
		if key == "" {
			continue
		}
		first, seen := own[w.place]
		if !seen {
			own[w.place], first = key, key
		}
		town := g.places[w.place].kind == kindTown
		if town && seen && scriptOf(w.name) == latin && fold.Distance(key, first, 2) > 2 {
			continue
		}
		script := scriptOf(w.name)
		k.scripts[w.place] |= 1 << script
		if g.isWordy(together(w.name)) {
			k.wordy[key] = true
		}
		k.put(key, heard{w.sense, together(w.name), script})
		if script == devanagari && g.places[w.place].kind != kindAbroad {
			if key := keyOf(urduOf(w.name)); len(key) >= 2 {
				i, ok := urdu[key]
				if !ok {
					i = k.urdu.add(key)
					urdu[key] = i
					k.urduOf = append(k.urduOf, nil)
				}
				k.urduOf[i] = addSense(k.urduOf[i], w.sense)
			}
		}
	}
	for text := range g.text {
		k.texts[scriptOf(text)].add(text)
	}
	return k
}

func (k *keyIndex) put(key string, h heard) {
	i, ok := k.at[key]
	if !ok {
		i = k.add(key)
		k.at[key] = i
		k.senses = append(k.senses, nil)
	}
	for j, old := range k.senses[i] {
		if old.place == h.place && old.script == h.script {
			if h.weight > old.weight {
				k.senses[i][j] = h
			}
			return
		}
	}
	k.senses[i] = append(k.senses[i], h)
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
