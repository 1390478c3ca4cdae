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
	for _, x := range d.Steps() {
		p, _ := d.Paragraph(x.Paragraph)
		step := cardStep{Number: x.Number, Text: brief(x.Text), Who: s.said(d, p.Who, p.WhoLang), Within: s.said(d, p.Within, p.WithinLang)}
		need := room.of(strings.Join([]string{step.Number, step.Text, x.Who, x.Within}, " · "))
		// A step that is left out ends the card: nobody may take what follows
		// for the next thing to do.
		if need > left || len(page.Left) > 0 {
			page.Left = append(page.Left, x.Number)
			continue
		}
		left -= need
		page.Steps = append(page.Steps, step)
	}
	return page, nil
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

// briefly is about how many characters of a step a card holds.
const briefly = 150

// brief gives the first sentences of a step, as far as they are short; a
// longer one is cut and ends with "…".
func brief(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	end, count := 0, 0
	for i, c := range text {
		count++
		if count > briefly {
			break
		}
		after := i + utf8.RuneLen(c)
		if strings.ContainsRune(".।۔?!", c) && (after == len(text) || text[after] == ' ') {
			end = after
		}
	}
	if count <= briefly {
		return text
	}
	if end > 0 {
		return text[:end]
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
