package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// full is a case with everything that a case can have.
func full() Case {
	var signs []string
	for s := range htcds {
		signs = append(signs, s)
	}
	return Case{Tip: strings.Repeat("a", 32), Received: time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC), Unit: "UP-AGRA", UnitName: "AHTU Agra", State: "UP",
		District: 167, Place: "Mathura", Urgency: "immediate", Status: "closed", Outcome: "passed-on", When: "now", Children: "yes", Count: 2,
		Signs: signs, Marks: []Mark{{"phone", "+919123456780"}, {"vehicle", "UP85AB1234"}, {"aadhaar", "234567890124"}}}
}

// TestEveryValueIsTheStandards: what is in a field with a list of values is one
// of them.
func TestEveryValueIsTheStandards(t *testing.T) {
	row := map[string]string{}
	for _, c := range full().row() {
		row[c.name] = c.value
	}
	filled := 0
	for _, f := range Fields() {
		for v := range strings.SplitSeq(row[f.Name], ";") {
			if v == "" {
				continue
			}
			filled++
			if len(f.Values) > 0 && !slices.Contains(f.Values, v) {
				t.Errorf("%s: %q is none of the standard's values", f.Name, v)
			}
		}
	}
	if filled < 20 {
		t.Errorf("only %d values: the test proves little", filled)
	}
	for sign, to := range htcds {
		if to[0] != "" && !slices.ContainsFunc(Fields(), func(f Field) bool { return f.Name == to[0] && slices.Contains(f.Values, to[1]) }) {
			t.Errorf("%s goes to %v, which the standard has not", sign, to)
		}
	}
	if row["cas_Status"] != "ClosedReferred" || row["cas_IncomingReferralDate"] != "2026-11-23" || row["mukti_SuspectMarks"] != "phone:+919123456780;vehicle:UP85AB1234" {
		t.Errorf("row: %v", row)
	}
}

// TestWhatIsInNoVocabularyIsNotWritten: free text in any field of codes is dropped.
func TestWhatIsInNoVocabularyIsNotWritten(t *testing.T) {
	const plant = "Plantword"
	c := full()
	c.State, c.Urgency, c.Status, c.Outcome, c.When, c.Children = plant, plant, plant, plant, plant, plant
	c.District, c.Place = 0, plant
	c.Signs, c.Marks = []string{plant, "police-involved"}, []Mark{{plant, plant}}
	for name, write := range map[string]func(Sheet) ([]byte, error){"json": JSON, "csv": CSV} {
		got, err := write(Sheet{Cases: []Case{c}})
		if err != nil || bytes.Contains(got, []byte(plant)) || bytes.Contains(got, []byte("police")) {
			t.Errorf("%s: %s %v", name, got, err)
		}
		c.UnitName = plant // the control: what is a text is written
		if got, _ := write(Sheet{Cases: []Case{c}}); !bytes.Contains(got, []byte(plant)) {
			t.Errorf("%s: the control is missing", name)
		}
		c.UnitName = ""
	}
}

func TestJSONIsOne(t *testing.T) {
	got, err := JSON(Sheet{Made: time.Now(), Unit: "UP-AGRA", Cases: []Case{full(), {}}})
	var back struct {
		Standard, Source string
		Cases            []map[string]any
	}
	if err != nil || json.Unmarshal(got, &back) != nil || len(back.Cases) != 2 || back.Standard != "HTCDS 2.0" || !strings.Contains(back.Source, "CC BY 4.0") {
		t.Fatalf("%s %v", got, err)
	}
	if list, ok := back.Cases[0]["vic_MethodsOfControl"].([]any); !ok || len(list) < 5 {
		t.Errorf("methods of control: %v", back.Cases[0]["vic_MethodsOfControl"])
	}
}

// TestNoCellIsAFormula: whatever is written, no cell begins with what a
// spreadsheet program works out.
func TestNoCellIsAFormula(t *testing.T) {
	for _, cell := range []string{"=1+1", "+911", "-1", "@x", " =1", "\t=1", "\u200b=1", "＝1", "\u2212" + "1", "\x00=1", "\r\n=1", "|calc", "%0A=1"} {
		if got := Inert(cell); !strings.HasPrefix(got, "'") {
			t.Errorf("%q became %q", cell, got)
		}
	}
	for _, cell := range []string{"", "Mathura", "UP85AB1234", "a=b", "2026-11-22"} {
		if got := Inert(cell); got != cell {
			t.Errorf("%q became %q", cell, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		label := rapid.String().Draw(t, "label")
		got, err := AlertTable(label, []Line{{label, text}, {text, label}}, text)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(got)).ReadAll()
		if err != nil {
			t.Fatalf("%q is no CSV: %v", got, err)
		}
		for _, r := range rows {
			for _, cell := range r {
				first := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) })
				if first != "" && strings.ContainsRune("=+-@|%", rune(first[0])) {
					t.Errorf("%q begins a formula", cell)
				}
			}
		}
	})
}
