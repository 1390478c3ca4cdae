package triage

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// A compiler writes an index. What is written alike is written once: a set stands
// in thousands of phrases.
type compiler struct {
	x        *index
	ids      map[string]uint32    // symbols, by table and letters
	words    [2]map[string]uint32 // the same by the words of steps, without and with byKey
	texts    strings.Builder
	ends     []byte
	code     []byte
	seen     map[string]uint32     // sequences and choices, as they are written, by their place
	choices  map[compiledAs]uint32 // the same without writing them again
	concepts map[string]uint32
}

// compiledAs names a choice by where its first option stands: phrases share their
// choices, and what they are compiled to.
type compiledAs struct {
	first *[]step
	byKey bool
}

// compile writes phrases as an index. There are fewer than 2^16 concepts, 2^12
// languages and 2^20 phrases, by far.
func compile(phrases []phrase) *index {
	c := &compiler{x: &index{}, ids: map[string]uint32{}, words: [2]map[string]uint32{{}, {}}, seen: map[string]uint32{}, choices: map[compiledAs]uint32{}, concepts: map[string]uint32{}}
	for _, p := range phrases {
		if !slices.Contains(c.x.langs, p.lang) {
			c.x.langs = append(c.x.langs, p.lang)
		}
	}
	slices.Sort(c.x.langs)
	// No letters of a list are those of # and #year: their table is none.
	c.ends = number(c.ends, 0)
	for _, w := range []string{anyNum, anyYear} {
		c.newSymbol(string(rune(tables)) + w)
	}
	var heads []byte
	var begin []uint32
	var firsts []first
	for i, p := range phrases {
		at := c.sequence(p.steps, p.byKey)
		heads = number(heads, at<<flagBits|flagsOf(p))
		lang, _ := slices.BinarySearch(c.x.langs, p.lang)
		heads = number(heads, c.concept(p.concept)<<16|uint32(lang))
		group := 0
		if p.roman {
			group = lang + 1
		}
		begin = begin[:0]
		c.begins(p.steps, p.byKey, &begin)
		for _, id := range begin {
			firsts = append(firsts, first{id, uint32(group), uint32(i)})
		}
	}
	c.x.heads, c.x.texts, c.x.ends, c.x.code = row(heads), c.texts.String(), row(c.ends), row(c.code)
	c.writeFirsts(firsts)
	c.writeSlots()
	return c.x
}

func number(to []byte, n uint32) []byte { return binary.LittleEndian.AppendUint32(to, n) }

func flagsOf(p phrase) (flags uint32) {
	if p.byKey {
		flags |= flagByKey
	}
	if p.roman {
		flags |= flagRoman
	}
	if p.before {
		flags |= flagBefore
	}
	if p.after {
		flags |= flagAfter
	}
	return flags
}

func (c *compiler) concept(id string) uint32 {
	n, ok := c.concepts[id]
	if !ok {
		n = uint32(len(c.x.concepts))
		c.concepts[id] = n
		c.x.concepts = append(c.x.concepts, id)
	}
	return n
}

// sequence writes steps and returns where they begin.
func (c *compiler) sequence(steps []step, byKey bool) uint32 {
	var out []byte
	for _, s := range steps {
		switch {
		case s.word != "":
			out = number(out, c.symbol(s.word, byKey)<<stepBits|stepWord)
		case s.gap > 0:
			out = number(out, uint32(s.gap)<<stepBits|stepGap)
		default:
			out = number(out, c.choice(s.options, byKey)<<stepBits|stepChoice)
		}
	}
	return c.write(number(out, stepEnd))
}

func (c *compiler) choice(options [][]step, byKey bool) uint32 {
	as := compiledAs{&options[0], byKey}
	at, ok := c.choices[as]
	if !ok {
		out := number(nil, uint32(len(options)))
		for _, o := range options {
			if len(o) == 1 && o[0].word != "" {
				out = number(out, c.symbol(o[0].word, byKey)<<stepBits|stepWord)
			} else {
				out = number(out, c.sequence(o, byKey)<<stepBits) // stepEnd
			}
		}
		at = c.write(out)
		c.choices[as] = at
	}
	return at
}

// write puts numbers into code, unless the same stand there.
func (c *compiler) write(numbers []byte) uint32 {
	at, ok := c.seen[string(numbers)]
	if !ok {
		at = uint32(len(c.code) / 4)
		c.seen[string(numbers)] = at
		c.code = append(c.code, numbers...)
	}
	return at
}

func (c *compiler) symbol(w string, byKey bool) uint32 {
	switch w {
	case anyNum:
		return numSymbol
	case anyYear:
		return yearSymbol
	}
	words := c.words[0]
	if byKey {
		words = c.words[1]
	}
	id, ok := words[w]
	if !ok {
		table, text := tableOf(w, byKey)
		written := string(rune(table)) + text
		if id, ok = c.ids[written]; !ok {
			id = c.newSymbol(written)
		}
		words[w] = id
	}
	return id
}

func (c *compiler) newSymbol(written string) uint32 {
	id := uint32(len(c.ends) / 4)
	c.ids[written] = id
	c.texts.WriteString(written)
	c.ends = number(c.ends, uint32(c.texts.Len()))
	return id
}

// begins adds the symbols that steps may begin with; it reports whether they need none.
func (c *compiler) begins(steps []step, byKey bool, ids *[]uint32) bool {
	for _, s := range steps {
		switch {
		case s.word != "":
			if id := c.symbol(s.word, byKey); !slices.Contains(*ids, id) {
				*ids = append(*ids, id)
			}
			return false
		case s.gap == 0:
			optional := false
			for _, o := range s.options {
				optional = c.begins(o, byKey, ids) || optional
			}
			if !optional {
				return false
			}
		}
	}
	return true
}

// A first is a phrase that may begin with a symbol.
type first struct{ symbol, group, phrase uint32 }

func (c *compiler) writeFirsts(all []first) {
	slices.SortFunc(all, func(a, b first) int {
		return cmp.Or(cmp.Compare(a.symbol, b.symbol), cmp.Compare(a.group, b.group), cmp.Compare(a.phrase, b.phrase))
	})
	var starts, firsts []byte
	for id := range c.x.symbols() + 1 {
		starts = number(starts, uint32(len(firsts)/4))
		for len(all) > 0 && all[0].symbol == id {
			n := 1
			for n < len(all) && all[n].symbol == id && all[n].group == all[0].group {
				n++
			}
			firsts = number(firsts, uint32(n)<<groupBits|all[0].group)
			for _, f := range all[:n] {
				firsts = number(firsts, f.phrase)
			}
			all = all[n:]
		}
	}
	c.x.starts, c.x.firsts = row(number(starts, uint32(len(firsts)/4))), row(firsts)
}

// writeSlots gives every symbol a slot; two in five or more stay empty, so that a
// look-up ends soon.
func (c *compiler) writeSlots() {
	n := 1
	for 3*n < 5*int(c.x.symbols()) {
		n *= 2
	}
	slots, tags := make([]byte, 4*n), make([]byte, n)
	for id := uint32(1); id <= c.x.symbols(); id++ {
		slot, tag := sum(2166136261).of(c.x.written(id)).place(n)
		for tags[slot] != 0 {
			slot = (slot + 1) & uint32(n-1)
		}
		tags[slot] = tag
		binary.LittleEndian.PutUint32(slots[4*slot:], id)
	}
	c.x.slots, c.x.tags = row(slots), string(tags)
}
