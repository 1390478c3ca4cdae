package places

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mukti/i18n/fold"
)

// readOrdinary reads the words of everyday speech.
func (m *maker) readOrdinary() error {
	langs := map[string]uint8{"hi": hindi, "mr": marathi, "ne": nepali}
	kinds := map[string]common{"word": noun, "sentence": verb}
	return source("ordinary.csv", func(row []string) error {
		kind, ok := kinds[row[0]]
		if !ok {
			return fmt.Errorf("unknown kind %q", row[0])
		}
		for _, word := range strings.Split(row[1], ";") {
			stem, open := strings.CutSuffix(word, "*")
			if open {
				m.begins[together(stem)] = kind
			} else {
				text := together(word)
				m.whole[text] = max(kind, m.whole[text])
				if bit := langs[row[2]]; bit != 0 {
					m.langs[text] |= bit
				}
			}
		}
		return nil
	})
}

// kind is [ordinary.kind] for the words so far.
func (m *maker) kind(word string) common {
	in := func(list map[string]common) func(string) (common, bool) {
		return func(w string) (common, bool) { k, ok := list[w]; return k, ok }
	}
	return kindOf(word, in(m.whole), in(m.begins))
}

// readTold reads the words that tips are told in, except those that are names
// so far, as the program reads them.
func (m *maker) readTold() error {
	g, err := m.opened()
	if err != nil {
		return err
	}
	return source("told.csv", func(row []string) error {
		for _, word := range strings.Split(row[1], ";") {
			stem, open := strings.CutSuffix(word, "*")
			if len(m.text[stem]) > 0 || m.g.isWordy(stem) || m.kind(stem) != uncommon {
				continue
			}
			if senses, _ := g.withoutEnding(&token{Word: fold.Word{Text: stem}, script: scriptOf(stem)}); len(senses) > 0 {
				continue // "in Chennai" of a promise of work there
			}
			if open && !g.beginsName(stem) {
				m.begins[stem] = told
			} else {
				m.whole[stem] = told
			}
		}
		return nil
	})
}

// beginsName reports whether the name of a State, a district or a city begins
// with some letters.
func (g *Gazetteer) beginsName(letters string) bool {
	at, _ := slices.BinarySearch(g.sorted, letters)
	for ; at < len(g.sorted) && strings.HasPrefix(g.sorted[at], letters); at++ {
		for _, s := range g.named(g.sorted[at]) {
			if p := g.places[s.place]; p.kind != kindTown || p.people >= cityPeople {
				return true
			}
		}
	}
	return false
}

// seatPeople is the size that the seat of a taluk counts for, whose people the
// tables do not know: people outside know it by name. Source: house rule.
const seatPeople = townPeople

// weightSeat is less than a town of that size weighs by more than alike: of two
// places of one name the town is meant. Source: house rule.
const weightSeat = 0.84

// readSeats gives the seats of taluks the standing of a town. A name that is a
// word of everyday speech, or is everywhere, stays the name of a village.
func (m *maker) readSeats(wrong map[string]bool) error {
	const rare = 6 // districts with a post office of a name that is not everywhere
	towns := m.townsByName()
	return source("seats.csv.gz", func(row []string) error {
		lgd, posts, err := seatRow(row)
		if err != nil {
			return err
		}
		text := plainText(row[0])
		if row[1] != "taluk" || m.g.isWordy(text) || wrong["0 "+text] {
			return nil
		}
		people := seatPeople
		if m.kind(text) != uncommon || posts > rare {
			people = 0
		}
		return m.seat(towns, lgd, row[0], people, true)
	})
}

func seatRow(row []string) (lgd, posts int, err error) {
	if lgd, err = strconv.Atoi(row[2]); err == nil {
		posts, err = strconv.Atoi(row[3])
	}
	return lgd, posts, err
}

// readTownNames reads the names that people use for towns and the tables lack.
func (m *maker) readTownNames() error {
	towns := m.townsByName()
	return source("names_town.csv", func(row []string) error {
		lgd, err := strconv.Atoi(row[0])
		if err != nil {
			return err
		}
		if err := m.seat(towns, lgd, row[1], seatPeople, false); err != nil {
			return err
		}
		at := towns[townKey(lgd, row[1])]
		for _, name := range strings.Split(row[2], ";") {
			if name != "" {
				m.name(name, sense{place: at, why: WhyTown, weight: weightSeat - otherName})
			}
		}
		return nil
	})
}

func townKey(lgd int, name string) string { return fmt.Sprint(lgd, " ", together(name)) }

func (m *maker) townsByName() map[string]int32 {
	towns := map[string]int32{}
	for i, p := range m.places {
		if p.kind == kindTown {
			towns[townKey(p.lgd, p.name)] = int32(i)
		}
	}
	return towns
}

// seat gives a town of some district at least so many people, and adds it if
// there is none and the district is not called so.
func (m *maker) seat(towns map[string]int32, lgd int, name string, people int, official bool) error {
	d, ok := m.g.districts[lgd]
	if !ok {
		return fmt.Errorf("unknown district %d", lgd)
	}
	key := townKey(lgd, name)
	if at, known := towns[key]; known {
		p := &m.places[at]
		p.people = max(p.people, people)
		m.name(name, sense{place: at, why: WhyTown, weight: weightSeat})
		return nil
	}
	if official && slices.ContainsFunc(m.text[together(name)], func(s sense) bool {
		return m.places[s.place].lgd == lgd && m.places[s.place].kind == kindDistrict
	}) {
		return nil
	}
	towns[key] = m.add(place{kind: kindTown, state: d.State, lgd: lgd, name: name, people: people, seat: official})
	m.name(name, sense{place: towns[key], why: WhyTown, weight: weightSeat})
	return nil
}
