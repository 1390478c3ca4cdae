package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"mukti/content"
	"mukti/search"
)

// How often the folder of --library is looked at, and how many looks in a row
// must show the same before it is read. A file that is gone may be half of an
// editor's saving, or a copy that is under way: it is waited for longer. A look
// at 14,000 files takes 40 to 200 ms: where it takes long, the next comes later,
// so that looking takes a fiftieth of a core at most. House rules.
const (
	lookEvery     = 3 * time.Second
	looksRest     = 50 // times what a look took
	looksForWords = 2
	looksForGone  = 5
	// looksAfterFault is how long it is waited where no index could be built:
	// five minutes.
	looksAfterFault = 100
)

// reread reads the folder of --library again when it changes. A library with a
// fault never takes the place of one without: the last good one stays, and the
// log says what is wrong, by file and line.
type reread struct {
	dir     string           // "" where there is no such folder
	library *content.Library // made by content.Live
	now     *content.Library // for which library stands
	index   *search.Index    // made by search.Live
	keep    string           // where indexes are kept, "" for memory
	texts   string           // where snapshots of a large library are kept, "" for memory
	log     *slog.Logger

	read folder        // as it was when it was last read, well or not
	last folder        // as the last look found it
	same int           // looks that found it so
	gone bool          // the last look found no folder
	bad  bool          // what was read last had a fault
	took time.Duration // by the last look
	lack int           // looks since no index could be built; 0 where there is one
}

// folder is what a look finds: the files by path, with what tells that one
// changed.
type folder map[string]fileMark

type fileMark struct {
	size     int64
	modified int64 // nanoseconds since 1970
	mode     fs.FileMode
}

// lookAt gives the files of a folder, but hidden ones.
func lookAt(dir string) (folder, error) {
	found := make(folder)
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil && path == ".":
			return err
		case err != nil:
			found[path] = fileMark{size: -1} // unreadable is a state like any other
			return nil
		case path != "." && e.Name()[0] == '.':
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		case e.IsDir():
			return nil
		}
		// A link is followed, as the library follows it.
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil {
			found[path] = fileMark{size: -1}
			return nil
		}
		found[path] = fileMark{info.Size(), info.ModTime().UnixNano(), info.Mode()}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, unwrapPath(err))
	}
	return found, nil
}

// run looks at the folder until ctx ends.
func (r *reread) run(ctx context.Context) {
	for rest := lookEvery; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(rest):
		}
		r.mend()
		if r.dir != "" {
			r.look()
		}
		rest = max(lookEvery, looksRest*r.took)
	}
}

// mend builds the index that the start could not. A full disk must not end the
// search until somebody starts the portal anew.
func (r *reread) mend() {
	if _, err := r.index.Ready(); err == nil {
		r.lack = 0
		return
	} else if r.lack++; r.lack == 1 {
		r.log.Error("there is no index: nothing is searched; it is tried again", "err", err)
		return
	}
	if r.lack%looksAfterFault != 0 {
		return
	}
	index, err := search.Open(r.now, r.keep)
	if err != nil {
		r.log.Error("there is still no index: nothing is searched; it is tried again", "err", err)
		return
	}
	if err := r.index.Replace(index); err != nil {
		r.log.Error("the old index did not close", "err", err)
	}
	r.lack = 0
	r.log.Info("the index was built; the search answers")
}

// look reads the folder again if it changed and has come to rest.
func (r *reread) look() {
	began := time.Now()
	now, err := lookAt(r.dir)
	r.took = time.Since(began)
	if err != nil {
		// A disk that is gone is told once, not with every look.
		if !r.gone {
			r.log.Warn("the library's folder cannot be read; the last good library stays", "err", err)
		}
		r.last, r.same, r.gone = nil, 0, true
		return
	}
	if r.gone {
		r.gone = false
		r.log.Info("the library's folder is there again")
	}
	if r.last == nil || !maps.Equal(now, r.last) {
		r.last, r.same = now, 1
		return
	}
	r.same++
	if maps.Equal(now, r.read) {
		return
	}
	wait := looksForWords
	for path := range r.read {
		if _, there := now[path]; !there {
			wait = looksForGone
		}
	}
	if r.same < wait {
		return
	}
	if len(now) == 0 {
		r.read = now
		r.log.Warn("the library's folder is empty: is its disk missing? The last good library stays; a new start takes the folder as it is", "folder", r.dir)
		return
	}
	r.take(now)
}

// take reads the folder and puts the new library in place.
func (r *reread) take(now folder) {
	began := time.Now()
	next, err := content.Open(r.texts, content.Embedded(), os.DirFS(r.dir))
	if after, again := lookAt(r.dir); again != nil || !maps.Equal(after, now) {
		r.last, r.same = after, 1 // it changed under the reading
		return
	}
	r.read = now
	if err != nil {
		r.bad = true
		r.fault(err)
		return
	}
	if r.bad {
		r.bad = false
		r.log.Info("the library's folder has no fault any more")
	}
	if next.Fingerprint() == r.library.Fingerprint() {
		r.log.Info("the library's folder was looked through: nothing in it changed")
		return
	}
	index, err := search.Open(next, r.keep)
	if err != nil {
		r.read = nil // it is tried again: the fault is not in the files
		r.log.Error("no index for the changed library; the last good library stays, and it is tried again", "err", err)
		r.same = -looksAfterFault
		return
	}
	r.library.Replace(next)
	r.now = next
	if err := r.index.Replace(index); err != nil {
		r.log.Error("the old index did not close", "err", err)
	}
	debug.FreeOSMemory() // reading takes several times what serving needs
	r.log.Info("the library was read again", "pages", next.Len(), "took", time.Since(began).Round(time.Millisecond))
}

// mostFaults is how many faults are written into the log at once; the check
// has them all.
const mostFaults = 50

// fault writes each fault with its file and line into the log.
func (r *reread) fault(err error) {
	var all content.Faults
	if !errors.As(err, &all) {
		r.log.Warn("the changed library cannot be read; the last good one stays", "err", err)
		return
	}
	r.log.Warn("the changed library has faults; the last good one stays until they are mended", "faults", len(all),
		"check", "portal library check "+r.dir)
	for _, f := range all[:min(len(all), mostFaults)] {
		r.log.Warn("fault of the library", "at", placed(r.dir, f).Error())
	}
}

// placed gives a fault with the path of its file as a person finds it: in the
// folder, if it is there.
func placed(dir string, f content.Fault) content.Fault {
	if dir == "" {
		return f
	}
	if path := filepath.Join(dir, filepath.FromSlash(f.File)); f.File != "." {
		if _, err := os.Lstat(path); err == nil {
			f.File = path
		}
	}
	return f
}
