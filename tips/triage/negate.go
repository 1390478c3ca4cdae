package triage

// reach is how many transparent words negation passes on its way. House rule,
// long enough for "not a single one of the children has been".
const reach = 7

// negate switches off what is denied: "no children work here", "बंद नहीं है". A
// negator that is part of what was said ("not allowed to leave", "पैसे नहीं देते")
// denies nothing else, and one that stands behind a word that is not transparent
// ("no food, beaten") denies only its own.
func (t *reading) negate() {
	spent := make([]bool, len(t.tokens))
	spend := func(e evidence) {
		for i := e.start; i < e.end; i++ {
			if (e.open|e.gap)&bit(i-e.start) == 0 {
				spent[i] = true
			}
		}
	}
	for _, e := range t.all {
		spend(e) // காணவில்லை, missing, ends like a denial and is none
	}
	for _, e := range t.by[cNotNegator] {
		spend(e)
	}
	through := make([]bool, len(t.tokens))
	cover := func(es []evidence) {
		for _, e := range es {
			for i := e.start; i < e.end; i++ {
				through[i] = true
			}
		}
	}
	cover(t.by[cThrough])
	for _, e := range t.all {
		if c := t.rules.concepts[e.concept]; c != nil && c.Person && e.start >= 0 {
			cover([]evidence{e})
		}
	}
	var negators []evidence
	for _, n := range t.by[cNegator] {
		if !spent[n.start] {
			negators = append(negators, n)
		}
	}
	for i := range t.all {
		e := &t.all[i]
		person := t.rules.concepts[e.concept] != nil && t.rules.concepts[e.concept].Person
		for _, n := range negators {
			if t.tokens[n.start].sentence != e.sentence {
				continue
			}
			if n.start >= e.start && n.end <= e.end {
				// Under a star (செய்யவில்லை), or in a gap just before the last word
				// ("बंद करके नहीं रखा"); elsewhere in a gap it denies another thing.
				inGap := e.gap&bit(n.start-e.start) != 0
				e.off = e.off || !inGap || n.end == e.end-1
				continue
			}
			p := t.rules.index.phrase(n.phrase)
			switch {
			case n.end <= e.start && p.before && t.passes(n.end, e.start, through):
				e.off = e.off || !p.after || n.end == e.start
			case e.end <= n.start && p.after && !person:
				e.off = e.off || t.passes(e.end, n.start, through)
			case e.end <= n.start && p.after && person:
				e.off = e.off || (t.anyBefore(e.start) || t.anyBetween(e.end, n.start)) && t.tokens[n.start].clause == e.clause
			}
		}
	}
}

// passes reports whether every token from a to b lets negation through and all stand in one clause.
func (t *reading) passes(a, b int, through []bool) bool {
	if b-a > reach {
		return false
	}
	if b < len(t.tokens) && a > 0 && t.tokens[a-1].clause != t.tokens[b].clause {
		return false
	}
	for i := a; i < b; i++ {
		if !through[i] {
			return false
		}
	}
	return true
}

// anyBefore reports whether "कोई" or its like stands just before token i.
func (t *reading) anyBefore(i int) bool {
	for _, e := range t.by[cAny] {
		if e.end <= i && i-e.end <= 2 && t.tokens[e.start].clause == t.tokens[i].clause {
			return true
		}
	}
	return false
}

// anyBetween reports whether "कोई" or its like stands after a person and before
// the denial: "बच्चा कोई नहीं", children anybody there-are-not.
func (t *reading) anyBetween(from, to int) bool {
	for _, e := range t.by[cAny] {
		if from <= e.start && e.end <= to && e.start-from <= 3 && t.tokens[e.start].clause == t.tokens[from-1].clause {
			return true
		}
	}
	return false
}

// touch is how near, in words, another concept changes a meaning: "selling red
// balloons", "फ़ोन बंद है". House rule.
const touch = 2

// otherMeaning switches off what a neighbouring word turns into another thing.
func (t *reading) otherMeaning() {
	for i := range t.all {
		e := &t.all[i]
		c := t.rules.concepts[e.concept]
		if c == nil {
			continue
		}
		for _, id := range c.Unless {
			for _, o := range t.by[id] {
				near := o.start < e.end+touch && e.start < o.end+touch
				// Where the verb ends the clause, what it acts on stands before it:
				// "बेच दिया फोन पर रोती है" sells no telephone.
				if e.phrase >= 0 && t.rules.index.phrase(e.phrase).after && o.start >= e.end {
					continue
				}
				if near && o.sentence == e.sentence && t.tokens[o.start].clause == t.tokens[e.end-1].clause {
					e.off, e.other = true, true
				}
			}
		}
	}
}
