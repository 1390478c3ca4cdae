package find

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"mukti/i18n/fold"
)

// Bounds of a question. Source: CONTRACT, "Limits" (200 characters); the number
// of words is a house rule.
const (
	MaxQuery = 200
	maxTerms = 16
)

// What stands before each kind of word in a composed text. Folded words hold
// letters, marks and digits only, so none of these is ever part of one.
const (
	asWritten = " "
	bySound   = " ="
	byBones   = " ^" // consonants of a word
	byArabic  = " ~" // consonants of a word in Perso-Arabic letters, which leave the vowels out
)

// What parts a composed text: words as written, numbers joined, sounds.
const (
	joined = '\x02'
	sounds = '\x03'
)

// Least lengths in bytes, below which sounds say too little. House rules.
const (
	minSound  = 3
	minPrefix = 4 // of a sound whose word may go on
	minBones  = 3
	minAlone  = 4 // of consonants that are enough by themselves: धर्मशाला is written dharmshala and dharamshala
	minDigits = 4 // of a number of which any part may be typed
	minJoined = 8 // of digits that stand in groups
)

// Compose makes the text that is scanned out of the fields of one thing.
func Compose(fields ...string) []byte {
	var out []byte
	seen := map[string]bool{}
	var numbers, heard []string
	for _, f := range fields {
		words := fold.Words(f)
		if len(words) == 0 {
			continue
		}
		for _, w := range words {
			out = append(append(out, ' '), w.Text...)
			if seen[w.Text] {
				continue
			}
			seen[w.Text] = true
			heard = append(heard, soundsOf(f[w.Start:w.End], w.Text)...)
		}
		out = append(out, " \n"...)
		for _, run := range digitRuns(words) {
			numbers = append(numbers, run.digits)
		}
	}
	out = append(out, joined)
	for _, n := range numbers {
		out = append(append(out, ' '), n...)
	}
	out = append(out, sounds)
	slices.Sort(heard)
	for _, s := range slices.Compact(heard) {
		out = append(out, s...)
	}
	return append(out, " \n"...)
}

// soundsOf are the marked sounds of a word, as far as they say more than it.
func soundsOf(written, folded string) (out []string) {
	if !strings.ContainsFunc(folded, unicode.IsLetter) {
		return nil
	}
	if key := fold.Key(written); len(key) >= minSound {
		out = append(out, bySound+key)
	}
	if bones := fold.Skeleton(written); len(bones) >= minBones {
		mark := byBones
		if arabic(folded) {
			mark = byArabic
		}
		out = append(out, mark+bones)
	}
	return out
}

func arabic(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Arabic, r) })
}

// run is digits that stand in groups side by side: a telephone number.
type run struct {
	from, to int // words
	digits   string
}

func digitRuns(words []fold.Word) (out []run) {
	for i := 0; i < len(words); {
		j, digits := i, ""
		for j < len(words) && isDigits(words[j].Text) {
			digits += words[j].Text
			j++
		}
		if j-i > 1 && len(digits) >= minJoined {
			out = append(out, run{i, j, digits})
		}
		i = max(j, i+1)
	}
	return out
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// term is one thing that must stand in a text.
type term struct {
	words  []string // folded; several for a phrase
	exact  bool     // a phrase in quotes: its last word may not go on
	digits bool
	sound  string // "" where it says too little
	bones  string
	arabic bool
}

// Query is what somebody looks for: every term must be there.
type Query struct{ terms []term }

// Parse reads what was typed: words, of which each may be the beginning of
// one, and phrases in quotes. Groups of digits are one number.
func Parse(typed string) Query {
	if r := []rune(typed); len(r) > MaxQuery {
		typed = string(r[:MaxQuery])
	}
	var q Query
	for part := range strings.FieldsFuncSeq(quotes(typed), func(r rune) bool { return r == '\x00' }) {
		quoted := strings.HasPrefix(part, "\x01")
		part = strings.TrimPrefix(part, "\x01")
		if quoted {
			q.add(phrase(part, true))
			continue
		}
		words := fold.Words(part)
		runs := digitRuns(words)
		for n := 0; n < len(words); {
			if len(runs) > 0 && runs[0].from == n {
				q.add(term{words: []string{runs[0].digits}, digits: true})
				n, runs = runs[0].to, runs[1:]
				continue
			}
			end := n + 1
			for end < len(words) && words[end].Start > 0 && !strings.ContainsFunc(part[words[end-1].End:words[end].Start], unicode.IsSpace) {
				end++ // ramesh@okaxis, UP-80: side by side, as typed
			}
			q.add(phrase(part[words[n].Start:words[end-1].End], false))
			n = end
		}
	}
	return q
}

// quotes marks what stands in quotes: a zero byte between parts, a one before
// a quoted one.
func quotes(typed string) string {
	var out strings.Builder
	open := false
	for _, r := range typed {
		switch {
		case r == '\x00' || r == '\x01':
		case r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			out.WriteByte(0)
			if open = !open; open {
				out.WriteByte(1)
			}
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

func phrase(text string, exact bool) term {
	t := term{exact: exact}
	for _, w := range fold.Words(text) {
		t.words = append(t.words, w.Text)
		if len(t.words) > 1 {
			continue
		}
		t.digits = isDigits(w.Text) && len(w.Text) >= minDigits
		t.arabic = arabic(w.Text)
		written := text[w.Start:w.End]
		if strings.ContainsFunc(w.Text, unicode.IsLetter) {
			t.sound, t.bones = fold.Key(written), fold.Skeleton(written)
		}
	}
	if len(t.words) != 1 || exact {
		t.digits, t.sound, t.bones = false, "", ""
	}
	if len(t.sound) < minSound {
		t.sound = ""
	}
	if len(t.bones) < minBones {
		t.bones = ""
	}
	return t
}

func (q *Query) add(t term) {
	if len(t.words) > 0 && len(q.terms) < maxTerms {
		q.terms = append(q.terms, t)
	}
}

// Empty tells whether nothing is looked for.
func (q Query) Empty() bool { return len(q.terms) == 0 }

// Count is in how many places of a composed text what is looked for stands; 0
// if some of it stands nowhere.
func (q Query) Count(text []byte) int {
	total := 0
	for _, t := range q.terms {
		n := t.count(text)
		if n == 0 {
			return 0
		}
		total += n
	}
	return total
}

func (t term) count(text []byte) int {
	text, rest, _ := bytes.Cut(text, []byte{joined})
	numbers, heard, _ := bytes.Cut(rest, []byte{sounds})
	if t.digits { // any part of a number: a country's code may stand before it
		if n := bytes.Count(text, []byte(t.words[0])); n > 0 {
			return n
		}
		return bytes.Count(numbers, []byte(t.words[0]))
	}
	written := asWritten + strings.Join(t.words, " ")
	if t.exact {
		// The blank after a word is also the one before the next.
		written += " "
	}
	if n := bytes.Count(text, []byte(written)); n > 0 {
		return n
	}
	if t.sound != "" {
		sound := bySound + t.sound
		if len(t.sound) < minPrefix {
			sound += " "
		}
		if n := bytes.Count(heard, []byte(sound)); n > 0 {
			return n
		}
	}
	if t.bones == "" {
		return 0
	}
	n := bytes.Count(heard, []byte(byArabic+t.bones+" "))
	if t.byBones() {
		n += bytes.Count(heard, []byte(byBones+t.bones+" "))
	}
	return n
}

// byBones tells whether the consonants alone say enough.
func (t term) byBones() bool { return t.bones != "" && (t.arabic || len(t.bones) >= minAlone) }

// fits tells whether one word of a text is what the term looks for.
func (t term) fits(written, folded string) bool {
	if strings.HasPrefix(folded, t.words[0]) && (!t.exact || folded == t.words[0]) {
		return true
	}
	if t.digits {
		return strings.Contains(folded, t.words[0])
	}
	if t.sound == "" && t.bones == "" {
		return false
	}
	for _, s := range soundsOf(written, folded) {
		switch {
		case t.sound != "" && (s == bySound+t.sound || len(t.sound) >= minPrefix && strings.HasPrefix(s, bySound+t.sound)):
			return true
		case t.bones != "" && (s == byArabic+t.bones || t.byBones() && s == byBones+t.bones):
			return true
		}
	}
	return false
}
