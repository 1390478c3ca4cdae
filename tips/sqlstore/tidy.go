package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// idle says whether the writer's connection is outside of a transaction.
func (w *writer) idle() bool {
	idle := false
	err := w.conn.Raw(func(c any) error {
		idle = c.(*sqlite3.SQLiteConn).AutoCommit()
		return nil
	})
	return err == nil && idle
}

// untidy says whether the anchor is behind or something deleted is still in the log.
func (w *writer) untidy() bool {
	return w.broken == nil && (w.forget || w.anchor.behind(w.tail))
}

// tidy writes the anchor and clears what was deleted out of the log. What it
// cannot do it does later; an anchor that cannot be written is told by Ready.
func (w *writer) tidy() {
	if w.broken != nil {
		return
	}
	w.trouble.Store(nil)
	if err := w.writeAnchor(); err != nil {
		w.trouble.Store(&err)
	}
	_ = w.clearLog() // readers were in the way
}

// drainLog moves the log into the database once it is large. SQLite would do
// so by itself inside a commit, and keep an fsync's failure to itself; the next
// one would then succeed, and the log be overwritten, with nothing on the disk.
func (w *writer) drainLog() {
	if w.logged < maxLog || w.broken != nil {
		return
	}
	w.logged = 0
	_ = w.checkpoint("PASSIVE") // what it could not move it moves the next time
}

// clearLog moves the log into the database and cuts it to nothing: secure
// deletion zeroes the row in the database, but the log still holds the page as
// it was before. Readers in the way make it a task for the next time.
func (w *writer) clearLog() error {
	if !w.forget {
		return nil
	}
	if err := w.checkpoint("TRUNCATE"); err != nil {
		return err
	}
	w.forget, w.logged = false, 0
	return nil
}

// checkpoint moves the log into the database. After a failed fsync the store
// takes nothing more: the log still has everything, and must not be reused.
func (w *writer) checkpoint(mode string) error {
	var busy, frames, moved int
	err := w.conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &moved)
	switch {
	case err == nil && busy == 0:
		return nil
	case err == nil:
		return errors.New("sqlstore: checkpoint: readers are in the way")
	case sqliteCode(err) == sqlite3.ErrIoErr:
		w.halt("checkpoint")
	}
	return fmt.Errorf("sqlstore: checkpoint: %w", err)
}

// shut ends the writer: the anchor, the log, the connection.
func (w *writer) shut() error {
	var errs []error
	if w.broken == nil {
		errs = append(errs, w.writeAnchor())
		w.forget = true
		_ = w.clearLog() // another process that is in the way clears it when it closes
	}
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close(), w.pool.Close())...)
}
