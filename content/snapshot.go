package content

import (
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
)

// A snapshot is a faultless library as it was read, in one file: to open it
// costs a glance at every file of the library, and not the reading of them. A
// document is read from it when somebody asks for it, so a large library takes
// hardly more memory than a small one.

const (
	snapshotMark   = "mukti library 2\n" // of the layout of the file
	snapshotPrefix = "library-"
	// snapshotFrom is the number of pages from which a snapshot pays. House
	// rule: below it, reading everything takes less than half a second.
	snapshotFrom = 300
)

// Open gives the library as [Load] does. Where dir holds a snapshot of just
// these files, made by this very program, it is used; else the files are read,
// with every fault, and a large library leaves a snapshot for the next time.
func Open(dir string, fsys ...fs.FS) (*Library, error) {
	key, all, err := survey(dir, fsys)
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
	print := fingerprint(pages)
	if len(pages) >= snapshotFrom {
		// Without a snapshot the next start is only slower. With it, what was
		// read need not stay in memory.
		if writeSnapshot(path, key, print, pages) == nil {
			if lib := openSnapshot(path, key, all); lib != nil {
				return lib, nil
			}
		}
	}
	return newLibrary(newCheck(pages, found).texts(), english(pages), print), nil
}

// snapshot is an opened file. It stays open for as long as a library or a
// document of it is in use, and then closes by itself.
type snapshot struct {
	file   *os.File
	md     goldmark.Markdown
	beside map[string]beside
	titles titles
}

// record is where a page stands in a snapshot: texts of its document, numbers,
// then the page in Markdown, one behind the other.
type record struct {
	at                   int64
	texts, numbers, body uint32 // bytes
	sum, bodySum         uint32 // of texts and numbers, of the body
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func (c *codec) number64(n *int64) {
	v := int(*n)
	c.number(&v)
	*n = int64(v)
}

func (c *codec) number32(all ...*uint32) {
	for _, n := range all {
		v := int(*n)
		c.number(&v)
		*n = uint32(v)
	}
}

// line is a line of the list at a snapshot's end.
func (c *codec) line(t *shelved) {
	c.text(&t.kind, &t.slug, &t.lang, &t.version, &t.checked)
	c.number64(&t.at)
	c.number32(&t.texts, &t.numbers, &t.body, &t.sum, &t.bodySum)
}

// snapshotHead begins the file: the pages follow, then the list of them.
type snapshotHead struct {
	key            [32]byte
	fingerprint    string // 64 hexadecimal digits
	pages          int
	list           int64 // where it begins
	texts, numbers uint32
	sum            uint32 // of the list
}

// headSize is more than a head takes.
const headSize = 256

func (c *codec) head(h *snapshotHead) {
	key := hex.EncodeToString(h.key[:])
	c.text(&key, &h.fingerprint)
	if n, err := hex.Decode(h.key[:], []byte(key)); err != nil || n != len(h.key) {
		c.broken = true
	}
	c.number(&h.pages)
	c.number64(&h.list)
	c.number32(&h.texts, &h.numbers, &h.sum)
}

func writeSnapshot(path string, key [32]byte, fingerprint string, pages []*page) (err error) {
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
	if err := errors.Join(writePages(f, key, fingerprint, pages), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	removeSnapshots(dir, filepath.Base(path))
	return nil
}

func writePages(f *os.File, key [32]byte, fingerprint string, pages []*page) error {
	at, list := int64(headSize), &codec{writing: true}
	write := func(parts ...[]byte) error {
		for _, p := range parts {
			if _, err := f.WriteAt(p, at); err != nil {
				return err
			}
			at += int64(len(p))
		}
		return nil
	}
	for _, p := range pages {
		c := &codec{writing: true}
		c.page(p)
		r := record{at: at, texts: uint32(len(c.written)), numbers: uint32(len(c.numbers)), body: uint32(len(p.src)),
			sum: sumOfBoth(c.written, c.numbers), bodySum: crc32.Checksum(p.src, castagnoli)}
		list.line(&shelved{name: p.name, checked: p.doc.CheckedOn, record: r})
		if err := write(c.written, c.numbers, p.src); err != nil {
			return err
		}
	}
	h := snapshotHead{key: key, fingerprint: fingerprint, pages: len(pages), list: at, texts: uint32(len(list.written)),
		numbers: uint32(len(list.numbers)), sum: sumOfBoth(list.written, list.numbers)}
	if err := write(list.written, list.numbers); err != nil {
		return err
	}
	c := &codec{writing: true}
	c.head(&h)
	begin := append([]byte(snapshotMark), byte(len(c.written)), byte(len(c.numbers)))
	begin = append(append(begin, c.written...), c.numbers...)
	begin = append(begin, make([]byte, headSize-len(begin))...)
	_, err := f.WriteAt(begin, 0)
	return err
}

func sumOfBoth(a, b []byte) uint32 {
	return crc32.Update(crc32.Checksum(a, castagnoli), castagnoli, b)
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
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	s := &snapshot{file: f, md: newMarkdown(), beside: all.beside}
	lib := s.library(key)
	if lib == nil {
		_ = f.Close() // it was only read
	}
	return lib
}

// library reads the list, and the English texts, which say what stands where.
func (s *snapshot) library(key [32]byte) *Library {
	h, ok := s.head()
	if !ok || h.key != key {
		return nil
	}
	info, err := s.file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() != h.list+int64(h.texts)+int64(h.numbers) {
		return nil
	}
	c, ok := s.codec(h.list, h.texts, h.numbers, h.sum)
	if !ok || h.pages < 0 || h.pages > len(c.numbers) {
		return nil
	}
	all, spoken := make([]*shelved, h.pages), []*page(nil)
	for i := range all {
		t := &shelved{from: s}
		c.line(t)
		all[i] = t
		if c.broken || t.at < headSize || t.at+int64(t.texts)+int64(t.numbers)+int64(t.body) > h.list {
			return nil
		}
		if t.lang != English || t.version != "" {
			continue
		}
		p, err := s.page(t)
		if err != nil {
			return nil
		}
		spoken = append(spoken, p)
	}
	lib := newLibrary(all, spoken, h.fingerprint)
	s.titles = lib.titles
	return lib
}

func (s *snapshot) head() (h snapshotHead, ok bool) {
	begin := make([]byte, headSize)
	if _, err := s.file.ReadAt(begin, 0); err != nil || string(begin[:len(snapshotMark)]) != snapshotMark {
		return h, false
	}
	begin = begin[len(snapshotMark):]
	texts, numbers := int(begin[0]), int(begin[1])
	begin = begin[2:]
	if texts+numbers > len(begin) {
		return h, false
	}
	c := &codec{texts: string(begin[:texts]), numbers: begin[texts : texts+numbers]}
	c.head(&h)
	return h, !c.broken && h.list >= headSize
}

// codec reads texts and the numbers behind them, if they are as they were
// written.
func (s *snapshot) codec(at int64, texts, numbers, sum uint32) (*codec, bool) {
	data := make([]byte, int64(texts)+int64(numbers))
	if _, err := s.file.ReadAt(data, at); err != nil || crc32.Checksum(data, castagnoli) != sum {
		return nil, false
	}
	return &codec{texts: string(data[:texts]), numbers: data[texts:]}, true
}

// errDamaged is a snapshot of which a part is not as it was written.
var errDamaged = errors.New("content: the snapshot of the library is damaged; a new start reads the library itself")

// page reads one page.
func (s *snapshot) page(t *shelved) (*page, error) {
	p := &page{file: file{name: t.name}, report: &report{}, doc: &Document{}}
	c, ok := s.codec(t.at, t.texts, t.numbers, t.sum)
	if !ok {
		return nil, errDamaged
	}
	c.page(p)
	if c.broken {
		return nil, errDamaged
	}
	r := t.record
	p.doc.drawer = &drawer{md: s.md, titles: s.titleOf, source: func() ([]byte, error) { return s.body(r) }}
	for i, o := range p.doc.Originals {
		p.doc.Originals[i].open = s.beside[p.kind+"/"+p.slug+"/"+o.File]
	}
	return p, nil
}

func (s *snapshot) titleOf(kind, slug string, lang Lang) *Document { return s.titles(kind, slug, lang) }

func (s *snapshot) body(r record) ([]byte, error) {
	src := make([]byte, r.body)
	_, err := s.file.ReadAt(src, r.at+int64(r.texts)+int64(r.numbers))
	if err == nil && crc32.Checksum(src, castagnoli) != r.bodySum {
		err = errDamaged
	}
	if err != nil {
		s.drop()
	}
	return src, err
}

// document reads one document. A page that cannot be read is a fault of the
// disk: nothing is shown in its place, and the next start reads the library
// anew, because the file is taken away.
func (s *snapshot) document(t *shelved) *Document {
	p, err := s.page(t)
	if err != nil {
		s.drop()
		panic(fmt.Sprintf("%v: %s/%s/%s", err, t.kind, t.slug, t.lang))
	}
	return p.doc
}

func (s *snapshot) drop() { _ = os.Remove(s.file.Name()) }
