package sqlstore_test

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"mukti/tips"
)

func TestABackupOfARunningStoreIsWhole(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	send(t, db, 8, 50)
	stop := make(chan struct{})
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if err := db.Accept(context.Background(), newTip(tips.Urgent, time.Unix(900, 0))); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	before, err := db.Events(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	copyOf := o
	copyOf.Path, copyOf.Anchor = filepath.Join(t.TempDir(), "copy.db"), ""
	if err := db.Backup(t.Context(), copyOf.Path); err != nil {
		t.Fatal(err)
	}
	close(stop)
	all.Wait()
	if info, err := os.Stat(copyOf.Path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	back := open(t, copyOf)
	if faults, err := back.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
	got, err := back.Events(t.Context(), 0, len(before))
	if err != nil || !reflect.DeepEqual(got, before) {
		t.Errorf("the copy's audit differs: %d events for %d, %v", len(got), len(before), err)
	}
	evs, err := back.Events(t.Context(), 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range evs { // every tip of the copy is whole
		boxes, err := back.Boxes(t.Context(), ev.Object)
		if err != nil || len(boxes) != 4 {
			t.Fatalf("%d boxes, %v", len(boxes), err)
		}
	}
}

func TestABackupNeverReplacesAFile(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{there, filepath.Join(dir, "no", "copy.db"), dir} {
		if err := db.Backup(t.Context(), path); err == nil {
			t.Errorf("%s: no error", path)
		}
	}
	if b, err := os.ReadFile(there); err != nil || string(b) != "mine" {
		t.Errorf("the file that was there is %q, %v", b, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Backup(ctx, filepath.Join(dir, "half.db")); err == nil {
		t.Error("a backup that was called off gave no error")
	}
	if _, err := os.Stat(filepath.Join(dir, "half.db")); err == nil {
		t.Error("a backup that failed left a file")
	}
}

func TestAReadOnlyStoreIsBackedUpToo(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	send(t, db, 1, 3)
	db.Close()
	o.ReadOnly = true
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := open(t, o).Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	o.Path, o.Anchor = path, ""
	o.ReadOnly = false
	if evs, err := open(t, o).Events(t.Context(), 0, 10); err != nil || len(evs) != 3 {
		t.Errorf("%d events, %v", len(evs), err)
	}
}
