package search

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mukti/content"
)

// Open gives the index of a library. With dir "" it is built in memory. Else it is kept in dir under the library's
// fingerprint: opened read-only where it is there and whole, built beside and moved into place where it is not. An
// index of another library is never used; once the right one is in place the others are removed.
func Open(lib *content.Library, dir string) (*Index, error) {
	if dir == "" {
		return newInMemory(shelves{lib})
	}
	return openSource(shelves{lib}, lib.Fingerprint(), dir)
}

// folderPrefix begins the name of every folder of ours in dir: nothing else there is touched.
const (
	folderPrefix = "index-"
	newPrefix    = folderPrefix + "new-" // while it is being built
)

// abandoned is the age at which a half-built index is taken for the rest of a portal that was killed.
const abandoned = 24 * time.Hour

// OpenPassages gives the index of any passages, kept in dir as [Open] says. The fingerprint must change with them; the
// index holds on to them.
func OpenPassages(ps []Passage, fingerprint, dir string) (*Index, error) {
	return openSource(newCollection(ps), fingerprint, dir)
}

func openSource(s source, fingerprint, dir string) (*Index, error) {
	home := folder(dir, fingerprint)
	if e, err := openDir(home, fingerprint); err == nil {
		return newIndex(e, s), nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("search: the folder of the index: %w", err)
	}
	beside, err := os.MkdirTemp(dir, newPrefix)
	if err != nil {
		return nil, fmt.Errorf("search: building the index: %w", err)
	}
	if err := buildDir(beside, fingerprint, s); err != nil {
		return nil, errors.Join(fmt.Errorf("search: building the index: %w", err), os.RemoveAll(beside))
	}
	if err := replace(beside, home); err != nil {
		// Another process may have put the same index there in the meantime.
		if e, again := openDir(home, fingerprint); again == nil {
			return newIndex(e, s), os.RemoveAll(beside)
		}
		return nil, errors.Join(fmt.Errorf("search: putting the index in place: %w", err), os.RemoveAll(beside))
	}
	e, err := openDir(home, fingerprint)
	if err != nil {
		return nil, fmt.Errorf("search: opening the index just built: %w", err)
	}
	removeOthers(dir, filepath.Base(home))
	return newIndex(e, s), nil
}

func folder(dir, fingerprint string) string {
	return filepath.Join(dir, fmt.Sprintf("%s%d-%.16s", folderPrefix, format, safe(fingerprint)))
}

// safe makes a fingerprint fit for a file's name.
func safe(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, s)
}

// replace moves a folder to where another one, broken, may stand.
func replace(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// removeOthers frees the room of indexes that no longer fit. What cannot be removed (in use elsewhere) stays: it is
// never opened.
func removeOthers(dir, keep string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		if !e.IsDir() || name == keep || !strings.HasPrefix(name, folderPrefix) {
			continue
		}
		if info, err := e.Info(); strings.HasPrefix(name, newPrefix) && (err != nil || time.Since(info.ModTime()) < abandoned) {
			continue // somebody may be building there
		}
		_ = os.RemoveAll(filepath.Join(dir, name))
	}
}
