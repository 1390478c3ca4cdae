package files

import (
	"image"
	"image/color"
	"image/png"
)

// blurSide is the longer side of a preview in pixels. House rule: coarse enough
// that no face and no act is to be recognised, and enough to tell a street from
// a document.
const blurSide = 12

// blurSamples bounds the pixels that one pixel of a preview is the mean of, along
// each side: a photo of 50 megapixels is not read whole for it.
const blurSamples = 48

// blur draws the picture as a PNG of at most [blurSide] pixels a side. Nothing
// finer is in it, so no page and no program can sharpen it.
func blur(w *work) error {
	m, err := w.decoded()
	if err != nil {
		return err
	}
	b := m.Bounds()
	width, height := blurSide, blurSide
	if b.Dx() > b.Dy() {
		height = max(1, blurSide*b.Dy()/b.Dx())
	} else {
		width = max(1, blurSide*b.Dx()/b.Dy())
	}
	out := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			out.SetNRGBA(x, y, mean(m, image.Rect(
				b.Min.X+x*b.Dx()/width, b.Min.Y+y*b.Dy()/height,
				b.Min.X+(x+1)*b.Dx()/width, b.Min.Y+(y+1)*b.Dy()/height)))
		}
	}
	w.Width, w.Height, w.MIME = width, height, "image/png"
	return written(png.Encode(w.out, out))
}

// mean is the mean colour of a part of the picture on white; of a part without
// a pixel, that of its corner.
func mean(m image.Image, part image.Rectangle) color.NRGBA {
	part = part.Intersect(m.Bounds())
	if part.Empty() {
		part = image.Rectangle{part.Min, part.Min.Add(image.Pt(1, 1))}
	}
	stepX, stepY := max(1, part.Dx()/blurSamples), max(1, part.Dy()/blurSamples)
	var r, g, bl, n uint64
	for y := part.Min.Y; y < part.Max.Y; y += stepY {
		for x := part.Min.X; x < part.Max.X; x += stepX {
			cr, cg, cb, ca := m.At(x, y).RGBA()
			r, g, bl, n = r+uint64(cr+0xffff-ca), g+uint64(cg+0xffff-ca), bl+uint64(cb+0xffff-ca), n+1
		}
	}
	return color.NRGBA{uint8(r / n >> 8), uint8(g / n >> 8), uint8(bl / n >> 8), 0xff}
}
