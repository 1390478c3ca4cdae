package content

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
)

// file is one file of the library as it was found.
type file struct {
	path  string
	layer int // which file system it came from, the last one wins
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
}

// Load reads a library from one or more trees; a file of a later tree takes
// the place of the file with the same path in an earlier one. It returns
// either a library without a fault or a [Faults] with every fault of every
// file at once.
func Load(fsys ...fs.FS) (*Library, error) {
	files := make(map[string]file)
	var faults Faults
	for layer, tree := range fsys {
		if tree != nil {
			faults = append(faults, collect(tree, layer, files)...)
		}
	}
	md := newMarkdown()
	var pages []*page
	hash := sha256.New()
	for _, f := range inOrder(files) {
		p := readPage(md, f)
		pages = append(pages, p)
		stamp(hash, p)
	}
	c := newCheck(pages)
	c.run()
	for _, p := range pages {
		faults = append(faults, p.faults...)
	}
	if len(faults) > 0 {
		return nil, faults.sorted()
	}
	return &Library{shelves: c.shelves(), fingerprint: hex.EncodeToString(hash.Sum(nil))}, nil
}

func inOrder(files map[string]file) []file {
	all := make([]file, 0, len(files))
	for _, f := range files {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return all
}

// collect adds every document file of one tree to files. Hidden files, and
// files beside the folders of the kinds (a README, a licence), are no part of
// the library.
func collect(tree fs.FS, layer int, files map[string]file) Faults {
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
		case strings.HasPrefix(entry.Name(), "."):
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
		n, msg := parseName(path)
		if msg != "" {
			r.add(0, "%s", msg)
			return nil
		}
		if data, ok := readFile(r, tree, path); ok {
			files[path] = file{path: path, layer: layer, data: data, name: n}
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
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		r.add(0, "make this file readable: %v", reason(err))
		return nil, false
	}
	return data, true
}

// reason leaves the path out of a file error: the fault names the file.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// readPage reads one file as far as it can, so that as many faults as
// possible are found at once.
func readPage(md goldmark.Markdown, f file) (p *page) {
	p = &page{file: f, report: &report{file: f.path}, ids: make(map[string]bool)}
	p.doc = &Document{Kind: f.kind, Slug: f.slug, Lang: f.lang, Version: f.version}
	if !readable(p.report, f.data) {
		return p
	}
	data := bytes.TrimPrefix(f.data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	yamlText, src, bodyLine, ok := splitFront(p.report, data)
	if !ok {
		return p
	}
	front := &front{report: p.report, doc: p.doc, lines: make(map[string]int)}
	p.keys = front.lines
	if front.decode(yamlText) {
		front.require()
	}
	before := len(p.faults)
	guard(p.report, src, bodyLine)
	if len(p.faults) > before {
		return p
	}
	// A text that trips the Markdown library must not take the portal down
	// with it: it becomes a fault of its file.
	defer func() {
		if x := recover(); x != nil {
			p.add(bodyLine, "simplify the text: it cannot be read as Markdown (%v)", x)
		}
	}()
	b := newBody(p.report, p.doc, src, bodyLine, p.ids)
	b.read(md)
	p.links = b.links
	if len(p.doc.Paragraphs) == 0 {
		p.add(bodyLine, "write the text: the document has no paragraph")
	}
	return p
}

// stamp adds a file to the fingerprint: its bytes, and what was made of them,
// so that an index built by an older portal is not taken for a newer one's.
func stamp(w io.Writer, p *page) {
	// A hash never returns an error.
	_, _ = fmt.Fprintf(w, "%q %d %s\n", p.path, len(p.data), p.data)
	for _, x := range p.doc.Paragraphs {
		_, _ = fmt.Fprintf(w, "%q %q %q %q\n", x.ID, x.Number, x.Heading, x.Text)
	}
}
