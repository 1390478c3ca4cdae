package ingest

import (
	"strings"
	"unicode"
)

// sort is what a block is.
type sort int

const (
	para    sort = iota
	heading      // level says how deep
	item         // of a list, marker says with what it begins
	table        // rows, the first of them the head
	gap          // something that could not be read: the words say what
)

// block is a piece of a document between two empty lines.
type block struct {
	sort   sort
	spans  []span
	marker string // where the format keeps the number or bullet apart from the words: "(a)", "•"
	level  int    // of a heading, from 1
	rows   [][]string
	page   int // of a PDF, from 1; else 0
}

// span is a run of text in one form. "\n" is a line break.
type span struct {
	text string
	bold bool
	link string
}

func plain(text string) []span { return []span{{text: text}} }

// text is the block's words without form.
func (b *block) text() string {
	var s strings.Builder
	for _, x := range b.spans {
		s.WriteString(x.text)
	}
	return s.String()
}

// drop takes n bytes off the front.
func (b *block) drop(n int) {
	for n > 0 && len(b.spans) > 0 {
		first := &b.spans[0]
		if len(first.text) > n {
			first.text = first.text[n:]
			break
		}
		n -= len(first.text)
		b.spans = b.spans[1:]
	}
	if len(b.spans) > 0 {
		b.spans[0].text = strings.TrimLeftFunc(b.spans[0].text, unicode.IsSpace)
	}
}

// join puts two pieces of a paragraph together.
func join(a, b []span, between string) []span {
	if len(a) > 0 {
		a[len(a)-1].text = strings.TrimRight(a[len(a)-1].text, " ") + between
	}
	return append(a, b...)
}

// tidy makes white space single and drops what has no words. A soft hyphen
// only says where a line could have broken.
func tidy(blocks []block) []block {
	kept := blocks[:0]
	for _, b := range blocks {
		for i := range b.spans {
			b.spans[i].text = spaces(b.spans[i].text)
		}
		for len(b.spans) > 0 && strings.TrimSpace(b.spans[0].text) == "" {
			b.spans = b.spans[1:]
		}
		for len(b.spans) > 0 && strings.TrimSpace(b.spans[len(b.spans)-1].text) == "" {
			b.spans = b.spans[:len(b.spans)-1]
		}
		if len(b.spans) > 0 {
			b.spans[0].text = strings.TrimLeftFunc(b.spans[0].text, unicode.IsSpace)
			last := &b.spans[len(b.spans)-1]
			last.text = strings.TrimRightFunc(last.text, unicode.IsSpace)
		}
		if b.sort == table && len(b.rows) > 0 || len(b.spans) > 0 {
			kept = append(kept, b)
		}
	}
	return kept
}

// parted gives each numbered line of a paragraph a block of its own: pages and
// Word files often break lines where a list should stand. Lines that only part
// (***) go.
func parted(blocks []block) []block {
	var out []block
	for _, b := range blocks {
		if b.sort != para || !strings.Contains(b.text(), "\n") {
			if b.sort != para || !isRule(b.text()) {
				out = append(out, b)
			}
			continue
		}
		for i, line := range b.lines() {
			piece := block{sort: para, spans: line, page: b.page}
			if i == 0 {
				piece.marker = b.marker
			}
			n := len(out) - 1
			switch {
			case isRule(piece.text()):
			case i == 0 || beginsItem(piece.text()):
				out = append(out, piece)
			default:
				out[n].spans = join(out[n].spans, line, "\n")
			}
		}
	}
	for i := range out {
		if out[i].sort == para && out[i].marker == "" {
			if g := bullet.FindString(out[i].text()); g != "" {
				out[i].sort, out[i].marker = item, "•"
				out[i].drop(len(g))
			}
		}
	}
	return out
}

// lines parts the spans at line breaks.
func (b *block) lines() [][]span {
	all := [][]span{nil}
	for _, s := range b.spans {
		for i, part := range strings.Split(s.text, "\n") {
			if i > 0 {
				all = append(all, nil)
			}
			if part != "" {
				all[len(all)-1] = append(all[len(all)-1], span{part, s.bold, s.link})
			}
		}
	}
	return all
}

// spaces makes every run of white space one space, or one line break where it
// holds one, and leaves out what no text shows.
func spaces(s string) string {
	var out strings.Builder
	pending := rune(0)
	for _, c := range s {
		switch {
		case c == '\n' || c == '\u2028':
			pending = '\n'
			continue
		case unicode.IsSpace(c):
			if pending == 0 {
				pending = ' '
			}
			continue
		case c == '\u00ad' || c == '\ufeff' || c == '\u200b' || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' || unicode.IsControl(c):
			continue
		}
		if pending != 0 {
			out.WriteRune(pending)
			pending = 0
		}
		out.WriteRune(c)
	}
	if pending != 0 {
		out.WriteRune(pending)
	}
	return out.String()
}

// oneLine is text as one line.
func oneLine(s string) string { return strings.Join(strings.Fields(spaces(s)), " ") }
