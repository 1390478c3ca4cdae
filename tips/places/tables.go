package places

import (
	_ "embed"
	"fmt"
	"math"
)

//go:generate go test -count=1 -run ^TestTheTablesAreWhatTheirSourcesSay$ . -update

// finished is what the names in data/*.csv come to: folded, by their sounds,
// by the villages of a name. A test makes it and holds it against its sources,
// so what is read here is not checked again.
//
//go:embed data/tables.bin
var finished string

// reader reads tables in the order in which making_write_test.go writes them.
// Numbers are varints, little endian where they are read in place.
type reader struct {
	tables string
	next   int // byte that is read next
}

func (r *reader) number() int {
	if b := r.tables[r.next]; b < 0x80 { // most are
		r.next++
		return int(b)
	}
	return r.long()
}

func (r *reader) long() int {
	var n uint64
	for shift := 0; ; shift += 7 {
		b := r.tables[r.next]
		r.next++
		n |= uint64(b&0x7F) << shift
		if b < 0x80 {
			return int(n)
		}
	}
}

func (r *reader) bytes(n int) string {
	r.next += n
	return r.tables[r.next-n : r.next]
}

func (r *reader) text() string { return r.bytes(r.number()) }

func (r *reader) float() float64 {
	s := r.bytes(8)
	return math.Float64frombits(uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56)
}

// words reads a set whose first string has a number.
func (r *reader) words(first int) words {
	w := words{first: first}
	misspelt := r.number() == 1
	w.lengths = make([]sameLength, r.number())
	for n := range w.lengths {
		l := &w.lengths[n]
		l.first, l.count = first+w.count, r.number()
		if l.count == 0 {
			continue
		}
		buckets := r.number() // as a power of 2
		l.shift = uint8(64 - buckets)
		l.names = r.bytes(l.count * n)
		if misspelt {
			l.masks = r.bytes(4 * l.count)
		}
		l.starts = r.bytes(2 * (1<<buckets + 1))
		w.count += l.count
	}
	return w
}

func (r *reader) marked() marked {
	m := marked{words: r.words(0)}
	m.marks = r.bytes(m.count)
	return m
}

func (r *reader) sharing(all *lists[int32]) sharing {
	w := sharing{words: r.words(0), lists: all}
	w.which = r.bytes(2 * w.count)
	return w
}

// readLists reads lists of what one reads.
func readLists[T any](r *reader, one func() T) lists[T] {
	l := lists[T]{starts: make([]uint32, 1, r.number()+1), all: make([]T, 0, r.number())}
	for len(l.starts) < cap(l.starts) {
		for range r.number() {
			l.all = append(l.all, one())
		}
		l.starts = append(l.starts, uint32(len(l.all)))
	}
	return l
}

func readListed[T any](r *reader, one func() T) listed[T] {
	return listed[T]{r.words(0), readLists(r, one)}
}

func (r *reader) int32() int32 { return int32(r.number()) }

// whys are the reasons of senses, by their numbers in the tables.
var whys = [...]string{WhyDistrict, WhyAlias, WhyTown, WhyState, WhyAbroad}

func (r *reader) sense() sense {
	return sense{place: r.int32(), why: whys[r.number()], weight: r.float()}
}

func (r *reader) heard() heard {
	return heard{sense: r.sense(), text: r.int32(), script: script(r.number())}
}

// open reads the finished tables.
func (g *Gazetteer) open(tables string) error {
	r := &reader{tables: tables}
	if had := r.text(); had != layout {
		return fmt.Errorf("places: tables of layout %q, want %q: go generate ./tips/places", had, layout)
	}
	g.readPlaces(r)
	g.longest = r.number()
	for s := range g.text.words {
		g.text.words[s] = r.words(g.text.count)
		g.text.count += g.text.words[s].count
	}
	g.text.senses = readLists(r, r.sense)
	g.sorted = make([]string, g.text.count)
	for i := range g.sorted {
		g.sorted[i] = g.text.name(r.int32())
	}
	g.ordinary = ordinary{words: r.marked(), open: r.marked()}
	g.readKeys(r)
	g.posts.read(r)
	g.pins, g.prefixes = r.pins(), r.pins()
	return nil
}

// layout changes with the order or the kind of what is written.
const layout = "places 1"

func (g *Gazetteer) readPlaces(r *reader) {
	g.places = make([]place, r.number())
	g.keys.scripts = make([]uint16, len(g.places))
	for i := range g.places {
		g.places[i] = place{kind: kind(r.number()), state: r.text(), lgd: r.number(), country: r.text(), name: r.text(), people: r.number(), seat: r.number() == 1}
		g.keys.scripts[i] = uint16(r.number())
	}
	g.points = make([]point, r.number())
	for i := range g.points {
		g.points[i] = point{lat: r.float(), lon: r.float(), lgd: r.number()}
	}
}

func (g *Gazetteer) readKeys(r *reader) {
	k := &g.keys
	k.words = r.words(0)
	k.wordy = r.bytes(k.count)
	k.senses = readLists(r, r.heard)
	k.urdu = readListed(r, r.sense)
	k.tamil, k.loose = readListed(r, r.int32), readListed(r, r.int32)
	k.bones = readListed(r, func() bone { return bone{k.name(r.number()), r.sense()} })
}

func (l *localities) read(r *reader) {
	l.districts = readLists(r, r.int32)
	for _, w := range []*sharing{&l.text, &l.sounds, &l.tamil, &l.main, &l.mainTamil, &l.mainLoose} {
		*w = r.sharing(&l.districts)
	}
}
