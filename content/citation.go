package content

import (
	"regexp"
	"strings"
)

// Citation names the document, and one of its paragraphs if an id is given,
// the way a lawyer would: "MHA letter No. 15011/36/2022-ATC, 4 March 2024,
// para 2(vi)". A block without a number is cited by its document alone. In
// other languages than English no English word is put in: the parts follow
// each other, with the date as 04.03.2024.
// An Act is cited by its name, its number and the section, as Acts cite each
// other: "Bharatiya Nyaya Sanhita, 2023 (45 of 2023), section 143(1)".
func (d *Document) Citation(paragraph string) string {
	english := d.Lang == English
	if name, _, ok := d.act(); ok {
		if english && d.Number != "" {
			name += " (" + d.Number + ")"
		}
		return withSection(name, paragraph, d.Lang)
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
	if ref := Reference(paragraph); ref != "" {
		if english && d.Kind != "laws" {
			ref = "para " + ref
		}
		parts = append(parts, ref)
	}
	return strings.Join(parts, ", ")
}

// named is the title of an Act: its name ends with the year, its short name may
// follow in brackets, and what the page tells of it after a colon.
var named = regexp.MustCompile(`^([^:]*?, [0-9]{4})(?: \(([^()]+)\))?(?::|$)`)

// act gives the name of an Act, "Bharatiya Nyaya Sanhita, 2023", and its short
// name, "BNS", if its title gives one. A scheme or an order is no Act: its
// number is a file's.
func (d *Document) act() (name, short string, ok bool) {
	g := named.FindStringSubmatch(d.Title)
	if d.Kind != "laws" || g == nil || strings.ContainsAny(d.Number, "/-") {
		return "", "", false
	}
	return g[1], g[2], true
}

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
	if ref == "" {
		return name
	}
	return name + ", " + ref
}

// PlaceWords names a paragraph of the document as a text does: the title, then
// the number, with "para" or "section" before it in English. Of a law's title
// what stands after the colon is left out.
func (d *Document) PlaceWords(anchor string) string {
	ref := Reference(anchor)
	if ref == "" {
		return d.Title
	}
	if _, _, ok := d.act(); ok {
		return withSection(beforeColon(d.Title), anchor, d.Lang)
	}
	if d.Lang == English && d.Kind != "laws" {
		ref = "para " + ref
	}
	return d.Title + ", " + ref
}

// withSection puts a section's number behind a law's name.
func withSection(name, paragraph string, lang Lang) string {
	ref := Reference(paragraph)
	switch {
	case ref == "":
		return name
	case lang == English:
		return name + ", section " + ref
	}
	return name + ", " + ref
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
