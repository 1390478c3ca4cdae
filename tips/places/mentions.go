package places

import (
	"slices"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// Mentions returns the places that a text names, in its order, with what each
// is in it. It is careful: a district, a State, a country or a city fires
// wherever it stands, unless its name is an ordinary word too; a town or a
// village only beside a word that makes it a place.
func (g *Gazetteer) Mentions(text string) []Mention {
	t := tokens(text)
	var out []Mention
	for _, s := range g.proseSpans(text, t) {
		found := g.weigh([]span{s}, "")
		if len(found) == 0 {
			continue
		}
		m := Mention{Candidate: found[0], Start: t[s.from].Start, End: t[s.to-1].End, Role: s.role}
		m.Score = round(s.best())
		if same := equals(found); len(same) > 1 {
			m.Ambiguous = same
			if r := g.oneOf(same); r.District == 0 {
				m.State, m.District, m.LGD, m.Name = r.State, 0, 0, r.Name
			}
		}
		out = append(out, m)
	}
	return out
}

// proseSpans finds the places inside sentences.
func (g *Gazetteer) proseSpans(text string, t []token) []span {
	var spans []span
	var weak []bool // admitted only if a neighbour agrees
	for i := 0; i < len(t); {
		s, n, needs := g.proseSpan(text, t, i)
		if n == 0 {
			i++
			continue
		}
		spans, weak = append(spans, s), append(weak, needs)
		i += n
	}
	spans = g.joinNeighbours(t, spans, weak)
	g.assignRoles(t, spans)
	return spans
}

// proseSpan finds a place that begins at word i. It needs an agreeing
// neighbour if the last result is true.
func (g *Gazetteer) proseSpan(text string, t []token, i int) (s span, words int, needs bool) {
	if pin, n := pinAt(text, t, i); n > 0 {
		if s, ok := g.pinSpan(pin, i, n); ok && (g.knownPIN(pin) && !g.isMoney(t, i, i+n) || g.pinWordBefore(t, i)) {
			return s, n, false
		}
		return span{}, 0, false
	}
	ends := joinedEnds(t, i, min(g.longest, len(t)-i))
	for n := len(ends.ends); n > 0; n-- {
		senses := g.text[ends.first(n)]
		if len(senses) == 0 || n > 1 && (g.binds(t[i]) || g.binds(t[i+n-1])) {
			continue
		}
		s := span{from: i, to: i + n}
		around := g.around(t, i, i+n)
		for _, sense := range senses {
			ok, needsHere := g.admits(ends.first(n), sense, t[i:i+n], around)
			if ok {
				needs = needs || needsHere
				s.meanings = append(s.meanings, g.meaning(sense, 1))
			}
		}
		if len(s.meanings) > 0 {
			return s, n, needs
		}
	}
	if s, n := g.proseSound(t, i); n > 0 {
		return s, n, false
	}
	if s, n := g.proseVillage(t, i); n > 0 {
		return s, n, false
	}
	return span{}, 0, false
}

// proseSound finds a name that is written with a case ending or spelt
// otherwise. Only names of districts, States, countries and cities fire so,
// and only if they are long enough not to be another word.
func (g *Gazetteer) proseSound(t []token, i int) (span, int) {
	if _, used := g.roles.used[t[i].Text]; used || g.roles.kinds[t[i].Text] != plain || isNumber(t[i].Text) {
		return span{}, 0
	}
	a := g.around(t, i, i+1)
	if a.road && !a.strong() || g.isWordy(t[i].Text) {
		return span{}, 0
	}
	s := span{from: i, to: i + 1}
	if senses, role := g.withoutEnding(&t[i]); len(senses) > 0 {
		for _, sense := range senses {
			p := g.places[sense.place]
			small := p.kind == kindTown && p.people < cityPeople
			if sense.weight != weightPart && sense.weight != weightBracket && (!small || role != "" && p.people >= townPeople) {
				s.meanings = append(s.meanings, g.meaning(sense, 0.98))
			}
		}
		if len(s.meanings) > 0 {
			s.role = role
			return s, 1
		}
	}
	for n := min(2, len(t)-i); n > 0; n-- {
		if g.wordySound(t, i, i+n) {
			continue
		}
		s := span{from: i, to: i + n, meanings: g.proseKey(t[i:i+n], soundOf(t, i, i+n), a)}
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
	if len(key) < soundLength || len(t) > 1 && len(key) < 2*soundLength-2 {
		return nil
	}
	if t[0].script == arabic {
		return g.proseUrdu(key, a)
	}
	index := g.keys()
	name := joinedEnds(t, 0, len(t)).text
	length := utf8.RuneCountInString(name)
	most := 1
	if length >= wordLength+2 {
		most = 2
	}
	carried := len(key) > wordLength+2 || len(key) >= wordLength && (a.role != "" || a.strong())
	var out []meaning
	if i, ok := index.at[key]; ok {
		for _, h := range index.senses[i] {
			switch {
			case !g.fires(h.sense) || index.wordy[key] && !a.strong():
			case h.script == t[0].script && length >= wordLength && fold.Distance(name, h.name, most) <= most,
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
	index.find(key, 1, func(i, d int) {
		if q := soundAlike(key, index.all[i], d); q >= vowelOnly {
			for _, h := range index.senses[i] {
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
	return slices.ContainsFunc(index.senses[key], func(twin heard) bool {
		return g.places[twin.place].lgd == g.places[h.place].lgd && index.has(twin.place, s)
	})
}

// fires reports whether a name is large enough to be known by its sound.
func (g *Gazetteer) fires(s sense) bool {
	p := g.places[s.place]
	return s.weight != weightPart && s.weight != weightBracket && (p.kind != kindTown || p.people >= cityPeople)
}

// proseUrdu looks up a word in Perso-Arabic letters. Without short vowels a
// name has many neighbours: it must stand beside a word that makes it a place.
func (g *Gazetteer) proseUrdu(key string, a surroundings) []meaning {
	if a.role == "" && !a.strong() {
		return nil
	}
	var out []meaning
	for _, m := range g.urduMeanings(key) {
		if m.why != WhyFuzzy && (m.kind != kindTown || m.people >= cityPeople) {
			out = append(out, m)
		}
	}
	return out
}

// proseVillage finds a locality: written with a capital after "in", "at" or
// "near" or beside a word for a village or a police station, in other scripts
// after such a word; and only where all places of that name lie in one State.
func (g *Gazetteer) proseVillage(t []token, i int) (span, int) {
	const nameLength, nameWords = 5, 3
	if g.roles.kinds[t[i].Text] != plain {
		return span{}, 0
	}
	before, _ := g.roles.kindBefore(t, i)
	said := before == village || before == police
	for n := min(nameWords, len(t)-i); n > 0; n-- {
		a := g.around(t, i, i+n)
		named := a.kind == village || a.kind == police || a.kind == spot || a.role == roleAt
		if a.road || !said && !(named && t[i].script == latin && isCapital(t[i].raw, false)) {
			continue
		}
		name := joinedEnds(t, i, n).text
		if utf8.RuneCountInString(name) < nameLength || g.isWordy(name) || g.binds(t[i]) || g.binds(t[i+n-1]) {
			continue
		}
		lgds := g.posts().named(name)
		if len(lgds) == 0 && t[i].script != latin && said {
			if key := soundOf(t, i, i+n); len(key) >= nameLength {
				lgds = g.posts().sounding(key)
			}
		}
		// What only "in" makes a place must be one place.
		if len(lgds) == 0 || !g.oneState(lgds) || !said && a.kind == plain && len(lgds) > 1 {
			continue
		}
		return span{from: i, to: i + n, meanings: g.localityMeanings(lgds, WhyLocality, 1)}, n
	}
	return span{}, 0
}

// binds tells a word that belongs to the sentence and neither begins nor ends
// a name: "को चीन" is not Kochin.
func (g *Gazetteer) binds(t token) bool {
	_, used := g.roles.used[t.Text]
	return used || isJoiner(t.Text) || isOr(t.Text) || g.roles.kinds[t.Text] == filler
}

func (g *Gazetteer) oneState(lgds []int32) bool {
	first := g.districts[int(lgds[0])].State
	return !slices.ContainsFunc(lgds, func(lgd int32) bool { return g.districts[int(lgd)].State != first })
}

// isMoney tells a number that a text counts or pays from a PIN.
func (g *Gazetteer) isMoney(t []token, from, to int) bool {
	money := func(i int) bool {
		if i < 0 || i >= len(t) {
			return false
		}
		switch t[i].Text {
		case "rs", "inr", "rupees", "rupee", "rupaye", "rupye", "rupay", "lakh", "thousand", "रुपये", "रुपए", "रूपये", "रुपया", "रु", "हजार", "लाख",
			"টাকা", "টকা", "రూపాయలు", "ரூபாய்", "രൂപ", "ರೂಪಾಯಿ", "ਰੁਪਏ", "રૂપિયા", "ଟଙ୍କା", "روپے", "रुपयांना", "रुपैयाँ":
			return true
		}
		return false
	}
	return money(from-1) || money(to)
}

func (g *Gazetteer) pinWordBefore(t []token, i int) bool {
	if i == 0 {
		return false
	}
	switch t[i-1].Text {
	case "pin", "pincode", "code", "पिन", "पिनकोड", "कोड", "পিন", "পিনকোড", "பின்", "పిన్", "ಪಿನ್", "പിൻ", "ਪਿੰਨ", "પિન", "ପିନ", "پن":
		return true
	}
	return false
}
