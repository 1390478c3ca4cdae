package search

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// vocabulary is every word of one language's texts by its length, for words that are misspelt. A word has a line, and
// an entry of lettersSize bytes: its letters (see [letterSet]), the passages that have it, the place of its line.
// Before the entries stand, for each length in characters, the number of entries of shorter words, and after the last
// length that of all.
type vocabulary struct {
	words   string
	letters []byte
}

const (
	lettersSize   = 16
	lengthsCount  = longestWord + 1 // 0 … longestWord characters
	lengthsOfList = 4 * (lengthsCount + 1)
)

// vocabularyTables makes the tables of a language out of its words and how many passages have each.
func vocabularyTables(passages map[string]uint32) (words, letters []byte) {
	list := make([]string, 0, len(passages))
	for w := range passages {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b string) int {
		if d := fold.Length(a) - fold.Length(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	var begins numbers
	for n, w := range list {
		for begins.count() <= fold.Length(w) {
			begins = begins.with(uint32(n))
		}
		letters = binary.LittleEndian.AppendUint64(letters, letterSet(w))
		letters = binary.LittleEndian.AppendUint32(letters, passages[w])
		letters = binary.LittleEndian.AppendUint32(letters, uint32(len(words)))
		words = append(append(words, w...), '\n')
	}
	for begins.count() <= lengthsCount {
		begins = begins.with(uint32(len(list)))
	}
	return words, append(begins, letters...)
}

// entry is a word of a vocabulary.
type entry struct {
	word     string // folded; part of the table
	passages uint64
}

// resembling gives the words of a length whose letters differ in few from a set.
func (v vocabulary) resembling(length int, set uint64, most int) iter.Seq[entry] {
	return func(yield func(entry) bool) {
		if length < 0 || length >= lengthsCount || len(v.letters) < lengthsOfList {
			return
		}
		begins, all := numbers(v.letters[:lengthsOfList]), v.letters[lengthsOfList:]
		all = all[lettersSize*begins.at(length) : lettersSize*begins.at(length+1)]
		for ; len(all) > 0; all = all[lettersSize:] {
			if differ(set, binary.LittleEndian.Uint64(all)) > most {
				continue
			}
			word := v.words[binary.LittleEndian.Uint32(all[12:]):]
			if !yield(entry{word[:strings.IndexByte(word, '\n')], uint64(binary.LittleEndian.Uint32(all[8:]))}) {
				return
			}
		}
	}
}
