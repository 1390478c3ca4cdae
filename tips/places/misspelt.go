package places

import (
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// soundMeanings returns what words may mean by their sound: with a case ending
// taken off, spelt otherwise, and if misspelt is set, by a letter or two. If States are
// given, only what lies there is near.
func (g *Gazetteer) soundMeanings(t []token, from, to int, exact []meaning, misspelt bool, states map[string]bool) []meaning {
	var out []meaning
	if to == from+1 {
		stem, _ := g.withoutEnding(&t[from])
		if len(stem) == 0 {
			stem = g.oblique(&t[from])
		}
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
	switch t[from].script {
	case arabic:
		out = append(out, g.urduMeanings(joinedEnds(t, from, to-from).text)...)
		return append(out, g.urduTowns(key)...)
	case tamil, malayalam:
		out = append(out, g.tamilMeanings(key)...)
	}
	if states, sure := g.homeOf(t, from); sure && misspelt {
		for _, f := range g.forms(&t[to-1]) {
			if l := (homeLookup{key: soundOf(t, from, to-1) + f.key, script: t[from].script, states: states, villages: true, small: true, fuzzy: true}); f.key != "" {
				out = append(out, g.homeMeanings(l)...)
			}
		}
	}
	index, posts := &g.keys, &g.posts
	if i, ok := index.number(key); ok && len(key) >= 3 {
		for _, h := range index.senses.of(i) {
			if g.shortSeat(h, key, t[from].script) {
				continue
			}
			quality := sameSound
			if h.script != t[from].script {
				quality = otherSound
				if t[from].script == latin {
					quality = latinSound
				}
			}
			m := g.meaning(h.sense, quality)
			if m.kind == kindTown && m.people < cityPeople && t[from].script == latin {
				m.weight *= smallTown
			}
			out = append(out, m)
		}
	}
	if len(key) >= 4 {
		out = append(out, g.localityMeanings(posts.sounding(key), WhyLocality, 0.95)...)
	}
	if dotted := withNukta(t[from].raw); dotted != "" && to == from+1 && len(out) == 0 {
		out = append(out, g.localityMeanings(posts.sounding(fold.Key(dotted)), WhyLocality, 0.95)...)
	}
	if !misspelt {
		return out
	}
	text := joinedEnds(t, from, to-from).text
	found := g.nearMeanings(text, key, t[from].script)
	// Villages are looked through where nothing larger is near.
	const enough = 0.60
	if !slices.ContainsFunc(slices.Concat(found, out, exact), func(m meaning) bool { return m.weight >= enough }) {
		found = append(found, g.nearVillages(text, key, t[from].script)...)
	}
	for _, m := range found {
		if len(states) == 0 || states[m.state] {
			out = append(out, m)
		}
	}
	return out
}

// misspeltName finds a name of several words of which some are misspelt: as a
// whole it is near, though a word of it alone may be another place ("Cooch
// Bihar"). It must be about as long and more than a name with something after
// it, or "Hamirpur UP" were Hamirpur misspelt.
func (g *Gazetteer) misspeltName(t []token, i int, mute []bool) (span, int) {
	const (
		textWords = 8  // of an address in which this is looked for
		nameWords = 4  // of a name
		letters   = 8  // of a name
		twoWrong  = 12 // letters of a name that may have two wrong
	)
	if len(t) > textWords || t[i].script == arabic {
		return span{}, 0
	}
	for n := min(nameWords, len(t)-i); n > 1; n-- {
		name := joinedEnds(t, i, n).text
		length := fold.Length(name)
		if length < letters || len(g.named(name)) > 0 || mute[i] && mute[i+n-1] || !g.hasUnknown(t[i:i+n]) {
			continue
		}
		most := 1
		if length >= twoWrong {
			most = 2
		}
		s := span{from: i, to: i + n}
		g.text.words[t[i].script].find(name, most, func(n int, near string, d int) {
			if apart := fold.Length(near) - length; apart < -1 || apart > 1 || strings.HasPrefix(name, near) {
				return
			}
			for _, x := range g.text.senses.of(n) {
				if k := g.places[x.place].kind; k == kindDistrict || k == kindState {
					m := g.meaning(x, longNames-0.03*float64(d))
					m.why = WhyFuzzy
					s.meanings = append(s.meanings, m)
				}
			}
		})
		if len(s.meanings) > 0 {
			return s, n
		}
	}
	return span{}, 0
}

// hasUnknown reports whether one of some words is no name by itself.
func (g *Gazetteer) hasUnknown(t []token) bool {
	return slices.ContainsFunc(t, func(w token) bool { return len(g.named(w.Text)) == 0 && g.roles.kinds[w.Text] == plain })
}

// nearMeanings returns what a misspelt name may mean: names that differ by a
// letter or two as they are written, or as they sound.
func (g *Gazetteer) nearMeanings(text, key string, s script) []meaning {
	index := &g.keys
	var out []meaning
	keep := func(x sense, quality float64) {
		m := g.meaning(x, quality)
		m.why = WhyFuzzy
		if m.kind == kindState {
			m.weight += stateMisspelt // thirty-six names that everybody writes
		}
		if m.kind == kindAbroad && len(key) < 6 {
			return // Mysore is not misspelt Misr
		}
		if m.kind == kindTown && m.people < cityPeople {
			m.weight *= smallTown
		}
		out = append(out, m)
	}
	// Two letters are looked for only where one does not do.
	const enough = 0.60
	found := func(m meaning) bool { return m.weight >= enough }
	for most := 1; most <= 2 && !slices.ContainsFunc(out, found); most++ {
		g.text.words[s].find(text, min(most, allowed(text)), func(n int, name string, d int) {
			if quality := spelling(text, name, d); d > 0 && quality > 0 {
				for _, x := range g.text.senses.of(n) {
					keep(x, quality)
				}
			}
		})
		index.find(key, min(most, allowed(key)), func(i int, name string, d int) {
			quality := soundAlike(key, name, d)
			if d == 0 || quality == 0 {
				return
			}
			for _, h := range index.senses.of(i) {
				if h.script != s {
					keep(h.sense, quality)
				} else if apart := fold.Distance(text, g.text.name(h.text), soundApart); apart <= soundApart {
					keep(h.sense, quality-0.04*float64(apart-1))
				}
			}
		})
	}
	return out
}

// nearVillages is nearMeanings for localities, one letter away.
func (g *Gazetteer) nearVillages(text, key string, s script) []meaning {
	posts := &g.posts
	var out []meaning
	if s == latin {
		posts.text.find(text, min(allowed(text), 1), func(i int, name string, d int) {
			if quality := spelling(text, name, d); d > 0 && quality > 0 {
				out = append(out, g.localityMeanings(posts.text.at(i), WhyFuzzy, quality*fuzzyVillage)...)
			}
		})
	}
	posts.sounds.find(key, min(allowed(key), 1), func(i int, name string, d int) {
		if quality := soundAlike(key, name, d); d > 0 && quality > 0 {
			out = append(out, g.localityMeanings(posts.sounds.at(i), WhyFuzzy, quality*fuzzyVillage)...)
		}
	})
	return out
}

// tamilMeanings looks up a name by its sound in Tamil, whose letters do not
// tell k from g, t from d, p from b or ch from s and j.
func (g *Gazetteer) tamilMeanings(key string) []meaning {
	index := &g.keys
	var out []meaning
	key = tamilKey(key)
	if len(key) < 4 {
		return nil
	}
	keep := func(i int32, quality float64, why string) {
		for _, h := range index.senses.of(int(i)) {
			if g.places[h.place].seat && len(key) < seatLetters {
				continue
			}
			m := g.meaning(h.sense, quality)
			if why != "" {
				m.why = why
			}
			out = append(out, m)
		}
	}
	for _, i := range index.tamil.under(key) {
		keep(i, otherSound-0.03, "")
	}
	if len(out) == 0 {
		index.tamil.find(key, 1, func(n int, name string, d int) {
			if quality := soundAlike(key, name, d); d > 0 && quality > 0 {
				for _, i := range index.tamil.of(n) {
					keep(i, quality, WhyFuzzy)
				}
			}
		})
	}
	return out
}

// tamilKey merges the sounds of a key that Tamil writes with one letter.
func tamilKey(key string) string {
	out := make([]byte, 0, len(key))
	for i := range len(key) {
		c := key[i]
		switch c {
		case 'g', 'h':
			c = 'k'
		case 'd':
			c = 't'
		case 'b', 'f':
			c = 'p'
		case 's', 'j':
			c = 'c'
		}
		n := len(out)
		if n > 0 && out[n-1] == c || c == 'k' && key[i] == 'h' && i == 0 {
			continue
		}
		if c == 'k' && n > 0 && out[n-1] == 'n' {
			continue // the nasal of "Changanassery" is one letter
		}
		out = append(out, c)
	}
	return string(out)
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
