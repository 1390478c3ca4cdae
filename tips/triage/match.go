package triage

import (
	"slices"
	"strings"
)

// An index finds phrases in a run of tokens. Every distinct word of the lists
// is a symbol; a star makes one token several symbols at once, for which the
// failure links of an Aho-Corasick automaton would need a subset construction.
// So a phrase is looked up by the symbols that it may begin with and its few
// steps are walked from there: linear in the text, and held by a property test
// to what a naive search finds.
type index struct {
	tables  [8]map[string]int32
	symbols int32
	phrases []phrase                     // without steps
	steps   [][]compiled                 // by phrase
	first   map[int32][]int32            // phrases that may begin with a symbol
	sounds  map[string]map[int32][]int32 // the same of the phrases derived by sound, by language
}

type compiled struct {
	word    int32
	options [][]compiled
	gap     int32
}

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
)

// The symbols of # and #year.
const (
	numSymbol  = int32(1)
	yearSymbol = int32(2)
)

func compile(phrases []phrase) *index {
	choices := map[compiledAs][][]compiled{}
	x := &index{phrases: slices.Clone(phrases), steps: make([][]compiled, 0, len(phrases)), first: map[int32][]int32{}, sounds: map[string]map[int32][]int32{}, symbols: yearSymbol}
	for i := range x.tables {
		x.tables[i] = map[string]int32{}
	}
	for i, p := range phrases {
		x.steps = append(x.steps, x.compile(p.steps, p.byKey, choices))
		x.phrases[i].steps = nil // they take as much room as what was made of them
		var ids []int32
		begins(x.steps[i], &ids)
		first := x.first
		if p.roman {
			if first = x.sounds[p.lang]; first == nil {
				first = map[int32][]int32{}
				x.sounds[p.lang] = first
			}
		}
		for _, id := range ids {
			first[id] = append(first[id], int32(i))
		}
	}
	return x
}

// compiledAs names a choice by where its first option stands: phrases share
// their choices, and what they are compiled to.
type compiledAs struct {
	first *[]step
	byKey bool
}

func (x *index) compile(steps []step, byKey bool, choices map[compiledAs][][]compiled) []compiled {
	out := make([]compiled, 0, len(steps))
	for _, s := range steps {
		c := compiled{gap: int32(s.gap)}
		if s.word != "" {
			c.word = x.symbol(s.word, byKey)
		}
		if len(s.options) > 0 {
			as := compiledAs{&s.options[0], byKey}
			if c.options = choices[as]; c.options == nil {
				c.options = make([][]compiled, 0, len(s.options))
				for _, o := range s.options {
					c.options = append(c.options, x.compile(o, byKey, choices))
				}
				choices[as] = c.options
			}
		}
		out = append(out, c)
	}
	return out
}

func (x *index) symbol(w string, byKey bool) int32 {
	switch w {
	case anyNum:
		return numSymbol
	case anyYear:
		return yearSymbol
	}
	table, text := tableOf(w, byKey)
	id, ok := x.tables[table][text]
	if !ok {
		x.symbols++
		id = x.symbols
		x.tables[table][text] = id
	}
	return id
}

// begins adds the symbols that steps may begin with; it reports whether they need none.
func begins(steps []compiled, ids *[]int32) bool {
	for _, s := range steps {
		switch {
		case s.word != 0:
			if !slices.Contains(*ids, s.word) {
				*ids = append(*ids, s.word)
			}
			return false
		case s.gap == 0:
			optional := false
			for _, o := range s.options {
				optional = begins(o, ids) || optional
			}
			if !optional {
				return false
			}
		}
	}
	return true
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

// A hit is a phrase at tokens [start, end). A negating ending can hide in a word
// under a star, a negator in a gap.
type hit struct {
	phrase     int32
	start, end int
	open       uint64 // bit i: token start+i was matched under a star
	gap        uint64 // bit i: token start+i was leapt over
}

// meaning is every symbol that one token is; from starred on, under a star.
type meaning struct {
	all     []int32
	starred int
}

func (m meaning) has(id int32) (ok, star bool) {
	i := slices.Index(m.all, id)
	return i >= 0, i >= m.starred
}

func (x *index) meaning(t token) meaning {
	var m meaning
	add := func(table int, text string) {
		if id, ok := x.tables[table][text]; ok && text != "" {
			m.all = append(m.all, id)
		}
	}
	if t.num >= 0 {
		m.all = append(m.all, numSymbol)
		if t.num >= firstYear && t.num <= lastYear {
			m.all = append(m.all, yearSymbol)
		}
	}
	add(exact, t.text)
	add(keyed, t.key)
	if t.place {
		m.starred = len(m.all)
		return m // a place's name only begins like another word
	}
	begins := func(table, keyTable int) {
		for i := range t.text {
			add(table, t.text[:i])
		}
		add(table, t.text)
		for i := 1; i <= len(t.key); i++ {
			add(keyTable, t.key[:i])
		}
	}
	ends := func(table int) {
		for i := range t.text {
			if i > 0 {
				add(table, t.text[i:])
			}
		}
	}
	begins(prefixWhole, keyPrefixWhole)
	ends(suffixWhole)
	m.starred = len(m.all)
	begins(prefix, keyPrefix)
	ends(suffix)
	return m
}

// find returns every hit in the tokens, in order of start. A phrase never
// crosses a sentence; its gaps never cross a clause. Phrases derived by sound
// are looked for in the languages of sounds alone.
func (x *index) find(ts []token, sounds map[string]bool) []hit {
	f := finding{x: x, ts: ts, of: make([]meaning, len(ts))}
	type word struct {
		text, key string
		place     bool
	}
	cache := make(map[word]meaning, len(ts))
	for i, t := range ts {
		w := word{t.text, t.key, t.place}
		m, ok := cache[w]
		if !ok {
			m = x.meaning(t)
			cache[w] = m
		}
		f.of[i] = m
	}
	firsts := []map[int32][]int32{x.first}
	for _, lang := range sortedKeys(sounds) {
		if sounds[lang] && x.sounds[lang] != nil {
			firsts = append(firsts, x.sounds[lang])
		}
	}
	tried := make([]int32, len(x.phrases)) // start+1 of the last try: two symbols may propose one phrase
	for i := range ts {
		for _, id := range f.of[i].all {
			for _, first := range firsts {
				for _, p := range first[id] {
					if tried[p] != int32(i+1) {
						tried[p] = int32(i + 1)
						f.walk(hit{phrase: p, start: i, end: i}, x.steps[p], nil)
					}
				}
			}
		}
	}
	return f.hits
}

type finding struct {
	x    *index
	ts   []token
	of   []meaning
	hits []hit
}

// rest is what remains of the phrase around a choice.
type rest struct {
	steps []compiled
	outer *rest
}

// walk follows the steps of a phrase from the end of h.
func (f *finding) walk(h hit, steps []compiled, after *rest) {
	for len(steps) == 0 {
		if after == nil {
			f.hits = append(f.hits, h)
			return
		}
		steps, after = after.steps, after.outer
	}
	s, left := steps[0], steps[1:]
	switch {
	case s.word != 0:
		if h.end >= len(f.ts) || h.end > h.start && f.ts[h.end].sentence != f.ts[h.end-1].sentence {
			return
		}
		ok, star := f.of[h.end].has(s.word)
		if !ok {
			return
		}
		if star {
			h.open |= bit(h.end - h.start)
		}
		h.end++
		f.walk(h, left, after)
	case s.gap > 0:
		for skip := int32(0); skip <= s.gap; skip++ {
			f.walk(h, left, after)
			if h.end >= len(f.ts) || f.ts[h.end].clause != f.ts[h.end-1].clause {
				return
			}
			h.gap |= bit(h.end - h.start)
			h.end++
		}
	default:
		more := &rest{left, after}
		for _, o := range s.options {
			f.walk(h, o, more)
		}
	}
}

// bit is the mask of the i-th word of a hit; no phrase reaches past 64 words.
func bit(i int) uint64 {
	if i > 63 {
		return 0
	}
	return 1 << i
}
