package places

import (
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// The tables in data/tables.bin are made here, out of the other files in data,
// and by nothing else: the program only reads them.
//
//	go generate ./tips/places

var update = flag.Bool("update", false, "write data/tables.bin anew")

// maker is what the sources say, in maps.
type maker struct {
	g *Gazetteer // the tables that the program reads as they are written

	places  []place
	points  []point
	written []written          // every name of places as it is written
	text    map[string][]sense // by folded words written together
	longest int                // words of the longest name

	whole, begins map[string]common // everyday words, and beginnings of them
	langs         map[string]uint8  // bits of the languages that have a word

	sounds         sounds
	localities     made
	pins, prefixes map[int32][]pinShare
}

// newMaker reads the sources. The order matters: what is a name is no word of
// the tips, and what is one of those is no seat's name.
func newMaker() (*maker, error) {
	m := &maker{g: &Gazetteer{}, text: map[string][]sense{}, whole: map[string]common{}, begins: map[string]common{}, langs: map[string]uint8{},
		pins: map[int32][]pinShare{}, prefixes: map[int32][]pinShare{}}
	if err := m.g.read(); err != nil {
		return nil, err
	}
	wrong, err := readWrong()
	if err != nil {
		return nil, err
	}
	err = errors.Join(m.nameStates(), m.nameDistricts(), m.readMoreNames(), m.readTowns(wrong), m.readTownNames(), m.readAbroad(), m.readPINs(), m.readOrdinary())
	if err != nil {
		return nil, err
	}
	m.nameTwins()
	if err := errors.Join(m.readTold(), m.readSeats(wrong), m.readLocalities()); err != nil {
		return nil, err
	}
	m.hear()
	return m, nil
}

// source reads a table of the folder and gives each row to use, without the header.
func source(name string, use func(row []string) error) error {
	f, err := os.Open("data/" + name)
	if err != nil {
		return err
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return rows(in, name, use)
}

// opened is what the program makes of what was read so far.
func (m *maker) opened() (*Gazetteer, error) {
	tables, err := m.tables()
	if err != nil {
		return nil, err
	}
	g := &Gazetteer{}
	return g, errors.Join(g.read(), g.open(string(tables)))
}

// TestTheTablesAreWhatTheirSourcesSay makes the tables anew.
func TestTheTablesAreWhatTheirSourcesSay(t *testing.T) {
	m, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	tables, err := m.tables()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("data/tables.bin", tables, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(tables) != finished {
		t.Error("data/tables.bin is not what the other files of the folder say: go generate ./tips/places")
	}
}
