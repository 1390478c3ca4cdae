package places

import (
	"strings"
	"unicode/utf8"
)

// Kinds of ordinary word, from the table ordinary.csv.
type common uint8

const (
	uncommon common = iota
	told            // a word that tips are told in: no name of a place beside others
	noun            // names a thing or a quality: no name of a place by its sound
	verb            // makes a sentence of the words beside it
)

// ordinary are the everyday words of the languages, which thousands of
// villages sound like: "second lane" is not the village of Sekandla.
type ordinary struct {
	words marked // with kindBits, and the languages that have the word above them
	open  marked // beginnings, with their kinds
}

// kindBits are those of a word's mark that tell its kind.
const kindBits = 2

// Languages in Devanagari, as bits of [ordinary.langs].
const (
	hindi uint8 = 1 << iota
	marathi
	nepali
)

func (o *ordinary) langs(word string) uint8 {
	mark, _ := o.words.mark(word)
	return mark >> kindBits
}

func (o *ordinary) word(w string) (common, bool) {
	mark, ok := o.words.mark(w)
	return common(mark & (1<<kindBits - 1)), ok
}

func (o *ordinary) beginning(w string) (common, bool) {
	mark, ok := o.open.mark(w)
	return common(mark), ok
}

// kind returns what a folded word is in everyday speech.
func (o *ordinary) kind(word string) common { return kindOf(word, o.word, o.beginning) }

// kindOf is [ordinary.kind] by what tells whole words and beginnings.
func kindOf(word string, whole, begins func(string) (common, bool)) common {
	if k, ok := whole(word); ok {
		return k
	}
	const shortest, longest = 2, 10 // letters of a beginning
	n := 0
	for i, r := range word {
		// A virama joins the next letter: నెల్లూరు does not begin with నెల.
		if n >= shortest && !isVirama(r) {
			if k, ok := begins(word[:i]); ok {
				return k
			}
		}
		if n++; n > longest {
			return uncommon
		}
	}
	if utf8.RuneCountInString(word) >= shortest {
		k, _ := begins(word)
		return k
	}
	return uncommon
}

// tokens cuts a text into words and marks the ordinary ones.
func (g *Gazetteer) tokens(text string) []token {
	t := tokens(text)
	for i := 1; i < len(t); i++ {
		t[i].apart = stops(text, t, i) || strings.ContainsAny(text[t[i-1].End:t[i].Start], ",،")
	}
	for i := range t {
		if isJoiner(t[i].Text) { // "Dadra and Nagar Haveli"
			continue
		}
		t[i].common = g.ordinary.kind(t[i].Text)
		if !g.ordinary.words.has(t[i].Text) && len(g.named(t[i].Text)) > 0 {
			t[i].common = uncommon // a name that begins like a word
		}
	}
	g.tellLanguage(t)
	return t
}

// isSentence reports whether words say something rather than name a place: a
// verb, a pronoun or a "not" is among them.
func (g *Gazetteer) isSentence(t []token) bool {
	if len(t) < 2 || len(t) <= g.longest && len(g.named(joinedEnds(t, 0, len(t)).text)) > 0 {
		return false
	}
	for _, w := range t {
		if _, used := g.roles.used[w.Text]; w.common == verb && !used {
			return true
		}
	}
	return false
}

// allCommon reports whether each of some words is an ordinary one or only says
// what a name is.
func (g *Gazetteer) allCommon(t []token) bool {
	for _, w := range t {
		if _, used := g.roles.used[w.Text]; w.common == uncommon && !used && g.roles.kinds[w.Text] == plain {
			return false
		}
	}
	return true
}

// isVirama tells the sign that takes a consonant's vowel away, at the same
// place in each of the nine scripts.
func isVirama(r rune) bool { return r >= 0x900 && r < 0xD80 && r&0x7F == 0x4D }

// tellLanguage notes which language words in Devanagari are of: Marathi and
// Nepali are at home in few States. It is done once for a text, because each
// of its words asks for it.
func (g *Gazetteer) tellLanguage(t []token) {
	var hi, mr, ne int
	for _, w := range t {
		if w.script != devanagari {
			continue
		}
		switch langs := g.ordinary.langs(w.Text); {
		case langs == hindi:
			hi++
		case langs == marathi || langs == 0 && strings.ContainsRune(w.raw, 'ळ'):
			mr++
		case langs == nepali || langs == 0 && endsNepali(w.raw):
			ne++
		}
	}
	var lang uint8
	switch {
	case mr > hi && mr > ne:
		lang = marathi
	case ne > hi && ne > mr:
		lang = nepali
	default:
		return
	}
	for i := range t {
		t[i].lang = lang
	}
}

// endsNepali tells words with endings that only Nepali has.
func endsNepali(word string) bool {
	for _, end := range []string{"हरू", "हरु", "छन्", "न्छ", "लाई", "दैन", "एको", "एकी"} {
		if strings.HasSuffix(word, end) {
			return true
		}
	}
	return false
}

// allCapital reports whether each of some words begins with a capital: "Park
// Circus" is a name, of whatever words.
func allCapital(t []token) bool {
	for _, w := range t {
		if w.script != latin || !isCapital(w.raw, false) {
			return false
		}
	}
	return true
}
