package ingest

import (
	"fmt"
	"slices"
	"strings"
)

// outline gives numbered paragraphs their addresses: under which number each
// stands is told by the order in which they come.
type outline struct {
	open  []level
	taken map[string]bool
}

// level is one sort of number that is being counted.
type level struct {
	style   string
	count   count
	ordinal int
	address string // of the last paragraph on this level
}

// longestJump is how far a number may jump and still be taken for the next of
// its level: a page may be missing. House rule.
const longestJump = 5

// deepest is how many levels an address may have: what the library takes.
const deepest = 6

// place gives the address of the paragraph that begins with m. ok is false
// where the number stands outside every order; note says what is odd about an
// address that was given.
func (o *outline) place(m marker) (address, note string, ok bool) {
	if o.taken == nil {
		o.taken = make(map[string]bool)
	}
	before := slices.Clone(o.open)
	switch {
	case m.steps != nil:
		address, note, ok = o.placeSteps(m)
	default:
		if address, ok = o.next(m, 1); ok {
			break
		}
		if m.also != nil {
			if address, ok = o.next(*m.also, 1); ok {
				break
			}
		}
		if address, note, ok = o.begin(m); ok {
			break
		}
		if address, ok = o.next(m, longestJump); ok {
			note = fmt.Sprintf("%s: the number before it was not found", m.printed)
		}
	}
	if ok && (o.taken[address] || strings.Count(address, ".") >= deepest) {
		ok = false
	}
	if !ok {
		o.open = before
		return "", "", false
	}
	o.taken[address] = true
	return address, note, true
}

// next looks for the level, the innermost first, that m goes on counting.
func (o *outline) next(m marker, jump int) (string, bool) {
	for i := len(o.open) - 1; i >= 0; i-- {
		l := &o.open[i]
		if l.style != m.style {
			continue
		}
		for _, r := range m.readings {
			if r.count == l.count && (r.inserted && r.ordinal == l.ordinal || !r.inserted && r.ordinal > l.ordinal && r.ordinal <= l.ordinal+jump) {
				parent := ""
				if cut := strings.LastIndexByte(l.address, '.'); cut >= 0 {
					parent = l.address[:cut+1]
				}
				l.ordinal, l.address = r.ordinal, parent+m.name
				o.open = o.open[:i+1]
				return l.address, true
			}
		}
	}
	return "", false
}

// begin opens a level below the last.
func (o *outline) begin(m marker) (address, note string, ok bool) {
	for _, r := range m.readings {
		if r.inserted {
			continue
		}
		first := r.ordinal == 1
		if len(o.open) == 0 && r.count == figures && r.ordinal <= longestJump {
			// The first paragraph of a letter is number 1 and does not say so.
			first = true
			if r.ordinal > 2 {
				note = m.printed + ": the numbers before it were not found"
			}
		}
		again := slices.ContainsFunc(o.open, func(l level) bool { return l.style == m.style && l.count == r.count })
		if !first || again {
			continue
		}
		parent := ""
		switch {
		case len(o.open) > 0:
			parent = o.open[len(o.open)-1].address + "."
		case r.count != figures && (r.count != capitals || m.style != "."):
			parent = "1."
			note = m.printed + " stands under no number: it is counted as under the first paragraph"
			o.open = append(o.open, level{style: ".", count: figures, ordinal: 1, address: "1"})
		}
		o.open = append(o.open, level{m.style, r.count, r.ordinal, parent + m.name})
		return parent + m.name, note, true
	}
	return "", "", false
}

// placeSteps places "1.1", which names its parents itself.
func (o *outline) placeSteps(m marker) (address, note string, ok bool) {
	last := m.steps[len(m.steps)-1]
	parent := m.name[:strings.LastIndexByte(m.name, '.')]
	for i := len(o.open) - 1; i >= 0; i-- {
		l := &o.open[i]
		switch {
		case l.style == "steps" && strings.HasPrefix(l.address, parent+".") && strings.Count(l.address, ".") == len(m.steps)-1:
			if last <= l.ordinal || last > l.ordinal+longestJump {
				return "", "", false
			}
			if last > l.ordinal+1 {
				note = m.printed + ": the number before it was not found"
			}
			o.open = append(o.open[:i], level{"steps", figures, last, m.name})
			return m.name, note, true
		case l.address == parent && last == 1:
			o.open = append(o.open[:i+1], level{"steps", figures, 1, m.name})
			return m.name, "", true
		}
	}
	// 1.1 where 1 is a heading, or is not printed.
	if last == 1 && len(m.steps) == 2 && (len(o.open) == 0 || o.open[0].style == "steps" || o.open[0].style == "chapter") {
		o.open = []level{{"chapter", figures, m.steps[0], parent}, {"steps", figures, 1, m.name}}
		return m.name, "", true
	}
	return "", "", false
}
