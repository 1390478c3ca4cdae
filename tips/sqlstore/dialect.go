package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"net/url"
	"strconv"
	"time"

	"github.com/mattn/go-sqlite3"
)

// dialect is all in which one database differs from another. The statements
// are the same everywhere and write their arguments as `?`.
type dialect struct {
	goose string                // goose's name of it
	bind  func(q string) string // puts the database's own placeholders for `?`
	begin string                // starts a transaction that may write, taking the lock at once
	full  func(error) bool      // the disk takes no more; nothing was damaged
	busy  func(error) bool      // another process holds the lock
	raced func(error) bool      // another process may be at the same work: worth another look
}

var sqlite = dialect{
	goose: "sqlite3",
	bind:  func(q string) string { return q },
	begin: "BEGIN IMMEDIATE",
	full:  func(err error) bool { return sqliteCode(err) == sqlite3.ErrFull },
	busy:  func(err error) bool { return sqliteCode(err) == sqlite3.ErrBusy },
	raced: func(err error) bool {
		c := sqliteCode(err) // ErrError: "table … already exists"
		return c == sqlite3.ErrBusy || c == sqlite3.ErrError
	},
}

// sqliteCode is the primary result code, 0 for an error that is not SQLite's.
func sqliteCode(err error) sqlite3.ErrNo {
	var e sqlite3.Error // the driver returns it as a value
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

// busyWait is how long another process's lock is waited for: a command beside
// the portal holds it for one transaction, a slow disk may stretch that.
const busyWait = 10 * time.Second

// connector opens SQLite connections. It exists because a pragma reaches one
// connection only and temp_store has no place in the driver's address.
type connector struct {
	dsn  string
	hook *sqlite3.SQLiteDriver
}

// sqliteConnector gives connections to the file at path: mode "rw" for the
// writer, "ro" for a store that was opened to read, "copy" for a backup,
// "query" for readers beside a writer.
func sqliteConnector(path, mode string) *connector {
	q := url.Values{
		"_busy_timeout":    {strconv.FormatInt(busyWait.Milliseconds(), 10)},
		"_foreign_keys":    {"on"},
		"_stmt_cache_size": {"64"},
	}
	switch mode {
	case "rw":
		q.Set("mode", "rw")
		q.Set("_journal_mode", "WAL")
		// FULL: NORMAL does not sync the log at a commit, and a power cut
		// takes acknowledged tips with it.
		q.Set("_synchronous", "FULL")
		q.Set("_txlock", "immediate")
		q.Set("_secure_delete", "on")
		// Random ids are looked up all over the file: with SQLite's own 2 MB
		// every tip would read its pages anew.
		q.Set("_cache_size", "-65536") // KiB
		q.Set("_mutex", "no")          // one goroutine uses it
	case "ro":
		q.Set("mode", "ro")
		q.Set("_query_only", "on")
	case "copy": // query_only would forbid VACUUM INTO
		q.Set("mode", "ro")
	default:
		// Not mode=ro: a reader may have to build the log's index anew.
		q.Set("mode", "rw")
		q.Set("_query_only", "on")
		q.Set("_cache_size", "-16384") // KiB, each reader
	}
	u := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}
	return &connector{dsn: u.String(), hook: &sqlite3.SQLiteDriver{ConnectHook: settle}}
}

// settle sets what the driver's address has no place for: sorting and VACUUM
// keep off temporary files; a tampered schema cannot run functions with side
// effects; the log is moved by the writer alone (see drainLog).
func settle(c *sqlite3.SQLiteConn) error {
	for _, q := range []string{"PRAGMA temp_store=MEMORY", "PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON",
		"PRAGMA wal_autocheckpoint=0"} {
		if _, err := c.Exec(q, nil); err != nil {
			return err
		}
	}
	return nil
}

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.hook.Open(c.dsn) }
func (c *connector) Driver() driver.Driver                        { return c.hook }
