package files

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// mode says which keys of a dictionary are kept.
type mode int

const (
	plain      mode = iota // keys of pdfKept
	resources              // what a page or form may use, by name
	names                  // any key, for it is a name that the page calls
	properties             // marked content: layers alone
	note                   // a note on a page
	look                   // how it looks
	layers                 // which layers there are
	shown                  // and which show
)

// pdfKept are the keys of all that is drawn: fonts, pictures, forms, patterns,
// shadings, functions, colours, graphics state. What is not here is dropped,
// whatever it is. Source: ISO 32000-1, tables 5 to 11, 38 to 41, 57, 58, 63 to
// 66, 71 to 89, 95 to 97, 111 to 126, 147.
var pdfKept = set(`Type Subtype Length1 Length2 Length3 Filter DecodeParms
	Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError JBIG2Globals ColorTransform
	Resources FormType BBox Matrix Group OC S CS I G BC TR
	Width Height ColorSpace Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte
	LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR2 HT FL SM SA BM CA ca AIS TK
	HalftoneType Frequency Angle SpotFunction AccurateScreens TransferFunction Xsquare Ysquare Width2 Height2 Default
	FunctionType Domain Range Size BitsPerSample Order Encode C0 C1 N Functions Bounds
	ShadingType Background AntiAlias Coords Function Extend BitsPerCoordinate BitsPerFlag VerticesPerRow Shading
	PatternType PaintType TilingType XStep YStep ExtGState
	BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts CIDSystemInfo Registry Ordering Supplement
	DW W DW2 W2 CIDToGIDMap FontMatrix FontBBox CharProcs BaseEncoding Differences CMapName WMode UseCMap
	FontName FontStretch FontWeight Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet
	WhitePoint BlackPoint Gamma Colorants Process MixingHints Components Solidities PrintingOrder DotGain
	OCGs P VE`)

var resourcesKept = set("ExtGState ColorSpace Pattern Shading XObject Font Properties ProcSet")

// noteKept: a note's words, author, dates and links are not among them.
var noteKept = set("Subtype Rect AP AS F C Border BS QuadPoints L OC")

// layersKept, shownKept: the order in which layers are listed has words.
var layersKept, shownKept = set("OCGs D"), set("BaseState ON OFF")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// below is how the value of a key is read, and whether the key is kept.
func (m mode) below(key string) (mode, bool) {
	switch m {
	case resources:
		if key == "Properties" {
			return properties, true
		}
		return names, resourcesKept[key]
	case names, properties:
		return plain, true
	case note:
		if key == "AP" {
			return look, true
		}
		return plain, noteKept[key]
	case look:
		return names, key == "N"
	case layers:
		if key == "D" {
			return shown, true
		}
		return plain, layersKept[key]
	case shown:
		return plain, shownKept[key]
	}
	switch key {
	case "Resources":
		return resources, true
	case "CharProcs", "Colorants":
		return names, true
	}
	return plain, pdfKept[key]
}

// value writes one value, cleaned.
func (p *pdfCopy) value(o types.Object, as mode, depth int) error {
	if depth > maxDepth {
		return ErrLimit
	}
	switch v := o.(type) {
	case nil:
		p.buf.WriteString("null ")
	case types.IndirectRef:
		return p.ref(v, as)
	case *types.IndirectRef:
		return p.ref(*v, as)
	case types.Boolean:
		fmt.Fprintf(&p.buf, "%t ", bool(v))
	case types.Integer:
		fmt.Fprintf(&p.buf, "%d ", int(v))
	case types.Float:
		p.buf.WriteString(strconv.FormatFloat(float64(v)+0, 'f', -1, 64) + " ") // +0: there is no -0 when it is read again
	case types.Name:
		p.name(string(v))
	case types.StringLiteral:
		b, err := types.Unescape(string(v))
		if err != nil {
			return damaged("a string")
		}
		p.text(b)
	case types.HexLiteral:
		b, err := v.Bytes()
		if err != nil {
			return damaged("a string")
		}
		p.text(b)
	case types.Array:
		return p.array(v, as, depth)
	case types.Dict:
		p.buf.WriteString("<<")
		if err := p.entries(v, as, depth); err != nil {
			return err
		}
		p.buf.WriteString(">>")
	default:
		return damaged("an unknown object")
	}
	return nil
}

func (p *pdfCopy) name(s string) { p.buf.WriteString("/" + types.EncodeName(s) + " ") }

// text writes a string in hexadecimal: nothing in it can end it.
func (p *pdfCopy) text(b []byte) { p.buf.WriteString("<" + hex.EncodeToString(b) + ">") }

// array writes an array. A colour space with an ICC profile becomes the plain
// one with as many colours, for a profile holds texts.
func (p *pdfCopy) array(a types.Array, as mode, depth int) error {
	if len(a) >= 2 && p.get(a[0]) == types.Name("ICCBased") {
		profile, _ := p.get(a[1]).(types.StreamDict)
		n, _ := p.get(profile.Dict["N"]).(types.Integer)
		switch n {
		case 1:
			p.buf.WriteString("/DeviceGray ")
		case 3:
			p.buf.WriteString("/DeviceRGB ")
		case 4:
			p.buf.WriteString("/DeviceCMYK ")
		default:
			return damaged("a colour profile")
		}
		return nil
	}
	p.buf.WriteString("[")
	for _, v := range a {
		if err := p.value(v, as, depth+1); err != nil {
			return err
		}
	}
	p.buf.WriteString("]")
	return nil
}

// entries writes a dictionary's kept entries, in order of their keys.
func (p *pdfCopy) entries(d types.Dict, as mode, depth int) error {
	if kind, _ := p.get(d["Type"]).(types.Name); kind == "OCG" {
		p.buf.WriteString("/Type/OCG/Name<>") // a layer's name is words
		return nil
	}
	if as == properties {
		d = p.layersOnly(d)
	}
	for _, k := range slices.Sorted(maps.Keys(d)) {
		below, keep := as.below(k)
		if !keep || d[k] == nil {
			continue
		}
		// How a button looks when pressed has a name of its own for each look.
		if as == look {
			if _, isStream := p.get(d[k]).(types.StreamDict); isStream {
				below = plain
			}
		}
		p.name(k)
		if err := p.value(d[k], below, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// layersOnly drops marked content that is not about layers: it may hold texts.
func (p *pdfCopy) layersOnly(d types.Dict) types.Dict {
	out := types.Dict{}
	for k, v := range d {
		switch kind, _ := p.get(p.dict(v)["Type"]).(types.Name); kind {
		case "OCG", "OCMD":
			out[k] = v
		default:
			out[k] = types.Dict{}
		}
	}
	return out
}

// ref writes a reference, and queues what it leads to if it was not met before.
func (p *pdfCopy) ref(r types.IndirectRef, as mode) error {
	old := int(r.ObjectNumber)
	num, met := p.nums[old]
	if !met {
		if p.get(r) == nil {
			p.buf.WriteString("null ")
			return nil
		}
		if len(p.at) >= maxObjects {
			return ErrLimit
		}
		p.at = append(p.at, 0)
		num = len(p.at)
		p.nums[old] = num
		p.queue = append(p.queue, queued{old, num, as})
	}
	fmt.Fprintf(&p.buf, "%d 0 R ", num)
	return nil
}

// indirect puts an object of its own into the buffer.
func (p *pdfCopy) indirect(q queued) error {
	switch v := p.get(*types.NewIndirectRef(q.old, 0)).(type) {
	case types.StreamDict:
		return p.stream(v, q.as)
	case *types.StreamDict:
		return p.stream(*v, q.as)
	case types.Dict, types.Array, types.Boolean, types.Integer, types.Float, types.Name, types.StringLiteral, types.HexLiteral:
		return p.value(v, q.as, 0)
	}
	return damaged("an unknown object")
}

// stream writes a stream, and strips it if it is a photo.
func (p *pdfCopy) stream(s types.StreamDict, as mode) error {
	if s.Dict["F"] != nil {
		return fmt.Errorf("%w: a part outside the file", ErrKind)
	}
	d, raw := s.Dict, s.Raw
	for i, f := range s.FilterPipeline {
		switch f.Name {
		case "FlateDecode", "LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode", "CCITTFaxDecode", "JBIG2Decode",
			"Fl", "LZW", "A85", "AHx", "RL", "CCF":
			continue
		case "DCTDecode", "DCT", "JPXDecode":
		default:
			return fmt.Errorf("%w: a filter", ErrKind)
		}
		var err error
		if i != len(s.FilterPipeline)-1 || i > 1 {
			return fmt.Errorf("%w: filters of a photo", ErrKind)
		}
		if i == 1 {
			if raw, err = inflated(s.FilterPipeline[0].Name, raw); err != nil {
				return err
			}
			d = d.Clone().(types.Dict)
			d["Filter"] = types.Name(f.Name)
			delete(d, "DecodeParms")
		}
		if f.Name == "JPXDecode" {
			raw, err = strippedJPX(raw)
		} else {
			raw, err = strippedPhoto(raw)
		}
		if err != nil {
			return err
		}
	}
	p.buf.WriteString("<</Length " + strconv.Itoa(len(raw)))
	if err := p.entries(d, as, 0); err != nil {
		return err
	}
	p.buf.WriteString(">>stream\n")
	p.buf.Write(raw)
	p.buf.WriteString("\nendstream")
	return nil
}

// inflated undoes the one filter that is seen before a photo.
func inflated(filter string, b []byte) ([]byte, error) {
	if filter != "FlateDecode" && filter != "Fl" {
		return nil, fmt.Errorf("%w: filters of a photo", ErrKind)
	}
	z, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, damaged("a photo")
	}
	// A photo is packed already: one that swells by more is none.
	most := 2*len(b) + 64<<10
	out, err := io.ReadAll(io.LimitReader(z, int64(most)+1))
	if err != nil {
		return nil, damaged("a photo")
	}
	if len(out) > most {
		return nil, ErrLimit
	}
	return out, nil
}

// strippedPhoto takes a JPEG inside a PDF apart; PDF readers do not turn it.
func strippedPhoto(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w := &work{out: &out, room: func(int64) {}, flat: true}
	w.reset(bytes.NewReader(b))
	if err := stripJPEG(w); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// strippedJPX keeps of a JPEG 2000 the boxes that show it, and of its main
// header all but comments. Source: ITU-T T.800, annexes A.4.1, A.9.2 and I.5.
func strippedJPX(b []byte) ([]byte, error) {
	if bytes.HasPrefix(b, []byte("\xff\x4f")) {
		return strippedCodestream(b)
	}
	var out bytes.Buffer
	whole := boxes(b, func(x box) bool {
		body := x.body
		switch x.kind {
		case "jP  ", "ftyp", "jp2h":
		case "jp2c":
			var err error
			if body, err = strippedCodestream(body); err != nil {
				return true
			}
		default:
			return true
		}
		n := len(body) + 8
		out.Write([]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
		out.WriteString(x.kind)
		out.Write(body)
		return true
	})
	if !whole || !bytes.Contains(out.Bytes(), []byte("jp2c")) {
		return nil, damaged("a picture")
	}
	return out.Bytes(), nil
}

func strippedCodestream(b []byte) ([]byte, error) {
	if !bytes.HasPrefix(b, []byte("\xff\x4f")) {
		return nil, damaged("a picture")
	}
	out := append([]byte(nil), b[:2]...)
	for b = b[2:]; ; {
		if len(b) < 4 || b[0] != 0xff {
			return nil, damaged("a picture")
		}
		if b[1] == 0x90 { // the first tile
			return append(out, b...), nil
		}
		n := 2 + int(b[2])<<8 + int(b[3])
		if n < 4 || n > len(b) {
			return nil, damaged("a picture")
		}
		if b[1] != 0x64 { // a comment
			out = append(out, b[:n]...)
		}
		b = b[n:]
	}
}
