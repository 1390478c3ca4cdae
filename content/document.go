package content

import "time"

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

	TOC        []Heading   // headings in order
	Paragraphs []Paragraph // what search looks through, in order

	Full   bool   // form: full: the document has every section of its kind
	Own    bool   // a field guide of ours, no official SOP
	Since  string // laws: day from which it counts, "2024-07-01"; "" if the date says it
	Until  string // laws: last day on which it counted
	Lawyer Lawyer // who checked a law page or an SOP; the zero value if nobody did

	Contacts    []Contact
	Quiz        []Question // training
	QuizLang    Lang       // in which language the quiz is, "" for that of the document
	ChangedLang Lang       // the same for Changed
	Changed     []Edit     // what each version changed, newest first
	Originals   []Original // files kept beside the document

	drawer   *drawer
	linkLang Lang // in which language links inside the portal lead on, if not Lang

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

	// What the author wrote beside the number; see the documentation of the
	// package. A translation that leaves one out has it from the English text.
	Who, Within string    // who acts, or of whom it is asked; the time limit in words
	By          []Pointer // legal source
	Implements  []Pointer // places that this paragraph carries out
	Replaces    []Pointer // laws: the old section
	Was         []string  // earlier ids of this paragraph
	Review      bool      // unsure

	WhoLang, WithinLang Lang // in which language Who and Within are written
}

// Pointer is a place in the library, or a source in words.
type Pointer struct {
	Kind, Slug string
	Anchor     string // id of a paragraph or heading; "" for the document as a whole
	Words      string // set where Kind is empty
	Lang       Lang   // of Words
}

// Lawyer says who has checked a page about law, and on which day.
type Lawyer struct{ Name, On string }

// Contact is somebody who can be reached.
type Contact struct {
	Name, Phone, Email, URL string
	Owner                   string // who keeps the entry true
	CheckedOn               string // day on which it was last tried, "2026-11-22"
	Emergency               bool   // never hidden, however old
}

// Question is one question of a quiz.
type Question struct {
	Ask     string
	Options []string
	Answer  int    // from 1
	Why     string // shown after answering
	At      Pointer
}

// Edit says in words what the text of a day changed.
type Edit struct{ On, What string }

// Original is a file kept beside the document as it was published.
type Original struct {
	File, Title string // File is its name in the document's folder
	Bytes       int64
	SHA256      string // 64 hexadecimal digits
	Format      string // "PDF"

	open beside
}

// KiB is the size in KiB, rounded up.
func (o Original) KiB() int {
	return int((o.Bytes + 1023) / 1024)
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
