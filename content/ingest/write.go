package ingest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts the draft and its original into a folder of a library. Nothing
// that is there already is touched: it returns an [ErrFile] then. It gives the
// path of the text.
func (d *Draft) Write(dir string) (string, error) {
	folder := filepath.Join(dir, d.Kind, d.Slug)
	text, original := filepath.Join(folder, d.Lang+".md"), filepath.Join(folder, d.Original.Name)
	if len(d.Markdown) > 1<<20 {
		return "", refuse("its text takes more than 1 MiB, the most that a document of the library may have: split it")
	}
	for _, path := range []string{text, original} {
		if _, err := os.Lstat(path); err == nil {
			return "", refuse("%s is there already: give --slug for another folder, or remove it first", path)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("ingest: %w", err)
		}
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("ingest: the folder of the document: %w", err)
	}
	// The text comes last: a portal that reads this folder must not find it
	// without its original.
	for _, f := range []struct {
		path string
		data []byte
	}{{original, d.Original.Data}, {text, d.Markdown}} {
		if err := writeNew(f.path, f.data); err != nil {
			return "", err
		}
	}
	return text, nil
}

// writeNew writes a file that is not there yet, whole or not at all.
func writeNew(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".import-")
	if err != nil {
		return fmt.Errorf("ingest: writing %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("ingest: writing %s: %w", path, err)
	}
	if err := os.Link(f.Name(), path); err != nil {
		return fmt.Errorf("ingest: writing %s: %w", path, err)
	}
	return nil
}
