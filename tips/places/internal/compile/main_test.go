package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestTheNameOfAPostOffice(t *testing.T) {
	for name, want := range map[string]string{
		"Agra H.O": "Agra", "Kasandi": "Kasandi", "Ghegirghat.": "Ghegirghat", "Delhi Sadar Bazar S.O": "Delhi Sadar Bazar",
		"SO": "SO", " - ": "",
	} {
		if got := officeName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// Two districts on a river: the town's nearest post offices are on the wrong
// bank, and its own name is far away as well.
func TestATownMovesOnlyToANearerDistrictThatHasItsName(t *testing.T) {
	district := map[string]row{
		"1": {"state_code": "9", "lat": "26.0", "lon": "80.0"},
		"2": {"state_code": "9", "lat": "27.0", "lon": "80.0"},
		"3": {"state_code": "8", "lat": "27.0", "lon": "80.0"},
	}
	town := func(lat string) row {
		return row{"name": "Rampur", "lgd_code": "1", "state_code": "9", "lat": lat, "lon": "80.0", "district_method": "nearby_post_offices"}
	}
	tests := []struct {
		name string
		town row
		has  map[string][]string
		want string
	}{
		{"nearer and named there", town("26.9"), map[string][]string{"rampur": {"2"}}, "2"},
		{"named in its own district too", town("26.9"), map[string][]string{"rampur": {"1", "2"}}, "1"},
		{"not named there", town("26.9"), nil, "1"},
		{"another State", town("26.9"), map[string][]string{"rampur": {"3"}}, "1"},
		{"close to where it is", town("26.1"), map[string][]string{"rampur": {"2"}}, "1"},
	}
	for _, tt := range tests {
		if got := nearer(tt.town, district, tt.has); got != tt.want {
			t.Errorf("%s: district %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestCompileIsTheSameEachTime(t *testing.T) {
	facts := t.TempDir()
	for name, text := range map[string]string{
		"states.csv":     "code,iso,name,name_hi,name_local,local_lang,type,aliases\n9,IN-UP,Uttar Pradesh,,,hi,State,UP;IN-XX\n",
		"districts.csv":  "lgd_code,state_code,name,lgd_name,aliases,name_hi,name_local,local_lang,lat,lon\n118,9,Agra,Agra,,,,hi,27.1,78.0\n",
		"pincodes.csv":   "pincode,lgd_code,share\n282001,118,0.4\n282001,119,0.6\n",
		"offices.csv":    "name,pincode,taluk,district\nBah S.O,282001,Bah,Agra\n",
		"localities.csv": "name,lgd_code\nAgra H.O,118\nAgra,119\nAgra,118\n",
		"places.csv":     "geonames_id,name,lgd_code,state_code,lat,lon,population,aliases_latin,aliases_indic,district_method\n1,Agra,118,9,27.1,78.0,10,,,same_name\n1273294,Delhi,118,9,27.1,78.0,10,,,same_name\n",
	} {
		if err := os.WriteFile(filepath.Join(facts, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	a, b := t.TempDir(), t.TempDir()
	for _, out := range []string{a, b} {
		if err := compile(facts, out); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"states.csv", "districts.csv", "pins.csv.gz", "localities.csv.gz", "towns.csv.gz", "seats.csv.gz"} {
		x, err := os.ReadFile(filepath.Join(a, name))
		if err != nil {
			t.Fatal(err)
		}
		y, err := os.ReadFile(filepath.Join(b, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(x) != string(y) {
			t.Errorf("%s differs", name)
		}
	}
	states, err := os.ReadFile(filepath.Join(a, "states.csv"))
	if err != nil || !strings.Contains(string(states), "9,UP,Uttar Pradesh,,,hi,State,UP\n") {
		t.Errorf("states.csv is %q, %v", states, err)
	}
	if compile(t.TempDir(), a) == nil {
		t.Error("a folder without facts was taken")
	}
}

func TestSeatsAreTaluksAndMainOffices(t *testing.T) {
	pins := []row{{"pincode": "111111", "lgd_code": "1", "share": "1"}, {"pincode": "222222", "lgd_code": "2", "share": "1"}}
	districts := []row{{"lgd_code": "1", "state_code": "9"}, {"lgd_code": "2", "state_code": "9"}}
	office := func(name, pin, taluk string) row {
		return row{"name": name, "pincode": pin, "taluk": taluk, "district": "Agra"}
	}
	offices := []row{
		office("Ova B.O", "111111", "Khatima"), office("Ovb B.O", "111111", "Khatima"), office("Ovc B.O", "111111", "KHATIMA"),
		office("Sitar S.O (Agra)", "222222", "NA"),
		office("Ovd B.O", "222222", "Glt"),     // an abbreviation
		office("Ove B.O", "222222", "Khatma"),  // one office: misspelt
		office("Ovf B.O", "333333", "Khatima"), // an unknown PIN
	}
	got := seats(offices, pins, districts, [][]string{{"name", "districts"}, {"Khatima", "1"}, {"Sitar", "1 2"}})
	want := [][]string{{"name", "kind", "lgd", "posts"}, {"Khatima", "taluk", "1", "1"}, {"Sitar", "office", "2", "2"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
