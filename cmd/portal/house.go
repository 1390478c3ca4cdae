package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"mukti/content"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/files"
	"mukti/tips/places"
	"mukti/tips/sqlstore"
	"mukti/tips/triage"
)

// databaseFile and unitsFile are names in the data folder.
const (
	databaseFile = "portal.db"
	unitsFile    = "units.csv"
	anchorFile   = "audit-head"
	demoFile     = "demonstration"
	searchFolder = "search"
	textsFolder  = "library"
)

// house is an opened data folder with the facts and rules beside it.
type house struct {
	db      *sqlstore.DB
	config  tips.Config
	secrets secrets
	ledger  *ledger // of what was erased
	data    string
	fresh   bool // the database was made just now
}

// facts are what is embedded, with what the data folder puts on top.
func facts(data string) (units *ahtu.Directory, gazetteer *places.Gazetteer, rules *triage.Rules, err error) {
	var faults [3]error
	var all sync.WaitGroup
	all.Go(func() { rules, faults[2] = triage.Load() })
	all.Go(func() { gazetteer, faults[1] = places.Load() })
	units, faults[0] = readUnits(data)
	all.Wait()
	return units, gazetteer, rules, errors.Join(faults[:]...)
}

// readUnits reads the directory with the rows of units.csv in the data folder.
func readUnits(data string) (*ahtu.Directory, error) {
	path := filepath.Join(data, unitsFile)
	rows, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ahtu.Load()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	return ahtu.LoadFiles(ahtu.File{Name: path, Data: rows})
}

// openHouse opens the data folder; with create it makes what is missing.
func openHouse(ctx context.Context, c *Common, log *slog.Logger, create bool) (*house, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", errUsage, err)
	}
	if create {
		if err := os.MkdirAll(filepath.Join(c.Data, keysFolder), 0o700); err != nil {
			return nil, fmt.Errorf("%s: the data folder cannot be made: %w", c.Data, unwrapPath(err))
		}
	}
	if err := unfinished(c.Data); err != nil {
		return nil, err
	}
	path := c.Database
	if path == "" {
		path = filepath.Join(c.Data, databaseFile)
	}
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	if fresh && !create {
		return nil, fmt.Errorf("%s: no database here; `portal serve --data %s` makes one", path, c.Data)
	}
	s, err := openSecrets(c.Data, fresh)
	if err != nil {
		return nil, err
	}
	units, gazetteer, rules, err := facts(c.Data)
	if err != nil {
		return nil, err
	}
	erased, err := openLedger(filepath.Join(c.Data, keysFolder, erasedFile))
	if err != nil {
		return nil, err
	}
	db, err := sqlstore.Open(ctx, sqlstore.Options{Path: path, AuditKey: s.audit[:], Anchor: filepath.Join(c.Data, anchorFile), HeadsKey: s.heads.Public()})
	if err != nil {
		return nil, err
	}
	if create {
		if err := s.headsKey(ctx, c.Data, db); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return &house{db: db, secrets: s, ledger: erased, data: c.Data, fresh: fresh, config: tips.Config{
		Backend: db, Cleaner: &files.Cleaner{}, Units: units, Places: gazetteer, Rules: rules, Log: log, Now: time.Now, Clocks: c.waitingTimes(),
		DeskOrigin: origin(c.DeskOrigin, c.Desk), Keep: c.keptFor(), Ledger: erased,
		Keys: tips.Keys{Pepper: s.pepper, Notices: s.notices, Marks: s.marks.now, Cell: s.cell, Cells: s.cells.now, TurnCell: s.cells.turn, Heads: s.heads},
	}}, nil
}

// lookAtLibrary gives what stands in the folder of --library, nil without one.
func (c *Common) lookAtLibrary() (folder, error) {
	if c.LibraryDir == "" {
		return nil, nil
	}
	return lookAt(c.LibraryDir)
}

// openLibrary reads the embedded library with the operator's folder on top.
func openLibrary(c *Common) (*content.Library, error) { return openLibraryWith(c, "") }

// openLibraryWith does the same by the snapshot that a large library leaves in
// a folder.
func openLibraryWith(c *Common, snapshots string) (*content.Library, error) {
	if c.LibraryDir == "" {
		return content.Open(snapshots, content.Embedded())
	}
	if info, err := os.Stat(c.LibraryDir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s: not a folder that can be read", c.LibraryDir)
	}
	return content.Open(snapshots, content.Embedded(), os.DirFS(c.LibraryDir))
}
