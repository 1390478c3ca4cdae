package places

import (
	"math/bits"
	"sort"

	"mukti/i18n/fold"
)

// words is a set of strings of the embedded tables, read where it lies: opening
// it makes nothing of its strings, and a lookup touches a page or two. Strings
// lie together by length, so none needs an offset, and those of one length in
// the order of their hashes, so that a short directory leads to the two or
// three that may be the one looked for. Each has a number.
type words struct {
	lengths []sameLength // by bytes
	first   int          // number of the first string
	count   int
}

type sameLength struct {
	first, count int
	names        string // one after the other
	masks        string // which letters a name has, four bytes each; "" where nothing is looked for misspelt
	starts       string // where the names of a bucket begin, two bytes each, and where the last ends
	shift        uint8  // that makes a bucket of a hash
}

// number is that of a string, counted through all lengths.
func (w *words) number(s string) (int, bool) {
	if len(s) >= len(w.lengths) {
		return 0, false
	}
	l := &w.lengths[len(s)]
	if l.count == 0 {
		return 0, false
	}
	bucket := 2 * int(hash(s)>>l.shift)
	n := len(s)
	for i, end := short(l.starts, bucket), short(l.starts, bucket+2); i < end; i++ {
		if l.names[i*n:i*n+n] == s {
			return l.first + i, true
		}
	}
	return 0, false
}

func (w *words) has(s string) bool {
	_, ok := w.number(s)
	return ok
}

// name is the string with a number.
func (w *words) name(number int) string {
	n := sort.Search(len(w.lengths), func(i int) bool { return number < w.lengths[i].first+w.lengths[i].count })
	i := number - w.lengths[n].first
	return w.lengths[n].names[i*n : i*n+n]
}

// everyLetter is the mask of a string that is found as written only: no other
// string has so many letters.
const everyLetter = ^uint32(0)

// mostApart is the distance that a search can bridge: past two letters a name
// is another name. Source: house rule.
const mostApart = 2

// find gives use the strings within distance most of s, [mostApart] at most,
// and their numbers.
// Their lengths and letters let a search pass over most of them.
func (w *words) find(s string, most int, use func(i int, name string, distance int)) {
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
	for n := max(0, len(s)-bytes); n <= len(s)+bytes && n < len(w.lengths); n++ {
		l := &w.lengths[n]
		for i, rest := 0, l.masks; len(rest) >= 4; i, rest = i+1, rest[4:] {
			m := uint32(rest[0]) | uint32(rest[1])<<8 | uint32(rest[2])<<16 | uint32(rest[3])<<24
			// One edit brings at most one new letter and takes one away.
			if bits.OnesCount32(m&^mask) > most || bits.OnesCount32(mask&^m) > most {
				continue
			}
			name := l.names[i*n : i*n+n]
			if d := fold.Distance(s, name, most); d <= most {
				use(l.first+i, name, d)
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

// hash is the order of strings of one length. The tables are made with it:
// another one needs other tables.
func hash(s string) uint64 {
	h := uint64(len(s))
	for ; len(s) >= 8; s = s[8:] {
		h = mix(h ^ (uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56))
	}
	var last uint64
	for i := range len(s) {
		last |= uint64(s[i]) << (8 * i)
	}
	return mix(h ^ last)
}

// mix is the finalizer of MurmurHash3 without its first step.
func mix(x uint64) uint64 {
	x *= 0xFF51AFD7ED558CCD
	x ^= x >> 33
	x *= 0xC4CEB9FE1A85EC53
	return x ^ x>>33
}

func short(s string, i int) int { return int(s[i]) | int(s[i+1])<<8 }

// marked is words with a byte each.
type marked struct {
	words
	marks string
}

func (m *marked) mark(s string) (byte, bool) {
	i, ok := m.number(s)
	if !ok {
		return 0, false
	}
	return m.marks[i], true
}

// lists are lists by number.
type lists[T any] struct {
	starts []uint32 // and the end of the last
	all    []T
}

func (l *lists[T]) of(i int) []T { return l.all[l.starts[i]:l.starts[i+1]:l.starts[i+1]] }

// listed is words with a list each.
type listed[T any] struct {
	words
	lists[T]
}

// under returns the list of a string, nil for one that is not in the set.
func (l *listed[T]) under(s string) []T {
	if i, ok := l.number(s); ok {
		return l.of(i)
	}
	return nil
}

// sharing is words that share lists: most villages lie in one of 784 districts.
type sharing struct {
	words
	which string // two bytes each
	lists *lists[int32]
}

func (w *sharing) under(s string) []int32 {
	if i, ok := w.number(s); ok {
		return w.at(i)
	}
	return nil
}

func (w *sharing) at(i int) []int32 { return w.lists.of(short(w.which, 2*i)) }
