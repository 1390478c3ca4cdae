//go:build !linux && !darwin

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// lockFile takes a lock that a killed process leaves: remove the file then.
func lockFile(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, errLocked
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	return func() error { return errors.Join(f.Close(), os.Remove(path)) }, nil
}
