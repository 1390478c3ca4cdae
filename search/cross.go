package search

import (
	"slices"
	"strings"
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"mukti/i18n/fold"
)

// sounds finds the words of one script by how they sound: the keys that the index has, under their skeletons.
type sounds struct {
	once    sync.Once
	byFrame map[string][]string // skeleton → keys
	err     error
}

// spoken holds the sounds of every script, each read from the index when it is first asked for.
type spoken struct {
	reader  index.IndexReader
	names   []script // sorted, so that questions are answered the same way each time
	scripts map[script]*sounds
}

func newSpoken(e *engine) *spoken {
	s := &spoken{reader: e.reader, scripts: map[script]*sounds{}}
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
	if s == tamil || s == malayalam {
		key = fold.Loose(key)
	}
	return fold.SkeletonOfKey(key)
}

func (s *spoken) of(name script) (*sounds, error) {
	k := s.scripts[name]
	k.once.Do(func() {
		k.byFrame = map[string][]string{}
		var dict index.FieldDict
		dict, k.err = s.reader.FieldDict(fieldKey + string(name))
		if k.err != nil {
			return
		}
		defer dict.Close()
		for {
			entry, err := dict.Next()
			if err != nil {
				k.err = err
				return
			}
			if entry == nil {
				return
			}
			f := frame(name, entry.Term)
			k.byFrame[f] = append(k.byFrame[f], entry.Term)
		}
	})
	return k, k.err
}

// heard is a key of the index that may be the word asked for.
type heard struct {
	key    string
	weight float64 // 1 for the same key, less the further
}

// farthest is how far a key may be from the one asked for: short words have too many neighbours to guess among.
func farthest(key string) float64 {
	if len(key) < 3 {
		return 0
	}
	return 0.5 * float64(len(key)/2)
}

// mostHeard bounds how many keys stand for one word.
const mostHeard = 12

// like returns the keys of a script that sound like this one, nearest first.
func (s *spoken) like(name script, key string) ([]heard, error) {
	k, err := s.of(name)
	if err != nil {
		return nil, err
	}
	loose := name == tamil || name == malayalam
	var out []heard
	for _, other := range k.byFrame[frame(name, key)] {
		if d := soundDistance(key, other, loose); d <= farthest(key) {
			out = append(out, heard{other, 1 / (1 + d)})
		}
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
	return out[:min(len(out), mostHeard)], nil
}

// soundDistance is an edit distance in which vowels and h cost half, because romanizers disagree most on them.
func soundDistance(a, b string, loose bool) float64 {
	if a == b {
		return 0
	}
	last, row := make([]float64, len(b)+1), make([]float64, len(b)+1)
	for j := range len(b) {
		last[j+1] = last[j] + soundWeight(b[j])
	}
	for i := range len(a) {
		row[0] = last[0] + soundWeight(a[i])
		for j := range len(b) {
			row[j+1] = min(last[j]+change(a[i], b[j], loose), last[j+1]+soundWeight(a[i]), row[j]+soundWeight(b[j]))
		}
		last, row = row, last
	}
	return last[len(b)]
}

func soundWeight(c byte) float64 {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'h', 'y':
		return 0.5
	}
	return 1
}

func change(a, b byte, loose bool) float64 {
	switch {
	case a == b:
		return 0
	case soundWeight(a) < 1 && soundWeight(b) < 1:
		return 0.5
	case loose && fold.Loose(string(a)) == fold.Loose(string(b)):
		return 0.25
	}
	return 1
}
