package places

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// roleOf reads the role of a name from the words beside it: before it as in
// English, after it as in the languages of India. Words that only say what the
// place is may stand between.
func (g *Gazetteer) roleOf(t []token, from, to int, stop []span) string {
	if g.isHome(t, from) {
		return roleSource
	}
	if role, ok := g.roleAfter(t, to, stop); ok && t[from].script != latin {
		return role
	}
	if role, ok := g.roleBefore(t, from); ok {
		return role
	}
	if role, ok := g.roleAfter(t, to, stop); ok {
		return role
	}
	if k, _ := g.roles.kind(t, to); k == spot {
		return roleAt // "Mathura station"
	}
	return ""
}

// isHome reports whether the words before a name say that the teller is from
// there, whatever follows: "I am from near Eluru" is not near Eluru.
func (g *Gazetteer) isHome(t []token, from int) bool {
	for i := from; i > 0 && from-i <= between; i-- {
		if _, ok := endingAt(g.roles.home, t, i); ok {
			return true
		}
		if k, _ := g.roles.kindBefore(t, i); k == plain || k == road {
			if _, used := g.roles.used[t[i-1].Text]; !used {
				return false
			}
		}
	}
	return false
}

// between bounds the words that may stand between a name and its role.
const between = 4

func (g *Gazetteer) roleBefore(t []token, from int) (string, bool) {
	for i := from; i > 0 && from-i <= between; {
		if p, ok := g.roles.matchBefore(t, i); ok {
			return p.role, true
		}
		k, n := g.roles.kindBefore(t, i)
		if k == plain || k == road {
			return "", false
		}
		i -= n
	}
	return "", false
}

func (g *Gazetteer) roleAfter(t []token, to int, stop []span) (string, bool) {
	i := to
	for i < len(t) && i-to <= between && !t[i].apart {
		if p, ok := g.roles.matchAfter(t, i); ok {
			return p.role, true
		}
		if _, role := g.roles.endedKind(&t[i]); role != "" {
			return role, true
		}
		k, n := g.roles.kind(t, i)
		if k == plain || k == road {
			break
		}
		i += n
	}
	// "दिल्ली आज रात ले जाएँगे": the verb that takes somebody there may come
	// later, before any other place.
	for j := i; j < len(t) && j-i < between && !t[j].apart; j++ {
		if slices.ContainsFunc(stop, func(s span) bool { return s.from <= j && j < s.to }) {
			break
		}
		if p, ok := g.roles.matchAfter(t, j); ok {
			if p.open && p.role == roleDestination {
				return p.role, true
			}
			break
		}
	}
	return "", false
}

// joinNeighbours lets names that stand together speak for each other: the
// State after a district ("Hamirpur, UP") says which, and is no place of its
// own. A name that needs a neighbour and has none that agrees is dropped.
func (g *Gazetteer) joinNeighbours(t []token, spans []span) []span {
	drop := make([]bool, len(spans))
	for i := range spans {
		for _, j := range []int{i + 1, i - 1} {
			if j < 0 || j >= len(spans) || drop[i] || drop[j] || !g.adjacent(t, spans[min(i, j)], spans[max(i, j)]) {
				continue
			}
			if kept := agreeing(spans[i], spans[j]); len(kept) > 0 {
				// The words of the State lengthen the name, so that what
				// follows them gives it its role.
				spans[i].meanings, spans[i].agreed = kept, true
				spans[i].from, spans[i].to = min(spans[i].from, spans[j].from), max(spans[i].to, spans[j].to)
				drop[j] = true
			}
		}
	}
	for i := 1; i < len(spans); i++ {
		a, b := spans[i-1], &spans[i]
		if !drop[i-1] && !drop[i] && a.to == b.from && len(a.meanings) > 0 && small(a) && !small(*b) && len(b.meanings) > 0 {
			// "Krishna Nagar, Mathura" is a quarter of Mathura, whatever town
			// has that name.
			drop[i-1], b.from = true, a.from
		}
		if !drop[i-1] && !drop[i] && a.to == b.from && sameDistrict(a, *b) {
			// "Ballabgarh, Faridabad" is said twice and is one place.
			drop[i-1], b.from = true, a.from
			if b.role == "" {
				b.role = a.role
			}
		}
	}
	out := spans[:0]
	for i, s := range spans {
		if !drop[i] && len(s.meanings) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// small reports whether a span names nothing larger than a town, or a city in
// two words, which is rather a quarter of another: Krishna Nagar.
func small(s span) bool {
	return !slices.ContainsFunc(s.meanings, func(m meaning) bool {
		return m.kind != kindLocality && (m.kind != kindTown || m.people >= cityPeople && s.to-s.from < 2)
	})
}

// agreeing returns the meanings of a that lie in a State that b names.
func agreeing(a, b span) []meaning {
	var out []meaning
	for _, m := range slices.Concat(a.meanings, a.maybe) {
		if m.lgd != 0 && slices.ContainsFunc(slices.Concat(b.meanings, b.maybe), func(n meaning) bool {
			return n.kind == kindState && n.lgd == 0 && n.state == m.state
		}) {
			out = append(out, m)
		}
	}
	return out
}

// adjacent reports whether nothing but words that say what a place is stands
// between two names.
func (g *Gazetteer) adjacent(t []token, a, b span) bool {
	for i := a.to; i < b.from; {
		k, n := g.roles.kind(t, i)
		switch {
		case k != plain && k != road:
			i += n
		case t[i].Text == "in" || t[i].Text == "of":
			i++
		default:
			return false
		}
	}
	return b.from-a.to <= between
}

// assignRoles gives each name its role, then lets pairs complete each other:
// "Mathura to Delhi", "from Agra and Mathura".
func (g *Gazetteer) assignRoles(t []token, spans []span) {
	for i := range spans {
		s := &spans[i]
		// An ending that says "from" holds, whatever verb comes later.
		role := g.roleOf(t, s.from, s.to, spans)
		from := s.role == roleSource && role == roleDestination
		if (role != "" || s.role == "") && !from {
			s.role = role
		}
		if g.isSide(t, s.to) {
			s.role = roleSource
		}
		if s.role == "" {
			s.role = g.origin(t, s.to)
		}
		if s.role == "" && isOf(t, s.to) {
			s.role = roleSource
		}
		if s.role == "" && g.inSite(t, s.to) {
			s.role = roleAt
		}
	}
	for i := 1; i < len(spans); i++ {
		a, b := &spans[i-1], &spans[i]
		gap := t[a.to:b.from]
		switch {
		case a.role == roleAt && b.role == roleAt && t[a.from].script != latin && g.between(gap):
			a.role = "" // "हैदराबाद के पास संगारेड्डी में": she is in the latter
		case a.role == "" && b.role == roleDestination && len(gap) == 1 && gap[0].Text == "to":
			a.role = roleSource
		case a.role == roleSource && b.role == "" && len(gap) == 1 && t[a.to].script != latin:
			b.role = roleDestination // मथुरा से दिल्ली
		case a.role == roleTransit && b.role == "" && len(gap) <= 2:
			b.role = roleDestination // कानपुर होते हुए दिल्ली
		case a.role == roleSource && b.role == "" && len(gap) == 1 && gap[0].Text == "se":
			b.role = roleDestination
		case len(gap) == 0 || len(gap) == 1 && (isJoiner(gap[0].Text) || isOr(gap[0].Text)):
			if b.role == "" {
				b.role = a.role
			} else if a.role == "" {
				a.role = b.role
			}
		}
	}
}

// origin is the role of a name that people are called by: "Odisha labourers",
// बिहार के बच्चे.
func (g *Gazetteer) origin(t []token, to int) string {
	passed := 0
	for i := to; i < len(t) && i-to <= between; i++ {
		for _, p := range g.roles.people {
			if p.matches(t[i : i+1]) {
				return p.role
			}
		}
		// A number or one word of everyday speech may stand between.
		k, _ := g.roles.kind(t, i)
		if k != filler && !isNumber(t[i].Text) {
			if passed++; passed > 1 || t[i].common == uncommon || t[i].common == verb {
				break
			}
		}
	}
	return ""
}

func isOr(word string) bool {
	switch word {
	case "or", "ya", "या", "বা", "কিংবা", "ਜਾਂ", "અથવા", "କିମ୍ବା", "அல்லது", "లేదా", "ಅಥವಾ", "അല്ലെങ്കിൽ", "یا", "किंवा", "वा":
		return true
	}
	return false
}

// between reports whether some words between two names are a postposition and
// nothing else.
func (g *Gazetteer) between(gap []token) bool {
	const words = 2
	return len(gap) > 0 && len(gap) <= words && !slices.ContainsFunc(gap, func(w token) bool {
		_, used := g.roles.used[w.Text]
		return !used
	})
}

// sameDistrict reports whether two names can mean nothing but one district.
func sameDistrict(a, b span) bool {
	if len(a.meanings) == 0 || len(b.meanings) == 0 || a.meanings[0].lgd == 0 {
		return false
	}
	other := func(m meaning) bool { return m.lgd != a.meanings[0].lgd }
	return !slices.ContainsFunc(a.meanings, other) && !slices.ContainsFunc(b.meanings, other)
}

// isSide reports whether the words after a name say that people are of there:
// "शिवपुरी तरफ के 9 परिवार", "ઉમરગામ બાજુનો 15 વરસનો છોકરો".
func (g *Gazetteer) isSide(t []token, to int) bool {
	const words = 5
	n := 0
	for _, p := range g.roles.sides {
		if len(p.words) > n && to+len(p.words) <= len(t) && p.matches(t[to:to+len(p.words)]) {
			n = len(p.words)
		}
	}
	if n == 0 {
		return false
	}
	for i := to + n; i < len(t) && i-to-n < words && !t[i].apart; i++ {
		if t[i].common == verb && !g.isPeople(t[i]) {
			return false
		}
		if g.isPeople(t[i]) {
			return true
		}
	}
	return false
}

func (g *Gazetteer) isPeople(w token) bool {
	return slices.ContainsFunc(g.roles.people, func(p phrase) bool { return p.matches([]token{w}) })
}

// inSite reports whether somebody is in a factory or the like that the words
// after a name tell: "डाबी की पत्थर खदान पे", "வேடசந்தூர் மில்லுல".
func (g *Gazetteer) inSite(t []token, to int) bool {
	const words = 4
	for i := to; i < len(t) && i-to < words && !t[i].apart; i++ {
		if !isNamed(g.roles.sites, t[i]) {
			continue
		}
		if p, ok := g.roles.matchAfter(t, i+1); ok {
			return p.role == roleAt
		}
		last, _ := utf8.DecodeLastRuneInString(t[i].Text)
		for _, e := range g.roles.endings[last] {
			if strings.HasSuffix(t[i].Text, e.text) && t[i].script != latin && t[i].script != arabic {
				return e.role == roleAt
			}
		}
		return false
	}
	return false
}

// isOf reports whether "are of" is said with a name that ends before word to,
// in the languages that write "of" on it: "पोरं दरभंग्याची आहेत".
func isOf(t []token, to int) bool {
	if to >= len(t) || t[to].apart {
		return false
	}
	var ends []string
	switch t[to].Text {
	case "आहे", "आहेत", "आहोत":
		ends = []string{"चा", "ची", "चे", "च्या"}
	case "છે", "છીએ", "છું":
		ends = []string{"ના", "ની", "નો", "નાં"}
	}
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(t[to-1].raw, end) })
}
