package files

import (
	"bytes"
	"encoding/binary"
)

// maxWhole is how much of a file is held in memory at once, where a kind cannot
// be taken apart as it streams. House rule: more than a tip's file may have.
const maxWhole = 32 << 20

// Flags of VP8X. Source: RFC 9649, section 2.7.
const (
	webpAnimated = 0x02
	webpExif     = 0x08
	webpAlpha    = 0x10
)

type webpStrip struct {
	*work
	kept         []webpChunk
	extended     bool
	flags        byte
	frames, pics int
}

type webpChunk struct {
	kind string
	body [][]byte // one after the other
}

func (c webpChunk) size() (n int) {
	for _, b := range c.body {
		n += len(b)
	}
	return n
}

// stripWebP keeps the picture, its transparency and its frames. The file's
// length stands at its start, so it is held whole.
func stripWebP(w *work) error {
	head, err := w.full(12, "the start")
	if err != nil {
		return err
	}
	if string(head[:4]) != "RIFF" || string(head[8:]) != "WEBP" {
		return damaged("not a WebP")
	}
	n := binary.LittleEndian.Uint32(head[4:])
	switch {
	case n < 12:
		return damaged("length")
	case n > maxWhole:
		return ErrLimit
	}
	all, err := w.full(int(n)-4, "the picture")
	if err != nil {
		return err
	}
	p := &webpStrip{work: w}
	if err := p.walk(all, p.chunk); err != nil {
		return err
	}
	animated := p.flags&webpAnimated != 0
	if animated && p.frames == 0 || !animated && (p.frames > 0 || p.pics != 1) || p.Width == 0 {
		return damaged("no picture")
	}
	return p.write()
}

// walk calls f for each chunk of b.
func (p *webpStrip) walk(b []byte, f func(kind string, body []byte) error) error {
	for len(b) > 0 {
		if len(b) < 8 {
			return damaged("ends inside a chunk")
		}
		n := uint64(binary.LittleEndian.Uint32(b[4:]))
		if n > uint64(len(b)-8) {
			return damaged("ends inside a chunk")
		}
		if err := f(string(b[:4]), b[8:8+n]); err != nil {
			return err
		}
		b = b[8+n:]
		if n&1 == 1 && len(b) > 0 {
			b = b[1:]
		}
	}
	return nil
}

func (p *webpStrip) keep(kind string, body ...[]byte) {
	p.kept = append(p.kept, webpChunk{kind, body})
}

func (p *webpStrip) chunk(kind string, b []byte) error {
	switch kind {
	case "VP8X":
		if len(b) != 10 || len(p.kept) > 0 {
			return damaged("header")
		}
		p.extended, p.flags = true, b[0]&(webpAlpha|webpAnimated)
		p.keep(kind, append([]byte{p.flags, 0, 0, 0}, b[4:]...))
		return p.sized(1+little24(b[4:]), 1+little24(b[7:]), MaxPixels)
	case "ANIM":
		if len(b) != 6 || !p.extended || p.frames > 0 {
			return damaged("animation")
		}
		p.keep(kind, b)
	case "ANMF":
		return p.frame(b)
	case "ALPH", "VP8 ", "VP8L":
		return p.picture(kind, b)
	case "EXIF":
		if e := readExif(bytes.TrimPrefix(b[:min(len(b), maxExif)], []byte(exifMark))); p.turn == 0 {
			p.Position, p.turn = e.position, e.orientation
		}
	}
	return nil
}

// picture keeps the coded data of a still picture.
func (p *webpStrip) picture(kind string, b []byte) error {
	if kind == "ALPH" {
		if !p.extended || p.pics > 0 || len(p.kept) > 1 {
			return damaged("transparency")
		}
		p.keep(kind, b)
		return nil
	}
	if p.pics++; p.pics > 1 {
		return damaged("two pictures")
	}
	w, h, err := webpSize(kind, b)
	if err != nil {
		return err
	}
	p.keep(kind, b)
	if p.extended {
		if w != p.Width || h != p.Height {
			return damaged("two sizes")
		}
		return nil
	}
	return p.sized(w, h, MaxPixels)
}

// frame keeps one frame of a moving picture and what of it shows.
func (p *webpStrip) frame(b []byte) error {
	if p.frames++; p.frames > MaxFrames {
		return ErrLimit
	}
	if len(b) < 16 || p.flags&webpAnimated == 0 {
		return damaged("frame")
	}
	body, pics := [][]byte{b[:16]}, 0
	err := p.walk(b[16:], func(kind string, b []byte) error {
		if kind != "ALPH" && kind != "VP8 " && kind != "VP8L" {
			return nil
		}
		if kind != "ALPH" {
			w, h, err := webpSize(kind, b)
			if pics++; err != nil || pics > 1 || w > p.Width || h > p.Height {
				return damaged("frame")
			}
		}
		body = append(body, binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(b))), b, make([]byte, len(b)&1))
		return nil
	})
	if err == nil && pics == 0 {
		err = damaged("frame")
	}
	p.keep("ANMF", body...)
	return err
}

// webpSize reads the size out of the coded data.
// Source: RFC 6386, section 9.1 (VP8); RFC 9649, section 3.4 (VP8L).
func webpSize(kind string, b []byte) (w, h int, err error) {
	switch {
	case kind == "VP8 " && len(b) >= 10 && bytes.Equal(b[3:6], []byte{0x9d, 0x01, 0x2a}):
		return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff), nil
	case kind == "VP8L" && len(b) >= 5 && b[0] == 0x2f:
		bits := binary.LittleEndian.Uint32(b[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, nil
	}
	return 0, 0, damaged("no size")
}

func little24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// write writes what was kept, with the lengths that it has now.
func (p *webpStrip) write() error {
	if p.extended && p.turn > 1 {
		p.kept[0].body[0][0] |= webpExif
		p.keep("EXIF", uprightExif(p.turn))
	}
	n := 4
	for _, c := range p.kept {
		n += 8 + c.size() + c.size()&1
	}
	b := append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(n)), "WEBP"...)
	for _, c := range p.kept {
		b = binary.LittleEndian.AppendUint32(append(b, c.kind...), uint32(c.size()))
		if _, err := p.out.Write(b); err != nil {
			return written(err)
		}
		for _, part := range c.body {
			if _, err := p.out.Write(part); err != nil {
				return written(err)
			}
		}
		b = b[:0]
		if c.size()&1 == 1 {
			b = append(b, 0)
		}
	}
	_, err := p.out.Write(b)
	return written(err)
}
