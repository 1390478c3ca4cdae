package files

import (
	"encoding/binary"
	"io"
)

// heifFacts is what is read of a HEIF before it is decoded.
type heifFacts struct {
	pixels   int // of the largest picture that it announces
	too      bool
	position *Position
}

// box is one box of an ISO base media file. Source: ISO/IEC 14496-12, 4.2.
type box struct {
	kind string
	body []byte
}

// boxes calls f for each box in b until f gives false; it tells whether all were whole.
func boxes(b []byte, f func(box) bool) bool {
	for len(b) > 0 {
		if len(b) < 8 {
			return false
		}
		n, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		switch n {
		case 0: // to the end
			n = uint64(len(b))
		case 1:
			if len(b) < 16 {
				return false
			}
			n, head = binary.BigEndian.Uint64(b[8:]), 16
		}
		if n < head || n > uint64(len(b)) {
			return false
		}
		if !f(box{string(b[4:8]), b[head:n]}) {
			return true
		}
		b = b[n:]
	}
	return true
}

// readHEIF reads the sizes that the file announces and its Exif.
// Source: ISO/IEC 23008-12 (HEIF), 6.5.3 (ispe), annex A.2.1 (Exif items).
func readHEIF(b []byte) (heifFacts, error) {
	var f heifFacts
	var meta []byte
	whole := boxes(b, func(x box) bool {
		if x.kind == "meta" && meta == nil && len(x.body) > 4 {
			meta = x.body[4:]
		}
		return true
	})
	if !whole || meta == nil {
		return f, damaged("its boxes")
	}
	exif := map[uint32]bool{}
	var iloc, idat []byte
	boxes(meta, func(x box) bool {
		switch x.kind {
		case "iprp":
			f.sizes(x.body)
		case "iinf":
			exifItems(x.body, exif)
		case "iloc":
			iloc = x.body
		case "idat":
			idat = x.body
		}
		return true
	})
	switch {
	case f.too:
		return f, ErrLimit
	case f.pixels == 0:
		return f, damaged("no size")
	}
	items(iloc, func(id uint32, method, at, n uint64) {
		from := b
		if method == 1 {
			from = idat
		}
		if !exif[id] || f.position != nil || method > 1 || at > uint64(len(from)) || n > uint64(len(from))-at || n < 4 {
			return
		}
		data := from[at : at+n]
		// Four bytes say how far behind them the TIFF header is.
		if skip := uint64(binary.BigEndian.Uint32(data)); skip < n-4 {
			f.position = readExif(data[4+skip:]).position
		}
	})
	return f, nil
}

// sizes looks at every announced size: the primary's, its tiles', its thumbnails'.
func (f *heifFacts) sizes(iprp []byte) {
	boxes(iprp, func(x box) bool {
		if x.kind != "ipco" {
			return true
		}
		boxes(x.body, func(p box) bool {
			if p.kind != "ispe" || len(p.body) < 12 {
				return true
			}
			w, h := binary.BigEndian.Uint32(p.body[4:]), binary.BigEndian.Uint32(p.body[8:])
			if w > MaxSide || h > MaxSide || int(w)*int(h) > MaxDrawn {
				f.too = true
				return false
			}
			f.pixels = max(f.pixels, int(w)*int(h))
			return true
		})
		return true
	})
}

// exifItems collects the ids of items that are Exif. Source: ISO/IEC 14496-12, 8.11.6.
func exifItems(iinf []byte, ids map[uint32]bool) {
	if len(iinf) < 6 {
		return
	}
	head := 6
	if iinf[0] > 0 {
		head = 8
	}
	if len(iinf) < head {
		return
	}
	boxes(iinf[head:], func(x box) bool {
		b := x.body
		if x.kind != "infe" || len(b) < 12 {
			return true
		}
		switch b[0] {
		case 2:
			if string(b[8:12]) == "Exif" {
				ids[uint32(binary.BigEndian.Uint16(b[4:]))] = true
			}
		case 3:
			if len(b) >= 14 && string(b[10:14]) == "Exif" {
				ids[binary.BigEndian.Uint32(b[4:])] = true
			}
		}
		return true
	})
}

// items calls f with where each item's first part is. Source: ISO/IEC 14496-12, 8.11.3.
func items(iloc []byte, f func(id uint32, method, at, n uint64)) {
	r := fields{b: iloc}
	version := r.take(1)
	r.take(3)
	sizes := r.take(2)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>12), int(sizes>>8&15), int(sizes>>4&15), int(sizes&15)
	wide := 2
	if version == 2 {
		wide = 4
	}
	if version == 0 {
		indexSize = 0
	}
	for count := r.take(wide); count > 0 && !r.short; count-- {
		id, method := uint32(r.take(wide)), uint64(0)
		if version > 0 {
			method = r.take(2) & 15
		}
		r.take(2)
		base := r.take(baseSize)
		for i, parts := uint64(0), r.take(2); i < parts && !r.short; i++ {
			r.take(indexSize)
			at, n := r.take(offsetSize), r.take(lengthSize)
			if i == 0 && !r.short && base <= 1<<40 && at <= 1<<40 {
				f(id, method, base+at, n)
			}
		}
	}
}

// fields reads numbers, the high byte first, one after the other.
type fields struct {
	b     []byte
	short bool
}

func (r *fields) take(n int) (v uint64) {
	if n > 8 || n > len(r.b) {
		r.short = true
		return 0
	}
	for _, c := range r.b[:n] {
		v = v<<8 | uint64(c)
	}
	r.b = r.b[n:]
	return v
}

// drawHEIF decodes a HEIC and draws it as a JPEG: its boxes are too entangled
// to take apart. The decoder turns it upright.
func drawHEIF(w *work) error {
	b, err := w.whole()
	if err != nil {
		return err
	}
	facts, err := readHEIF(b)
	if err != nil {
		return err
	}
	w.room(heifRoom(len(b), facts.pixels))
	m, free, err := decodeHEIF(b, facts.pixels)
	if err != nil {
		return err
	}
	defer free()
	if err := w.sized(m.Bounds().Dx(), m.Bounds().Dy(), MaxDrawn); err != nil {
		return err
	}
	w.Position = facts.position
	return w.draw(m, false)
}

// heifRoom is what decoding may take, in bytes: the compiled decoder, the file
// twice, and per pixel the tiles, the picture and what is handed out.
func heifRoom(file, pixels int) int64 { return int64(2*file+8*pixels) + 64<<20 }

// whole reads the file into memory.
func (w *work) whole() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(w.in, maxWhole+1))
	switch {
	case err != nil:
		return nil, broken(err, "the file")
	case len(b) > maxWhole:
		return nil, ErrLimit
	}
	return b, nil
}
