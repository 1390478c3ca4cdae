package content

import (
	"html/template"
	"time"
)

// Values of Document.Status; help pages have none.
const (
	InForce    = "in-force"
	Superseded = "superseded"
	Withdrawn  = "withdrawn"
)

// Values of Document.DatePrecision; "" where the document has no date.
const (
	Day   = "day"
	Month = "month"
	Year  = "year"
)

// Document is one text in one language. Documents are shared between
// readers: do not change them.
type Document struct {
	Kind, Slug string
	Lang       Lang
	Version    string // day from which an older text stood ("2020-12-01"); "" for the newest

	Title  string
	Number string // as printed: "15011/36/2022-ATC"
	Issuer string // the body that issued it; "" for help pages
	Cite   string // short form of the issuer for a citation: "MHA letter"

	Status       string // InForce, Superseded, Withdrawn; "" for help pages
	SupersededBy string // kind/slug
	Summary      string

	Date          time.Time // midnight UTC of the printed day; zero if there is none
	DatePrecision string    // Day, Month, Year: how much of Date was printed
	DateNote      string    // why there is no date, or what is uncertain about it

	Addressees, Keywords []string
	Sources              []Source

	Digest     bool   // the words are ours, not the issuer's
	Review     bool   // something in it is unsure
	ReviewNote string // what is unsure
	CheckedOn  string // day of the last comparison with the source, "2026-11-22"
	CheckedBy  string
	Order      int // place of a help page in its list, smallest first

	HTML       template.HTML // the body, safe to put into a page
	TOC        []Heading     // headings in order
	Paragraphs []Paragraph   // what search looks through, in order

	// Stale is true for a translation whose English original was replaced by
	// a later file system and no longer has the same paragraphs, date or
	// status. Within one file system such a difference is a fault.
	Stale bool
}

// Source says where a text comes from: an address, a reference, or both.
type Source struct {
	Name string // "Ministry of Home Affairs"
	URL  string // https:// or http://
	Ref  string // in words, where there is no address
}

// Heading is one line of the table of contents.
type Heading struct {
	ID    string // fragment of the address
	Text  string // plain text
	Level int    // 2 to 6: the title is the only heading of level 1
}

// Paragraph is the smallest piece that has an address: a numbered paragraph
// with the unnumbered blocks after it, or one unnumbered block.
type Paragraph struct {
	ID      string // "p2", "p2.vi"; "s1" for a block without a number
	Number  string // as shown: "2.", "(vi)"; "" without a number
	Heading string // text of the heading above, "" if none
	Text    string // plain text, one line a block; no footnotes
}

// Paragraph gives the paragraph with that id.
func (d *Document) Paragraph(id string) (Paragraph, bool) {
	for _, p := range d.Paragraphs {
		if p.ID == id {
			return p, true
		}
	}
	return Paragraph{}, false
}
