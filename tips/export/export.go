// Package export writes what leaves a unit: a case as the Human Trafficking
// Case Data Standard has it, and an alert for other police units. It is pure,
// and it cannot be handed a tip's words: a [Case] has no field for them, nor for
// who sent it, who the victims are, or how anybody who told can be reached.
package export

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

//go:embed data/htcds_2.0.csv
var fields []byte

// Case is what is known of a tip in codes. [Case.Clean] drops what is in none
// of its vocabularies.
type Case struct {
	Tip      string // random id: what the sender's unit calls it
	Received time.Time
	Unit     string // code of the body that works on it
	UnitName string // its name as the directory has it
	State    string // ISO 3166-2:IN letters
	District int    // LGD code; 0 unknown
	Place    string // the district's name as the gazetteer has it, never as told
	Urgency  string
	Status   string
	Outcome  string
	When     string
	Children string
	Count    int
	Signs    []string
	Marks    []Mark
}

// Mark is what an officer has said to be a suspect's: a telephone, a vehicle, an account.
type Mark struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

// Sheet is one export.
type Sheet struct {
	Made  time.Time
	Unit  string // that exports it
	Cases []Case
}

// Vocabularies. What is in none of them is not written.
var (
	urgencies = []string{"immediate", "urgent", "standard", "information"}
	statuses  = []string{"received", "read", "with-team", "question", "closed"}
	outcomes  = []string{"", "acted", "passed-on", "no-action", "false"}
	whens     = []string{"now", "today", "days", "past", "unknown"}
	answers   = []string{"yes", "no", "unknown"}
	markKinds = []string{"phone", "vehicle", "upi", "email", "handle", "url", "agency"} // no number of a person's identity
)

// htcds maps a sign to what the standard has for it: field and value. What the
// standard has no value for stands in our own column of signs only.
var htcds = map[string][2]string{
	"violence":           {"vic_MethodsOfControl", "PhysicalAbuse"},
	"threats":            {"vic_MethodsOfControl", "PsychologicalAbuse"},
	"documents-taken":    {"vic_MethodsOfControl", "WithholdsDocuments"},
	"no-pay":             {"vic_MethodsOfControl", "TakesEarnings"},
	"debt":               {"vic_MethodsOfControl", "DebtBondage"},
	"job-lure":           {"vic_MethodsOfControl", "FalsePromises"},
	"locked-in":          {"vic_MethodsOfControl", "Other"}, // no value for being held
	"forced-sex-work":    {"vic_TypeOfExploitation", "SexualExploitation"},
	"child-labour":       {"vic_TypeOfExploitation", "ChildLabour"},
	"child-begging":      {"vic_TypeOfExploitation", "ForcedBegging"},
	"forced-marriage":    {"vic_TypeOfExploitation", "ForcedMarriage"},
	"organ-removal":      {"vic_TypeOfExploitation", "OrganRemoval"},
	"child-sale":         {"vic_TypeOfExploitation", "Other"}, // no value for a sale; adoption may be none of it
	"domestic-servitude": {"vic_TypeOfExploitation", "Servitude"},
	"online":             {"vic_MethodOfRecruitment", "ThroughOnlineSocialNetworks"},
	"being-moved":        {"hte_Type", "Transit"},
	"missing":            {},
	"cross-border":       {},
	// police-involved is in none: an alert that says so would reach those whom it accuses.
}

// Clean is the case with nothing in it but codes of the vocabularies.
func (c Case) Clean() Case {
	known := func(v string, of []string) string {
		if slices.Contains(of, v) {
			return v
		}
		return ""
	}
	c.Urgency, c.Status, c.Outcome = known(c.Urgency, urgencies), known(c.Status, statuses), known(c.Outcome, outcomes)
	c.When, c.Children = known(c.When, whens), known(c.Children, answers)
	c.Count = max(c.Count, 0)
	if len(c.State) != 2 || strings.ToUpper(c.State) != c.State {
		c.State = ""
	}
	if c.District <= 0 {
		c.District, c.Place = 0, ""
	}
	signs := c.Signs
	c.Signs = nil
	for _, s := range signs {
		if _, ok := htcds[s]; ok && !slices.Contains(c.Signs, s) {
			c.Signs = append(c.Signs, s)
		}
	}
	slices.Sort(c.Signs)
	c.Marks = slices.DeleteFunc(slices.Clone(c.Marks), func(m Mark) bool { return !slices.Contains(markKinds, m.Kind) || m.Value == "" })
	return c
}

// column is one of an export's columns with its value for a case.
type column struct{ name, value string }

// row is a case as the standard names it, then what is ours.
func (c Case) row() []column {
	c = c.Clean()
	closing := ""
	status := "Active"
	switch {
	case c.Status == "closed" && c.Outcome == "passed-on":
		status, closing = "ClosedReferred", c.Outcome
	case c.Status == "closed":
		status, closing = "Closed", c.Outcome
	}
	standard := map[string]string{
		"org_Name": c.UnitName, "org_ShippingState": c.State, "org_ShippingCountry": "IN", "org_Type": "LawEnforcement",
		"cas_Status": status, "cas_ReasonForCaseClosure": closing, "cas_IncomingReferralDate": day(c.Received),
		"vic_TraffickingStatus": "PossibleVictimOfTrafficking", "vic_TraffickingStatusDecisionMakingOrg": "Police",
		"hte_Country": "IN", "hte_State": c.State,
	}
	for _, s := range c.Signs {
		if to := htcds[s]; to[0] != "" && !slices.Contains(strings.Split(standard[to[0]], ";"), to[1]) {
			standard[to[0]] = strings.TrimPrefix(standard[to[0]]+";"+to[1], ";")
		}
	}
	var out []column
	for _, f := range Fields() {
		out = append(out, column{f.Name, standard[f.Name]})
	}
	count, district := "", ""
	if c.Count > 0 {
		count = strconv.Itoa(c.Count)
	}
	if c.District > 0 {
		district = strconv.Itoa(c.District)
	}
	var marks []string
	for _, m := range c.Marks {
		marks = append(marks, m.Kind+":"+m.Value)
	}
	return append(out,
		column{"mukti_Tip", c.Tip}, column{"mukti_Unit", c.Unit}, column{"mukti_Urgency", c.Urgency},
		column{"mukti_District", c.Place}, column{"mukti_DistrictLGD", district}, column{"mukti_When", c.When},
		column{"mukti_Children", c.Children}, column{"mukti_Persons", count}, column{"mukti_Signs", strings.Join(c.Signs, ";")},
		column{"mukti_SuspectMarks", strings.Join(marks, ";")})
}

// day is a day in India: an hour would narrow down who sent it.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(time.FixedZone("IST", 5*3600+1800)).Format(time.DateOnly)
}

// Field is one of the standard's that an export fills.
type Field struct {
	Name, Label, Type string
	Values            []string // that the standard allows; none for a text
}

// Fields are those of the embedded table, in its order.
func Fields() []Field {
	rows, err := csv.NewReader(bytes.NewReader(fields)).ReadAll()
	if err != nil {
		panic("export: embedded table: " + err.Error()) // a test reads it
	}
	var out []Field
	for _, r := range rows[1:] {
		out = append(out, Field{Name: r[0], Label: r[1], Type: r[2], Values: strings.Fields(r[3])})
	}
	return out
}

// source is what HTCDS asks to be said of it.
const source = "Human Trafficking Case Data Standards (HTCDS), version 2.0, November 2026, https://github.com/UNMigration/HTCDS, CC BY 4.0"

// JSON is the sheet as HTCDS fields in JSON; a field with several values is a list.
func JSON(s Sheet) ([]byte, error) {
	type file struct {
		Standard string           `json:"standard"`
		Source   string           `json:"source"`
		Made     string           `json:"made"`
		Unit     string           `json:"unit"`
		Cases    []map[string]any `json:"cases"`
	}
	f := file{Standard: "HTCDS 2.0", Source: source, Made: day(s.Made), Unit: s.Unit, Cases: []map[string]any{}}
	many := map[string]bool{"mukti_Signs": true, "mukti_SuspectMarks": true}
	for _, field := range Fields() {
		many[field.Name] = strings.HasPrefix(field.Type, "Multiselect")
	}
	for _, c := range s.Cases {
		one := map[string]any{}
		for _, col := range c.row() {
			switch {
			case col.value == "":
			case many[col.name]:
				one[col.name] = strings.Split(col.value, ";")
			default:
				one[col.name] = col.value
			}
		}
		f.Cases = append(f.Cases, one)
	}
	out, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return append(out, '\n'), nil
}

// CSV is the sheet as a table, several values in a cell parted by semicolons.
func CSV(s Sheet) ([]byte, error) {
	var head []string
	for _, c := range (Case{}).row() {
		head = append(head, c.name)
	}
	rows := [][]string{head}
	for _, c := range s.Cases {
		var r []string
		for _, col := range c.row() {
			r = append(r, col.value)
		}
		rows = append(rows, r)
	}
	return table(rows)
}

// table writes rows that no spreadsheet program takes for formulas.
func table(rows [][]string) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(&buf)
	w.UseCRLF = true // RFC 4180, section 2
	for _, r := range rows {
		safe := make([]string, len(r))
		for i, cell := range r {
			safe[i] = Inert(cell)
		}
		if err := w.Write(safe); err != nil {
			return nil, fmt.Errorf("export: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return buf.Bytes(), nil
}

// Inert is a cell that a spreadsheet program shows and never works out: an
// apostrophe stands before what would begin a formula, in any width of letters,
// behind blanks too.
// Source: OWASP, "CSV Injection".
func Inert(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if r == '\x00' || r == '\r' {
			return -1
		}
		return r
	}, cell)
	begins := strings.TrimLeftFunc(cell, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	})
	if begins != "" && strings.ContainsRune("=+-@|%＝＋－＠−", []rune(begins)[0]) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\n") {
		return "'" + cell
	}
	return cell
}

// Line is one labelled line of an alert.
type Line struct{ Label, Value string }

// Alert is an alert as text to be pasted into another system: a title, the
// lines, then what the officer wrote for it.
func Alert(title string, lines []Line, text string) []byte {
	var b strings.Builder
	b.WriteString(title + "\n\n")
	for _, l := range lines {
		if l.Value != "" {
			b.WriteString(l.Label + ": " + oneLine(l.Value) + "\n")
		}
	}
	if text = strings.TrimSpace(text); text != "" {
		b.WriteString("\n" + text + "\n")
	}
	return []byte(b.String())
}

// AlertTable is the same as a table of two columns.
func AlertTable(title string, lines []Line, text string) ([]byte, error) {
	rows := [][]string{{title, ""}}
	for _, l := range lines {
		if l.Value != "" {
			rows = append(rows, []string{l.Label, oneLine(l.Value)})
		}
	}
	if text = strings.TrimSpace(text); text != "" {
		rows = append(rows, []string{"", text})
	}
	return table(rows)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
