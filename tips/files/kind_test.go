package files

import (
	"strings"
	"testing"
)

func TestAKindIsToldByContentNotByName(t *testing.T) {
	for name, c := range map[string]struct {
		head []byte
		want Kind
	}{
		"JPEG":           {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), Kind{Image, "image/jpeg", ".jpg"}},
		"PNG":            {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), Kind{Image, "image/png", ".png"}},
		"MP4":            {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), Kind{Video, "video/mp4", ".mp4"}},
		"AMR of a phone": {[]byte("#!AMR\n"), Kind{Audio, "audio/amr", ".amr"}},
		"voice message":  {[]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01"), Kind{Audio, "audio/ogg", ".oga"}},
		"PDF":            {[]byte("%PDF-1.7\n"), Kind{Document, "application/pdf", ".pdf"}},
		"words":          {[]byte("आगरा में"), Kind{Document, "text/plain", ".txt"}},
		"a program":      {[]byte("MZ\x90\x00\x03\x00\x00\x00"), Kind{Other, "application/vnd.microsoft.portable-executable", ".exe"}},
		"nothing known":  {[]byte{1, 2, 3, 0, 0xfe}, Kind{Other, "application/octet-stream", ""}},
	} {
		if got := Sniff(c.head); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func FuzzSniff(f *testing.F) {
	f.Add([]byte("%PDF-"))
	f.Fuzz(func(t *testing.T, b []byte) {
		k := Sniff(b)
		if k.Kind == "" || strings.Contains(k.MIME, ";") {
			t.Errorf("%+v", k)
		}
	})
}
