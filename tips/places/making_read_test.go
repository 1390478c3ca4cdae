package places

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

// readWrong reads the names that GeoNames gives a town and that mean
// something else: "lgd name".
func readWrong() (map[string]bool, error) {
	wrong := map[string]bool{}
	err := source("names_wrong.csv", func(row []string) error {
		for _, name := range strings.Split(row[1], ";") {
			wrong[row[0]+" "+fold.Text(name)] = true
		}
		return nil
	})
	return wrong, err
}

// nameStates gives the States the names of the directory.
func (m *maker) nameStates() error {
	return source("states.csv", func(row []string) error {
		s, ok := m.g.State(row[1])
		if !ok {
			return fmt.Errorf("unknown State %q", row[1])
		}
		at := m.add(place{kind: kindState, state: s.Code, name: s.Name})
		for _, name := range append([]string{s.Name, s.NameHi, s.NameLocal}, strings.Split(row[7], ";")...) {
			m.name(name, sense{place: at, why: WhyState, weight: weightState})
		}
		return nil
	})
}

// nameDistricts does the same for the districts.
func (m *maker) nameDistricts() error {
	return source("districts.csv", func(row []string) error {
		lgd, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		d := m.g.districts[lgd]
		m.points = append(m.points, point{d.Lat, d.Lon, lgd})
		m.nameDistrict(d, row[3], strings.Split(row[4], ";"))
		return nil
	})
}

// readMoreNames reads the names of States and districts that people use and
// that the directory lacks.
func (m *maker) readMoreNames() error {
	at := map[string]int32{}
	for i, p := range m.places {
		if p.kind == kindState {
			at[p.state] = int32(i)
		} else {
			at[strconv.Itoa(p.lgd)] = int32(i)
		}
	}
	return errors.Join(
		source("names_state.csv", func(row []string) error {
			p, ok := at[row[0]]
			if !ok {
				return fmt.Errorf("unknown State %q", row[0])
			}
			for _, name := range strings.Split(row[1], ";") {
				weight := weightState
				if m.isDistrict(name) {
					weight = weightLoosely
				}
				m.name(name, sense{place: p, why: WhyState, weight: weight})
			}
			return nil
		}),
		source("names_district.csv", func(row []string) error {
			p, ok := at[row[0]]
			if !ok || m.places[p].name != row[1] {
				return fmt.Errorf("district %s is not %q", row[0], row[1])
			}
			for _, name := range strings.Split(row[2], ";") {
				m.name(name, sense{place: p, why: WhyAlias, weight: weightAlias})
			}
			return nil
		}),
	)
}

// readTowns reads the towns of GeoNames, which weigh more the more people live
// there, and their other names but the wrong ones.
func (m *maker) readTowns(wrong map[string]bool) error {
	return source("towns.csv.gz", func(row []string) error {
		lgd, err := strconv.Atoi(row[1])
		if err != nil {
			return err
		}
		people, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		d, ok := m.g.districts[lgd]
		if !ok {
			return fmt.Errorf("unknown district %d", lgd)
		}
		lat, errLat := strconv.ParseFloat(row[5], 64)
		lon, errLon := strconv.ParseFloat(row[6], 64)
		if err := errors.Join(errLat, errLon); err != nil {
			return err
		}
		m.points = append(m.points, point{lat, lon, lgd})
		at := m.add(place{kind: kindTown, state: d.State, lgd: lgd, name: row[0], people: people})
		weight := min(weightTown+0.03*math.Log10(float64(people+1)), weightCity)
		m.name(row[0], sense{place: at, why: WhyTown, weight: weight})
		for _, cell := range row[3:5] {
			for _, name := range strings.Split(cell, ";") {
				if name != "" && !wrong[row[1]+" "+fold.Text(name)] {
					m.name(name, sense{place: at, why: WhyTown, weight: weight - otherName})
				}
			}
		}
		return nil
	})
}

// readAbroad reads countries, and cities that people are taken to.
func (m *maker) readAbroad() error {
	return source("abroad.csv", func(row []string) error {
		at := m.add(place{kind: kindAbroad, country: row[0], name: row[1]})
		for _, name := range strings.Split(row[2], ";") {
			m.name(name, sense{place: at, why: WhyAbroad, weight: weightAbroad})
		}
		return nil
	})
}

// readPINs reads the shares of districts in each PIN, and adds them up for the
// beginnings.
func (m *maker) readPINs() error {
	err := source("pins.csv.gz", func(row []string) error {
		pin, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		var shares []pinShare
		for _, cell := range strings.Fields(row[1]) {
			lgd, share, _ := strings.Cut(cell, ":")
			n, err := strconv.Atoi(lgd)
			if err != nil {
				return err
			}
			part, err := strconv.ParseFloat(share, 32)
			if err != nil {
				return err
			}
			if _, ok := m.g.districts[n]; !ok {
				return fmt.Errorf("unknown district %d", n)
			}
			shares = append(shares, pinShare{int32(n), float32(part)})
		}
		m.pins[int32(pin)] = shares
		m.countPrefix(int32(pin/1000), shares)
		return nil
	})
	for _, shares := range m.prefixes {
		var all float32
		for _, s := range shares {
			all += s.share
		}
		for i := range shares {
			shares[i].share /= all
		}
		slices.SortFunc(shares, func(a, b pinShare) int {
			return cmp.Or(cmp.Compare(b.share, a.share), cmp.Compare(a.lgd, b.lgd))
		})
	}
	return err
}

// countPrefix adds a PIN to its sorting district, the first three digits: a
// PIN that is too new for the table still tells roughly where it is.
func (m *maker) countPrefix(prefix int32, shares []pinShare) {
	list := m.prefixes[prefix]
	for _, s := range shares {
		i := slices.IndexFunc(list, func(p pinShare) bool { return p.lgd == s.lgd })
		if i < 0 {
			list = append(list, s)
		} else {
			list[i].share += s.share
		}
	}
	m.prefixes[prefix] = list
}
