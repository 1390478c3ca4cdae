package places

import (
	"math"
	"sort"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

// pinShare is the part of a PIN's post offices that a district has.
type pinShare struct {
	lgd   int32
	share float32
}

// pins are PINs, or their beginnings, with the districts that have them.
type pins struct {
	numbers string // sorted, four bytes each
	shares  lists[pinShare]
}

func (r *reader) pins() pins {
	var p pins
	p.numbers = r.bytes(4 * r.number())
	p.shares = readLists(r, func() pinShare { return pinShare{r.int32(), math.Float32frombits(uint32(r.number()))} })
	return p
}

// of returns the shares of a PIN, largest first, or nil.
func (p *pins) of(pin int32) []pinShare {
	at := func(i int) int32 { return int32(short(p.numbers, 4*i) | short(p.numbers, 4*i+2)<<16) }
	n := len(p.numbers) / 4
	i := sort.Search(n, func(i int) bool { return at(i) >= pin })
	if i == n || at(i) != pin {
		return nil
	}
	return p.shares.of(i)
}

// byPIN returns the districts of a PIN, largest share first, with their
// shares as scores.
func (g *Gazetteer) byPIN(pin int32) []Candidate {
	if shares := g.pins.of(pin); shares != nil {
		out := make([]Candidate, len(shares))
		for i, s := range shares {
			out[i] = g.candidate(int(s.lgd), WhyPIN, round(float64(s.share)))
		}
		return out
	}
	// A district that has nine in ten of the sorting district's PINs has this
	// one; a State likewise.
	const sure, discount = 0.9, 0.8
	states := map[string]float64{}
	for _, s := range g.prefixes.of(pin / 1000) {
		if s.share >= sure {
			return []Candidate{g.candidate(int(s.lgd), WhyPIN, discount*sure)}
		}
		states[g.districts[int(s.lgd)].State] += float64(s.share)
	}
	for _, s := range g.states {
		if states[s.Code] >= sure {
			return []Candidate{{State: s.Code, Name: s.Name, Why: WhyPIN, Score: discount * sure}}
		}
	}
	return nil
}

// knownPIN reports whether the table has a PIN.
func (g *Gazetteer) knownPIN(pin int32) bool { return g.pins.of(pin) != nil }

// parsePIN reads a PIN typed into a field of its own, in any script's digits,
// with or without a space in it.
func parsePIN(text string) (int32, bool) {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00A0' {
			return -1
		}
		return r
	}, fold.Digits(strings.TrimSpace(text)))
	return pinOf(digits)
}

// pinOf reads six digits of which the first is a postal zone, 1 to 9.
func pinOf(digits string) (int32, bool) {
	if len(digits) != 6 || digits[0] == '0' || !isNumber(digits) {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return int32(n), err == nil
}

// pinAt returns the PIN that begins at word i, and its words: 281001, 281 001
// or 281-001. A number beside other numbers is none.
func pinAt(text string, t []token, i int) (pin int32, words int) {
	joined := func(i int) bool { // words i and i+1 are one character apart
		return i >= 0 && i+1 < len(t) && len(strings.TrimSpace(text[t[i].End:t[i+1].Start])) <= 1 && t[i+1].Start-t[i].End <= 2
	}
	if i > 0 && isNumber(t[i-1].Text) && joined(i-1) {
		return 0, 0
	}
	digits, n := t[i].Text, 1
	if len(digits) == 3 && i+1 < len(t) && joined(i) {
		digits, n = digits+t[i+1].Text, 2
	}
	if i+n < len(t) && isNumber(t[i+n].Text) && joined(i+n-1) {
		return 0, 0
	}
	if pin, ok := pinOf(digits); ok {
		return pin, n
	}
	return 0, 0
}

// isMoney tells a number that a text counts or pays from a PIN.
func (g *Gazetteer) isMoney(t []token, from, to int) bool {
	money := func(i int) bool {
		if i < 0 || i >= len(t) {
			return false
		}
		switch t[i].Text {
		case "rs", "inr", "rupees", "rupee", "rupaye", "rupye", "rupay", "lakh", "thousand", "रुपये", "रुपए", "रूपये", "रुपया", "रु", "हजार", "लाख",
			"টাকা", "টকা", "రూపాయలు", "ரூபாய்", "രൂപ", "ರೂಪಾಯಿ", "ਰੁਪਏ", "રૂપિયા", "ଟଙ୍କା", "روپے", "रुपयांना", "रुपैयाँ":
			return true
		}
		return false
	}
	return money(from-1) || money(to)
}

func (g *Gazetteer) pinWordBefore(t []token, i int) bool {
	if i == 0 {
		return false
	}
	switch t[i-1].Text {
	case "pin", "pincode", "code", "पिन", "पिनकोड", "कोड", "পিন", "পিনকোড", "பின்", "పిన్", "ಪಿನ್", "പിൻ", "ਪਿੰਨ", "પિન", "ପିନ", "پن":
		return true
	}
	return false
}
