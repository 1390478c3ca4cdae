package public

import (
	"regexp"
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
}

type cardStep struct {
	Number, Text string
	Who, Within  said
	By           string // legal sources, short
}

// card is an SOP on one side of paper. Where its steps are too long they are
// shortened, all alike; only what does not fit then is left out, and named.
func (s *Site) card(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), sp.Lang())
	if !ok || len(d.Steps()) == 0 {
		return web.ErrMissing
	}
	page := cardPage{Document: d, KindName: kindName(d.Kind), At: at(d), Dir: s.Bundle.Speaker(d.Lang).Dir(), Notes: s.standingNotes(sp, d)}
	page.Address = strings.TrimPrefix(strings.TrimPrefix(s.OriginFor(c), "https://"), "http://") + s.path(c, at(d))
	room := roomFor(d.Lang)
	left := room.lines*quarters - room.of(d.Title) - len(page.Notes)*quarters
	for _, short := range shortenings {
		if page.Steps, page.Left = s.cardSteps(d, short, room, left); len(page.Left) == 0 {
			break
		}
	}
	return s.Draw(c, "public/card", fiber.StatusOK, sp.T("library.card_of", "Title", d.Title), page, web.MaxAge(minutes5), web.NoIndex())
}

// shortening is how much of a step a card shows: about how many characters of
// its words, and whether its legal sources.
type shortening struct {
	words int
	by    bool
}

// shortenings, from the one that is wished for to the shortest. House rule:
// the section of the law is worth more to an officer than a second sentence,
// and less than the step's first.
var shortenings = []shortening{{150, true}, {135, true}, {120, true}, {105, true}, {90, true}, {75, true}, {60, true}, {60, false}, {45, false}}

// cardSteps gives the steps for which there is room, and the numbers of the
// others.
func (s *Site) cardSteps(d *content.Document, short shortening, room room, left int) (steps []cardStep, out []string) {
	for _, x := range d.Steps() {
		p, _ := d.Paragraph(x.Paragraph)
		step := cardStep{Number: x.Number, Text: brief(x.Text, short.words), Who: s.said(d, p.Who, p.WhoLang), Within: s.said(d, p.Within, p.WithinLang)}
		if short.by {
			step.By = s.shortSources(d, p)
		}
		need := room.of(strings.Join([]string{step.Number, step.Text, step.Who.Text, step.Within.Text, step.By}, " · "))
		// A step that is left out ends the card: nobody may take what follows
		// for the next thing to do.
		if need > left || len(out) > 0 {
			out = append(out, x.Number)
			continue
		}
		left -= need
		steps = append(steps, step)
	}
	return steps, out
}

// inBrackets is the short name that a law's title gives: "… Sanhita, 2023 (BNSS)".
var inBrackets = regexp.MustCompile(`^[^:(]*[0-9]{4} \(([^()]{2,12})\)`)

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
			name, between := source.Cite, ", "
			if g := inBrackets.FindStringSubmatch(source.Title); g != nil {
				name, between = g[1], " "
			} else if name == "" {
				name, _, _ = strings.Cut(source.Title, ":")
			}
			words = strings.TrimRight(name+between+content.Reference(by.Anchor), ", ")
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
