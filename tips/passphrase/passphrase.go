// Package passphrase tells why a passphrase is too easy to guess. It asks for no
// kinds of characters and sets no end to a passphrase's life: length, and not
// being on a list, are what counts.
//
// Source: NIST SP 800-63B-4, section 3.1.1.2 (no composition rules, no periodic
// change, comparison with a list that holds common and expected values and those
// that belong to the service and the person).
package passphrase

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go"
	"golang.org/x/text/unicode/norm"
)

// What can be wrong with a passphrase.
const (
	Short     = "short"     // fewer than [MinLength] characters
	Long      = "long"      // more than [MaxLength]
	Own       = "own"       // the person's name, sign-in name or office is in it
	Common    = "common"    // a common password, word or phrase, or of this portal, is in it
	Row       = "row"       // keys that lie side by side
	Repeat    = "repeat"    // one character over and over
	Sequence  = "sequence"  // abcd, 4321
	Date      = "date"      // a date or a year
	Guessable = "guessable" // too few guesses, for none of these reasons alone
)

// Kinds lists them.
func Kinds() []string {
	return []string{Short, Long, Own, Common, Row, Repeat, Sequence, Date, Guessable}
}

// Lengths in characters. Source: NIST SP 800-63B-4, section 3.1.1.2: at least 8
// beside a second factor, and at least 64 must be allowed; the house asks 12.
const (
	MinLength = 12
	MaxLength = 1000
)

// minBits is the least strength: 2^40 guesses on average, about 10^12. Who has
// stolen the disk guesses offline, and each guess costs an Argon2id derivation of
// 64 MiB and about 0.2 s of a core: some 7,000 years of one. It is the level that
// the estimator itself gives its best mark, 4 of 4.
// Source: Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX
// Security 2016, which puts the best mark at 10^10 guesses; the rest is a house rule.
const minBits = 41

// looked is how many characters are looked at: the estimator's time grows with
// the cube of the length (1,200 characters: 20 seconds), and what is strong enough
// in its first 60 characters is strong.
const looked = 60

//go:embed words.txt
var wordList string

// Faults tells what is wrong with a passphrase for a person of whom own says
// what others know: name, sign-in name, office, district. None when it is strong
// enough.
func Faults(pass string, own ...string) []string {
	pass = norm.NFKC.String(pass)
	switch n := utf8.RuneCountInString(pass); {
	case n < MinLength:
		return []string{Short}
	case n > MaxLength:
		return []string{Long}
	}
	var theirs []string
	for _, o := range own {
		theirs = append(theirs, words(o)...)
	}
	short := []rune(strings.ToLower(pass))
	folded := once(fold(string(short[:min(len(short), looked)])))
	m := zxcvbn.PasswordStrength(folded, append(slices.Clone(theirs), listed()...))
	if m.Entropy >= minBits && !math.IsInf(m.Entropy, 0) && few(folded) > 4 {
		return nil
	}
	var faults []string
	add := func(f string) {
		if !slices.Contains(faults, f) {
			faults = append(faults, f)
		}
	}
	for _, part := range m.MatchSequence {
		switch part.Pattern {
		case "dictionary":
			switch {
			case slices.Contains(theirs, strings.ToLower(part.Token)):
				add(Own)
			case utf8.RuneCountInString(part.Token) > 2 && part.DictionaryName != "English":
				add(Common)
			}
		case "spatial":
			add(Row)
		case "repeat":
			add(Repeat)
		case "sequence":
			add(Sequence)
		case "date":
			add(Date)
		}
	}
	if few(folded) <= 4 {
		add(Repeat)
	}
	if len(faults) == 0 {
		add(Guessable)
	}
	return faults
}

// once drops words that stood before: the estimator would count each anew.
func once(s string) string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

// few counts the different characters: what is made of four is a pattern, whatever
// the estimator makes of it.
func few(s string) int {
	kinds := map[rune]bool{}
	for _, r := range s {
		if r != ' ' {
			kinds[r] = true
		}
	}
	return len(kinds)
}

// fold writes what is not ASCII with small letters, one for each character: the
// estimator counts bytes, and would take a Hindi word for three times as long as
// it is. Characters side by side in a script stay side by side.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < utf8.RuneSelf:
			return unicode.ToLower(r)
		case unicode.IsDigit(r), unicode.IsLetter(r), unicode.IsMark(r):
			return 'a' + r%26
		case unicode.IsSpace(r):
			return ' '
		}
		return '-'
	}, s)
}

// words are the parts of a name that somebody would try, folded: each word of
// three letters and more, and all in one.
func words(s string) []string {
	parts := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	if len(parts) > 1 {
		parts = append(parts, strings.Join(parts, ""))
	}
	out := parts[:0]
	for _, p := range parts {
		if utf8.RuneCountInString(p) > 2 {
			out = append(out, fold(p))
		}
	}
	return out
}

// listed are the words of the house's own list.
func listed() []string {
	var out []string
	for line := range strings.Lines(wordList) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, words(line)...)
		}
	}
	return out
}
