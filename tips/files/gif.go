package files

import (
	"encoding/binary"
	"io"
)

// Blocks of a GIF. Source: GIF89a specification, sections 17 to 27.
const (
	gifImage     = 0x2c
	gifExtension = 0x21
	gifTrailer   = 0x3b
	gifControl   = 0xf9
	gifApp       = 0xff
)

type gifStrip struct {
	*work
	frames int
	looped bool
}

// stripGIF keeps the screen, palettes, frames, their timing and how often they
// are shown, and drops comments, texts, others' extensions and what follows.
func stripGIF(w *work) error {
	b, err := w.full(13, "the start")
	if err != nil {
		return err
	}
	if s := string(b[:6]); s != "GIF87a" && s != "GIF89a" {
		return damaged("not a GIF")
	}
	if err := w.sized(int(binary.LittleEndian.Uint16(b[6:])), int(binary.LittleEndian.Uint16(b[8:])), MaxPixels); err != nil {
		return err
	}
	g := &gifStrip{work: w}
	if err := g.withPalette(b, b[10]); err != nil {
		return err
	}
	for {
		kind, err := g.in.ReadByte()
		if err != nil {
			return broken(err, "the blocks")
		}
		switch kind {
		case gifTrailer:
			if g.frames == 0 {
				return damaged("no picture")
			}
			return g.put([]byte{gifTrailer})
		case gifImage:
			err = g.image()
		case gifExtension:
			err = g.extension()
		default:
			err = damaged("an unknown block")
		}
		if err != nil {
			return err
		}
	}
}

func (g *gifStrip) put(b []byte) error {
	_, err := g.out.Write(b)
	return written(err)
}

// withPalette writes head and the palette that its flags announce.
func (g *gifStrip) withPalette(head []byte, flags byte) error {
	if flags&0x80 != 0 {
		palette, err := g.full(3<<(flags&7+1), "a palette")
		if err != nil {
			return err
		}
		head = append(head, palette...)
	}
	return g.put(head)
}

func (g *gifStrip) image() error {
	if g.frames++; g.frames > MaxFrames {
		return ErrLimit
	}
	b, err := g.full(9, "a frame")
	if err != nil {
		return err
	}
	if err := g.withPalette(append([]byte{gifImage}, b...), b[8]); err != nil {
		return err
	}
	size, err := g.full(1, "a frame")
	if err != nil {
		return err
	}
	if size[0] < 2 || size[0] > 8 { // of the smallest code, in bits
		return damaged("code size")
	}
	if err := g.put(size); err != nil {
		return err
	}
	return g.blocks(g.out)
}

// blocks copies data blocks with their lengths, the empty last one too.
func (g *gifStrip) blocks(to io.Writer) error {
	for {
		n, err := g.in.ReadByte()
		if err != nil {
			return broken(err, "a block")
		}
		b, err := g.in.Peek(int(n))
		if err != nil {
			return broken(err, "a block")
		}
		if _, err := to.Write([]byte{n}); err != nil {
			return written(err)
		}
		if _, err := to.Write(b); err != nil {
			return written(err)
		}
		if n == 0 {
			return nil
		}
		if _, err := g.in.Discard(int(n)); err != nil {
			return broken(err, "a block")
		}
	}
}

func (g *gifStrip) extension() error {
	label, err := g.in.ReadByte()
	if err != nil {
		return broken(err, "an extension")
	}
	switch label {
	case gifControl:
		b, err := g.full(6, "a frame's timing")
		if err != nil {
			return err
		}
		if b[0] != 4 || b[5] != 0 {
			return damaged("a frame's timing")
		}
		return g.put(append([]byte{gifExtension, gifControl}, b...))
	case gifApp:
		return g.app()
	}
	return g.blocks(io.Discard)
}

// app keeps how often a moving picture is shown: NETSCAPE2.0, sub-block 1.
func (g *gifStrip) app() error {
	b, err := g.in.Peek(17)
	if err == nil && b[0] == 11 && (string(b[1:12]) == "NETSCAPE2.0" || string(b[1:12]) == "ANIMEXTS1.0") &&
		b[12] == 3 && b[13] == 1 && b[16] == 0 && !g.looped {
		g.looped = true
		if err := g.put([]byte("\x21\xff\x0bNETSCAPE2.0")); err != nil {
			return err
		}
		if err := g.put(b[12:17]); err != nil {
			return err
		}
		return g.skip(17, "an extension")
	}
	return g.blocks(io.Discard)
}
