package places

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

// pinShare is the part of a PIN's post offices that a district has.
type pinShare struct {
	lgd   int32
	share float32
}

func (g *Gazetteer) readPINs() error {
	g.pins, g.prefixes = map[int32][]pinShare{}, map[int32][]pinShare{}
	err := table("pins.csv.gz", func(row []string) error {
		pin, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		var shares []pinShare
		for _, cell := range strings.Fields(row[1]) {
			lgd, share, _ := strings.Cut(cell, ":")
			n, err := strconv.Atoi(lgd)
			if err != nil {
				return err
			}
			part, err := strconv.ParseFloat(share, 32)
			if err != nil {
				return err
			}
			if _, ok := g.districts[n]; !ok {
				return fmt.Errorf("unknown district %d", n)
			}
			shares = append(shares, pinShare{int32(n), float32(part)})
		}
		g.pins[int32(pin)] = shares
		g.countPrefix(int32(pin/1000), shares)
		return nil
	})
	for _, shares := range g.prefixes {
		var all float32
		for _, s := range shares {
			all += s.share
		}
		for i := range shares {
			shares[i].share /= all
		}
		slices.SortFunc(shares, func(a, b pinShare) int {
			return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.lgd, b.lgd))
		})
	}
	return err
}

// countPrefix adds a PIN to its sorting district, the first three digits: a
// PIN that is too new for the table still tells roughly where it is.
func (g *Gazetteer) countPrefix(prefix int32, shares []pinShare) {
	list := g.prefixes[prefix]
	for _, s := range shares {
		i := slices.IndexFunc(list, func(p pinShare) bool { return p.lgd == s.lgd })
		if i < 0 {
			list = append(list, s)
		} else {
			list[i].share += s.share
		}
	}
	g.prefixes[prefix] = list
}

// byPIN returns the districts of a PIN, largest share first, with their
// shares as scores.
func (g *Gazetteer) byPIN(pin int32) []Candidate {
	if shares, ok := g.pins[pin]; ok {
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
	for _, s := range g.prefixes[pin/1000] {
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
func (g *Gazetteer) knownPIN(pin int32) bool {
	_, ok := g.pins[pin]
	return ok
}

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
