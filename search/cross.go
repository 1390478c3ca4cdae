package search

import (
	"slices"
	"strings"
	"sync"

	"mukti/i18n/fold"
)

// sounds finds the words of one script by how they sound: the keys that the index has, under their skeletons.
type sounds struct {
	once    sync.Once
	byFrame map[string][]string // skeleton → keys
	keys    []string            // in order
	costs   *costs
}

// spoken holds the sounds of every script, each read from the index when it is first asked for.
type spoken struct {
	engine  *engine
	names   []script // sorted, so that questions are answered the same way each time
	scripts map[script]*sounds
}

func newSpoken(e *engine) *spoken {
	s := &spoken{engine: e, scripts: map[script]*sounds{}}
	for field := range e.fields {
		if name, ok := strings.CutPrefix(field, fieldKey); ok {
			s.scripts[script(name)] = &sounds{}
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

func (s *spoken) of(name script) *sounds {
	k := s.scripts[name]
	k.once.Do(func() {
		k.byFrame, k.costs = map[string][]string{}, costsOf(name)
		for _, key := range s.engine.dictionaries[fieldKey+string(name)].heads() {
			f := frame(name, key)
			k.byFrame[f] = append(k.byFrame[f], key)
			k.keys = append(k.keys, key)
		}
		slices.Sort(k.keys)
	})
	return k
}

// heard is a key of the index that may be the word asked for.
type heard struct {
	key    string
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

// like returns the keys of a script that sound like this one, nearest first.
func (s *spoken) like(name script, key string) ([]heard, error) {
	return s.of(name).like(name, key), nil
}

func (k *sounds) like(name script, key string) []heard {
	var out []heard
	most := farthest(key)
	for _, f := range frames(name, key) {
		for _, other := range k.byFrame[f] {
			if d := k.costs.distance(key, other, most); d <= most {
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
	from, _ := slices.BinarySearch(k.keys, key)
	for _, other := range k.keys[from:] {
		if !strings.HasPrefix(other, key) {
			break
		}
		if len(other) <= len(key)+longestEnding && !slices.ContainsFunc(to, func(h heard) bool { return h.key == other }) {
			to = append(to, heard{other, endedWeight})
		}
	}
	return to
}
