package public

import (
	"slices"
	"strings"
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

// card is an SOP on one side of paper. Its steps are shortened so that all find
// room; only what does not fit even so is left out, and named.
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
	page.Steps, page.Left = s.cardSteps(d, room, left)
	return page, nil
}

// lengths are how many characters of a step's words a card shows, at least and
// then as long as there is room: the sections of the law come in before what is
// longer than sections. House rule: to an officer they are worth more than a
// third sentence, and less than the first.
const (
	shortest = 45
	sections = 75
)

var lengths = []int{60, sections, 95, 120, 150}

// cardSteps gives the steps for which there is room, and the numbers of the
// others. It begins with the shortest form of every step and lengthens step
// after step as long as all of them stay on the card.
func (s *Site) cardSteps(d *content.Document, room room, left int) (steps []cardStep, out []string) {
	all := d.Steps()
	need := func(x cardStep) int {
		return room.of(strings.Join([]string{x.Number, x.Text, x.Who.Text, x.Within.Text, x.By}, " · "))
	}
	for _, x := range all {
		p, _ := d.Paragraph(x.Paragraph)
		step := cardStep{Number: x.Number, Text: brief(x.Text, shortest), Who: s.said(d, p.Who, p.WhoLang), Within: s.said(d, p.Within, p.WithinLang)}
		// A step that is left out ends the card: nobody may take what follows
		// for the next thing to do.
		if need(step) > left || len(out) > 0 {
			out = append(out, x.Number)
			continue
		}
		left -= need(step)
		steps = append(steps, step)
	}
	lengthen := func(i int, longer cardStep) {
		if more := need(longer) - need(steps[i]); more <= left {
			left -= more
			steps[i] = longer
		}
	}
	for _, n := range lengths {
		for i := range steps {
			longer := steps[i]
			longer.Text = brief(all[i].Text, n)
			lengthen(i, longer)
		}
		for i := range steps {
			if p, _ := d.Paragraph(all[i].Paragraph); n == sections {
				longer := steps[i]
				longer.By = s.shortSources(d, p)
				lengthen(i, longer)
			}
		}
	}
	return steps, out
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
// fifth for phones' and offices' other fonts.
type room struct{ lines, width int }

func roomFor(lang string) room {
	base, _, _ := strings.Cut(lang, "-")
	switch {
	case lang == content.English:
		return room{31, 74}
	case slices.Contains([]string{"ur", "ks", "sd"}, base):
		return room{20, 100}
	}
	return room{26, 84}
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

// brief gives the first sentences of a step, as far as they have no more than
// most characters; a longer one is cut and ends with "…".
func brief(text string, most int) string {
	text = strings.ReplaceAll(text, "\n", " ")
	end, count := 0, 0
	for i, c := range text {
		count++
		if count > most {
			break
		}
		after := i + utf8.RuneLen(c)
		if strings.ContainsRune(".।۔?!", c) && (after == len(text) || text[after] == ' ') {
			end = after
		}
	}
	if count <= most {
		return text
	}
	if end > 0 {
		return text[:end]
	}
	cut := text
	for utf8.RuneCountInString(cut) > most {
		at := strings.LastIndexByte(cut, ' ')
		if at < 0 {
			break
		}
		cut = cut[:at]
	}
	return cut + " …"
}
