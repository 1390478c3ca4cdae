package places

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

// made are the localities before they are written: lists of districts.
type made struct {
	names []string             // as written; the first of those that fold to one
	text  map[string][]int32   // by the folded words written together
	tamil func(lgd int32) bool // whether a district writes Tamil or Malayalam

	sounds, tamilSounds, main, mainTamil, mainLoose map[string][]int32
}

func (m *maker) readLocalities() error {
	l := &m.localities
	*l = made{text: map[string][]int32{}, sounds: map[string][]int32{}, tamilSounds: map[string][]int32{},
		main: map[string][]int32{}, mainTamil: map[string][]int32{}, mainLoose: map[string][]int32{}}
	l.tamil = func(lgd int32) bool {
		s := m.g.districts[int(lgd)].State
		return slices.Contains(home(tamil), s) || slices.Contains(home(malayalam), s)
	}
	quarters := map[string]*quarter{}
	err := source("localities.csv.gz", func(row []string) error {
		var lgds []int32
		for _, cell := range strings.Fields(row[1]) {
			n, err := strconv.Atoi(cell)
			if err != nil {
				return err
			}
			lgds = append(lgds, int32(n))
		}
		l.put(row[0], lgds)
		countQuarter(quarters, row[0], lgds)
		if outside, _, ok := brackets(row[0]); ok {
			l.put(outside, lgds) // "Delhi Gate (Aligarh)"
		}
		return nil
	})
	if err != nil {
		return err
	}
	l.putQuarters(quarters)
	if err := l.readOffices(); err != nil {
		return err
	}
	l.hear()
	return nil
}

// readOffices reads the places that have more than a branch post office.
func (l *made) readOffices() error {
	return source("seats.csv.gz", func(row []string) error {
		n, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		lgds := []int32{int32(n)}
		switch known := l.text[plainText(row[0])]; {
		case len(known) == 0:
			l.put(row[0], lgds)
		case !slices.Contains(known, lgds[0]):
			return nil // two tables of the post office differ: the one that is newer holds
		}
		key := fold.Key(row[0])
		if strings.Contains(row[0], " ") {
			key = keyOf(row[0])
		}
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
func (l *made) putQuarters(quarters map[string]*quarter) {
	const several, letters = 3, 5
	for _, name := range slices.Sorted(maps.Keys(quarters)) {
		q := quarters[name]
		if q.count >= several && q.lgd != 0 && len(name) >= letters && len(l.text[plainText(name)]) == 0 {
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

func (l *made) put(name string, lgds []int32) {
	text := plainText(name)
	if text == "" {
		return
	}
	known, ok := l.text[text]
	if !ok {
		l.names = append(l.names, name)
	}
	l.text[text] = union(known, lgds)
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

// hear finds what the names sound like.
func (l *made) hear() {
	var key []byte
	for _, name := range l.names {
		lgds := l.text[plainText(name)]
		key = key[:0]
		for word := range strings.FieldsFuncSeq(name, notLetter) {
			key = append(key, fold.Key(word)...)
		}
		if len(key) == 0 {
			continue
		}
		if slices.ContainsFunc(lgds, l.tamil) {
			merged := tamilKey(string(key))
			l.tamilSounds[merged] = union(l.tamilSounds[merged], lgds)
		}
		l.sounds[string(key)] = union(l.sounds[string(key)], lgds)
	}
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
