package places

import (
	"fmt"
	"strings"
)

// readShown reads how pages call a State in languages that the directory lacks.
func (g *Gazetteer) readShown() error {
	return table("names_shown.csv", func(row []string) error {
		if _, ok := g.stateByKey[row[1]]; !ok {
			return fmt.Errorf("unknown State %q", row[1])
		}
		g.shown[row[0]+" "+row[1]] = strings.Clone(row[2])
		return nil
	})
}

// StateIn is what a page in a language (BCP 47) calls a State by its letters;
// "" where the directory's own names must do.
func (g *Gazetteer) StateIn(code, lang string) string { return g.shown[lang+" "+code] }
