package files

import (
	"bytes"
	"encoding/binary"
	"math"
)

// Tags and types of Exif. Source: CIPA DC-008 (Exif 2.32), sections 4.6.2 to 4.6.6.
const (
	tagOrientation = 0x0112
	tagGPS         = 0x8825

	typeASCII    = 2
	typeShort    = 3
	typeLong     = 4
	typeRational = 5
)

// exif is all that is read of a picture's Exif: which way up it is, and where
// it says it was taken. An own reader of five tags, for the general ones read
// far more of a hostile file than is needed.
type exif struct {
	orientation int // 1 to 8; 0 if not said
	position    *Position
}

// readExif reads a TIFF header and what follows; it takes what it understands.
func readExif(b []byte) exif {
	t := tiff{b: b}
	switch {
	case bytes.HasPrefix(b, []byte("II*\x00")):
		t.order = binary.LittleEndian
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		t.order = binary.BigEndian
	default:
		return exif{}
	}
	var e exif
	if len(b) < 8 {
		return e
	}
	var gps uint32
	t.each(t.order.Uint32(b[4:]), func(tag, kind uint16, count uint32, value []byte) {
		switch {
		case tag == tagOrientation && kind == typeShort && count == 1 && e.orientation == 0:
			if o := int(t.order.Uint16(value)); o >= 1 && o <= 8 {
				e.orientation = o
			}
		case tag == tagGPS && kind == typeLong && count == 1 && gps == 0:
			gps = t.order.Uint32(value)
		}
	})
	if gps != 0 {
		e.position = t.place(gps)
	}
	return e
}

type tiff struct {
	b     []byte
	order binary.ByteOrder
}

// each calls f for the entries of one directory; value is the entry's last four bytes.
func (t tiff) each(at uint32, f func(tag, kind uint16, count uint32, value []byte)) {
	if uint64(at)+2 > uint64(len(t.b)) {
		return
	}
	rest := t.b[at+2:]
	for range t.order.Uint16(t.b[at:]) {
		if len(rest) < 12 {
			return
		}
		f(t.order.Uint16(rest), t.order.Uint16(rest[2:]), t.order.Uint32(rest[4:]), rest[8:12])
		rest = rest[12:]
	}
}

// place reads the directory of the position.
func (t tiff) place(at uint32) *Position {
	var lat, lon float64
	var latRef, lonRef byte
	var haveLat, haveLon bool
	t.each(at, func(tag, kind uint16, count uint32, value []byte) {
		switch {
		case tag == 1 && kind == typeASCII && count <= 4:
			latRef = value[0]
		case tag == 2 && kind == typeRational && count == 3:
			lat, haveLat = t.degrees(t.order.Uint32(value))
		case tag == 3 && kind == typeASCII && count <= 4:
			lonRef = value[0]
		case tag == 4 && kind == typeRational && count == 3:
			lon, haveLon = t.degrees(t.order.Uint32(value))
		}
	})
	switch {
	case !haveLat || !haveLon, lat > 90, lon > 180:
		return nil
	case lat == 0 && lon == 0: // what cameras without a fix write
		return nil
	}
	switch latRef {
	case 'N':
	case 'S':
		lat = -lat
	default:
		return nil
	}
	switch lonRef {
	case 'E':
	case 'W':
		lon = -lon
	default:
		return nil
	}
	return &Position{Lat: lat, Lon: lon}
}

// degrees reads three rationals: degrees, minutes, seconds.
func (t tiff) degrees(at uint32) (float64, bool) {
	if uint64(at)+24 > uint64(len(t.b)) {
		return 0, false
	}
	sum := 0.0
	for i, part := range []float64{1, 60, 3600} {
		num, den := t.order.Uint32(t.b[at+uint32(i)*8:]), t.order.Uint32(t.b[at+uint32(i)*8+4:])
		switch {
		case den == 0 && i == 2 && num == 0: // some phones leave the seconds out so
			continue
		case den == 0:
			return 0, false
		}
		v := float64(num) / float64(den)
		if i > 0 && v > 60 {
			return 0, false
		}
		sum += v / part
	}
	// A tenth of a metre; more would only be noise of the division.
	return math.Round(sum*1e6) / 1e6, true
}

// uprightExif is an Exif that says which way up the picture is, and nothing else.
func uprightExif(orientation int) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08" + // big-endian, first directory at 8
		"\x00\x01" + // one entry
		"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00" + // orientation, a short
		"\x00\x00\x00\x00") // no further directory
	b[19] = byte(orientation)
	return b
}
