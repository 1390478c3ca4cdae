package places

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// Roles of a place in what is told.
const (
	roleAt          = "at"
	roleSource      = "source"
	roleDestination = "destination"
	roleTransit     = "transit"
)

// What a word beside a name says about it.
type wordKind uint8

const (
	plain    wordKind = iota
	district          // "district", जिला: what stands beside it is a district
	spot              // "station": what stands beside it is a place
	police            // "thana": what stands beside it is a place and may be small
	village           // "village", ग्राम: what stands beside it may be small
	road              // "road", बैंक: what stands before it is only a name
	filler            // a word that names nothing
	site              // "factory": what it belongs to, said before it, is a place
)

// A phrase is some words with a role. Its last word may be a beginning.
type phrase struct {
	words []string
	open  bool // the last word may go on
	role  string
}

// An ending is a case ending that some scripts write on the name itself.
type ending struct {
	text string
	role string
}

type roles struct {
	before  map[string][]phrase // by last word
	after   map[string][]phrase // by first word
	home    map[string][]phrase // said of where the teller is from, by last word
	no      map[string]struct{} // words of denial after a name
	of      map[string]struct{} // words of the genitive after a name
	sides   []phrase            // "of the side of": who comes from there, where people follow
	people  []phrase            // nouns for people: who comes from there
	starts  []phrase            // after-phrases whose first word is open
	endings map[rune][]ending   // by last letter, longest first
	kinds   map[string]wordKind // by folded word
	pairs   map[string]wordKind // kinds of two words, written together
	used    map[string]struct{} // every word of every phrase
	sites   map[string]struct{} // what stands in a place: "factory"

	quarters map[string]struct{} // parts of a town that have names of their own: "road"
}

func (g *Gazetteer) readRoles() error {
	r := roles{
		before: map[string][]phrase{}, after: map[string][]phrase{}, endings: map[rune][]ending{},
		home: map[string][]phrase{}, of: map[string]struct{}{}, no: map[string]struct{}{},
		kinds: map[string]wordKind{}, pairs: map[string]wordKind{}, used: map[string]struct{}{}, sites: map[string]struct{}{},
		quarters: map[string]struct{}{},
	}
	kinds := map[string]wordKind{"district": district, "spot": spot, "police": police, "village": village, "road": road, "filler": filler, "site": site}
	err := table("roles.csv", func(row []string) error {
		role := strings.Clone(row[2])
		switch role {
		case "", roleAt, roleSource, roleDestination, roleTransit:
		default:
			return fmt.Errorf("unknown role %q", role)
		}
		for _, text := range strings.Split(row[1], ";") {
			switch where := row[0]; where {
			case "before":
				p := newPhrase(text, role)
				r.use(p)
				last := p.words[len(p.words)-1]
				r.before[last] = append(r.before[last], p)
			case "after":
				p := newPhrase(text, role)
				r.use(p)
				if p.open && len(p.words) == 1 {
					r.starts = append(r.starts, p)
				} else {
					r.after[p.words[0]] = append(r.after[p.words[0]], p)
				}
			case "home":
				p := newPhrase(text, role)
				last := p.words[len(p.words)-1]
				r.home[last] = append(r.home[last], p)
			case "of":
				r.of[fold.Text(text)] = struct{}{}
			case "quarter":
				r.quarters[fold.Text(text)] = struct{}{}
			case "no":
				r.no[fold.Text(text)] = struct{}{}
			case "side":
				r.sides = append(r.sides, newPhrase(text, role))
			case "people":
				r.people = append(r.people, newPhrase(text, role))
			case "ending":
				r.addEnding(ending{fold.Text(text), role})
			default:
				k, ok := kinds[where]
				if !ok {
					return fmt.Errorf("unknown column %q", where)
				}
				if words := foldedWords(text); k == site {
					r.sites[strings.Join(words, "")] = struct{}{}
				} else if len(words) == 1 {
					r.kinds[words[0]] = k
				} else {
					r.pairs[strings.Join(words, "")] = k
				}
			}
		}
		return nil
	})
	g.roles = r
	return err
}

func newPhrase(text, role string) phrase {
	text, open := strings.CutSuffix(text, "*")
	return phrase{words: foldedWords(text), open: open, role: role}
}

// foldedWords keeps "#", which stands for any number.
func foldedWords(text string) []string {
	var out []string
	for _, field := range strings.Fields(text) {
		if field == "#" {
			out = append(out, field)
			continue
		}
		for _, w := range fold.Words(field) {
			out = append(out, strings.Clone(w.Text))
		}
	}
	return out
}

func (r *roles) use(p phrase) {
	for _, w := range p.words {
		r.used[w] = struct{}{}
	}
}

func (r *roles) addEnding(e ending) {
	if e.text == "" {
		return
	}
	last := []rune(e.text)
	key := last[len(last)-1]
	list := r.endings[key]
	at := len(list)
	for i, old := range list {
		if old == e {
			return
		}
		if at == len(list) && len(old.text) < len(e.text) {
			at = i
		}
	}
	list = append(list, ending{})
	copy(list[at+1:], list[at:])
	list[at] = e
	r.endings[key] = list
}

// kind returns what the words from i on say of a name beside them, and how
// many words say it.
func (r *roles) kind(t []token, i int) (wordKind, int) {
	if i < 0 || i >= len(t) {
		return plain, 0
	}
	if i+1 < len(t) {
		if k, ok := r.pairs[t[i].Text+t[i+1].Text]; ok {
			return k, 2
		}
	}
	if k, ok := r.kinds[t[i].Text]; ok {
		return k, 1
	}
	if k, _ := r.endedKind(&t[i]); k != plain {
		return k, 1
	}
	return plain, 0
}

// endedKind is kind for a word with a case ending written on it, and the role
// that the ending gives: ಜಿಲ್ಲೆಯಿಂದ, "from the district".
func (r *roles) endedKind(t *token) (wordKind, string) {
	if t.script == latin || t.script == arabic {
		return plain, ""
	}
	last, _ := utf8.DecodeLastRuneInString(t.Text)
	for _, e := range r.endings[last] {
		stem, ok := strings.CutSuffix(t.Text, e.text)
		if !ok || utf8.RuneCountInString(stem) < 3 {
			continue
		}
		for _, repaired := range stems(stem, t.script) {
			if k := r.kinds[repaired]; k != plain && k != filler && k != road {
				return k, e.role
			}
		}
	}
	return plain, ""
}

// kindBefore is kind for the words that end before i.
func (r *roles) kindBefore(t []token, i int) (wordKind, int) {
	if i >= 2 {
		if k, ok := r.pairs[t[i-2].Text+t[i-1].Text]; ok {
			return k, 2
		}
	}
	if i >= 1 {
		if k, ok := r.kinds[t[i-1].Text]; ok {
			return k, 1
		}
	}
	return plain, 0
}

// matchBefore returns the longest phrase that ends before word i.
func (r *roles) matchBefore(t []token, i int) (phrase, bool) { return endingAt(r.before, t, i) }

// endingAt returns the longest of some phrases that ends before word i.
func endingAt(phrases map[string][]phrase, t []token, i int) (phrase, bool) {
	if i < 1 {
		return phrase{}, false
	}
	var best phrase
	for _, p := range phrases[t[i-1].Text] {
		if n := len(p.words); n > len(best.words) && n <= i && p.matches(t[i-n:i]) {
			best = p
		}
	}
	return best, len(best.words) > 0
}

// matchAfter returns the longest phrase that begins at word i.
func (r *roles) matchAfter(t []token, i int) (phrase, bool) {
	if i >= len(t) {
		return phrase{}, false
	}
	var best phrase
	for _, p := range r.after[t[i].Text] {
		if n := len(p.words); n > len(best.words) && i+n <= len(t) && p.matches(t[i:i+n]) {
			best = p
		}
	}
	if len(best.words) == 0 {
		for _, p := range r.starts {
			if strings.HasPrefix(t[i].Text, p.words[0]) {
				return p, true
			}
		}
	}
	return best, len(best.words) > 0
}

func (p phrase) matches(t []token) bool {
	for i, w := range p.words {
		got := t[i].Text
		switch {
		case w == got:
		case w == "#" && isNumber(got):
		case p.open && i == len(p.words)-1 && strings.HasPrefix(got, w):
		default:
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
