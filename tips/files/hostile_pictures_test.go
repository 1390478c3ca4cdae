//go:build linux && (amd64 || arm64)

package files

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"strings"
	"testing"
)

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// swelling is 64 MiB of noughts, deflated.
func swelling() string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range 64 {
		z.Write(zeros)
	}
	z.Close()
	return b.String()
}

func hostileJPEGs(t *testing.T) map[string]hostile {
	plain := plainJPEG(t, 64, 48)
	soi, rest := plain[:2], plain[2:]
	with := func(segs ...[]byte) func() []byte {
		return fixed(join(append(append([][]byte{soi}, segs...), rest)...))
	}
	at := func(marker string) int { return bytes.Index(plain, []byte(marker)) }
	sof, sos, dht, dqt := at("\xff\xc0"), at("\xff\xda"), at("\xff\xc4"), at("\xff\xdb")
	change := func(i int, b ...byte) func() []byte {
		c := bytes.Clone(plain)
		copy(c[i:], b)
		return fixed(c)
	}
	full := dressed(plain, 6)
	loop := exifOf(binary.LittleEndian, 1)
	copy(loop[4:], []byte{8, 0, 0, 0})
	self := bytes.Index(loop, []byte{0x25, 0x88, 4, 0, 1, 0, 0, 0})
	copy(loop[self+8:], []byte{8, 0, 0, 0})
	table := map[string]hostile{
		"JPEG with a position":            {"", fixed(full), "clean"},
		"JPEG then a ZIP":                 {"", fixed(join(plain, []byte("PK\x03\x04"+plant))), "clean"},
		"JPEG with a ZIP in its comment":  {"", with(seg(mCOM, "PK\x03\x04", plant)), "clean"},
		"JPEG with a page in its comment": {"", with(seg(mCOM, "<script>alert(1)</script>")), "clean"},
		"JPEG that is a PDF too":          {"", with(seg(mCOM, "%PDF-1.7\n1 0 obj<</OpenAction/JavaScript>>")), "damaged"},
		"JPEG with EICAR":                 {"", with(seg(0xe5, `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR`)), "clean"},
		"JPEG then one with a position":   {"", fixed(join(plain, full)), "clean"},
		"JPEG with XMP in parts":          {"", with(seg(mAPP1, "http://ns.adobe.com/xmp/extension/\x00", plant, strings.Repeat("x", 60000)), seg(mAPP1, "http://ns.adobe.com/xmp/extension/\x00", plant)), "clean"},
		"JPEG with Photoshop's block":     {"", with(seg(0xed, "Photoshop 3.0\x008BIM\x04\x04\x00\x00\xff\xff\xff\xff", plant)), "clean"},
		"JPEG with profiles of 16 MB": {"", func() []byte {
			return with(bytes.Repeat(seg(0xe2, "ICC_PROFILE\x00\x01\xff", strings.Repeat(plant, 3600)), 255))()
		}, "clean"},
		"JPEG with 100,000 segments":         {"", func() []byte { return with(bytes.Repeat(seg(0xe9, plant), 100_000))() }, "clean"},
		"JPEG whose Exif leads to itself":    {"", with(seg(mAPP1, exifMark, string(loop))), "clean"},
		"JPEG whose Exif is endless":         {"", with(seg(mAPP1, exifMark, "II*\x00\xff\xff\xff\xff\xff\xff"), seg(mAPP1, exifMark, "MM\x00*\x00\x00\x00\x08\xff\xff")), "clean"},
		"JPEG with words between segments":   {"image/jpeg", with([]byte(plant)), "clean"},
		"JPEG of 65,535 by 65,535":           {"", change(sof+5, 0xff, 0xff, 0xff, 0xff), "limit"},
		"JPEG of 29,000 by 29,000":           {"", change(sof+5, 0x71, 0x48, 0x71, 0x48), "limit"},
		"JPEG without a height":              {"", change(sof+5, 0, 0), "damaged"},
		"JPEG, arithmetic":                   {"", change(sof, 0xff, 0xc9), "kind"},
		"JPEG, lossless":                     {"", change(sof, 0xff, 0xc3), "kind"},
		"JPEG of 12 bits":                    {"", change(sof+4, 12), "kind"},
		"JPEG with a segment of 0":           {"", with([]byte{0xff, 0xe1, 0, 0}), "damaged"},
		"JPEG with a segment past its end":   {"", fixed(join(soi, []byte{0xff, 0xe1, 0xff, 0xff}, rest[:100])), "damaged"},
		"JPEG with two starts":               {"", with(soi), "damaged"},
		"JPEG with two frames":               {"", fixed(join(plain[:sof], plain[sof:sof+19], plain[sof:])), "damaged"},
		"JPEG with a scan before its frame":  {"", fixed(join(plain[:sof], plain[sos:])), "damaged"},
		"JPEG with words in a Huffman table": {"", fixed(join(plain[:dht], seg(mDHT, plant+strings.Repeat(" ", 40)), plain[dht:])), "damaged"},
		"JPEG with words behind a table":     {"", fixed(join(plain[:dqt], seg(mDQT, strings.Repeat("\x01", 65)[:65], plant), plain[dqt:])), "damaged"},
		"JPEG with 600 scans": {"", func() []byte {
			return join(plain[:sos], bytes.Repeat(plain[sos:len(plain)-2], 600), plain[len(plain)-2:])
		}, "limit"},
		"JPEG of tables": {"", func() []byte { return with(bytes.Repeat(seg(mDQT, strings.Repeat("\x00", 65*900)), 20))() }, "damaged"},
	}
	for name, n := range map[string]int{"its first segment": 4, "its tables": dqt + 20, "its frame": sof + 7, "its scan's head": sos + 3, "its scan": sos + 200, "its end": len(plain) - 1} {
		table["JPEG cut off in "+name] = hostile{"image/jpeg", fixed(plain[:n]), "damaged"}
	}
	return table
}

func hostilePNGs(t *testing.T) map[string]hostile {
	plain := plainPNG(t, picture(40, 30))
	with := func(chunks ...[]byte) func() []byte {
		return fixed(join(append(append([][]byte{plain[:33]}, chunks...), plain[33:])...))
	}
	head := func(w, h uint32) []byte {
		b := binary.BigEndian.AppendUint32(nil, w)
		return chunk("IHDR", string(binary.BigEndian.AppendUint32(b, h))+"\x08\x02\x00\x00\x00")
	}
	sized := func(w, h uint32) func() []byte { return fixed(join(plain[:8], head(w, h), plain[33:])) }
	wrong := bytes.Clone(plain)
	wrong[60] ^= 1
	table := map[string]hostile{
		"PNG with a position":              {"", fixed(dressedPNG(plain, 6)), "clean"},
		"PNG then the uncropped picture":   {"", fixed(join(plain, chunk("IDAT", plant), plain)), "clean"},
		"PNG with a text that swells":      {"", func() []byte { return with(chunk("zTXt", "Comment\x00\x00"+swelling()))() }, "clean"},
		"PNG with a profile that swells":   {"", func() []byte { return with(chunk("iCCP", "p\x00\x00"+swelling()))() }, "clean"},
		"PNG whose picture swells":         {"", func() []byte { return join(plain[:33], chunk("IDAT", swelling()), chunk("IEND", "")) }, "clean"},
		"PNG with 100,000 texts":           {"", func() []byte { return with(bytes.Repeat(chunk("tEXt", "a\x00"+plant), 100_000))() }, "clean"},
		"PNG with a raw profile":           {"", with(chunk("tEXt", "Raw profile type exif\x00"+plant)), "clean"},
		"PNG of 65,535 by 65,535":          {"", sized(65535, 65535), "limit"},
		"PNG of 2^31 by 2^31":              {"", sized(1<<31-1, 1<<31-1), "limit"},
		"PNG without a width":              {"", sized(0, 9), "damaged"},
		"PNG with a wrong sum":             {"", fixed(wrong), "damaged"},
		"PNG with an endless chunk":        {"", with([]byte("\xff\xff\xff\xfftEXt")), "damaged"},
		"PNG without a picture":            {"", fixed(join(plain[:33], chunk("IEND", ""))), "damaged"},
		"PNG with an unknown needed chunk": {"", with(chunk("ABCD", plant)), "damaged"},
		"PNG with two headers":             {"", with(plain[8:33]), "damaged"},
		"PNG with words in its end":        {"", fixed(join(plain[:len(plain)-12], chunk("IEND", plant))), "damaged"},
		"PNG of 3,000 frames":              {"image/vnd.mozilla.apng", func() []byte { return with(bytes.Repeat(chunk("fcTL", strings.Repeat("\x00", 26)), 3000))() }, "limit"},
	}
	for name, n := range map[string]int{"its header": 20, "a chunk": 50, "its last sum": len(plain) - 2} {
		table["PNG cut off in "+name] = hostile{"image/png", fixed(plain[:n]), "damaged"}
	}
	return table
}

func hostileOthers(t *testing.T) map[string]hostile {
	gif := movingGIF(t, 2)
	photo, lossless, heic, moving := testdata(t, "photo.webp"), testdata(t, "lossless.webp"), testdata(t, "photo.heic"), testdata(t, "moving.webp")
	big := bytes.Clone(gif)
	copy(big[6:], []byte{0xff, 0xff, 0xff, 0xff})
	frame := gif[bytes.LastIndex(gif, []byte{0x2c, 0, 0, 0, 0}) : len(gif)-1]
	code := bytes.Clone(gif)
	size := 10 // of the smallest code, behind the frame's head and palette
	if frame[9]&0x80 != 0 {
		size += 3 << (frame[9]&7 + 1)
	}
	code[bytes.LastIndex(gif, frame)+size] = 13
	riff := func(chunks ...string) func() []byte {
		body := "WEBP" + strings.Join(chunks, "")
		return words("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
	}
	vp8x := func(flags byte, w, h int) string {
		return "VP8X\x0a\x00\x00\x00" + string([]byte{flags, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)})
	}
	vp8l := "VP8L\x06\x00\x00\x00\x2f\xff\xff\xff\x0f\x00"
	small := "VP8L\x06\x00\x00\x00\x2f\x00\x00\x00\x00\x00"
	real := string(lossless[12:])
	endless := bytes.Clone(photo)
	copy(endless[4:], []byte{0xff, 0xff, 0xff, 0xff})
	flood := bytes.Clone(heic)
	at := bytes.Index(flood, []byte("ispe"))
	copy(flood[at+8:], []byte{0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff})
	lie := bytes.Clone(heic)
	lie[at+11], lie[at+15] = 8, 8
	loc := bytes.Clone(heic)
	l := bytes.Index(loc, []byte("iloc"))
	copy(loc[l+10:], []byte{0xff, 0xff})
	long := bytes.Clone(heic)
	copy(long[bytes.Index(long, []byte("meta"))-4:], []byte{0, 0, 0, 1})
	return map[string]hostile{
		"GIF then a JAR":                                {"", fixed(join(dressedGIF(gif), []byte("PK\x03\x04"+plant))), "clean"},
		"GIF with a page in a comment":                  {"", words(strings.Replace(string(gif), "\x21\xff\x0bNETSCAPE", "\x21\xfe\x07<script\x00\x21\xff\x0bNETSCAPE", 1)), "clean"},
		"GIF of 100,000 frames":                         {"", func() []byte { return join(gif[:len(gif)-1], bytes.Repeat(frame, 100_000), gif[len(gif)-1:]) }, "limit"},
		"GIF of 65,535 by 65,535":                       {"", fixed(big), "limit"},
		"GIF without an end":                            {"", fixed(gif[:len(gif)-1]), "damaged"},
		"GIF cut off in a frame":                        {"", fixed(gif[:len(gif)-20]), "damaged"},
		"GIF cut off in its palette":                    {"image/gif", fixed(gif[:40]), "damaged"},
		"GIF with a code of 13 bits":                    {"", fixed(code), "damaged"},
		"GIF without a picture":                         {"", words("GIF89a\x01\x00\x01\x00\x00\x00\x00\x3b"), "damaged"},
		"WebP with a position":                          {"", fixed(photo), "clean"},
		"WebP that moves, with XMP":                     {"", fixed(moving), "clean"},
		"WebP with a position, then a ZIP":              {"", fixed(join(photo, []byte("PK\x03\x04"+plant))), "clean"},
		"WebP with an unknown chunk":                    {"", riff(vp8x(0x2c, 64, 40), "ABCD\x12\x00\x00\x00"+plant, real, "EXIF\x12\x00\x00\x00"+plant), "clean"},
		"WebP of 16,777,216 wide":                       {"", riff(vp8x(0, 1<<24, 1), small), "limit"},
		"WebP of 16,384 by 16,384":                      {"", riff(vp8l), "limit"},
		"WebP of 4 GiB":                                 {"", fixed(endless), "limit"},
		"WebP cut off":                                  {"", fixed(photo[:len(photo)/2]), "damaged"},
		"WebP with two pictures":                        {"", riff(vp8x(0, 1, 1), small, small), "damaged"},
		"WebP with two sizes":                           {"", riff(vp8x(0, 2, 2), small), "damaged"},
		"WebP with a chunk past it":                     {"", riff("VP8 \xff\xff\xff\x7f1234567890"), "damaged"},
		"WebP without a picture":                        {"", riff(vp8x(0, 1, 1), "XMP \x12\x00\x00\x00"+plant), "damaged"},
		"WebP with frames unannounced":                  {"", riff(vp8x(0, 1, 1), "ANMF\x1e\x00\x00\x00"+strings.Repeat("\x00", 16)+small), "damaged"},
		"WebP of 3,000 frames":                          {"", riff(vp8x(2, 1, 1), strings.Repeat("ANMF\x1e\x00\x00\x00"+strings.Repeat("\x00", 16)+small, 3000)), "limit"},
		"HEIC of 65,535 by 65,535":                      {"", fixed(flood), "limit"},
		"HEIC cut off in its picture":                   {"", fixed(heic[:len(heic)-100]), "damaged"},
		"HEIC cut off in its boxes":                     {"", fixed(heic[:200]), "damaged"},
		"HEIC whose box is too long":                    {"", fixed(long), "damaged"},
		"HEIC of nothing but its brand":                 {"", fixed(heic[:24]), "damaged"},
		"HEIC with a position that lies about its size": {"", fixed(lie), "clean damaged limit"},
		"HEIC with 65,535 places":                       {"", fixed(loc), "damaged"},
		"HEIC with a position":                          {"", fixed(heic), "clean"},
	}
}
