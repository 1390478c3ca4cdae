package main

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"mukti/content"
	"mukti/i18n"
	"mukti/themes"
	"mukti/tips/places"
	"mukti/tips/triage"
)

// libraryCmd is `portal library`.
type libraryCmd struct {
	Import importCmd `cmd:"" help:"Make drafts of files: numbered paragraphs, tables, number, date and subject are found, the original is kept beside."`
	Check  checkCmd  `cmd:"" help:"Print every fault of the library, the catalogues, the rules, the units and the theme at once, one a line: file:line: fault."`
}

// checkCmd is `portal library check`.
type checkCmd struct {
	Dir string `arg:"" optional:"" help:"Folder of documents read on top of the embedded library." type:"existingdir"`
}

// Run exits with 1 if there is any fault.
func (k *checkCmd) Run(w *world, c *Common) error {
	if k.Dir != "" {
		c.LibraryDir = k.Dir
	}
	faults := 0
	say := func(err error) {
		if err == nil {
			return
		}
		for line := range strings.Lines(err.Error()) {
			if line = strings.TrimSpace(line); line != "" {
				fmt.Fprintln(w.stdout, line)
				faults++
			}
		}
	}
	bundle, err := i18n.Load(i18n.Embedded())
	say(err)
	var langs []string
	if err == nil {
		for _, l := range bundle.Languages() {
			langs = append(langs, l.Tag)
		}
	}
	trees := []fs.FS{content.Embedded()}
	if c.LibraryDir != "" {
		if info, err := os.Stat(c.LibraryDir); err != nil || !info.IsDir() {
			return fmt.Errorf("%s: not a folder that can be read", c.LibraryDir)
		}
		trees = append(trees, os.DirFS(c.LibraryDir))
	}
	library, wrong, remarks := content.Check(time.Now(), langs, trees...)
	for _, f := range wrong {
		say(placed(c.LibraryDir, f))
	}
	say(triage.Check())
	_, err = readUnits(c.Data)
	say(err)
	_, err = places.Load()
	say(err)
	_, err = themes.Load(append([]fs.FS{themes.Base()}, c.overlays()...)...) // base over itself: every page is looked at
	say(err)
	if err := report(w, c.LibraryDir, remarks); err != nil {
		return err
	}
	if faults > 0 {
		fmt.Fprintf(w.stderr, "portal: %d faults\n", faults)
		return errFaults
	}
	_, err = fmt.Fprintf(w.stdout, "no fault: %d pages of the library, %d languages, rules, units, places and theme\n", library.Len(), len(langs))
	return err
}

// topics are the headings under which remarks are shown.
var topics = map[content.Sort]string{
	content.Unsure:          "unsure",
	content.StaleReview:     "to be compared with the source",
	content.StaleContact:    "contacts to be tried again",
	content.StaleText:       "translations behind the English text",
	content.NoLawyer:        "not checked by a lawyer",
	content.PerhapsTwice:    "perhaps the same document twice",
	content.MissingLanguage: "not in every language",
}

// report shows remarks apart from faults: they do not fail the check.
func report(w *world, dir string, remarks []content.Remark) error {
	last := content.Sort(-1)
	for i, r := range remarks {
		if i == 0 {
			fmt.Fprintln(w.stdout, "\nReports, which are no faults:")
		}
		if r.Sort != last {
			n := 0
			for _, x := range remarks {
				if x.Sort == r.Sort {
					n++
				}
			}
			fmt.Fprintf(w.stdout, "\n%s (%d)\n", topics[r.Sort], n)
			last = r.Sort
		}
		if _, err := fmt.Fprintf(w.stdout, "  %s\n", placed(dir, r.Fault).Error()); err != nil {
			return err
		}
	}
	if len(remarks) > 0 {
		fmt.Fprintln(w.stdout)
	}
	return nil
}
