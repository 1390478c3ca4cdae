package public

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

// lately is from how many days ago changes are shown to who names no day.
// House rule.
const lately = 180

type changesPage struct {
	Since, When string // the day, and in words
	Changes     []changeLine
}

type changeLine struct {
	At         placeLink
	KindName   string // message id
	When       string
	New        bool
	Edits      []editLine
	EditLang   string // "" where it is the reader's
	Superseded *placeLink
	Ended      string
	Paragraphs []changedParagraph
	Difference string // address; "" without
}

type editLine struct{ When, What string }

type changedParagraph struct {
	Href, Words string
	What        string // message id
}

// changes lists what has changed in the library since a day.
func (s *Site) changes(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := changesPage{Since: c.Query("since", ist(s.now()).AddDate(0, 0, -lately).Format(time.DateOnly))}
	day, err := time.Parse(time.DateOnly, page.Since)
	if err != nil {
		return web.ErrMissing
	}
	page.When = sp.Date(day)
	for _, x := range s.Library.ChangedSince(sp.Lang(), page.Since, s.today()) {
		page.Changes = append(page.Changes, s.changeLine(sp, x))
	}
	return s.Draw(c, "public/changes", fiber.StatusOK, sp.T("pack.changes"), page, web.MaxAge(minutes5), web.NoIndex())
}

func (s *Site) changeLine(sp i18n.Speaker, x content.Change) changeLine {
	d := x.Document
	l := changeLine{At: s.placedDocument(sp, d), KindName: kindName(d.Kind), When: s.dayWords(sp, x.When), New: x.New}
	if lang := d.ChangedLang; lang != "" && lang != sp.Lang() {
		l.EditLang = lang
	} else if d.Lang != sp.Lang() {
		l.EditLang = d.Lang
	}
	for _, e := range x.Edits {
		l.Edits = append(l.Edits, editLine{s.dayWords(sp, e.On), e.What})
	}
	if kind, slug, ok := strings.Cut(x.SupersededBy, "/"); ok {
		by := s.placed(sp, content.Pointer{Kind: kind, Slug: slug})
		l.Superseded = &by
	}
	if x.Ended != "" {
		l.Ended = s.dayWords(sp, x.Ended)
	}
	if x.Before != nil {
		l.Difference = "/" + sp.Lang() + "/" + at(d) + "/diff?from=" + x.Before.Version + "&to=" + today
	}
	for _, p := range x.Paragraphs {
		row := rowOf(p)
		one := changedParagraph{What: row.What, Words: row.New}
		if row.NewID != "" {
			one.Href = "/" + sp.Lang() + "/" + at(d) + "#" + row.NewID
		}
		if one.Words == "" {
			one.Words = row.Old
		}
		if one.Words != "" { // a block without a number has nothing to be named by
			l.Paragraphs = append(l.Paragraphs, one)
		}
	}
	return l
}
