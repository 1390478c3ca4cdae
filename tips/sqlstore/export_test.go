package sqlstore

import (
	"context"
	"database/sql"

	"github.com/mattn/go-sqlite3"

	"mukti/tips"
)

// WriterPragma reads a pragma of the connection that writes.
func (db *DB) WriterPragma(name string) (got string, err error) {
	return got, db.w.conn.QueryRowContext(context.Background(), "PRAGMA "+name).Scan(&got)
}

// OnCommit makes SQLite itself fail every commit while fail returns true.
func (db *DB) OnCommit(fail func() bool) error {
	return db.w.conn.Raw(func(c any) error {
		c.(*sqlite3.SQLiteConn).RegisterCommitHook(func() int {
			if fail() {
				return 1
			}
			return 0
		})
		return nil
	})
}

// Write hands an op to the writer.
func (db *DB) Write(do func(exec func(q string, args ...any) error) error) error {
	return db.write(context.Background(), 0, func(t *tx) error { return do(t.must) })
}

// AppendThenFail is an op that fails after its event was written.
func (db *DB) AppendThenFail(ev tips.Event) error {
	return db.write(context.Background(), 0, func(t *tx) error {
		if err := t.event(ev); err != nil {
			return err
		}
		return tips.ErrForbidden
	})
}

// Raw opens the file beside the store, as somebody with the disk would.
func Raw(path string) *sql.DB {
	db := sql.OpenDB(sqliteConnector(path, "rw"))
	db.SetMaxOpenConns(1)
	return db
}

// ChainFaults walks the audit that from shows.
func (db *DB) ChainFaults(ctx context.Context, from *sql.Tx, seq int64, mac []byte) ([]string, error) {
	f := &faults{}
	err := db.chainFaults(ctx, from, link{seq, mac}, f)
	return f.lines, err
}

// DiskOf asks the system for the room on a folder's disk.
var DiskOf = diskOf

// ChainMAC is the MAC of an event, as somebody with the audit's key makes it.
func ChainMAC(key, prev []byte, ev tips.Event) []byte { return chainMAC(key, prev, ev) }

// GivenFaults holds kept heads against the audit that from shows.
func (db *DB) GivenFaults(ctx context.Context, from *sql.Tx, given []tips.GivenHead) ([]string, error) {
	f := &faults{}
	err := db.givenFaults(ctx, from, given, f)
	return f.lines, err
}
