package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// marksFile holds the keys of marks: the current one, below it the previous,
// each with the day from which it was the current one.
const marksFile = "marks"

// markRing are the keys of marks as they stand in their file.
type markRing struct {
	path string
	mu   sync.Mutex
	keys []datedKey // current, previous
}

type datedKey struct {
	key  vault.Key
	from time.Time // a day, UTC
}

// openMarkRing reads the file, or makes it beside a new database.
func openMarkRing(path string, fresh bool, now time.Time) (*markRing, error) {
	r := &markRing{path: path}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && fresh {
		k := newDatedKey(now)
		r.keys = []datedKey{k}
		return r, writeNew(path, k.line())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missingKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	for n, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		k, err := parseDatedKey(line)
		if err != nil || n > 1 {
			return nil, fmt.Errorf("%s:%d: damaged: want at most two lines of 64 hexadecimal digits and a day; put it back from the backup", path, n+1)
		}
		if k.from.IsZero() { // as the first version wrote it
			k.from = now.UTC().Truncate(24 * time.Hour)
		}
		r.keys = append(r.keys, k)
	}
	return r, nil
}

func newDatedKey(now time.Time) datedKey {
	k := datedKey{from: now.UTC().Truncate(24 * time.Hour)}
	rand.Read(k.key[:])
	return k
}

func (k datedKey) line() string {
	return hex.EncodeToString(k.key[:]) + " " + k.from.Format(time.DateOnly) + "\n"
}

func parseDatedKey(line string) (k datedKey, err error) {
	digits, day, dated := strings.Cut(strings.TrimSpace(line), " ")
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != len(k.key) {
		return k, errors.New("no key")
	}
	copy(k.key[:], b)
	if dated {
		k.from, err = time.Parse(time.DateOnly, day)
	}
	return k, err
}

// now are the keys as tips uses them.
func (r *markRing) now() tips.MarkKeys {
	r.mu.Lock()
	defer r.mu.Unlock()
	k := tips.MarkKeys{Current: tips.NewMarkKey(r.keys[0].key)}
	if len(r.keys) > 1 {
		k.Previous = tips.NewMarkKey(r.keys[1].key)
	}
	return k
}

// turn makes a new key when the current one has had its time, and throws away
// what is older than twice that. The file is replaced in one step: a power cut
// leaves the old keys or the new ones.
func (r *markRing) turn(now time.Time) (turned bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	keys := r.keys
	if now.Sub(keys[0].from) >= tips.MarkTime {
		keys = append([]datedKey{newDatedKey(now)}, keys[0])
	}
	if len(keys) > 1 && now.Sub(keys[1].from) >= 2*tips.MarkTime {
		keys = keys[:1]
	}
	if len(keys) == len(r.keys) && keys[0] == r.keys[0] {
		return false, nil
	}
	text := ""
	for _, k := range keys {
		text += k.line()
	}
	next := r.path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("%s: %w", next, unwrapPath(err))
	}
	if err := writeNew(next, text); err != nil {
		return false, err
	}
	if err := os.Rename(next, r.path); err != nil {
		return false, fmt.Errorf("%s: cannot be written: %w", r.path, unwrapPath(err))
	}
	if err := syncFolder(filepath.Dir(r.path)); err != nil {
		return false, err
	}
	r.keys = keys
	return true, nil
}
