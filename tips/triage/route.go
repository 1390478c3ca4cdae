package triage

import (
	"slices"

	"mukti/tips/places"
)

// where is what the report says of places, before its movements are understood.
type where struct {
	field    places.Resolution
	mentions []places.Mention
}

func locate(g *places.Gazetteer, rep Report) where {
	var w where
	if rep.Place != (Place{}) {
		w.field = g.Resolve(places.Query{Text: rep.Place.Text, State: rep.Place.State, District: rep.Place.District, PIN: rep.Place.PIN})
	}
	w.mentions = g.Mentions(rep.Account)
	return w
}

// named reports whether a place smaller than a State is known.
func (w where) named() bool {
	return w.field.District != 0 || len(w.field.Among) > 0 ||
		slices.ContainsFunc(w.mentions, func(m places.Mention) bool { return m.District != 0 || len(m.Ambiguous) > 0 })
}

// route fills in where the report belongs: where the victim is now, then where
// exploited, then on the way, then whence. Every other State named gets a copy.
// Source: MHA letter 15011/41/2016-ATC of 21.7.2017 (inter-State coordination).
func (t *reading) route(g *places.Gazetteer, w where, a *Assessment) {
	w.mentions = t.understood(w.mentions)
	named := map[string]bool{} // States that the words name beyond doubt
	for _, m := range w.mentions {
		if m.Country != "" {
			a.Border = true
		} else if len(m.Ambiguous) == 0 && m.State != "" {
			named[m.State] = true
		}
	}
	a.State, a.District, a.PlaceWhy = w.field.State, w.field.District, w.field.Why
	among := w.field.Among
	if a.State == "" && len(among) == 0 {
		if m, ok := t.stage(w.mentions); ok {
			a.State, a.District, a.PlaceWhy = m.State, m.District, "account "+m.Why
			if len(m.Ambiguous) > 0 {
				a.State, a.District, among = "", 0, m.Ambiguous
			}
		}
	}
	if a.State == "" && len(among) > 0 {
		settle(among, named, a)
	}
	if a.State != "" && a.District == 0 {
		t.narrow(w.mentions, a)
	}
	if d, ok := g.District(a.District); ok {
		a.DistrictName = d.Name
	}
	for _, s := range sortedKeys(named) {
		if s != a.State && !slices.Contains(a.Ambiguous, s) {
			a.CopyStates = append(a.CopyStates, s)
		}
	}
}

// understood drops what is no place after all ("thane ke piche" is behind the
// police station, not behind Thane) and turns the place of a promise ("a good
// job in Delhi") into a destination.
func (t *reading) understood(mentions []places.Mention) []places.Mention {
	touches := func(id string, m places.Mention, margin int) bool {
		for _, e := range t.by[id] {
			from, to := max(0, e.start-margin), min(len(t.tokens), e.end+margin)
			if t.tokens[from].sentence == t.tokens[e.start].sentence && t.tokens[from].start < m.End && m.Start < t.tokens[to-1].end {
				return true
			}
		}
		return false
	}
	var out []places.Mention
	for _, m := range mentions {
		if touches(cLandmark, m, 0) || t.trainName(m) {
			continue
		}
		if m.Role == "" && touches(cPassing, m, 1) {
			m.Role = "at"
		}
		if (m.Role == "" || m.Role == "at") && touches(cLure, m, promise) {
			m.Role = "destination"
		}
		out = append(out, m)
	}
	return out
}

// trainName reports whether the name of a train follows or surrounds the place:
// the Bihar Sampark Kranti is not in Bihar.
func (t *reading) trainName(m places.Mention) bool {
	for _, e := range t.by[cTrain] {
		at := e.start
		if t.tokens[at].start < m.End && m.Start < t.tokens[e.end-1].end {
			return true
		}
		if at > 0 && t.tokens[at-1].start < m.End && m.Start < t.tokens[at-1].end && t.tokens[at-1].clause == t.tokens[at].clause {
			return true
		}
	}
	return false
}

// promise is how far, in words, the place of a promised job stands from the
// promise: "job in Delhi", "दिल्ली में नौकरी का झांसा". House rule.
const promise = 2

// stage picks, of the places in the words, the one where the victim is now.
func (t *reading) stage(mentions []places.Mention) (places.Mention, bool) {
	gone := len(t.by[cMoved]) > 0 && len(t.by[cWillMove]) == 0 // a promise kept: she is where she was taken
	going := len(t.by[cWillMove])+len(t.by[cLure]) > 0
	rank := func(m places.Mention) int {
		switch m.Role {
		case "at":
			return 7
		case "destination":
			if going && !gone {
				return 1
			}
			return 4
		case "transit":
			return 3
		case "source":
			if len(t.by[cWillMove]) > 0 && !gone {
				return 5 // they are still where they set out
			}
			return 2
		}
		if gone {
			return 3
		}
		return 6
	}
	best, found := places.Mention{}, false
	for _, m := range mentions {
		if m.Country != "" {
			continue
		}
		better := !found || rank(m) > rank(best) ||
			rank(m) == rank(best) && best.District == 0 && len(best.Ambiguous) == 0 && (m.District != 0 || len(m.Ambiguous) > 0)
		if better {
			best, found = m, true
		}
	}
	return best, found
}

// settle decides a name that several States have by the States that the words
// name; otherwise all stay.
func settle(among []places.Candidate, named map[string]bool, a *Assessment) {
	var states []string
	var fit []places.Candidate
	for _, c := range among {
		if c.State == "" {
			continue
		}
		if !slices.Contains(states, c.State) {
			states = append(states, c.State)
		}
		if named[c.State] {
			fit = append(fit, c)
		}
	}
	if len(fit) == 0 && len(states) == 1 {
		fit = among
	}
	one := len(fit) > 0
	for _, c := range fit {
		one = one && c.State == fit[0].State
	}
	if !one {
		slices.Sort(states)
		a.Ambiguous = states
		return
	}
	a.State = fit[0].State
	if len(fit) == 1 {
		a.District = fit[0].District
	}
}

// narrow finds the district where only its State was given, if the words name
// exactly one there.
func (t *reading) narrow(mentions []places.Mention, a *Assessment) {
	found := map[int]string{}
	for _, m := range mentions {
		if m.State == a.State && m.District != 0 && m.Role != "source" {
			found[m.District] = m.Why
		}
		for _, c := range m.Ambiguous {
			if c.State == a.State && c.District != 0 {
				found[c.District] = c.Why
			}
		}
	}
	if len(found) == 1 {
		for d, why := range found {
			a.District, a.PlaceWhy = d, "account "+why
		}
	}
}
