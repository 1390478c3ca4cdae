package ahtu

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestWhereATipGoes(t *testing.T) {
	type in struct {
		state     string
		district  int
		copies    []string
		border    bool
		ambiguous []string
		avoid     []string
	}
	tests := []struct {
		name   string
		in     in
		chain  []string
		copies []string
	}{
		{"a district of UP goes to the unit that it is associated with",
			in{state: "UP", district: 167}, []string{"UP-AGRA", "UP-AHTB", Cell}, nil},
		{"a district is enough to know the State",
			in{district: 167}, []string{"UP-AGRA", "UP-AHTB", Cell}, nil},
		{"the destination's bureau gets a copy, once",
			in{state: "UP", district: 167, copies: []string{"DL", "DL"}}, []string{"UP-AGRA", "UP-AHTB", Cell}, []string{"DL-AHTB"}},
		{"the own State is not copied",
			in{state: "UP", district: 167, copies: []string{"UP"}}, []string{"UP-AGRA", "UP-AHTB", Cell}, nil},
		{"an unknown district goes to the State's bureau",
			in{state: "DL"}, []string{"DL-AHTB", Cell}, nil},
		{"a district that is not of the State goes to the State's bureau",
			in{state: "DL", district: 167}, []string{"DL-AHTB", Cell}, nil},
		{"an unknown State goes to the cell",
			in{}, []string{Cell}, nil},
		{"letters that no State has go to the cell",
			in{state: "XX", copies: []string{"YY", ""}}, []string{Cell}, nil},
		{"a name that two States have goes to the cell, with copies to both",
			in{ambiguous: []string{"UP", "RJ"}}, []string{Cell}, []string{"UP-AHTB", "RJ-AHTB"}},
		{"a border makes the cell look now",
			in{state: "WB", copies: []string{"BR"}, border: true}, []string{"WB-AHTB", Cell}, []string{"BR-AHTB", Cell}},
		{"at the cell a border needs no copy",
			in{border: true}, []string{Cell}, nil},
		{"avoid local leaves out the unit",
			in{state: "UP", district: 167, copies: []string{"DL"}, avoid: []string{"local"}}, []string{"UP-AHTB", Cell}, []string{"DL-AHTB"}},
		{"avoid state leaves the cell alone",
			in{state: "UP", district: 167, copies: []string{"UP", "DL"}, avoid: []string{"state"}}, []string{Cell}, []string{"DL-AHTB"}},
		{"avoid state with no State known copies to no State: any of them may be meant",
			in{ambiguous: []string{"UP", "RJ"}, copies: []string{"DL"}, avoid: []string{"state"}}, []string{Cell}, nil},
		{"avoid both is avoid state",
			in{state: "UP", district: 167, avoid: []string{"local", "state"}}, []string{Cell}, nil},
		{"words that are no part of the vocabulary avoid nobody",
			in{state: "UP", district: 167, avoid: []string{"", "STATE "}}, []string{"UP-AGRA", "UP-AHTB", Cell}, nil},
	}
	d := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := d.Route(tt.in.state, tt.in.district, tt.in.copies, tt.in.border, tt.in.ambiguous, tt.in.avoid, day("2026-11-22"))
			if r.Unit != tt.chain[0] || !slices.Equal(r.Chain, tt.chain) || !slices.Equal(r.Copies, tt.copies) {
				t.Errorf("got %+v, want chain %v, copies %v", r, tt.chain, tt.copies)
			}
		})
	}
}

func TestWhoeverIsAvoidedStaysAvoidedInALaterLayout(t *testing.T) {
	layout, err := Layout("up-2020-10-20.csv")
	if err != nil {
		t.Fatal(err)
	}
	d := load(t, layout)
	for code, want := range map[string]bool{
		"UP-AGRA": true, "UP-MATHURA": true, "UP-MEERUT": false, "UP-AHTB": false, Cell: false,
		"XX-UNKNOWN": true,
	} {
		if got := d.Avoided(code, "UP", 167, []string{AvoidLocal}); got != want {
			t.Errorf("avoid local, Mathura: %s avoided = %v, want %v", code, got, want)
		}
	}
	for code, want := range map[string]bool{"UP-MEERUT": true, "DL-SOUTH-DELHI": false, "UP-AHTB": false} {
		if got := d.Avoided(code, "UP", 0, []string{AvoidLocal}); got != want {
			t.Errorf("avoid local, district unknown: %s avoided = %v, want %v", code, got, want)
		}
	}
}

// The oracle here is the promise itself, not [Directory.Avoided].
func TestNoRouteReachesWhoeverIsAvoided(t *testing.T) {
	layout, err := Layout("up-2020-10-20.csv")
	if err != nil {
		t.Fatal(err)
	}
	layouts := []*Directory{load(t), load(t, layout)}
	states := []string{"", "XX"}
	for _, b := range layouts[0].All(day("2026-11-22")) {
		if b.Kind == KindBureau {
			states = append(states, b.State)
		}
	}
	some := rapid.SliceOfN(rapid.SampledFrom(states), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.SampledFrom(layouts).Draw(t, "layout")
		on := day(rapid.SampledFrom([]string{"2020-10-19", "2026-11-22"}).Draw(t, "on"))
		state := rapid.SampledFrom(states).Draw(t, "state")
		district := rapid.IntRange(-1, 800).Draw(t, "district")
		avoid := rapid.SliceOfN(rapid.SampledFrom([]string{"local", "state", "other", ""}), 0, 3).Draw(t, "avoid")
		ambiguous := some.Draw(t, "ambiguous")
		r := d.Route(state, district, some.Draw(t, "copies"), rapid.Bool().Draw(t, "border"), ambiguous, avoid, on)

		reached := append(slices.Clone(r.Chain), r.Copies...)
		if r.Unit != r.Chain[0] || r.Chain[len(r.Chain)-1] != Cell {
			t.Fatalf("no chain to the cell: %+v", r)
		}
		unit, known := d.For(state, district, on)
		if known {
			state = unit.State
		}
		local, whole := slices.Contains(avoid, "local"), slices.Contains(avoid, "state")
		for i, code := range reached {
			b, ok := d.Body(code)
			if !ok {
				t.Fatalf("%s is no body", code)
			}
			if slices.Contains(reached[:i], code) && code != Cell || slices.Contains(r.Copies[:max(0, i-len(r.Chain))], code) {
				t.Fatalf("%s twice in %+v", code, r)
			}
			if i >= len(r.Chain) && b.State == state {
				t.Fatalf("the own State's %s is among the copies: %+v", code, r)
			}
			if (local || whole) && b.Kind == KindUnit {
				t.Fatalf("unit %s is avoided: %+v", code, r)
			}
			if whole && b.State == state && b.Kind != KindCell {
				t.Fatalf("%s of the avoided State: %+v", code, r)
			}
			if whole && (state == "" || state == "XX") && code != Cell {
				t.Fatalf("%s may be what was to be avoided: %+v", code, r)
			}
		}
	})
}

func BenchmarkRoute(b *testing.B) {
	d := load(b)
	on := day("2026-11-22")
	for b.Loop() {
		d.Route("UP", 167, []string{"DL"}, true, nil, nil, on)
	}
}
