package files

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// A preview holds nothing finer than its few pixels: two pictures that differ
// in a fine pattern alone look nearly the same in it.
func TestABlurredPictureHoldsNothingFine(t *testing.T) {
	board := func(odd int) []byte {
		m := image.NewNRGBA(image.Rect(0, 0, 600, 300))
		for y := range 300 {
			for x := range 600 {
				c := color.NRGBA{200, 60, 60, 255}
				if (x/2+y/2)%2 == odd {
					c = color.NRGBA{20, 160, 60, 255}
				}
				m.SetNRGBA(x, y, c)
			}
		}
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	small := func(in []byte) image.Image {
		var out bytes.Buffer
		c, err := Clean(bytes.NewReader(in), &out, "image/png", Blur)
		if err != nil || c.MIME != "image/png" || c.Width != 12 || c.Height != 6 || out.Len() > 1024 {
			t.Fatalf("%+v, %d bytes, %v", c, out.Len(), err)
		}
		m, err := png.Decode(&out)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a, b := small(board(0)), small(board(1))
	for y := range 6 {
		for x := range 12 {
			ar, ag, _, _ := a.At(x, y).RGBA()
			br, bg, _, _ := b.At(x, y).RGBA()
			if d := int(ar>>8) - int(br>>8); d > 30 || d < -30 {
				t.Errorf("at %d, %d the fine pattern shows: %d and %d", x, y, ar>>8, br>>8)
			}
			if ag>>8 > 140 || bg>>8 > 140 || ar>>8 > 180 || br>>8 > 180 {
				t.Errorf("at %d, %d a single colour is left", x, y)
			}
		}
	}
}

func TestWhatCannotBeBlurred(t *testing.T) {
	for mime, in := range map[string][]byte{"image/svg+xml": []byte("<svg/>"), "application/pdf": []byte("%PDF-1.4"), "image/heic": []byte("x"), "video/mp4": nil} {
		if _, err := Clean(bytes.NewReader(in), &bytes.Buffer{}, mime, Blur); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", mime, err)
		}
	}
	if _, err := Clean(bytes.NewReader([]byte("\xff\xd8\xff")), &bytes.Buffer{}, "image/jpeg", Blur); err == nil {
		t.Error("half a picture was drawn")
	}
}

// A line of pixels and a single pixel are pictures too.
func TestThinPicturesAreBlurred(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {5000, 1}, {1, 5000}, {3, 7}} {
		var in, out bytes.Buffer
		if err := jpeg.Encode(&in, image.NewRGBA(image.Rectangle{Max: size}), nil); err != nil {
			t.Fatal(err)
		}
		c, err := Clean(&in, &out, "image/jpeg", Blur)
		if err != nil || c.Width < 1 || c.Height < 1 || c.Width > 12 || c.Height > 12 {
			t.Errorf("%v: %+v, %v", size, c, err)
		}
	}
}

func BenchmarkBlur(b *testing.B) {
	var in bytes.Buffer
	if err := jpeg.Encode(&in, image.NewRGBA(image.Rect(0, 0, 4000, 3000)), nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Clean(bytes.NewReader(in.Bytes()), &bytes.Buffer{}, "image/jpeg", Blur); err != nil {
			b.Fatal(err)
		}
	}
}
