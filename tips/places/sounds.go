package places

import (
	"slices"

	"mukti/i18n/fold"
)

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
	text   int32 // number of the name, folded, its words written together
	script script
}

// keyIndex is the names of States, districts, towns and countries by sound.
type keyIndex struct {
	words                 // keys
	senses  lists[heard]  // of a key
	wordy   string        // of a key, 1 where a name is an ordinary word
	scripts []uint16      // of a place: a bit for each script that it has a name in
	urdu    listed[sense] // by urduKey
	tamil   listed[int32] // keys by tamilKey
	loose   listed[int32] // keys by looseKey
	bones   listed[bone]  // see urduTowns
}

// isWordy reports whether an ordinary word sounds so.
func (k *keyIndex) isWordy(key string) bool {
	i, ok := k.number(key)
	return ok && k.wordy[i] == 1
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
