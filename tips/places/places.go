// Package places knows the districts of India by every name that people give
// them: in any script, romanized, misspelt, inside a sentence, or as a PIN
// code. It answers with districts and reasons, never with certainty that the
// words do not carry: a name that two States have stays two candidates.
//
// The tables are facts of the Local Government Directory, India Post and
// GeoNames; data/README.md says where each comes from.
package places

import (
	"cmp"
	"slices"
)

// Why a candidate was found.
const (
	WhyDistrict = "district" // the district's own name in some script
	WhyAlias    = "alias"    // an old, other or partial name of a district
	WhyPIN      = "pin"      // a PIN code
	WhyTown     = "town"     // a town in the district
	WhyLocality = "locality" // a place with a post office in the district
	WhyState    = "state"    // a State's name; the district is not known
	WhyFuzzy    = "fuzzy"    // a name that differs by a letter or two
	WhyAbroad   = "abroad"   // a country or city outside India
	WhyNear     = "near"     // near a point on the map
)

// Why a [Resolution] went against a part of its [Query]: what was chosen from
// a list wins over what was typed, a district over a State.
const (
	WhyDistrictOverState = "district-over-state"
	WhyDistrictOverPIN   = "district-over-pin"
	WhyDistrictOverText  = "district-over-text"
	WhyStateOverPIN      = "state-over-pin"
	WhyStateOverText     = "state-over-text"
	WhyPINOverText       = "pin-over-text"
)

// A Gazetteer is the table of places. It is never changed after Load and is
// safe for concurrent use.
type Gazetteer struct {
	states     []State
	stateByKey map[string]int    // by letters
	shown      map[string]string // a State's name by language and letters, "ur UP"
	districts  map[int]District
	inState    map[string][]District // by name
	pins       pins
	prefixes   pins // of the first three digits

	points   []point // of districts and towns
	places   []place
	text     names
	sorted   []string         // the names of text
	longest  int              // words of the longest name
	wordy    map[string]wordy // names that are also ordinary words: how much context they need
	roles    roles
	ordinary ordinary
	keys     keyIndex   // by sound
	posts    localities // post-office localities
}

// Load opens the embedded tables. What they say of names was worked out when
// they were made (data/README.md) and is read where it lies.
func Load() (*Gazetteer, error) {
	g := &Gazetteer{}
	if err := g.read(); err != nil {
		return nil, err
	}
	if err := g.open(finished); err != nil {
		return nil, err
	}
	return g, nil
}

// A District of the Local Government Directory (LGD).
type District struct {
	LGD                                int
	State                              string  // "UP"
	Name, NameHi, NameLocal, LocalLang string  // names; LocalLang "" = no local name
	Lat, Lon                           float64 // a point inside, for sorting by distance
}

// District returns the district with an LGD code.
func (g *Gazetteer) District(lgd int) (District, bool) {
	d, ok := g.districts[lgd]
	return d, ok
}

// Districts returns the districts of a State, or of all India for "", sorted
// by name.
func (g *Gazetteer) Districts(state string) []District {
	if state != "" {
		return slices.Clone(g.inState[state])
	}
	all := make([]District, 0, len(g.districts))
	for _, d := range g.districts {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b District) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.LGD, b.LGD))
	})
	return all
}

// A State is a State or a Union Territory.
type State struct {
	Code                               string // ISO 3166-2:IN letters, "UP"
	Name, NameHi, NameLocal, LocalLang string
	Type                               string // State or UT
	LGD                                int
}

// States returns the 36 States and Union Territories, sorted by name.
func (g *Gazetteer) States() []State { return slices.Clone(g.states) }

// State returns the State with ISO letters.
func (g *Gazetteer) State(code string) (State, bool) {
	i, ok := g.stateByKey[code]
	if !ok {
		return State{}, false
	}
	return g.states[i], true
}

// A Candidate is one place that words may mean.
type Candidate struct {
	State    string  `json:"state"`             // ISO 3166-2:IN letters, "UP"; "" abroad
	District int     `json:"district"`          // LGD code; 0 = only the State is known
	LGD      int     `json:"lgd"`               // same as District
	Name     string  `json:"name"`              // the district's or State's name in English
	Why      string  `json:"why"`               // one of the Why constants
	Score    float64 `json:"score"`             // 0 to 1, for comparing candidates of one answer
	Country  string  `json:"country,omitempty"` // ISO 3166-1 letters of a place abroad
}

// A Query is a place as a form gives it: words, and fields chosen or typed.
// What is not known is empty; what is unknown to the tables is ignored.
type Query struct {
	Text, State string
	District    int
	PIN         string
}

// A Resolution is the one answer to a [Query].
type Resolution struct {
	State    string // "" = unknown, or several fit equally
	District int    // 0 = unknown, or several fit equally
	Name     string
	Why      string
	Score    float64
	Among    []Candidate // more than one when several fit equally
}

// A Mention is a place named inside a text.
type Mention struct {
	Candidate
	Start, End int         // byte offsets in the text
	Role       string      // "", "at", "source", "destination" or "transit"
	Ambiguous  []Candidate // all candidates when several States or districts fit equally
}
