package places

import (
	"slices"
	"strings"
)

// Sizes at which a place field is searched. What is longer is no name.
const (
	fuzzyWords = 12 // words that are looked up by sound
	soundWords = 4  // words of one name that is looked up by sound

	// letters by which two names of one script may differ whose sounds differ
	// by one or two
	soundApart = 3

	calledDistrict = 1.0 // what "district" beside a name adds to a district's

	wordQuality = 0.45 // what a name is worth that is an ordinary word among others: too little alone
)

// fieldSpans reads a text that is meant to name a place: every name counts, a
// village's too, and what is not found as written is looked up by its sound.
// In a sentence a name must stand like one.
func (g *Gazetteer) fieldSpans(text string, t []token, state string, sentence bool) []span {
	t = aloneIsNoWord(t)
	mute := g.muted(t)
	if s, ok := g.wholeName(t, mute); ok && !sentence && !g.onlyWord(t, s) {
		return []span{s}
	}
	covered := make([]bool, len(t))
	var spans []span
	seen := map[string]bool{} // "Village Kareli, PO Kareli" says it once
	for i := 0; i < len(t); {
		s, n := g.misspeltName(t, i, mute)
		if n == 0 {
			s, n = g.exactSpan(text, t, i, mute, sentence)
		}
		if n == 0 {
			i++
			continue
		}
		name := joinedEnds(t, i, n).text
		if seen[name] {
			s.meanings = nil
		}
		seen[name] = true
		for j := i; j < i+n; j++ {
			covered[j] = true
		}
		spans = append(spans, s)
		i += n
	}
	spans = append(spans, g.mutedNames(t, mute, spans)...)
	if !sentence {
		spans = g.fieldSounds(t, mute, covered, spans, state)
	} else {
		spans = g.sentenceSounds(t, covered, spans)
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	g.preferHome(t, spans)
	for i := range spans {
		spans[i].role = g.roleOf(t, spans[i].from, spans[i].to, nil)
		if g.around(t, spans[i].from, spans[i].to).kind == district {
			spans[i].bonus = calledDistrict
		}
	}
	g.roadNames(t, spans)
	g.addressOrder(t, spans)
	return spans
}

// roadNames makes little of a name that a road or a gate has: the Delhi Gate
// of Agra is not in Delhi.
func (g *Gazetteer) roadNames(t []token, spans []span) {
	if len(spans) < 2 {
		return
	}
	const little = 0.3
	for i, s := range spans {
		if k, _ := g.roles.kind(t, s.to); k == road {
			for j := range s.meanings {
				spans[i].meanings[j].weight *= little
			}
		}
	}
}

// addressOrder prefers the later of two districts of one State that stand side
// by side: an address goes from the small to the large, and "Rampur, Bareilly"
// is a village in Bareilly.
func (g *Gazetteer) addressOrder(t []token, spans []span) {
	const later = 0.08
	for i := 1; i < len(spans); i++ {
		a, b := spans[i-1], &spans[i]
		if a.role == b.role && g.adjacent(t, a, *b) && slices.ContainsFunc(b.meanings, func(m meaning) bool {
			return m.kind == kindDistrict && m.weight >= weightAlias && slices.ContainsFunc(a.meanings, func(n meaning) bool {
				return n.kind == kindDistrict && n.state == m.state && n.lgd != m.lgd
			})
		}) {
			b.bonus += later
		}
	}
}

// wholeName finds the name of a State, a district or a large town that is all
// the text says: then villages of that name elsewhere are not asked for.
func (g *Gazetteer) wholeName(t []token, mute []bool) (span, bool) {
	from, to := 0, len(t)
	named := func(i int) bool { // "Basti" is a word and a district
		return slices.ContainsFunc(g.named(t[i].Text), func(x sense) bool { return g.places[x.place].kind == kindDistrict })
	}
	idle := func(i int) bool {
		k := g.roles.kinds[t[i].Text]
		return (mute[i] || k != plain && k != filler) && !named(i)
	}
	for from < to && idle(from) {
		from++
	}
	for to > from && idle(to-1) {
		to--
	}
	// A word for a city may belong to the name: "Buland Shahr", "Puri city".
	const beside = 2
	for n := to - from + 2*beside; n >= to-from; n-- {
		for first := max(0, from-beside); first <= from && first+n <= len(t); first++ {
			if s, ok := g.bigName(t, first, first+n); ok && first+n >= to {
				return s, true
			}
		}
	}
	return span{}, false
}

// bigName finds a State, a district or a large town that some words name.
func (g *Gazetteer) bigName(t []token, from, to int) (span, bool) {
	if to == from || to-from > g.longest {
		return span{}, false
	}
	s := span{from: from, to: to}
	for _, sense := range g.named(joinedEnds(t, from, to-from).text) {
		s.meanings = append(s.meanings, g.meaning(sense, 1))
	}
	const large = weightTown + 0.15 // a town of 100,000
	s.role = g.roleOf(t, from, to, nil)
	return s, s.best() >= large
}

// muted marks the words that only say something of a name, unless there are
// no others: then one of them is the name ("Basti", "Mandi").
func (g *Gazetteer) muted(t []token) []bool {
	mute := make([]bool, len(t))
	content := false
	for i := range t {
		_, inPhrase := g.roles.used[t[i].Text]
		mute[i] = inPhrase || g.roles.kinds[t[i].Text] != plain
		if i > 0 && len(t[i].raw) == 2 && t[i].script == latin && isCapital(t[i].raw, true) && g.isState(t[i].Text) {
			mute[i] = isCapital(t[i-1].raw, true) // "Bijapur KA", not "MATHURA KA"
		}
		content = content || !mute[i]
	}
	if !content {
		for i := range t {
			_, inPhrase := g.roles.used[t[i].Text]
			mute[i] = inPhrase || g.roles.kinds[t[i].Text] == filler
		}
	}
	return mute
}

// mutedNames finds a district whose name is a word that only says something of
// a name, where nothing but its State is named beside it: "Basti, UP".
func (g *Gazetteer) mutedNames(t []token, mute []bool, spans []span) []span {
	states := map[string]bool{}
	for _, s := range spans {
		for _, m := range s.meanings {
			switch m.kind {
			case kindState:
				states[m.state] = true
			case kindLocality: // a village called like the State
			default:
				return nil
			}
		}
	}
	var out []span
	for i := range t {
		s := span{from: i, to: i + 1}
		for _, x := range g.named(t[i].Text) {
			if p := g.places[x.place]; mute[i] && p.kind == kindDistrict && states[p.state] {
				s.meanings = append(s.meanings, g.meaning(x, 1))
			}
		}
		if len(s.meanings) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// exactSpan finds the longest name that begins at word i, as it is written.
func (g *Gazetteer) exactSpan(text string, t []token, i int, mute []bool, sentence bool) (span, int) {
	if pin, n := pinAt(text, t, i); n > 0 {
		if s, ok := g.pinSpan(pin, i, n); ok {
			return s, n
		}
	}
	ends := joinedEnds(t, i, min(g.longest, len(t)-i))
	for n := len(ends.ends); n > 0; n-- {
		if n == 1 && mute[i] || mute[i] && mute[i+n-1] && n == 2 {
			continue
		}
		name := ends.first(n)
		s := span{from: i, to: i + n}
		quality := 1.0
		word := g.wordy[name].level == wordyKind && len(t) > 1
		if word && !g.around(t, i, i+n).strong() {
			quality = wordQuality
		}
		everyday := len(t) > 1 && g.allCommon(t[i:i+n]) && !(n > 1 && allCapital(t[i:i+n]))
		for _, sense := range g.named(name) {
			p := g.places[sense.place]
			if everyday && p.kind == kindTown && p.people < cityPeople {
				continue
			}
			if ok, needs := sentence, false; ok {
				if ok, needs = g.admits(name, sense, t[i:i+n], g.around(t, i, i+n)); !ok || needs {
					continue
				}
			}
			s.meanings = append(s.meanings, g.meaning(sense, quality))
		}
		// Beside a district's name, a village of this name in that district
		// says which of them is meant.
		if quality == 1 && !everyday && (!sentence || g.standsLikeVillage(t, i, i+n)) {
			s.meanings = append(s.meanings, g.localitiesNamed(name)...)
		}
		if len(s.meanings) > 0 {
			return s, n
		}
	}
	return span{}, 0
}

func (g *Gazetteer) localitiesNamed(name string) []meaning {
	return g.localityMeanings(g.posts.named(name), WhyLocality, 1)
}

func (g *Gazetteer) localityMeanings(lgds []int32, why string, quality float64) []meaning {
	weight := weightLocality
	if len(lgds) > 1 {
		weight = weightLocality - 0.04
	}
	out := make([]meaning, len(lgds))
	for i, lgd := range lgds {
		out[i] = g.inDistrict(lgd, why, weight*quality)
	}
	return out
}

func (g *Gazetteer) pinSpan(pin int32, i, n int) (span, bool) {
	s := span{from: i, to: i + n}
	for _, c := range g.byPIN(pin) {
		kind := kindDistrict
		if c.District == 0 {
			kind = kindState
		}
		s.meanings = append(s.meanings, meaning{kind: kind, state: c.State, lgd: c.District, why: WhyPIN, weight: 0.6 + 0.4*c.Score})
	}
	return s, len(s.meanings) > 0
}

// joined is the folded words from one on, written together, with the ends of
// each word.
type joined struct {
	text string
	ends []int
}

func (j joined) first(n int) string { return j.text[:j.ends[n-1]] }

func joinedEnds(t []token, i, n int) joined {
	var b strings.Builder
	ends := make([]int, 0, n)
	for k := range n {
		b.WriteString(t[i+k].Text)
		ends = append(ends, b.Len())
	}
	return joined{b.String(), ends}
}

// fieldSounds looks up by sound what no name was found for as written, and
// what is only a village's name as written but sounds like a district's.
func (g *Gazetteer) fieldSounds(t []token, mute, covered []bool, spans []span, state string) []span {
	if len(t) > fuzzyWords {
		return spans
	}
	states := map[string]bool{}
	sure := false
	for _, s := range spans {
		for _, m := range s.meanings {
			if m.kind == kindState {
				states[m.state] = true
			}
			sure = sure || m.kind != kindState && m.weight >= weightTown+0.12 // a town of 10,000
		}
	}
	if state != "" {
		states = map[string]bool{state: true}
	}
	for i, s := range spans {
		if len(t) > 1 && g.wordy[joinedEnds(t, s.from, s.to-s.from).text].level == wordyKind {
			continue // its sound is the word's
		}
		if states, sure := g.homeOf(t, s.from); sure && slices.ContainsFunc(s.meanings, func(m meaning) bool {
			return m.kind == kindTown && slices.Contains(states, m.state)
		}) {
			continue // written so, and at home there
		}
		if b := s.best(); b < weightTown+0.12 {
			spans[i].meanings = append(spans[i].meanings, g.soundMeanings(t, s.from, s.to, s.meanings, !sure, states)...)
		}
	}
	if len(spans) == 0 && len(t) > 1 && len(t) <= soundWords {
		// "بلند شہر": a word for a city may be part of a name.
		s := span{to: len(t), meanings: g.soundMeanings(t, 0, len(t), nil, false, states)}
		if s.best() >= otherSound {
			return []span{s}
		}
	}
	for i := 0; i < len(t); {
		if covered[i] || mute[i] || t[i].common != uncommon {
			i++
			continue
		}
		run := i
		for run < len(t) && !covered[run] && !mute[run] && t[run].common == uncommon {
			run++
		}
		for i < run {
			var best span
			var most float64
			for n := 1; n <= min(soundWords, run-i); n++ {
				s := span{from: i, to: i + n, meanings: g.soundMeanings(t, i, i+n, nil, !sure, states)}
				if w := s.best() + 0.02*float64(n-1); w > most && len(s.meanings) > 0 {
					best, most = s, w
				}
			}
			if most == 0 {
				i++
				continue
			}
			spans = append(spans, best)
			i = best.to
		}
	}
	return spans
}
