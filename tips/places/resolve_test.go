package places

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestResolve(t *testing.T) {
	tests := []struct {
		name     string
		q        Query
		state    string
		district int
		why      string
	}{
		{"nothing", Query{}, "", 0, ""},
		{"words", Query{Text: "मथुरा"}, "UP", 167, WhyDistrict},
		{"words and their State", Query{Text: "Mathura", State: "UP"}, "UP", 167, WhyDistrict},
		{"a State alone", Query{State: "UP"}, "UP", 0, WhyState},
		{"a State and words that say nothing", Query{State: "UP", Text: "???"}, "UP", 0, WhyState},
		{"a State makes a name clear", Query{Text: "Hamirpur", State: "HP"}, "HP", 17, WhyDistrict},
		{"a State makes a village clear", Query{Text: "Kasandi", State: "HR"}, "HR", 75, WhyLocality},
		{"a direction within Delhi", Query{Text: "East", State: "DL"}, "DL", 78, WhyDistrict},
		{"a district alone", Query{District: 167}, "UP", 167, WhyDistrict},
		{"a district wins over another State", Query{District: 167, State: "DL"}, "UP", 167, WhyDistrictOverState},
		{"a district wins over a PIN", Query{District: 167, PIN: "110001"}, "UP", 167, WhyDistrictOverPIN},
		{"a district wins over words", Query{District: 167, Text: "Chennai"}, "UP", 167, WhyDistrictOverText},
		{"a district with a village of it", Query{District: 130, Text: "Rampur"}, "UP", 130, WhyDistrict},
		{"a PIN alone", Query{PIN: "281001"}, "UP", 167, WhyPIN},
		{"a PIN in Bengali digits", Query{PIN: "২৮১ ০০১"}, "UP", 167, WhyPIN},
		{"a PIN wins over words", Query{PIN: "281001", Text: "Chennai"}, "UP", 167, WhyPINOverText},
		{"a PIN with words that it fits", Query{PIN: "281001", Text: "near the station Mathura"}, "UP", 167, WhyPIN},
		{"a PIN outside the State", Query{PIN: "110001", State: "UP"}, "UP", 0, WhyStateOverPIN},
		{"words decide where PIN and State differ", Query{PIN: "110001", State: "UP", Text: "Mathura"}, "UP", 167, WhyStateOverPIN},
		{"words outside the State", Query{Text: "Chennai", State: "UP"}, "UP", 0, WhyStateOverText},
		{"a PIN that nobody has", Query{PIN: "999999"}, "", 0, ""},
		{"a PIN too new for the table", Query{PIN: "281999"}, "UP", 0, WhyPIN},
		{"a PIN of five digits", Query{PIN: "28100", Text: "Mathura"}, "UP", 167, WhyDistrict},
		{"a district that is none", Query{District: 99999, Text: "Mathura"}, "UP", 167, WhyDistrict},
		{"a State that is none", Query{State: "XX", Text: "Mathura"}, "UP", 167, WhyDistrict},
		{"two districts of one State", Query{Text: "24 Parganas"}, "WB", 0, WhyAlias},
		{"a State that is its only district", Query{Text: "Chandigarh"}, "CH", 44, WhyDistrict},
		{"abroad", Query{Text: "Kathmandu"}, "", 0, WhyAbroad},
	}
	g := load(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := g.Resolve(tt.q)
			if r.State != tt.state || r.District != tt.district || r.Why != tt.why {
				t.Errorf("got %+v, want %s %d %q", r, tt.state, tt.district, tt.why)
			}
		})
	}
}

func TestAPINOfSeveralDistricts(t *testing.T) {
	g := load(t)
	for i := range len(g.pins.shares.starts) - 1 {
		shares := g.pins.shares.of(i)
		if len(shares) < 2 {
			continue
		}
		var sum float32
		for _, s := range shares {
			sum += s.share
		}
		if sum < 0.9 || sum > 1.05 {
			t.Errorf("the shares of PIN %d of the table are %.2f together", i, sum)
		}
	}
	text := "110002" // 88 % Central Delhi, 12 % New Delhi
	found := g.Find(text)
	if len(found) != 2 || found[0].District != 77 || found[1].District != 79 || found[0].Score <= found[1].Score {
		t.Errorf("%s: %+v", text, found)
	}
	if r := g.Resolve(Query{PIN: text}); r.District != 77 {
		t.Errorf("%s: %+v", text, r)
	}
	if r := g.Resolve(Query{PIN: text, Text: "New Delhi"}); r.District != 79 {
		t.Errorf("%s with New Delhi: %+v", text, r)
	}
}

// Whatever script its digits are in, a PIN is the same.
func TestPINsInAnyDigitsAreEqual(t *testing.T) {
	g := load(t)
	zeros := []rune{'٠', '۰', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '０'}
	rapid.Check(t, func(t *rapid.T) {
		pin := rapid.StringMatching(`[1-9][0-9]{5}`).Draw(t, "pin")
		zero := rapid.SampledFrom(zeros).Draw(t, "zero")
		native := strings.Map(func(r rune) rune { return zero + r - '0' }, pin)
		want, got := g.Find(pin), g.Find(native)
		if len(want) != len(got) {
			t.Fatalf("%s: %v, %s: %v", pin, want, native, got)
		}
		for i := range want {
			if want[i] != got[i] {
				t.Fatalf("%s: %v, %s: %v", pin, want, native, got)
			}
		}
		if a, b := g.Resolve(Query{PIN: pin}), g.Resolve(Query{PIN: native}); a.District != b.District || a.State != b.State {
			t.Fatalf("%s: %v, %s: %v", pin, a, native, b)
		}
	})
}

// A State or district that somebody chose is never left for another one.
func TestWhatIsChosenIsKept(t *testing.T) {
	g := load(t)
	states := append([]State{{}}, g.States()...)
	districts := append([]District{{}}, g.Districts("")...)
	rapid.Check(t, func(t *rapid.T) {
		q := Query{
			Text:     rapid.OneOf(rapid.SampledFrom(lookups), rapid.String()).Draw(t, "text"),
			State:    rapid.SampledFrom(states).Draw(t, "state").Code,
			District: rapid.SampledFrom(districts).Draw(t, "district").LGD,
			PIN:      rapid.StringMatching(`|[1-9][0-9]{5}|.{0,8}`).Draw(t, "pin"),
		}
		r := g.Resolve(q)
		if q.District != 0 && r.District != q.District {
			t.Fatalf("%+v became %+v", q, r)
		}
		if q.District == 0 && q.State != "" && r.State != q.State {
			t.Fatalf("%+v became %+v", q, r)
		}
		if d, ok := g.District(r.District); r.District != 0 && (!ok || d.State != r.State) {
			t.Fatalf("%+v: the district is not of the State: %+v", q, r)
		}
		for _, c := range r.Among {
			if q.State != "" && q.District == 0 && c.State != q.State {
				t.Fatalf("%+v: %+v is outside the State", q, c)
			}
		}
	})
}
