package ingest

import (
	"regexp"
	"strings"
)

// writer writes blocks as Markdown.
type writer struct {
	strings.Builder
	inList bool
}

func (w *writer) paragraph(before, text string) {
	if w.inList {
		w.WriteByte('\n')
		w.inList = false
	}
	w.WriteString(before + strings.TrimSpace(text) + "\n\n")
}

// item writes an item of a list; those after one another make one list.
func (w *writer) item(mark string, spans []span) {
	w.inList = true
	for i := range spans {
		spans[i].text = strings.ReplaceAll(spans[i].text, "\n", " ")
	}
	w.WriteString(mark + render(spans) + "\n")
}

// outside writes a number that is no paragraph's: a list where Markdown has
// such numbers, else the number as it is printed.
func (w *writer) outside(m marker, spans []span) {
	if len(m.readings) > 0 && m.readings[0].count == figures && m.style != "()" && len(spans) > 0 {
		w.item(m.name+". ", spans)
		return
	}
	w.paragraph("", render(append(plain(m.printed+" "), spans...)))
}

func (w *writer) table(rows [][]string) {
	if w.inList {
		w.WriteByte('\n')
		w.inList = false
	}
	for i, row := range rows {
		w.WriteByte('|')
		for _, c := range row {
			w.WriteString(" " + escape(oneLine(c)) + " |")
		}
		w.WriteByte('\n')
		if i == 0 {
			w.WriteString("|" + strings.Repeat(" --- |", len(row)) + "\n")
		}
	}
	w.WriteByte('\n')
}

// render writes spans so that nothing in them is taken for markup.
func render(spans []span) string {
	var b strings.Builder
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		for s.link == "" && i+1 < len(spans) && spans[i+1].bold == s.bold && spans[i+1].link == "" {
			i++
			s.text += spans[i].text
		}
		b.WriteString(renderSpan(s))
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	for i, l := range lines {
		lines[i] = escapeStart(strings.TrimSpace(l))
	}
	return strings.Join(lines, "\\\n")
}

func renderSpan(s span) string {
	lines := strings.Split(s.text, "\n")
	for i, l := range lines {
		bare := strings.TrimSpace(l)
		if bare == "" {
			continue
		}
		at := strings.Index(l, bare)
		inner := escape(bare)
		if s.link != "" {
			inner = "[" + inner + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", `\`, "%5C").Replace(s.link) + ">)"
		}
		if s.bold {
			inner = "**" + inner + "**"
		}
		lines[i] = l[:at] + inner + l[at+len(bare):]
	}
	return strings.Join(lines, "\n")
}

var entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

var special = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "~", `\~`, "|", `\|`)

// escape keeps characters from being read as Markdown.
func escape(s string) string {
	return entity.ReplaceAllString(special.Replace(s), `\&$1`)
}

var (
	numberedLine = regexp.MustCompile(`^(\d{1,9})([.)])(\s|$)`)
	markedLine   = regexp.MustCompile(`^[-+#:={]`)
)

// escapeStart keeps a line from being read as a list, a heading, a rule, or
// the number of a paragraph.
func escapeStart(l string) string {
	if numberedLine.MatchString(l) {
		return numberedLine.ReplaceAllString(l, `$1\$2$3`)
	}
	if markedLine.MatchString(l) {
		return `\` + l
	}
	return l
}
