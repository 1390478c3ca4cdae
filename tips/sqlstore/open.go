// Package sqlstore keeps tips, short-lived pages, sealed files, accounts and
// the audit in one SQLite file.
//
// One goroutine writes: it takes what waits, runs each in a savepoint of one
// transaction and answers after the commit has reached the disk (WAL,
// synchronous=FULL). Readers have connections of their own and never wait for
// it. Other processes may write the same file.
package sqlstore

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"

	"mukti/tips"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Errors of this package beside those of package tips.
var (
	ErrNewer    = errors.New("sqlstore: the database was written by a newer portal")
	ErrOlder    = errors.New("sqlstore: the database was written by an older portal and is opened to read only: start the portal once")
	ErrReadOnly = errors.New("sqlstore: opened to read only")
)

// minAuditKey is the least length of the audit's key in bytes: that of the
// hash. Source: RFC 2104, section 3.
const minAuditKey = 32

// readers is the number of connections that read beside the writer.
const readers = 4

// Options of a store.
type Options struct {
	Path     string // the database's file; created with mode 0600, its folder must exist
	AuditKey []byte // HMAC key of the audit's chain, at least 32 bytes, kept outside the database
	ReadOnly bool   // nothing is created, migrated or written
	// Anchor is a file outside the database that keeps the last event's number
	// and MAC, written at most once a second: a chain that was cut at its end
	// is still a chain, and only an anchor shows the cut. "" for none.
	Anchor string
	// HeadsKey is the public key of the audit's daily heads; nil: their
	// signatures are not looked at.
	HeadsKey []byte
	// Disk tells how many bytes a folder's disk has; nil asks the system.
	Disk func(dir string) (free, total int64, ok bool)
}

// DB is the store. It implements the five interfaces of package tips.
type DB struct {
	o       Options
	d       dialect
	read    *sql.DB
	w       *writer // nil when read only
	room    room
	closing sync.Once
	closed  error
}

var (
	_ tips.Store  = (*DB)(nil)
	_ tips.Pages  = (*DB)(nil)
	_ tips.Files  = (*DB)(nil)
	_ tips.People = (*DB)(nil)
	_ tips.Audit  = (*DB)(nil)
)

// Open opens the store and brings its schema up to date. A database of a newer
// portal is refused with [ErrNewer]. Every error is one line.
func Open(ctx context.Context, o Options) (*DB, error) {
	if len(o.AuditKey) < minAuditKey {
		return nil, fmt.Errorf("sqlstore: the audit key has %d bytes, at least %d are needed", len(o.AuditKey), minAuditKey)
	}
	path, err := filepath.Abs(o.Path)
	if err != nil || o.Path == "" {
		return nil, fmt.Errorf("sqlstore: open database %q: no such path", o.Path)
	}
	o.Path = path
	if o.Disk == nil {
		o.Disk = diskOf
	}
	o.AuditKey = append([]byte(nil), o.AuditKey...)
	db := &DB{o: o, d: sqlite}
	if err := db.open(ctx); err != nil {
		db.Close()
		return nil, oneLine(err)
	}
	return db, nil
}

func (db *DB) open(ctx context.Context) error {
	if err := touch(db.o.Path, db.o.ReadOnly); err != nil {
		return fmt.Errorf("sqlstore: open database: %w", err)
	}
	if db.o.ReadOnly {
		db.read = sql.OpenDB(sqliteConnector(db.o.Path, "ro"))
		db.read.SetMaxOpenConns(readers)
		return db.checkVersion(ctx)
	}
	if err := db.migrate(ctx); err != nil {
		return err
	}
	db.read = sql.OpenDB(sqliteConnector(db.o.Path, "query"))
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	w, err := startWriter(ctx, db)
	if err != nil {
		return err
	}
	db.w = w
	return nil
}

// touch makes the file, readable by its owner only, or sees that it can be
// opened. SQLite would make it with the process's umask, give its log the same
// mode, and fall back to reading without a word.
func touch(path string, readOnly bool) error {
	flag := os.O_RDWR | os.O_CREATE
	if readOnly {
		flag = os.O_RDONLY
	}
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: errors.New("is not a file")}
	}
	return errors.Join(err, f.Close())
}

// migrate brings the schema to this portal's version. Two processes may start
// on the same new file: the loser of the race finds the work done when it
// looks again.
func (db *DB) migrate(ctx context.Context) error {
	for wait := 20 * time.Millisecond; ; wait *= 2 {
		err := db.migrateOnce(ctx)
		if err == nil || !db.d.raced(err) || wait > 2*time.Second {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return err
		}
	}
}

func (db *DB) migrateOnce(ctx context.Context) (err error) {
	conn := sql.OpenDB(sqliteConnector(db.o.Path, "rw"))
	conn.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, conn.Close()) }()
	have, err := version(ctx, conn)
	if err != nil {
		return err
	}
	want, err := newest()
	switch {
	case err != nil:
		return err
	case have > want:
		return fmt.Errorf("%w: schema %d, this one knows %d: start a newer portal, or put back an older backup", ErrNewer, have, want)
	case have == want:
		return nil
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("sqlstore: migrate: %w", err)
	}
	p, err := goose.NewProvider(goose.Dialect(db.d.goose), conn, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("sqlstore: migrate: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("sqlstore: migrate: %w", err)
	}
	return nil
}

// checkVersion refuses, for a store that may not migrate, every schema but ours.
func (db *DB) checkVersion(ctx context.Context) error {
	have, err := version(ctx, db.read)
	if err != nil {
		return err
	}
	want, err := newest()
	switch {
	case err != nil:
		return err
	case have > want:
		return fmt.Errorf("%w: schema %d, this one knows %d", ErrNewer, have, want)
	case have < want:
		return fmt.Errorf("%w: schema %d, this one knows %d", ErrOlder, have, want)
	}
	return nil
}

// version reads the schema's version, 0 for an empty database. A file that
// holds tables but none of goose's is somebody else's.
func version(ctx context.Context, conn *sql.DB) (int64, error) {
	var tables, ours int
	err := conn.QueryRowContext(ctx, `SELECT count(*), count(CASE name WHEN 'goose_db_version' THEN 1 END)
		FROM sqlite_master WHERE type = 'table'`).Scan(&tables, &ours)
	switch {
	case err != nil:
		return 0, fmt.Errorf("sqlstore: read the schema's version: %w", err)
	case tables == 0:
		return 0, nil
	case ours == 0:
		return 0, errors.New("sqlstore: the file is a database of another program")
	}
	var v sql.NullInt64
	if err := conn.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied = 1`).Scan(&v); err != nil {
		return 0, fmt.Errorf("sqlstore: read the schema's version: %w", err)
	}
	return v.Int64, nil
}

// newest is the version of the newest embedded migration.
func newest() (int64, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, fmt.Errorf("sqlstore: migrations: %w", err)
	}
	var n int64
	for _, e := range entries {
		v, err := goose.NumericComponent(e.Name())
		if err != nil {
			return 0, fmt.Errorf("sqlstore: migrations: %w", err)
		}
		n = max(n, v)
	}
	return n, nil
}

// Ready tells whether the store takes tips: [tips.ErrStopped] after a failed
// commit, the anchor's fault when the anchor cannot be written.
func (db *DB) Ready(ctx context.Context) error {
	if err := db.read.PingContext(ctx); err != nil {
		return fmt.Errorf("sqlstore: %w", err)
	}
	if db.w == nil {
		return nil
	}
	if trouble := db.w.trouble.Load(); trouble != nil {
		return *trouble
	}
	return nil
}

// Close waits for what was handed to the writer, writes the anchor, and
// closes. Calling it again does nothing.
func (db *DB) Close() error {
	db.closing.Do(func() {
		var errs []error
		if db.read != nil {
			errs = append(errs, db.read.Close())
		}
		if db.w != nil {
			errs = append(errs, db.w.close())
		}
		if err := errors.Join(errs...); err != nil {
			db.closed = fmt.Errorf("sqlstore: close: %w", oneLine(err))
		}
	})
	return db.closed
}

// oneLine keeps an error's chain and prints it on one line.
func oneLine(err error) error {
	if err == nil || !strings.ContainsAny(err.Error(), "\r\n") {
		return err
	}
	return lined{err}
}

type lined struct{ error }

func (l lined) Error() string {
	return strings.Join(strings.FieldsFunc(l.error.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
}
func (l lined) Unwrap() error { return l.error }
