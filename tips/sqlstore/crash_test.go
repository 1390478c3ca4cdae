//go:build unix

package sqlstore_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

// childOf names the folder of a store to a test binary that is started again
// as a portal that will come to harm.
const childOf = "MUKTI_SQLSTORE_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childOf); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

func childOptions(dir string) sqlstore.Options {
	return sqlstore.Options{Path: filepath.Join(dir, "portal.db"), AuditKey: bytes.Repeat([]byte{7}, 32), Anchor: filepath.Join(dir, "anchor")}
}

// child takes tips from eight senders and prints the id of each that was
// acknowledged, until it is killed. With a limit it also makes the system
// refuse to let files grow, and ends when the store says that it has stopped.
func child(dir string) int {
	db, err := sqlstore.Open(context.Background(), childOptions(dir))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if os.Getenv(childOf+"_LIMIT") != "" {
		signal.Ignore(syscall.SIGXFSZ)
		limit := syscall.Rlimit{Cur: 1 << 20, Max: 1 << 20}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for {
				in := newTip(tips.Urgent, time.Unix(900, 0))
				switch err := db.Accept(context.Background(), in); {
				case errors.Is(err, tips.ErrStopped):
					return
				case err != nil:
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				os.Stdout.WriteString(in.Tip.ID + "\n") // one write: a line is whole or not there
			}
		})
	}
	all.Wait()
	if err := db.Accept(context.Background(), newTip(tips.Urgent, time.Unix(900, 0))); !errors.Is(err, tips.ErrStopped) {
		fmt.Fprintln(os.Stderr, "a stopped store gave", err)
		return 1
	}
	return 3
}

// start runs the child; the returned function gives the ids that it acknowledged to its end.
func start(t *testing.T, dir string, env ...string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	me, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(me)
	c.Env = append(append(os.Environ(), childOf+"="+dir), env...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewReader(out)
}

// lines reads n lines, or all there are for n < 0.
func lines(t *testing.T, r *bufio.Reader, n int) (ids []string) {
	t.Helper()
	for ; n != 0; n-- {
		l, err := r.ReadString('\n')
		if err == nil {
			ids = append(ids, strings.TrimSpace(l))
			continue
		}
		if n > 0 || !errors.Is(err, io.EOF) {
			t.Fatalf("the child ended early: %v", err)
		}
		break
	}
	return ids
}

func allThere(t *testing.T, dir string, ids []string) {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), childOptions(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, id := range ids {
		if boxes, err := db.Boxes(t.Context(), id); err != nil || len(boxes) != 4 {
			t.Errorf("an acknowledged tip has %d boxes, %v", len(boxes), err)
		}
	}
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

func TestAKilledPortalLosesNoAcknowledgedTip(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var ids []string
	for round := range 10 {
		c, out := start(t, dir)
		ids = append(ids, lines(t, out, 5+13*round)...)
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, lines(t, out, -1)...)
		if err := c.Wait(); err == nil {
			t.Fatal("the child was not killed")
		}
		allThere(t, dir, ids)
	}
	// The control: what was never acknowledged is not there.
	db := open(t, childOptions(dir))
	if _, err := db.Tip(t.Context(), randomID()); !errors.Is(err, tips.ErrNotFound) {
		t.Errorf("a made-up id gave %v", err)
	}
}

func TestADiskThatRefusesStopsTheStoreAndLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, out := start(t, dir, childOf+"_LIMIT=1")
	ids := lines(t, out, -1)
	var exit *exec.ExitError
	if err := c.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Fatalf("the child ended with %v, not by stopping", err)
	}
	if len(ids) == 0 {
		t.Fatal("nothing was taken before the disk refused")
	}
	allThere(t, dir, ids)
}

// holding lists the files of a folder that hold the bytes.
func holding(t *testing.T, dir, what string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && bytes.Contains(b, []byte(what)) {
			names = append(names, d.Name())
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return names
}

// The page after sending holds the number under a key that stands in the
// browser's history: once it is gone, nothing of it may be on the disk.
func TestWhatIsDroppedLeavesTheDisk(t *testing.T) {
	t.Parallel()
	o := options(t)
	dir := filepath.Dir(o.Path)
	db := open(t, o)
	in := newTip(tips.Urgent, time.Unix(900, 0))
	in.Pages = nil
	mark := func(what string) string { return "planted-" + what + "-" + in.Tip.ID }
	in.Boxes[0].Data = []byte(mark("erased"))
	if err := db.Accept(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	at := time.Unix(900, 0)
	page := func(id, data string, looks int) tips.Page {
		return tips.Page{Kind: "sent", ID: id, Data: []byte(data + strings.Repeat(".", 900)), Looks: looks, Expires: at.Add(time.Hour)}
	}
	do := func(errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	do(db.PutPage(t.Context(), page("looked", mark("looked"), 1)), db.PutPage(t.Context(), page("dropped", mark("dropped"), 2)),
		db.PutPage(t.Context(), page("replaced", mark("replaced"), 2)), db.PutPage(t.Context(), page("expired", mark("expired"), 2)),
		db.PutPage(t.Context(), page("kept", mark("kept"), 2)),
		db.AddFile(t.Context(), tips.Box{ID: "f", Tip: in.Tip.ID, Kind: tips.BoxFile, Data: []byte(mark("head"))}, true),
		db.AddChunk(t.Context(), in.Tip.ID, "f", 0, []byte(strings.Repeat("x", 200_000)+mark("chunk"))))
	gone := []string{"looked", "dropped", "replaced", "expired", "head", "chunk", "erased"}
	for _, what := range gone { // the control: they were there
		if len(holding(t, dir, mark(what))) == 0 {
			t.Errorf("%s is nowhere, even before", what)
		}
	}
	_, err := db.Page(t.Context(), "sent", "looked", at, false)
	do(err, db.DropPage(t.Context(), "sent", "dropped"), db.PutPage(t.Context(), page("replaced", "new", 2)),
		db.PutPage(t.Context(), tips.Page{Kind: "sent", ID: "expired", Looks: 1, Expires: at}), db.DropFile(t.Context(), in.Tip.ID, "f"))
	_, err = db.DropExpired(t.Context(), at)
	tip, read := db.Tip(t.Context(), in.Tip.ID)
	empty := in.Boxes[0]
	empty.Data = []byte("empty")
	do(err, read, db.Change(t.Context(), tips.Change{Tip: tip, Replace: []tips.Box{empty}, Event: tips.Event{At: at, Act: "contact.erased"}}))
	deadline := time.Now().Add(30 * time.Second)
	for _, what := range gone {
		for names := holding(t, dir, mark(what)); len(names) > 0; names = holding(t, dir, mark(what)) {
			if time.Now().After(deadline) {
				t.Fatalf("%s is still in %v", what, names)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	if len(holding(t, dir, mark("kept"))) == 0 {
		t.Error("what was kept is gone too")
	}
}
