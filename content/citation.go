package content

import (
	_ "embed"
	"regexp"
	"strings"
)

// parts names the parts of texts in citations, a line a language: its tag, a
// part of an Act, a numbered paragraph of anything else.
// Source: the official texts of the Bharatiya Nyaya Sanhita, 2023, in English
// and Hindi for the first; house rule for the second.
//
//go:embed parts.csv
var parts string

// partWords gives the words of a language; "" where nobody has written them:
// then the number stands by itself.
func partWords(lang Lang) (section, para string) {
	for line := range strings.Lines(parts) {
		if words, ok := strings.CutPrefix(strings.TrimSpace(line), lang+","); ok {
			section, para, _ = strings.Cut(words, ",")
		}
	}
	return section, para
}

// Citation names the document, and one of its paragraphs if an id is given,
// the way a lawyer would: "MHA letter No. 15011/36/2022-ATC, 4 March 2024,
// para 2(vi)". A block without a number is cited by its document alone. In
// other languages than English no English word is put in: the parts follow
// each other, with the date as 04.03.2024, and the paragraph is named as in
// parts.csv.
// An Act is cited by its name, its number and the section, as Acts cite each
// other: "Bharatiya Nyaya Sanhita, 2023 (45 of 2023), section 143(1)". A law
// whose title names another sort of part is cited by that: "Constitution of
// India, Article 23(1)".
func (d *Document) Citation(paragraph string) string {
	english := d.Lang == English
	if name, _, ok := d.act(); ok {
		if english && d.Number != "" {
			name += " (" + d.Number + ")"
		}
		return withPart(name, d.partWord(), paragraph)
	}
	if name, word, ok := d.partOf(); ok {
		return withPart(name, word, paragraph)
	}
	name := d.Cite
	if name == "" {
		name = d.Issuer
	}
	var parts []string
	switch {
	case d.Number != "" && english && !saysNumber(d.Number):
		parts = append(parts, joined(name, "No. "+d.Number))
	case d.Number != "":
		parts = append(parts, joined(name, d.Number))
	default:
		// Nothing but the title tells two undated pages of an issuer apart.
		if name != "" {
			parts = append(parts, name)
		}
		parts = append(parts, d.Title)
	}
	if date := d.printedDate(english); date != "" {
		parts = append(parts, date)
	}
	return withPart(strings.Join(parts, ", "), d.partWord(), paragraph)
}

// named is the title of an Act: its name ends with the year, its short name may
// follow in brackets, and what the page tells of it after a colon.
var named = regexp.MustCompile(`^([^:]*?, [0-9]{4})(?: \(([^()]+)\))?(?::|$)`)

// act gives the name of an Act, "Bharatiya Nyaya Sanhita, 2023", and its short
// name, "BNS", if its title gives one. A scheme or an order is no Act: its
// number is a file's.
func (d *Document) act() (name, short string, ok bool) {
	g := named.FindStringSubmatch(d.Title)
	if d.Kind != "laws" || g == nil || d.fileNumbered() {
		return "", "", false
	}
	return g[1], g[2], true
}

// onePart is the title of a page about one part of a law that has no sections:
// "Constitution of India, Article 23: …".
var onePart = regexp.MustCompile(`^([^:,]+), (\pL[\pL\pM]*) [0-9]+[A-Z]?:`)

// partOf gives the law's name and what its parts are called, if the title of the
// page says it.
func (d *Document) partOf() (name, word string, ok bool) {
	g := onePart.FindStringSubmatch(d.Title)
	if d.Kind != "laws" || d.Number != "" || g == nil {
		return "", "", false
	}
	return g[1], g[2], true
}

// partWord is what a numbered paragraph of the document is called; "" where its
// language has no word in parts.csv.
func (d *Document) partWord() string {
	section, para := partWords(d.Lang)
	_, _, act := d.act()
	switch {
	case act:
		return section
	case d.Kind == "laws" && !d.fileNumbered():
		return "" // sections or articles: its title does not say
	}
	return para
}

// fileNumbered tells a scheme or an order by the number of its file.
func (d *Document) fileNumbered() bool { return strings.ContainsAny(d.Number, "/-") }

// Short names a paragraph as officers do among themselves: "BNS 143". A
// document without a short name gives the form in which it is cited.
func (d *Document) Short(paragraph string) string {
	ref := Reference(paragraph)
	if _, short, ok := d.act(); ok && short != "" {
		return strings.TrimSpace(short + " " + ref)
	}
	name := d.Cite
	if name == "" {
		name = beforeColon(d.Title)
	}
	if _, word, ok := d.partOf(); ok {
		return withPart(name, word, paragraph)
	}
	if ref == "" {
		return name
	}
	return name + ", " + ref
}

// PlaceWords names a paragraph of the document as a text does: the title, then
// what the paragraph is called and its number. Of a law's title what stands
// after the colon is left out.
func (d *Document) PlaceWords(anchor string) string {
	if Reference(anchor) == "" {
		return d.Title
	}
	if name, word, ok := d.partOf(); ok {
		return withPart(name, word, anchor)
	}
	name := d.Title
	if _, _, ok := d.act(); ok {
		name = beforeColon(name)
	}
	return withPart(name, d.partWord(), anchor)
}

// withPart puts a paragraph's number behind a name, and before the number what
// it is called.
func withPart(name, word, paragraph string) string {
	ref := Reference(paragraph)
	if ref == "" {
		return name
	}
	return name + ", " + joined(word, ref)
}

func beforeColon(title string) string {
	name, _, _ := strings.Cut(title, ":")
	return name
}

// Reference turns the id of a numbered paragraph into the way it is cited:
// "p2.vi" into "2(vi)". Any other id gives "".
func Reference(paragraph string) string {
	number, ok := strings.CutPrefix(paragraph, "p")
	if !ok || !isNumber(number) {
		return ""
	}
	steps := strings.Split(number, ".")
	var b strings.Builder
	b.WriteString(steps[0])
	for _, s := range steps[1:] {
		b.WriteString("(" + s + ")")
	}
	return b.String()
}

// printedDate shows as much of the date as the document prints.
func (d *Document) printedDate(english bool) string {
	if d.Date.IsZero() {
		return ""
	}
	long, short := "2 January 2006", "02.01.2006"
	switch d.DatePrecision {
	case Month:
		long, short = "January 2006", "01.2006"
	case Year:
		long, short = "2006", "2006"
	}
	if english {
		return d.Date.Format(long)
	}
	return d.Date.Format(short)
}

// saysNumber tells whether the printed number brings its own "No.".
func saysNumber(number string) bool {
	n := strings.ToLower(number)
	return strings.HasPrefix(n, "no.") || strings.HasPrefix(n, "no ") || strings.HasPrefix(n, "f. no") ||
		strings.HasPrefix(n, "f.no")
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}
