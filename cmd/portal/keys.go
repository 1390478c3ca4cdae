package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// secrets are the files of keys/ in the data folder: apart from the database,
// so that a thief of the database alone has none of them.
type secrets struct {
	pepper  vault.Key     // of numbers
	marks   *markRing     // of marks
	audit   vault.Key     // of the audit chain
	cell    []byte        // the national cell's signing key, public, as it is at the start; nil before the first start
	cells   *cellKeys     // the file of it
	heads   vault.SignKey // signs the audit's daily heads; zero beside a database from before there were any
	notices vault.Key     // of how bodies are told
}

// Names of the key files.
const (
	keysFolder  = "keys"
	cellFile    = "cell.pub"
	headsFile   = "heads"
	noticesFile = "notices"
)

// openSecrets reads the key files. Where there is no database yet it makes
// those that are missing; beside a database a missing file is a fault, for a
// new pepper would close every box for ever.
func openSecrets(data string, fresh bool) (secrets, error) {
	var s secrets
	var faults []error
	for _, k := range []struct {
		name string
		to   *vault.Key
	}{{"pepper", &s.pepper}, {"audit", &s.audit}} {
		path := filepath.Join(data, keysFolder, k.name)
		key, err := readKey(path)
		if errors.Is(err, fs.ErrNotExist) && fresh {
			key, err = makeKey(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			err = missingKey(path)
		}
		if err != nil {
			faults = append(faults, err)
			continue
		}
		*k.to = key
	}
	// A data folder from before notices has no key of theirs, and nothing sealed
	// under it; where it was lost, the settings have to be typed anew.
	key, err := readKey(filepath.Join(data, keysFolder, noticesFile))
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeKey(filepath.Join(data, keysFolder, noticesFile))
	}
	if err != nil {
		faults = append(faults, err)
	}
	s.notices = key
	marks, err := openMarkRing(filepath.Join(data, keysFolder, marksFile), fresh, time.Now())
	if err != nil {
		faults = append(faults, err)
	}
	s.marks = marks
	s.cells = &cellKeys{path: filepath.Join(data, keysFolder, cellFile)}
	cell, err := s.cells.read()
	if err != nil {
		faults = append(faults, err)
	}
	if len(cell) > 0 {
		s.cell = cell[0]
	}
	path := filepath.Join(data, keysFolder, headsFile)
	seed, err := readKey(path)
	if errors.Is(err, fs.ErrNotExist) && fresh {
		seed, err = makeKey(path)
	}
	switch {
	case err == nil:
		s.heads = vault.NewSignKey(seed)
	case !errors.Is(err, fs.ErrNotExist): // see headsKey
		faults = append(faults, err)
	}
	return s, errors.Join(faults...)
}

// headsKey makes the key of the daily heads beside a database that has none yet.
// One that signed heads and is missing is a fault: a new one would let a forger
// say that it was always so.
func (s *secrets) headsKey(ctx context.Context, data string, heads tips.Heads) error {
	if s.heads.Usable() {
		return nil
	}
	path := filepath.Join(data, keysFolder, headsFile)
	have, err := heads.ListHeads(ctx, "", 1)
	if err != nil {
		return err
	}
	if len(have) > 0 {
		return missingKey(path)
	}
	seed, err := makeKey(path)
	if err != nil {
		return err
	}
	s.heads = vault.NewSignKey(seed)
	return nil
}

func missingKey(path string) error {
	return fmt.Errorf("%s: missing beside a database that was sealed with it: put it back from the backup", path)
}

func readKey(path string) (vault.Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return vault.Key{}, err
	}
	if err != nil {
		return vault.Key{}, fmt.Errorf("%s: cannot be read: %w", path, unwrapPath(err))
	}
	b, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != 32 {
		return vault.Key{}, fmt.Errorf("%s: damaged: want 64 hexadecimal digits; put it back from the backup", path)
	}
	return vault.Key(b), nil
}

func makeKey(path string) (vault.Key, error) {
	var k vault.Key
	rand.Read(k[:])
	return k, writeNew(path, hex.EncodeToString(k[:])+"\n")
}

// writeNew writes a file of 0600 that must not be there yet, and is on the
// disk when it returns: a key that is lost in a power cut loses every tip
// sealed with it.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("%s: cannot be written: %w", path, unwrapPath(err))
	}
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("%s: cannot be written: %w", path, unwrapPath(err))
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder puts a folder's names on the disk.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	return errors.Join(dir.Sync(), dir.Close())
}
