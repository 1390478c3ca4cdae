package search

import (
	"slices"
	"strings"
	"sync"

	"mukti/i18n/fold"
)

// sounds finds the words of one script by how they sound: the keys that the index has, under their skeletons.
type sounds struct {
	frames
	script script
	keys   dictionary // its first parts are the keys
	costs  func() *costs
}

func newSounds(s script, keys dictionary, f frames) *sounds {
	return &sounds{f, s, keys, sync.OnceValue(func() *costs { return costsOf(s) })}
}

// spoken holds the sounds of every script.
type spoken struct {
	names   []script // sorted, so that questions are answered the same way each time
	scripts map[script]*sounds
}

func newSpoken(e *engine) *spoken {
	s := &spoken{scripts: map[script]*sounds{}}
	for field := range e.fields {
		if name, ok := strings.CutPrefix(field, fieldKey); ok {
			f := frames{dictionary(e.tables.text(tableFrames + name)), e.tables[tableSlots+name]}
			s.scripts[script(name)] = newSounds(script(name), e.dictionary(field), f)
			s.names = append(s.names, script(name))
		}
	}
	slices.Sort(s.names)
	return s
}

// frame is the skeleton under which a script's keys are kept: Tamil and Malayalam write voiced and unvoiced stops alike.
func frame(s script, key string) string {
	if loose(s) {
		key = fold.Loose(key)
	}
	return fold.SkeletonOfKey(key)
}

func loose(s script) bool { return s == tamil || s == malayalam }

// heard is a key of the index that may be the word asked for.
type heard struct {
	key    string  // part of the index's tables
	weight float64 // 1 for the same key, less the further
}

// farthest is how far a key may be from the one asked for: short words have too many neighbours to guess among.
func farthest(key string) float32 {
	if len(key) < 3 {
		return 0
	}
	return 0.5 * float32(len(key)/2)
}

// mostHeard bounds how many keys stand for one word.
const mostHeard = 12

// like returns the keys that sound like this one, nearest first.
func (k *sounds) like(key string) []heard {
	var out []heard
	most, costs := farthest(key), k.costs()
	for _, f := range skeletons(k.script, key) {
		for other := range k.of(f) {
			if d := costs.distance(key, other, most); d <= most {
				out = append(out, heard{other, 1 / (1 + float64(d))})
			}
		}
	}
	if !slices.ContainsFunc(out, func(h heard) bool { return h.weight == 1 }) {
		out = k.longer(out, key)
	}
	slices.SortStableFunc(out, func(a, b heard) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return strings.Compare(a.key, b.key)
	})
	return out[:min(len(out), mostHeard)]
}

// Endings that a script writes together with the word: chhokri, છોકરીઓને.
const (
	endedWeight   = 0.55
	shortestEnded = 5 // letters of a key: of a shorter one too many words are longer
	longestEnding = 5
)

// longer adds the keys that begin with this one and go on for an ending's length.
func (k *sounds) longer(to []heard, key string) []heard {
	if len(key) < shortestEnded {
		return to
	}
	for other := range k.keys.heads(key) {
		if len(other) <= len(key)+longestEnding && !slices.ContainsFunc(to, func(h heard) bool { return h.key == other }) {
			to = append(to, heard{other, endedWeight})
		}
	}
	return to
}
