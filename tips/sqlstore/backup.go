package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"mukti/tips"
)

// Backup writes a consistent copy of a running store to path, mode 0600, which
// must not exist. What is sealed stays sealed; the rest is in clear: seal the
// file before it leaves the machine.
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("sqlstore: backup: %w", err)
	}
	// SQLite would make the file with the process's umask; an empty one of
	// ours it takes as it is.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("sqlstore: backup: %w", err)
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			err = oneLine(errors.Join(err, os.Remove(path)))
		}
	}()
	from := sql.OpenDB(sqliteConnector(db.o.Path, "copy"))
	defer func() { err = errors.Join(err, from.Close()) }()
	if _, err := from.ExecContext(ctx, db.d.bind(`VACUUM INTO ?`), path); err != nil {
		if db.d.full(err) {
			err = tips.ErrFull
		}
		return fmt.Errorf("sqlstore: backup: %w", err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sqlstore: backup: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder durable.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sqlstore: sync folder: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("sqlstore: sync folder: %w", err)
	}
	return nil
}

// Restored is what a store is told after it was put back from a backup.
type Restored struct {
	Disabled []string // officers who were disabled since
	Event    tips.Event
}

// Restored makes a store that was put back from a backup fit to be used: no
// session and no opened number of then lives again, no one-time link that may
// have been used since, no officer who was disabled since. A link that carries
// a key stays: without it nobody could open anything.
func (db *DB) Restored(ctx context.Context, r Restored) error {
	return db.write(ctx, 0, func(t *tx) error {
		for _, q := range []string{`DELETE FROM sessions`, `DELETE FROM pages WHERE kind = 'number'`,
			`DELETE FROM invites WHERE sealed IS NULL OR length(sealed) = 0`, `UPDATE roster SET version = version + 1 WHERE id = 1`} {
			if err := t.must(q); err != nil {
				return fmt.Errorf("sqlstore: restored: %w", err)
			}
		}
		for _, id := range r.Disabled {
			if err := t.must(`UPDATE officers SET state = ?, locked = NULL, version = version + 1 WHERE id = ? AND state <> ?`,
				tips.OfficerDisabled, id, tips.OfficerDisabled); err != nil {
				return fmt.Errorf("sqlstore: restored: %w", err)
			}
		}
		t.forget = true
		return t.event(r.Event)
	})
}

// Room is how many bytes the database's disk has free and in all; ok is false
// where the system does not tell. Reserve is what is kept of it for words.
func (db *DB) Room() (free, total, reserve int64, ok bool) {
	free, total, ok = db.o.Disk(filepath.Dir(db.o.Path))
	return free, total, min(maxReserve, total/reserveShare), ok
}

// LogSize is how many bytes of log are not in the database's file yet, and
// LogAtMost what it is under load: more than that stays where a reader never ends.
func (db *DB) LogSize() (int64, error) {
	info, err := os.Stat(db.o.Path + "-wal")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("sqlstore: log: %w", err)
	}
	return info.Size(), nil
}

// LogAtMost is several times the size at which the log is moved into the
// database, in bytes.
const LogAtMost = 8 * maxLog
