package main

import (
	"fmt"
	"strings"
	"time"

	"mukti/i18n"
	"mukti/themes"
	"mukti/tips/places"
	"mukti/tips/triage"
)

// libraryCmd is `portal library`.
type libraryCmd struct {
	Check checkCmd `cmd:"" help:"Print every fault of the library, the catalogues, the rules, the units and the theme at once, one a line: file:line: fault."`
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
	library, err := openLibrary(c)
	say(err)
	if err == nil {
		say(library.CheckOriginals())
	}
	bundle, err := i18n.Load(i18n.Embedded())
	say(err)
	_, err = triage.Load()
	say(err)
	_, err = readUnits(c.Data)
	say(err)
	_, err = places.Load()
	say(err)
	_, err = themes.Load()
	say(err)
	if faults > 0 {
		fmt.Fprintf(w.stderr, "portal: %d faults\n", faults)
		return errFaults
	}
	// A report and no fault: a contact grows old without anybody's doing.
	for _, line := range library.StaleContacts(time.Now()) {
		if _, err := fmt.Fprintf(w.stdout, "to be tried again: %s\n", line); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(w.stdout, "no fault: %d pages of the library, %d languages, rules, units, places and theme\n", len(library.All()), len(bundle.Languages()))
	return err
}
