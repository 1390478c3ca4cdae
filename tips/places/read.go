package places

import (
	"cmp"
	"compress/gzip"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

//go:embed data/*.csv data/*.csv.gz
var embedded embed.FS

// table reads an embedded table and gives each row to use, without the header.
func table(name string, use func(row []string) error) error {
	f, err := embedded.Open("data/" + name)
	if err != nil {
		return fmt.Errorf("places: %w", err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("places: %s: %w", name, err)
		}
	}
	r := csv.NewReader(in)
	r.ReuseRecord = true
	for first := true; ; first = false {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && !first {
			err = use(row)
		}
		if err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("places: %s:%d: %w", name, line, err)
		}
	}
}

func (g *Gazetteer) read() error {
	g.stateByKey, g.districts, g.inState = map[string]int{}, map[int]District{}, map[string][]District{}
	g.shown = map[string]string{}
	g.text, g.wordy = map[string][]sense{}, map[string]wordy{}
	wrong, err := readWrong()
	if err != nil {
		return err
	}
	return errors.Join(
		g.readWordy(),
		g.readStates(),
		g.readShown(),
		g.readDistricts(),
		g.readMoreNames(),
		g.readTowns(wrong),
		g.readTownNames(),
		g.readAbroad(),
		g.readPINs(),
		g.readRoles(),
		g.readOrdinary(),
	)
}

// readWrong reads the names that GeoNames gives a town and that mean
// something else: "lgd name".
func readWrong() (map[string]bool, error) {
	wrong := map[string]bool{}
	err := table("names_wrong.csv", func(row []string) error {
		for _, name := range strings.Split(row[1], ";") {
			wrong[row[0]+" "+fold.Text(name)] = true
		}
		return nil
	})
	return wrong, err
}

// readWordy reads the names that are ordinary words or given names as well.
func (g *Gazetteer) readWordy() error {
	return table("wordy.csv", func(row []string) error {
		level, err := strconv.ParseInt(row[0], 10, 8)
		if err != nil {
			return err
		}
		w := wordy{level: int8(level)}
		for _, word := range strings.Split(row[3], ";") {
			// "*ा" stands for every word that ends so.
			if end, open := strings.CutPrefix(word, "*"); open {
				w.notAfterEnds = append(w.notAfterEnds, strings.Clone(end))
			} else if word != "" {
				w.notAfter = append(w.notAfter, fold.Text(strings.Clone(word)))
			}
		}
		for _, name := range strings.Split(row[1], ";") {
			g.wordy[together(name)] = w
		}
		return nil
	})
}

func (g *Gazetteer) readStates() error {
	lgds := map[int]string{}
	err := table("states.csv", func(row []string) error {
		lgd, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		s := State{LGD: lgd, Code: row[1], Name: row[2], NameHi: row[3], NameLocal: row[4], LocalLang: row[5], Type: row[6]}
		g.states = append(g.states, s)
		lgds[lgd] = s.Code
		at := g.add(place{kind: kindState, state: s.Code, name: s.Name})
		for _, name := range append([]string{s.Name, s.NameHi, s.NameLocal}, strings.Split(row[7], ";")...) {
			g.name(name, sense{place: at, why: WhyState, weight: weightState})
		}
		return nil
	})
	slices.SortFunc(g.states, func(a, b State) int { return cmp.Compare(a.Name, b.Name) })
	for i, s := range g.states {
		g.stateByKey[s.Code] = i
	}
	return err
}

func (g *Gazetteer) readDistricts() error {
	codes := map[string]string{}
	for _, s := range g.states {
		codes[strconv.Itoa(s.LGD)] = s.Code
	}
	err := table("districts.csv", func(row []string) error {
		lgd, err := strconv.Atoi(row[0])
		lat, err2 := strconv.ParseFloat(row[8], 64)
		lon, err3 := strconv.ParseFloat(row[9], 64)
		state := codes[row[1]]
		if err := errors.Join(err, err2, err3); err != nil {
			return err
		}
		if state == "" {
			return fmt.Errorf("unknown State %q", row[1])
		}
		g.points = append(g.points, point{lat, lon, lgd})
		d := District{LGD: lgd, State: state, Name: row[2], NameHi: row[5], NameLocal: row[6], LocalLang: row[7], Lat: lat, Lon: lon}
		g.districts[lgd] = d
		g.inState[state] = append(g.inState[state], d)
		g.nameDistrict(d, row[3], strings.Split(row[4], ";"))
		return nil
	})
	for _, list := range g.inState {
		slices.SortFunc(list, func(a, b District) int { return cmp.Compare(a.Name, b.Name) })
	}
	return err
}

// readMoreNames reads the names of States and districts that people use and
// that the directory lacks.
func (g *Gazetteer) readMoreNames() error {
	at := map[string]int32{}
	for i, p := range g.places {
		if p.kind == kindState {
			at[p.state] = int32(i)
		} else {
			at[strconv.Itoa(p.lgd)] = int32(i)
		}
	}
	return errors.Join(
		table("names_state.csv", func(row []string) error {
			p, ok := at[row[0]]
			if !ok {
				return fmt.Errorf("unknown State %q", row[0])
			}
			for _, name := range strings.Split(row[1], ";") {
				weight := weightState
				if g.isDistrict(name) {
					weight = weightLoosely
				}
				g.name(name, sense{place: p, why: WhyState, weight: weight})
			}
			return nil
		}),
		table("names_district.csv", func(row []string) error {
			p, ok := at[row[0]]
			if !ok || g.places[p].name != row[1] {
				return fmt.Errorf("district %s is not %q", row[0], row[1])
			}
			for _, name := range strings.Split(row[2], ";") {
				g.name(name, sense{place: p, why: WhyAlias, weight: weightAlias})
			}
			return nil
		}),
	)
}

func (g *Gazetteer) readTowns(wrong map[string]bool) error {
	return table("towns.csv.gz", func(row []string) error {
		lgd, err := strconv.Atoi(row[1])
		if err != nil {
			return err
		}
		people, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		d, ok := g.districts[lgd]
		if !ok {
			return fmt.Errorf("unknown district %d", lgd)
		}
		lat, errLat := strconv.ParseFloat(row[5], 64)
		lon, errLon := strconv.ParseFloat(row[6], 64)
		if err := errors.Join(errLat, errLon); err != nil {
			return err
		}
		g.points = append(g.points, point{lat, lon, lgd})
		at := g.add(place{kind: kindTown, state: d.State, lgd: lgd, name: strings.Clone(row[0]), people: people})
		weight := min(weightTown+0.03*math.Log10(float64(people+1)), weightCity)
		g.name(row[0], sense{place: at, why: WhyTown, weight: weight})
		for _, cell := range row[3:5] {
			for _, name := range strings.Split(cell, ";") {
				if name != "" && !wrong[row[1]+" "+fold.Text(name)] {
					g.name(name, sense{place: at, why: WhyTown, weight: weight - otherName})
				}
			}
		}
		return nil
	})
}

func (g *Gazetteer) readAbroad() error {
	return table("abroad.csv", func(row []string) error {
		at := g.add(place{kind: kindAbroad, country: strings.Clone(row[0]), name: strings.Clone(row[1])})
		for _, name := range strings.Split(row[2], ";") {
			g.name(name, sense{place: at, why: WhyAbroad, weight: weightAbroad})
		}
		return nil
	})
}
