package places

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"
)

// writer is the other side of [reader].
type writer struct {
	out   []byte
	fault error
}

func (w *writer) number(n int)  { w.out = binary.AppendUvarint(w.out, uint64(n)) }
func (w *writer) text(s string) { w.number(len(s)); w.out = append(w.out, s...) }
func (w *writer) float(x float64) {
	w.out = binary.LittleEndian.AppendUint64(w.out, math.Float64bits(x))
}
func (w *writer) short(n int) {
	if n < 0 || n > math.MaxUint16 {
		w.fault = fmt.Errorf("%d does not fit in two bytes", n)
	}
	w.out = binary.LittleEndian.AppendUint16(w.out, uint16(n))
}

func (w *writer) sense(s sense) {
	w.number(int(s.place))
	w.number(slices.Index(whys[:], s.why))
	w.float(s.weight)
}

type hashed struct {
	hash uint64
	s    string
}

// words writes a set, given in any order, and returns it in the order of its numbers. Those that
// hidden names, if it is not nil, are the only ones that are not found
// misspelt; if it is nil, none is.
func (w *writer) words(set []string, hidden func(string) bool) []string {
	const few = 2 // strings in a bucket
	var by [][]string
	for _, s := range set {
		for len(by) <= len(s) {
			by = append(by, nil)
		}
		if s != "" {
			by[len(s)] = append(by[len(s)], s)
		}
	}
	w.number(map[bool]int{true: 1}[hidden != nil])
	w.number(len(by))
	var all []string
	for _, list := range by {
		w.number(len(list))
		if len(list) == 0 {
			continue
		}
		order := make([]hashed, len(list))
		for i, s := range list {
			order[i] = hashed{hash(s), s}
		}
		slices.SortFunc(order, func(a, b hashed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.s, b.s)) })
		for i := range order {
			list[i] = order[i].s
		}
		buckets := bits.Len(uint(len(list) / few))
		w.number(buckets)
		for _, s := range list {
			w.out = append(w.out, s...)
		}
		starts := make([]int, 1<<buckets+1)
		for i, s := range list {
			if mask := letterMask(s); hidden != nil {
				if hidden(s) {
					// What is within reach of it must lack too many of all letters.
					if bits.OnesCount32(mask)+mostApart >= 32-mostApart {
						w.fault = fmt.Errorf("%q cannot be hidden: it has nearly all letters", s)
					}
					mask = everyLetter
				}
				w.out = binary.LittleEndian.AppendUint32(w.out, mask)
			}
			starts[order[i].hash>>(64-buckets)+1]++
		}
		for i, n := range starts {
			if i > 0 {
				starts[i] = starts[i-1] + n
			}
			w.short(starts[i])
		}
		all = append(all, list...)
	}
	return all
}

// lists writes the lists of keys, with one for each element.
func writeLists[T any](w *writer, keys []string, of map[string][]T, one func(T)) {
	total := 0
	for _, k := range keys {
		total += len(of[k])
	}
	w.number(len(keys))
	w.number(total)
	for _, k := range keys {
		w.number(len(of[k]))
		for _, x := range of[k] {
			one(x)
		}
	}
}

// tables writes what was made, in the order of [Gazetteer.open].
func (m *maker) tables() ([]byte, error) {
	w := &writer{}
	w.text(layout)
	m.writePlaces(w)
	w.number(m.longest)
	names := m.writeNames(w)
	m.writeOrdinary(w)
	m.writeSounds(w, names)
	m.writeLocalities(w)
	w.pins(m.pins)
	w.pins(m.prefixes)
	return w.out, w.fault
}

func (m *maker) writePlaces(w *writer) {
	w.number(len(m.places))
	for i, p := range m.places {
		w.number(int(p.kind))
		w.text(p.state)
		w.number(p.lgd)
		w.text(p.country)
		w.text(p.name)
		w.number(p.people)
		w.number(map[bool]int{true: 1}[p.seat])
		scripts := uint16(0)
		if i < len(m.sounds.scripts) {
			scripts = m.sounds.scripts[i]
		}
		w.number(int(scripts))
	}
	w.number(len(m.points))
	for _, p := range m.points {
		w.float(p.lat)
		w.float(p.lon)
		w.number(p.lgd)
	}
}

// writeNames writes the names by script. Names of nothing but seats of taluks
// are not looked for misspelt, see [sounds.put]. It returns the names' numbers.
func (m *maker) writeNames(w *writer) map[string]int {
	sorted := slices.Sorted(maps.Keys(m.text))
	seats := func(name string) bool {
		return !slices.ContainsFunc(m.text[name], func(s sense) bool { return !m.places[s.place].seat })
	}
	var all []string
	for s := range malayalam + 1 {
		all = append(all, w.words(slices.DeleteFunc(slices.Clone(sorted), func(name string) bool { return scriptOf(name) != s }), seats)...)
	}
	writeLists(w, all, m.text, w.sense)
	numbers := numbered(all)
	for _, name := range sorted {
		w.number(numbers[name])
	}
	return numbers
}

func numbered(all []string) map[string]int {
	numbers := make(map[string]int, len(all))
	for i, s := range all {
		numbers[s] = i
	}
	return numbers
}

func (m *maker) writeOrdinary(w *writer) {
	for _, s := range w.words(slices.Collect(maps.Keys(m.whole)), nil) {
		w.out = append(w.out, byte(m.whole[s])|m.langs[s]<<kindBits)
	}
	for _, s := range w.words(slices.Collect(maps.Keys(m.begins)), nil) {
		w.out = append(w.out, byte(m.begins[s]))
	}
}

// everyOne hides nothing: all strings are found misspelt.
func everyOne(string) bool { return false }

func (m *maker) writeSounds(w *writer, names map[string]int) {
	k := &m.sounds
	keys := w.words(slices.Collect(maps.Keys(k.keys)), func(key string) bool { return k.hidden[key] })
	for _, key := range keys {
		w.out = append(w.out, map[bool]byte{true: 1}[k.wordy[key]])
	}
	writeLists(w, keys, k.keys, func(s sounding) {
		w.sense(s.sense)
		w.number(names[s.name])
		w.number(int(s.script))
	})
	numbers := numbered(keys)
	key := func(key string) { w.number(numbers[key]) }
	writeLists(w, w.words(slices.Collect(maps.Keys(k.urdu)), everyOne), k.urdu, w.sense)
	writeLists(w, w.words(slices.Collect(maps.Keys(k.tamil)), everyOne), k.tamil, key)
	writeLists(w, w.words(slices.Collect(maps.Keys(k.loose)), nil), k.loose, key)
	writeLists(w, w.words(slices.Collect(maps.Keys(k.bones)), nil), k.bones, func(b bone) {
		key(b.key)
		w.sense(b.sense)
	})
}

// writeLocalities writes each list of districts once.
func (m *maker) writeLocalities(w *writer) {
	l := &m.localities
	all, which := map[string][]int32{}, map[string]int{} // by their bytes
	sets := []map[string][]int32{l.text, l.sounds, l.tamilSounds, l.main, l.mainTamil, l.mainLoose}
	for _, set := range sets {
		for _, lgds := range set {
			all[inBytes(lgds)] = lgds
		}
	}
	order := slices.Sorted(maps.Keys(all))
	for i, list := range order {
		which[list] = i
	}
	writeLists(w, order, all, func(lgd int32) { w.number(int(lgd)) })
	for i, set := range sets {
		misspelt := everyOne
		if i > 1 { // texts and sounds
			misspelt = nil
		}
		for _, name := range w.words(slices.Collect(maps.Keys(set)), misspelt) {
			w.short(which[inBytes(set[name])])
		}
	}
}

// inBytes makes a key for a map of a list.
func inBytes(lgds []int32) string {
	var b []byte
	for _, lgd := range lgds {
		b = binary.LittleEndian.AppendUint32(b, uint32(lgd))
	}
	return string(b)
}

func (w *writer) pins(shares map[int32][]pinShare) {
	by := map[string][]pinShare{}
	var order []string
	numbers := slices.Sorted(maps.Keys(shares))
	w.number(len(numbers))
	for _, pin := range numbers {
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(pin))
		order = append(order, fmt.Sprint(pin))
		by[fmt.Sprint(pin)] = shares[pin]
	}
	writeLists(w, order, by, func(s pinShare) {
		w.number(int(s.lgd))
		w.number(int(math.Float32bits(s.share)))
	})
}
