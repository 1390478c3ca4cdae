package ingest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// compose writes the draft: front matter with what was found, then the text.
func (d *Draft) compose(src *source) {
	src.blocks = parted(tidy(src.blocks))
	h := readHead(src.blocks)
	d.Number, d.Date, d.DatePrinted, d.Issuer, d.Title = h.number, h.date, h.datePrinted, h.issuer, h.title
	d.Notes = append(d.Notes, h.say...)
	if d.Title == "" {
		d.Title = guessTitle(src)
		if d.Title != "" {
			d.Notes = append(d.Notes, "title is guessed from the first words")
		}
	}
	if !h.letter {
		markHeadings(src.blocks, d.Title)
	}
	text := d.text(src.blocks, h)
	if slices.ContainsFunc(src.blocks, func(b block) bool { return reach.MatchString(b.text()) }) {
		d.Notes = append(d.Notes, "telephone numbers or addresses stand in the text: try them, or take them out and list under contacts those that are true")
	}
	d.Notes = append(d.Notes, src.notes...)
	for _, m := range []struct{ value, name string }{{d.Title, "title"}, {d.Number, "number"}, {d.Date, "date"}, {d.Issuer, "issuer"}} {
		if m.value == "" {
			d.Notes = append(d.Notes, m.name+" was not found: write it if the document has one")
		}
	}
	if d.Slug == "" {
		d.Slug = slug(d.Date, d.Title, d.Number, d.Original.From)
		if d.Lang != "en" {
			d.Notes = append(d.Notes, "the folder's name is guessed: a translation stands in the folder of its English text")
		}
	}
	d.Markdown = append(d.front(h), text...)
}

// reach is a line that says how somebody was reached when it was written.
var reach = regexp.MustCompile(`(?im)^\s*\**(?:tele?(?:phone)?|phone|mobile|fax|e-?mail|helpline|दूरभाष|फोन)\b\s*(?:no)?\s*[.:]`)

// guessTitle takes the first heading, or the first line if it is short, or the
// name that a page gives itself.
func guessTitle(src *source) string {
	for _, b := range src.blocks {
		if b.sort == heading {
			return oneLine(b.text())
		}
	}
	if src.title != "" {
		return src.title
	}
	for _, b := range src.blocks {
		if l := oneLine(firstOf(b.text())); b.sort == para && l != "" && !beginsItem(l) && utf8.RuneCountInString(l) <= 150 {
			return strings.TrimRight(l, ":.")
		}
	}
	return ""
}

// longestHeading is in characters. House rule.
const longestHeading = 90

// markHeadings finds headings in a text that has no mark for them: a short
// line by itself, with no full stop, before something longer.
func markHeadings(blocks []block, title string) {
	if slices.ContainsFunc(blocks, func(b block) bool { return b.sort == heading }) {
		return
	}
	for i := range blocks[:max(len(blocks)-1, 0)] {
		b, next := &blocks[i], blocks[i+1]
		words := strings.TrimSpace(b.text())
		n := utf8.RuneCountInString(words)
		if b.sort != para || b.marker != "" || strings.Contains(words, "\n") || n < 3 || beginsItem(words) {
			continue
		}
		capitals := strings.ToUpper(words) == words && strings.ToLower(words) != words && n <= 3*longestHeading
		long := next.sort == item || next.sort == table || utf8.RuneCountInString(next.text()) > fullLine
		first, _ := utf8.DecodeRuneInString(words)
		switch {
		case capitals && strings.HasSuffix(words, ":"):
			b.sort, b.level, b.spans = heading, 2, plain(strings.TrimSuffix(words, ":"))
		case oneLine(words) == title || n > longestHeading || !long || endsSentence(words) || strings.ContainsAny(words[len(words)-1:], "-,") ||
			!unicode.IsUpper(first) && !unicode.Is(unicode.Devanagari, first):
		default:
			b.sort, b.level = heading, 2
		}
	}
}

// text writes the body.
func (d *Draft) text(blocks []block, h *headWords) []byte {
	w := &writer{}
	var o outline
	where := body
	if h.letter {
		where = head
	}
	for i := range blocks {
		b := blocks[i]
		if h.letter && i == h.bodyAt {
			where = body
		}
		words := strings.TrimSpace(b.text())
		if where == body && farewell.MatchString(words) {
			where = tail
		}
		switch {
		case b.sort == table:
			w.table(b.rows)
			continue
		case b.sort == gap:
			w.paragraph("{? "+oneLine(words)+"}", "")
			continue
		case w.Len() == 0 && i < len(blocks)-1 && b.marker == "" && oneLine(words) == d.Title && !h.letter:
			continue // the page shows the title above the text
		case b.sort == heading:
			w.paragraph(strings.Repeat("#", min(max(b.level, 2), 4))+" ", strings.ReplaceAll(escape(oneLine(words)), "{", `\{`))
			continue
		}
		m, numbered := d.marker(&b)
		switch {
		case !numbered && b.marker == "•":
			w.item("- ", b.spans)
		case !numbered:
			if g := likeMarker.FindString(words); g != "" && where == body {
				d.note(b, strings.TrimSpace(g)+" begins a paragraph like a number, but no order is known that it belongs to: it got no address")
			}
			w.paragraph("", render(b.spans))
		case where == body:
			address, note, ok := o.place(m)
			if note != "" {
				d.note(b, note)
			}
			if ok && len(b.spans) > 0 {
				w.paragraph("{"+address+"} ", render(b.spans))
				continue
			}
			d.note(b, fmt.Sprintf("%s stands outside the order of numbers and got no address", m.printed))
			w.outside(m, b.spans)
		default:
			w.outside(m, b.spans)
		}
	}
	return []byte(w.String())
}

// marker takes the number off a block, from where its format keeps it or from
// the beginning of its words.
func (d *Draft) marker(b *block) (marker, bool) {
	if b.marker == "•" {
		return marker{}, false
	}
	if b.marker != "" {
		m, _, ok := markerOf(b.marker + " ")
		if !ok {
			b.spans = append(plain(b.marker+" "), b.spans...)
		}
		return m, ok
	}
	m, size, ok := markerOf(b.text())
	if ok {
		b.drop(size)
	}
	return m, ok
}

func (d *Draft) note(b block, note string) {
	if b.page > 0 {
		note = fmt.Sprintf("page %d: %s", b.page, note)
	}
	d.Notes = append(d.Notes, note)
}

// front writes the front matter. What is not known is left out: the check of
// the library then asks for it.
func (d *Draft) front(h *headWords) []byte {
	var b strings.Builder
	key := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	b.WriteString("---\n")
	key("title", quoted(d.Title))
	key("number", quoted(d.Number))
	key("date", d.Date)
	key("issuer", quoted(d.Issuer))
	if len(h.addressees) > 0 {
		b.WriteString("addressees:\n")
		for _, a := range h.addressees {
			fmt.Fprintf(&b, "  - %s\n", quoted(a))
		}
	}
	name := d.Title
	if d.Number != "" {
		name = "No. " + d.Number
	}
	if name == "" {
		name = d.Original.From
	}
	fmt.Fprintf(&b, "source:\n  - name: %s\n    ref: %s\n", quoted(name), quoted("the file "+d.Original.From+", kept beside this text"))
	title := d.Title
	if title == "" {
		title = d.Original.From
	}
	fmt.Fprintf(&b, "pages:\n  - file: %s\n    title: %s\n    bytes: %d\n    sha256: %s\n    format: %s\n",
		d.Original.Name, quoted(title), len(d.Original.Data), d.Original.SHA256, d.Original.Format)
	note := "Imported from the file " + d.Original.From + " and compared by nobody yet."
	if len(d.Notes) > 0 {
		note += " To look at: " + strings.Join(d.Notes, "; ") + "."
	}
	fmt.Fprintf(&b, "review: true\nreview_note: %s\n---\n\n", quoted(cutNote(note)))
	return []byte(b.String())
}

// cutNote keeps the note well below what front matter may take.
func cutNote(s string) string {
	const most = 8000
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + " …"
}

// quoted writes s as YAML, which takes the strings of JSON; "" stays nothing.
func quoted(s string) string {
	s = oneLine(s)
	if s == "" {
		return ""
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be written
	return strings.TrimSpace(b.String())
}
