package sqlstore_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

func TestAFailedCommitStopsWriting(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	first := newTip(tips.Urgent, time.Unix(900, 0))
	if err := db.Accept(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	var fail atomic.Bool
	fail.Store(true)
	if err := db.OnCommit(fail.Load); err != nil {
		t.Fatal(err)
	}
	var lost sync.Map
	var all sync.WaitGroup
	for range 10 { // everybody in the group gets the error
		all.Go(func() {
			in := newTip(tips.Urgent, time.Unix(900, 0))
			if err := db.Accept(context.Background(), in); !errors.Is(err, tips.ErrStopped) {
				t.Errorf("got %v", err)
			}
			lost.Store(in.Tip.ID, true)
		})
	}
	all.Wait()
	fail.Store(false) // the disk is well again, but nobody knows what it holds
	if err := db.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); !errors.Is(err, tips.ErrStopped) {
		t.Errorf("after a failed commit a write gave %v", err)
	}
	if err := db.Ready(t.Context()); !errors.Is(err, tips.ErrStopped) {
		t.Errorf("ready says %v", err)
	}
	if _, err := db.Tip(t.Context(), first.Tip.ID); err != nil {
		t.Errorf("reading stopped too: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, o)
	if err := db.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); err != nil {
		t.Errorf("reopened: %v", err)
	}
	lost.Range(func(id, _ any) bool {
		if _, err := db.Tip(t.Context(), id.(string)); !errors.Is(err, tips.ErrNotFound) {
			t.Errorf("a tip that got an error is there: %v", err)
		}
		return true
	})
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

func TestAFullDatabaseRefusesAndGoesOn(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	if err := db.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); err != nil {
		t.Fatal(err)
	}
	if _, err := db.WriterPragma("max_page_count=1"); err != nil { // no page more than there are
		t.Fatal(err)
	}
	full := 0
	for range 20 {
		switch err := db.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); {
		case errors.Is(err, tips.ErrFull):
			full++
		case err != nil:
			t.Fatal(err)
		}
	}
	if full == 0 {
		t.Fatal("the database was never full")
	}
	if err := db.Ready(t.Context()); err != nil {
		t.Errorf("a full database stopped the store: %v", err)
	}
	if _, err := db.WriterPragma("max_page_count=1000000"); err != nil {
		t.Fatal(err)
	}
	if err := db.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

// An error that makes SQLite give up the whole transaction must not let the
// neighbours of its op believe that they are written.
func TestAnOpThatUndoesTheTransactionTakesTheGroupWithIt(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	held, release := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { // keeps the writer busy until the others wait
		db.Write(func(func(string, ...any) error) error {
			close(held)
			<-release
			return errors.New("nothing")
		})
	})
	<-held
	errs := make([]error, 8)
	var waiting atomic.Int32
	for n := range errs {
		all.Go(func() {
			waiting.Add(1)
			errs[n] = db.Write(func(exec func(string, ...any) error) error {
				if err := exec(`INSERT INTO pages (kind, id, looks, expires) VALUES ('op', ?, 1, 9)`, fmt.Sprint(n)); err != nil {
					return err
				}
				if n == 4 {
					exec("ROLLBACK")
					return errors.New("undone")
				}
				return nil
			})
		})
	}
	for waiting.Load() < int32(len(errs)) {
		time.Sleep(time.Millisecond)
	}
	close(release)
	all.Wait()
	for n, err := range errs {
		_, gone := db.Page(t.Context(), "op", fmt.Sprint(n), time.Unix(1, 0), true)
		if (err == nil) != (gone == nil) || n == 4 && err == nil {
			t.Errorf("op %d was told %v and its row is %v", n, err, gone)
		}
	}
	if err := db.Append(t.Context(), tips.Event{Act: "after"}); err != nil {
		t.Errorf("the store does not go on: %v", err)
	}
}

func TestOneFailingOpLeavesItsNeighbours(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	var all sync.WaitGroup
	var kept atomic.Int32
	for n := range 60 {
		all.Go(func() {
			in := newTip(tips.Urgent, time.Unix(900, 0))
			if n%3 == 0 {
				in.Event.Act = "" // fails in the last of its statements
			}
			if err := db.Accept(context.Background(), in); err == nil {
				kept.Add(1)
			}
			_, err := db.Tip(context.Background(), in.Tip.ID)
			if (err == nil) != (n%3 != 0) {
				t.Errorf("tip %d: %v", n, err)
			}
		})
	}
	all.Wait()
	if kept.Load() != 40 {
		t.Errorf("%d kept", kept.Load())
	}
}

func TestOnceHandedOverTheOutcomeIsWaitedFor(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	ctx, cancel := context.WithCancel(t.Context())
	if err := db.OnCommit(func() bool { cancel(); return false }); err != nil { // while it is committed
		t.Fatal(err)
	}
	in := newTip(tips.Urgent, time.Unix(900, 0))
	if err := db.Accept(ctx, in); err != nil {
		t.Fatalf("got %v", err)
	}
	if ctx.Err() == nil {
		t.Fatal("the context did not end")
	}
	if _, err := db.Tip(t.Context(), in.Tip.ID); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestCloseWaitsForWhatWasHandedOver(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	var taken sync.Map
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for {
				in := newTip(tips.Urgent, time.Unix(900, 0))
				err := db.Accept(context.Background(), in)
				if err != nil {
					if !errors.Is(err, tips.ErrStopped) {
						t.Errorf("got %v", err)
					}
					return
				}
				taken.Store(in.Tip.ID, true)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	if err := db.Close(); err != nil { // again
		t.Fatal(err)
	}
	db = open(t, o)
	n := 0
	taken.Range(func(id, _ any) bool {
		n++
		if _, err := db.Tip(t.Context(), id.(string)); err != nil {
			t.Errorf("an acknowledged tip: %v", err)
		}
		return true
	})
	if n == 0 {
		t.Error("nothing was taken before the close")
	}
}

// A command writes the file of a running portal: two stores, one chain.
func TestTwoProcessesShareOneChain(t *testing.T) {
	t.Parallel()
	o := options(t)
	stores := []*sqlstore.DB{open(t, o), open(t, o)}
	for n := range 20 { // in turn
		if err := stores[n%2].Append(t.Context(), tips.Event{Act: "a"}); err != nil {
			t.Fatalf("append %d: %v", n, err)
		}
	}
	var all sync.WaitGroup
	for k := range 8 { // and at once
		all.Go(func() {
			for n := range 25 {
				if err := stores[k%2].Append(context.Background(), tips.Event{Act: "a", Object: fmt.Sprint(k, n)}); err != nil {
					t.Errorf("append: %v", err)
				}
			}
		})
	}
	all.Wait()
	for _, db := range stores {
		evs, err := db.Events(t.Context(), 0, 1000)
		if err != nil || len(evs) != 220 {
			t.Errorf("%d events, %v", len(evs), err)
		}
		if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
			t.Errorf("verify: %v %v", faults, err)
		}
	}
}

// A portal that commits without a pause must not shut a command out.
func TestABusyPortalLeavesACommandItsTurn(t *testing.T) {
	t.Parallel()
	o := options(t)
	portal, command := open(t, o), open(t, o)
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := portal.Append(context.Background(), tips.Event{Act: "portal"}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 3 {
		if err := command.Append(t.Context(), tips.Event{Act: "command"}); err != nil {
			t.Errorf("the command: %v", err)
		}
	}
	close(stop)
	all.Wait()
	if faults, err := portal.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

func TestAnEventOfAFailedOpIsNotInTheChain(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	var all sync.WaitGroup
	for n := range 60 {
		all.Go(func() {
			if n%2 == 0 {
				if err := db.AppendThenFail(tips.Event{Act: "failed"}); !errors.Is(err, tips.ErrForbidden) {
					t.Errorf("got %v", err)
				}
			} else if err := db.Append(context.Background(), tips.Event{Act: "done"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	evs, err := db.Events(t.Context(), 0, 100)
	if err != nil || len(evs) != 30 {
		t.Errorf("%d events, %v", len(evs), err)
	}
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

func TestCloseLeavesNoGoroutine(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	db, err := sqlstore.Open(context.Background(), options(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Append(context.Background(), tips.Event{Act: "a"}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestErrorsAreOneLineAndHoldNoValue(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	in := newTip(tips.Urgent, time.Unix(900, 0))
	if err := db.Accept(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	again := newTip(tips.Urgent, time.Unix(900, 0))
	again.Mailbox.ID = in.Mailbox.ID
	for _, err := range []error{db.Accept(t.Context(), in), db.Accept(t.Context(), again)} {
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "sqlstore: ") {
			t.Errorf("got %v", err)
		}
		if s := fmt.Sprint(err); strings.Contains(s, in.Tip.ID) || strings.Contains(s, in.Mailbox.ID) {
			t.Errorf("the error tells an id: %s", s)
		}
	}
}
