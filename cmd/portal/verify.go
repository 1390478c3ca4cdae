package main

import (
	"errors"
	"fmt"
)

// verifyCmd is `portal verify`.
type verifyCmd struct{}

// Run prints every fault of the database, one a line.
func (v *verifyCmd) Run(w *world, c *Common) error {
	h, err := openHouse(w.ctx, c, c.logger(w), false)
	if err != nil {
		return err
	}
	faults, err := h.db.Verify(w.ctx)
	for _, id := range h.ledger.ids(listedTip) {
		if _, found := h.db.Tip(w.ctx, id); found == nil {
			faults = append(faults, "on the list of erased tips and still there (the next start erases it): "+id)
		}
	}
	if err := errors.Join(err, h.db.Close()); err != nil {
		return err
	}
	for _, f := range faults {
		fmt.Fprintln(w.stdout, f)
	}
	if len(faults) > 0 {
		return errFaults
	}
	_, err = fmt.Fprintln(w.stdout, "the database, the sealed boxes' framing and the audit chain are whole")
	return err
}
