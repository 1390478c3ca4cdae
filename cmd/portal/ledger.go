package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"mukti/tips"
)

// erasedFile is the list of what was erased and of officers who were disabled:
// outside the database, so that putting back an older backup brings neither
// back. Lines are only ever added.
const erasedFile = "erased"

// Sorts of lines in the list.
const (
	listedTip     = "tip"
	listedOfficer = "officer"
)

// ledger is that file. It implements [tips.Ledger].
type ledger struct {
	path string

	mu   sync.Mutex
	have map[string]bool // "tip <id>", "officer <id>"
}

var _ tips.Ledger = (*ledger)(nil)

// openLedger reads the list; no file is an empty list.
func openLedger(path string) (*ledger, error) {
	l := &ledger{path: path, have: map[string]bool{}}
	lines, err := readLedger(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, line := range lines {
		l.have[line] = true
	}
	return l, nil
}

// readLedger gives the lines without their days. A last line that a power cut
// left half is none: what it was to say did not happen yet.
func readLedger(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	whole := string(text)
	whole = whole[:strings.LastIndexByte(whole, '\n')+1]
	var lines []string
	for n, line := range slices.Collect(strings.Lines(whole)) {
		f := strings.Fields(line)
		if len(f) == 3 {
			if _, err := time.Parse(time.DateOnly, f[2]); err == nil && len(f[1]) == 32 && (f[0] == listedTip || f[0] == listedOfficer) {
				lines = append(lines, f[0]+" "+f[1])
				continue
			}
		}
		return nil, fmt.Errorf("%s:%d: want `tip` or `officer`, an id of 32 digits, and a day", path, n+1)
	}
	return lines, nil
}

// ids are those of one sort.
func (l *ledger) ids(sort string) (out []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range l.have {
		if id, ok := strings.CutPrefix(line, sort+" "); ok {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// Erased implements [tips.Ledger].
func (l *ledger) Erased(tip string, at time.Time) error { return l.add(listedTip, tip, at) }

// add puts a line on the disk, once.
func (l *ledger) add(sort, id string, at time.Time) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line := sort + " " + id
	if l.have[line] {
		return nil
	}
	f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", l.path, unwrapPath(err))
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("%s: cannot be written: %w", l.path, unwrapPath(err))
		}
	}()
	text := line + " " + at.UTC().Format(time.DateOnly) + "\n"
	if info, err := f.Stat(); err != nil {
		return err
	} else if info.Size() > 0 {
		var last [1]byte
		if _, err := f.ReadAt(last[:], info.Size()-1); err != nil {
			return err
		}
		if last[0] != '\n' { // a power cut left half a line
			if err := l.cut(f); err != nil {
				return err
			}
		}
	}
	if _, err := f.WriteString(text); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	l.have[line] = true
	return syncFolder(filepath.Dir(l.path))
}

// cut takes a half line off the end.
func (l *ledger) cut(f *os.File) error {
	text, err := os.ReadFile(l.path)
	if err != nil {
		return err
	}
	return f.Truncate(int64(strings.LastIndexByte(string(text), '\n') + 1))
}
