package public

import (
	"html/template"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/search"
)

// MaxQuery is the length of a query in characters; what is longer is cut.
// Source: CONTRACT, "Limits".
const MaxQuery = 200

// hitsAPage is how many hits a page of the search shows.
const hitsAPage = 10

type searchPage struct {
	Words, Kind, Suggestion string
	Total, First            int
	Hits                    []hit
	Facets                  []kindLine
	Previous, Next          int // numbers of pages, 0 for none
}

type hit struct {
	Title, URL, Lang, LanguageName string
	KindName                       string // message id
	Reference                      string // of the best paragraph, "2(vi)"
	Snippet                        template.HTML
}

// search shows what was found. The words stand in the address because a
// search is a reading, and are never logged.
func (s *Site) search(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := searchPage{Words: query(c), Kind: c.Query("kind"), First: 1}
	if !s.hasKind(page.Kind) {
		page.Kind = ""
	}
	if page.Words == "" {
		return s.Draw(c, "public/search", fiber.StatusOK, sp.T("search.title"), page, web.MaxAge(minutes5))
	}
	n := pageNumber(c)
	found, err := s.Index.Search(c.UserContext(), search.Query{
		Words: page.Words, Lang: sp.Lang(), Kind: page.Kind, Page: n, Size: hitsAPage,
	})
	if err != nil {
		return err
	}
	page.Total, page.Suggestion, page.First = found.Total, found.Suggestion, (n-1)*hitsAPage+1
	for _, h := range found.Hits {
		page.Hits = append(page.Hits, hit{
			Title: h.Title, URL: h.URL, Lang: h.Lang, LanguageName: s.Bundle.Speaker(h.Lang).Name(),
			KindName: kindName(h.Kind), Reference: content.Reference(h.Paragraph),
			Snippet: template.HTML(h.Snippet), // search escapes all but its marks
		})
	}
	for _, kind := range s.Library.Kinds() {
		if n := found.Facets.Kind[kind]; n > 0 {
			page.Facets = append(page.Facets, kindLine{Kind: kind, Name: kindName(kind), Count: n})
		}
	}
	if n > 1 {
		page.Previous = n - 1
	}
	if n*hitsAPage < found.Total {
		page.Next = n + 1
	}
	return s.Draw(c, "public/search", fiber.StatusOK, sp.T("search.title"), page, web.NoStore()) // what was looked for is in no cache and no title
}

// query is the words of a search within the limit.
func query(c *fiber.Ctx) string { return firstRunes(web.Trim(c.Query("q")), MaxQuery) }

// maxPage bounds how deep a search may be paged.
const maxPage = 1000

func pageNumber(c *fiber.Ctx) int {
	n, err := strconv.Atoi(c.Query("page"))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, maxPage)
}

func firstRunes(s string, limit int) string {
	for i := range s {
		if limit == 0 {
			return s[:i]
		}
		limit--
	}
	return s
}
