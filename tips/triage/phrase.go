package triage

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// A phrase is one line of a word list:
//
//	locked up            these words side by side
//	lock*  *लेंगे         words that begin or end so
//	கொடுக்க**  **ట్లేదు     the same, and a denial under the star is meant
//	(beat|hit on|kick)   one of these; (a|) one or none; (a|b)* each with a star
//	<young>              one of a set that the file names
//	kept .. room         up to three words between, in one clause
//	kept ... room        up to eight
//	# hours              # is any number
//	in #year             #year is a number that may be a year
type phrase struct {
	concept, lang string
	byKey         bool // romanized: compared by fold.Key, as people spell
	roman         bool // derived from a native phrase, see romanize
	before, after bool // where this language's negator stands
	steps         []step
}

// A step is one place in a phrase: a word, a choice, or a gap.
type step struct {
	word    string   // folded, with its star
	options [][]step // of a choice; an empty one makes it optional
	gap     int      // words that may be leapt over
}

const (
	shortGap = 3 // words that ".." may leap: an adverb, an article, an object
	longGap  = 8 // words that "..." may leap
	anyNum   = "#"
	anyYear  = "#year"

	// Numbers that may be years in a tip: of living memory.
	firstYear = 1950
	lastYear  = 2099
)

// A spelling is how the words of one list are compared.
type spelling struct {
	byKey bool
	short map[string]string // the keys of shortened words
	known *known
}

// known is what was read of a list already. Its sets stand in thousands of
// phrases: each of their words is folded once, and all phrases share one step.
type known struct {
	words   [2]map[string][]string // pattern, without and with byKey
	choices [2]map[string]choice   // sequence's, by how they are written
	sounds  map[string][]string    // romanKeys
	roman   map[*[]step][][]step   // the options of a choice, romanized, by where the first stands
}

type choice struct {
	step
	needed bool
}

func newKnown() *known {
	k := &known{sounds: map[string][]string{}, roman: map[*[]step][][]step{}}
	for i := range k.words {
		k.words[i], k.choices[i] = map[string][]string{}, map[string]choice{}
	}
	return k
}

func (by spelling) list() int {
	if by.byKey {
		return 1
	}
	return 0
}

// parse reads a phrase.
func parse(words string, sets map[string][]string, by spelling) ([]step, error) {
	words, err := fill(words, sets)
	if err != nil {
		return nil, err
	}
	if by.known == nil {
		by.known = newKnown()
	}
	steps, sure, err := sequence(words, by)
	if err == nil && !sure {
		err = errors.New("empty phrase")
	}
	return steps, err
}

// sequence reads words, choices and gaps; sure is whether they need a word.
func sequence(words string, by spelling) (steps []step, sure bool, err error) {
	parts := split(words, ' ')
	for i, f := range parts {
		switch {
		case f == "":
		case f == ".." || f == "...":
			if !sure || i == len(parts)-1 {
				return nil, false, errors.New("a gap stands between words")
			}
			steps = append(steps, step{gap: [2]int{shortGap, longGap}[len(f)-2]})
		case strings.HasPrefix(f, "(") && (strings.HasSuffix(strings.TrimRight(f, "*"), ")")):
			c, ok := by.known.choices[by.list()][f]
			if !ok {
				if c, err = readChoice(f, by); err != nil {
					return nil, false, err
				}
				by.known.choices[by.list()][f] = c
			}
			steps, sure = append(steps, c.step), sure || c.needed
		default:
			folded, err := pattern(f, by)
			if err != nil {
				return nil, false, err
			}
			for _, w := range folded {
				steps = append(steps, step{word: w})
			}
			sure = true
		}
	}
	return steps, sure, nil
}

// readChoice reads "(a|b)".
func readChoice(f string, by spelling) (c choice, err error) {
	c.needed = true
	star := strings.TrimLeft(f[strings.LastIndexByte(f, ')'):], ")")
	for _, o := range split(f[1:strings.LastIndexByte(f, ')')], '|') {
		if o != "" && !strings.HasSuffix(o, ")") {
			o += star
		}
		option, must, err := sequence(o, by)
		if err != nil {
			return c, err
		}
		c.options = append(c.options, option)
		c.needed = c.needed && must
	}
	return c, nil
}

// fill puts the words of a set in the place of its name.
func fill(words string, sets map[string][]string) (string, error) {
	for {
		a := strings.IndexByte(words, '<')
		if a < 0 {
			return words, nil
		}
		n := strings.IndexByte(words[a:], '>')
		if n < 0 {
			return "", errors.New("< without >")
		}
		set := sets[words[a+1:a+n]]
		if len(set) == 0 || strings.ContainsAny(strings.Join(set, ""), "<>") {
			return "", fmt.Errorf("set %s is unknown, empty or holds a set", words[a:a+n+1])
		}
		options := strings.Join(set, "|")
		if strings.Count(words[:a], "(") == strings.Count(words[:a], ")") {
			options = "(" + options + ")"
		}
		words = words[:a] + options + words[a+n+1:]
	}
}

// split cuts at a separator outside brackets.
func split(words string, at byte) []string {
	var out []string
	depth, start := 0, 0
	for i := range len(words) {
		switch c := words[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == at && depth == 0:
			out = append(out, words[start:i])
			start = i + 1
		}
	}
	return append(out, words[start:])
}

// pattern folds one word of a phrase; a word that folds to several (12-year)
// becomes several.
func pattern(w string, by spelling) (folded []string, err error) {
	folded, ok := by.known.words[by.list()][w]
	if !ok {
		if folded, err = foldPattern(w, by); err == nil {
			by.known.words[by.list()][w] = folded
		}
	}
	return folded, err
}

func foldPattern(w string, by spelling) ([]string, error) {
	if w == anyNum || w == anyYear {
		return []string{w}, nil
	}
	prefix, suffix := strings.HasSuffix(w, "*"), strings.HasPrefix(w, "*")
	bare := strings.Trim(w, "*")
	var out []string
	for _, t := range tokens(bare) {
		if long, ok := by.short[t.text]; ok && by.byKey && bare == w {
			t.key = long
		}
		if by.byKey {
			t.text = t.key
		}
		if t.text != "" {
			out = append(out, t.text)
		}
	}
	switch {
	case len(out) == 0:
		return nil, fmt.Errorf("%q holds no letters", w)
	case strings.ContainsAny(bare, "*()|#<>"):
		return nil, fmt.Errorf("%q: a star stands at one end of a word, brackets around one", w)
	case prefix && suffix, (prefix || suffix) && len(out) > 1, strings.HasSuffix(w, "***"), strings.HasPrefix(w, "***"):
		return nil, fmt.Errorf("%q: one star on one word", w)
	case suffix && by.byKey:
		return nil, fmt.Errorf("%q: no star in front where words are compared by sound", w)
	case prefix:
		out[0] += w[len(strings.TrimRight(w, "*")):]
	case suffix:
		out[0] = w[:len(w)-len(strings.TrimLeft(w, "*"))] + out[0]
	}
	return out, nil
}

// key is the romanized form of a Latin word by which spellings meet.
func key(word string) string {
	if word == "" || word[0] >= utf8.RuneSelf {
		return ""
	}
	return fold.Key(strings.ReplaceAll(word, "cch", "ch")) // bacche, bachche, bache
}
