package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"mukti/search"
	"mukti/search/evaluate"
	"mukti/tips/places"
)

// placesCmd is `portal places TEXT`.
type placesCmd struct {
	Text []string `arg:"" help:"A place as written: a name in any script, a PIN code, a sentence."`
}

// Run prints the candidates, best first.
func (p *placesCmd) Run(w *world, _ *Common) error {
	g, err := places.Load()
	if err != nil {
		return err
	}
	return printJSON(w.stdout, orNone(g.Find(strings.Join(p.Text, " "))))
}

// unitsCmd is `portal units`.
type unitsCmd struct {
	State string `help:"Only this State's, by its two letters." placeholder:"UP"`
	On    string `help:"The layout of a day." placeholder:"2026-11-22"`
}

// Unit is a body as the directory prints it. Source: CONTRACT, "Unit codes".
type unit struct {
	Code      string  `json:"code"`
	State     string  `json:"state"`
	Kind      string  `json:"kind"`
	Seat      string  `json:"seat"`
	Districts []int   `json:"districts"`
	Basis     string  `json:"basis"`
	Reads     bool    `json:"reads"`
	Source    string  `json:"source"`
	From      *string `json:"from"`
	To        *string `json:"to"`
}

// Run prints the directory; `reads` is filled in where there is a database.
func (u *unitsCmd) Run(w *world, c *Common) error {
	on := time.Now()
	if u.On != "" {
		day, err := time.Parse(time.DateOnly, u.On)
		if err != nil {
			return fmt.Errorf("%w: --on %q: want a day as 2026-11-22", errUsage, u.On)
		}
		on = day
	}
	d, err := readUnits(c.Data)
	if err != nil {
		return err
	}
	reads, err := activeBodies(w, c)
	if err != nil {
		return err
	}
	list := []unit{}
	for _, b := range d.All(on) {
		if u.State != "" && !strings.EqualFold(u.State, b.State) {
			continue
		}
		list = append(list, unit{Code: b.Code, State: b.State, Kind: b.Kind, Seat: b.Seat, Districts: orNone(b.Districts),
			Basis: b.Basis, Reads: reads[b.Code], Source: b.Source, From: orNull(b.From), To: orNull(b.To)})
	}
	if len(list) == 0 && u.State != "" {
		return fmt.Errorf("%w: --state %q: no such State; letters as in UP, DL, WB", errUsage, u.State)
	}
	return printJSON(w.stdout, list)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// searchCmd is `portal search`.
type searchCmd struct {
	Lang  string   `help:"Language of the reader." default:"en"`
	Kind  string   `help:"Only this kind, e.g. advisories."`
	Year  int      `help:"Only documents of this year."`
	State string   `help:"Only documents about this State: two letters, UP."`
	In    string   `help:"Only texts in this language, e.g. hi."`
	Page  int      `help:"Page, from 1." default:"1"`
	Words []string `arg:"" optional:"" help:"What to look for."`

	Evaluate string `help:"Instead: index DIR/docs.jsonl, ask DIR/queries.tsv, measure against DIR/qrels.txt." type:"existingdir" placeholder:"DIR"`
	Ranking  string `name:"run" help:"With --evaluate: write the ranking as a TREC run, up to 100 a query." type:"path" placeholder:"FILE"`
}

// Run prints what the API would, or measures the search on a judged collection.
func (s *searchCmd) Run(w *world, c *Common) error {
	switch {
	case s.Evaluate != "" && len(s.Words) > 0:
		return fmt.Errorf("%w: --evaluate brings its own questions: leave out the words", errUsage)
	case s.Evaluate != "":
		return s.evaluate(w)
	case s.Ranking != "":
		return fmt.Errorf("%w: --run goes with --evaluate", errUsage)
	case len(s.Words) == 0:
		return fmt.Errorf("%w: say what to look for, or give --evaluate DIR", errUsage)
	}
	library, err := openLibrary(c)
	if err != nil {
		return err
	}
	index, err := search.Open(library, "")
	if err != nil {
		return err
	}
	defer index.Close()
	r, err := index.Search(w.ctx, search.Query{
		Words: strings.Join(s.Words, " "), Lang: s.Lang, Kind: s.Kind, Year: s.Year, State: s.State, In: s.In, Page: s.Page,
	})
	if err != nil {
		return err
	}
	return printJSON(w.stdout, r)
}

func (s *searchCmd) evaluate(w *world) error {
	ranking := io.Discard
	if s.Ranking != "" {
		f, err := os.Create(s.Ranking)
		if err != nil {
			return fmt.Errorf("%s: cannot be written: %w", s.Ranking, unwrapPath(err))
		}
		defer f.Close()
		ranking = f
	}
	report, err := evaluate.Run(w.ctx, s.Evaluate, ranking)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.stdout, report)
	return err
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
