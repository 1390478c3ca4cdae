package files

import (
	"bytes"
	"encoding/binary"
)

// Markers of a JPEG. Source: ITU-T T.81, table B.1.
const (
	mSOF0, mSOF1, mSOF2     = 0xc0, 0xc1, 0xc2
	mDHT, mJPG, mDAC        = 0xc4, 0xc8, 0xcc
	mRST0, mRST7            = 0xd0, 0xd7
	mSOI, mEOI, mSOS        = 0xd8, 0xd9, 0xda
	mDQT, mDNL, mDRI        = 0xdb, 0xdc, 0xdd
	mAPP0, mAPP1, mAPP14    = 0xe0, 0xe1, 0xee
	mAPP15, mJPG0, mCOM     = 0xef, 0xf0, 0xfe
	mTEM                    = 0x01
	maxTables               = 1 << 20 // bytes of tables before the first scan: house rule, real ones have 1 KB
	exifMark, jfif, adobeID = "Exif\x00\x00", "JFIF\x00", "Adobe"
)

// jpegStrip is a JPEG on its way through the whitelist.
type jpegStrip struct {
	*work
	held    bytes.Buffer // tables, until it is known which way up the picture is
	jfif    []byte
	adobe   []byte
	exif    exif
	hasExif bool
	frame   bool
	scans   int
}

// stripJPEG keeps the tables, the frame and the scans, each checked to be as
// long as it says, JFIF's and Adobe's words on how colours are meant, rewritten, and
// which way up the picture is. Dropped are all other segments (Exif, XMP, IPTC,
// thumbnails, resolutions, comments, makers' own), bytes between segments, and what follows
// the end: second pictures, films, archives. So are ICC profiles: they may name
// the device and hold any text; without one a photo is shown as sRGB, which
// most are, and the original is still there.
func stripJPEG(w *work) error {
	j := &jpegStrip{work: w}
	if b, err := w.full(2, "the start"); err != nil {
		return err
	} else if b[0] != 0xff || b[1] != mSOI {
		return damaged("not a JPEG")
	}
	for {
		m, err := j.marker()
		for err == nil && m == mSOS {
			m, err = j.scan()
		}
		if err != nil {
			return err
		}
		if m == mEOI {
			return j.end()
		}
		if err := j.segment(m); err != nil {
			return err
		}
	}
}

// marker reads up to the next marker. Like libjpeg it passes over what is no
// marker; unlike it, nothing of that is kept.
func (j *jpegStrip) marker() (byte, error) {
	for {
		b, err := j.in.ReadByte()
		for err == nil && b != 0xff {
			b, err = j.in.ReadByte()
		}
		for err == nil && b == 0xff {
			b, err = j.in.ReadByte()
		}
		if err != nil {
			return 0, broken(err, "the segments")
		}
		if b != 0 {
			return b, nil
		}
	}
}

// segment keeps, reads or drops one segment.
func (j *jpegStrip) segment(m byte) error {
	switch {
	case m == mTEM || m >= mRST0 && m <= mRST7:
		return nil
	case m == mSOI || m < mSOF0:
		return damaged("a marker where none may be")
	}
	b, err := j.full(2, "a segment")
	if err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(b)) - 2
	if n < 0 {
		return damaged("a segment shorter than its length")
	}
	switch {
	case m == mDHT || m == mDQT || m == mDRI || m == mAPP0 || m == mAPP1 || m == mAPP14, m >= mSOF0 && m < mDHT:
	case m == mDAC, m == mDNL, m == mJPG, m >= mAPP0: // not needed by what we keep
		return j.skip(n, "a segment")
	default: // arithmetic, lossless, hierarchical: no browser shows them
		return ErrKind
	}
	body, err := j.full(n, "a segment")
	if err != nil {
		return err
	}
	switch m {
	case mAPP0:
		if bytes.HasPrefix(body, []byte(jfif)) && n >= 14 && j.jfif == nil {
			// Of it, only that it is there says how colours are meant: square
			// pixels, no thumbnail. Source: JFIF 1.02, appendix A.
			j.jfif = []byte(jfif + "\x01\x01\x00\x00\x01\x00\x01\x00\x00")
		}
		return nil
	case mAPP1:
		if bytes.HasPrefix(body, []byte(exifMark)) && !j.hasExif {
			j.exif, j.hasExif = readExif(body[len(exifMark):]), true
		}
		return nil
	case mAPP14:
		if bytes.HasPrefix(body, []byte(adobeID)) && n >= 12 && j.adobe == nil {
			j.adobe = append([]byte(adobeID), 0, 100, 0, 0, 0, 0, body[11])
		}
		return nil
	case mDHT:
		err = checkHuffman(body)
	case mDQT:
		err = checkQuantization(body)
	case mDRI:
		if n != 2 {
			err = damaged("restart interval")
		}
	default:
		err = j.size(m, body)
	}
	if err != nil {
		return err
	}
	if j.scans > 0 {
		return j.put(m, body)
	}
	if j.held.Len()+n > maxTables {
		return damaged("too many tables")
	}
	j.held.Write([]byte{0xff, m, byte((n + 2) >> 8), byte(n + 2)})
	j.held.Write(body)
	return nil
}

// size reads the frame's header.
func (j *jpegStrip) size(m byte, b []byte) error {
	switch {
	case m != mSOF0 && m != mSOF1 && m != mSOF2:
		return ErrKind
	case j.frame:
		return damaged("two frames")
	case len(b) < 6 || b[5] < 1 || b[5] > 4 || len(b) != 6+3*int(b[5]):
		return damaged("frame header")
	case b[0] != 8:
		return ErrKind
	}
	j.frame = true
	return j.sized(int(binary.BigEndian.Uint16(b[3:])), int(binary.BigEndian.Uint16(b[1:])), MaxPixels)
}

// put writes a segment.
func (j *jpegStrip) put(m byte, body []byte) error {
	n := len(body) + 2
	if _, err := j.out.Write([]byte{0xff, m, byte(n >> 8), byte(n)}); err != nil {
		return written(err)
	}
	_, err := j.out.Write(body)
	return written(err)
}

// start writes all that stands before the first scan.
func (j *jpegStrip) start() error {
	if !j.frame {
		return damaged("a scan without a frame")
	}
	if _, err := j.out.Write([]byte{0xff, mSOI}); err != nil {
		return written(err)
	}
	if j.jfif != nil {
		if err := j.put(mAPP0, j.jfif); err != nil {
			return err
		}
	}
	if j.exif.orientation > 1 && !j.flat {
		if err := j.put(mAPP1, append([]byte(exifMark), uprightExif(j.exif.orientation)...)); err != nil {
			return err
		}
	}
	if j.adobe != nil {
		if err := j.put(mAPP14, j.adobe); err != nil {
			return err
		}
	}
	_, err := j.held.WriteTo(j.out)
	return written(err)
}

// scan copies one scan and gives the marker that ends it.
func (j *jpegStrip) scan() (byte, error) {
	b, err := j.full(2, "a scan")
	if err != nil {
		return 0, err
	}
	n := int(binary.BigEndian.Uint16(b)) - 2
	if n < 6 || n > 12 {
		return 0, damaged("scan header")
	}
	head, err := j.full(n, "a scan")
	if err != nil {
		return 0, err
	}
	if head[0] < 1 || head[0] > 4 || n != 4+2*int(head[0]) {
		return 0, damaged("scan header")
	}
	if j.scans == 0 {
		if err := j.start(); err != nil {
			return 0, err
		}
	}
	// libjpeg's own advice against floods of scans; real files have about ten.
	// Source: libjpeg-turbo, "Two Issues with the JPEG Standard" (limit 500 in browsers).
	if j.scans++; j.scans > 500 {
		return 0, ErrLimit
	}
	if err := j.put(mSOS, head); err != nil {
		return 0, err
	}
	return j.entropy()
}

// entropy copies coded data up to a marker other than a restart.
func (j *jpegStrip) entropy() (byte, error) {
	for {
		if _, err := j.in.Peek(2); err != nil {
			return 0, broken(err, "a scan")
		}
		b, err := j.in.Peek(j.in.Buffered())
		if err != nil {
			return 0, broken(err, "a scan")
		}
		keep, drop, m := scanned(b)
		if _, err := j.out.Write(b[:keep]); err != nil {
			return 0, written(err)
		}
		if _, err := j.in.Discard(keep + drop); err != nil {
			return 0, broken(err, "a scan")
		}
		if m != 0 {
			return m, nil
		}
	}
}

// scanned tells how many bytes of b are coded data, how many after them are
// dropped, and the marker that those were, if they were one.
func scanned(b []byte) (keep, drop int, marker byte) {
	for i := 0; ; {
		k := bytes.IndexByte(b[i:], 0xff)
		if k < 0 {
			return len(b), 0, 0
		}
		i += k
		if i+1 == len(b) {
			return i, 0, 0
		}
		switch c := b[i+1]; {
		case c == 0 || c >= mRST0 && c <= mRST7:
			i += 2
		case c == 0xff: // padding before a marker
			return i, 1, 0
		default:
			return i, 2, c
		}
	}
}

func (j *jpegStrip) end() error {
	if j.scans == 0 {
		return damaged("no picture")
	}
	j.Position, j.turn = j.exif.position, j.exif.orientation
	_, err := j.out.Write([]byte{0xff, mEOI})
	return written(err)
}

// checkHuffman: tables fill their segment to the byte, so nothing can hide there.
// Source: ITU-T T.81, B.2.4.2.
func checkHuffman(b []byte) error {
	for len(b) > 0 {
		if len(b) < 17 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return damaged("Huffman table")
		}
		n := 17
		for _, c := range b[1:17] {
			n += int(c)
		}
		if n > 17+256 || n > len(b) {
			return damaged("Huffman table")
		}
		b = b[n:]
	}
	return nil
}

// checkQuantization likewise. Source: ITU-T T.81, B.2.4.1.
func checkQuantization(b []byte) error {
	for len(b) > 0 {
		n := 65
		if b[0]>>4 == 1 {
			n = 129
		}
		if b[0]>>4 > 1 || b[0]&15 > 3 || n > len(b) {
			return damaged("quantization table")
		}
		b = b[n:]
	}
	return nil
}
