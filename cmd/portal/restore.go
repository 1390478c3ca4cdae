package main

import (
	"archive/tar"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
	"mukti/tips/vault"
)

// restoreCmd is `portal restore`.
type restoreCmd struct {
	File          string `arg:"" help:"The backup." type:"existingfile"`
	Identity      string `help:"File with the offline key, as age-keygen wrote it." required:"" type:"existingfile" placeholder:"KEYFILE"`
	Erased        string `help:"The newest list of what was erased (keys/erased of the lost portal, or a copy of it): what it names is erased again." type:"existingfile" placeholder:"FILE" xor:"erased"`
	WithoutErased bool   `help:"Go on without such a list: what was erased since the backup was made comes back." xor:"erased"`
}

// restoringFolder holds what is put back until it counts.
const restoringFolder = "restoring"

// maxBeside is how large a file beside the database may be in a backup, bytes.
const maxBeside = 64 << 20

// besideName is what a file beside the database may be called: a backup is
// sealed, but anybody can seal one to a key that is known.
var besideName = regexp.MustCompile(`^(` + regexp.QuoteMeta(anchorFile) + `|` + regexp.QuoteMeta(unitsFile) + `|` + demoFile + `|` + keysFolder + `/[a-z0-9][a-z0-9._-]{0,60})$`)

// Run puts a backup into an empty data folder. It counts when all of it was
// read, verified, and what was erased since is erased again; until then the
// folder has no database.
func (r *restoreCmd) Run(w *world, c *Common) (err error) {
	if err := c.check(); err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if r.Erased == "" && !r.WithoutErased {
		return fmt.Errorf("%w: give --erased FILE, the newest keys/erased of the lost portal; --without-erased if it is lost: what was erased since the backup then comes back", errUsage)
	}
	if c.Database != "" {
		return fmt.Errorf("%w: --database: a backup is put back as %s in the data folder; move it afterwards", errUsage, databaseFile)
	}
	listed := []string{}
	if r.Erased != "" {
		if listed, err = readLedger(r.Erased); err != nil {
			return err
		}
	}
	stage := filepath.Join(c.Data, restoringFolder)
	if err := emptyFolder(c.Data); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(stage, keysFolder), 0o700); err != nil {
		return fmt.Errorf("%s: cannot be made: %w", stage, unwrapPath(err))
	}
	made, sum, err := r.put(w.ctx, w, c, stage, listed)
	if err != nil {
		// Nothing of it counts: the folder is empty again.
		return errors.Join(fullDisk(c.Data, err), os.RemoveAll(stage))
	}
	if err := moveIn(stage, c.Data); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "Put back as of %s, verified. %s\nAccounts, passphrases and roles are those of that day; everybody signs in again, and one-time links have to be made anew.\n",
		made.Format(time.RFC3339), sum)
	return err
}

// emptyFolder sees that nothing is in the data folder but what a restore that
// was cut off has left, which goes.
func emptyFolder(data string) error {
	entries, err := os.ReadDir(data)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w", data, unwrapPath(err))
	}
	cutOff := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == restoringFolder })
	for _, e := range entries {
		if e.Name() == "lost+found" { // of a disk of its own
			continue
		}
		if !cutOff {
			return fmt.Errorf("%s: is not empty: a backup is put into an empty data folder only", data)
		}
	}
	if !cutOff {
		return nil
	}
	// The folder "restoring" goes last: until then all here is known to be ours.
	for _, e := range entries {
		if e.Name() == "lost+found" || e.Name() == restoringFolder {
			continue
		}
		if err := os.RemoveAll(filepath.Join(data, e.Name())); err != nil {
			return fmt.Errorf("%s: %w", data, unwrapPath(err))
		}
	}
	if err := os.RemoveAll(filepath.Join(data, restoringFolder)); err != nil {
		return fmt.Errorf("%s: %w", data, unwrapPath(err))
	}
	return nil
}

// unfinished says that a restore of this folder was cut off.
func unfinished(data string) error {
	if _, err := os.Stat(filepath.Join(data, restoringFolder)); err == nil {
		return fmt.Errorf("%s: a restore was cut off here: run `portal restore` again", data)
	}
	return nil
}

// put opens the backup into stage, replays what happened since, and verifies.
func (r *restoreCmd) put(ctx context.Context, w *world, c *Common, stage string, listed []string) (made time.Time, sum string, err error) {
	if made, err = r.unpack(stage); err != nil {
		return made, "", err
	}
	staged := *c
	staged.Data = stage
	h, err := openHouse(ctx, &staged, c.logger(w), false)
	if err != nil {
		return made, "", err
	}
	defer func() { err = errors.Join(err, h.db.Close()) }()
	for _, line := range listed {
		sort, id, _ := strings.Cut(line, " ")
		if err := h.ledger.add(sort, id, time.Now()); err != nil {
			return made, "", err
		}
	}
	disabled := h.ledger.ids(listedOfficer)
	if err := h.db.Restored(ctx, sqlstore.Restored{Disabled: disabled, Event: tips.RestoredFrom(time.Now(), made)}); err != nil {
		return made, "", err
	}
	again, err := tips.NewDesk(h.config).EraseListed(ctx, h.ledger.ids(listedTip))
	if err != nil {
		return made, "", err
	}
	faults, err := h.db.Verify(ctx)
	if err != nil {
		return made, "", err
	}
	for _, f := range faults {
		fmt.Fprintln(w.stdout, f)
	}
	if len(faults) > 0 {
		return made, "", fmt.Errorf("%s: the backup is not whole: nothing was put back", r.File)
	}
	return made, fmt.Sprintf("%d tips that were erased since are erased again, %d officers stay disabled.", again, len(disabled)), nil
}

// unpack opens the sealed file. It is read to its end before anything of it is
// used: only the end shows that nothing was cut or changed.
func (r *restoreCmd) unpack(stage string) (made time.Time, err error) {
	key, err := os.Open(r.Identity)
	if err != nil {
		return made, fmt.Errorf("%s: %w", r.Identity, unwrapPath(err))
	}
	defer key.Close()
	file, err := os.Open(r.File)
	if err != nil {
		return made, fmt.Errorf("%s: %w", r.File, unwrapPath(err))
	}
	defer file.Close()
	opened, err := vault.OpenWith(key, file)
	if errors.Is(err, vault.ErrOpen) {
		return made, fmt.Errorf("%s: does not open with %s: another key, or no backup", r.File, r.Identity)
	}
	if err != nil {
		return made, fmt.Errorf("%s: %w", r.Identity, err)
	}
	broken := func(err error) error {
		if isFull(err) {
			return err
		}
		return fmt.Errorf("%s: damaged or cut off: nothing was put back: %w", r.File, err)
	}
	t := tar.NewReader(opened)
	seen := map[string]bool{}
	for {
		head, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return made, broken(err)
		}
		switch {
		case seen[head.Name] || head.Typeflag != tar.TypeReg:
			return made, broken(fmt.Errorf("%q comes twice or is no file", head.Name))
		case head.Name == backupHead && len(seen) == 0:
			var about backupAbout
			if err := json.NewDecoder(io.LimitReader(t, 1<<16)).Decode(&about); err != nil {
				return made, broken(err)
			}
			if about.Format != backupFormat {
				return made, fmt.Errorf("%s: was written by another portal (format %d, this one knows %d)", r.File, about.Format, backupFormat)
			}
			made = about.Made
		case !seen[backupHead]:
			return made, broken(errors.New("no backup of this portal"))
		case head.Name == databaseFile, besideName.MatchString(head.Name) && head.Size <= maxBeside:
			if err := unpackFile(filepath.Join(stage, filepath.FromSlash(head.Name)), t); err != nil {
				return made, broken(err)
			}
		default:
			return made, broken(fmt.Errorf("%q does not belong to a backup", head.Name))
		}
		seen[head.Name] = true
	}
	if _, err := io.Copy(io.Discard, opened); err != nil {
		return made, broken(err)
	}
	for _, name := range []string{databaseFile, keysFolder + "/pepper", keysFolder + "/audit", keysFolder + "/" + marksFile} {
		if !seen[name] {
			return made, broken(fmt.Errorf("without %s, only %s", name, strings.Join(slices.Sorted(maps.Keys(seen)), ", ")))
		}
	}
	return made, errors.Join(syncFolder(filepath.Join(stage, keysFolder)), syncFolder(stage))
}

func unpackFile(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Sync(), f.Close())
}

// moveIn makes it count: the keys first, the database last. A kill in between
// leaves a folder without a database that says that a restore was cut off.
func moveIn(stage, data string) error {
	entries, err := os.ReadDir(stage)
	if err != nil {
		return fmt.Errorf("%s: %w", stage, unwrapPath(err))
	}
	slices.SortStableFunc(entries, func(a, b fs.DirEntry) int {
		last := func(e fs.DirEntry) int { return strings.Count(e.Name(), databaseFile) }
		return last(a) - last(b)
	})
	for _, e := range entries {
		if err := os.Rename(filepath.Join(stage, e.Name()), filepath.Join(data, e.Name())); err != nil {
			return fmt.Errorf("%s: %w", data, unwrapPath(err))
		}
	}
	if err := syncFolder(data); err != nil {
		return err
	}
	if err := os.Remove(stage); err != nil {
		return fmt.Errorf("%s: %w", stage, unwrapPath(err))
	}
	return syncFolder(data)
}

// isFull tells whether a disk had no room.
func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
