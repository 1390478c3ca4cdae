package search

import (
	"encoding/binary"
	"math"
)

// fieldStat counts what BM25 needs to know of a field.
type fieldStat struct {
	Passages int // that have the field
	Tokens   int
}

func (f fieldStat) average() float64 {
	if f.Passages == 0 {
		return 1
	}
	return float64(f.Tokens) / float64(f.Passages)
}

// sizes is how many terms each field of each passage has, two bytes a passage, by the field's letter.
type sizes map[byte][]byte

func newSizes() sizes {
	s := sizes{}
	for _, f := range []string{fieldStem, fieldTitle, fieldLabel, fieldLead, fieldStart, fieldPair, fieldKey} {
		s[f[0]] = nil
	}
	return s
}

// grow makes room for the next passage.
func (s sizes) grow() {
	for letter, list := range s {
		s[letter] = append(list, 0, 0)
	}
}

// of is the list of a field; nil for one whose length is 1. There are as many words as stems.
func (s sizes) of(field string) []byte {
	if field[:2] == fieldWord {
		field = fieldStem
	}
	return s[field[0]]
}

func lengthIn(list []byte, id uint32) uint16 { return binary.LittleEndian.Uint16(list[2*id:]) }

// tables are the same by internal number.
func (s sizes) tables(t tables, order []uint32) {
	for letter, list := range s {
		moved := make([]byte, len(list))
		for id, passage := range order {
			copy(moved[2*id:2*id+2], list[2*passage:])
		}
		t[tableSizes+string(letter)] = moved
	}
}

// count adds to the length of a passage's field: keys of several scripts are one length.
func (s sizes) count(field string, passage, terms int) {
	if list, counted := s[field[0]]; counted {
		terms += int(lengthIn(list, uint32(passage)))
		binary.LittleEndian.PutUint16(list[2*passage:], uint16(min(terms, math.MaxUint16)))
	}
}
