package places

import (
	"slices"
	"strings"
)

// Mentions returns the places that a text names, in its order, with what each
// is in it. It is careful: a district, a State, a country or a city fires
// wherever it stands, unless its name is an ordinary word too; a town or a
// village only beside a word that makes it a place.
func (g *Gazetteer) Mentions(text string) []Mention {
	t := g.tokens(text)
	var out []Mention
	for _, s := range g.proseSpans(text, t) {
		found := g.weigh([]span{s}, "")
		if len(found) == 0 {
			continue
		}
		m := Mention{Candidate: found[0], Start: t[s.from].Start, End: t[s.to-1].End, Role: s.role}
		m.Score = round(s.best())
		if same := equals(found); len(same) > 1 {
			m.Ambiguous = same
			if r := g.oneOf(same); r.District == 0 {
				m.State, m.District, m.LGD, m.Name = r.State, 0, 0, r.Name
			}
		}
		out = append(out, m)
	}
	return out
}

// proseSpans finds the places inside sentences.
func (g *Gazetteer) proseSpans(text string, t []token) []span {
	var spans []span
	for i := 0; i < len(t); {
		s, n := g.proseSpan(text, t, i)
		if n == 0 {
			i++
			continue
		}
		spans = append(spans, s)
		i += n
	}
	spans = agreeVillages(g.joinNeighbours(t, g.loneSpans(text, t, spans)))
	g.assignRoles(t, spans)
	return g.withoutDenied(t, spans)
}

// withoutDenied drops a place that the text says it is not, beside the one
// that it is: "not near Noida but in Delhi", "शिवकाशी नाही, जळगाव".
func (g *Gazetteer) withoutDenied(t []token, spans []span) []span {
	if len(spans) < 2 {
		return spans
	}
	return slices.DeleteFunc(spans, func(s span) bool {
		for i := s.to; i < len(t) && i-s.to <= between && !t[i].apart; i++ {
			if _, no := g.roles.no[t[i].Text]; no {
				named := slices.ContainsFunc(spans, func(o span) bool { return o.from == i+1 })
				return t[s.from].script != latin && named || i+1 < len(t) && t[i+1].apart && i == s.to && !stopsAt(t, i+1)
			}
			if _, used := g.roles.used[t[i].Text]; !used && g.roles.kinds[t[i].Text] == plain {
				break
			}
		}
		return false
	})
}

// stopsAt reports whether no word follows word i closely enough to say what is
// right in place of what is denied.
func stopsAt(t []token, i int) bool { return i+1 >= len(t) || t[i+1].apart }

// proseSpan finds a place that begins at word i.
func (g *Gazetteer) proseSpan(text string, t []token, i int) (s span, words int) {
	if pin, n := pinAt(text, t, i); n > 0 {
		if s, ok := g.pinSpan(pin, i, n); ok && (g.knownPIN(pin) && !g.isMoney(t, i, i+n) || g.pinWordBefore(t, i)) {
			return s, n
		}
		return span{}, 0
	}
	ends := g.possible(t, i)
	for n := len(ends.ends); n > 0; n-- {
		senses := g.named(ends.first(n))
		if len(senses) == 0 || n > 1 && (g.binds(t[i]) || g.binds(t[i+n-1])) {
			continue
		}
		s := span{from: i, to: i + n}
		around := g.around(t, i, i+n)
		for _, sense := range senses {
			switch ok, needs := g.admits(ends.first(n), sense, t[i:i+n], around); {
			case ok && needs:
				s.maybe = append(s.maybe, g.meaning(sense, 1))
			case ok:
				s.meanings = append(s.meanings, g.meaning(sense, 1))
			}
		}
		if len(s.meanings)+len(s.maybe) == 0 {
			continue
		}
		if len(s.meanings) == 0 {
			// "Anand Vihar": the longer name of a locality comes before a
			// word that is hardly a place.
			if v, words := g.proseVillage(t, i); words > n {
				return v, words
			}
		}
		return s, n
	}
	if s, n := g.proseSound(t, i); n > 0 {
		return s, n
	}
	if s, n := g.proseHome(t, i); n > 0 {
		return s, n
	}
	if s, n := g.proseFar(t, i); n > 0 {
		return s, n
	}
	return g.proseVillage(t, i)
}

// possible is joinedEnds for as many words from i on as may begin a name.
func (g *Gazetteer) possible(t []token, i int) joined {
	var j joined
	var b []byte
	for n := i; n < len(t); n++ {
		b = append(b, t[n].Text...)
		at, exact := slices.BinarySearchFunc(g.sorted, b, func(name string, b []byte) int { return strings.Compare(name, string(b)) })
		if !exact && (at == len(g.sorted) || !strings.HasPrefix(g.sorted[at], string(b))) {
			break
		}
		j.ends = append(j.ends, len(b))
	}
	if len(j.ends) > 0 {
		j.text = string(b)
	}
	return j
}

// binds tells a word that belongs to the sentence and neither begins nor ends
// a name: "को चीन" is not Kochin.
func (g *Gazetteer) binds(t token) bool {
	_, used := g.roles.used[t.Text]
	return used || isJoiner(t.Text) || isOr(t.Text) || g.roles.kinds[t.Text] == filler
}
