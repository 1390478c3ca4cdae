// Package files knows what arrives as a file: its kind by its content, never
// by its name.
package files

import (
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Kinds of files, as triage and the desk speak of them.
const (
	Image    = "image"
	Audio    = "audio"
	Video    = "video"
	Document = "document"
	Other    = "other"
)

// Kind is what a file is.
type Kind struct {
	Kind string // one of the kinds above
	MIME string // without parameters, e.g. "image/jpeg"
	Ext  string // with its dot, e.g. ".jpg"; "" if unknown
}

// SniffLen is how many leading bytes [Sniff] looks at.
// Source: mimetype's own limit, 3072 bytes.
const SniffLen = 3072

// Sniff tells the kind from the first bytes of a file.
func Sniff(head []byte) Kind {
	if len(head) > SniffLen {
		head = head[:SniffLen]
	}
	m := mimetype.Detect(head)
	mime, _, _ := strings.Cut(m.String(), ";")
	k := Kind{Kind: Other, MIME: mime, Ext: m.Extension()}
	switch {
	case strings.HasPrefix(mime, "image/"):
		k.Kind = Image
	case strings.HasPrefix(mime, "audio/"):
		k.Kind = Audio
	case strings.HasPrefix(mime, "video/"):
		k.Kind = Video
	}
	for p := m; p != nil; p = p.Parent() {
		switch base, _, _ := strings.Cut(p.String(), ";"); base {
		case "application/pdf", "application/msword", "application/rtf", "text/rtf", "application/vnd.oasis.opendocument.text",
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document":
			k.Kind = Document
		case "application/ogg": // voice messages of phones
			if k.Kind == Other {
				k.Kind = Audio
			}
		case "text/plain":
			if k.Kind == Other {
				k.Kind = Document
			}
		}
	}
	return k
}
