package places

import "slices"

// Resolve answers a Query. A district that was chosen wins over everything, a
// State that was chosen over a PIN and words; what is narrower than the rest
// and agrees with it is taken. Where fields contradict each other, Why says
// which was followed.
func (g *Gazetteer) Resolve(q Query) Resolution {
	pins := g.queryPIN(q.PIN)
	if d, ok := g.districts[q.District]; ok {
		return g.chosenDistrict(d, q, pins)
	}
	state, known := g.State(q.State)
	if known {
		return g.chosenState(state, q, pins)
	}
	if len(pins) > 0 {
		return g.typedPIN(pins, q)
	}
	return g.settle(g.Find(q.Text))
}

func (g *Gazetteer) queryPIN(typed string) []Candidate {
	if pin, ok := parsePIN(typed); ok {
		return g.byPIN(pin)
	}
	return nil
}

func (g *Gazetteer) chosenDistrict(d District, q Query, pins []Candidate) Resolution {
	r := Resolution{State: d.State, District: d.LGD, Name: d.Name, Why: WhyDistrict, Score: 1}
	here := func(c Candidate) bool { return c.State == d.State && (c.District == 0 || c.District == d.LGD) }
	switch _, known := g.State(q.State); {
	case known && q.State != d.State:
		r.Why = WhyDistrictOverState
	case len(pins) > 0 && !slices.ContainsFunc(pins, here):
		r.Why = WhyDistrictOverPIN
	case g.contradicts(q.Text, here) && !g.agrees(q.Text, d):
		r.Why = WhyDistrictOverText
	}
	return r
}

// agrees reports whether words that name another place name one in a district
// as well: there is a Rampur in Bareilly.
func (g *Gazetteer) agrees(text string, d District) bool {
	same := equals(g.Find(text + ", " + d.Name))
	return len(same) == 1 && same[0].District == d.LGD
}

// contradicts reports whether words name a place for certain and none that fits.
func (g *Gazetteer) contradicts(text string, fits func(Candidate) bool) bool {
	found := g.Find(text)
	const certain = 0.9
	return len(found) > 0 && found[0].Score >= certain && found[0].Why != WhyFuzzy &&
		!slices.ContainsFunc(equals(found), fits) && !slices.ContainsFunc(found, fits)
}

func (g *Gazetteer) chosenState(s State, q Query, pins []Candidate) Resolution {
	here := func(c Candidate) bool { return c.State == s.Code }
	known := Resolution{State: s.Code, Name: s.Name, Why: WhyState, Score: 1}
	inside := slices.DeleteFunc(slices.Clone(pins), func(c Candidate) bool { return !here(c) })
	if len(inside) > 0 {
		return g.typedPIN(inside, q)
	}
	found := g.find(q.Text, s.Code)
	if len(found) == 0 || found[0].District == 0 {
		// "East" says something in Delhi only.
		if more := g.find(q.Text+" "+s.Name, s.Code); len(more) > 0 && more[0].District != 0 && q.Text != "" {
			found = more
		}
	}
	if r := g.settle(found); r.District != 0 || len(r.Among) > 1 {
		r.State = s.Code
		if r.District == 0 {
			r.Name = s.Name
		}
		if len(pins) > 0 {
			r.Why = WhyStateOverPIN
		}
		return r
	}
	switch {
	case len(pins) > 0:
		known.Why = WhyStateOverPIN
	case g.contradicts(q.Text, here):
		known.Why = WhyStateOverText
	}
	return known
}

// typedPIN chooses among the districts of a PIN: the one that the words name,
// else the one that has most of its post offices.
func (g *Gazetteer) typedPIN(pins []Candidate, q Query) Resolution {
	found := g.Find(q.Text)
	for _, c := range found {
		for _, p := range pins {
			if c.District != 0 && c.District == p.District {
				return Resolution{State: p.State, District: p.District, Name: p.Name, Why: WhyPIN, Score: max(p.Score, c.Score), Among: nil}
			}
		}
	}
	const most = 0.6 // share of a PIN's post offices that decides. Source: house rule
	r := g.settle(pins)
	if pins[0].Score >= most {
		r = Resolution{State: pins[0].State, District: pins[0].District, Name: pins[0].Name, Why: WhyPIN, Score: pins[0].Score}
	} else if len(pins) > 1 {
		r = g.oneOf(pins)
	}
	fits := func(c Candidate) bool {
		return slices.ContainsFunc(pins, func(p Candidate) bool { return p.State == c.State })
	}
	if g.contradicts(q.Text, fits) {
		r.Why = WhyPINOverText
	}
	return r
}

// settle takes the first candidate if it stands alone.
func (g *Gazetteer) settle(found []Candidate) Resolution {
	if len(found) == 0 || found[0].Score < least {
		return Resolution{}
	}
	same := equals(found)
	if len(same) > 1 {
		return g.oneOf(same)
	}
	c := same[0]
	return Resolution{State: c.State, District: c.District, Name: c.Name, Why: c.Why, Score: c.Score}
}

// equals returns the candidates that fit as well as the first.
func equals(found []Candidate) []Candidate {
	n := min(1, len(found))
	for n < len(found) && found[n].Score > found[0].Score-alike {
		n++
	}
	same := slices.Clone(found[:n])
	// "Chandigarh" is a State and its only district: no contradiction.
	return slices.DeleteFunc(same, func(c Candidate) bool {
		return c.District == 0 && c.State != "" && slices.ContainsFunc(found[:n], func(d Candidate) bool {
			return d.State == c.State && d.District != 0
		})
	})
}

// oneOf says what candidates that fit equally have in common.
func (g *Gazetteer) oneOf(same []Candidate) Resolution {
	r := Resolution{State: same[0].State, District: same[0].District, Name: same[0].Name, Why: same[0].Why, Score: same[0].Score, Among: same}
	for _, c := range same[1:] {
		if c.District != r.District {
			r.District = 0
		}
		if c.State != r.State || c.Country != same[0].Country {
			r.State, r.District = "", 0
		}
	}
	switch {
	case r.State == "":
		r.Name = ""
	case r.District == 0:
		r.Name = g.states[g.stateByKey[r.State]].Name
	}
	return r
}
