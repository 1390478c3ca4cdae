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
// ninth letter.
type reading struct {
	count   count
	ordinal int
}

// marker is what a numbered paragraph begins with.
type marker struct {
	printed  string // "(vi)", "2.", "1.1"
	style    string // what stands around the number: "()", ")", "."
	steps    []int  // of "1.1": two; else nil
	name     string // for the address: "vi", "2", "A"
	readings []reading
}

var (
	bracketed = regexp.MustCompile(`^\(\s*([0-9०-९]{1,3}|[ivxlc]{1,7}|[IVXLC]{1,7}|[a-zA-Z]|[क-ह])\s*\)[\s.]*`)
	dotted    = regexp.MustCompile(`^([0-9०-९]{1,3}(?:\.[0-9०-९]{1,3}){1,4})(?:[.)]\s*|\s+)`)
	simple    = regexp.MustCompile(`^([0-9०-९]{1,3}|[ivxlc]{1,7}|[IVXLC]{1,7}|[a-zA-Z]|[क-ह])([.)])(?:\s+|$)`)
	bullet    = regexp.MustCompile(`^([•·▪‣◦●○■□➢➤►*–—-]|\x{f0b7}|\x{f0a7}|\x{f0d8})\s+`)
	// tight is a number whose full stop touches the text: "2.The States".
	tight = regexp.MustCompile(`^([0-9०-९]{1,3})(\.)\pL`)
)

// devanagari are the letters with which items are counted in Hindi, in order.
// An English translation of the same law counts a, b, c, and both must have
// the same addresses. Source: the official Hindi and English texts of the
// Bharatiya Nyaya Sanhita, 2023, section 2, (क) to (ञ) for (a) to (j).
const devanagari = "कखगघङचछजझञटठडढणतथदधनपफबभमय"

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
	if i := strings.Index(devanagari, m.name); i >= 0 && m.name != "" {
		m.name = string(rune('a' + i/len("क")))
	}
	m.readings = readings(m.name)
	return m, size, true
}

// latin writes Devanagari digits in Latin ones.
func latin(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '०' && c <= '९' {
			return c - '०' + '0'
		}
		return c
	}, s)
}

func readings(name string) []reading {
	if n, err := strconv.Atoi(name); err == nil {
		return []reading{{figures, n}}
	}
	var all []reading
	lower := strings.ToLower(name)
	roman, letter := romans, letters
	if lower != name {
		roman, letter = capitalRomans, capitals
	}
	if n := romanValue(lower); n > 0 {
		all = append(all, reading{roman, n})
	}
	if len(name) == 1 {
		all = append(all, reading{letter, int(lower[0]-'a') + 1})
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
