package triage

import "strings"

// An index finds phrases in a run of tokens. It is one row of bytes, read where it
// lies: the compiled word lists are part of the program ([remembered]), and opening
// them costs neither time nor memory. compile writes it.
//
// Every distinct word of the lists is a symbol, numbered from 1. A phrase is a
// sequence of steps in code, each a number whose lowest two bits say what it is.
// Numbers are 32 bits wide, lowest byte first.
type index struct {
	concepts []string // of phrases
	langs    []string // of phrases, sorted

	texts  string // the symbols one behind the other, each its table (a byte) and its letters
	ends   row    // symbol → where it ends in texts
	slots  row    // open addressing: symbols by the hash of what stands in texts; len(tags) of them
	tags   string // by slot: 0 for an empty one, otherwise a byte of the hash
	heads  row    // two numbers a phrase: code's place << 4 and flags; concept << 16 and language
	code   row
	starts row // symbol → where its list in firsts begins; one more at the end
	firsts row // phrases that may begin with a symbol, see group
}

// A row is numbers of 32 bits.
type row string

func (r row) at(i uint32) uint32 {
	b := r[4*i : 4*i+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func (r row) len() uint32 { return uint32(len(r) / 4) }

// The kinds of a step in code. What a number holds above its kind: the symbol of a
// word, the words of a gap, the place in code of a choice: there stands how many
// options there are, and each: a word alone as a step, others as stepEnd with their
// place.
const (
	stepEnd = iota
	stepWord
	stepGap
	stepChoice
	stepBits = 2
)

// The flags of a phrase.
const (
	flagByKey = 1 << iota
	flagRoman
	flagBefore
	flagAfter
	flagBits = 4
)

// A group heads phrases in firsts that may begin with one symbol: how many there
// are << groupBits, and 0 for those of the lists as they are written, or 1 and the
// language for those derived by sound. Groups stand in this order, sounds by language.
const groupBits = 12

// The tables of symbols: how a word of a list is compared.
const (
	exact = iota
	prefix
	suffix
	keyed
	keyPrefix
	prefixWhole // a double star: whatever the ending denies belongs to what is said
	keyPrefixWhole
	suffixWhole
	tables
)

// The symbols of # and #year.
const (
	numSymbol  = 1
	yearSymbol = 2
)

// phrases is how many there are.
func (x *index) phrases() int32 { return int32(x.heads.len() / 2) }

// phrase is what is known of a phrase, without its steps.
func (x *index) phrase(i int32) phrase {
	flags, names := x.heads.at(2*uint32(i)), x.heads.at(2*uint32(i)+1)
	return phrase{concept: x.concepts[names>>16], lang: x.langs[names&0xFFFF],
		byKey: flags&flagByKey != 0, roman: flags&flagRoman != 0, before: flags&flagBefore != 0, after: flags&flagAfter != 0}
}

func (x *index) symbols() uint32 { return x.ends.len() - 1 }

// written is a symbol as it stands in texts: its table and its letters.
func (x *index) written(symbol uint32) string { return x.texts[x.ends.at(symbol-1):x.ends.at(symbol)] }

// A sum is the hash of a table and letters, FNV-1a. It goes byte by byte, so that
// all beginnings of a word cost one pass.
// Source: Fowler, Noll, Vo, The FNV Non-Cryptographic Hash Algorithm (RFC 9923).
type sum uint32

func sumOf(table int) sum { return sum(2166136261).add(byte(table)) }

func (h sum) add(b byte) sum { return (h ^ sum(b)) * 16777619 }

func (h sum) of(text string) sum {
	for i := range len(text) {
		h = h.add(text[i])
	}
	return h
}

// place is where a sum is looked for among n slots, a power of two, and its tag.
func (h sum) place(n int) (slot uint32, tag byte) {
	h ^= h >> 15 // the low bits of FNV are its weakest
	return uint32(h) & uint32(n-1), byte(h>>24) | 1
}

// symbol finds the symbol of a table with these letters, whose sum is h; 0 if there is none.
func (x *index) symbol(h sum, table int, text string) uint32 {
	slot, tag := h.place(len(x.tags))
	for ; x.tags[slot] != 0; slot = (slot + 1) & uint32(len(x.tags)-1) {
		if x.tags[slot] != tag {
			continue
		}
		if id := x.slots.at(slot); matches(x.written(id), table, text) {
			return id
		}
	}
	return 0
}

func matches(written string, table int, text string) bool {
	return len(written) == len(text)+1 && written[0] == byte(table) && written[1:] == text
}

func tableOf(w string, byKey bool) (table int, text string) {
	switch {
	case strings.HasSuffix(w, "**") && byKey:
		return keyPrefixWhole, strings.TrimSuffix(w, "**")
	case strings.HasSuffix(w, "**"):
		return prefixWhole, strings.TrimSuffix(w, "**")
	case strings.HasSuffix(w, "*") && byKey:
		return keyPrefix, strings.TrimSuffix(w, "*")
	case strings.HasSuffix(w, "*"):
		return prefix, strings.TrimSuffix(w, "*")
	case strings.HasPrefix(w, "**"):
		return suffixWhole, w[2:]
	case strings.HasPrefix(w, "*"):
		return suffix, w[1:]
	case byKey:
		return keyed, w
	}
	return exact, w
}
