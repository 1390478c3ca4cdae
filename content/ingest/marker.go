package ingest

import (
	"regexp"
	"strconv"
	"strings"
)

// count is how the items of a level are counted.
type count int

const (
	figures count = iota
	romans
	capitalRomans
	letters
	capitals
)

// reading is one way to read a marker: "(i)" is the first Roman number and the
// ninth letter. An inserted one follows its ordinal without counting on: "15A."
// after "15.", "(aa)" after "(a)".
type reading struct {
	count    count
	ordinal  int
	inserted bool
}

// marker is what a numbered paragraph begins with.
type marker struct {
	printed  string // "(vi)", "2.", "1.1"
	style    string // what stands around the number: "()", ")", "."
	steps    []int  // of "1.1": two; else nil
	name     string // for the address: "vi", "2", "A"
	readings []reading
	also     *marker // what it is where (अ) stands before it; nil if nothing
}

// digit and letter are what stands for one in a marker.
const (
	digit  = `[0-9०-९۰-۹٠-٩]`
	letter = `[a-zA-Z]|[क-ह]|[अ-औ]|الف|[بجدہهوزحطیيکكلمن]`
)

var (
	bracketed = regexp.MustCompile(`^\(\s*(` + digit + `{1,3}[A-Z]{0,2}|[ivxlc]{1,7}|[IVXLC]{1,7}|[a-z]{2}|` + letter + `)\s*\)[\s.]*`)
	dotted    = regexp.MustCompile(`^(` + digit + `{1,3}(?:\.` + digit + `{1,3}){1,4})(?:[.)]\s*|\s+)`)
	simple    = regexp.MustCompile(`^(` + digit + `{1,3}[A-Z]{0,2}|[ivxlc]{1,7}|[IVXLC]{1,7}|` + letter + `)([.)۔])(?:\s+|$)`)
	bullet    = regexp.MustCompile(`^([•·▪‣◦●○■□➢➤►*–—-]|\x{f0b7}|\x{f0a7}|\x{f0d8})\s+`)
	// tight is a number whose full stop touches the text: "2.The States".
	tight = regexp.MustCompile(`^(` + digit + `{1,3})([.۔])\pL`)
	// likeMarker begins as a marker does that nobody can place: "(xy)".
	likeMarker = regexp.MustCompile(`^\([\pL\pM\pN]{1,4}\)\s`)
)

// devanagari are the letters with which items are counted in Hindi, in order.
// An English translation of the same law counts a, b, c, and both must have
// the same addresses. Source: the official Hindi and English texts of the
// Bharatiya Nyaya Sanhita, 2023, section 2, (क) to (ञ) for (a) to (j).
const devanagari = "कखगघङचछजझञटठडढणतथदधनपफबभमय"

// vowels count items in some Hindi letters, apart from the row above: they are
// a level of their own.
const vowels = "अआइईउऊएऐओऔ"

// sounds count items in many letters of Hindi offices, one for each letter of
// English in turn: अ for a, ब for b. The first is that of the row above as well,
// and of its level. Source: house rule, after the usage of Hindi offices.
const sounds = "अबसदयर"

// abjad are the letters with which items are counted in Urdu, in order; the
// first is written out, الف. House rule: (الف) stands for (a), (ب) for (b), so
// that both languages have the same addresses.
const abjad = "ابجدہوزحطیکلمن"

// markerOf reads the marker at the start of text; size is how many bytes it
// takes.
func markerOf(text string) (m marker, size int, ok bool) {
	if g := bracketed.FindStringSubmatch(text); g != nil {
		m.style, m.name, size = "()", g[1], len(g[0])
	} else if g := dotted.FindStringSubmatch(text); g != nil {
		m.style, size = ".", len(g[0])
		for step := range strings.SplitSeq(latin(g[1]), ".") {
			n, _ := strconv.Atoi(step) // the pattern has digits only
			m.steps = append(m.steps, n)
		}
		m.printed, m.name = g[1], latin(g[1])
		return m, size, true
	} else if g := simple.FindStringSubmatch(text); g != nil {
		m.style, m.name, size = g[2], g[1], len(g[0])
	} else if g := tight.FindStringSubmatch(text); g != nil {
		m.style, m.name, size = g[2], g[1], len(g[1])+1
	} else {
		return m, 0, false
	}
	m.printed = strings.TrimSpace(strings.TrimRight(text[:size], " \t\n"))
	m.name = latin(m.name)
	if m.style == "۔" {
		m.style = "."
	}
	if i := indexOf(sounds, m.name); i > 0 {
		name := string(rune('a' + i))
		m.also = &marker{printed: m.printed, style: m.style + "अ", name: name, readings: readings(name)}
	}
	for row, apart := range map[string]string{devanagari: "", vowels: "अ", abjad: ""} {
		if i := indexOf(row, m.name); i >= 0 {
			m.name, m.style = string(rune('a'+i)), m.style+apart
			break
		}
	}
	m.readings = readings(m.name)
	return m, size, len(m.readings) > 0 || m.also != nil
}

// indexOf gives the place of a letter in a row of letters, from 0; -1 if it is
// not there.
func indexOf(row, name string) int {
	name = strings.NewReplacer("الف", "ا", "ه", "ہ", "ي", "ی", "ك", "ک").Replace(name)
	for i, c := range []rune(row) {
		if string(c) == name {
			return i
		}
	}
	return -1
}

// latin writes the digits of Hindi and Urdu in Latin ones.
func latin(s string) string {
	return strings.Map(func(c rune) rune {
		for _, zero := range []rune{'०', '۰', '٠'} {
			if c >= zero && c <= zero+9 {
				return c - zero + '0'
			}
		}
		return c
	}, s)
}

func readings(name string) []reading {
	if n, err := strconv.Atoi(name); err == nil {
		return []reading{{figures, n, false}}
	}
	if n, err := strconv.Atoi(strings.TrimRight(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")); err == nil {
		return []reading{{figures, n, true}}
	}
	var all []reading
	lower := strings.ToLower(name)
	roman, letter := romans, letters
	if lower != name {
		roman, letter = capitalRomans, capitals
	}
	if n := romanValue(lower); n > 0 {
		all = append(all, reading{roman, n, false})
	}
	switch nth := int(lower[0]-'a') + 1; {
	case len(name) == 1:
		all = append(all, reading{letter, nth, false})
	case len(name) == 2 && name[0] == name[1]: // after (z), or put in after (a)
		all = append(all, reading{letter, nth + 26, false}, reading{letter, nth, true})
	}
	return all
}

// romanValue gives the value of a Roman number in lower case, 0 if it is none.
func romanValue(s string) int {
	for n := 1; n <= 199; n++ {
		if roman(n) == s {
			return n
		}
	}
	return 0
}

// roman writes n in lower-case Roman figures.
func roman(n int) string {
	var b strings.Builder
	for _, x := range []struct {
		value int
		text  string
	}{{100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
		for n >= x.value {
			b.WriteString(x.text)
			n -= x.value
		}
	}
	return b.String()
}
