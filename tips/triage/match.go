package triage

import (
	"slices"
	"unicode/utf8"
)

// A hit is a phrase at tokens [start, end). A negating ending can hide in a word
// under a star, a negator in a gap.
type hit struct {
	phrase     int32
	start, end int
	open       uint64 // bit i: token start+i was matched under a star
	gap        uint64 // bit i: token start+i was leapt over
}

// meaning is every symbol that one token is, as a part of finding.ids; from
// starred on, under a star.
type meaning struct{ from, starred, to int32 }

// mean finds the symbols of a token.
func (f *finding) mean(t token) meaning {
	m := meaning{from: int32(len(f.ids))}
	if t.num >= 0 {
		f.ids = append(f.ids, numSymbol)
		if t.num >= firstYear && t.num <= lastYear {
			f.ids = append(f.ids, yearSymbol)
		}
	}
	f.add(sumOf(exact).of(t.text), exact, t.text)
	f.add(sumOf(keyed).of(t.key), keyed, t.key)
	if t.place {
		m.starred = int32(len(f.ids)) // a place's name only begins like another word
	} else {
		f.addBeginnings(t.text, prefixWhole)
		f.addBeginnings(t.key, keyPrefixWhole)
		f.addEndings(t.text, suffixWhole)
		m.starred = int32(len(f.ids))
		f.addBeginnings(t.text, prefix)
		f.addBeginnings(t.key, keyPrefix)
		f.addEndings(t.text, suffix)
	}
	m.to = int32(len(f.ids))
	return m
}

func (f *finding) add(h sum, table int, text string) {
	if text == "" {
		return
	}
	if id := f.x.symbol(h, table, text); id != 0 {
		f.ids = append(f.ids, id)
	}
}

func (f *finding) addBeginnings(text string, table int) {
	h := sumOf(table)
	for i := range len(text) {
		h = h.add(text[i])
		if i+1 == len(text) || utf8.RuneStart(text[i+1]) {
			f.add(h, table, text[:i+1])
		}
	}
}

func (f *finding) addEndings(text string, table int) {
	for i := range text {
		if i > 0 {
			f.add(sumOf(table).of(text[i:]), table, text[i:])
		}
	}
}

func (f *finding) is(at int, symbol uint32) (ok, star bool) {
	m := f.of[at]
	i := slices.Index(f.ids[m.from:m.to], symbol)
	return i >= 0, m.from+int32(i) >= m.starred
}

// find returns every hit in the tokens, in order of start. A phrase never
// crosses a sentence; its gaps never cross a clause. Phrases derived by sound
// are looked for in the languages of sounds alone. A star makes one token several
// symbols at once, for which the failure links of an Aho-Corasick automaton would
// need a subset construction: so a phrase is looked up by the symbols that it may
// begin with and its few steps are walked from there, linear in the text, and held
// by a property test to what a naive search finds.
func (x *index) find(ts []token, sounds map[string]bool) []hit {
	f := finding{x: x, ts: ts, of: make([]meaning, len(ts)), ids: make([]uint32, 0, 4*len(ts))}
	type word struct {
		text, key string
		place     bool
	}
	known := make(map[word]meaning, len(ts))
	for i, t := range ts {
		w := word{t.text, t.key, t.place}
		m, ok := known[w]
		if !ok {
			m = f.mean(t)
			known[w] = m
		}
		f.of[i] = m
	}
	read := make([]bool, len(x.langs)+1) // by group
	read[0] = true
	for i, lang := range x.langs {
		read[i+1] = sounds[lang]
	}
	tried := newTried(x.phrases())
	for i := range ts {
		tried.clear()
		for _, id := range f.ids[f.of[i].from:f.of[i].to] {
			at, end := x.starts.at(id), x.starts.at(id+1)
			for at < end {
				head := x.firsts.at(at)
				next := at + 1 + head>>groupBits
				if !read[head&(1<<groupBits-1)] {
					at = next
					continue
				}
				for at++; at < next; at++ {
					if p := x.firsts.at(at); tried.first(p) {
						f.walk(hit{phrase: int32(p), start: i, end: i}, x.heads.at(2*p)>>flagBits, nil)
					}
				}
			}
		}
	}
	return f.hits
}

// tried are the phrases that were tried from one token: two of its symbols may
// propose one phrase.
type tried struct {
	bits []uint64
	set  []uint32
}

func newTried(phrases int32) *tried { return &tried{bits: make([]uint64, phrases/64+1)} }

func (t *tried) first(p uint32) bool {
	if t.bits[p/64]&(1<<(p%64)) != 0 {
		return false
	}
	t.bits[p/64] |= 1 << (p % 64)
	t.set = append(t.set, p)
	return true
}

func (t *tried) clear() {
	for _, p := range t.set {
		t.bits[p/64] = 0
	}
	t.set = t.set[:0]
}

type finding struct {
	x    *index
	ts   []token
	of   []meaning // by token
	ids  []uint32
	hits []hit
}

// rest is what remains of the phrase around a choice: a place in code.
type rest struct {
	at    uint32
	outer *rest
}

// walk follows the steps of a phrase, which stand at a place in code, from the end of h.
func (f *finding) walk(h hit, at uint32, after *rest) {
	code := f.x.code
	step := code.at(at)
	for step == stepEnd {
		if after == nil {
			f.hits = append(f.hits, h)
			return
		}
		at, after = after.at, after.outer
		step = code.at(at)
	}
	at++
	switch what := step >> stepBits; step & (1<<stepBits - 1) {
	case stepWord:
		if f.word(&h, what) {
			f.walk(h, at, after)
		}
	case stepGap:
		for skip := uint32(0); skip <= what; skip++ {
			f.walk(h, at, after)
			if h.end >= len(f.ts) || f.ts[h.end].clause != f.ts[h.end-1].clause {
				return
			}
			h.gap |= bit(h.end - h.start)
			h.end++
		}
	case stepChoice:
		var more *rest
		for i := range code.at(what) {
			option := code.at(what + 1 + i)
			if h := h; option&(1<<stepBits-1) == stepWord {
				if f.word(&h, option>>stepBits) {
					f.walk(h, at, after)
				}
				continue
			}
			if more == nil {
				more = &rest{at, after}
			}
			f.walk(h, option>>stepBits, more)
		}
	}
}

// word lengthens a hit by the next token, if that is the symbol.
func (f *finding) word(h *hit, symbol uint32) bool {
	if h.end >= len(f.ts) || h.end > h.start && f.ts[h.end].sentence != f.ts[h.end-1].sentence {
		return false
	}
	ok, star := f.is(h.end, symbol)
	if !ok {
		return false
	}
	if star {
		h.open |= bit(h.end - h.start)
	}
	h.end++
	return true
}

// bit is the mask of the i-th word of a hit; no phrase reaches past 64 words.
func bit(i int) uint64 {
	if i > 63 {
		return 0
	}
	return 1 << i
}
