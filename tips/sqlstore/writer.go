package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"mukti/tips"
)

// Bounds of one transaction. What waits beyond them comes into the next: the
// first in a group should not wait for a log of hundreds of megabytes.
const (
	maxGroup      = 256
	maxGroupBytes = 8 << 20
)

// tidyAfter is how long after a commit the anchor is written and what was
// deleted is cleared out of the log.
const tidyAfter = time.Second

// The log is moved into the database when it has grown to about maxLog bytes:
// often enough that opening after a crash reads it in a moment, seldom enough
// that a page which many tips touch is moved once for all of them. An op writes
// about ten pages of the log beside its blobs.
const (
	maxLog     = 32 << 20
	pagesPerOp = 40 << 10
)

// op is one caller's write.
type op struct {
	do    func(*tx) error
	bytes int // of blobs, roughly
	err   error
	done  chan struct{}
}

// writer owns the one connection that writes.
type writer struct {
	d      dialect
	key    []byte
	anchor *anchor
	pool   *sql.DB
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	ops    chan *op
	quit   chan struct{} // closed: take no more
	done   chan struct{} // closed: the goroutine has ended

	trouble atomic.Pointer[error] // what Ready tells

	// The rest belongs to the goroutine.
	broken error // why the store takes nothing any more
	tail   link  // last event known to be committed
	forget bool  // something was deleted since the log was last cleared
	logged int   // bytes in the log, roughly
	group  []*op // reused
	failed error // of closing
}

// tx is what an op writes through: one transaction's connection, with every
// statement prepared once.
type tx struct {
	w      *writer
	tail   *link // last event in this transaction; nil = not read yet
	forget bool
}

func startWriter(ctx context.Context, db *DB) (*writer, error) {
	w := &writer{
		d: db.d, key: db.o.AuditKey, anchor: &anchor{path: db.o.Anchor},
		pool: sql.OpenDB(sqliteConnector(db.o.Path, "rw")), stmts: map[string]*sql.Stmt{},
		ops: make(chan *op), quit: make(chan struct{}), done: make(chan struct{}),
	}
	w.pool.SetMaxOpenConns(1)
	err := w.connect(ctx)
	if err == nil {
		err = w.startAnchor(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlstore: open the writer: %w", err), w.pool.Close())
	}
	go w.run()
	return w, nil
}

// connect opens the connection and sees that the disk's promises hold: a file
// system without shared memory makes SQLite fall back in silence.
func (w *writer) connect(ctx context.Context) error {
	conn, err := w.pool.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn = conn
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "temp_store": "2",
	} {
		var got string
		if err := conn.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
		if got != want {
			return fmt.Errorf("%s is %s, must be %s: the file system cannot keep what is promised", pragma, got, want)
		}
	}
	// begin waits in its own way, and moving the log does not wait at all.
	return w.exec("PRAGMA busy_timeout=0")
}

// begin starts a transaction. SQLite's own wait for the lock sleeps up to 100
// ms between two looks, and a busy portal leaves the lock free for some
// microseconds at a time: a command beside it would wait for seconds.
func (w *writer) begin() error {
	for start := time.Now(); ; time.Sleep(200 * time.Microsecond) {
		err := w.exec(w.d.begin)
		if err == nil || !w.d.busy(err) || time.Since(start) > busyWait {
			return err
		}
	}
}

// write hands do to the writer and returns its outcome once that is durable.
// A context that ends before the hand-over ends the call; after it the outcome
// is waited for, so that nobody is left not knowing.
func (db *DB) write(ctx context.Context, bytes int, do func(*tx) error) error {
	if db.w == nil {
		return ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sqlstore: write: %w", err)
	}
	o := &op{do: do, bytes: bytes, done: make(chan struct{})}
	select {
	case db.w.ops <- o:
		<-o.done
		return o.err
	case <-ctx.Done():
		return fmt.Errorf("sqlstore: write: %w", ctx.Err())
	case <-db.w.done:
		return fmt.Errorf("sqlstore: closed: %w", tips.ErrStopped)
	}
}

// close lets the writer finish and waits for it.
func (w *writer) close() error {
	close(w.quit)
	<-w.done
	return w.failed
}

func (w *writer) run() {
	defer close(w.done)
	tidy := time.NewTimer(tidyAfter)
	tidy.Stop()
	due := false
	for {
		select {
		case o := <-w.ops:
			w.collect(o)
			w.commit()
			w.drainLog()
			if !due && w.untidy() {
				due = true
				tidy.Reset(tidyAfter)
			}
		case <-tidy.C:
			w.tidy()
			if due = w.untidy(); due { // could not: again
				tidy.Reset(tidyAfter)
			}
		case <-w.quit:
			w.failed = w.shut()
			return
		}
	}
}

// collect takes what waits beside o, up to the bounds of one transaction.
func (w *writer) collect(o *op) {
	w.group = append(w.group[:0], o)
	bytes := o.bytes
	for len(w.group) < maxGroup && bytes < maxGroupBytes {
		select {
		case o := <-w.ops:
			w.group = append(w.group, o)
			bytes += o.bytes
		default:
			return
		}
	}
}

// commit runs the group in one transaction and answers every op of it.
func (w *writer) commit() {
	t := &tx{w: w}
	bytes := 0
	for _, o := range w.group {
		bytes += o.bytes
	}
	good, err := w.runGroup(t)
	if err == nil && good > 0 {
		if err = w.exec("COMMIT"); err != nil {
			err = w.stop(err)
		} else {
			w.forget = w.forget || t.forget
			w.logged += good*pagesPerOp + bytes
			if t.tail != nil {
				w.tail = *t.tail
			}
		}
	} else if w.broken == nil {
		w.rollback()
	}
	for _, o := range w.group {
		if o.err == nil {
			o.err = err
		}
		close(o.done)
	}
	clear(w.group)
}

// runGroup runs each op in a savepoint and counts those that may be committed.
// Its error is one of the whole transaction.
func (w *writer) runGroup(t *tx) (good int, err error) {
	if w.broken != nil {
		return 0, w.broken
	}
	if err := w.begin(); err != nil {
		return 0, w.fault("begin", err)
	}
	for _, o := range w.group {
		if err := w.exec("SAVEPOINT op"); err != nil {
			return 0, w.fault("savepoint", err)
		}
		before, forgot := t.tail, t.forget
		if o.err = o.do(t); o.err == nil {
			if err := w.exec("RELEASE op"); err != nil {
				return 0, w.fault("release", err)
			}
			good++
			continue
		}
		o.err = w.fault("", o.err)
		t.tail, t.forget = before, forgot
		// SQLite gives up the whole transaction at some errors (disk full,
		// input or output). Then the savepoint is gone, and so is what the
		// ops before this one wrote.
		if err := w.exec("ROLLBACK TO op"); err != nil {
			return 0, w.lost(o.err)
		}
		if err := w.exec("RELEASE op"); err != nil {
			return 0, w.lost(o.err)
		}
	}
	return good, nil
}

// lost is the error of every op in a transaction that one op's error undid. Of
// the cause only a full disk is theirs too: its "changed meanwhile" is not.
func (w *writer) lost(cause error) error {
	if errors.Is(cause, tips.ErrFull) {
		return cause
	}
	return fmt.Errorf("sqlstore: undone with another's write: %v", cause)
}

// fault makes the database's errors ours; others stay as they are.
func (w *writer) fault(doing string, err error) error {
	if w.d.full(err) {
		return fmt.Errorf("sqlstore: %w", tips.ErrFull)
	}
	if doing != "" {
		return fmt.Errorf("sqlstore: %s: %w", doing, err)
	}
	return err
}

// stop ends writing after a failed commit. What is on the disk is then not
// known: the system may have dropped the pages that it could not write, and a
// second fsync would say that all is well. A full disk is no such case: the
// log's last frame did not get there, so the transaction is undone whole.
func (w *writer) stop(cause error) error {
	if w.d.full(cause) {
		if err := w.exec("ROLLBACK"); err == nil || w.idle() {
			w.forget = true // moving the log may make room
			return fmt.Errorf("sqlstore: commit: %w", tips.ErrFull)
		}
	}
	w.halt("commit")
	w.rollback()
	return fmt.Errorf("sqlstore: commit: %w: %w", tips.ErrStopped, cause)
}

// rollback ends a transaction that will not be committed. If that fails the
// connection is of no use any more.
func (w *writer) rollback() {
	if err := w.exec("ROLLBACK"); err != nil && !w.idle() {
		w.halt("rollback")
	}
}

// halt makes every further write fail.
func (w *writer) halt(after string) {
	w.broken = fmt.Errorf("sqlstore: after a failed %s: %w", after, tips.ErrStopped)
	w.trouble.Store(&w.broken)
}

// exec runs a statement on the writer's connection, prepared once.
func (w *writer) exec(q string, args ...any) error {
	_, err := w.count(q, args)
	return err
}

func (w *writer) count(q string, args []any) (int64, error) {
	s, err := w.stmt(q)
	if err != nil {
		return 0, err
	}
	r, err := s.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (w *writer) stmt(q string) (*sql.Stmt, error) {
	if s, ok := w.stmts[q]; ok {
		return s, nil
	}
	s, err := w.conn.PrepareContext(context.Background(), w.d.bind(q))
	if err != nil {
		return nil, err
	}
	w.stmts[q] = s
	return s, nil
}

// exec returns the number of rows that were changed.
func (t *tx) exec(q string, args ...any) (int64, error) { return t.w.count(q, args) }

// must is exec for a statement whose count says nothing.
func (t *tx) must(q string, args ...any) error {
	_, err := t.w.count(q, args)
	return err
}

// row reads one row into to; sql.ErrNoRows if there is none.
func (t *tx) row(q string, args []any, to ...any) error {
	s, err := t.w.stmt(q)
	if err != nil {
		return err
	}
	return s.QueryRowContext(context.Background(), args...).Scan(to...)
}
