package triage

import "strings"

// adultAge is where a person is no longer a child.
// Source: Juvenile Justice (Care and Protection of Children) Act 2015 and POCSO
// Act 2012: a child is a person below eighteen years.
const adultAge = 18

// youngAge is the age below which a child that is held makes a report immediate.
// House rule (issue of the client: "a child under twelve held").
const youngAge = 12

// counts reports whether the token at i is what a number before it counts: a
// person, or a unit of time that is no age.
func (t *reading) counts(i int) bool {
	for _, id := range []string{cChild, cMaybeChild, "person", cYears} {
		for _, e := range t.by[id] {
			if e.start == i {
				return true
			}
		}
	}
	return false
}

// findAges finds ages among the numbers: "12 year old", "aged 8 and 10", "14 साल
// की", "10 से 14 वर्ष", "below 14 years". A stretch of time ("for 5 years", "5 साल
// पहले") is none.
func (t *reading) findAges() {
	starts := func(id string) map[int]int { // start → end
		m := map[int]int{}
		for _, e := range t.by[id] {
			m[e.start] = e.end
		}
		return m
	}
	years, old, after, not := starts(cYears), starts(cYearsOld), starts(cAgeAfter), starts(cAgeNot)
	and := starts(cAnd)
	persons := map[int]int{}
	for _, id := range []string{cChild, cYoungChild, cMaybeChild} {
		for at, end := range starts(id) {
			persons[at] = end
		}
	}
	before := map[int]bool{} // tokens after which an age may stand
	for _, e := range t.by[cAgeBefore] {
		for i := e.end; i < e.end+3; i++ { // "age is about 12"
			before[i] = true
		}
	}
	// "the girls are not more than fifteen": a number alone is an age if nothing is counted by it.
	for _, e := range t.by[cAgeGuess] {
		i := e.end
		if i >= len(t.tokens) || t.tokens[i].num < 3 {
			continue
		}
		next := i + 1 // past "10-11", "13 or 14"
		for next < len(t.tokens) && t.tokens[next].sentence == t.tokens[i].sentence {
			if _, joins := and[next]; t.tokens[next].num < 0 && !joins {
				break
			}
			next++
		}
		if next >= len(t.tokens) || t.tokens[next].clause != t.tokens[next-1].clause || years[next] > 0 {
			for j := i; j < next; j++ {
				before[j] = true
			}
		}
	}
	// "my son 14 went", "my daughter Rimi, 15, has not come": a number behind the
	// one it belongs to, unless it is a time ("my son 2 days ago").
	timed := map[int]bool{}
	for _, id := range []string{cRecent, cPast, cSince, cSoon} {
		for _, e := range t.by[id] {
			for i := e.start - 1; i < e.end; i++ {
				timed[i] = true // the number may stand before it: 3 "days ago"
			}
		}
	}
	for _, e := range t.by[cAgeKin] {
		i := e.end
		if i+1 < len(t.tokens) && t.tokens[i].num < 0 && t.tokens[i+1].clause != t.tokens[i].clause {
			i++ // a name between
		}
		if i >= len(t.tokens) || t.tokens[i].sentence != e.sentence || t.tokens[i].num < 3 || t.tokens[i].num > adultAge+7 || timed[i] {
			continue
		}
		next := i + 1
		ends := next >= len(t.tokens) || t.tokens[next].clause != t.tokens[i].clause
		if ends || i == e.end && t.tokens[next].num < 0 && !t.counts(next) {
			before[i] = true
		}
	}
	// "new arrival, 16+, full nite": in an advertisement the number is an age.
	for _, e := range t.by[cAdCode] {
		for i, k := range t.tokens {
			plus := strings.HasPrefix(t.text[k.end:], "+")
			if k.sentence == e.sentence && plus && k.num >= 10 && k.num < adultAge {
				before[i] = true
			}
		}
	}
	below := map[int]bool{}
	for _, e := range t.by[cBelow] {
		below[e.end] = true
		if e.start > 0 {
			below[e.start-1] = true // "14 से कम उम्र": the number stands first
			if e.start > 1 {
				below[e.start-2] = true
			}
		}
	}
	isAge := func(i int) bool {
		if before[i] {
			return true
		}
		if _, ok := old[i+1]; ok {
			return true
		}
		end, ok := years[i+1]
		if !ok {
			return false
		}
		if _, ok := not[end]; ok {
			return false
		}
		_, of := after[end]
		_, person := persons[end]
		return of || person || below[i]
	}
	adults := map[int]bool{}
	note := func(i, age int) {
		t.ages = append(t.ages, age)
		e := evidence{concept: cMinorAge, start: i, end: i + 1, when: tUnknown,
			sentence: t.tokens[i].sentence, clause: t.tokens[i].clause}
		if end, ok := years[i+1]; ok {
			e.end = end
		}
		switch {
		case age >= adultAge:
			for j := i; j < i+6; j++ {
				adults[j] = true
			}
			return
		case age < youngAge:
			e.concept = cUnderTwelve
		}
		t.all = append(t.all, e)
		t.by[e.concept] = append(t.by[e.concept], e)
	}
	for i := range t.tokens {
		n := t.tokens[i].num
		if n < 0 || n > 99 || !isAge(i) {
			continue
		}
		if below[i] && n > 0 {
			n--
		}
		note(i, n)
		// "8, 10 and 13 year old", "10 से 14 साल के": the numbers before are ages too.
		for j := i - 1; j >= 0 && j >= i-6; j-- {
			if _, joins := and[j]; joins {
				continue
			}
			if m := t.tokens[j].num; m < 0 || m > 99 || before[j] {
				break
			}
			note(j, t.tokens[j].num)
		}
		// "aged 8, 10 and 13": the numbers after.
		for j := i + 1; before[i] && j < len(t.tokens) && j <= i+6; j++ {
			if _, joins := and[j]; joins {
				continue
			}
			if m := t.tokens[j].num; m < 0 || m > 99 || before[j] {
				break
			}
			note(j, t.tokens[j].num)
		}
	}
	// "a 22 year old girl" is no child.
	for i := range t.all {
		if e := &t.all[i]; e.concept == cMaybeChild && adults[e.start] {
			e.off = true
		}
	}
}
