package search

import (
	"iter"
	"strings"
)

// frames are a script's sounds under their skeletons: lines in order, as in a [dictionary], and the places where each
// skeleton's lines begin, found by its hash: a word in another script is looked for under some hundred skeletons.
type frames struct {
	lines dictionary
	slots numbers // one more than the place of a skeleton's first line; 0 is empty. As many as a power of two.
}

// frameTables makes the tables of a script out of its sounds.
func frameTables(s script, keys iter.Seq[string]) (lines []byte, slots numbers) {
	var entries []string
	for key := range keys {
		entries = append(entries, frame(s, key)+cut+key)
	}
	lines = lined(entries)
	size := 8
	for size < 2*len(entries) {
		size *= 2
	}
	filled := make([]uint32, size)
	last, at := cut, 0 // no head
	for line := range dictionary(lines).from("") {
		head, _, _ := strings.Cut(line, cut)
		if head != last {
			slot := hash(head) % uint32(size)
			for filled[slot] != 0 {
				slot = (slot + 1) % uint32(size)
			}
			filled[slot] = uint32(at) + 1
		}
		last = head
		at += len(line) + 1
	}
	for _, v := range filled {
		slots = slots.with(v)
	}
	return lines, slots
}

// hash is FNV-1a.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}

// of gives the sounds that have a skeleton, in order, as parts of the table.
func (f frames) of(skeleton string) iter.Seq[string] {
	return func(yield func(string) bool) {
		size := uint32(f.slots.count())
		if size == 0 {
			return
		}
		for slot := hash(skeleton) % size; ; slot = (slot + 1) % size {
			at := f.slots.at(int(slot))
			if at == 0 {
				return
			}
			lines := string(f.lines[at-1:])
			if !has(lines, skeleton) {
				continue
			}
			for has(lines, skeleton) {
				end := strings.IndexByte(lines, '\n')
				if !yield(lines[len(skeleton)+len(cut) : end]) {
					return
				}
				lines = lines[end+1:]
			}
			return
		}
	}
}

// has tells whether a line has this first part.
func has(line, head string) bool {
	return len(line) > len(head) && line[len(head)] == cut[0] && line[:len(head)] == head
}
