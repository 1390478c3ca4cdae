package content

import "strings"

// Citation names the document, and one of its paragraphs if an id is given,
// the way a lawyer would: "MHA letter No. 15011/36/2022-ATC, 4 March 2024,
// para 2(vi)". A block without a number is cited by its document alone. In
// other languages than English no English word is put in: the parts follow
// each other, with the date as 04.03.2024.
func (d *Document) Citation(paragraph string) string {
	english := d.Lang == English
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
