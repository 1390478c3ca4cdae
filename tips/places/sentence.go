package places

import "slices"

// onlyWord reports whether a name that is an ordinary word is nothing else
// here: "मंडी के पास" is near the market, not near Mandi.
func (g *Gazetteer) onlyWord(t []token, s span) bool {
	if len(t) == s.to-s.from || g.wordy[joinedEnds(t, s.from, s.to-s.from).text].level != wordyKind {
		return false
	}
	return !g.around(t, s.from, s.to).strong() && !(t[s.from].script == latin && isCapital(t[s.from].raw, false))
}

// standsLikeVillage reports whether words of a sentence name a village, if
// they name anything: somebody is there, or a word says so.
func (g *Gazetteer) standsLikeVillage(t []token, from, to int) bool {
	const letters = 5
	a := g.around(t, from, to)
	return len(joinedEnds(t, from, to-from).text) >= letters && (a.role == roleAt || a.kind != plain)
}

// sentenceSounds looks up by its sound what a sentence says that somebody is
// at, or comes from or goes to, unless it is an ordinary word.
func (g *Gazetteer) sentenceSounds(t []token, covered []bool, spans []span) []span {
	const soundLength = 5
	for i := range t {
		if covered[i] || t[i].common != uncommon || g.isWordy(t[i].Text) || g.keys.isWordy(t[i].sound()) || g.binds(t[i]) || g.roles.kinds[t[i].Text] != plain || len(t[i].sound()) < soundLength {
			continue
		}
		a := g.around(t, i, i+1)
		if a.role == "" && !a.strong() || a.road {
			continue
		}
		s := span{from: i, to: i + 1, meanings: g.soundMeanings(t, i, i+1, nil, true, nil)}
		s.meanings = slices.DeleteFunc(s.meanings, func(m meaning) bool {
			const clear = 0.65
			return m.weight < clear || m.kind == kindLocality || m.kind == kindTown && m.people < townPeople
		})
		if len(s.meanings) > 0 {
			spans = append(spans, s)
		}
	}
	return spans
}

// aloneIsNoWord takes the mark off words of the tips where a place field has no
// others: "Kadi" alone is the town.
func aloneIsNoWord(t []token) []token {
	if slices.ContainsFunc(t, func(w token) bool { return w.common == uncommon }) {
		return t
	}
	out := slices.Clone(t)
	for i := range out {
		if out[i].common == told {
			out[i].common = uncommon
		}
	}
	return out
}
