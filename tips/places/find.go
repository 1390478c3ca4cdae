package places

import (
	"cmp"
	"math"
	"slices"
)

// alike is the difference of scores below which candidates fit equally.
const alike = 0.025

// mostCandidates bounds an answer: a village name may be in a hundred districts.
const mostCandidates = 20

// Find returns what text may mean, best first: a name in any script, a PIN in
// any digits, an address, or a sentence with a place in it.
func (g *Gazetteer) Find(text string) []Candidate { return g.find(text, "") }

// find is Find within a State, or in all India for "".
func (g *Gazetteer) find(text, state string) []Candidate {
	t := tokens(text)
	// What is longer than an address is a sentence: its ordinary words must
	// not be taken for names. Source: house rule.
	const addressWords = 10
	if len(t) > addressWords {
		return g.weigh(g.proseSpans(text, t), state)
	}
	return g.weigh(g.fieldSpans(text, t, state), state)
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
	role     string
	bonus    float64 // for the last of several districts in an address
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

// weigh turns spans into candidates: what several spans agree on comes first.
// Bareilly is named by "Rampur, Bareilly", which has a Rampur, rather than the
// district of Rampur; "Hamirpur UP" is the one of the two that lies there.
func (g *Gazetteer) weigh(spans []span, state string) []Candidate {
	type found struct {
		total    float64 // with what its role adds
		evidence float64
		best     float64 // of one span
		why      string
		spans    int // how many spans name it
		last     int // the last of them
	}
	all := map[target]*found{}
	indian := false
	for n, s := range spans {
		in := map[target]meaning{} // the best meaning of this span for each target
		for _, m := range s.meanings {
			if state != "" && m.state != state {
				continue
			}
			if old, ok := in[m.target()]; !ok || m.weight > old.weight {
				in[m.target()] = m
			}
		}
		for to, m := range in {
			f := all[to]
			if f == nil {
				f = &found{}
				all[to] = f
			}
			f.total += m.weight + roleBonus(s.role) + s.bonus
			f.evidence += m.weight
			f.spans, f.last = f.spans+1, n
			if m.weight > f.best {
				f.best, f.why = m.weight, m.why
			}
			indian = indian || m.kind == kindDistrict || m.kind == kindTown && abroadIsElse(s)
		}
	}
	// A State that is named speaks for the places in it.
	const spokenFor = 0.5
	for n, s := range spans {
		for _, m := range s.meanings {
			if m.kind != kindState {
				continue
			}
			for to, f := range all {
				elsewhere := f.spans > 1 || f.last != n
				if to.lgd != 0 && to.state == m.state && elsewhere {
					f.total += spokenFor * m.weight
					f.evidence += spokenFor * m.weight
				}
			}
		}
	}
	// Who names a country and a place in India means the place for the work
	// that is to be done here: "Raxaul, Nepal border".
	const beyond = 0.3
	for to, f := range all {
		if to.country != "" && indian {
			f.total -= beyond
		}
	}
	var top, sure float64
	for _, f := range all {
		if f.total > top {
			top, sure = f.total, min(1, f.evidence)
		}
	}
	if top <= 0 {
		return nil
	}
	out := make([]Candidate, 0, len(all))
	for to, f := range all {
		c := Candidate{State: to.state, Why: f.why, Score: round(max(0, f.total/top) * sure), Country: to.country}
		switch {
		case to.country != "":
			c.Name = g.country(to.country)
		case to.lgd == 0:
			c.Name = g.states[g.stateByKey[to.state]].Name
		default:
			c = g.candidate(to.lgd, f.why, c.Score)
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score),
			cmp.Compare(a.Name, b.Name), cmp.Compare(a.State, b.State), cmp.Compare(a.District, b.District))
	})
	return out[:min(len(out), mostCandidates)]
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
