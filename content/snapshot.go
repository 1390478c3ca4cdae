package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"mukti/mapped"
)

// A snapshot is a faultless library as it was read, in one file: to open it
// costs a glance at every file of the library, and not the reading of them.
// Long texts are not read into memory but mapped, so they take room only while
// somebody looks at them.

const (
	snapshotMark   = "mukti library 1\n" // of the layout of the file
	snapshotPrefix = "library-"
	// snapshotFrom is the number of pages from which a snapshot pays. House
	// rule: below it, reading everything takes less than half a second.
	snapshotFrom = 300
)

// Open gives the library as [Load] does. Where dir holds a snapshot of just
// these files, made by this very program, it is used; else the files are read,
// with every fault, and a large library leaves a snapshot for the next time.
func Open(dir string, fsys ...fs.FS) (*Library, error) {
	key, all, err := survey(fsys)
	if dir == "" || err != nil {
		return Load(fsys...) // it says what cannot be read
	}
	path := filepath.Join(dir, snapshotPrefix+hex.EncodeToString(key[:8]))
	if lib := openSnapshot(path, key, all); lib != nil {
		return lib, nil
	}
	pages, found, err := load(fsys)
	if err != nil {
		return nil, err
	}
	lib := newLibrary(newCheck(pages, found), fingerprint(pages))
	if len(pages) >= snapshotFrom {
		// Without a snapshot the next start is only slower. With it, what was
		// read is mapped at once and need not stay in memory.
		if writeSnapshot(path, key, lib.fingerprint, pages) == nil {
			if mapped := openSnapshot(path, key, all); mapped != nil {
				return mapped, nil
			}
		}
	}
	return lib, nil
}

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

// The file: the mark, the key, the fingerprint, how long the three parts are,
// a checksum of the first two, then the parts.
type snapshotHead struct {
	Mark        [len(snapshotMark)]byte
	Key         [32]byte
	Fingerprint [64]byte
	Sizes       [3]uint64 // numbers, short texts, long texts
	Sum         [32]byte  // of numbers and short texts
	Pages       uint64
}

func writeSnapshot(path string, key [32]byte, fingerprint string, pages []*page) (err error) {
	c := &codec{writing: true}
	for _, p := range pages {
		c.page(p)
	}
	head := snapshotHead{Key: key, Sizes: [3]uint64{uint64(len(c.numbers)), uint64(len(c.short)), uint64(len(c.long))}, Pages: uint64(len(pages))}
	copy(head.Mark[:], snapshotMark)
	copy(head.Fingerprint[:], fingerprint)
	head.Sum = sha256.Sum256(append(slices.Clone(c.numbers), c.short...))
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, snapshotPrefix+"new-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	write := func() error {
		if err := binary.Write(f, binary.LittleEndian, head); err != nil {
			return err
		}
		for _, part := range [][]byte{c.numbers, c.short, c.long} {
			if _, err := f.Write(part); err != nil {
				return err
			}
		}
		return f.Sync()
	}
	if err := errors.Join(write(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	removeSnapshots(dir, filepath.Base(path))
	return nil
}

// removeSnapshots frees the room of those that no longer fit.
func removeSnapshots(dir, keep string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if name := e.Name(); name != keep && strings.HasPrefix(name, snapshotPrefix) && e.Type().IsRegular() {
			_ = os.Remove(filepath.Join(dir, name)) // in use elsewhere it stays readable there
		}
	}
}

// openSnapshot gives nil for a file that is not there, not whole, or not of
// these files.
func openSnapshot(path string, key [32]byte, all *found) *Library {
	data, err := mapped.Open(path) // for as long as the portal runs, because texts point into it
	if err != nil {
		return nil
	}
	var head snapshotHead
	size := binary.Size(head)
	if len(data) < size || binary.Read(bytes.NewReader(data[:size]), binary.LittleEndian, &head) != nil ||
		string(head.Mark[:]) != snapshotMark || head.Key != key {
		return nil
	}
	rest := data[size:]
	a, b, n := head.Sizes[0], head.Sizes[1], uint64(len(rest))
	if a > n || b > n-a || head.Sizes[2] != n-a-b || sha256.Sum256(rest[:a+b]) != head.Sum || head.Pages > a {
		return nil
	}
	c := &codec{numbers: rest[:a], short: rest[a : a+b], long: rest[a+b:]}
	pages := make([]*page, head.Pages)
	for i := range pages {
		pages[i] = &page{report: &report{}, doc: &Document{}}
		c.page(pages[i])
	}
	if c.broken {
		return nil
	}
	names, md := titlesOf(pages), newMarkdown()
	for _, p := range pages {
		src := p.src
		p.doc.drawer = &drawer{md: md, titles: names, source: func() ([]byte, error) { return bytes.Clone(src), nil }}
		for i, o := range p.doc.Originals {
			p.doc.Originals[i].open = all.beside[p.kind+"/"+p.slug+"/"+o.File]
		}
	}
	return newLibrary(newCheck(pages, all), string(head.Fingerprint[:]))
}
