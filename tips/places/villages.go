package places

import (
	"slices"
	"unicode/utf8"
)

// proseVillage finds a locality: written with a capital after "in", "at" or
// "near", before the place that it lies in, or beside a word for a village or
// a police station; in other scripts after such a word; and only where all
// places of that name lie in one State.
func (g *Gazetteer) proseVillage(t []token, i int) (span, int) {
	const nameLength, nameWords = 5, 4
	if g.roles.kinds[t[i].Text] != plain || g.binds(t[i]) {
		return span{}, 0
	}
	before, _ := g.roles.kindBefore(t, i)
	said := before == village || before == police
	capital := t[i].script == latin && isCapital(t[i].raw, false)
	if !said && !capital || t[i].script != latin && t[i].common != uncommon {
		return span{}, 0
	}
	for n := min(nameWords, len(t)-i); n > 0; n-- {
		name := joinedEnds(t, i, n).text
		if utf8.RuneCountInString(name) < nameLength || g.isWordy(name) || g.binds(t[i+n-1]) {
			continue
		}
		a := g.around(t, i, i+n)
		if a.road {
			continue
		}
		lgds := g.posts.named(name)
		if len(lgds) == 0 && t[i].script != latin && said {
			if key := soundOf(t, i, i+n); len(key) >= nameLength {
				lgds = g.soundingNear(t, i, key)
			}
		}
		if len(lgds) == 0 {
			continue
		}
		if inside := g.insideNext(t, i+n, lgds); len(inside) == 1 && capital && (n > 1 || a.role != "") {
			return span{from: i, to: i + n, meanings: g.localityMeanings(inside, WhyLocality, 1)}, n
		}
		// What only "in" makes a place must be one place.
		named := said || a.kind != plain || a.role == roleAt && len(lgds) == 1
		if named && g.oneState(lgds) {
			return span{from: i, to: i + n, meanings: g.localityMeanings(lgds, WhyLocality, 1)}, n
		}
	}
	return span{}, 0
}

// insideNext returns those districts that the State or district named at word
// i, directly after a locality, holds: "Punjabi Bagh, Delhi".
func (g *Gazetteer) insideNext(t []token, i int, lgds []int32) []int32 {
	ends := g.possible(t, i)
	for n := len(ends.ends); n > 0; n-- {
		var inside []int32
		for _, s := range g.named(ends.first(n)) {
			p := g.places[s.place]
			for _, lgd := range lgds {
				fits := p.kind == kindState && g.districts[int(lgd)].State == p.state || p.kind == kindDistrict && int(lgd) == p.lgd
				if fits && !slices.Contains(inside, lgd) {
					inside = append(inside, lgd)
				}
			}
		}
		if len(inside) > 0 {
			return inside
		}
	}
	return nil
}

// agreeVillages keeps of each locality what lies in a district or a State that
// the text names otherwise, and drops the locality if nothing does: a village
// name alone says little.
func agreeVillages(spans []span) []span {
	districts, states := map[int]bool{}, map[string]bool{}
	for _, s := range spans {
		for _, m := range s.meanings {
			if m.kind == kindDistrict || m.kind == kindTown && m.people >= cityPeople {
				districts[m.lgd], states[m.state] = true, true
			} else if m.kind == kindState {
				states[m.state] = true
			}
		}
	}
	if len(states) == 0 {
		return spans
	}
	keep := func(s span, fits func(meaning) bool) []meaning {
		return slices.DeleteFunc(slices.Clone(s.meanings), func(m meaning) bool { return !fits(m) })
	}
	var out []span
	for _, s := range spans {
		if s.agreed || slices.ContainsFunc(s.meanings, func(m meaning) bool { return m.kind != kindLocality }) {
			out = append(out, s)
			continue
		}
		kept := keep(s, func(m meaning) bool { return districts[m.lgd] })
		if len(kept) == 0 && len(states) == 1 {
			kept = keep(s, func(m meaning) bool { return states[m.state] })
		}
		if len(kept) > 0 {
			s.meanings = kept
			out = append(out, s)
		}
	}
	return out
}

func (g *Gazetteer) oneState(lgds []int32) bool {
	first := g.districts[int(lgds[0])].State
	return !slices.ContainsFunc(lgds, func(lgd int32) bool { return g.districts[int(lgd)].State != first })
}

// soundingNear returns the districts of a locality by its sound, in the States
// of the script where these are few.
func (g *Gazetteer) soundingNear(t []token, i int, key string) []int32 {
	lgds := g.posts.sounding(key)
	if states, sure := g.homeOf(t, i); sure {
		return slices.DeleteFunc(slices.Clone(lgds), func(lgd int32) bool { return !slices.Contains(states, g.districts[int(lgd)].State) })
	}
	return lgds
}
