package places

import (
	"cmp"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

// embedded are the tables that are read as they are written. The others are in
// [finished].
//
//go:embed data/states.csv data/districts.csv data/names_shown.csv data/wordy.csv data/roles.csv
var embedded embed.FS

// table reads an embedded table and gives each row to use, without the header.
func table(name string, use func(row []string) error) error {
	f, err := embedded.Open("data/" + name)
	if err != nil {
		return fmt.Errorf("places: %w", err)
	}
	defer f.Close()
	return rows(f, name, use)
}

func rows(in io.Reader, name string, use func(row []string) error) error {
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
	g.shown, g.wordy = map[string]string{}, map[string]wordy{}
	return errors.Join(
		g.readWordy(),
		g.readStates(),
		g.readShown(),
		g.readDistricts(),
		g.readRoles(),
	)
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
	err := table("states.csv", func(row []string) error {
		lgd, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		s := State{LGD: lgd, Code: row[1], Name: row[2], NameHi: row[3], NameLocal: row[4], LocalLang: row[5], Type: row[6]}
		g.states = append(g.states, s)
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
		d := District{LGD: lgd, State: state, Name: row[2], NameHi: row[5], NameLocal: row[6], LocalLang: row[7], Lat: lat, Lon: lon}
		g.districts[lgd] = d
		g.inState[state] = append(g.inState[state], d)
		return nil
	})
	for _, list := range g.inState {
		slices.SortFunc(list, func(a, b District) int { return cmp.Compare(a.Name, b.Name) })
	}
	return err
}
