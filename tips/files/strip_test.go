package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"golang.org/x/image/webp"
)

// chunk is one chunk of a PNG.
func chunk(kind, body string) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), kind+body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// dressedPNG puts every kind of words that PNGs carry into one.
func dressedPNG(plain []byte, orientation int) []byte {
	b := append([]byte(nil), plain[:33]...) // up to the header's end
	b = append(b, chunk("tEXt", "Comment\x00"+plant)...)
	b = append(b, chunk("zTXt", "Comment\x00\x00"+plant)...)
	b = append(b, chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+plant)...)
	b = append(b, chunk("iCCP", "name\x00\x00"+plant)...)
	b = append(b, chunk("tIME", "\x07\xea\x0b\x16\x09\x00\x00")...)
	b = append(b, chunk("eXIf", string(exifOf(binary.BigEndian, orientation)))...)
	b = append(b, chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01")...)
	b = append(b, chunk("prVt", plant)...)
	b = append(b, plain[33:]...)
	return append(append(b, plant...), plain...)
}

// movingGIF has frames of one colour each.
func movingGIF(t testing.TB, frames int) []byte {
	t.Helper()
	g := &gif.GIF{LoopCount: 0}
	for i := range frames {
		m := image.NewPaletted(image.Rect(0, 0, 20, 10), palette.Plan9)
		for j := range m.Pix {
			m.Pix[j] = byte(i * 40)
		}
		g.Image, g.Delay = append(g.Image, m), append(g.Delay, 5)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// dressedGIF adds a comment, a text, XMP and an application's own block.
func dressedGIF(plain []byte) []byte {
	at := bytes.Index(plain, []byte("\x21\xff\x0bNETSCAPE2.0"))
	block := string(rune(len(plant))) + plant + "\x00"
	words := "\x21\xfe" + block + "\x21\x01\x0c012345678901" + block + "\x21\xff\x0bXMP DataXMP" + block + "\x21\xff\x0bMYAPP000001" + block
	b := append([]byte(nil), plain[:at]...)
	return append(append(append(b, words...), plain[at:]...), plant...)
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// sample is an honest file with words and a position in every place for them.
type sample struct {
	mime   string
	b      []byte
	place  bool // it says where it was taken
	turn   int
	copied string // the copy's kind
}

func samples(t testing.TB) map[string]sample {
	t.Helper()
	photo := plainJPEG(t, 320, 200)
	return map[string]sample{
		"a phone's photo":          {"image/jpeg", dressed(photo, 6), true, 6, "image/jpeg"},
		"an upright photo":         {"image/jpeg", dressed(photo, 1), true, 0, "image/jpeg"},
		"a grey photo":             {"image/jpeg", dressed(greyJPEG(t), 3), true, 3, "image/jpeg"},
		"a screenshot":             {"image/png", dressedPNG(plainPNG(t, picture(64, 40)), 8), true, 8, "image/png"},
		"a photo as WebP":          {"image/webp", testdata(t, "photo.webp"), true, 6, "image/webp"},
		"a transparent WebP":       {"image/webp", testdata(t, "alpha.webp"), false, 0, "image/webp"},
		"a lossless WebP":          {"image/webp", testdata(t, "lossless.webp"), false, 0, "image/webp"},
		"a moving WebP":            {"image/webp", testdata(t, "moving.webp"), false, 0, "image/webp"},
		"a moving GIF":             {"image/gif", dressedGIF(movingGIF(t, 3)), false, 0, "image/gif"},
		"a photo of an iPhone":     {"image/heic", testdata(t, "photo.heic"), true, 0, "image/jpeg"},
		"a report with everything": {"application/pdf", testdata(t, "report.pdf"), false, 0, "application/pdf"},
		"a paper with scripts":     {"application/pdf", dressedPDF(photo), false, 0, "application/pdf"},
	}
}

func greyJPEG(t testing.TB) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 33, 17))
	for i := range m.Pix {
		m.Pix[i] = byte(i)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func stripped(t testing.TB, b []byte, mime string, how How) ([]byte, Cleaned) {
	t.Helper()
	var out bytes.Buffer
	c, err := Clean(bytes.NewReader(b), &out, mime, how)
	if err != nil {
		t.Fatalf("%s: %v", mime, err)
	}
	return out.Bytes(), c
}

// shows decodes a copy, so that it is known to be whole.
func shows(mime string, b []byte) error {
	r := bytes.NewReader(b)
	var err error
	switch mime {
	case "image/jpeg":
		_, err = jpeg.Decode(r)
	case "image/png":
		_, err = png.Decode(r)
	case "image/gif":
		_, err = gif.DecodeAll(r)
	case "image/webp":
		if _, err = webp.Decode(r); err != nil && bytes.Contains(b, []byte("ANMF")) {
			_, err = webp.DecodeConfig(bytes.NewReader(b)) // moving ones are not decoded here
		}
	case "application/pdf":
		_, err = pdfcpu.Read(r, pdfConfiguration(len(b)))
	default:
		err = errors.New("an unknown kind of copy: " + mime)
	}
	return err
}

func TestACleanCopyHasThePictureAndNoWord(t *testing.T) {
	for name, s := range samples(t) {
		if got := Sniff(s.b).MIME; got != s.mime {
			t.Errorf("%s: is told to be %s", name, got)
		}
		if s.turn > 0 || s.place || s.mime == "image/gif" || name == "a paper with scripts" {
			if !bytes.Contains(s.b, []byte(plant)) {
				t.Errorf("%s: control: no word was planted", name)
			}
		}
		out, c := stripped(t, s.b, s.mime, Strip)
		if bytes.Contains(out, []byte(plant)) || bytes.Contains(out, []byte("planted")) {
			t.Errorf("%s: a planted word is in the copy", name)
		}
		if c.MIME != s.copied {
			t.Errorf("%s: the copy is a %s", name, c.MIME)
		}
		if err := shows(c.MIME, out); err != nil {
			t.Errorf("%s: the copy does not decode: %v", name, err)
		}
		if (c.Position != nil) != s.place || c.Position != nil && *c.Position != (Position{27.175, 78.008333}) {
			t.Errorf("%s: position %v", name, c.Position)
		}
		if again, c2 := stripped(t, out, c.MIME, Strip); !bytes.Equal(again, out) || c2.Position != nil {
			t.Errorf("%s: the copy is cleaned to something else", name)
		}
		if upright := bytes.Contains(out, uprightExif(s.turn)); upright != (s.turn > 1) {
			t.Errorf("%s: which way up: %t", name, upright)
		}
	}
}

func TestAStrippedPictureIsTheSamePicture(t *testing.T) {
	same := func(a, b image.Image) bool {
		if a.Bounds() != b.Bounds() {
			return false
		}
		for y := range a.Bounds().Dy() {
			for x := range a.Bounds().Dx() {
				if a.At(x, y) != b.At(x, y) {
					return false
				}
			}
		}
		return true
	}
	for name, s := range samples(t) {
		decode := map[string]func(io.Reader) (image.Image, error){"image/jpeg": jpeg.Decode, "image/png": png.Decode, "image/gif": gif.Decode, "image/webp": webp.Decode}[s.mime]
		if decode == nil {
			continue
		}
		want, err := decode(bytes.NewReader(s.b))
		if err != nil {
			continue // a moving WebP
		}
		out, _ := stripped(t, s.b, s.mime, Strip)
		if got, err := decode(bytes.NewReader(out)); err != nil || !same(got, want) {
			t.Errorf("%s: another picture: %v", name, err)
		}
	}
	g, err := gif.DecodeAll(bytes.NewReader(first(stripped(t, dressedGIF(movingGIF(t, 3)), "image/gif", Strip))))
	if err != nil || len(g.Image) != 3 || g.Delay[2] != 5 || g.LoopCount != 0 {
		t.Errorf("a moving picture: %v %+v", err, g)
	}
}

func first(b []byte, _ Cleaned) []byte { return b }

// TestAnUnknownSegmentIsDropped plants one of every kind that there is.
func TestAnUnknownSegmentIsDropped(t *testing.T) {
	plain := plainJPEG(t, 16, 16)
	for m := range 256 {
		switch {
		case m < 0xc0, m >= 0xc0 && m <= 0xcf, m >= 0xd0 && m <= 0xda, m == mDQT, m == mDRI, m == 0xff, m == 0xde, m == 0xdf:
			continue // tables and frames are checked to be just as long as they must; the rest is refused
		}
		in := append(append(append([]byte(nil), plain[:2]...), seg(byte(m), "whatever", plant)...), plain[2:]...)
		if out, _ := stripped(t, in, "image/jpeg", Strip); bytes.Contains(out, []byte(plant)) {
			t.Errorf("marker %x survives", m)
		}
	}
	png := plainPNG(t, picture(8, 8))
	for _, kind := range []string{"abCd", "vpAg", "caNv", "orNT", "dSIG", "sPLT", "hIST", "gIFx", "skMf"} {
		in := append(append(append([]byte(nil), png[:33]...), chunk(kind, plant)...), png[33:]...)
		if out, _ := stripped(t, in, "image/png", Strip); bytes.Contains(out, []byte(plant)) {
			t.Errorf("chunk %s survives", kind)
		}
	}
}

func TestDrawnAnewUpright(t *testing.T) {
	for o := range 9 {
		m := image.NewNRGBA(image.Rect(0, 0, 3, 2))
		m.Pix[0], m.Pix[3] = 200, 255 // red at the top left as it is stored
		for i := 3; i < len(m.Pix); i += 4 {
			m.Pix[i] = 255
		}
		out, c := stripped(t, dressedPNG(plainPNG(t, m), o), "image/png", Redraw)
		got, err := png.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		want := [][4]int{{0, 0, 3, 2}, {0, 0, 3, 2}, {2, 0, 3, 2}, {2, 1, 3, 2}, {0, 1, 3, 2}, {0, 0, 2, 3}, {1, 0, 2, 3}, {1, 2, 2, 3}, {0, 2, 2, 3}}[o]
		r, _, _, _ := got.At(want[0], want[1]).RGBA()
		if r>>8 != 200 || c.Width != want[2] || c.Height != want[3] || got.Bounds().Dx() != want[2] {
			t.Errorf("orientation %d: %v, %+v", o, got, c)
		}
	}
	for name, s := range samples(t) {
		if s.mime == "image/heic" { // is always drawn anew
			continue
		}
		if s.mime == "application/pdf" || name == "a moving WebP" {
			if _, err := Clean(bytes.NewReader(s.b), io.Discard, s.mime, Redraw); err == nil {
				t.Errorf("%s: is drawn anew", name)
			}
			continue
		}
		out, c := stripped(t, s.b, s.mime, Redraw)
		if err := shows(c.MIME, out); err != nil || bytes.Contains(out, []byte(plant)) || bytes.Contains(out, []byte("Exif")) {
			t.Errorf("%s: drawn anew: %v", name, err)
		}
		if (c.Position != nil) != s.place {
			t.Errorf("%s: drawn anew: position %v", name, c.Position)
		}
	}
}

func TestPositions(t *testing.T) {
	good := exifOf(binary.LittleEndian, 1)
	with := func(change func(b []byte)) []byte {
		b := bytes.Clone(good)
		change(b)
		return b
	}
	north := bytes.Index(good, []byte("N\x00"))
	lat := bytes.Index(good, binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(nil, 27), 1))
	for name, c := range map[string]struct {
		b    []byte
		want *Position
	}{
		"Agra":                      {good, &Position{27.175, 78.008333}},
		"the same, big-endian":      {exifOf(binary.BigEndian, 1), &Position{27.175, 78.008333}},
		"south":                     {with(func(b []byte) { b[north] = 'S' }), &Position{-27.175, 78.008333}},
		"no hemisphere":             {with(func(b []byte) { b[north] = 0 }), nil},
		"95 degrees":                {with(func(b []byte) { b[lat] = 95 }), nil},
		"61 minutes":                {with(func(b []byte) { b[lat+8] = 61 }), nil},
		"by nought":                 {with(func(b []byte) { b[lat+4] = 0 }), nil},
		"no seconds as some phones": {with(func(b []byte) { b[lat+16], b[lat+20] = 0, 0 }), &Position{27.166667, 78.008333}},
		"nought, nought": {with(func(b []byte) {
			clear(b[lat : lat+2])
			clear(b[lat+8 : lat+9])
			clear(b[lat+16 : lat+17])
			clear(b[lat+24 : lat+25])
			clear(b[lat+40 : lat+41])
		}), nil},
		"cut off": {good[:lat+20], nil},
		"nothing": {nil, nil},
	} {
		got := readExif(c.b).position
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
