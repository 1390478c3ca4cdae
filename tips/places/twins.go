package places

import "mukti/i18n/fold"

// nameTwins gives districts of one name in Latin letters each other's names in
// other scripts: if the table writes Aurangabad in Urdu for one of two, the
// word means both.
func (g *Gazetteer) nameTwins() {
	twins := map[int32][]sense{} // of a place, with what the shared name weighs
	sounds := map[[2]int32]map[string]bool{}
	for name, senses := range g.text {
		if scriptOf(name) != latin || len(senses) < 2 {
			continue
		}
		for _, a := range senses {
			for _, b := range senses {
				p, q := g.places[a.place], g.places[b.place]
				if p.kind != kindDistrict || q.kind != kindDistrict || p.state == q.state || b.weight < weightAlias || a.weight < weightAlias {
					continue
				}
				pair := [2]int32{a.place, b.place}
				if sounds[pair] == nil {
					sounds[pair] = map[string]bool{}
					twins[a.place] = append(twins[a.place], b)
				}
				sounds[pair][fold.Skeleton(name)] = true
			}
		}
	}
	for _, w := range g.written {
		if scriptOf(w.name) == latin {
			continue
		}
		for _, twin := range twins[w.place] {
			if sounds[[2]int32{w.place, twin.place}][fold.SkeletonOfKey(keyOf(w.name))] {
				g.name(w.name, sense{place: twin.place, why: twin.why, weight: twin.weight})
			}
		}
	}
}
