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
)

// survey hashes every file of the trees without keeping it: the later tree
// wins, as in Load. Of an original only its size counts.
func survey(fsys []fs.FS) (key [32]byte, all *found, err error) {
	type entry struct {
		path string
		tree fs.FS
		sum  [32]byte
		err  error
	}
	at := make(map[string]*entry)
	var entries []*entry
	for _, tree := range fsys {
		if tree == nil {
			continue
		}
		err := fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if at[path] == nil {
				at[path] = &entry{path: path}
				entries = append(entries, at[path])
			}
			if !d.IsDir() {
				at[path].tree = tree
			}
			return nil
		})
		if err != nil {
			return key, nil, err
		}
	}
	slices.SortFunc(entries, func(a, b *entry) int { return strings.Compare(a.path, b.path) })
	all = &found{beside: make(map[string]beside)}
	buffers := sync.Pool{New: func() any { b := make([]byte, 64<<10); return &b }}
	inParallel(len(entries), func(i int) {
		if e := entries[i]; e.tree != nil {
			buf := buffers.Get().(*[]byte)
			e.sum, e.err = sumOf(e.tree, e.path, *buf)
			buffers.Put(buf)
		}
	})
	h := sha256.New()
	_, _ = io.WriteString(h, snapshotMark+program())
	for _, e := range entries {
		if e.err != nil {
			return key, nil, e.err
		}
		_, _ = fmt.Fprintf(h, "%q %v %x\n", e.path, e.tree != nil, e.sum)
		if e.tree != nil && isFileName(filepath.Base(e.path)) {
			if info, err := fs.Stat(e.tree, e.path); err == nil {
				all.beside[e.path] = beside{e.tree, info.Size()}
			}
		}
	}
	h.Sum(key[:0])
	return key, all, nil
}

// sumOf hashes one file, of originals their size.
func sumOf(tree fs.FS, path string, buf []byte) (sum [32]byte, err error) {
	info, err := fs.Stat(tree, path) // before it is opened: a pipe would keep us waiting
	if err != nil {
		return sum, err
	}
	if !info.Mode().IsRegular() || !strings.HasSuffix(path, ".md") || info.Size() > maxFile {
		return sha256.Sum256(fmt.Appendf(nil, "%v %d", info.Mode().IsRegular(), info.Size())), nil
	}
	f, err := tree.Open(path)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	_, err = io.CopyBuffer(struct{ io.Writer }{h}, struct{ io.Reader }{f}, buf)
	h.Sum(sum[:0])
	return sum, err
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
