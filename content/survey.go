package content

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// surveyed is one path of the trees.
type surveyed struct {
	path  string
	tree  fs.FS // nil for a folder
	sum   [32]byte
	state state
	err   error
}

// survey hashes every file of the trees without keeping it: the later tree
// wins, as in Load. Of an original only its size counts. A file that is as it
// was when dir learnt its hash is not read again.
func survey(dir string, fsys []fs.FS) (key [32]byte, all *found, err error) {
	began := time.Now()
	entries, err := entriesOf(fsys)
	if err != nil {
		return key, nil, err
	}
	known := readSeen(dir)
	buffers := sync.Pool{New: func() any { b := make([]byte, 64<<10); return &b }}
	inParallel(len(entries), func(i int) {
		if e := entries[i]; e.tree != nil {
			buf := buffers.Get().(*[]byte)
			e.err = e.hash(known, *buf)
			buffers.Put(buf)
		}
	})
	all = &found{beside: make(map[string]beside)}
	h := sha256.New()
	_, _ = io.WriteString(h, snapshotMark+program())
	for _, e := range entries {
		if e.err != nil {
			return key, nil, e.err
		}
		_, _ = fmt.Fprintf(h, "%q %v %x\n", e.path, e.tree != nil, e.sum)
		if e.tree != nil && isFileName(filepath.Base(e.path)) {
			all.beside[e.path] = beside{e.tree, e.state.size}
		}
	}
	h.Sum(key[:0])
	writeSeen(dir, known, entries, began)
	return key, all, nil
}

// entriesOf lists the trees, by path.
func entriesOf(fsys []fs.FS) (entries []*surveyed, err error) {
	at := make(map[string]*surveyed)
	for _, tree := range fsys {
		if tree == nil {
			continue
		}
		err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if at[path] == nil {
				at[path] = &surveyed{path: path}
				entries = append(entries, at[path])
			}
			if !d.IsDir() {
				at[path].tree = tree
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortFunc(entries, func(a, b *surveyed) int { return strings.Compare(a.path, b.path) })
	return entries, nil
}

// hash hashes one file, of originals their size.
func (e *surveyed) hash(known map[string]seen, buf []byte) (err error) {
	info, err := fs.Stat(e.tree, e.path) // before it is opened: a pipe would keep us waiting
	if err != nil {
		return err
	}
	e.state = stateOf(info)
	if !info.Mode().IsRegular() || !strings.HasSuffix(e.path, ".md") || info.Size() > maxFile {
		e.sum = sha256.Sum256(fmt.Appendf(nil, "%v %d", info.Mode().IsRegular(), info.Size()))
		return nil
	}
	if k, ok := known[e.path]; ok && e.state.told() && k.state == e.state {
		e.sum = k.sum
		return nil
	}
	f, err := e.tree.Open(e.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	_, err = io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{f}, buf)
	h.Sum(e.sum[:0])
	return err
}

// program tells this build from another: a newer one may read the same files
// in another way.
func program() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d\n", info.Size(), info.ModTime().UnixNano())
}
