package places

import (
	"math/bits"
	"slices"

	"mukti/i18n/fold"
)

// near finds strings that differ from a string by a letter or two. Strings lie
// together by length, so that a search passes over most of them.
type near struct {
	count   int
	lengths []sameLength // by bytes
}

type sameLength struct {
	names []string
	masks []uint32 // which letters a name has
	at    []int32  // its number
}

// add gives the next string the next number, from 0.
func (n *near) add(s string) int {
	for len(n.lengths) <= len(s) {
		n.lengths = append(n.lengths, sameLength{})
	}
	l := &n.lengths[len(s)]
	l.names, l.masks, l.at = append(l.names, s), append(l.masks, letterMask(s)), append(l.at, int32(n.count))
	n.count++
	return n.count - 1
}

// skip takes a number for a string that is not to be found.
func (n *near) skip() int {
	n.count++
	return n.count - 1
}

// find gives use the strings within distance most of s, and their numbers.
func (n *near) find(s string, most int, use func(i int32, name string, distance int)) {
	if most <= 0 {
		return
	}
	bytes := most // that a letter more or less takes
	for i := range len(s) {
		if s[i] >= 0x80 {
			bytes = 3 * most
			break
		}
	}
	mask := letterMask(s)
	for length := max(0, len(s)-bytes); length <= len(s)+bytes && length < len(n.lengths); length++ {
		l := &n.lengths[length]
		for i, m := range l.masks {
			// One edit brings at most one new letter and takes one away.
			if bits.OnesCount32(m&^mask) > most || bits.OnesCount32(mask&^m) > most {
				continue
			}
			if d := fold.Distance(s, l.names[i], most); d <= most {
				use(l.at[i], l.names[i], d)
			}
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
	looseSound   = 0.84 // the same sound but for short vowels, in a State of the script
	latinSound   = 0.73 // the same sound, but the name in Latin letters is another
	longNames    = 0.95 // a name of several words, but for a letter or two
	smallTown    = 0.90 // a small town's name is rarer than a misspelling of a large one's
	fuzzyVillage = 0.85

	stateMisspelt = 0.08 // what a State's name gains where it is misspelt
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
		return 0.78
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
	urdu    near                // see urduOf
	urduAt  map[string]int
	urduOf  [][]sense
	tamil   near // see tamilKey
	tamilAt map[string][]int32
	looseAt map[string][]int32 // see looseKey
	bones   map[string][]bone  // see urduTowns
}

// has reports whether the table has a name of a place in a script.
func (k *keyIndex) has(place int32, s script) bool { return k.scripts[place]&(1<<s) != 0 }

// seatLetters is the length of a key below which a seat of a taluk is found
// by its sound at home only: thousands of words sound like a short one.
const seatLetters = 5

// shortSeat reports whether a name is the seat of a taluk too short to be
// known by its sound outside the States of a script.
func (g *Gazetteer) shortSeat(h heard, key string, s script) bool {
	p := g.places[h.place]
	return p.seat && len(key) < seatLetters && (len(key) < seatLetters-2 || !slices.Contains(home(s), p.state))
}

// makeKeys indexes the names by sound. GeoNames writes names as many languages
// do ("Dzhalandkhar"): such a one is found exactly but not by its sound, which
// only adds neighbours that nobody in India types.
func (g *Gazetteer) makeKeys() *keyIndex {
	k := &keyIndex{at: map[string]int{}, scripts: make([]uint16, len(g.places)), wordy: map[string]bool{}}
	k.urduAt, k.tamilAt = map[string]int{}, map[string][]int32{}
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
		k.put(key, heard{w.sense, together(w.name), script}, g.places[w.place].seat)
		if script == devanagari || script == arabic {
			name := w.name
			if script == devanagari {
				name = urduOf(name)
			}
			if text := urduKey(together(name)); len(text) > 2 {
				i, ok := k.urduAt[text]
				if !ok {
					i = k.urdu.add(text)
					k.urduAt[text] = i
					k.urduOf = append(k.urduOf, nil)
				}
				k.urduOf[i] = addSense(k.urduOf[i], w.sense)
			}
		}
	}
	for key, i := range k.at {
		merged := tamilKey(key)
		if len(k.tamilAt[merged]) == 0 {
			k.tamil.add(merged)
		}
		k.tamilAt[merged] = append(k.tamilAt[merged], int32(i))
	}
	k.indexLoose()
	g.indexBones(k)
	for text, senses := range g.text {
		if slices.ContainsFunc(senses, func(s sense) bool { return !g.places[s.place].seat }) {
			k.texts[scriptOf(text)].add(text)
		}
	}
	return k
}

// put adds a name by its sound. What only seats of taluks are called, which
// come last, is not looked for misspelt: it is a village's name as well, and
// is found as that.
func (k *keyIndex) put(key string, h heard, seat bool) {
	i, ok := k.at[key]
	if !ok {
		if seat {
			i = k.skip()
		} else {
			i = k.add(key)
		}
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
