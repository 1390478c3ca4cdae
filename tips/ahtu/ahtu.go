// Package ahtu knows which body answers for a district on a given day: the
// Anti Human Trafficking Unit (AHTU), above it the Anti Human Trafficking
// Bureau (AHTB) of the State, above that the national cell.
//
// Source of the three tiers: MHA letter 15011/46/2020-ATC, 2020-12-01.
package ahtu

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Cell is the code of the national cell: the top of every chain.
const Cell = "IN-NODAL"

// Kinds of body.
const (
	KindUnit   = "unit"   // an AHTU, or the district's police where none is known
	KindBureau = "bureau" // a State's AHTB
	KindCell   = "cell"   // the national cell
	KindBorder = "border" // a unit of a border force, without a district
)

// How a row is known.
const (
	Published = "published" // an authority published it: Source says where
	Assumed   = "assumed"   // it routes, but nobody published it
)

// ErrFaults wraps every error that a faulty table gives.
var ErrFaults = errors.New("ahtu: the table of units has faults")

// shippedTable is the embedded table as faults name it.
const shippedTable = "ahtu/data/units.csv"

//go:embed data/units.csv data/layouts
var embedded embed.FS

// Bureau returns the code of a State's bureau.
func Bureau(state string) string { return state + "-AHTB" }

// A Body is one row of the table: a body as it stands from a first to a last
// day. A body whose districts changed has several rows.
type Body struct {
	Code      string // "UP-AGRA", "UP-AHTB", "IN-NODAL"
	State     string // ISO 3166-2:IN letters; "IN" for the cell and border units
	Kind      string // unit, bureau, cell or border
	Seat      string // the district or town it sits in, as the directory writes it
	Name      string // its name in English
	Districts []int  // LGD codes, ascending; units only
	Basis     string // published or assumed
	Source    string // where the row comes from
	From, To  string // first and last day in force, ISO; "" = open
	Above     string // the body it reports to

	Phone, Address, Hours, CheckedOn string // "" where nobody supplied them

	file string // for faults
	line int
}

// On reports whether the row is in force on an ISO day.
func (b Body) on(day string) bool {
	return (b.From == "" || b.From <= day) && (b.To == "" || day <= b.To)
}

// A Directory is the table of bodies, checked. It is never changed after Load
// and is safe for concurrent use.
type Directory struct {
	rows       []Body         // sorted as All returns them
	byCode     map[string]int // the newest row of a code
	byDistrict map[int][]int  // rows of units that cover a district on some day
}

// A File is an overriding table with the name that faults give it.
type File struct {
	Name string
	Data []byte
}

// Load reads the embedded table and lays overriding tables over it. A row
// replaces the row of the same code and first day; other rows are added. Every
// fault of every table is in the one error, a line each: "file:line: fault".
func Load(overrides ...[]byte) (*Directory, error) {
	files := make([]File, len(overrides))
	for i, data := range overrides {
		files[i] = File{Name: fmt.Sprintf("override-%d.csv", i+1), Data: data}
	}
	return LoadFiles(files...)
}

// LoadFiles is [Load] with names for the overriding tables.
func LoadFiles(overrides ...File) (*Directory, error) {
	base, err := embedded.ReadFile("data/units.csv")
	if err != nil {
		return nil, fmt.Errorf("ahtu: %w", err)
	}
	return build(append([]File{{Name: shippedTable, Data: base}}, overrides...))
}

// Layouts returns the names of the complete layouts that ship beside the
// table for an operator to choose from, such as "up-2020-10-20.csv".
func Layouts() []string {
	entries, err := embedded.ReadDir("data/layouts")
	if err != nil {
		return nil // embedded at build time: cannot be missing
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// Layout returns one of [Layouts], ready for [LoadFiles].
func Layout(name string) (File, error) {
	data, err := embedded.ReadFile("data/layouts/" + name)
	if err != nil {
		return File{}, fmt.Errorf("ahtu: layout: %w", err)
	}
	return File{Name: name, Data: data}, nil
}

func build(files []File) (*Directory, error) {
	var f faults
	var rows []Body
	for _, file := range files {
		rows = overlay(rows, parse(file, &f), &f)
	}
	slices.SortStableFunc(rows, compare)
	d := &Directory{rows: rows, byCode: map[string]int{}, byDistrict: map[int][]int{}}
	for i, b := range rows {
		d.byCode[b.Code] = i // rows of one code are sorted by first day
		for _, lgd := range b.Districts {
			d.byDistrict[lgd] = append(d.byDistrict[lgd], i)
		}
	}
	d.check(&f)
	if err := f.err(); err != nil {
		return nil, err
	}
	return d, nil
}

// overlay lays the rows of one table over those of the tables before it.
func overlay(base, over []Body, f *faults) []Body {
	type key struct{ code, from string }
	at := make(map[key]int, len(base))
	for i, b := range base {
		at[key{b.Code, b.From}] = i
	}
	own := make(map[key]int, len(over))
	for _, b := range over {
		k := key{b.Code, b.From}
		if line, twice := own[k]; twice {
			f.add(b.file, b.line, "%s is already given from the same day in line %d", b.Code, line)
			continue
		}
		own[k] = b.line
		if i, ok := at[k]; ok {
			base[i] = b
			continue
		}
		base = append(base, b)
	}
	return base
}

// compare sorts by State, then cell, bureau, unit, border, then code and day.
func compare(a, b Body) int {
	return cmp.Or(
		cmp.Compare(a.State, b.State),
		cmp.Compare(rank(a.Kind), rank(b.Kind)),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.From, b.From),
	)
}

func rank(kind string) int {
	return slices.Index([]string{KindCell, KindBureau, KindUnit, KindBorder}, kind)
}

// All returns the bodies in force on a day, sorted by State, then cell,
// bureau, units.
func (d *Directory) All(on time.Time) []Body {
	day := isoDay(on)
	var bodies []Body
	for _, b := range d.rows {
		if b.on(day) {
			bodies = append(bodies, b.clone())
		}
	}
	return bodies
}

// Body returns the newest row of a body.
func (d *Directory) Body(code string) (Body, bool) {
	i, ok := d.byCode[code]
	if !ok {
		return Body{}, false
	}
	return d.rows[i].clone(), true
}

// Overridden reports whether an overriding table has a unit of a State: until
// one does, an operator has not chosen that State's layout.
func (d *Directory) Overridden(state string) bool {
	return slices.ContainsFunc(d.rows, func(b Body) bool {
		return b.State == state && b.Kind == KindUnit && b.file != shippedTable
	})
}

// For returns the unit that answers for a district of a State on a day. A
// district of another State is not found; an empty state accepts any.
func (d *Directory) For(state string, district int, on time.Time) (unit Body, ok bool) {
	day := isoDay(on)
	for _, i := range d.byDistrict[district] {
		if b := d.rows[i]; b.on(day) && (state == "" || state == b.State) {
			return b.clone(), true
		}
	}
	return Body{}, false
}

// Above returns the code of the body that a body reports to: UP-AGRA →
// UP-AHTB → IN-NODAL. The cell and unknown codes have none.
func (d *Directory) Above(code string) (string, bool) {
	i, ok := d.byCode[code]
	if !ok || d.rows[i].Above == "" {
		return "", false
	}
	return d.rows[i].Above, true
}

func (b Body) clone() Body {
	b.Districts = slices.Clone(b.Districts)
	return b
}

// isoDay is the calendar day in India, whose clocks never change.
func isoDay(t time.Time) string {
	const east = 5*60*60 + 30*60 // seconds: UTC+5:30
	return t.In(time.FixedZone("IST", east)).Format(time.DateOnly)
}
