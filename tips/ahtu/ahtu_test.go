package ahtu

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(iso string) time.Time {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		panic(err)
	}
	return t.Add(6 * time.Hour)
}

func load(t testing.TB, overrides ...File) *Directory {
	t.Helper()
	d, err := LoadFiles(overrides...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEachDistrictHasExactlyOneUnit(t *testing.T) {
	d := load(t)
	for _, on := range []string{"1999-01-01", "2020-10-20", "2026-11-22", "2090-12-31"} {
		units := map[int][]string{}
		for _, b := range d.All(day(on)) {
			for _, lgd := range b.Districts {
				units[lgd] = append(units[lgd], b.Code)
			}
		}
		if len(units) != 784 { // LGD's list of 2026-05-13
			t.Errorf("%s: %d districts have a unit, want 784", on, len(units))
		}
		for lgd, codes := range units {
			if len(codes) != 1 {
				t.Errorf("%s: district %d has units %v", on, lgd, codes)
			}
			if b, ok := d.For("", lgd, day(on)); !ok || b.Code != codes[0] {
				t.Errorf("%s: For(%d) = %q, want %q", on, lgd, b.Code, codes[0])
			}
		}
	}
}

func TestUttarPradeshIsThePublishedTable(t *testing.T) {
	d := load(t)
	units, associated := 0, 0
	for _, b := range d.All(day("2026-11-22")) {
		if b.State != "UP" || b.Kind != KindUnit {
			continue
		}
		units++
		associated += len(b.Districts) - 1
		if b.Basis != Published {
			t.Errorf("%s: basis %s, want published", b.Code, b.Basis)
		}
	}
	if units != 35 || associated != 40 {
		t.Errorf("%d units and %d associated districts, want 35 and 40", units, associated)
	}
	for code, want := range map[string][]int{
		"UP-AGRA":      {118, 119, 138, 163, 167},
		"UP-PRAYAGRAJ": {120, 128, 136, 142, 158, 174},
		"UP-KHERI":     {159},
		"UP-VARANASI":  {135, 146, 170, 179, 184, 187},
	} {
		if b, _ := d.Body(code); !slices.Equal(b.Districts, want) {
			t.Errorf("%s has districts %v, want %v", code, b.Districts, want)
		}
	}
}

func TestElsewhereEveryUnitIsAssumedAndHasOneDistrict(t *testing.T) {
	counts := map[string]int{}
	for _, b := range load(t).All(day("2026-11-22")) {
		counts[b.Kind]++
		if b.Source == "" {
			t.Errorf("%s has no source", b.Code)
		}
		if b.Kind == KindUnit && b.State != "UP" && (b.Basis != Assumed || len(b.Districts) != 1) {
			t.Errorf("%s: basis %s, districts %v", b.Code, b.Basis, b.Districts)
		}
	}
	if counts[KindCell] != 1 || counts[KindBureau] != 36 || counts[KindUnit] != 784-75+35 {
		t.Errorf("bodies by kind: %v", counts)
	}
}

func TestAllIsSortedByStateThenRank(t *testing.T) {
	all := load(t).All(day("2026-11-22"))
	if !slices.IsSortedFunc(all, compare) {
		t.Error("All is not sorted")
	}
	i := slices.IndexFunc(all, func(b Body) bool { return b.State == "GA" })
	if all[i].Code != "GA-AHTB" || all[i+1].Code != "GA-KUSHAVATI" {
		t.Errorf("Goa begins with %s, %s", all[i].Code, all[i+1].Code)
	}
}

func TestEveryChainEndsAtTheCell(t *testing.T) {
	d := load(t)
	for _, b := range d.All(day("2026-11-22")) {
		chain := []string{b.Code}
		for code, ok := d.Above(b.Code); ok && len(chain) < 5; code, ok = d.Above(code) {
			chain = append(chain, code)
		}
		if chain[len(chain)-1] != Cell {
			t.Errorf("chain of %s is %v", b.Code, chain)
		}
		if b.Kind == KindUnit && !slices.Equal(chain, []string{b.Code, Bureau(b.State), Cell}) {
			t.Errorf("chain of %s is %v", b.Code, chain)
		}
	}
	if code, ok := d.Above("XX-NOWHERE"); ok {
		t.Errorf("an unknown body reports to %s", code)
	}
}

func TestWhatIsGivenOutCannotChangeTheDirectory(t *testing.T) {
	d := load(t)
	b, _ := d.Body("UP-AGRA")
	b.Districts[0] = 0
	if again, _ := d.Body("UP-AGRA"); again.Districts[0] != 118 {
		t.Error("a caller changed the directory")
	}
}

func TestTheDayIsIndias(t *testing.T) {
	layout, err := Layout("up-2020-10-20.csv")
	if err != nil {
		t.Fatal(err)
	}
	d := load(t, layout)
	for at, want := range map[string]string{
		"2020-10-19T18:29:59Z": "UP-AGRA",    // 23:59:59 of the 19th in India
		"2020-10-19T18:30:00Z": "UP-MATHURA", // midnight
	} {
		on, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if b, _ := d.For("UP", 167, on); b.Code != want {
			t.Errorf("at %s Mathura's unit is %s, want %s", at, b.Code, want)
		}
	}
}

func TestEachShippedLayoutIsWhole(t *testing.T) {
	if len(Layouts()) == 0 {
		t.Fatal("no layouts ship")
	}
	for _, name := range Layouts() {
		layout, err := Layout(name)
		if err != nil {
			t.Fatal(err)
		}
		d := load(t, layout)
		if !d.Overridden("UP") || d.Overridden("DL") || load(t).Overridden("UP") {
			t.Errorf("%s: a choice that nobody made, or one that is not seen", name)
		}
		for on, want := range map[string]int{"2020-10-19": 35, "2020-10-20": 75} {
			got := 0
			for _, b := range d.All(day(on)) {
				if b.State == "UP" && b.Kind == KindUnit {
					got++
				}
			}
			if got != want {
				t.Errorf("%s: %d units on %s, want %d", name, got, on, want)
			}
		}
	}
	if _, err := Layout("../units.csv"); err == nil {
		t.Error("a layout outside its folder was given")
	}
}

const header = "code,state,kind,seat,name,districts,basis,source,from,to\n"

func TestEveryFaultIsToldAtOnceWithItsLine(t *testing.T) {
	const agra = "UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163,published,order 1,,\n"
	tests := []struct {
		name, csv string
		want      []string // each must be in the error
	}{
		{"an orphan district", header + agra, []string{"u.csv:2: district 167 has no unit"}},
		{"a district that ends", header + "UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163 167,published,order 1,,2026-12-31\n",
			[]string{"u.csv:2: district 118 has no unit on 2027-01-01", "u.csv:2: district 167 has no unit on 2027-01-01"}},
		{"two units for one district", header + "UP-MATHURA,UP,unit,Mathura,AHTU Mathura,167,published,order 1,2026-01-01,\n",
			[]string{"u.csv:2: district 167 has two units on 2026-01-01: UP-AGRA and UP-MATHURA"}},
		{"two rows of one body", header + "UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163 167,published,order 1,2026-01-01,\n",
			[]string{"u.csv:2: UP-AGRA has two rows on 2026-01-01"}},
		{"an unknown State", header + "XX-AGRA,XX,unit,Agra,AHTU Agra,118,published,order 1,,\n",
			[]string{`u.csv:2: XX-AGRA: unknown State "XX"`}},
		{"a district in two States", header + "HR-AGRA,HR,unit,Agra,AHTU Agra,118,published,order 1,2026-01-01,\n",
			[]string{"district 118 is in HR and in UP"}},
		{"a circle", "code,state,kind,seat,name,districts,basis,source,above\nUP-AHTB,UP,bureau,,AHTB,,assumed,order 1,UP-AHTB\n",
			[]string{"u.csv:2: the chain above UP-AHTB goes in a circle at UP-AHTB"}},
		{"a longer circle", "code,kind,name,basis,source,above\nIN-A,border,A,assumed,x,IN-B\nIN-B,border,B,assumed,x,IN-A\n",
			[]string{"u.csv:2: the chain above IN-A goes in a circle", "u.csv:3: the chain above IN-B goes in a circle"}},
		{"above nobody", "code,kind,name,basis,source,above\nIN-A,border,A,assumed,x,IN-Z\n",
			[]string{"u.csv:2: IN-A reports to IN-Z, which is not in the table"}},
		{"a bureau above its neighbours", "code,kind,name,basis,source,above\nHR-AHTB,bureau,A,assumed,x,UP-AHTB\n",
			[]string{"u.csv:2: HR-AHTB reports to UP-AHTB of another State"}},
		{"many faults in one row", header + "up agra,UP,office,Agra,,118 x,rumour,,2026-13-01,2025\n",
			[]string{"u.csv:2: code", "u.csv:2: districts: \"x\"", "2026-13-01", "\"2025\" is not a date"}},
		{"faults in several rows", header + "UP-AGRA,UP,office,Agra,A,118,published,x,,\nUP-ETAH,UP,unit,Etah,A,138,rumour,,,\n",
			[]string{"u.csv:2: kind \"office\"", "u.csv:3: basis \"rumour\"", "u.csv:3: UP-ETAH has no source"}},
		{"dates the wrong way round", header + "UP-ETAH,UP,unit,Etah,A,138,published,x,2026-02-01,2026-01-01\n",
			[]string{"u.csv:2: to 2026-01-01 is before from 2026-02-01"}},
		{"a code that is not its seat", header + "UP-ETA,UP,unit,Etah,A,138,published,x,,\n", []string{"expected UP-ETAH"}},
		{"the same row twice", header + agra + agra, []string{"u.csv:3: UP-AGRA is already given from the same day in line 2"}},
		{"a bureau that ends", header + "UP-AHTB,UP,bureau,,AHTB,,assumed,x,,2030-01-01\n", []string{"UP-AHTB stands on every day"}},
		{"an unknown column", "code,colour\n", []string{`u.csv:1: unknown column "colour"`}},
		{"no header", "", []string{"u.csv:1: no header line"}},
		{"an open quote", header + "\"UP-AGRA,UP\n", []string{"u.csv:2"}},
		{"a short row", header + "UP-AGRA,UP\n", []string{"u.csv:2: 2 fields, the header has 10"}},
		{"not UTF-8", header + "UP-\xff\n", []string{"u.csv:1: the table is not UTF-8"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := LoadFiles(File{Name: "u.csv", Data: []byte(tt.csv)})
			if err == nil {
				t.Fatal("the table was taken")
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("no %q in:\n%v", want, err)
				}
			}
		})
	}
}

func TestAnOverrideReplacesTheRowOfTheSameBody(t *testing.T) {
	shipped := load(t)
	was, ok := shipped.Body("GA-NORTH-GOA")
	if !ok {
		t.Fatal("no GA-NORTH-GOA")
	}
	// As a spreadsheet saves it: byte order mark, CRLF, columns as they come.
	csv := "\ufeffphone,code,kind,seat,name,districts,basis,source,checked_on\r\n" +
		fmt.Sprintf("0000,GA-NORTH-GOA,unit,North Goa,AHTU Panaji,%d,published,Goa Police,2026-11-01\r\n", was.Districts[0])
	d, err := Load([]byte(csv))
	if err != nil {
		t.Fatal(err)
	}
	b, _ := d.Body("GA-NORTH-GOA")
	if b.Phone != "0000" || b.Basis != Published || b.CheckedOn != "2026-11-01" || b.State != "GA" {
		t.Errorf("got %+v", b)
	}
	if len(d.rows) != len(shipped.rows) {
		t.Errorf("%d rows, want %d", len(d.rows), len(shipped.rows))
	}
}

func TestABorderUnitHasNoDistrictAndReportsToTheCell(t *testing.T) {
	d, err := Load([]byte("code,kind,seat,name,basis,source,from,to\n" +
		"IN-BSF-PETRAPOLE,border,Petrapole,AHTU of the BSF at Petrapole,published,order 1,2026-01-01,2026-12-31\n"))
	if err != nil {
		t.Fatal(err)
	}
	if up, ok := d.Above("IN-BSF-PETRAPOLE"); !ok || up != Cell {
		t.Errorf("it reports to %q", up)
	}
	in := func(on string) bool {
		return slices.ContainsFunc(d.All(day(on)), func(b Body) bool { return b.Code == "IN-BSF-PETRAPOLE" })
	}
	if in("2025-12-31") || !in("2026-01-01") || !in("2026-12-31") || in("2027-01-01") {
		t.Error("it stands on other days than its dates")
	}
	if d.Avoided("IN-BSF-PETRAPOLE", "WB", 303, []string{AvoidState}) || !d.Avoided("IN-BSF-PETRAPOLE", "", 0, []string{AvoidState}) {
		t.Error("a border force is not the State's police, but may be meant where no State is known")
	}
}

func FuzzLoadTakesAnyBytes(f *testing.F) {
	f.Add([]byte(header + "UP-AGRA,UP,unit,Agra,A,118,published,x,,\n"))
	f.Add([]byte("code\n\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if d, err := Load(data); err == nil {
			if _, ok := d.For("UP", 118, day("2026-11-22")); !ok {
				t.Error("a table without a unit for Agra was taken")
			}
		}
	})
}

func TestRoutesOfEveryDistrictEndAtTheCell(t *testing.T) {
	d := load(t)
	rapid.Check(t, func(t *rapid.T) {
		state := rapid.SampledFrom([]string{"", "UP", "DL", "TS", "XX"}).Draw(t, "state")
		district := rapid.IntRange(-1, 800).Draw(t, "district")
		r := d.Route(state, district, nil, false, nil, nil, day("2026-11-22"))
		if len(r.Chain) == 0 || r.Chain[0] != r.Unit || r.Chain[len(r.Chain)-1] != Cell {
			t.Fatalf("route %+v", r)
		}
	})
}
