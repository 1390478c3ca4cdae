package files

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Limits of a PDF. House rules: the largest of the statutes and reports that
// were tried has 60,000 objects; nesting beyond this is an attack.
const (
	maxObjects = 200_000
	maxDepth   = 60
)

// cleanPDF writes the pages anew, from a whitelist: what is drawn on them, and
// what that needs. There is no way from the new file to the document's facts,
// XMP, attachments, scripts, actions, links, forms, outlines, structure,
// signatures, earlier revisions, for nothing leads to them and each key that is
// not known to show something is dropped. Photos inside are stripped too. The
// copy is then read and written once more: it must stay as it is.
//
// What cannot be judged (encrypted, XFA forms, portfolios, fields without an
// appearance, unknown filters) gets [ErrKind].
func cleanPDF(w *work) error {
	b, err := w.whole()
	if err != nil {
		return err
	}
	w.room(pdfRoom(len(b)))
	var once bytes.Buffer
	if err := copyPDF(b, &bounded{to: &once, most: maxWhole}); err != nil {
		return err
	}
	b = once.Bytes()
	again := &same{want: b}
	if err := copyPDF(b, again); err != nil {
		return fmt.Errorf("%w: the copy cannot be read: %w", ErrKind, err)
	}
	if again.differs || len(again.want) > 0 {
		return fmt.Errorf("%w: the copy does not stay as it is", ErrKind)
	}
	_, err = w.out.Write(b)
	return written(err)
}

// pdfRoom is what cleaning a PDF may take, in bytes: the file, its parts, the
// copy and the copy's parts, with what the runtime has not yet given back.
func pdfRoom(file int) int64 { return int64(6*file) + 40<<20 }

// same compares what is written with what is wanted.
type same struct {
	want    []byte
	differs bool
}

func (s *same) Write(p []byte) (int, error) {
	if !bytes.HasPrefix(s.want, p) {
		s.differs = true
		return len(p), nil
	}
	s.want = s.want[len(p):]
	return len(p), nil
}

// pdfCopy is one copying of a PDF.
type pdfCopy struct {
	from  *model.XRefTable
	to    *countingWriter
	at    []int64     // of object i+1
	nums  map[int]int // old to new
	queue []queued
	buf   bytes.Buffer // the object being written
}

type queued struct {
	old, num int
	as       mode
}

type countingWriter struct {
	io.Writer
	n int64
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n += int64(n)
	return n, err
}

func copyPDF(b []byte, out io.Writer) error {
	conf := pdfConfiguration(len(b))
	read, err := pdfcpu.Read(bytes.NewReader(b), conf)
	if err != nil { // it may quote the file: not passed on
		return damaged("it cannot be read")
	}
	if read.Encrypt != nil || read.E != nil {
		return fmt.Errorf("%w: encrypted", ErrKind)
	}
	root, err := read.Catalog()
	if err != nil {
		return damaged("no catalog")
	}
	p := &pdfCopy{from: read.XRefTable, to: &countingWriter{Writer: out}, nums: map[int]int{}}
	if err := p.judge(root); err != nil {
		return err
	}
	pages, err := p.pages(root)
	if err != nil {
		return err
	}
	return p.write(root, pages)
}

// pdfConfiguration reads no configuration of its own, and bounds by the file's
// size what a few bytes may swell to.
func pdfConfiguration(size int) *model.Configuration {
	model.ConfigPath = "disable" // pdfcpu would make a folder in the home directory
	conf := model.NewDefaultConfiguration()
	conf.Offline = true
	conf.Limits.MaxStreamBytes = int64(size)
	conf.Limits.MaxDecodeBytes = 16<<20 + int64(size)
	conf.Limits.MaxObjectCount = maxObjects
	conf.Limits.MaxXRefEntries = maxObjects
	conf.Limits.MaxObjectStreamCount = maxObjects
	conf.Limits.MaxObjectStreamFirst = 4 << 20
	conf.Limits.MaxRecursionDepth = maxDepth
	return conf
}

// judge refuses what would show something else without what is dropped.
func (p *pdfCopy) judge(root types.Dict) error {
	if root["Collection"] != nil {
		return fmt.Errorf("%w: a portfolio", ErrKind)
	}
	if form := p.dict(root["AcroForm"]); form != nil && form["XFA"] != nil {
		return fmt.Errorf("%w: an XFA form", ErrKind)
	}
	return nil
}

// get follows references to what is there; nil if there is nothing.
func (p *pdfCopy) get(o types.Object) types.Object {
	for range maxDepth {
		switch v := o.(type) {
		case types.IndirectRef:
			next, err := p.from.Dereference(v)
			if err != nil {
				return nil
			}
			o = next
		case *types.IndirectRef:
			o = *v
		default:
			return o
		}
	}
	return nil
}

func (p *pdfCopy) dict(o types.Object) types.Dict {
	d, _ := p.get(o).(types.Dict)
	return d
}

// page is a page with what it has from the branches above it.
type page struct {
	types.Dict
	from types.Dict
}

// inherited are the keys that a page may leave to its branch.
// Source: ISO 32000-1, table 30.
var inherited = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// pages lists the pages in order.
func (p *pdfCopy) pages(root types.Dict) ([]page, error) {
	var all []page
	seen := map[types.Integer]bool{}
	var walk func(o types.Object, from types.Dict, depth int) error
	walk = func(o types.Object, from types.Dict, depth int) error {
		ref, ok := o.(types.IndirectRef)
		d := p.dict(o)
		switch {
		case d == nil || !ok:
			return damaged("page tree")
		case depth > maxDepth:
			return ErrLimit
		case seen[ref.ObjectNumber]:
			return damaged("a page tree in a circle")
		}
		seen[ref.ObjectNumber] = true
		kids, isBranch := p.get(d["Kids"]).(types.Array)
		if !isBranch {
			if all = append(all, page{d, from}); len(all) > MaxPages {
				return ErrLimit
			}
			return nil
		}
		down := types.Dict{}
		for _, k := range inherited {
			if v := d[k]; v != nil {
				down[k] = v
			} else if v := from[k]; v != nil {
				down[k] = v
			}
		}
		for _, kid := range kids {
			if err := walk(kid, down, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(root["Pages"], types.Dict{}, 0); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, damaged("no page")
	}
	return all, nil
}

// write writes the whole file.
func (p *pdfCopy) write(root types.Dict, pages []page) error {
	if _, err := io.WriteString(p.to, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"); err != nil {
		return written(err)
	}
	p.at = make([]int64, 2+len(pages))
	p.buf.WriteString("<</Type/Catalog/Pages 2 0 R")
	if oc := p.dict(root["OCProperties"]); oc != nil {
		p.buf.WriteString("/OCProperties")
		if err := p.value(oc, layers, 1); err != nil {
			return err
		}
	}
	p.buf.WriteString(">>")
	if err := p.object(1); err != nil {
		return err
	}
	p.buf.WriteString("<</Type/Pages/Count ")
	fmt.Fprintf(&p.buf, "%d/Kids[", len(pages))
	for i := range pages {
		fmt.Fprintf(&p.buf, "%d 0 R ", 3+i)
	}
	p.buf.WriteString("]>>")
	if err := p.object(2); err != nil {
		return err
	}
	for i, pg := range pages {
		if err := p.page(pg); err != nil {
			return err
		}
		if err := p.object(3 + i); err != nil {
			return err
		}
	}
	for len(p.queue) > 0 {
		q := p.queue[0]
		p.queue = p.queue[1:]
		if err := p.indirect(q); err != nil {
			return err
		}
		if err := p.object(q.num); err != nil {
			return err
		}
	}
	return p.end()
}

// object writes what is in the buffer as an object of its own.
func (p *pdfCopy) object(num int) error {
	p.at[num-1] = p.to.n
	if _, err := fmt.Fprintf(p.to, "%d 0 obj\n", num); err != nil {
		return written(err)
	}
	p.buf.WriteString("\nendobj\n")
	_, err := p.buf.WriteTo(p.to)
	return written(err)
}

// end writes where each object is. Source: ISO 32000-1, 7.5.4.
func (p *pdfCopy) end() error {
	start := p.to.n
	fmt.Fprintf(&p.buf, "xref\n0 %d\n0000000000 65535 f \n", len(p.at)+1)
	for _, at := range p.at {
		fmt.Fprintf(&p.buf, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&p.buf, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(p.at)+1, start)
	_, err := p.buf.WriteTo(p.to)
	return written(err)
}

// page writes one page and those notes on it that draw something.
func (p *pdfCopy) page(pg page) error {
	p.buf.WriteString("<</Type/Page/Parent 2 0 R")
	for _, k := range []string{"ArtBox", "BleedBox", "Contents", "CropBox", "Group", "MediaBox", "Resources", "Rotate", "TrimBox", "UserUnit"} {
		v := pg.Dict[k]
		if v == nil && slices.Contains(inherited, k) {
			v = pg.from[k]
		}
		if v == nil || p.get(v) == nil {
			continue
		}
		as := plain
		if k == "Resources" {
			as = resources
		}
		p.buf.WriteString("/" + k + " ")
		if err := p.value(v, as, 1); err != nil {
			return err
		}
	}
	notes, _ := p.get(pg.Dict["Annots"]).(types.Array)
	var kept []types.Dict
	for _, n := range notes {
		d := p.dict(n)
		keep, err := p.drawsItself(d)
		if err != nil {
			return err
		}
		if keep {
			kept = append(kept, d)
		}
	}
	if len(kept) > 0 {
		p.buf.WriteString("/Annots[")
		for _, d := range kept {
			if err := p.value(d, note, 1); err != nil {
				return err
			}
		}
		p.buf.WriteString("]")
	}
	p.buf.WriteString(">>")
	return nil
}

// filled tells whether a field's value says something.
func (p *pdfCopy) filled(v types.Object) bool {
	switch v := p.get(v).(type) {
	case nil:
		return false
	case types.Name:
		return v != "Off"
	case types.StringLiteral:
		return len(strings.TrimPrefix(string(v), "\xfe\xff")) > 0
	case types.HexLiteral:
		return len(v) > 0 && !strings.EqualFold(string(v), "feff")
	case types.Array:
		return len(v) > 0
	}
	return true
}

// drawsItself tells whether a note on a page has an appearance that is drawn
// without running or opening anything. A field that was filled in but has none
// would be lost.
func (p *pdfCopy) drawsItself(d types.Dict) (bool, error) {
	kind, _ := p.get(d["Subtype"]).(types.Name)
	look := p.dict(d["AP"])
	switch kind {
	case "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Highlight", "Underline", "Squiggly", "StrikeOut", "Stamp", "Ink", "Caret", "Widget":
	default:
		return false, nil
	}
	if look == nil || p.get(look["N"]) == nil {
		if kind == "Widget" && p.filled(d["V"]) || kind == "FreeText" || kind == "Ink" {
			return false, fmt.Errorf("%w: a note without its look", ErrKind)
		}
		return false, nil
	}
	return true, nil
}
