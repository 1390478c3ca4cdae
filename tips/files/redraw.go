package files

import (
	"bytes"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

// drawnQuality is of what is drawn anew. House rule: photos look the same at this
// quality, and are seldom larger than what a phone writes.
const drawnQuality = 90

// redraw takes the picture apart first, so that the decoder sees the whitelist
// alone, and then draws it anew, upright.
func redraw(w *work) error {
	m, err := w.decoded()
	if err != nil {
		return err
	}
	return w.draw(m, w.MIME != "image/jpeg" && w.MIME != "image/webp")
}

// decoded is the picture that comes in, upright.
func (w *work) decoded() (image.Image, error) {
	out := w.out
	var b bytes.Buffer
	w.out = &bounded{to: &b, most: maxWhole}
	err := cleanerOf(w.MIME, Strip)(w)
	w.out = out
	if err != nil {
		return nil, err
	}
	if w.Width*w.Height > MaxDrawn {
		return nil, ErrLimit
	}
	w.room(drawnRoom(b.Len(), w.Width*w.Height))
	m, err := decode(w.MIME, b.Bytes())
	if err != nil {
		return nil, err
	}
	return turned(m, w.turn), nil
}

// drawnRoom is what decoding a picture may take, in bytes: the file, what a
// progressive JPEG's coefficients and a turned copy take per pixel, and some.
func drawnRoom(file, pixels int) int64 { return int64(2*file+20*pixels) + 32<<20 }

func decode(mime string, b []byte) (m image.Image, err error) {
	r := bytes.NewReader(b)
	switch mime {
	case "image/jpeg":
		m, err = jpeg.Decode(r)
	case "image/png", "image/vnd.mozilla.apng":
		m, err = png.Decode(r)
	case "image/gif":
		m, err = gif.Decode(r)
	case "image/webp":
		m, err = webp.Decode(r)
	default:
		return nil, ErrKind
	}
	if err != nil { // it may quote the file: not passed on
		return nil, damaged("it does not decode")
	}
	return m, nil
}

// draw writes m, which is upright.
func (w *work) draw(m image.Image, exact bool) error {
	b := m.Bounds()
	w.Width, w.Height = b.Dx(), b.Dy()
	if o, ok := m.(interface{ Opaque() bool }); exact || !ok || !o.Opaque() {
		w.MIME = "image/png"
		// The best compression costs ten times the time for a few per cent.
		return written((&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(w.out, m))
	}
	w.MIME = "image/jpeg"
	return written(jpeg.Encode(w.out, m, &jpeg.Options{Quality: drawnQuality}))
}

// turned gives the picture upright. Source: Exif 2.32, 4.6.5, Orientation.
func turned(m image.Image, orientation int) image.Image {
	if orientation < 2 {
		return m
	}
	b := m.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if orientation > 4 {
		size = image.Rect(0, 0, h, w)
	}
	switch src := m.(type) {
	case *image.YCbCr:
		if src.SubsampleRatio > image.YCbCrSubsampleRatio440 {
			break // rarer thinnings do not lie down
		}
		ratio := src.SubsampleRatio
		if orientation > 4 {
			ratio = lying(ratio)
		}
		dst := image.NewYCbCr(size, ratio)
		turnPlane(dst.Y, dst.YStride, src.Y, src.YStride, w, h, orientation)
		cw, ch := chromaSize(src)
		turnPlane(dst.Cb, dst.CStride, src.Cb, src.CStride, cw, ch, orientation)
		turnPlane(dst.Cr, dst.CStride, src.Cr, src.CStride, cw, ch, orientation)
		return dst
	case *image.Gray:
		dst := image.NewGray(size)
		turnPlane(dst.Pix, dst.Stride, src.Pix, src.Stride, w, h, orientation)
		return dst
	}
	dst := image.NewNRGBA(size)
	flat, ok := m.(*image.NRGBA)
	if !ok {
		flat = image.NewNRGBA(image.Rect(0, 0, w, h))
		draw.Draw(flat, flat.Bounds(), m, b.Min, draw.Src)
	}
	for y := range h {
		for x := range w {
			dx, dy := turnedTo(x, y, w, h, orientation)
			copy(dst.Pix[dy*dst.Stride+4*dx:][:4], flat.Pix[y*flat.Stride+4*x:][:4])
		}
	}
	return dst
}

func turnPlane(dst []byte, dstStride int, src []byte, srcStride, w, h, orientation int) {
	for y := range h {
		for x := range w {
			dx, dy := turnedTo(x, y, w, h, orientation)
			dst[dy*dstStride+dx] = src[y*srcStride+x]
		}
	}
}

// turnedTo tells where a pixel of a w by h picture goes.
func turnedTo(x, y, w, h, orientation int) (int, int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

// lying is the thinning of colour of a picture that was turned by a quarter.
func lying(r image.YCbCrSubsampleRatio) image.YCbCrSubsampleRatio {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return image.YCbCrSubsampleRatio440
	case image.YCbCrSubsampleRatio440:
		return image.YCbCrSubsampleRatio422
	}
	return r
}

func chromaSize(m *image.YCbCr) (w, h int) {
	w, h = m.Rect.Dx(), m.Rect.Dy()
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		return (w + 1) / 2, h
	case image.YCbCrSubsampleRatio420:
		return (w + 1) / 2, (h + 1) / 2
	case image.YCbCrSubsampleRatio440:
		return w, (h + 1) / 2
	}
	return w, h
}
