package places

import (
	"errors"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"sync"

	"mukti/i18n/fold"
)

// localities are the post-office localities of India: name to districts. They
// are kept small: a hash of each name and one list of districts for it; what
// they sound like is made when a name is first looked for by its sound.
type localities struct {
	seed  maphash.Seed
	names []string
	of    [][]int32        // districts of a name
	text  map[uint64]int32 // hash of the words written together: index of a name

	// districts with more than a branch post office of a name, by its sound
	main, mainTamil, mainLoose map[string][]int32

	heard func() *localitySounds
	tamil func(lgd int32) bool // whether a district writes Tamil or Malayalam
}

type localitySounds struct {
	near                     // keys
	at    map[string]int32   // index of a key
	of    [][]int32          // districts of a key
	texts near               // names written together, as in localities.names
	tamil map[string][]int32 // districts of a key as Tamil writes it
}

// readLocalities reads the embedded table. Its only faults are faults of the
// build, which a test finds; a portal goes on without localities then.
func readLocalities(tamil func(lgd int32) bool) *localities {
	l, err := parseLocalities()
	if err != nil {
		l = &localities{seed: maphash.MakeSeed()}
	}
	l.tamil = tamil
	l.heard = sync.OnceValue(l.hear)
	return l
}

func parseLocalities() (*localities, error) {
	const about = 1 << 17 // names
	l := &localities{seed: maphash.MakeSeed(), text: make(map[uint64]int32, about),
		names: make([]string, 0, about), of: make([][]int32, 0, about)}
	quarters := map[string]*quarter{}
	var all []int32 // one piece of memory for all lists
	err := table("localities.csv.gz", func(row []string) error {
		begin := len(all)
		for _, cell := range strings.Fields(row[1]) {
			n, err := strconv.Atoi(cell)
			if err != nil {
				return err
			}
			all = append(all, int32(n))
		}
		lgds := slices.Clip(all[begin:])
		l.put(row[0], lgds)
		countQuarter(quarters, row[0], lgds)
		if outside, _, ok := brackets(row[0]); ok {
			l.put(outside, lgds) // "Delhi Gate (Aligarh)"
		}
		return nil
	})
	l.putQuarters(quarters)
	return l, errors.Join(err, l.readOffices())
}

// readOffices reads the places that have more than a branch post office.
func (l *localities) readOffices() error {
	l.main, l.mainTamil, l.mainLoose = map[string][]int32{}, map[string][]int32{}, map[string][]int32{}
	return table("seats.csv.gz", func(row []string) error {
		n, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		lgds := []int32{int32(n)}
		switch known := l.named(plainText(row[0])); {
		case len(known) == 0:
			l.put(row[0], lgds)
		case !slices.Contains(known, lgds[0]):
			return nil // two tables of the post office differ: the one that is newer holds
		}
		key := fold.Key(row[0])
		if strings.Contains(row[0], " ") {
			key = keyOf(row[0])
		}
		key = strings.Clone(key)
		l.main[key] = union(l.main[key], lgds)
		merged := tamilKey(key)
		l.mainTamil[merged] = union(l.mainTamil[merged], lgds)
		for _, s := range []script{devanagari, bengali} {
			loose := looseKey(key, s)
			l.mainLoose[loose] = union(l.mainLoose[loose], lgds)
		}
		return nil
	})
}

// putQuarters adds the first word of names that several localities of one
// district and of no other begin with: Peenya of "Peenya I Stage".
func (l *localities) putQuarters(quarters map[string]*quarter) {
	const several, letters = 3, 5
	for name, q := range quarters {
		if q.count >= several && q.lgd != 0 && len(name) >= letters && len(l.named(plainText(name))) == 0 {
			l.put(name, []int32{q.lgd})
		}
	}
}

// quarter counts the localities that begin with a word.
type quarter struct {
	lgd   int32 // 0 = several districts
	count int
}

func countQuarter(quarters map[string]*quarter, name string, lgds []int32) {
	first, _, more := strings.Cut(name, " ")
	if !more {
		return
	}
	q := quarters[first]
	if q == nil {
		q = &quarter{lgd: lgds[0]}
		quarters[strings.Clone(first)] = q
	}
	if q.count++; len(lgds) > 1 || lgds[0] != q.lgd {
		q.lgd = 0
	}
}

func (l *localities) put(name string, lgds []int32) {
	text := plainText(name)
	if text == "" {
		return
	}
	h := maphash.String(l.seed, text)
	if i, ok := l.text[h]; ok {
		l.of[i] = union(l.of[i], lgds)
		return
	}
	l.text[h] = int32(len(l.of))
	l.names, l.of = append(l.names, strings.Clone(name)), append(l.of, lgds)
}

// plainText is [together] for names that are ASCII, as those of localities are.
func plainText(name string) string {
	b := make([]byte, 0, len(name))
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case c >= 0x80:
			return together(name)
		}
	}
	return string(b)
}

// named returns the districts that have a locality of a name, folded and its
// words written together.
func (l *localities) named(text string) []int32 {
	if i, ok := l.text[maphash.String(l.seed, text)]; ok {
		return l.of[i]
	}
	return nil
}

// sounding returns the districts that have a locality with a key.
func (l *localities) sounding(key string) []int32 {
	s := l.heard()
	if i, ok := s.at[key]; ok {
		return s.of[i]
	}
	return nil
}

func (l *localities) hear() *localitySounds {
	s := &localitySounds{at: make(map[string]int32, len(l.names)), tamil: map[string][]int32{}}
	var key []byte
	for n, name := range l.names {
		s.texts.add(plainText(name))
		key = key[:0]
		for word := range strings.FieldsFuncSeq(name, notLetter) {
			key = append(key, fold.Key(word)...)
		}
		if len(key) == 0 {
			continue
		}
		if lgds := l.of[n]; slices.ContainsFunc(lgds, l.tamil) {
			merged := tamilKey(string(key))
			s.tamil[merged] = union(s.tamil[merged], lgds)
		}
		if i, ok := s.at[string(key)]; ok {
			s.of[i] = union(s.of[i], l.of[n])
			continue
		}
		k := string(key)
		s.at[k] = int32(s.add(k))
		s.of = append(s.of, l.of[n])
	}
	return s
}

func notLetter(r rune) bool {
	return r < 0x80 && (r < '0' || r > '9' && r < 'A' || r > 'Z' && r < 'a' || r > 'z')
}

// union does not write into a: lists share their memory.
func union(a, b []int32) []int32 {
	out := append(make([]int32, 0, len(a)+len(b)), a...)
	for _, x := range b {
		if !slices.Contains(a, x) {
			out = append(out, x)
		}
	}
	return out
}
