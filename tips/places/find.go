package places

import (
	"cmp"
	"math"
	"slices"
)

// alike is the difference of scores below which candidates fit equally.
const alike = 0.025

// least is the score below which the likeliest place is no answer. Source:
// house rule.
const least = 0.5

// mostCandidates bounds an answer: a village name may be in a hundred districts.
const mostCandidates = 20

// Find returns what text may mean, best first: a name in any script, a PIN in
// any digits, an address, or a sentence with a place in it.
func (g *Gazetteer) Find(text string) []Candidate { return g.find(text, "") }

// find is Find within a State, or in all India for "".
func (g *Gazetteer) find(text, state string) []Candidate {
	t := g.tokens(text)
	// What is longer than an address is a sentence, and what has a verb: its
	// ordinary words must not be taken for names. Source: house rule.
	const addressWords = 10
	if sentence := g.isSentence(t); sentence || len(t) > addressWords {
		if found := g.weigh(g.proseSpans(text, t), state); len(found) > 0 || len(t) > addressWords {
			return found
		}
		return likely(g.weigh(g.fieldSpans(text, t, state, true), state))
	}
	return likely(g.weigh(g.fieldSpans(text, t, state, false), state))
}

// likely leaves out everything where nothing is likely.
func likely(found []Candidate) []Candidate {
	if len(found) == 0 || found[0].Score < least {
		return nil
	}
	return found
}

// A meaning is one place that a span of words may mean.
type meaning struct {
	kind    kind
	state   string
	lgd     int
	country string
	why     string
	weight  float64
	people  int
}

// A span is some words of a text that name a place.
type span struct {
	from, to int // words
	meanings []meaning
	maybe    []meaning // meanings that hold only if a neighbour agrees
	role     string
	bonus    float64 // for a district that is called so, or the last of several in an address
	agreed   bool    // the State beside it says that this is the place
}

func (s span) best() float64 {
	var best float64
	for _, m := range s.meanings {
		best = max(best, m.weight)
	}
	return best
}

func (g *Gazetteer) meaning(s sense, quality float64) meaning {
	p := g.places[s.place]
	if list := g.inState[p.state]; p.kind == kindState && len(list) == 1 {
		p.lgd = list[0].LGD // Chandigarh is its only district
	}
	return meaning{kind: p.kind, state: p.state, lgd: p.lgd, country: p.country, why: s.why, weight: s.weight * quality, people: p.people}
}

func (g *Gazetteer) inDistrict(lgd int32, why string, weight float64) meaning {
	return meaning{kind: kindLocality, state: g.districts[int(lgd)].State, lgd: int(lgd), why: why, weight: weight}
}

// target is what a candidate is about.
type target struct {
	state   string
	lgd     int
	country string
}

func (m meaning) target() target { return target{m.state, m.lgd, m.country} }

// evidence is what spans say for a target.
type evidence struct {
	total float64 // with what roles and the order of an address add
	sum   float64 // without
	best  float64 // of one span
	why   string  // of that span
	spans int     // how many spans name it
	last  int     // the last of them
}

// weigh turns spans into candidates: what several spans agree on comes first.
// Bareilly is named by "Rampur, Bareilly", which has a Rampur, rather than the
// district of Rampur; "Hamirpur UP" is the one of the two that lies there.
func (g *Gazetteer) weigh(spans []span, state string) []Candidate {
	all := gather(spans, state)
	speakForStates(all, spans)
	preferIndia(all, spans)
	var top, sure float64
	for _, e := range all {
		if e.total > top {
			top, sure = e.total, min(1, e.sum)
		}
	}
	if top <= 0 {
		return nil
	}
	out := make([]Candidate, 0, len(all))
	for to, e := range all {
		out = append(out, g.about(to, e.why, round(max(0, e.total/top)*sure)))
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.State, b.State), cmp.Compare(a.District, b.District))
	})
	return out[:min(len(out), mostCandidates)]
}

// gather adds up what each span says, once for each target, within a State or
// everywhere for "".
func gather(spans []span, state string) map[target]*evidence {
	all := map[target]*evidence{}
	for n, s := range spans {
		in := map[target]meaning{}
		for _, m := range s.meanings {
			if state != "" && m.state != state {
				continue
			}
			if old, ok := in[m.target()]; !ok || m.weight > old.weight {
				in[m.target()] = m
			}
		}
		for to, m := range in {
			e := all[to]
			if e == nil {
				e = &evidence{}
				all[to] = e
			}
			e.total += m.weight + roleBonus(s.role)
			if m.kind == kindDistrict {
				e.total += s.bonus
			}
			e.sum += m.weight
			e.spans, e.last = e.spans+1, n
			if m.weight > e.best {
				e.best, e.why = m.weight, m.why
			}
		}
	}
	return all
}

// speakForStates lets a State that is named speak for the places in it that
// other words name.
func speakForStates(all map[target]*evidence, spans []span) {
	const spokenFor = 0.5
	for n, s := range spans {
		for _, m := range s.meanings {
			if m.kind != kindState {
				continue
			}
			for to, e := range all {
				if elsewhere := e.spans > 1 || e.last != n; to.lgd != 0 && to.state == m.state && elsewhere {
					e.total += spokenFor * m.weight
					e.sum += spokenFor * m.weight
				}
			}
		}
	}
}

// preferIndia puts a place in India before one abroad: who names both means
// the first for the work that is to be done here ("Raxaul, Nepal border").
func preferIndia(all map[target]*evidence, spans []span) {
	indian := slices.ContainsFunc(spans, func(s span) bool {
		return slices.ContainsFunc(s.meanings, func(m meaning) bool {
			return m.kind == kindDistrict || m.kind == kindTown && abroadIsElse(s)
		})
	})
	const beyond = 0.3
	for to, e := range all {
		if to.country != "" && indian {
			e.total -= beyond
		}
	}
}

// about is the candidate for a target.
func (g *Gazetteer) about(to target, why string, score float64) Candidate {
	switch {
	case to.country != "":
		return Candidate{Name: g.country(to.country), Why: why, Score: score, Country: to.country}
	case to.lgd == 0:
		return Candidate{State: to.state, Name: g.states[g.stateByKey[to.state]].Name, Why: why, Score: score}
	}
	return g.candidate(to.lgd, why, score)
}

// abroadIsElse reports that a span does not itself name a place abroad.
func abroadIsElse(s span) bool {
	return !slices.ContainsFunc(s.meanings, func(m meaning) bool { return m.country != "" })
}

// roleBonus orders places that a text names alike: where somebody is before
// where she is taken and where she came from.
func roleBonus(role string) float64 {
	switch role {
	case roleAt:
		return 0.05
	case roleDestination:
		return -0.05
	case roleTransit:
		return -0.10
	case roleSource:
		return -0.15
	}
	return 0
}

func (g *Gazetteer) candidate(lgd int, why string, score float64) Candidate {
	d := g.districts[lgd]
	return Candidate{State: d.State, District: lgd, LGD: lgd, Name: d.Name, Why: why, Score: score}
}

func (g *Gazetteer) country(code string) string {
	for _, p := range g.places {
		if p.kind == kindAbroad && p.country == code {
			return p.name
		}
	}
	return code
}

func round(x float64) float64 { return math.Round(x*1000) / 1000 }
