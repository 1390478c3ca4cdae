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
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/yuin/goldmark"
)

// file is one file of the library as it was found.
type file struct {
	path  string
	layer int // which file system it came from, the last one wins
	tree  fs.FS
	data  []byte
	name
}

// page is one file after reading.
type page struct {
	file
	*report
	doc   *Document
	links []link
	ids   map[string]bool // what a link may point to
	keys  map[string]int  // line of each key of the front matter

	src      []byte // the text without front matter
	bodyLine int    // line of the file on which src begins, 0 if it cannot be read

	stamp [sha256.Size]byte // of the file and of what was made of it
}

// Load reads a library from one or more trees; a file of a later tree takes
// the place of the file with the same path in an earlier one. It returns
// either a library without a fault or a [Faults] with every fault of every
// file at once.
func Load(fsys ...fs.FS) (*Library, error) {
	pages, found, err := load(fsys)
	if err != nil {
		return nil, err
	}
	return newLibrary(newCheck(pages, found).texts(), english(pages), fingerprint(pages)), nil
}

// load reads everything, and gives nothing but the faults if there are any.
func load(fsys []fs.FS) ([]*page, *found, error) {
	pages, found, faults := readAll(fsys)
	if len(faults) > 0 {
		return nil, nil, faults
	}
	return pages, found, nil
}

// readAll reads and checks everything.
func readAll(fsys []fs.FS) ([]*page, *found, Faults) {
	found, faults := collectAll(fsys)
	pages := readPages(found.inOrder())
	newCheck(pages, found).run()
	for _, p := range pages {
		faults = append(faults, p.faults...)
	}
	return pages, found, faults.sorted()
}

// fingerprint hashes everything that was read and what was made of it.
func fingerprint(pages []*page) string {
	h := sha256.New()
	for _, p := range pages {
		_, _ = h.Write(p.stamp[:]) // a hash never returns an error
	}
	return hex.EncodeToString(h.Sum(nil))
}

// readPages reads the front matter of all files, then their texts: a text may
// name another document by its title.
func readPages(files []file) []*page {
	pages := make([]*page, len(files))
	inParallel(len(files), func(i int) { pages[i] = readFront(files[i]) })
	names := titlesOf(pages)
	md := newMarkdown()
	inParallel(len(files), func(i int) {
		pages[i].readBody(md, names)
		pages[i].stamp = stamp(pages[i])
		pages[i].data = nil // of a large library the files are most of what it takes to read them
	})
	return pages
}

// inParallel calls do for each number below n, on every core, and waits.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	all.Wait()
}

// titlesOf collects the newest texts by their addresses.
func titlesOf(pages []*page) titles {
	all := make(map[string]*Document, len(pages))
	for _, p := range pages {
		if p.version == "" {
			all[p.kind+"/"+p.slug+"/"+p.lang] = p.doc
		}
	}
	return func(kind, slug string, lang Lang) *Document {
		if d := all[kind+"/"+slug+"/"+lang]; d != nil {
			return d
		}
		return all[kind+"/"+slug+"/"+English]
	}
}

// found is what stands in the trees.
type found struct {
	documents map[string]file
	beside    map[string]beside // files kept beside documents, by path
}

// beside is a file that is no document.
type beside struct {
	tree fs.FS
	size int64
}

func collectAll(fsys []fs.FS) (*found, Faults) {
	all := &found{documents: make(map[string]file), beside: make(map[string]beside)}
	var faults Faults
	for layer, tree := range fsys {
		if tree != nil {
			faults = append(faults, all.collect(tree, layer)...)
		}
	}
	return all, faults
}

func (f *found) inOrder() []file {
	all := make([]file, 0, len(f.documents))
	for _, f := range f.documents {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return all
}

// isAside tells a hidden file from those of the library, and the copy that an
// editor keeps while or after it saves.
func isAside(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#")
}

// collect adds the files of one tree. Hidden files, editors' copies, and
// files beside the folders of the kinds (a README, a licence), are no part of
// the library.
func (f *found) collect(tree fs.FS, layer int) Faults {
	var faults Faults
	err := fs.WalkDir(tree, ".", func(path string, entry fs.DirEntry, err error) error {
		r := &report{file: path}
		defer func() { faults = append(faults, r.faults...) }()
		switch {
		case err != nil:
			r.add(0, "make this readable: %v", reason(err))
			return nil
		case path == ".":
			return nil
		case isAside(entry.Name()):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir() && !strings.Contains(path, "/") && !slices.Contains(kinds, path):
			_, msg := parseName(path)
			r.add(0, "%s", msg)
			return fs.SkipDir
		case !entry.IsDir() && slices.Contains(kinds, path):
			// A link to a folder is not followed: without this its documents
			// would be missing without a word.
			r.add(0, "put a folder here, not a file or a link")
			return nil
		case entry.IsDir() || !strings.Contains(path, "/"):
			return nil
		}
		if steps := strings.Split(path, "/"); len(steps) == 3 && isSlug(steps[1]) && isFileName(steps[2]) {
			// Whether a document speaks of it is known when all are read.
			if info, err := fs.Stat(tree, path); err == nil && info.Mode().IsRegular() {
				f.beside[path] = beside{tree, info.Size()}
				return nil
			}
		}
		n, msg := parseName(path)
		if msg != "" {
			r.add(0, "%s", msg)
			return nil
		}
		if data, ok := readFile(r, tree, path); ok {
			f.documents[path] = file{path: path, layer: layer, tree: tree, data: data, name: n}
		}
		return nil
	})
	if err != nil {
		faults = append(faults, Fault{File: ".", Msg: fmt.Sprintf("make the library readable: %v", reason(err))})
	}
	return faults
}

// readFile reads at most a byte more than a file may have; the check for the
// size follows with the others.
func readFile(r *report, tree fs.FS, path string) ([]byte, bool) {
	info, err := fs.Stat(tree, path)
	if err == nil && !info.Mode().IsRegular() {
		// A pipe would keep the portal waiting for ever.
		r.add(0, "put an ordinary file here")
		return nil, false
	}
	if err != nil {
		r.add(0, "make this file readable: %v", reason(err))
		return nil, false
	}
	f, err := tree.Open(path)
	if err != nil {
		r.add(0, "make this file readable: %v", reason(err))
		return nil, false
	}
	defer f.Close()
	data := bytes.NewBuffer(make([]byte, 0, min(info.Size(), maxFile)+bytes.MinRead))
	if _, err := data.ReadFrom(io.LimitReader(f, maxFile+1)); err != nil {
		r.add(0, "make this file readable: %v", reason(err))
		return nil, false
	}
	return data.Bytes(), true
}

// reason leaves the path out of a file error: the fault names the file.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// readFront reads one file's front matter. What it leaves in p.src is the
// text, nil if there is none to be read.
func readFront(f file) (p *page) {
	p = &page{file: f, report: &report{file: f.path}, ids: make(map[string]bool)}
	p.doc = &Document{Kind: f.kind, Slug: f.slug, Lang: f.lang, Version: f.version}
	if !readable(p.report, f.data) {
		return p
	}
	yamlText, src, bodyLine, ok := splitFront(p.report, plainLines(f.data))
	if !ok {
		return p
	}
	front := &front{report: p.report, doc: p.doc, lines: make(map[string]int)}
	p.keys = front.lines
	if front.decode(yamlText) {
		front.require()
	}
	p.links = front.links
	before := len(p.faults)
	guard(p.report, src, bodyLine)
	if len(p.faults) == before {
		p.src, p.bodyLine = src, bodyLine
	}
	return p
}

// plainLines takes off a byte order mark and makes every line end alike.
func plainLines(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.IndexByte(data, '\r') < 0 {
		return data
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

// readBody reads the text as far as it can, so that as many faults as
// possible are found at once.
func (p *page) readBody(md goldmark.Markdown, names titles) {
	if p.bodyLine == 0 {
		return
	}
	// A text that trips the Markdown library must not take the portal down
	// with it: it becomes a fault of its file.
	defer func() {
		if x := recover(); x != nil {
			p.add(p.bodyLine, "simplify the text: it cannot be read as Markdown (%v)", x)
		}
	}()
	b := newBody(p.report, p.doc, p.src, p.bodyLine, p.ids)
	b.read(md, names)
	p.links = append(p.links, b.links...)
	if len(p.doc.Paragraphs) == 0 {
		p.add(p.bodyLine, "write the text: the document has no paragraph")
	}
	src := p.src
	p.doc.drawer = &drawer{md: md, titles: names, source: func() ([]byte, error) { return src, nil }}
}

// stamp hashes a file's bytes, and what was made of them, so that an index
// built by an older portal is not taken for a newer one's.
func stamp(p *page) (sum [sha256.Size]byte) {
	h := sha256.New()
	var size [binary.MaxVarintLen64]byte
	add := func(all ...string) {
		for _, s := range all {
			// A hash never returns an error.
			_, _ = h.Write(binary.AppendUvarint(size[:0], uint64(len(s))))
			_, _ = io.WriteString(h, s)
		}
	}
	add(p.path)
	_, _ = h.Write(binary.AppendUvarint(size[:0], uint64(len(p.data))))
	_, _ = h.Write(p.data)
	for _, x := range p.doc.Paragraphs {
		add(x.ID, x.Number, x.Heading, x.Text)
	}
	h.Sum(sum[:0])
	return sum
}
