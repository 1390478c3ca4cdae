package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"mukti/tips"
)

// verifyCmd is `portal verify`.
type verifyCmd struct {
	Head  bool   `help:"Print the newest signed daily head of the audit, to print or mail, and check nothing."`
	Heads string `help:"Hold the heads that were kept in FILE (whole lines, or the short form as typed; - for stdin) against the audit too." placeholder:"FILE"`
}

// Run prints every fault of the database, one a line.
func (v *verifyCmd) Run(w *world, c *Common) error {
	h, err := openHouse(w.ctx, c, c.logger(w), false)
	if err != nil {
		return err
	}
	if v.Head {
		return errors.Join(v.printHead(w, h), h.db.Close())
	}
	faults, given, err := v.faults(w, h)
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
	if given > 0 {
		_, err = fmt.Fprintf(w.stdout, "the audit is the one of the %d heads that were kept\n", given)
	}
	return err
}

func (v *verifyCmd) faults(w *world, h *house) (faults []string, given int, err error) {
	var kept []tips.GivenHead
	if v.Heads != "" { // first: a file that cannot be read is no long walk's end
		if kept, err = readHeads(w, v.Heads); err != nil {
			return nil, 0, err
		}
	}
	if faults, err = h.db.Verify(w.ctx); err != nil {
		return nil, 0, err
	}
	if err := v.keyThere(w.ctx, h); err != nil {
		faults = append(faults, err.Error())
	}
	more, err := h.db.VerifyHeads(w.ctx, kept)
	return append(faults, more...), len(kept), err
}

// keyThere tells when heads were signed by a key that is not there any more.
func (v *verifyCmd) keyThere(ctx context.Context, h *house) error {
	if h.secrets.heads.Usable() {
		return nil
	}
	heads, err := h.db.ListHeads(ctx, "", 1)
	if err != nil || len(heads) == 0 {
		return err
	}
	return errors.New("the key of the audit's daily heads is missing: their signatures cannot be checked")
}

// readHeads reads kept heads. A file without any is a slip, not a proof.
func readHeads(w *world, path string) ([]tips.GivenHead, error) {
	read := func() ([]byte, error) { return os.ReadFile(path) }
	if path == "-" {
		read = func() ([]byte, error) { return io.ReadAll(w.stdin) }
	}
	text, err := read()
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	kept, err := tips.ParseHeads(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("%w: --heads %s: holds no head of an audit", errUsage, path)
	}
	return kept, nil
}

// printHead prints the newest head.
func (v *verifyCmd) printHead(w *world, h *house) error {
	heads, err := h.db.ListHeads(w.ctx, "", 1)
	if err != nil {
		return err
	}
	if len(heads) == 0 {
		return errors.New("no daily head is signed yet: the portal signs one when a day in India has ended")
	}
	_, err = fmt.Fprint(w.stdout, heads[0].Text(h.secrets.heads.Public()))
	return err
}
