// Package publish makes files out of texts of the library: an EPUB, and one
// HTML file that stands by itself. It is pure: the same book gives the same
// bytes, and nothing is read or asked of anybody.
//
// What a chapter says comes as HTML that the portal drew. Whatever may not
// stand in a file is left out here (scripts, styles, pictures, forms), ids are
// made fit for XML, and links are turned: to a place of the book where the book
// has it, else to the site's own address. So no file refers to anything but
// itself, absolute addresses, telephones and mail.
package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"
)

// ErrBook is a book that lacks what every file must have.
var ErrBook = errors.New("publish: not a book")

// Book is what becomes a file.
type Book struct {
	ID        string // the same for every making of the same book, see [ID]
	Lang      string // BCP 47 tag of the most of it
	Dir       string // "ltr" or "rtl"
	Title     string
	Subtitle  string
	Publisher string
	Rights    string
	Origin    string    // of the site, "https://example.in": links that leave the book begin with it
	Address   string    // of the page on the site of which this is a copy, from "/" on
	Modified  time.Time // when the text was put together; to the second

	// Head stands below the title: what is to be known before reading, when
	// and from which page the file was made.
	Head     template.HTML
	Chapters []Chapter
	Words    Words
}

// Chapter is one part of a book.
type Chapter struct {
	Title     string
	Lang, Dir string
	// Address is where this text stands on the site, from "/" on:
	// "/en/library/sops/2025-rescue", with "?on=2025-01-01" for an older text.
	// Links to it lead to the chapter, where the chapter has the place they
	// name. More chapters than one may be of one page.
	Address string
	// HTML is the text; its headings begin at h2. A link with rel="external"
	// leads to the site even where the book has the place: a citation, say.
	HTML template.HTML
}

// Words are the few that a file says itself.
type Words struct {
	Lang, Dir string // in which they are
	Contents  string // name of the table of contents
	Text      string // name of the place where the text begins
	Access    string // a sentence: how the file can be read by those who do not see
}

// ID makes a book's identifier out of what names it: "urn:uuid:…", the same for
// the same parts. Source: RFC 9562, section 5.8 (version 8: of one's own making).
func ID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	u := sum[:16]
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// check refuses what could not become a whole file.
func (b Book) check() error {
	for _, x := range []struct{ name, value string }{
		{"ID", b.ID}, {"Lang", b.Lang}, {"Title", strings.TrimSpace(b.Title)}, {"Origin", b.Origin}, {"Contents", b.Words.Contents},
	} {
		if x.value == "" {
			return fmt.Errorf("%w: no %s", ErrBook, x.name)
		}
	}
	if len(b.Chapters) == 0 || b.Modified.IsZero() {
		return fmt.Errorf("%w: no chapters or no day", ErrBook)
	}
	for i, c := range b.Chapters {
		if c.Lang == "" || strings.TrimSpace(c.Title) == "" {
			return fmt.Errorf("%w: chapter %d has no language or no title", ErrBook, i+1)
		}
	}
	return nil
}

// dir is a direction as an attribute's value.
func dir(d string) string {
	if d == "rtl" {
		return "rtl"
	}
	return "ltr"
}
