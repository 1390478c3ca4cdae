package content

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

// Sort is what a remark is about.
type Sort int

// The sorts of remarks, in the order in which they are shown.
const (
	Unsure          Sort = iota // the document says itself that something in it is unsure
	StaleReview                 // nobody has compared it with its source for long
	StaleContact                // nobody has tried a contact for long
	StaleText                   // a translation is older than the English text
	NoLawyer                    // no lawyer has checked a page about law
	PerhapsTwice                // two documents have the same number and date
	MissingLanguage             // it is not there in a language that is switched on
)

// Remark is something that whoever keeps the library should see to. It is no
// fault: the library can be used, and time alone brings remarks.
type Remark struct {
	Sort Sort
	Fault
}

// reviewMonths is after how many months a text is to be compared with its
// source again. House rule: the law of the field was amended about once a year
// since 2012.
const reviewMonths = 12

// Check reads a library as [Load] does, with every original, and gives every
// fault and every remark at once; the library is nil if there is a fault. today
// is the day on which things are stale or not, langs are the languages that a
// document should be there in.
func Check(today time.Time, langs []string, fsys ...fs.FS) (*Library, Faults, []Remark) {
	pages, found, faults := readAll(fsys)
	r := &reporter{today: today, langs: langs, seen: make(map[string]*page), written: make(map[string]map[Lang]bool)}
	for _, p := range pages {
		if p.version != "" {
			continue
		}
		key := p.kind + "/" + p.slug
		if r.written[key] == nil {
			r.written[key] = make(map[Lang]bool)
		}
		r.written[key][p.lang] = true
	}
	for _, p := range pages {
		if p.version == "" {
			r.page(p)
		}
	}
	slices.SortStableFunc(r.remarks, func(a, b Remark) int {
		return cmp.Or(cmp.Compare(a.Sort, b.Sort), strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	if len(faults) > 0 {
		return nil, faults, r.remarks
	}
	l := newLibrary(newCheck(pages, found).texts(), english(pages), fingerprint(pages))
	if errors.As(l.CheckOriginals(), &faults) {
		return nil, faults, r.remarks
	}
	return l, nil, r.remarks
}

// reporter collects remarks.
type reporter struct {
	today   time.Time
	langs   []string
	seen    map[string]*page // by number and date
	written map[string]map[Lang]bool
	remarks []Remark
}

func (r *reporter) add(sort Sort, p *page, key, format string, args ...any) {
	r.remarks = append(r.remarks, Remark{sort, Fault{File: p.path, Line: max(p.keys[key], 1), Msg: fmt.Sprintf(format, args...)}})
}

func (r *reporter) page(p *page) {
	d := p.doc
	if d.Review {
		r.add(Unsure, p, "review", "settle what is unsure, then remove review and review_note: %s", d.ReviewNote)
	}
	for _, x := range d.Paragraphs {
		if x.Review && p.lang == English {
			r.add(Unsure, p, "", "settle what is unsure in paragraph %s, then remove its review", Reference(x.ID))
		}
	}
	if d.Stale {
		r.add(StaleText, p, "", "bring this translation up to en.md: the English text is newer")
	}
	if p.lang != English {
		return
	}
	r.reviewed(p)
	for _, c := range d.Contacts {
		if c.Stale(r.today) {
			r.add(StaleContact, p, "contacts", "try %s again and write the day as checked_on: the last time was %s; %s keeps it", c.Name, c.CheckedOn, c.Owner)
		}
	}
	if (d.Kind == "laws" || d.Kind == "sops") && d.Lawyer.Name == "" {
		r.add(NoLawyer, p, "", "have a lawyer check this page, then write name and day as lawyer: until then it says that none has")
	}
	if d.Number != "" && !d.Date.IsZero() {
		key := d.Kind + " " + d.Number + " " + d.Date.Format(time.DateOnly)
		if first := r.seen[key]; first != nil {
			r.add(PerhapsTwice, p, "number", "is this %s once more? It has the same number and date", path.Dir(first.path))
		} else {
			r.seen[key] = p
		}
	}
	var missing []string
	for _, lang := range r.langs {
		if !r.written[d.Kind+"/"+d.Slug][lang] {
			missing = append(missing, lang+".md")
		}
	}
	if len(missing) > 0 {
		r.add(MissingLanguage, p, "", "add %s: readers of these languages get the English text", strings.Join(missing, ", "))
	}
}

// reviewed looks at the last comparison with the source. Help pages are the
// portal's own words.
func (r *reporter) reviewed(p *page) {
	d := p.doc
	if d.Kind == "help" && d.CheckedOn == "" {
		return
	}
	checked, err := time.Parse(time.DateOnly, d.CheckedOn)
	switch {
	case err != nil:
		r.add(StaleReview, p, "checked_on", "compare the text with its source and write the day as checked_on: nobody has yet")
	case checked.AddDate(0, reviewMonths, 0).Before(r.today):
		r.add(StaleReview, p, "checked_on", "compare the text with its source again and write the day as checked_on: the last time was %s", d.CheckedOn)
	}
}
