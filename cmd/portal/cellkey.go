package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"mukti/tips/vault"
)

// cellKeys is the file of the national cell's signing keys in public form, one a
// line: the root of every signature, outside the database. It has two while a
// new one comes.
type cellKeys struct {
	path string
	mu   sync.Mutex
}

// read gives the keys; none before the first start.
func (c *cellKeys) read() ([][]byte, error) {
	text, err := os.ReadFile(c.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.path, unwrapPath(err))
	}
	var keys [][]byte
	for line := range strings.FieldsSeq(string(text)) {
		key, err := hex.DecodeString(line)
		if err != nil || len(key) != len(vault.Key{}) {
			return nil, fmt.Errorf("%s: damaged: want 64 hexadecimal digits a line; put it back from the backup", c.path)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// now is [cellKeys.read] for who checks signatures: what cannot be read signs nothing.
func (c *cellKeys) now() [][]byte {
	keys, err := c.read()
	if err != nil {
		return nil
	}
	return keys
}

// turn puts other keys into the file, whole or not at all.
func (c *cellKeys) turn(keys ...[]byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var text strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&text, "%x\n", k)
	}
	next := c.path + ".next"
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", next, unwrapPath(err))
	}
	if err := writeNew(next, text.String()); err != nil {
		return err
	}
	if err := os.Rename(next, c.path); err != nil {
		return fmt.Errorf("%s: cannot be replaced: %w", c.path, unwrapPath(err))
	}
	return syncFolder(filepath.Dir(c.path))
}
