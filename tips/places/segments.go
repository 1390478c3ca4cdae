package places

import (
	"slices"
	"strings"
)

// loneSpans finds places that stand for themselves between two full stops, as
// people end an account: "… please come soon. Hosur." Such a part is read as
// a place field is, but only for what is large or near.
func (g *Gazetteer) loneSpans(text string, t []token, spans []span) []span {
	const words = 4 // of such a part
	for from := 0; from < len(t); {
		to := from + 1
		for to < len(t) && !stops(text, t, to) {
			to++
		}
		from = lastPart(text, t, from, to)
		if to == len(t) {
			from = afterVerb(t, from)
		}
		taken := slices.ContainsFunc(spans, func(s span) bool { return s.from < to && s.to > from })
		if to-from <= words && to-from < len(t) && !taken && !g.allCommon(t[from:to]) && !g.isSentence(t[from:to]) {
			spans = append(spans, g.loneSpan(text, t, from, to)...)
		}
		from = to
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	return spans
}

// lastPart is where the part after the last comma begins, of a sentence from
// one word to another, if it is short: "The manager beats us, Perumbavoor."
func lastPart(text string, t []token, from, to int) int {
	const words = 3
	for i := to - 1; i > from && to-i <= words && !isNumber(t[i].Text); i-- {
		if strings.ContainsAny(text[t[i-1].End:t[i].Start], ",،") {
			return i
		}
	}
	return from
}

// afterVerb is where the words after the last verb of a text begin, if they are
// few: many write no stop before the place: "خون نہیں رک رہا سرائے ترین سنبھل".
// In English a verb does not end a sentence.
func afterVerb(t []token, from int) int {
	const words = 3
	for i := len(t) - 1; i > from && len(t)-i <= words+1; i-- {
		if t[i].script == latin {
			break
		}
		if t[i].common == verb && i+1 < len(t) {
			return i + 1
		}
		if t[i].common != uncommon {
			break
		}
	}
	return from
}

// stops reports whether a sentence ends before word i, or a colon stands there.
func stops(text string, t []token, i int) bool {
	gap := text[t[i-1].End:t[i].Start]
	if strings.ContainsAny(gap, "!?।॥|۔؟\n:;") {
		return true
	}
	const initial = 3 // bytes of an initial letter: "U. P."
	return strings.Contains(gap, ".") && (strings.ContainsAny(gap, " \t") || len(gap) > 1) && t[i-1].End-t[i-1].Start > initial
}

// loneSpan reads the words of one part.
func (g *Gazetteer) loneSpan(text string, t []token, from, to int) []span {
	part := t[from:to:to]
	first, last := from, to
	said := func(w token) bool { k := g.roles.kinds[w.Text]; return k != plain && k != road }
	for first < last && said(t[first]) {
		first++
	}
	for last > first && said(t[last-1]) {
		last--
	}
	if first == last || slices.ContainsFunc(t[first:last], func(w token) bool { return w.common != uncommon }) {
		return nil
	}
	if states, sure := g.homeOf(t, from); states != nil {
		if s, ok := g.loneHome(t, first, last, states, sure); ok {
			return []span{s}
		}
	}
	const clear = 0.66
	var out []span
	for _, s := range g.fieldSpans(text, part, "", false) {
		s.meanings = slices.DeleteFunc(s.meanings, func(m meaning) bool {
			switch {
			case voiceless(t[from].script) && m.weight < otherSound && m.kind != kindTown: // only alike in Tamil
				return true
			case m.weight < clear || m.country != "" || m.why == WhyFuzzy:
				return true
			case m.kind == kindState || m.kind == kindDistrict:
				return false
			}
			return m.kind != kindTown || m.people < townPeople
		})
		level := g.wordy[joinedEnds(part, s.from, s.to-s.from).text].level
		exact := slices.ContainsFunc(s.meanings, func(m meaning) bool { return m.kind == kindDistrict && m.weight >= weightAlias })
		heard := level == 0 && !(exact && part[s.from].script != latin) && g.keys.isWordy(soundOf(part, s.from, s.to))
		if len(s.meanings) == 0 || heard || level != 0 && level != wordyRole && level != wordyGiven {
			continue
		}
		s.from, s.to, s.agreed = s.from+from, s.to+from, true
		if s.role == "" {
			s.role = roleAt
		}
		out = append(out, s)
	}
	return out
}

// loneHome finds the name that all words of a part sound like.
func (g *Gazetteer) loneHome(t []token, from, to int, states []string, sure bool) (span, bool) {
	if len(g.named(joinedEnds(t, from, to-from).text)) > 0 || slices.ContainsFunc(t[from:to], func(w token) bool { return !g.mayName(&w) }) {
		return span{}, false
	}
	before := soundOf(t, from, to-1)
	for _, f := range g.forms(&t[to-1]) {
		s := span{from: from, to: to, role: f.role, agreed: true}
		s.meanings = g.homeMeanings(homeLookup{key: before + f.key, script: t[from].script, states: states, villages: sure, small: true, fuzzy: true})
		if s.role == "" {
			s.role = roleAt
		}
		if len(s.meanings) > 0 {
			return s, true
		}
	}
	return span{}, false
}
