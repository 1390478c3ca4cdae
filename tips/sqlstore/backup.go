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
