package public

import (
	"slices"
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

// mostChanges is how many changes one page lists, the latest; how many there are
// is said. House rule: after that a later day is the better question.
const mostChanges = 200

type changesPage struct {
	Since, When string // the day, and in words
	Count       int
	Changes     []changeLine
	More        bool // there are more than are listed
	Kinds       []feedLine
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
	Checked    string // all that happened is that it was compared with its source

	on string // day of the latest of it
}

type editLine struct{ When, What string }

type changedParagraph struct {
	Href, Words string
	What        string // message id
}

// changes lists what has changed in the library since a day: what the feeds say
// to machines, with what was changed in each text. Who names no day gets the
// last half-year, or, where that was quiet, the day of the newest change.
func (s *Site) changes(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	listed := s.changedDocuments("", sp.Lang())
	page := changesPage{Since: c.Query("since"), Kinds: s.feeds(sp)}
	opts := []web.Option{web.MaxAge(minutes5)}
	if page.Since == "" {
		page.Since = ist(s.now()).AddDate(0, 0, -lately).Format(time.DateOnly)
		if len(listed) > 0 {
			page.Since = min(page.Since, listed[0].On)
		}
	} else {
		opts = append(opts, web.NoIndex()) // there is one for each day
	}
	day, err := time.Parse(time.DateOnly, page.Since)
	if err != nil {
		return web.ErrMissing
	}
	page.When = sp.Date(day)
	page.Changes = s.changesSince(sp, page.Since, listed)
	page.Count = len(page.Changes)
	if page.Count > mostChanges {
		page.Changes, page.More = page.Changes[:mostChanges], true
	}
	return s.Draw(c, "public/changes", fiber.StatusOK, sp.T("pack.changes"), page, opts...)
}

// toChanges leads from the address that the list of new documents had before it
// became one with that of changes.
func (s *Site) toChanges(c *fiber.Ctx) error {
	return c.Redirect(s.path(c, "library/changes"), fiber.StatusMovedPermanently)
}

// changesSince lists what happened to documents, and those of which only a new
// comparison with the source has a day, latest first.
func (s *Site) changesSince(sp i18n.Speaker, since string, listed []changedDocument) []changeLine {
	var out []changeLine
	seen := make(map[string]bool)
	for _, x := range s.Library.ChangedSince(sp.Lang(), since, s.today()) {
		seen[at(x.Document)] = true
		out = append(out, s.changeLine(sp, x))
	}
	for _, d := range listed {
		if d.On < since || seen[at(d.Document)] {
			continue
		}
		l := s.changeLine(sp, content.Change{Document: d.Document, When: d.On})
		l.When, l.Checked = "", sp.T("document.checked", "Date", s.dayWords(sp, d.On))
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b changeLine) int { return strings.Compare(b.on, a.on) })
	return out
}

func (s *Site) changeLine(sp i18n.Speaker, x content.Change) changeLine {
	d := x.Document
	l := changeLine{At: s.placedDocument(sp, d), KindName: kindName(d.Kind), When: s.dayWords(sp, x.When), New: x.New, on: x.When}
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
