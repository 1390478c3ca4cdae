package files

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// strip runs one cleaner without the net that [Clean] spreads under it: a panic
// of ours is to be seen.
func strip(b []byte, mime string) ([]byte, error) {
	var out bytes.Buffer
	w := &work{out: &out, room: func(int64) {}, Cleaned: Cleaned{MIME: mime}}
	w.reset(bytes.NewReader(b))
	err := cleanerOf(mime, Strip)(w)
	return out.Bytes(), err
}

// fuzzStrip: no panic; an error is one of ours; a copy is cleaned to itself and
// says of no place.
func fuzzStrip(f *testing.F, mime string) {
	for _, s := range samples(f) {
		if s.mime == mime {
			f.Add(s.b)
			f.Add(s.b[:len(s.b)/2])
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		out, err := strip(b, mime)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrLimit) && !errors.Is(err, ErrKind) {
				t.Fatal(err)
			}
			return
		}
		again, err := strip(out, mime)
		if err != nil || !bytes.Equal(again, out) {
			t.Fatalf("the copy is cleaned to something else: %v", err)
		}
		if c, err := Clean(bytes.NewReader(out), io.Discard, mime, Strip); err != nil || c.Position != nil {
			t.Fatalf("the copy says %v, %v", c.Position, err)
		}
	})
}

func FuzzStripJPEG(f *testing.F) { fuzzStrip(f, "image/jpeg") }
func FuzzStripPNG(f *testing.F)  { fuzzStrip(f, "image/png") }
func FuzzStripWebP(f *testing.F) { fuzzStrip(f, "image/webp") }
func FuzzStripGIF(f *testing.F)  { fuzzStrip(f, "image/gif") }

// FuzzPDF: what cannot be read is refused, and no copy has a way to what is no page.
func FuzzPDF(f *testing.F) {
	f.Add(pagesPDF("", ""))
	f.Add(dressedPDF(plainJPEG(f, 16, 16)))
	f.Fuzz(func(t *testing.T, b []byte) {
		var out bytes.Buffer
		if _, err := Clean(bytes.NewReader(b), &out, "application/pdf", Strip); err != nil {
			return
		}
		for _, key := range []string{"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles", "/Metadata", "/Info", "/URI", "/Names", "/AcroForm"} {
			if bytes.Contains(out.Bytes(), []byte(key+" ")) {
				t.Fatalf("the copy has %s", key)
			}
		}
	})
}

// FuzzHEIFBoxes: whatever the boxes say, a size over the limit is never let through.
func FuzzHEIFBoxes(f *testing.F) {
	f.Add(testdata(f, "photo.heic"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if facts, err := readHEIF(b); err == nil && (facts.pixels <= 0 || facts.pixels > MaxDrawn) {
			t.Fatalf("%+v", facts)
		}
	})
}

// FuzzExif: a position is on the globe.
func FuzzExif(f *testing.F) {
	f.Add(exifOf(binary.BigEndian, 6))
	f.Fuzz(func(t *testing.T, b []byte) {
		e := readExif(b)
		if e.orientation < 0 || e.orientation > 8 {
			t.Fatal(e.orientation)
		}
		if p := e.position; p != nil && !(p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180) {
			t.Fatal(*p)
		}
	})
}

// TestPlantedPartsNeverSurvive puts parts that carry a word anywhere between
// the parts of a picture.
func TestPlantedPartsNeverSurvive(t *testing.T) {
	jpg := plainJPEG(t, 16, 16)
	jpgParts := [][]byte{jpg[:2]}
	for b := jpg[2:]; ; {
		n := 2 + int(b[2])<<8 + int(b[3])
		if b[1] == mSOS {
			jpgParts = append(jpgParts, b)
			break
		}
		jpgParts, b = append(jpgParts, b[:n]), b[n:]
	}
	png := plainPNG(t, picture(8, 8))
	pngParts := [][]byte{png[:33], png[33 : len(png)-12], png[len(png)-12:]}
	gif := movingGIF(t, 1)
	gifEnd := bytes.LastIndex(gif, []byte{0x2c})
	webp := testdata(t, "photo.webp")
	rapid.Check(t, func(r *rapid.T) {
		word := plant + rapid.StringN(0, 40, 60).Draw(r, "more")
		jpegPart := func() []byte {
			m := rapid.SampledFrom([]byte{0xe0, 0xe1, 0xe2, 0xe3, 0xe9, 0xed, 0xee, 0xef, 0xf7, 0xfd, 0xfe}).Draw(r, "marker")
			return seg(m, rapid.SampledFrom([]string{"", exifMark, jfif + "\x01\x01\x00\x00\x01\x00\x01", "Adobe\x00\x64", "JFXX\x00", "MPF\x00"}).Draw(r, "mark"), word)
		}
		pngPart := func() []byte {
			return chunk(rapid.StringMatching(`[a-z][a-zA-Z][A-Z][a-zA-Z]`).Filter(func(k string) bool { _, kept := pngKept[k]; return !kept && k != "fdAT" }).Draw(r, "chunk"), word)
		}
		gifPart := func() []byte {
			body := word[:min(len(word), 255)]
			label := rapid.SampledFrom([]string{"\xfe", "\x01", "\xff\x0bMYAPP000001", "\xff\x0bXMP DataXMP"}).Draw(r, "label")
			return []byte("\x21" + label + string([]byte{byte(len(body))}) + body + "\x00")
		}
		for _, c := range []struct {
			mime  string
			parts [][]byte
			part  func() []byte
		}{
			{"image/jpeg", jpgParts, jpegPart},
			{"image/png", pngParts, pngPart},
			{"image/gif", [][]byte{gif[:gifEnd], gif[gifEnd : len(gif)-1], gif[len(gif)-1:]}, gifPart},
		} {
			var b []byte
			for i, p := range c.parts {
				b = append(b, p...)
				if i == len(c.parts)-1 {
					break
				}
				for range rapid.IntRange(0, 3).Draw(r, "planted") {
					b = append(b, c.part()...)
				}
			}
			out, err := strip(append(b, word...), c.mime)
			if err != nil || bytes.Contains(out, []byte(plant)) {
				r.Fatalf("%s: %v, %t", c.mime, err, bytes.Contains(out, []byte(plant)))
			}
		}
		kind := rapid.StringMatching(`[A-Z]{4}`).Filter(func(k string) bool { return !strings.Contains("VP8X VP8L ALPH ANIM ANMF", k) }).Draw(r, "fourcc")
		more := bytes.Clone(webp)
		body := word + strings.Repeat("x", len(word)&1)
		more = append(more, kind+string([]byte{byte(len(body)), 0, 0, 0})+body...)
		n := len(more) - 8
		copy(more[4:], []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)})
		if out, err := strip(more, "image/webp"); err != nil || bytes.Contains(out, []byte(plant)) {
			r.Fatalf("WebP: %v", err)
		}
	})
}
