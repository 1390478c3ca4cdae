package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// zone is the part of a letter in which a block stands. Numbers count
// paragraphs in the body alone: before it they count addressees, after it
// those who get a copy.
type zone int

const (
	head zone = iota
	body
	tail
)

var (
	fileNumber = regexp.MustCompile(`(?i)^(?:F\.?\s*|फा\.?\s*)?(?:No|Number|सं|संख्या|क्रमांक)\.?\s*[:.\-–]?\s*([A-Z0-9][\w./()\[\]–-]*[0-9][\w./()\[\]–-]*)`)
	subject    = regexp.MustCompile(`(?i)^(?:sub(?:ject)?|विषय|موضوع)\s*[.:\-–—]+\s*`)
	salutation = regexp.MustCompile(`(?i)^(?:(?:respected|dear)\s+)?(?:(?:sir|madam|sirs|colleague)(?:\s*/\s*|\s+)?)+\s*[,.:]*$|^महोदय[/\s\pL\pM]*[,.]?$|^محترم`)
	farewell   = regexp.MustCompile(`(?i)^yours\s+(?:sincerely|faithfully|truly)|^भवदीय|^copy\s*(?:to\b|for\b|,)|^प्रतिलिपि|^encl`)
	toLine     = regexp.MustCompile(`(?i)^(?:to|सेवा में)\s*[,:]?$`)
	government = regexp.MustCompile(`(?i)^(?:government of|govt\.? of)\s+\pL[\pL .&]*$|^भारत सरकार$|सरकार$`)
	organ      = regexp.MustCompile(`(?i)\b(?:ministry|department|directorate|bureau|commission|secretariat|police headquarters|high court|supreme court|authority)\b|मंत्रालय|विभाग|आयोग|निदेशालय`)
	dated      = regexp.MustCompile(`(?i)^(?:the\s+)?(?:dated?|दिनांक)\b?\s*[:.\-–]?\s*`)

	monthFirst = regexp.MustCompile(`\b([A-Z][a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})\b`)
	dayFirst   = regexp.MustCompile(`([0-9०-९]{1,2})(?:st|nd|rd|th)?\s+([\pL\pM]+)\.?\s*,?\s+([0-9०-९]{4})`)
	inFigures  = regexp.MustCompile(`(?:^|[^\d/.-])([0-9०-९]{1,2})([./-])([0-9०-९]{1,2})[./-]([0-9०-९]{4})(?:$|[^\d/.-])`)
)

// months in English and Hindi, by their first letters.
var months = [][]string{
	{"jan", "जनवरी"}, {"feb", "फरवरी", "फ़रवरी"}, {"mar", "मार्च"}, {"apr", "अप्रैल"}, {"may", "मई"}, {"jun", "जून"},
	{"jul", "जुलाई"}, {"aug", "अगस्त"}, {"sep", "सितम्बर", "सितंबर"}, {"oct", "अक्टूबर", "अक्तूबर"}, {"nov", "नवम्बर", "नवंबर"}, {"dec", "दिसम्बर", "दिसंबर"},
}

func month(name string) int {
	name = strings.ToLower(name)
	for i, names := range months {
		for j, n := range names {
			full := strings.ToLower(time.Month(i + 1).String())
			if j == 0 && (strings.HasPrefix(full, name) && len(name) >= 3 || name == "sept" && i == 8) || j > 0 && name == n {
				return i + 1
			}
		}
	}
	return 0
}

// headWords is what the head of a document says of it.
type headWords struct {
	letter                 bool // it has a head at all
	bodyAt                 int  // first block after it
	subjectAt              int  // -1 without one
	number, issuer, title  string
	date, datePrinted      string
	addressees, dates, say []string
}

// longestHead is how many blocks a head may have. House rule.
const longestHead = 60

// readHead looks for number, date, issuer, addressees and subject above the
// body of a letter.
func readHead(blocks []block) *headWords {
	h := &headWords{subjectAt: -1}
	last := -1
	for i := range blocks[:min(len(blocks), longestHead)] {
		first := strings.TrimSpace(firstOf(blocks[i].text()))
		switch {
		case blocks[i].sort == table:
		case subject.MatchString(first) && h.subjectAt < 0:
			h.subjectAt, last = i, i
			h.title = oneLine(subject.ReplaceAllString(blocks[i].text(), ""))
		case salutation.MatchString(first):
			last = i
		}
		if last >= 0 && i > last || farewell.MatchString(first) {
			if _, _, numbered := markerOf(first); numbered || len(first) > fullLine {
				break
			}
		}
	}
	if last < 0 {
		h.looseDate(blocks)
		return h
	}
	h.letter, h.bodyAt = true, last+1
	end := last
	if h.subjectAt >= 0 {
		end = h.subjectAt
	}
	h.lines(blocks[:end])
	return h
}

func firstOf(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// lines reads the head line by line.
func (h *headWords) lines(blocks []block) {
	to := false
	var office, state string
	for _, b := range blocks {
		if b.sort == table {
			for _, r := range b.rows {
				for _, c := range r {
					h.line(c)
				}
			}
			continue
		}
		for l := range strings.SplitSeq(b.text(), "\n") {
			l = strings.TrimSpace(l)
			switch {
			case toLine.MatchString(l):
				to = true
			case to:
				if _, size, ok := markerOf(l); ok {
					l = l[size:]
				}
				if l = strings.TrimRight(oneLine(l), ",;. "); l != "" {
					h.addressees = append(h.addressees, l)
				}
			default:
				h.line(l)
				if state == "" && government.MatchString(l) {
					state = l
				}
				if office == "" && organ.MatchString(l) && len(l) < 120 {
					office = l
				}
			}
		}
	}
	h.issuer = strings.Trim(office+", "+state, ", ")
	if h.issuer != "" {
		h.say = append(h.say, "issuer is guessed from the head of the letter")
	}
	h.settleDate()
}

// line looks for a number and dates in one line.
func (h *headWords) line(l string) {
	if g := fileNumber.FindStringSubmatch(l); g != nil && h.number == "" && strings.ContainsAny(g[1], "/-") {
		h.number = strings.TrimRight(g[1], ".-–(")
	}
	for _, d := range datesIn(l) {
		if !slices.Contains(h.dates, d) {
			h.dates = append(h.dates, d)
			h.datePrinted = l
		}
	}
}

// looseDate takes a date from a text without a letter's head only where a
// line says that it is the date.
func (h *headWords) looseDate(blocks []block) {
	for _, b := range blocks[:min(len(blocks), longestHead)] {
		for l := range strings.SplitSeq(b.text(), "\n") {
			l = strings.TrimSpace(l)
			if fileNumber.MatchString(l) || dated.MatchString(l) && len(l) < fullLine {
				h.line(l)
			}
		}
	}
	h.settleDate()
}

func (h *headWords) settleDate() {
	switch len(h.dates) {
	case 1:
		h.date = h.dates[0]
	case 0:
		h.datePrinted = ""
	default:
		h.say = append(h.say, "the head has several dates ("+strings.Join(h.dates, ", ")+"): write the document's own as date")
	}
}

// datesIn gives every day in a line as 2024-03-04. Figures are read as day,
// month, year, as offices in India write them.
func datesIn(l string) []string {
	var all []string
	add := func(day, monthName, year string) {
		d, _ := strconv.Atoi(latin(day))
		m, err := strconv.Atoi(latin(monthName))
		if err != nil {
			m = month(monthName)
		}
		y, _ := strconv.Atoi(latin(year))
		t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
		if m < 1 || m > 12 || t.Day() != d || y < 1850 || y > 2199 {
			return
		}
		all = append(all, t.Format(time.DateOnly))
	}
	for _, g := range monthFirst.FindAllStringSubmatch(l, -1) {
		add(g[2], g[1], g[3])
	}
	for _, g := range dayFirst.FindAllStringSubmatch(l, -1) {
		add(g[1], g[2], g[3])
	}
	for _, g := range inFigures.FindAllStringSubmatch(l, -1) {
		add(g[1], g[3], g[4])
	}
	return all
}

// slug makes the folder's name of the date and the title, or of the number.
func slug(date, title, number, file string) string {
	words := kebab(title, 60)
	if words == "" {
		words = kebab(number, 60)
	}
	if words == "" {
		words = kebab(strings.TrimSuffix(file, fileEnding(file)), 60)
	}
	return strings.Trim(date+"-"+words, "-")
}

func fileEnding(name string) string {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[i:]
	}
	return ""
}

// kebab keeps whole words of Latin letters and figures, up to most bytes.
func kebab(s string, most int) string {
	var b strings.Builder
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsMark(c) && c != '\'' && c != '’'
	}) {
		w = strings.NewReplacer("'", "", "’", "").Replace(w)
		if utf8.RuneCountInString(w) != len(w) || w == "" {
			continue
		}
		if b.Len()+len(w)+1 > most {
			break
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.WriteString(w)
	}
	return b.String()
}
