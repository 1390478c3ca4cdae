// Package ingest makes drafts for the library of documents as offices have
// them: PDF, Word, web pages and plain text. It keeps the words, finds the
// numbers of paragraphs, tables and what the head of a letter says of itself,
// and says of everything it is not sure of that it is not. It invents nothing:
// what it does not find stays open, and `portal library check` asks for it.
package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Bounds of what is taken in. House rules: the longest instrument in view, the
// Bharatiya Nagarik Suraksha Sanhita, has 250 pages and 3 MB.
const (
	MaxSize  = 32 << 20 // bytes of a file
	maxPages = 500      // of a PDF
	maxText  = 8 << 20  // bytes of text that a file may hold
	maxParts = 100_000  // blocks of text in a file
)

// ErrFile marks a file that cannot be taken in; the message says what to do.
var ErrFile = errors.New("this file cannot be imported")

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFile, fmt.Sprintf(format, args...))
}

// Options say what a file does not say of itself.
type Options struct {
	Kind string // folder of the library: "advisories"
	Lang string // BCP 47, "en"
	Slug string // "" to make one of date and title
}

// Draft is a document of the library to be completed by a person.
type Draft struct {
	Kind, Lang, Slug string

	Number, Date, DatePrinted, Issuer, Title string // "" where not found

	Original Original
	Markdown []byte // the whole file, front matter too

	// Notes say, in words for the person who completes the draft, what is
	// unsure and what is missing.
	Notes []string
	// Scanned are the numbers, from 1, of pages without a word on them.
	Scanned []int
}

// Original is the file that was taken in, to be kept beside the draft.
type Original struct {
	Name   string // fit for the library: "original.pdf"
	From   string // the name that it came with
	Data   []byte
	SHA256 string // 64 hexadecimal digits
	Format string // "PDF"
}

// source is what a reader of a format gives.
type source struct {
	blocks  []block
	title   string // as the file itself names it, "" if it does not
	notes   []string
	scanned []int
}

func (s *source) note(format string, args ...any) {
	s.notes = append(s.notes, fmt.Sprintf(format, args...))
}

// Read makes a draft of a file's bytes. name tells the format by its ending.
// ctx bounds the time.
func Read(ctx context.Context, name string, data []byte, o Options) (*Draft, error) {
	name = filepath.Base(name)
	if len(data) > MaxSize {
		return nil, refuse("it has %d MiB; give at most %d", len(data)>>20, MaxSize>>20)
	}
	if len(data) == 0 {
		return nil, refuse("it is empty")
	}
	ending := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	var (
		src    *source
		err    error
		format string
	)
	switch ending {
	case "pdf":
		format = "PDF"
		src, err = readPDF(ctx, data)
	case "docx":
		format = "DOCX"
		src, err = readDOCX(data)
	case "html", "htm", "xhtml":
		format = "HTML"
		src, err = readHTML(data)
	case "txt", "text", "md":
		// An original named .md would be taken for a document.
		ending, format = "txt", "text"
		src, err = readText(data)
	case "doc", "rtf", "odt":
		return nil, refuse("save it as .docx first")
	case "jpg", "jpeg", "png", "tif", "tiff":
		return nil, refuse("a picture holds no text: type the text, or have it read by a program, and compare each word")
	default:
		return nil, refuse("its name must end in .pdf, .docx, .html or .txt")
	}
	if err != nil {
		return nil, err
	}
	if len(src.blocks) > maxParts {
		return nil, refuse("it has more than %d paragraphs: split it", maxParts)
	}
	sum := sha256.Sum256(data)
	d := &Draft{Kind: o.Kind, Lang: o.Lang, Slug: o.Slug, Scanned: src.scanned}
	d.Original = Original{Name: "original." + ending, From: name, Data: data, SHA256: hex.EncodeToString(sum[:]), Format: format}
	if o.Lang != "en" {
		d.Original.Name = "original-" + strings.ToLower(o.Lang) + "." + ending
	}
	d.compose(src)
	return d, nil
}
