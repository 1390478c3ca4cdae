package places

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// surroundings are the words beside a name.
type surroundings struct {
	role     string
	kind     wordKind // the strongest of the words beside it: district, spot, village
	road     bool     // what follows makes it the name of a road or a bank
	previous string   // the word before, folded
	after    bool     // a word after the name gives it its role
	site     bool     // the name is what something belongs to: the mill of Surat
	near     bool     // a factory or the like is named soon after it
}

func (g *Gazetteer) around(t []token, from, to int) surroundings {
	a := surroundings{role: g.roleOf(t, from, to, nil)}
	before, _ := g.roles.kindBefore(t, from)
	after, n := g.roles.kind(t, to)
	if after == filler {
		after, _ = g.roles.kind(t, to+n)
		if after == road {
			after = plain
		}
	}
	a.road = after == road
	_, a.after = g.roleAfter(t, to, nil)
	a.site = g.ownsSite(t, to)
	a.near = g.nearSite(t, to)
	if from > 0 {
		a.previous = t[from-1].Text
	}
	for _, k := range []wordKind{before, after} {
		switch k {
		case district, spot, police, village:
			if a.kind == plain || k == district {
				a.kind = k
			}
		}
	}
	return a
}

// Levels of the table wordy.csv: how much a name that is an ordinary word
// needs beside it to be taken for a place.
const (
	wordyRole   = 1 // a word that gives it a role, or says what it is
	wordyKind   = 2 // a word that says what it is: "district", "station"
	wordyLetter = 3 // an abbreviation: capitals and a role, or another name beside it
	wordySmall  = 4 // an abbreviation that is also typed small, before a Hindi postposition: "up se"
	wordyProper = 5 // a capital, or what wordyKind needs
	wordyGiven  = 6 // a given name: nobody is "in" Vaishali unless it is the place
)

// Sizes of towns that fire in a sentence. Source: house rule.
const (
	cityPeople = 100_000 // fires wherever it stands
	townPeople = 20_000  // fires with any role
)

// admits reports whether a name fires inside a sentence, and whether only with
// a neighbour that agrees.
func (g *Gazetteer) admits(name string, s sense, t []token, a surroundings) (ok, needs bool) {
	strong := a.strong()
	if a.road && !strong {
		return false, false
	}
	p := g.places[s.place]
	if p.kind == kindAbroad {
		return true, false
	}
	level := int(g.wordy[name].level)
	if level == 0 && len(t) == 1 && t[0].script == latin && len(name) <= 2 {
		level = wordyLetter
	}
	switch level {
	case wordyRole:
		if !strong && (a.role == "" || g.wordy[name].excluded(a.previous)) {
			return true, true
		}
	case wordyKind:
		// "in Durg": a capital and a word for "in" make a district.
		named := p.kind == kindDistrict && a.role == roleAt && t[0].script == latin && isCapital(t[0].raw, false) && t[0].common == uncommon
		if !strong && !named {
			return true, true
		}
	case wordyGiven:
		if !strong && (a.role != roleAt || g.wordy[name].excluded(a.previous)) {
			return true, true
		}
	case wordyProper:
		if !strong && !isCapital(t[0].raw, false) {
			return true, true
		}
	case wordyLetter, wordySmall:
		small := level == wordySmall && a.after
		if a.role == "" || !isCapital(t[0].raw, true) && !small {
			return true, true
		}
	}
	long := utf8.RuneCountInString(name) >= 4
	switch {
	case s.weight == weightPart || s.weight == weightBracket:
		return a.role != "" || strong, false
	case p.kind != kindTown:
		return true, false
	case p.people >= cityPeople:
		return long || a.role != "", false
	case p.people >= townPeople && !(p.seat && len(name) < seatLetters):
		return long && (a.role != "" || a.kind != plain || a.site || a.near && likeName(t)), false
	}
	return long && (a.role == roleAt || a.kind != plain) && likeName(t), false
}

// likeName tells a name from a word where the script has capitals.
func likeName(t []token) bool {
	return t[0].script != latin || isCapital(t[0].raw, false)
}

func isCapital(word string, all bool) bool {
	for _, r := range word {
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) {
			return false
		}
		if !all {
			return true
		}
	}
	return true
}

// strong reports that a word beside a name says that it is a place.
func (a surroundings) strong() bool {
	return a.kind == district || a.kind == spot || a.kind == police || a.site
}

// wordy is what a name needs that is an ordinary word as well.
type wordy struct {
	level        int8
	notAfter     []string // words after which it is the ordinary word
	notAfterEnds []string // ends of such words
}

func (w wordy) excluded(previous string) bool {
	return slices.Contains(w.notAfter, previous) ||
		slices.ContainsFunc(w.notAfterEnds, func(end string) bool { return previous != "" && strings.HasSuffix(previous, end) })
}

func (g *Gazetteer) isWordy(name string) bool { return g.wordy[name].level > 0 }

// nearSite reports whether one of the next words is a factory, a hotel or the
// like: "வேடசந்தூர் மில்லுல", "Bhimavaram prawn factory".
func (g *Gazetteer) nearSite(t []token, to int) bool {
	const words = 3
	for i := to; i < len(t) && i-to < words && !t[i].apart; i++ {
		// "Gopalapuram road" is the name of the road; "Pollachi Gopalapuram
		// road" lies in Pollachi.
		if isNamed(g.roles.sites, t[i]) || i > to && isNamed(g.roles.quarters, t[i]) {
			return true
		}
		if t[i].common == verb {
			break
		}
	}
	return false
}

// isNamed reports whether a word is one of a list, with whatever case ending.
func isNamed(list map[string]struct{}, w token) bool {
	if _, ok := list[w.Text]; ok || w.script == latin || w.script == arabic {
		return ok
	}
	const shortest = 3 // letters
	n := 0
	for i := range w.Text {
		if n++; n > shortest {
			if _, ok := list[w.Text[:i]]; ok {
				return true
			}
		}
	}
	return false
}

// ownsSite reports whether a name, which ends before word to, is the place of
// a factory or a hotel that the next words name: "सूरत की साड़ी फैक्ट्री".
func (g *Gazetteer) ownsSite(t []token, to int) bool {
	const words = 3
	if to >= len(t) {
		return false
	}
	switch t[to].Text {
	case "का", "के", "की", "ka", "ke", "ki", "k", "ના", "ની", "નો", "ਦਾ", "ਦੇ", "ਦੀ", "کا", "کے", "کی":
	default:
		return false
	}
	for _, w := range t[to+1 : min(len(t), to+1+words)] {
		if _, ok := g.roles.sites[w.Text]; ok {
			return true
		}
		if _, used := g.roles.used[w.Text]; used {
			break
		}
	}
	return false
}
