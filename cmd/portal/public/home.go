package public

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

type homePage struct {
	Latest []listed
	Linked linked
}

// listed is a document in a list.
type listed struct {
	*content.Document
	When  string
	Facts []said // number, date, issuer: what there is of them
}

// latest is how many documents the home page shows.
const latest = 3

func (s *Site) home(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	var docs []*content.Document
	for _, kind := range s.Library.Kinds() {
		if kind == kindHelp {
			continue
		}
		for _, d := range s.Library.Documents(kind, sp.Lang()) {
			if !d.Date.IsZero() {
				docs = append(docs, d)
			}
		}
	}
	slices.SortStableFunc(docs, func(a, b *content.Document) int { return b.Date.Compare(a.Date) })
	page := homePage{Linked: s.linkedHome(c)}
	for _, d := range docs[:min(latest, len(docs))] {
		page.Latest = append(page.Latest, list(sp, d))
	}
	return s.Draw(c, "public/home", fiber.StatusOK, sp.T("home.title"), page, web.MaxAge(minutes5))
}

// minutes5 is how long a page of reading matter may be kept, in seconds.
const minutes5 = 300

func list(sp i18n.Speaker, d *content.Document) listed {
	l := listed{Document: d, When: printed(sp, d)}
	for _, f := range documentFacts(sp, d) {
		if f.Name == "document.number" || f.Name == "document.date" || f.Name == "document.issuer" {
			l.Facts = append(l.Facts, said{Text: f.Value, Lang: f.Lang})
		}
	}
	return l
}

// printed shows as much of the date as the document prints.
func printed(sp i18n.Speaker, d *content.Document) string {
	switch {
	case d.Date.IsZero():
		return d.DateNote
	case d.DatePrecision == content.Month:
		return sp.Month(d.Date)
	case d.DatePrecision == content.Year:
		return d.Date.Format("2006")
	}
	return sp.Date(d.Date)
}
