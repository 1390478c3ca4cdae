package ingest

import (
	"bytes"
	"encoding/binary"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// readText reads plain text, as copied from a page or saved from a mail. Bold
// words and links in the manner of Markdown are understood.
func readText(data []byte) (*source, error) {
	text, err := decoded(data)
	if err != nil {
		return nil, err
	}
	var pages []page
	for i, p := range strings.Split(text, "\f") {
		pages = append(pages, page{number: i + 1, lines: strings.Split(p, "\n")})
	}
	if len(pages) == 1 {
		pages[0].number = 0
	}
	src := &source{}
	src.blocks = flow(src, pages, false)
	if len(src.blocks) == 0 {
		return nil, refuse("there is no word in it")
	}
	return src, nil
}

// decoded gives text as UTF-8 with plain line ends.
func decoded(data []byte) (string, error) {
	for _, mark := range []struct {
		bom   string
		order binary.ByteOrder
	}{{"\xff\xfe", binary.LittleEndian}, {"\xfe\xff", binary.BigEndian}} {
		if rest, ok := bytes.CutPrefix(data, []byte(mark.bom)); ok {
			units := make([]uint16, len(rest)/2)
			for i := range units {
				units[i] = mark.order.Uint16(rest[2*i:])
			}
			data = []byte(string(utf16.Decode(units)))
		}
	}
	if !utf8.Valid(data) {
		return "", refuse("save it as UTF-8: it is in another encoding")
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", refuse("it is no text: it holds NUL characters")
	}
	if len(data) > maxText {
		return "", refuse("it holds more than %d MiB of text: split it", maxText>>20)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

// page is a page of lines.
type page struct {
	number int // from 1, 0 where there are no pages
	lines  []string
	narrow map[int]bool // lines that came out of a column: they are short and go on
}

// group is lines between two empty ones.
type group struct {
	lines  []string
	page   int
	narrow bool
}

// flow makes blocks of lines. laid tells that columns are kept apart by
// spaces, as pdftotext -layout does.
func flow(src *source, pages []page, laid bool) []block {
	dropRunning(pages)
	hyphens := newHyphens(src, pages)
	var blocks []block
	for _, p := range pages {
		lines := p.lines
		at := 0
		if n := len(blocks) - 1; laid && n >= 0 && blocks[n].sort == table {
			at = continued(&blocks[n], lines)
		}
		for at < len(lines) {
			if strings.TrimSpace(lines[at]) == "" {
				at++
				continue
			}
			if rows, n := numberedTable(src, lines[at:]); n > 0 {
				blocks = append(blocks, block{sort: table, rows: rows, page: p.number})
				at += n
				continue
			}
			if laid {
				if rows, n := laidTable(lines[at:]); n > 0 {
					blocks = append(blocks, block{sort: table, rows: rows, page: p.number})
					at += n
					continue
				}
			}
			end := at + 1
			for end < len(lines) && strings.TrimSpace(lines[end]) != "" && !startsTable(src, lines[end:], laid) {
				end++
			}
			blocks = append(blocks, paragraphs(group{lines[at:end], p.number, p.narrow[at]}, hyphens)...)
			at = end
		}
	}
	for _, b := range blocks {
		if laid && b.sort == table {
			src.note("page %d: a table of %d rows, %q: compare each with the page; columns and rows are told by the spaces between", b.page, len(b.rows)-1, oneLine(strings.Join(b.rows[0], " | ")))
		}
	}
	return mend(blocks, hyphens)
}

func startsTable(_ *source, lines []string, laid bool) bool {
	if _, n := numberedTable(&source{}, lines); n > 0 {
		return true
	}
	if laid {
		_, n := laidTable(lines)
		return n > 0
	}
	return false
}

// paragraphs parts a group of lines: a line goes on from the one before where
// that one was full or left a bold word open.
func paragraphs(g group, h hyphens) []block {
	width := 0
	for _, l := range g.lines {
		width = max(width, utf8.RuneCountInString(strings.TrimSpace(l)))
	}
	var all []block
	var words string // of the paragraph that is being read
	breaks := 0      // line breaks in it
	last := ""
	finish := func() {
		if words != "" {
			all = append(all, textBlock(words, g.page))
		}
		words, breaks = "", 0
	}
	for _, l := range g.lines {
		line := strings.TrimSpace(l)
		if isRule(line) {
			finish()
			last = ""
			continue
		}
		open := strings.Count(words, "**")%2 == 1
		size := utf8.RuneCountInString(last)
		switch {
		case words == "":
			words = line
		case open:
			words = h.join(words, line)
		case beginsItem(line):
			finish()
			words = line
		case wrapped(last, line, size, width, g.narrow):
			words = h.join(words, line)
		case size > fullLine && utf8.RuneCountInString(line) > fullLine:
			finish()
			words = line
		case beginsItem(words) && breaks == 0 && size <= fullLine:
			finish()
			words = line
		default:
			words += "\n" + line
			breaks++
		}
		last = line
	}
	finish()
	return all
}

// fullLine is the length, in characters, from which a line is a paragraph's
// rather than an address's. House rule: letters are set at 70 to 100.
const fullLine = 60

// wrapped tells whether next goes on from last: last was full, or next begins
// in the middle of a sentence.
func wrapped(last, next string, size, width int, narrow bool) bool {
	// A line of several hundred characters was never broken by a margin.
	if width > 200 && size > 130 && endsSentence(last) {
		return false
	}
	first, _ := utf8.DecodeRuneInString(next)
	if unicode.IsLower(first) && !endsSentence(last) {
		return true
	}
	return (size >= 45 || narrow) && size*10 >= width*7 && !(endsSentence(last) && size*100 < width*85)
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `*"'”’)] `)
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;।॥۔", last)
}

// beginsItem tells whether a line begins with a number or a bullet.
func beginsItem(line string) bool {
	bare := strings.TrimLeft(line, "*")
	if bullet.MatchString(line) {
		return true
	}
	m, _, ok := markerOf(bare)
	return ok && (m.steps == nil || len(m.steps) > 1 && !strings.HasPrefix(m.printed, "0"))
}

// rule is a line that only parts: ***, ----.
var rule = regexp.MustCompile(`^(?:\\?[*_=~.–—-]\s*){3,}$`)

func isRule(line string) bool { return rule.MatchString(line) }

// textBlock makes a block of words that may hold ** and links.
func textBlock(words string, page int) block {
	b := block{sort: para, page: page}
	words = superscript.ReplaceAllString(words, "$1")
	if g := bullet.FindString(words); g != "" && !strings.HasPrefix(words, "**") {
		b.sort, b.marker = item, "•"
		words = words[len(g):]
	}
	b.spans = inline(words)
	return b
}

var (
	superscript = regexp.MustCompile(`<su[pb]>([^<]{0,8})</su[pb]>`)
	linked      = regexp.MustCompile(`\[([^\[\]\n]{1,300})\]\(((?:https?://|mailto:|tel:)[^\s()<>]{1,500})\)`)
	escaped     = regexp.MustCompile(`\\([*_#\[\]().\\-])`)
)

// inline finds bold words and links.
func inline(words string) []span {
	var spans []span
	add := func(text string, bold bool, link string) {
		if text != "" {
			spans = append(spans, span{escaped.ReplaceAllString(text, "$1"), bold, link})
		}
	}
	bold := false
	parts := strings.Split(words, "**")
	for i, part := range parts {
		// An odd mark at the end is no mark.
		if i == len(parts)-1 && len(parts)%2 == 0 {
			part, bold = "**"+part, false
		}
		for part != "" {
			at := linked.FindStringSubmatchIndex(part)
			if at == nil {
				break
			}
			add(part[:at[0]], bold, "")
			add(part[at[2]:at[3]], bold, part[at[4]:at[5]])
			part = part[at[1]:]
		}
		add(part, bold, "")
		bold = !bold
	}
	return spans
}

// mend joins what the end of a page parted: a sentence that goes on in small
// letters, with no number between.
func mend(blocks []block, h hyphens) []block {
	var out []block
	for _, b := range blocks {
		if n := len(out) - 1; n >= 0 && b.sort == para && (out[n].sort == para || out[n].sort == item) {
			last, next := out[n].text(), b.text()
			first, _ := utf8.DecodeRuneInString(next)
			if unicode.IsLower(first) && !endsSentence(last) && !strings.HasSuffix(last, ",\n") && !beginsItem(next) &&
				utf8.RuneCountInString(last) > fullLine {
				joined := h.between(last, next)
				if joined == "" { // a hyphen goes
					s := &out[n].spans[len(out[n].spans)-1]
					s.text = strings.TrimSuffix(strings.TrimRight(s.text, " "), "-")
				}
				out[n].spans = join(out[n].spans, b.spans, strings.TrimPrefix(joined, "-"))
				continue
			}
		}
		out = append(out, b)
	}
	return out
}
