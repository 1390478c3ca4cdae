package places

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// seatPeople is the size that the seat of a taluk counts for, whose people the
// tables do not know: people outside know it by name. Source: house rule.
const seatPeople = townPeople

// weightSeat is less than a town of that size weighs by more than alike: of two
// places of one name the town is meant. Source: house rule.
const weightSeat = 0.84

// readSeats gives the seats of taluks the standing of a town. A name that is a
// word of everyday speech, or is everywhere, stays the name of a village.
func (g *Gazetteer) readSeats() error {
	const rare = 6 // districts with a post office of a name that is not everywhere
	wrong, err := readWrong()
	if err != nil {
		return err
	}
	towns := g.townsByName()
	return table("seats.csv.gz", func(row []string) error {
		lgd, posts, err := seatRow(row)
		if err != nil {
			return err
		}
		text := plainText(row[0])
		if row[1] != "taluk" || g.isWordy(text) || wrong["0 "+text] {
			return nil
		}
		people := seatPeople
		if g.ordinary.kind(text) != uncommon || posts > rare {
			people = 0
		}
		return g.seat(towns, lgd, row[0], people, true)
	})
}

func seatRow(row []string) (lgd, posts int, err error) {
	if lgd, err = strconv.Atoi(row[2]); err == nil {
		posts, err = strconv.Atoi(row[3])
	}
	return lgd, posts, err
}

// readTownNames reads the names that people use for towns and the tables lack.
func (g *Gazetteer) readTownNames() error {
	towns := g.townsByName()
	return table("names_town.csv", func(row []string) error {
		lgd, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		if err := g.seat(towns, lgd, row[1], seatPeople, false); err != nil {
			return err
		}
		at := towns[townKey(lgd, row[1])]
		for _, name := range strings.Split(row[2], ";") {
			if name != "" {
				g.name(name, sense{place: at, why: WhyTown, weight: weightSeat - otherName})
			}
		}
		return nil
	})
}

func townKey(lgd int, name string) string { return fmt.Sprint(lgd, " ", together(name)) }

func (g *Gazetteer) townsByName() map[string]int32 {
	towns := map[string]int32{}
	for i, p := range g.places {
		if p.kind == kindTown {
			towns[townKey(p.lgd, p.name)] = int32(i)
		}
	}
	return towns
}

// seat gives a town of some district at least so many people, and adds it if
// there is none and the district is not called so.
func (g *Gazetteer) seat(towns map[string]int32, lgd int, name string, people int, official bool) error {
	d, ok := g.districts[lgd]
	if !ok {
		return fmt.Errorf("unknown district %d", lgd)
	}
	key := townKey(lgd, name)
	if at, known := towns[key]; known {
		p := &g.places[at]
		p.people = max(p.people, people)
		g.name(name, sense{place: at, why: WhyTown, weight: weightSeat})
		return nil
	}
	if official && slices.ContainsFunc(g.text[together(name)], func(s sense) bool {
		return g.places[s.place].lgd == lgd && g.places[s.place].kind == kindDistrict
	}) {
		return nil
	}
	name = strings.Clone(name)
	towns[key] = g.add(place{kind: kindTown, state: d.State, lgd: lgd, name: name, people: people, seat: official})
	g.name(name, sense{place: towns[key], why: WhyTown, weight: weightSeat})
	return nil
}
