package content

import (
	"slices"
	"strings"
)

// datedKinds are instruments: an undated one cannot be cited, so it cannot
// be in the library. The other kinds may say in date_note why they have no
// date.
var datedKinds = []string{"advisories", "sops", "laws"}

// require checks what front matter must say about a document of its kind and
// fills in what it may leave out.
func (f *front) require() {
	d := f.doc
	if d.Title == "" {
		f.missing("title", "give the document a title")
	}
	if f.lines["source"] == 0 && d.Digest {
		f.missing("source", "say what this is a digest of: add source with name and url, or name and ref")
	} else if f.lines["source"] == 0 {
		f.missing("source", "say where the text comes from: add source with name and url, or name and ref")
	}
	if d.Issuer == "" && d.Kind != "help" {
		f.missing("issuer", "name the body that issued the document")
	}
	if d.Review && d.ReviewNote == "" {
		f.missing("review", "say in review_note what is unsure")
	}
	if !d.Review && d.ReviewNote != "" {
		f.missing("review_note", "set review: true, or remove review_note")
	}
	if d.CheckedBy != "" && f.lines["checked_on"] == 0 {
		f.missing("checked_by", "add checked_on, the day of the check")
	}
	f.requireDate()
	f.requireStatus()
	f.requireMore()
}

// missing adds a fault on the line of the key, or on the first line of the
// file where the key does not stand.
func (f *front) missing(key, msg string) { f.add(max(f.lines[key], 1), "%s", msg) }

func (f *front) requireDate() {
	d := f.doc
	if f.lines["date"] == 0 {
		f.requireDateNote()
		return
	}
	if d.Date.IsZero() {
		return // f.date has said what is wrong
	}
	if len(f.printed) < precisions[d.DatePrecision] {
		f.missing("date_precision", "write date as fully as date_precision says, or remove date_precision")
		return
	}
	if d.Kind == "help" {
		return
	}
	// The slug is part of the address that others cite: it must not say
	// another day than the document.
	n := precisions[d.DatePrecision]
	full := d.Date.Format("2006-01-02")
	if given := leadingDate(d.Slug); len(given) < n || !strings.HasPrefix(full, given) {
		f.missing("date", "rename the folder or mend date: the slug of a dated document begins with its date, "+full[:n])
	}
}

// precisions tells how many characters of an ISO date each precision prints.
var precisions = map[string]int{Day: 10, Month: 7, Year: 4}

// requireDateNote checks a document without a date.
func (f *front) requireDateNote() {
	d := f.doc
	if d.DatePrecision != "" {
		f.missing("date_precision", "remove date_precision: there is no date")
		d.DatePrecision = ""
	}
	switch given := leadingDate(d.Slug); {
	case len(given) == precisions[Day]:
		f.missing("date", "add date: the slug begins with one, "+given)
	case slices.Contains(datedKinds, d.Kind):
		f.missing("date", "add date, the day that is printed on the document")
	case d.Kind != "help" && d.DateNote == "":
		f.missing("date", "add date, or say in date_note why there is none")
	}
}

func (f *front) requireStatus() {
	d := f.doc
	if d.Kind != "help" && f.lines["status"] == 0 {
		d.Status = InForce
	}
	if d.SupersededBy == "" {
		return
	}
	if d.Status == InForce || d.Status == Withdrawn || f.lines["status"] == 0 {
		f.missing("superseded_by", "set status: superseded, or remove superseded_by")
	}
	kind, slug, _ := strings.Cut(d.SupersededBy, "/")
	if !slices.Contains(kinds, kind) || !isSlug(slug) {
		f.missing("superseded_by", "write superseded_by as kind/slug of a document of this library")
	}
}
