package search

import (
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// slip is a way in which a word that is romanized, or spoken in another language, differs in its consonants from what a
// script writes: what the question has, what the text may have.
type slip struct {
	asked, text string
	where       position
}

// position is where in a key a slip happens.
type position byte

const (
	anywhere position = iota
	atStart
	atEnd
	joined // after a consonant, before a vowel
)

// slipsOf are the slips of each script; those of every script are first.
func slipsOf(s script) []slip {
	slips := []slip{
		{"g", "j", anywhere}, // stage, regiment
		{"v", "", joined},    // gurdwara, ਗੁਰਦੁਆਰਾ; shwas, শ্বাস
		{"s", "j", atEnd},    // windows, विंडोज़
	}
	if s != tamil {
		slips = append(slips, slip{"", "n", atEnd}) // kuriya, ਕੁੜੀਆਂ; nahi, नहीं
	}
	switch s {
	case latin:
		slips = append(slips, slip{"j", "g", anywhere}, slip{"j", "s", anywhere}) // एजेंसी, agency; वीज़ा, visa
	case devanagari, gurmukhi, arabic, gujarati:
		slips = append(slips, slip{"d", "r", anywhere}, slip{"r", "d", anywhere}) // sadak, सड़क
	case bengali, odia:
		slips = append(slips, slip{"d", "r", anywhere}, slip{"r", "d", anywhere}, slip{"ks", "k", anywhere},
			slip{"ks", "s", anywhere}, slip{"s", "c", anywhere}, slip{"c", "s", anywhere}, slip{"g", "gn", anywhere},
			slip{"b", "", joined}, slip{"y", "j", joined})
	case telugu, kannada:
		slips = append(slips, slip{"d", "t", anywhere}, slip{"t", "d", anywhere}) // ardha, అర్థ
	case tamil:
		// The consonant that is doubled before the next word is written at the end of this one.
		slips = append(slips, slip{"", "k", atEnd}, slip{"", "c", atEnd}, slip{"", "t", atEnd}, slip{"", "p", atEnd},
			slip{"h", "k", anywhere}, slip{"r", "tr", anywhere}, slip{"tr", "r", anywhere}, slip{"j", "l", anywhere}, slip{"s", "t", anywhere})
	case malayalam:
		slips = append(slips, slip{"j", "l", anywhere}, slip{"h", "k", anywhere})
	}
	if s == arabic {
		slips = append(slips, slip{"s", "as", atStart}) // school, اسکول
	}
	return slips
}

// mostFrames bounds how many skeletons are looked for a word.
const mostFrames = 24

// skeletons are those under which a word may be that is asked for by this key: its own, and those after one slip.
func skeletons(s script, key string) []string {
	out := []string{frame(s, key)}
	if len(key) < 3 {
		return out
	}
	for _, p := range slipsOf(s) {
		for i := 0; i+len(p.asked) <= len(key) && len(out) < mostFrames; i++ {
			if !strings.HasPrefix(key[i:], p.asked) || !p.at(key, i) {
				continue
			}
			if f := frame(s, key[:i]+p.text+key[i+len(p.asked):]); !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
		if p.asked == "ks" {
			if f := frame(s, strings.ReplaceAll(key, p.asked, p.text)); !slices.Contains(out, f) {
				out = append(out, f) // xixu, শিশু
			}
		}
	}
	return out
}

func (p slip) at(key string, i int) bool {
	switch p.where {
	case atStart:
		return i == 0
	case atEnd:
		return i+len(p.asked) == len(key)
	case joined:
		return i > 0 && !vowel(key[i-1]) && (i+1 == len(key) || vowel(key[i+1]))
	}
	return true
}

func vowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// costs say how much a difference between two keys counts.
type costs struct {
	script  script
	unheard float32         // a vowel that only one of them has
	changes [36][36]float32 // one letter or digit in the place of another
}

func costsOf(s script) *costs {
	c := &costs{script: s, unheard: 0.5}
	if s == arabic {
		c.unheard = 0.25 // short vowels are not written
	}
	const signs = "abcdefghijklmnopqrstuvwxyz0123456789"
	for i := range signs {
		for j := range signs {
			c.changes[i][j] = c.change(signs[i], signs[j])
		}
	}
	return c
}

func sign(c byte) byte {
	if c >= 'a' {
		return min(c-'a', 25)
	}
	return 26 + (c-'0')%10
}

// longestKey bounds the keys that are compared: longer ones are garbage.
const longestKey = 48

// distance is an edit distance in which vowels and h cost half, because romanizers disagree most on them, and so do the
// consonants that they confuse. It gives up above most.
func (c *costs) distance(a, b string, most float32) float32 {
	if a == b {
		return 0
	}
	if len(a) > longestKey || len(b) > longestKey || float32(max(len(a)-len(b), len(b)-len(a)))*0.25 > most {
		return most + 1
	}
	var rows [2][longestKey + 1]float32
	var weights [longestKey]float32
	var signs [longestKey]byte
	last, row := rows[0][:len(b)+1], rows[1][:len(b)+1]
	for j := range len(b) {
		weights[j], signs[j] = c.weight(b, j), sign(b[j])
		last[j+1] = last[j] + weights[j]
	}
	for i := range len(a) {
		w, changes := c.weight(a, i), &c.changes[sign(a[i])]
		row[0] = last[0] + w
		least := row[0]
		for j := range len(b) {
			row[j+1] = min(last[j]+changes[signs[j]], last[j+1]+w, row[j]+weights[j])
			least = min(least, row[j+1])
		}
		if least > most {
			return most + 1
		}
		last, row = row, last
	}
	return last[len(b)]
}

// weight is what the letter at i costs where the other key does not have it.
func (c *costs) weight(key string, i int) float32 {
	switch key[i] {
	case 'a', 'e', 'i', 'o', 'u':
		if key[i] == 'e' && i == len(key)-1 && c.script == latin {
			return 0.25 // case, केस
		}
		return c.unheard
	case 'h', 'y':
		return 0.5
	case 'n', 'm':
		if i == len(key)-1 {
			return 0.5
		}
	case 'k', 't', 'p', 'c':
		if c.script == bengali && strings.HasPrefix(key[i:], "ks") {
			return 0.25 // Assamese writes x for its sibilants
		}
		if i == len(key)-1 && c.script == tamil {
			return 0.25
		}
	case 's':
		if i > 0 && key[i-1] == 'k' && c.script == bengali {
			return 0.25 // পরীক্ষা, pariksha and porikkha
		}
	case 'v', 'b':
		if i > 0 && !vowel(key[i-1]) {
			return 0.5
		}
	}
	return 1
}

// change is what one letter costs in the place of another.
func (c *costs) change(a, b byte) float32 {
	if a == b {
		return 0
	}
	if vowel(a) && vowel(b) {
		if c.script == latin {
			return 0.25 // English spells a sound in many ways
		}
		if c.script == bengali && (a == 'o' && b == 'a' || a == 'a' && b == 'o') {
			return 0.25 // the inherent vowel is an o there
		}
		return 0.5
	}
	if a > b {
		a, b = b, a
	}
	switch [2]byte{a, b} {
	case [2]byte{'m', 'n'}, [2]byte{'b', 'v'}, [2]byte{'f', 'p'}:
		return 0.25
	case [2]byte{'d', 'r'}, [2]byte{'g', 'j'}, [2]byte{'j', 's'}, [2]byte{'d', 't'}, [2]byte{'c', 's'}, [2]byte{'i', 'y'}, [2]byte{'e', 'y'}, [2]byte{'u', 'v'}, [2]byte{'o', 'v'}, [2]byte{'j', 'l'}, [2]byte{'j', 'y'}:
		if loose(c.script) && (a == 'd' || a == 'g') && (b == 't' || b == 'k') {
			return 0.25
		}
		return 0.5
	}
	if loose(c.script) && fold.Loose(string(a)) == fold.Loose(string(b)) {
		return 0.25
	}
	return 1
}
