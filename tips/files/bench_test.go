//go:build linux

package files

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image/jpeg"
	"io"
	"strings"
	"testing"
)

// TestTheDecoderIsTheOneNamed: the README says where the decoder of HEIC is from.
func TestTheDecoderIsTheOneNamed(t *testing.T) {
	sum := sha256.Sum256(heifWasm)
	if readme := string(testdata(t, "../README.md")); !strings.Contains(readme, hex.EncodeToString(sum[:])) {
		t.Error("the README names another heif.wasm.gz")
	}
}

// photo12 is a photo of 12 megapixels as a phone writes it, some 4 MB.
func photo12(b *testing.B) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture(4000, 3000), &jpeg.Options{Quality: 98}); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

func BenchmarkCopy12MP(b *testing.B) {
	photo := photo12(b)
	b.SetBytes(int64(len(photo)))
	to := make([]byte, len(photo))
	for b.Loop() {
		copy(to, photo)
	}
}

func BenchmarkStrip12MP(b *testing.B) { benchClean(b, photo12(b), "image/jpeg", Strip) }

func BenchmarkRedraw12MP(b *testing.B) { benchClean(b, photo12(b), "image/jpeg", Redraw) }

func BenchmarkPDF(b *testing.B) { benchClean(b, testdata(b, "report.pdf"), "application/pdf", Strip) }

func BenchmarkHEIC(b *testing.B) { benchClean(b, testdata(b, "photo.heic"), "image/heic", Strip) }

func benchClean(b *testing.B, file []byte, mime string, how How) {
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := Clean(bytes.NewReader(file), io.Discard, mime, how); err != nil {
			b.Fatal(err)
		}
	}
}
