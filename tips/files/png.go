package files

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
)

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngKept is the whitelist of chunks with their shortest and longest length.
// Source: PNG (third edition), section 11; APNG's chunks are part of it.
// Colour is kept where it is a few numbers (gAMA, cHRM, sRGB, cICP); iCCP is
// dropped for the reasons that [stripJPEG] gives, sPLT because it holds a name,
// pHYs because it tells of the screen.
var pngKept = map[string][2]int{
	"IHDR": {13, 13}, "PLTE": {3, 768}, "IEND": {0, 0},
	"tRNS": {1, 256}, "gAMA": {4, 4}, "cHRM": {32, 32}, "sRGB": {1, 1}, "cICP": {4, 4}, "sBIT": {1, 4}, "bKGD": {1, 6},
	"acTL": {8, 8}, "fcTL": {26, 26},
}

// pngMany may stand more than once; another small chunk, repeated, would carry a text.
const pngMany = "fcTL"

type pngStrip struct {
	*work
	seen   map[string]int
	frames int
	buf    []byte
}

// stripPNG keeps the chunks that show the picture, moving ones too, checks
// every kept chunk's sum, and drops the rest (texts, times, Exif but for which
// way up) and what follows the end: the uncropped screenshot that some phones
// left there.
func stripPNG(w *work) error {
	p := &pngStrip{work: w, seen: map[string]int{}, buf: make([]byte, 32<<10)}
	magic, err := w.full(8, "the start")
	if err != nil {
		return err
	}
	if string(magic) != pngMagic {
		return damaged("not a PNG")
	}
	if _, err := w.out.Write(magic); err != nil {
		return written(err)
	}
	for {
		head, err := w.full(8, "a chunk")
		if err != nil {
			return err
		}
		n, kind := int(binary.BigEndian.Uint32(head)), string(head[4:])
		if n > 1<<31-1 {
			return damaged("a chunk's length")
		}
		if len(p.seen) == 0 && kind != "IHDR" {
			return damaged("no header")
		}
		if err := p.chunk(n, kind); err != nil || kind == "IEND" {
			return err
		}
	}
}

func (p *pngStrip) chunk(n int, kind string) error {
	limits, small := pngKept[kind]
	switch {
	case kind == "IDAT" || kind == "fdAT":
		p.seen[kind]++
		return p.stream(n, kind)
	case kind == "eXIf":
		return p.readExif(n)
	case !small && kind[0]&0x20 == 0: // a chunk that a reader must understand
		return damaged("an unknown chunk")
	case !small:
		return p.skip(n+4, "a chunk")
	}
	p.seen[kind]++
	if n < limits[0] || n > limits[1] || p.seen[kind] > 1 && kind != pngMany {
		return damaged("a chunk's length")
	}
	body, err := p.full(n+4, "a chunk")
	if err != nil {
		return err
	}
	sum := crc32.Update(crc32.ChecksumIEEE([]byte(kind)), crc32.IEEETable, body[:n])
	if sum != binary.BigEndian.Uint32(body[n:]) {
		return damaged("a chunk's sum")
	}
	switch kind {
	case "IHDR":
		if err := p.header(body); err != nil {
			return err
		}
	case "PLTE":
		if n%3 != 0 {
			return damaged("palette")
		}
	case "fcTL":
		if p.frames++; p.frames > MaxFrames {
			return ErrLimit
		}
	case "IEND":
		if p.seen["IDAT"] == 0 {
			return damaged("no picture")
		}
	}
	return p.put(kind, body[:n])
}

func (p *pngStrip) header(b []byte) error {
	depth, colour := b[8], b[9]
	switch colour {
	case 0, 2, 3, 4, 6:
	default:
		return damaged("colour type")
	}
	if bytes.IndexByte([]byte{1, 2, 4, 8, 16}, depth) < 0 || b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return damaged("header")
	}
	w, h := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if w > MaxSide || h > MaxSide {
		return ErrLimit
	}
	return p.sized(int(w), int(h), MaxPixels)
}

func (p *pngStrip) put(kind string, body []byte) error {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 12+len(body)), uint32(len(body)))
	b = append(append(b, kind...), body...)
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	_, err := p.out.Write(b)
	return written(err)
}

// stream copies a chunk of picture data as it comes.
func (p *pngStrip) stream(n int, kind string) error {
	head := append(binary.BigEndian.AppendUint32(nil, uint32(n)), kind...)
	if _, err := p.out.Write(head); err != nil {
		return written(err)
	}
	sum := crc32.ChecksumIEEE(head[4:])
	for n > 0 {
		b := p.buf[:min(n, len(p.buf))]
		if _, err := io.ReadFull(p.in, b); err != nil {
			return broken(err, "a chunk")
		}
		sum = crc32.Update(sum, crc32.IEEETable, b)
		if _, err := p.out.Write(b); err != nil {
			return written(err)
		}
		n -= len(b)
	}
	tail, err := p.full(4, "a chunk")
	if err != nil {
		return err
	}
	if binary.BigEndian.Uint32(tail) != sum {
		return damaged("a chunk's sum")
	}
	_, err = p.out.Write(tail)
	return written(err)
}

// maxExif is how much Exif is read. Source: a JPEG's segment holds 64 KiB, and
// cameras write for those.
const maxExif = 64 << 10

// readExif reads eXIf and leaves which way up in its place.
func (p *pngStrip) readExif(n int) error {
	p.seen["eXIf"]++
	if n > maxExif || p.seen["eXIf"] > 1 {
		return p.skip(n+4, "a chunk")
	}
	b, err := p.full(n+4, "a chunk")
	if err != nil {
		return err
	}
	e := readExif(bytes.TrimPrefix(b[:n], []byte(exifMark)))
	p.Position, p.turn = e.position, e.orientation
	if e.orientation > 1 {
		return p.put("eXIf", uprightExif(e.orientation))
	}
	return nil
}
