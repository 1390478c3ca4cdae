package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"mukti/tips"
)

// killed runs a command as a process of its own and kills it a moment after a
// file that matches has come; it may be quicker.
func killed(t *testing.T, sign string, args ...string) {
	t.Helper()
	cmd := exec.Command(built(), args...)
	cmd.Env = append(os.Environ(), "MUKTI_TEST_CHILD=1")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for began := time.Now(); time.Since(began) < 2*time.Minute; time.Sleep(time.Millisecond) {
		if len(must(filepath.Glob(sign))) > 0 {
			break
		}
	}
	time.Sleep(rand.N(150 * time.Millisecond))
	cmd.Process.Kill()
	<-ended
}

// TestAKilledBackupOrRestoreLeavesOldOrNew kills both at random moments.
func TestAKilledBackupOrRestoreLeavesOldOrNew(t *testing.T) {
	rounds, n := 3, 1500
	if heavy() {
		rounds, n = 15, 3000
	}
	key, to := offline(t)
	data := realFolder(t)
	h := opened(t, data, false)
	fill(t, h, n, nil)
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "whole.age")
	backUp(t, data, whole, to)
	dir := t.TempDir()
	cut, done := 0, 0
	for n := range rounds {
		file := filepath.Join(dir, fmt.Sprint(n, ".age"))
		killed(t, file+"*", "backup", "--data", data, "--to", to, file)
		if _, err := os.Stat(file); err != nil {
			cut++
		} else {
			done++
			if _, errs, code := restore(t, filepath.Join(t.TempDir(), "back"), file, key); code != exitDone {
				t.Errorf("a backup with a name is not whole: %s", errs)
			}
		}
	}
	if out, errs, code := command(t, "", "verify", "--data", data); code != exitDone {
		t.Errorf("the portal after killed backups: %s%s", out, errs)
	}
	backUp(t, data, filepath.Join(dir, "after.age"), to)
	if _, err := os.Stat(filepath.Join(data, backupCopy)); err == nil {
		t.Error("a killed backup's copy is left beside the database")
	}
	t.Logf("backup: %d killed on the way, %d were quicker", cut, done)
	cut, done = 0, 0
	back := filepath.Join(t.TempDir(), "back")
	for range rounds {
		killed(t, filepath.Join(back, restoringFolder, databaseFile), "restore", whole, "--data", back, "--identity", key, "--without-erased")
		out, errs, code := command(t, "", "verify", "--data", back)
		switch {
		case code == exitDone:
			done++
			if err := os.RemoveAll(back); err != nil {
				t.Fatal(err)
			}
		case strings.Contains(errs, "cut off"), strings.Contains(errs, "no database"):
			cut++
		default:
			t.Errorf("neither old nor new: %s%s", out, errs)
		}
	}
	t.Logf("restore: %d killed on the way, %d were quicker", cut, done)
	if _, err := os.Stat(filepath.Join(back, databaseFile)); err == nil {
		return
	}
	if _, errs, code := restore(t, back, whole, key); code != exitDone {
		t.Errorf("a restore after one that was cut off: %s", errs)
	}
}

// TestAKilledErasingGoesOn: tips past their time, a portal that is killed while
// it erases them, again and again; what is on the list goes, and nothing else.
func TestAKilledErasingGoesOn(t *testing.T) {
	rounds := 1
	if heavy() {
		rounds = 8
	}
	data := realFolder(t)
	h := opened(t, data, false)
	ids := fill(t, h, 900, func(k int, in *tips.Intake) {
		if k%3 > 0 { // closed long ago
			in.Tip.Status, in.Tip.Reason = tips.Closed, tips.NoAction
			in.Event.Act = "tip.closed"
		}
	})
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	for range rounds {
		c := startBinary(t, built(), data)
		for size := listSize(data); listSize(data) < size+50; { // it is at it
			time.Sleep(time.Millisecond)
		}
		c.kill()
	}
	h = opened(t, data, false)
	left := 0
	for k, id := range ids {
		_, err := h.db.Tip(t.Context(), id)
		if k%3 == 0 && err != nil {
			t.Fatalf("a tip that is not closed is gone: %v", err)
		}
		if err == nil && k%3 > 0 {
			left++
		}
	}
	if faults := must(h.db.Verify(t.Context())); len(faults) > 0 {
		t.Errorf("verify: %v", faults)
	}
	t.Logf("%d left after %d kills", left, rounds)
	line := tips.NewLine(h.config)
	defer line.Close()
	if n, err := line.EraseKept(t.Context()); err != nil || n != left {
		t.Errorf("%d of %d erased, %v", n, left, err)
	}
	if stones := must(h.db.Stones(t.Context(), 10_000, 0)); len(stones) != 600 {
		t.Errorf("%d stones", len(stones))
	}
	if listed := must(readLedger(filepath.Join(data, keysFolder, erasedFile))); len(listed) != 600 {
		t.Errorf("%d on the list", len(listed))
	}
}

// listSize is how many bytes the list of erased tips has.
func listSize(data string) int64 {
	info, err := os.Stat(filepath.Join(data, keysFolder, erasedFile))
	if err != nil {
		return 0
	}
	return info.Size()
}

// full is a disk with no room after n bytes.
type full struct{ n int }

func (f *full) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, &os.PathError{Op: "write", Path: "/stick/copy.age", Err: syscall.ENOSPC}
	}
	return len(p), nil
}

func TestABackupOntoAFullDiskSaysSo(t *testing.T) {
	_, to := offline(t)
	h := opened(t, realFolder(t), false)
	fill(t, h, 200, nil)
	_, _, err := h.backup(t.Context(), &full{100_000}, []string{to}, time.Now())
	if !errors.Is(fullDisk("copy.age", err), tips.ErrFull) {
		t.Errorf("a full disk: %v", err)
	}
	if left := must(filepath.Glob(filepath.Join(h.data, backupCopy+"*"))); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
