package triage

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// An atom is one part of a condition: a concept, or a question put to a field.
type atom struct {
	kind string // "" = concept; "children" "role" "when" "is" "age"
	name string
}

// said is how a reason shows a field: "when: now".
func (a atom) said() string { return a.kind + ": " + a.name }

func parseAtom(s string) (atom, error) {
	kind, name, field := strings.Cut(s, ":")
	if !field {
		return atom{"", s}, nil
	}
	allowed := map[string][]string{
		"children": {"yes"},
		"role":     {"victim", "family", "ngo"},
		"when":     {"now", "today", "days", "past"},
		"is":       {"past", "vague", "question", "spam", "file-alone", "unread", "cry"},
	}[kind]
	if !slices.Contains(allowed, name) {
		return atom{}, fmt.Errorf("%q: use a concept or one of children:yes, role:…, when:…, is:…", s)
	}
	return atom{kind, name}, nil
}

// A match is a rule that holds, with what was seen.
type match struct {
	rule  *rule
	when  tense
	parts []evidence
	vague bool
	asked string // the field that answered, where no words did
}

// judge fills in what the rules say, in the order gate, floor, past or vague,
// information, points.
func (t *reading) judge(a *Assessment) {
	t.stand()
	var matches, caps []match
	for i := range t.rules.rules {
		r := &t.rules.rules[i]
		if r.Cap != "" {
			continue
		}
		if m, ok := t.meets(r); ok {
			matches = append(matches, m)
		}
	}
	gate, floor := false, false
	var n tally
	for _, m := range matches {
		over := m.when == tPast && m.rule.Time != "ever"
		n.add(m, m.when == tPast)
		if !over && !m.vague {
			a.PoliceAccused = a.PoliceAccused || m.rule.Sets == "police-accused"
			a.Border = a.Border || m.rule.Sets == "border"
		}
		points := m.rule.Points
		switch {
		case over && points == 0, m.vague && points == 0:
			continue // no gate opens, no floor holds on what is over or nowhere
		case over:
			points /= 2 // it still says what kind of place or person this is; house rule
		case !m.vague:
			gate = gate || m.rule.Gate
			floor = floor || m.rule.Floor != ""
		}
		a.Points += points
		a.Reasons = append(a.Reasons, Reason{m.rule.ID, points, m.rule.Gate, t.seen(m), m.rule.Source})
	}
	t.facts(a, n)
	for i := range t.rules.rules {
		if r := &t.rules.rules[i]; r.Cap != "" {
			if m, ok := t.meets(r); ok {
				caps = append(caps, m)
			}
		}
	}
	cap := func(to string) bool {
		for _, m := range caps {
			if m.rule.Cap == to {
				a.Reasons = append(a.Reasons, Reason{m.rule.ID, 0, false, t.seen(m), m.rule.Source})
				a.Urgency = to
				return true
			}
		}
		return false
	}
	switch {
	case gate:
		a.Urgency = Immediate
	case floor:
		a.Urgency = Urgent
	case cap(Standard), cap(Information):
	case a.Points >= t.rules.settings.Urgent:
		a.Urgency = Urgent
	default:
		a.Urgency = Standard
	}
	slices.SortStableFunc(a.Reasons, func(x, y Reason) int {
		if x.Gate != y.Gate {
			if x.Gate {
				return -1
			}
			return 1
		}
		return y.Points - x.Points
	})
}

// meets reports whether one of the rule's conditions holds, and the way in
// which it holds that is most present.
func (t *reading) meets(r *rule) (match, bool) {
	best, found := match{}, false
	for _, c := range r.conditions {
		m, ok := t.holds(r, c)
		if ok && (!found || !m.vague && best.vague || m.vague == best.vague && m.when > best.when) {
			best, found = m, true
		}
	}
	return best, found
}

// holds looks for evidence of every part of a condition, near enough together.
func (t *reading) holds(r *rule, c []atom) (match, bool) {
	var concepts []string
	for _, a := range c {
		switch {
		case a.kind == "":
			concepts = append(concepts, a.name)
		case !t.field(a):
			return match{}, false
		}
	}
	if len(concepts) == 0 {
		return match{rule: r, when: tUnknown, asked: c[0].said()}, true
	}
	best, found := match{}, false
	for _, first := range t.of(concepts[0]) {
		m, ok := match{rule: r, parts: []evidence{first}}, true
		for _, id := range concepts[1:] {
			e, near := t.near(first, id, r.Scope)
			if ok = ok && near; !ok {
				break
			}
			m.parts = append(m.parts, e)
		}
		if !ok {
			continue
		}
		m.when = t.tenseOf(m.parts)
		for _, e := range m.parts {
			m.vague = m.vague || e.vague
		}
		if !t.timely(r, m) {
			continue
		}
		if !found || best.vague && !m.vague || best.vague == m.vague && m.when > best.when {
			best, found = m, true
		}
	}
	return best, found
}

// standing is the evidence of one concept that counts: fields, which belong to
// the whole report, and words in their order.
type standing struct{ fields, words []evidence }

// stand sorts the evidence that counts under every concept that it says.
func (t *reading) stand() {
	t.standing = map[string]*standing{}
	for _, e := range t.all {
		if e.off || e.topic {
			continue
		}
		for _, id := range append([]string{e.concept}, wider[e.concept]...) {
			s := t.standing[id]
			if s == nil {
				s = &standing{}
				t.standing[id] = s
			}
			if e.start < 0 {
				s.fields = append(s.fields, e)
			} else {
				s.words = append(s.words, e)
			}
		}
	}
	for _, s := range t.standing {
		slices.SortStableFunc(s.words, func(a, b evidence) int { return a.start - b.start })
	}
}

// of is the standing evidence of a concept.
func (t *reading) of(id string) []evidence {
	s := t.standing[id]
	if s == nil {
		return nil
	}
	return append(s.words[:len(s.words):len(s.words)], s.fields...)
}

// near finds the best evidence of a concept beside first, in the scope; a field
// is near everything.
func (t *reading) near(first evidence, id, scope string) (evidence, bool) {
	s := t.standing[id]
	if s == nil {
		return evidence{}, false
	}
	best, found := evidence{}, false
	consider := func(e evidence) {
		if !found || e.when > best.when {
			best, found = e, true
		}
	}
	reach := 1
	if scope != "" {
		reach = 0
	}
	from := 0
	if first.start >= 0 {
		from, _ = slices.BinarySearchFunc(s.words, first.sentence-reach, func(e evidence, n int) int { return e.sentence - n })
	}
	for _, e := range s.words[from:] {
		if first.start >= 0 && e.sentence > first.sentence+reach {
			break
		}
		if first.start < 0 || scope != "clause" || e.clause == first.clause {
			consider(e)
		}
	}
	for _, e := range s.fields {
		consider(e)
	}
	return best, found
}

// tenseOf is the least present of what happens; who it happens to has no time.
func (t *reading) tenseOf(parts []evidence) tense {
	when, any := tNow, false
	for _, e := range parts {
		if c := t.rules.concepts[e.concept]; c == nil || !c.Person {
			when, any = min(when, e.when), true
		}
	}
	if any {
		return when
	}
	if t.rep.When == "past" {
		return tPast
	}
	return tUnknown
}

// timely reports whether a match is as present as its rule wants.
func (t *reading) timely(r *rule, m match) bool {
	today := t.rep.When == "now" || t.rep.When == "today"
	switch r.Time {
	case "open":
		return m.when >= tIs || m.when == tUnknown && t.rep.When != "days" && t.rep.When != "past"
	case "present":
		return m.when >= tIs
	case "now":
		return m.when == tNow
	case "soon":
		for _, e := range m.parts {
			if e.start >= 0 && t.soon[e.sentence] {
				return m.when != tPast
			}
		}
		return today && m.when != tPast
	}
	return true
}

// seen is the sender's words that met a rule, or the sign, cut short.
func (t *reading) seen(m match) string {
	parts := slices.Clone(m.parts)
	slices.SortStableFunc(parts, func(a, b evidence) int { return a.start - b.start })
	var said []string
	from, until := -1, -1
	flush := func() {
		if until >= 0 {
			said = append(said, strings.ToValidUTF8(t.text[t.tokens[from].start:t.tokens[until-1].end], ""))
		}
	}
	for _, e := range parts {
		switch {
		case e.start < 0:
			if !slices.Contains(said, e.sign) {
				said = append(said, e.sign)
			}
		case e.start <= until:
			until = max(until, e.end)
		default:
			flush()
			from, until = e.start, e.end
		}
	}
	flush()
	if len(said) == 0 {
		said = append(said, m.asked)
	}
	return clip(strings.Join(strings.Fields(strings.Join(said, " … ")), " "))
}

// clip cuts to the characters that a reason shows.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= seenLimit {
		return s
	}
	return string([]rune(s)[:seenLimit-1]) + "…"
}
