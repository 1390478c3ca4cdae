package files

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Why there is no clean copy. The original is kept, sealed, all the same.
var (
	ErrKind    = errors.New("files: no cleaner for this kind")
	ErrDamaged = errors.New("files: damaged, or not what it says it is")
	ErrLimit   = errors.New("files: over a limit of size, memory, frames or pages")
	ErrTime    = errors.New("files: cleaning took too long")
	ErrBusy    = errors.New("files: all cleaners are at work")
	ErrGuard   = errors.New("files: cleaning is off: the system does not let a child be locked in")
)

// Reason is the code of an error for the desk: "kind", "damaged", "limit",
// "time", "busy" or "off"; "" for nil. What is not known is "damaged".
func Reason(err error) string {
	if err == nil {
		return ""
	}
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return r.code
		}
	}
	return "damaged"
}

var reasons = []struct {
	code string
	err  error
}{{"kind", ErrKind}, {"damaged", ErrDamaged}, {"limit", ErrLimit}, {"time", ErrTime}, {"busy", ErrBusy}, {"off", ErrGuard}}

// How a clean copy is made.
type How int

const (
	// Strip keeps what shows the picture, bit for bit, and drops all else. Kinds
	// that cannot be taken apart without decoding (HEIC) are drawn anew.
	Strip How = iota
	// Redraw decodes the picture and encodes it anew, for an officer who asks:
	// nothing but what can be seen is left. A moving picture becomes its first.
	Redraw
	// Blur draws the picture as a PNG of a few pixels, for a page that must not
	// show it yet: what can be recognised is not in it.
	Blur
)

// Limits of what is cleaned. House rules: the largest sensor whose photo fits
// into 25 MiB has 108 megapixels, a panorama of a phone is 16,000 wide; what
// is drawn anew must fit into memory, and phones write up to 50 megapixels so.
const (
	MaxSide   = 30_000      // pixels
	MaxPixels = 120_000_000 // of a picture that is taken apart
	MaxDrawn  = 51_000_000  // of a picture that is decoded
	MaxFrames = 2_000       // of a moving picture
	MaxPages  = 2_000       // of a PDF
)

// Position is where a picture says it was taken, in degrees (WGS 84).
type Position struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// Cleaned tells of a clean copy.
type Cleaned struct {
	MIME   string // of the copy: HEIC becomes a JPEG
	Size   int64  // bytes
	SHA256 string // hex
	Width  int    // as stored, before it is turned upright; 0 for a PDF
	Height int
	// Position was read from the original; it is not in the copy. Nil if there is none.
	Position *Position
}

// Cleanable tells whether there is a cleaner for a kind as [Sniff] names it.
func Cleanable(mime string) bool { return cleanerOf(mime, Strip) != nil }

// cleaner makes a clean copy. It writes nothing but what it knows.
type cleaner func(*work) error

// work is one file on its way.
type work struct {
	in  *bufio.Reader
	out io.Writer
	// room is told how many bytes of memory the work may take from here on.
	room func(int64)
	turn int // which way up, as Exif says it; 0 if not said
	// flat is set for a photo inside a PDF: it is shown as it lies.
	flat bool
	Cleaned
}

func cleanerOf(mime string, how How) cleaner {
	if how != Strip {
		switch mime {
		case "image/jpeg", "image/png", "image/vnd.mozilla.apng", "image/webp", "image/gif":
			if how == Blur {
				return blur
			}
			return redraw
		}
		if how == Blur || mime == "application/pdf" {
			return nil
		}
	}
	switch mime {
	case "image/jpeg":
		return stripJPEG
	case "image/png", "image/vnd.mozilla.apng":
		return stripPNG
	case "image/webp":
		return stripWebP
	case "image/gif":
		return stripGIF
	case "image/heic", "image/heif":
		return drawHEIF
	case "application/pdf":
		return cleanPDF
	}
	return nil
}

// Clean writes a copy of in that has nothing but what is to be seen. What was
// written counts only if it returns nil. It knows no time and bounds memory by
// refusing: run it in a child (see [Cleaner]), for decoders have faults. Size
// and SHA256 are left to whoever keeps the copy.
func Clean(in io.Reader, out io.Writer, mime string, how How) (Cleaned, error) {
	return clean(in, out, mime, how, func(int64) {})
}

func clean(in io.Reader, out io.Writer, mime string, how How, room func(int64)) (c Cleaned, err error) {
	do := cleanerOf(mime, how)
	if do == nil {
		return Cleaned{}, ErrKind
	}
	defer func() {
		// The decoders are others' work; a file that breaks one is damaged. What
		// the panic says may quote the file and is dropped.
		if recover() != nil {
			c, err = Cleaned{}, fmt.Errorf("%w: its decoder broke", ErrDamaged)
		}
	}()
	w := &work{out: out, room: room, Cleaned: Cleaned{MIME: mime}}
	w.reset(in)
	if err := do(w); err != nil {
		return Cleaned{}, err
	}
	// What follows the end of the picture is read, so that its sender can
	// finish, and dropped.
	if _, err := io.Copy(io.Discard, w.in); err != nil {
		return Cleaned{}, fmt.Errorf("files: reading: %w", err)
	}
	return w.Cleaned, nil
}

func (w *work) reset(in io.Reader) { w.in = bufio.NewReaderSize(in, 64<<10) }

func damaged(what string) error { return fmt.Errorf("%w: %s", ErrDamaged, what) }

// broken is the error of a read inside a file: its end there is damage.
func broken(err error, where string) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("ends inside " + where)
	}
	return fmt.Errorf("files: reading: %w", err)
}

func written(err error) error {
	if err != nil {
		return fmt.Errorf("files: writing: %w", err)
	}
	return nil
}

// sized checks and keeps the size of a picture.
func (w *work) sized(width, height, most int) error {
	switch {
	case width <= 0 || height <= 0:
		return damaged("no size")
	case width > MaxSide || height > MaxSide || width*height > most:
		return ErrLimit
	}
	w.Width, w.Height = width, height
	return nil
}

// full reads n bytes.
func (w *work) full(n int, where string) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(w.in, b); err != nil {
		return nil, broken(err, where)
	}
	return b, nil
}

// skip drops n bytes.
func (w *work) skip(n int, where string) error {
	if _, err := w.in.Discard(n); err != nil {
		return broken(err, where)
	}
	return nil
}

// bounded is a writer that takes no more than most bytes.
type bounded struct {
	to   io.Writer
	n    int
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.n += len(p); b.n > b.most {
		return 0, ErrLimit
	}
	return b.to.Write(p)
}
