package places

import (
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// Sizes at which a place field is searched. What is longer is no name.
const (
	fuzzyWords = 12 // words that are looked up by sound
	soundWords = 4  // words of one name that is looked up by sound

	// letters by which two names of one script may differ whose sounds differ
	// by one or two
	soundApart = 3

	wordQuality = 0.6 // what a name is worth that is an ordinary word among others
)

// fieldSpans reads a text that is meant to name a place: every name counts, a
// village's too, and what is not found as written is looked up by its sound.
func (g *Gazetteer) fieldSpans(text string, t []token, state string) []span {
	mute := g.muted(t)
	if s, ok := g.wholeName(t, mute); ok {
		return []span{s}
	}
	covered := make([]bool, len(t))
	var spans []span
	for i := 0; i < len(t); {
		s, n := g.exactSpan(text, t, i, mute)
		if n == 0 {
			i++
			continue
		}
		for j := i; j < i+n; j++ {
			covered[j] = true
		}
		spans = append(spans, s)
		i += n
	}
	spans = g.fieldSounds(t, mute, covered, spans, state)
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	for i := range spans {
		spans[i].role = g.roleOf(t, spans[i].from, spans[i].to, nil)
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
			b.bonus = later
		}
	}
}

// wholeName finds the name of a State, a district or a large town that is all
// the text says: then villages of that name elsewhere are not asked for.
func (g *Gazetteer) wholeName(t []token, mute []bool) (span, bool) {
	from, to := 0, len(t)
	for from < to && mute[from] {
		from++
	}
	for to > from && mute[to-1] {
		to--
	}
	if to == from || to-from > g.longest {
		return span{}, false
	}
	s := span{from: from, to: to}
	for _, sense := range g.text[joinedEnds(t, from, to-from).text] {
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
		content = content || !mute[i]
	}
	if !content {
		clear(mute)
	}
	return mute
}

// exactSpan finds the longest name that begins at word i, as it is written.
func (g *Gazetteer) exactSpan(text string, t []token, i int, mute []bool) (span, int) {
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
		word := g.wordy[name].level >= wordyKind && len(t) > 1
		if word && !g.around(t, i, i+n).strong() {
			quality = wordQuality
		}
		for _, sense := range g.text[name] {
			s.meanings = append(s.meanings, g.meaning(sense, quality))
		}
		// Beside a district's name, a village of this name in that district
		// says which of them is meant.
		if quality == 1 {
			s.meanings = append(s.meanings, g.localitiesNamed(name)...)
		}
		if len(s.meanings) > 0 {
			return s, n
		}
	}
	return span{}, 0
}

func (g *Gazetteer) localitiesNamed(name string) []meaning {
	return g.localityMeanings(g.posts().named(name), WhyLocality, 1)
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
		if b := s.best(); b < weightTown+0.12 {
			spans[i].meanings = append(spans[i].meanings, g.soundMeanings(t, s.from, s.to, !sure, states)...)
		}
	}
	for i := 0; i < len(t); {
		if covered[i] || mute[i] {
			i++
			continue
		}
		run := i
		for run < len(t) && !covered[run] && !mute[run] {
			run++
		}
		for i < run {
			var best span
			var most float64
			for n := 1; n <= min(soundWords, run-i); n++ {
				s := span{from: i, to: i + n, meanings: g.soundMeanings(t, i, i+n, !sure, states)}
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

// soundMeanings returns what words may mean by their sound: with a case ending
// taken off, spelt otherwise, and if misspelt is set, by a letter or two. If States are
// given, only what lies there is near.
func (g *Gazetteer) soundMeanings(t []token, from, to int, misspelt bool, states map[string]bool) []meaning {
	var out []meaning
	if to == from+1 {
		stem, _ := g.withoutEnding(&t[from])
		for _, s := range stem {
			out = append(out, g.meaning(s, 0.98))
		}
		if len(out) > 0 {
			return out
		}
	}
	key := soundOf(t, from, to)
	if len(key) < 2 || isNumber(key) {
		return out
	}
	if t[from].script == arabic {
		return append(out, g.urduMeanings(key)...)
	}
	index, posts := g.keys(), g.posts()
	if i, ok := index.at[key]; ok && len(key) >= 3 {
		for _, h := range index.senses[i] {
			quality := sameSound
			if h.script != t[from].script {
				quality = otherSound
				if t[from].script == latin {
					quality = latinSound
				}
			}
			out = append(out, g.meaning(h.sense, quality))
		}
	}
	if len(key) >= 4 {
		out = append(out, g.localityMeanings(posts.sounding(key), WhyLocality, 0.95)...)
	}
	if !misspelt {
		return out
	}
	for _, m := range g.nearMeanings(joinedEnds(t, from, to-from).text, key, t[from].script) {
		if len(states) == 0 || states[m.state] {
			out = append(out, m)
		}
	}
	return out
}

// nearMeanings returns what a misspelt name may mean: names that differ by a
// letter or two as they are written, or as they sound.
func (g *Gazetteer) nearMeanings(text, key string, s script) []meaning {
	index := g.keys()
	var out []meaning
	keep := func(x sense, quality float64) {
		m := g.meaning(x, quality)
		m.why = WhyFuzzy
		if m.kind == kindTown && m.people < cityPeople {
			m.weight *= smallTown
		}
		out = append(out, m)
	}
	index.texts[s].find(text, allowed(text), func(i, d int) {
		name := index.texts[s].all[i]
		if quality := spelling(text, name, d); d > 0 && quality > 0 {
			for _, x := range g.text[name] {
				keep(x, quality)
			}
		}
	})
	index.find(key, allowed(key), func(i, d int) {
		if quality := soundAlike(key, index.all[i], d); d > 0 && quality > 0 {
			for _, h := range index.senses[i] {
				if h.script != s {
					keep(h.sense, quality)
				} else if apart := fold.Distance(text, h.name, soundApart); apart <= soundApart {
					keep(h.sense, quality-0.04*float64(apart-1))
				}
			}
		}
	})
	// Villages are looked through where nothing large is near.
	const enough = 0.60
	for _, m := range out {
		if m.weight >= enough {
			return out
		}
	}
	heard := g.posts().heard()
	village := func(lgds []int32, quality float64) {
		for _, m := range g.localityMeanings(lgds, WhyFuzzy, quality*fuzzyVillage) {
			out = append(out, m)
		}
	}
	if s == latin {
		heard.texts.find(text, min(allowed(text), 1), func(i, d int) {
			if quality := spelling(text, heard.texts.all[i], d); d > 0 && quality > 0 {
				village(g.posts().of[i], quality)
			}
		})
	}
	heard.find(key, min(allowed(key), 1), func(i, d int) {
		if quality := soundAlike(key, heard.all[i], d); d > 0 && quality > 0 {
			village(heard.of[i], quality)
		}
	})
	return out
}

// urduMeanings looks up a name in Perso-Arabic letters, which leave out short
// vowels.
func (g *Gazetteer) urduMeanings(key string) []meaning {
	index := g.keys()
	var out []meaning
	if i, ok := index.at[key]; ok {
		for _, h := range index.senses[i] {
			out = append(out, g.meaning(h.sense, 0.93))
		}
	}
	index.urdu.find(key, 1, func(i, d int) {
		quality := 0.90
		if d > 0 {
			quality = 0.72
			if len(key) < 5 {
				return
			}
		}
		for _, s := range index.urduOf[i] {
			m := g.meaning(s, quality)
			if d > 0 {
				m.why = WhyFuzzy
			}
			out = append(out, m)
		}
	})
	return out
}

func soundOf(t []token, from, to int) string {
	if to == from+1 {
		return t[from].sound()
	}
	var key string
	for i := from; i < to; i++ {
		if !isJoiner(t[i].Text) {
			key += t[i].sound()
		}
	}
	return key
}
