// Command compile makes the tables of package places from the fact files: the
// Local Government Directory's States and districts, the post office's PINs
// and localities, GeoNames' towns.
//
//	go run ./tips/places/internal/compile FACTS tips/places/data
//
// The tables that the program reads are then made of these: go generate
// ./tips/places.
//
// FACTS is a folder with states.csv, districts.csv, pincodes.csv,
// localities.csv, places.csv and offices.csv (name, pincode, taluk, district
// of the post office's PIN code directory). The same facts give the same bytes.
package main

import (
	"bytes"
	"cmp"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

//go:embed corrections.csv
var corrections []byte

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: compile FACTS OUT")
		os.Exit(2)
	}
	if err := compile(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}

// A row is one line of a table by its column names.
type row map[string]string

func compile(facts, out string) error {
	var in [6][]row
	for i, name := range []string{"states.csv", "districts.csv", "pincodes.csv", "localities.csv", "places.csv", "offices.csv"} {
		data, err := os.ReadFile(filepath.Join(facts, name))
		if err != nil {
			return err
		}
		if in[i], err = read(name, data); err != nil {
			return err
		}
	}
	fixes, err := read("corrections.csv", corrections)
	if err != nil {
		return err
	}
	posts := localities(in[3])
	return errors.Join(
		write(out, "states.csv", states(in[0])),
		write(out, "districts.csv", districts(in[1])),
		write(out, "pins.csv.gz", pins(in[2])),
		write(out, "localities.csv.gz", posts),
		write(out, "towns.csv.gz", towns(in[4], in[1], posts, fixes)),
		write(out, "seats.csv.gz", seats(in[5], in[2], in[1], posts)),
	)
}

func read(name string, data []byte) ([]row, error) {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	rows := make([]row, 0, len(records))
	for _, record := range records[1:] {
		r := row{}
		for i, column := range records[0] {
			r[column] = strings.TrimSpace(record[i])
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func write(folder, name string, records [][]string) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(records); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	data := b.Bytes()
	if strings.HasSuffix(name, ".gz") {
		var z bytes.Buffer
		zw, err := gzip.NewWriterLevel(&z, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := zw.Write(data); err != nil {
			return err
		}
		if err := zw.Close(); err != nil {
			return err
		}
		data = z.Bytes()
	}
	return os.WriteFile(filepath.Join(folder, name), data, 0o644)
}

func states(rows []row) [][]string {
	out := [][]string{{"lgd", "code", "name", "name_hi", "name_local", "local_lang", "type", "aliases"}}
	for _, r := range rows {
		var aliases []string
		for _, a := range strings.Split(r["aliases"], ";") {
			// "IN-OR" is a code that nobody types; New Delhi is a district.
			if a != "" && !strings.HasPrefix(a, "IN-") && a != "New Delhi" {
				aliases = append(aliases, a)
			}
		}
		out = append(out, []string{r["code"], strings.TrimPrefix(r["iso"], "IN-"), r["name"], r["name_hi"],
			r["name_local"], r["local_lang"], r["type"], strings.Join(aliases, ";")})
	}
	return out
}

func districts(rows []row) [][]string {
	out := [][]string{{"lgd", "state", "name", "lgd_name", "aliases", "name_hi", "name_local", "local_lang", "lat", "lon"}}
	for _, r := range rows {
		out = append(out, []string{r["lgd_code"], r["state_code"], r["name"], r["lgd_name"], r["aliases"],
			r["name_hi"], r["name_local"], r["local_lang"], r["lat"], r["lon"]})
	}
	return out
}

// pins writes a line a PIN: 110002,77:0.88,79:0.12.
func pins(rows []row) [][]string {
	type share struct{ lgd, share string }
	by := map[string][]share{}
	for _, r := range rows {
		by[r["pincode"]] = append(by[r["pincode"]], share{r["lgd_code"], r["share"]})
	}
	out := [][]string{{"pin", "districts"}}
	for _, pin := range slices.Sorted(maps.Keys(by)) {
		shares := by[pin]
		slices.SortStableFunc(shares, func(a, b share) int { return cmp.Compare(number(b.share), number(a.share)) })
		var cells []string
		for _, s := range shares {
			cells = append(cells, s.lgd+":"+s.share)
		}
		out = append(out, []string{pin, strings.Join(cells, " ")})
	}
	return out
}

// localities writes a line a name: the name, the districts that have it.
func localities(rows []row) [][]string {
	by := map[string][]string{}
	for _, r := range rows {
		name := officeName(r["name"])
		if name == "" || strings.ContainsRune(name, '\uFFFD') {
			continue
		}
		if !slices.Contains(by[name], r["lgd_code"]) {
			by[name] = append(by[name], r["lgd_code"])
		}
	}
	out := [][]string{{"name", "districts"}}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		slices.Sort(by[name])
		out = append(out, []string{name, strings.Join(by[name], " ")})
	}
	return out
}

// officeName takes the kind of post office off a name: "Agra H.O" is Agra.
func officeName(name string) string {
	name = strings.Trim(name, " .,-")
	for _, kind := range []string{" H.O", " S.O", " B.O", " H O", " S O", " B O", " HO", " SO", " BO", " GPO", " G.P.O", " MDG", " Ndso", " NDTSO"} {
		if rest, ok := strings.CutSuffix(name, kind); ok && len(rest) > 2 {
			return strings.Trim(rest, " .,-")
		}
	}
	return name
}

// towns writes the towns with the district that they lie in. The fact file
// gives most of them the district of the post offices around, which is wrong
// at rivers and borders: a town moves to a nearer district of its State that
// has a post office of its name, and where corrections.csv says so.
func towns(rows, districts []row, posts [][]string, fixes []row) [][]string {
	fixed := map[string]string{}
	for _, f := range fixes {
		fixed[f["geonames_id"]] = f["lgd_code"]
	}
	has := map[string][]string{}
	for _, p := range posts {
		key := letters(p[0])
		has[key] = append(has[key], strings.Fields(p[1])...)
	}
	district := map[string]row{}
	for _, d := range districts {
		district[d["lgd_code"]] = d
	}
	out := [][]string{{"name", "lgd", "population", "latin", "indic", "lat", "lon"}}
	for _, r := range rows {
		lgd, ok := fixed[r["geonames_id"]]
		if !ok {
			lgd = nearer(r, district, has)
		}
		if lgd == "0" {
			continue
		}
		out = append(out, []string{r["name"], lgd, r["population"], r["aliases_latin"], r["aliases_indic"], short(r["lat"]), short(r["lon"])})
	}
	slices.SortStableFunc(out[1:], func(a, b []string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	return out
}

// short writes a degree to a hundredth: a kilometre.
func short(degrees string) string { return strconv.FormatFloat(number(degrees), 'f', 2, 64) }

// nearer returns the district of a town, see towns.
func nearer(town row, district map[string]row, has map[string][]string) string {
	mine := town["lgd_code"]
	if town["district_method"] == "same_name" {
		return mine
	}
	var others []string
	for _, name := range append([]string{town["name"]}, strings.Split(town["aliases_latin"], ";")...) {
		if key := letters(name); key != "" {
			others = append(others, has[key]...)
		}
	}
	if slices.Contains(others, mine) {
		return mine
	}
	// A district's point is the middle of its post offices: only a point much
	// nearer than that of the district given, and that one far, tells a slip.
	const far, much = 30.0, 0.6 // km; share
	best, least := mine, much*apart(town, district[mine])
	if apart(town, district[mine]) < far {
		return mine
	}
	for _, lgd := range others {
		d := district[lgd]
		if km := apart(town, d); d["state_code"] == town["state_code"] && km < least {
			best, least = lgd, km
		}
	}
	return best
}

func apart(a, b row) float64 {
	const km = 111.2 // a degree of latitude
	lat := number(a["lat"]) - number(b["lat"])
	lon := (number(a["lon"]) - number(b["lon"])) * math.Cos(number(a["lat"])*math.Pi/180)
	return km * math.Hypot(lat, lon)
}

func number(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return f
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
