package places

import (
	"slices"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// proseSound finds a name that is written with a case ending or spelt
// otherwise. Only names of districts, States, countries and cities fire so,
// and only if they are long enough not to be another word.
func (g *Gazetteer) proseSound(t []token, i int) (span, int) {
	if _, used := g.roles.used[t[i].Text]; used || g.roles.kinds[t[i].Text] != plain || isNumber(t[i].Text) || t[i].common != uncommon {
		return span{}, 0
	}
	a := g.around(t, i, i+1)
	if a.road && !a.strong() || g.isWordy(t[i].Text) {
		return span{}, 0
	}
	if s, n := g.proseEnding(t, i); n > 0 {
		return s, n
	}
	for n := min(2, len(t)-i); n > 0; n-- {
		if g.wordySound(t, i, i+n) || n > 1 && (g.binds(t[i]) || g.binds(t[i+1]) || t[i].script != latin && utf8.RuneCountInString(t[i].Text) < 3) {
			continue
		}
		if n > 1 && t[i].script == arabic {
			a = g.around(t, i, i+n)
		} else if n == 1 {
			a = g.around(t, i, i+1)
		}
		s := span{from: i, to: i + n, meanings: g.proseKey(t[i:i+n], soundOf(t, i, i+n), a)}
		if len(s.meanings) > 0 {
			return s, n
		}
	}
	return span{}, 0
}

// proseEnding finds a name, of one word or several, with a case ending.
func (g *Gazetteer) proseEnding(t []token, i int) (span, int) {
	const nameWords = 4
	for n := min(nameWords, len(t)-i); n > 0; n-- {
		word := t[i]
		if n > 1 {
			if g.binds(t[i]) || len(g.possible(t, i).ends) < n-1 {
				continue
			}
			word.Text = joinedEnds(t, i, n).text
		}
		senses, role := g.withoutEnding(&word)
		if n > 1 && len(senses) > 0 && g.isEnding(&t[i+n-1]) {
			continue // a word by itself: "भंडार का" is not Bhandara
		}
		if len(senses) == 0 && n == 1 {
			senses, role = g.withoutEndingHeard(&word)
		}
		if len(senses) == 0 && n == 1 && t[i].common == uncommon {
			senses = g.oblique(&word)
		}
		s := span{from: i, to: i + n, role: role}
		for _, x := range senses {
			p := g.places[x.place]
			unfit := p.kind == kindTown && p.people < cityPeople && !(role != "" && p.people >= townPeople)
			if !unfit && x.weight != weightPart && x.weight != weightBracket {
				s.meanings = append(s.meanings, g.meaning(x, 0.98))
			}
		}
		if len(s.meanings) > 0 {
			return s, n
		}
	}
	return span{}, 0
}

// wordySound reports whether one of some words is an ordinary one.
func (g *Gazetteer) wordySound(t []token, from, to int) bool {
	for i := from; i < to; i++ {
		if g.isWordy(t[i].Text) || g.roles.kinds[t[i].Text] != plain || isJoiner(t[i].Text) && to-from > 1 {
			return true
		}
	}
	return false
}

// proseKey returns what some words of a sentence mean by their sound. A name
// that the table lacks in the script of the words may be any word that sounds
// alike; one that it has must be nearly as the table writes it.
func (g *Gazetteer) proseKey(t []token, key string, a surroundings) []meaning {
	const (
		soundLength = 5 // letters of a key
		wordLength  = 6 // characters of a word
	)
	if a.kind == district && len(t) == 1 && len(key) >= soundLength-2 && len(key) < soundLength {
		return g.soundingDistricts(key) // "নুহ জেলায়"
	}
	short := t[0].script == arabic && len(key) >= urduBones // short vowels are not written
	if !short && (len(key) < soundLength || len(t) > 1 && len(key) < 2*soundLength-2) {
		return nil
	}
	if t[0].script == arabic {
		return g.proseUrdu(joinedEnds(t, 0, len(t)).text, key, a)
	}
	index := &g.keys
	name := joinedEnds(t, 0, len(t)).text
	length := utf8.RuneCountInString(name)
	most := 1
	if length >= wordLength+2 {
		most = 2
	}
	carried := len(key) > wordLength+2 || len(key) >= soundLength && length >= soundLength && (a.role == roleAt || a.strong()) || len(key) >= wordLength && (a.role != "" || a.strong())
	var out []meaning
	if i, ok := index.number(key); ok {
		for _, h := range index.senses.of(i) {
			switch {
			case index.isWordy(key) && !a.strong():
			case g.places[h.place].seat && t[0].script != latin && !slices.Contains(home(t[0].script), g.places[h.place].state):
			case !g.fires(h.sense) && !(g.isTown(h.sense) && len(key) > wordLength && (a.role != "" || a.strong())):
			case h.script == t[0].script && length >= wordLength && fold.Distance(name, g.text.name(h.text), most) <= most,
				h.script != t[0].script && carried && !g.hasTwin(index, i, h, t[0].script):
				out = append(out, g.meaning(h.sense, sameSound))
			}
		}
	}
	// A misspelling is looked for where the words beside it say that it is a
	// place, or a capital does.
	capital := t[0].script == latin && len(key) >= wordLength && a.role != "" && isCapital(t[0].raw, false)
	if len(out) > 0 || a.kind != district && !capital {
		return out
	}
	const vowelOnly = 0.71 // see soundAlike
	index.find(key, 1, func(i int, near string, d int) {
		if q := soundAlike(key, near, d); q >= vowelOnly {
			for _, h := range index.senses.of(i) {
				if g.fires(h.sense) && g.places[h.place].kind != kindAbroad && (h.script == t[0].script || !index.has(h.place, t[0].script)) {
					m := g.meaning(h.sense, q)
					m.why = WhyFuzzy
					out = append(out, m)
				}
			}
		}
	})
	return out
}

// hasTwin reports whether the table has, in a script, a name of the place, or
// of another place in its district that sounds the same: then a word in that
// script must be like that name.
func (g *Gazetteer) hasTwin(index *keyIndex, key int, h heard, s script) bool {
	return slices.ContainsFunc(index.senses.of(key), func(twin heard) bool {
		return g.places[twin.place].lgd == g.places[h.place].lgd && index.has(twin.place, s)
	})
}

func (g *Gazetteer) isTown(s sense) bool {
	p := g.places[s.place]
	return p.kind == kindTown && p.people >= townPeople
}

// fires reports whether a name is large enough to be known by its sound.
func (g *Gazetteer) fires(s sense) bool {
	p := g.places[s.place]
	return s.weight != weightPart && s.weight != weightBracket && (p.kind != kindTown || p.people >= cityPeople)
}

// proseUrdu looks up a word in Perso-Arabic letters. Without short vowels a
// name has many neighbours: it must stand beside a word that makes it a place.
func (g *Gazetteer) proseUrdu(text, key string, a surroundings) []meaning {
	const long, townLetters = 6, 4 // letters of a name that is hardly another word, and of a town's where somebody is
	if a.role == "" && !a.strong() && utf8.RuneCountInString(urduKey(text)) < long {
		return nil
	}
	var out []meaning
	for _, m := range g.urduMeanings(text) {
		town := a.role == roleAt && m.people >= townPeople && utf8.RuneCountInString(urduKey(text)) >= townLetters
		if m.why != WhyFuzzy && (m.kind != kindTown || m.people >= cityPeople || town) {
			out = append(out, m)
		}
	}
	if len(out) == 0 && (a.role == roleAt || a.role == roleSource || a.strong() || a.near) {
		return g.urduTowns(key)
	}
	return out
}

// soundingDistricts returns the districts that sound so.
func (g *Gazetteer) soundingDistricts(key string) []meaning {
	index := &g.keys
	i, ok := index.number(key)
	if !ok {
		return nil
	}
	var out []meaning
	for _, h := range index.senses.of(i) {
		if m := g.meaning(h.sense, otherSound); m.kind == kindDistrict {
			out = append(out, m)
		}
	}
	return out
}
