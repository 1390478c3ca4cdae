package places

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// homes are the States whose own script a script is.
var homes = [malayalam + 1][]string{
	devanagari: {"UP", "BR", "JH", "MP", "CG", "RJ", "UK", "HP", "HR", "DL", "MH", "GA", "SK", "WB"},
	bengali:    {"WB", "TR", "AS", "AR", "ML", "MN"},
	gurmukhi:   {"PB", "CH", "HR"},
	gujarati:   {"GJ", "DH"},
	odia:       {"OD"},
	tamil:      {"TN", "PY"},
	telugu:     {"AP", "TS"},
	kannada:    {"KA"},
	malayalam:  {"KL", "LD"},
}

// home returns the States whose own script a script is: a town that a Tamil
// word sounds like is rather in Tamil Nadu than in Assam. Latin, Perso-Arabic
// and, for villages, Devanagari are written in too many.
func home(s script) []string { return homes[s] }

// Where Marathi and Nepali are at home.
var (
	homeMarathi = []string{"MH", "GA"}
	homeNepali  = []string{"SK", "WB", "AS"}
)

// A form is what a word may be without its case ending: its sound, and the
// role that the ending gives.
type form struct {
	key, role string
	of        bool // the ending says "of" and no role
}

// homeOf is home for some word of a text, by the language where the script is
// of several. sure is false where the States are too many for villages.
func (g *Gazetteer) homeOf(t []token, i int) (states []string, sure bool) {
	states = home(t[i].script)
	if t[i].script == devanagari {
		switch t[i].lang {
		case marathi:
			return homeMarathi, true
		case nepali:
			return homeNepali, true
		}
		return states, false
	}
	return states, states != nil
}

// proseHome finds a town or a village that a word of a regional script sounds
// like, in a State of that script, where the words around or a case ending
// make it a place. The table has few of their names in those scripts.
func (g *Gazetteer) proseHome(t []token, i int) (span, int) {
	const nameWords = 3
	states, sure := g.homeOf(t, i)
	if states == nil {
		return span{}, 0
	}
	for n := min(nameWords, len(t)-i); n > 0; n-- {
		if slices.ContainsFunc(t[i:i+n], func(w token) bool {
			short := n > 1 && utf8.RuneCountInString(w.Text) < 3 // "ने" of "ने इशारे"
			return short || w.script != t[i].script || !g.mayName(&w)
		}) {
			continue
		}
		a := g.around(t, i, i+n)
		if a.road && !a.strong() {
			continue
		}
		if s, ok := g.homeSpan(t, i, n, a, homeLookup{script: t[i].script, states: states, villages: sure, strong: a.strong(), spot: a.strong() && !a.site, site: a.near}); ok {
			return s, n
		}
	}
	return span{}, 0
}

// homeSpan looks up n words. A misspelling is looked for last, and not for
// every ending that the last word may have: that costs most.
func (g *Gazetteer) homeSpan(t []token, i, n int, a surroundings, l homeLookup) (span, bool) {
	before, sure := soundOf(t, i, i+n-1), l.villages
	forms := g.forms(&t[i+n-1])
	for _, misspelt := range []bool{false, true} {
		tried := 0
		for _, f := range forms {
			role := f.role
			if role == "" {
				role = a.role
			}
			l.key, l.fuzzy = before+f.key, misspelt
			l.villages = sure && (l.script != devanagari || f.role == "") // "थांबलेत" is a verb, whatever village ends so
			of := f.of
			if i+n < len(t) {
				_, after := g.roles.of[t[i+n].Text]
				of = of || after
			}
			l.town = of && sure
			l.source = role == roleSource
			l.small = role == roleAt || a.kind != plain || n > 1 && role != ""
			l.bare = role == "" && a.kind == plain && !of && !a.near
			if misspelt {
				if role != roleAt || tried == oneMisspelt {
					continue
				}
				tried++
			}
			s := span{from: i, to: i + n, role: role, agreed: true, meanings: g.homeMeanings(l)}
			if len(s.meanings) > 0 {
				return s, true
			}
		}
	}
	return span{}, false
}

// oneMisspelt is for how many forms of a word a misspelling is looked for.
const oneMisspelt = 1

// mayName reports whether a word may be part of a name.
func (g *Gazetteer) mayName(t *token) bool {
	return t.common == uncommon && !g.binds(*t) && g.roles.kinds[t.Text] == plain && !isNumber(t.Text) && !g.isWordy(t.Text)
}

// forms returns what a word may be: as it stands, and without each of its
// possible case endings.
func (g *Gazetteer) forms(t *token) []form {
	out := []form{{key: t.sound()}}
	put := func(word, raw string, f form) {
		// A stem may be an ordinary word: "in the room".
		f.key = fold.Key(raw)
		if g.ordinary.kind(word) == uncommon && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	last, _ := utf8.DecodeLastRuneInString(t.Text)
	for _, e := range g.roles.endings[last] {
		stem, ok := strings.CutSuffix(t.Text, e.text)
		if !ok || utf8.RuneCountInString(stem) < 3 {
			continue
		}
		raw := stems(t.dotted(stem), t.script)
		for i, repaired := range stems(stem, t.script) {
			put(repaired, raw[i], form{role: e.role, of: e.role == ""})
		}
	}
	if stem, ok := strings.CutSuffix(t.Text, "ੇ"); ok && t.script == gurmukhi {
		put(stem+"ਾ", t.dotted(stem)+"ਾ", form{}) // ਬਟਾਲੇ is Batala before a postposition
	}
	if bare := withNukta(t.raw); bare != "" {
		put(bare, bare, form{})
	}
	if t.script == odia { // ଗଡ଼ is garh
		for _, f := range slices.Clone(out) {
			if key := strings.ReplaceAll(f.key, "gad", "gar"); key != f.key {
				out = append(out, form{key, f.role, f.of})
			}
		}
	}
	if t.script == bengali && strings.ContainsAny(t.raw, "ৰৱ") {
		for _, f := range slices.Clone(out) {
			if key := assamese(f.key); key != f.key {
				out = append(out, form{key, f.role, f.of})
			}
		}
	}
	return out
}

// assamese turns the sound of a word as Bengali says it into that of Assamese,
// which writes চ and ছ for the s of others: হিচাৰ is Hisar.
func assamese(key string) string { return strings.ReplaceAll(key, "c", "s") }

// A homeLookup is a sound that may be a name in some States.
type homeLookup struct {
	key      string
	script   script
	states   []string
	villages bool // the States are few enough for villages
	fuzzy    bool // a misspelling will do
	small    bool // the words around make it a place, even a small one
	town     bool // a small town will do
	bare     bool // no word around says that it is a place
	strong   bool // a word around says what place it is
	spot     bool // and that word is "station", "district" or the like
	site     bool // a place of work is named after it
	source   bool // somebody comes from there
}

// homeMeanings returns the towns, and if there is none the villages, that a
// sound may mean in the States of a script.
func (g *Gazetteer) homeMeanings(l homeLookup) []meaning {
	const spotLetters, officeLetters, townLetters, looseLetters, villageLetters, fuzzyLetters, bareLetters = 3, 4, 5, 6, 6, 7, 7
	letters := townLetters
	switch {
	case l.bare:
		letters = bareLetters
	case l.spot:
		letters = spotLetters
	case l.strong:
		letters--
	}
	index := &g.keys
	if len(l.key) < letters || index.isWordy(l.key) && !l.strong {
		return nil
	}
	var out []meaning
	add := func(h heard, quality float64, why string) {
		p := g.places[h.place]
		unfit := p.kind == kindState || p.kind == kindAbroad || h.weight == weightPart || h.weight == weightBracket ||
			p.kind == kindTown && p.people < townPeople && !l.small && !l.town
		if unfit || !slices.Contains(l.states, p.state) {
			return
		}
		m := g.meaning(h.sense, quality)
		if why != "" {
			m.why = why
		}
		out = append(out, m)
	}
	if i, ok := index.number(l.key); ok {
		for _, h := range index.senses.of(i) {
			add(h, otherSound, "")
		}
	}
	if voiceless(l.script) {
		for _, i := range index.tamil.under(tamilKey(l.key)) {
			for _, h := range index.senses.of(int(i)) {
				add(h, otherSound, "")
			}
		}
	}
	if len(out) == 0 && len(l.key) >= looseLetters {
		for _, i := range index.loosely(l.key, l.script) {
			for _, h := range index.senses.of(int(i)) {
				add(h, looseSound, "")
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	if l.villages && (l.small || l.town || l.site || l.source) && len(l.key) >= max(officeLetters, min(letters, townLetters)) {
		if lgds := g.officesIn(l); len(lgds) == 1 {
			return g.localityMeanings(lgds, WhyLocality, 1)
		}
	}
	if !l.small {
		return nil
	}
	if l.villages && len(l.key) >= villageLetters {
		lgds := slices.DeleteFunc(slices.Clone(g.posts.soundingIn(l.key, l.script)), func(lgd int32) bool {
			return !slices.Contains(l.states, g.districts[int(lgd)].State)
		})
		if len(lgds) > 0 && g.oneState(lgds) {
			return g.localityMeanings(lgds, WhyLocality, 1)
		}
	}
	if !l.fuzzy || len(l.key) < fuzzyLetters {
		return nil
	}
	const clear = 0.78 // vowels only; see soundAlike
	index.find(l.key, 1, func(i int, near string, d int) {
		if q := soundAlike(l.key, near, d); q >= clear && !index.isWordy(near) {
			for _, h := range index.senses.of(i) {
				if p := g.places[h.place]; p.kind == kindDistrict || p.people >= townPeople {
					add(h, q, WhyFuzzy)
				}
			}
		}
	})
	return out
}

// officesIn returns the districts of the States looked in that have more than
// a branch post office of a name that sounds so.
func (g *Gazetteer) officesIn(l homeLookup) []int32 {
	const looseOffice = 7 // letters
	found := g.posts.main.under(l.key)
	if len(found) == 0 && voiceless(l.script) {
		found = g.posts.mainTamil.under(tamilKey(l.key))
	}
	if len(found) == 0 && len(l.key) >= looseOffice {
		found = g.posts.mainLoose.under(looseKey(l.key, l.script))
	}
	return slices.DeleteFunc(slices.Clone(found), func(lgd int32) bool {
		return !slices.Contains(l.states, g.districts[int(lgd)].State)
	})
}

// voiceless tells the scripts whose letters do not tell k from g or t from d,
// or are often written so.
func voiceless(s script) bool { return s == tamil || s == malayalam }

// soundingIn is sounding; for Tamil and Malayalam with the sounds merged that
// their letters do not tell apart.
func (l *localities) soundingIn(key string, s script) []int32 {
	if voiceless(s) {
		return l.tamil.under(tamilKey(key))
	}
	return l.sounding(key)
}

// preferHome makes less of what names only sound like outside the States of
// their script, where they sound like something inside and no other State is
// named: who writes Bengali of Hasnabad hardly means the one in Telangana.
func (g *Gazetteer) preferHome(t []token, spans []span) {
	const abroad = 0.75
	named := slices.ContainsFunc(spans, func(s span) bool {
		return slices.ContainsFunc(s.meanings, func(m meaning) bool { return m.kind == kindState })
	})
	for i, s := range spans {
		states, sure := g.homeOf(t, s.from)
		if named || !sure || !slices.ContainsFunc(s.meanings, func(m meaning) bool { return slices.Contains(states, m.state) }) {
			continue
		}
		for j, m := range s.meanings {
			loose := m.kind == kindLocality || m.kind == kindTown && m.people < cityPeople || m.why == WhyFuzzy
			if loose && !slices.Contains(states, m.state) {
				spans[i].meanings[j].weight *= abroad
			}
		}
	}
}

// withNukta writes the dot under a d inside a word that many leave out, "" if
// there is none: माटीगाडा is Matigara.
func withNukta(word string) string {
	for i, r := range word {
		if i > 0 && (r == 'ड' || r == 'ढ' || r == 'ড' || r == 'ଡ' || r == 'ਡ') {
			end := i + utf8.RuneLen(r)
			if next, _ := utf8.DecodeRuneInString(word[end:]); next&0x7F != 0x3C && !isVirama(next) {
				return word[:end] + string(r&^0x7F|0x3C) + word[end:]
			}
		}
	}
	return ""
}
