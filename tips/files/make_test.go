package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// plant is the word that no clean copy may hold; it is hidden in every place a
// file has for words.
const plant = "PLANTED-MUKTI-7391"

// picture is a photo-like picture.
func picture(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, color.RGBA{uint8(x*255/w) ^ uint8(r.IntN(12)), uint8(y * 255 / h), uint8((x+y)/3) ^ uint8(r.IntN(12)), 255})
		}
	}
	return m
}

func plainJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(w, h), &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func plainPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// seg is one segment of a JPEG.
func seg(m byte, body ...string) []byte {
	b := []byte{0xff, m, 0, 0}
	for _, s := range body {
		b = append(b, s...)
	}
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)-2))
	return b
}

// exifOf writes an Exif with a position (Agra: 27°10'30" N, 78°0'30" E), makers'
// words, and a thumbnail with a position of its own.
func exifOf(order binary.AppendByteOrder, orientation int) []byte {
	mark := "MM\x00*"
	if order == binary.AppendByteOrder(binary.LittleEndian) {
		mark = "II*\x00"
	}
	b := order.AppendUint32([]byte(mark), 8)
	type entry struct {
		tag, kind uint16
		count     uint32
		value     []byte
	}
	var data []byte
	dir := func(at int, next uint32, es []entry) []byte {
		d := order.AppendUint16(nil, uint16(len(es)))
		tail := at + 2 + 12*len(es) + 4
		data = nil
		for _, e := range es {
			d = order.AppendUint16(d, e.tag)
			d = order.AppendUint16(d, e.kind)
			d = order.AppendUint32(d, e.count)
			if len(e.value) <= 4 {
				d = append(d, append(e.value, 0, 0, 0, 0)[:4]...)
				continue
			}
			d = order.AppendUint32(d, uint32(tail+len(data)))
			data = append(data, e.value...)
		}
		return append(order.AppendUint32(d, next), data...)
	}
	short := func(v int) []byte { return order.AppendUint16(nil, uint16(v)) }
	rational := func(vs ...uint32) (out []byte) {
		for _, v := range vs {
			out = order.AppendUint32(order.AppendUint32(out, v), 1)
		}
		return out
	}
	words := []byte(plant + "\x00")
	first := func(gps int) []byte {
		return dir(8, 0, []entry{
			{0x010f, typeASCII, uint32(len(words)), words}, {0x0110, typeASCII, uint32(len(words)), words},
			{tagOrientation, typeShort, 1, short(orientation)}, {0x9c9c - 0x1c00, typeASCII, uint32(len(words)), words},
			{tagGPS, typeLong, 1, order.AppendUint32(nil, uint32(gps))}, {0xa431, typeASCII, uint32(len(words)), words},
		})
	}
	n := 8 + len(first(0))
	b = append(b, first(n)...)
	return append(b, dir(n, 0, []entry{
		{1, typeASCII, 2, []byte("N\x00")}, {2, typeRational, 3, rational(27, 10, 30)},
		{3, typeASCII, 2, []byte("E\x00")}, {4, typeRational, 3, rational(78, 0, 30)},
	})...)
}

// dressed puts every kind of words that JPEGs carry into one.
func dressed(plain []byte, orientation int) []byte {
	b := append([]byte{0xff, 0xd8}, seg(mAPP0, "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x01\x01", plant[:3])...)
	b = append(b, seg(mAPP0, "JFXX\x00\x10", plant)...)
	b = append(b, seg(mAPP1, exifMark, string(exifOf(binary.LittleEndian, orientation)))...)
	b = append(b, seg(mAPP1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>", plant)...)
	b = append(b, seg(mAPP1, "http://ns.adobe.com/xmp/extension/\x00", plant)...)
	b = append(b, seg(0xe2, "ICC_PROFILE\x00\x01\x01", plant)...)
	b = append(b, seg(0xe2, "MPF\x00", plant)...)
	b = append(b, seg(0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x20\x1c\x02\x78\x00\x12", plant)...)
	b = append(b, seg(mCOM, plant)...)
	b = append(b, plant...) // between segments
	b = append(b, plain[2:]...)
	b = append(b, plain...) // a second picture
	return append(b, plant...)
}

func exampleJPEG(t testing.TB) []byte { return dressed(plainJPEG(t, 320, 200), 6) }
