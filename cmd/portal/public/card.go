package public

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

type cardPage struct {
	Document *content.Document
	KindName string // message id
	At, Dir  string
	Address  string // as somebody can type it
	Steps    []cardStep
	Left     []string // numbers of the steps for which there was no room
	Notes    []note
	Made     string // day, of a card that is a file
	PDF      string // address of the card as a file, "" where none is made
}

type cardStep struct {
	Number, Text string
	Who, Within  said
	By           string // legal sources, short
}

// card is an SOP on one side of paper: what does not fit is named.
func (s *Site) card(c *fiber.Ctx) error {
	page, err := s.cardPage(c, onA5)
	if err != nil {
		return err
	}
	title := s.Speaker(c).T("library.card_of", "Title", page.Document.Title)
	return s.Draw(c, "public/card", fiber.StatusOK, title, page, web.MaxAge(minutes5), web.NoIndex())
}

// cardPage chooses what of an SOP stands on one side of a paper.
func (s *Site) cardPage(c *fiber.Ctx, paper paper) (cardPage, error) {
	sp := s.Speaker(c)
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), sp.Lang())
	if !ok || len(d.Steps()) == 0 {
		return cardPage{}, web.ErrMissing
	}
	page := cardPage{Document: d, KindName: kindName(d.Kind), At: at(d), Dir: s.Bundle.Speaker(d.Lang).Dir(), Notes: s.standingNotes(sp, d), Made: sp.Date(ist(s.now()))}
	if s.Printer != nil {
		page.PDF = s.fileAt(c, d, "card.pdf")
	}
	page.Address = strings.TrimPrefix(strings.TrimPrefix(s.OriginFor(c), "https://"), "http://") + s.path(c, at(d))
	room := roomFor(d.Lang).on(paper)
	left := room.lines*quarters - room.of(d.Title) - len(page.Notes)*quarters
	steps := d.Steps()
	by := make([]string, len(steps))
	for i, x := range steps {
		p, _ := d.Paragraph(x.Paragraph)
		by[i] = s.shortSources(d, p)
	}
	texts, named := onOneSide(steps, by, room, left)
	for i, x := range steps {
		if i >= len(texts) {
			page.Left = append(page.Left, x.Number)
			continue
		}
		p, _ := d.Paragraph(x.Paragraph)
		step := cardStep{Number: x.Number, Text: texts[i], Who: s.said(d, p.Who, p.WhoLang), Within: s.said(d, p.Within, p.WithinLang)}
		if named[i] {
			step.By = by[i]
		}
		page.Steps = append(page.Steps, step)
	}
	return page, nil
}

// shortSources names the legal sources of a step as officers do: "BNSS 173".
func (s *Site) shortSources(d *content.Document, p content.Paragraph) string {
	var all []string
	for _, by := range p.By {
		words := by.Words
		if by.Kind != "" {
			source, ok := s.Library.Document(by.Kind, by.Slug, d.Lang)
			if !ok {
				continue
			}
			words = source.Short(by.Anchor)
		}
		all = append(all, words)
	}
	return strings.Join(all, "; ")
}

// room is what one side of A5 holds in the card's type: lines, and characters
// in a line. Source: measured on prints of Chromium with Noto fonts, less a
// sixth for phones' and offices' other fonts.
type room struct{ lines, width int }

func roomFor(lang string) room {
	base, _, _ := strings.Cut(lang, "-")
	switch {
	case lang == content.English:
		return room{33, 74}
	case slices.Contains([]string{"ur", "ks", "sd"}, base):
		return room{20, 100}
	}
	return room{30, 90}
}

// paper is what a card is printed on.
type paper int

const (
	onA5 paper = iota // whatever the reader prints the page on, A5 or larger
	onA4              // the card as a file, in 11 points
)

// on is the room on a paper. Source: measured on prints of Chromium, as above.
func (r room) on(p paper) room {
	if p == onA4 {
		return room{r.lines * 4 / 3, r.width * 11 / 10}
	}
	return r
}

// quarters: room is counted in quarters of a line.
const quarters = 4

// of is how many quarters of a line a block takes: its lines, and a quarter
// for the space below it.
func (r room) of(text string) int {
	return max(1, (utf8.RuneCountInString(text)+r.width-1)/r.width)*quarters + 1
}

// onOneSide chooses the words of the steps for a card that has so many
// quarters of a line left. Every step gets its first sentence; then each its
// legal sources, by, and then, round after round, its next sentence while there
// is room, so that no step loses its place to the details of another. Where not even the first
// sentences fit, it gives the steps up to the first that does not: nobody may
// take what follows a gap for the next thing to do.
func onOneSide(steps []content.Step, by []string, r room, left int) (texts []string, named []bool) {
	named = make([]bool, len(steps))
	var rest [][]string // the sentences of each step that are not on the card yet
	need := func(i int, text string) int {
		x, said := steps[i], ""
		if named[i] {
			said = by[i]
		}
		return r.of(strings.Join([]string{x.Number, text, x.Who, x.Within, said}, " · "))
	}
	for i, x := range steps {
		s := sentences(strings.ReplaceAll(x.Text, "\n", " "))
		first := brief(s[0])
		if need(i, first) > left {
			break
		}
		left -= need(i, first)
		if first != s[0] {
			s = s[:1] // what is cut has no next sentence
		}
		texts, rest = append(texts, first), append(rest, s[1:])
	}
	if len(texts) < len(steps) {
		return texts, named
	}
	for i := range texts {
		before := need(i, texts[i])
		named[i] = by[i] != ""
		if more := need(i, texts[i]) - before; more <= left {
			left -= more
		} else {
			named[i] = false
		}
	}
	for more := true; more; {
		more = false
		for i := range texts {
			if len(rest[i]) == 0 {
				continue
			}
			longer := texts[i] + " " + rest[i][0]
			cost := need(i, longer) - need(i, texts[i])
			if cost > left {
				rest[i] = nil // a later sentence is not put in the place of this one
				continue
			}
			left -= cost
			texts[i], rest[i], more = longer, rest[i][1:], true
		}
	}
	return texts, named
}

// sentences cuts a step after each full stop, danda or Urdu full stop that a
// space follows; a question stays with its answer, "No." and "Rs." with their
// number. It gives at least one.
func sentences(text string) []string {
	var out []string
	from := 0
	for i, c := range text {
		after := i + utf8.RuneLen(c)
		next, _ := utf8.DecodeRuneInString(strings.TrimPrefix(text[after:], " "))
		if strings.ContainsRune(".।۔", c) && after < len(text) && text[after] == ' ' && !unicode.IsDigit(next) {
			out, from = append(out, text[from:after]), after+1
		}
	}
	return append(out, text[from:])
}

// briefly is about how many characters a card holds of a sentence.
const briefly = 150

// brief cuts a sentence that is too long for a card after a word, with "…".
func brief(text string) string {
	if utf8.RuneCountInString(text) <= briefly {
		return text
	}
	cut := text
	for utf8.RuneCountInString(cut) > briefly {
		at := strings.LastIndexByte(cut, ' ')
		if at < 0 {
			break
		}
		cut = cut[:at]
	}
	return cut + " …"
}
