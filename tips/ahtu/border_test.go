package ahtu

import (
	"slices"
	"strings"
	"testing"
)

func TestTheBorderForcesAreThereAndGetNothingByThemselves(t *testing.T) {
	d := load(t)
	var border []string
	for _, b := range d.All(day("2026-11-22")) {
		if b.Kind != KindBorder {
			continue
		}
		border = append(border, b.Code)
		if up, ok := d.Above(b.Code); !ok || up != Cell || len(b.Districts) != 0 || b.Basis != Published || !strings.Contains(b.Source, "2023") {
			t.Errorf("%+v reports to %q", b, up)
		}
	}
	if !slices.Equal(border, []string{"IN-BSF", "IN-SSB"}) {
		t.Fatalf("border units %v", border)
	}
	// A border brings in the cell and no border unit: nobody said which of them.
	for _, state := range []string{"WB", "UP", "BR", ""} {
		r := d.Route(state, 0, []string{"AS"}, true, nil, nil, day("2026-11-22"))
		for _, body := range append(r.Chain, r.Copies...) {
			if slices.Contains(border, body) {
				t.Errorf("a tip of %q over a border goes to %+v", state, r)
			}
		}
		if !slices.Contains(append(r.Chain, r.Copies...), Cell) {
			t.Errorf("a tip of %q over a border does not reach the cell: %+v", state, r)
		}
	}
}

func TestAnOperatorNamesTheSeatsOfABorderForce(t *testing.T) {
	const head = "code,kind,seat,name,basis,source,from,to,above\n"
	d := load(t, File{Name: "units.csv", Data: []byte(head +
		"IN-BSF-PETRAPOLE,border,Petrapole,BSF at Petrapole,published,order 1,2026-01-01,,IN-BSF\n" +
		"IN-SSB,border,New Delhi,Sashastra Seema Bal (SSB),published,order 2,,,\n")})
	if up, _ := d.Above("IN-BSF-PETRAPOLE"); up != "IN-BSF" {
		t.Errorf("Petrapole reports to %s", up)
	}
	if b, _ := d.Body("IN-SSB"); b.Seat != "New Delhi" || b.Source != "order 2" {
		t.Errorf("the operator's row of the SSB does not count: %+v", b)
	}
	codes := func(on string) (out []string) {
		for _, b := range d.All(day(on)) {
			if b.Kind == KindBorder {
				out = append(out, b.Code)
			}
		}
		return out
	}
	if got := codes("2025-12-31"); !slices.Equal(got, []string{"IN-BSF", "IN-SSB"}) {
		t.Errorf("the day before: %v", got)
	}
	if got := codes("2026-01-01"); !slices.Equal(got, []string{"IN-BSF", "IN-BSF-PETRAPOLE", "IN-SSB"}) {
		t.Errorf("from that day: %v", got)
	}
}

// Every fault of a table is told in the one refusal, whatever its kind.
func TestFaultsOfEveryKindAreToldAtOnce(t *testing.T) {
	csv := "code,state,kind,seat,name,districts,basis,source,from,to,above\n" +
		"UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163,published,order 1,,,\n" + // Mathura is nobody's now
		"GA-MARGAO,GA,unit,Margao,AHTU Margao,552,published,order 2,2026-02-01,,\n" + // and another unit has it
		"IN-BSF,IN,border,,BSF,,published,order 3,,,IN-SSB\n" + // a circle of two
		"IN-SSB,IN,border,,SSB,,published,order 4,,,IN-BSF\n" +
		"IN-BSF-SHILLONG,IN,border,Shillong,BSF at Shillong,277,published,order 5,,,\n" + // a district
		"AS-SSB,AS,border,,SSB in Assam,,published,order 6,,,\n" // a State
	_, err := LoadFiles(File{Name: "u.csv", Data: []byte(csv)})
	if err == nil {
		t.Fatal("the table was taken")
	}
	for _, want := range []string{
		"u.csv:2: district 167 has no unit",
		"u.csv:3: district 552 has two units on 2026-02-01",
		"u.csv:4: the chain above IN-BSF goes in a circle",
		"u.csv:5: the chain above IN-SSB goes in a circle",
		"u.csv:6: IN-BSF-SHILLONG is a border: only a unit has districts",
		"u.csv:7: border unit AS-SSB belongs to no State",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func TestTheLayoutOfAnyDayCanBeAsked(t *testing.T) {
	d := load(t, File{Name: "u.csv", Data: []byte("code,state,kind,seat,name,districts,basis,source,from,to\n" +
		"UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163 167,published,order 1,,2026-03-31\n" +
		"UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163,published,order 2,2026-04-01,2026-09-30\n" +
		"UP-MATHURA,UP,unit,Mathura,AHTU Mathura,167,published,order 2,2026-04-01,2026-09-30\n" +
		"UP-AGRA,UP,unit,Agra,AHTU Agra,118 119 138 163 167,published,order 3,2026-10-01,\n")})
	for on, want := range map[string]string{"1999-01-01": "UP-AGRA", "2026-03-31": "UP-AGRA", "2026-04-01": "UP-MATHURA",
		"2026-09-30": "UP-MATHURA", "2026-10-01": "UP-AGRA", "2090-01-01": "UP-AGRA"} {
		if b, ok := d.For("UP", 167, day(on)); !ok || b.Code != want {
			t.Errorf("on %s Mathura's unit is %s, must be %s", on, b.Code, want)
		}
		districts := 0
		for _, b := range d.All(day(on)) {
			districts += len(b.Districts)
		}
		if districts != 784 {
			t.Errorf("on %s the units have %d districts", on, districts)
		}
	}
	// Whoever had the district on some day is local on every day.
	for _, code := range []string{"UP-AGRA", "UP-MATHURA"} {
		if !d.Avoided(code, "UP", 167, []string{AvoidLocal}) {
			t.Errorf("%s is not avoided", code)
		}
	}
}
