package public

import (
	"cmp"
	"errors"
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
	"mukti/search"
)

// MaxQuery is the length of a query in characters; what is longer is cut.
// Source: CONTRACT, "Limits".
const MaxQuery = 200

// hitsAPage is how many hits a page of the search shows.
const hitsAPage = 10

type searchPage struct {
	Words, Suggestion string
	Hidden            []chosen // what was chosen, for the form
	Away              string   // message id: why nothing is searched; "" where it is
	Total, First      int
	Hits              []hit
	Facets            []facet
	Offers            []string // for the box, while one types
	Nearest           []choice // where nothing was found
	Previous, Next    string   // addresses, "" for none
}

// chosen is a choice that the form keeps.
type chosen struct{ Name, Value string }

// facet is one way to narrow what was found.
type facet struct {
	Name    string // message id
	Choices []choice
	All     string // address without this choice, "" where nothing is chosen
	AllName string // message id
}

type choice struct {
	Name, URL, Lang string // Lang only where the name is in another language
	Count           int
	Chosen          bool
}

type hit struct {
	Title, URL, Lang, LanguageName string
	KindName                       string // message id
	Reference                      string // of the best paragraph, "2(vi)"
	Number, When                   string
	Own                            string // address of the document in the reader's language, where the hit is in another
	Snippet                        template.HTML
}

// asking is a search as its address says it.
type asking struct {
	words, kind, state, in string
	year, page             int
}

// address is where a search is shown.
func (a asking) address(lang string) string {
	v := url.Values{"q": {a.words}}
	set := func(name, value string) {
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	set("kind", a.kind)
	set("state", a.state)
	set("in", a.in)
	set("year", strconv.Itoa(a.year))
	if a.page > 1 {
		set("page", strconv.Itoa(a.page))
	}
	return "/" + lang + "/search?" + v.Encode()
}

// asked reads a search. A choice that does not exist is no choice.
func (s *Site) asked(c *fiber.Ctx) asking {
	a := asking{words: query(c), kind: c.Query("kind"), state: c.Query("state"), in: c.Query("in"), page: pageNumber(c)}
	if !s.hasKind(a.kind) {
		a.kind = ""
	}
	if _, ok := s.Gazetteer.State(a.state); !ok {
		a.state = ""
	}
	if !s.Speaks(a.in) {
		a.in = ""
	}
	a.year = yearNumber(c.Query("year"))
	return a
}

func (a asking) query(lang string) search.Query {
	return search.Query{Words: a.words, Lang: lang, Kind: a.kind, State: a.state, In: a.in, Year: a.year, Page: a.page, Size: hitsAPage}
}

// searchBuilding is why the search answers nothing for the first seconds.
const searchBuilding = "search.building"

// searchAway gives the message of why the search answers nothing: its index is
// being built, or could not be; "" where err is another fault.
func (s *Site) searchAway(err error) string {
	if errors.Is(err, search.ErrBuilding) {
		return searchBuilding
	}
	if _, fault := s.Index.Ready(); fault != nil {
		return "search.away"
	}
	return ""
}

// search shows what was found. The words stand in the address because a
// search is a reading, and are never logged.
func (s *Site) search(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	a := s.asked(c)
	page := searchPage{Words: a.words, First: (a.page-1)*hitsAPage + 1}
	var err error
	if page.Offers, err = s.Index.Suggest(c.UserContext(), a.words, sp.Lang(), search.MostSuggestions); err != nil {
		if page.Away = s.searchAway(err); page.Away == "" {
			return err
		}
		status := fiber.StatusOK
		if page.Away != searchBuilding {
			status = fiber.StatusServiceUnavailable
		}
		return s.Draw(c, "public/search", status, sp.T("search.title"), page, web.NoStore())
	}
	if a.words == "" {
		return s.Draw(c, "public/search", fiber.StatusOK, sp.T("search.title"), page, web.MaxAge(minutes5))
	}
	found, err := s.Index.Search(c.UserContext(), a.query(sp.Lang()))
	if err != nil {
		return err
	}
	page.Total, page.Suggestion = found.Total, found.Suggestion
	for _, h := range found.Hits {
		page.Hits = append(page.Hits, s.hit(sp, h))
	}
	page.Facets = s.facets(sp, a, found.Facets)
	for _, one := range []chosen{{"kind", a.kind}, {"state", a.state}, {"in", a.in}, {"year", yearText(a.year)}} {
		if one.Value != "" {
			page.Hidden = append(page.Hidden, one)
		}
	}
	if len(found.Hits) == 0 {
		near, err := s.Index.Nearest(c.UserContext(), a.words, sp.Lang(), search.MostSuggestions)
		if err != nil {
			return err
		}
		for _, words := range near {
			page.Nearest = append(page.Nearest, choice{Name: words, URL: asking{words: words}.address(sp.Lang())})
		}
	}
	if before := a; a.page > 1 {
		before.page--
		page.Previous = before.address(sp.Lang())
	}
	if after := a; a.page*hitsAPage < found.Total {
		after.page++
		page.Next = after.address(sp.Lang())
	}
	return s.Draw(c, "public/search", fiber.StatusOK, sp.T("search.title"), page, web.NoStore()) // what was looked for is in no cache and no title
}

func (s *Site) hit(sp i18n.Speaker, h search.Hit) hit {
	out := hit{
		Title: h.Title, URL: h.URL, Lang: h.Lang, LanguageName: s.Bundle.Speaker(h.Lang).Name(),
		KindName: kindName(h.Kind), Reference: content.Reference(h.Paragraph), Number: h.Number,
		Snippet: template.HTML(h.Snippet), // search escapes all but its marks
	}
	if d, ok := s.Library.Document(h.Kind, h.Slug, h.Lang); ok && !d.Date.IsZero() {
		out.When = printed(sp, d)
	}
	if h.Lang != sp.Lang() && slices.Contains(h.Also, sp.Lang()) {
		out.Own = "/" + sp.Lang() + "/library/" + h.Kind + "/" + h.Slug
		if h.Paragraph != "" {
			out.Own += "#" + h.Paragraph // a translation has the same paragraphs
		}
	}
	return out
}

// facets are shown where there is something to choose, or something is chosen.
func (s *Site) facets(sp i18n.Speaker, a asking, found search.Facets) (facets []facet) {
	lang := sp.Lang()
	a.page = 0
	add := func(name, chosen string, values []string, counts map[string]int, called func(string) (text, lang string), with func(asking, string) asking) {
		f := facet{Name: name, AllName: "search.all"}
		if name == "search.by_kind" {
			f.AllName = "search.all_kinds"
		}
		if chosen != "" {
			f.All = with(a, "").address(lang)
		}
		for _, v := range values {
			if counts[v] > 0 || v == chosen {
				text, in := called(v)
				f.Choices = append(f.Choices, choice{Name: text, Lang: in, URL: with(a, v).address(lang), Count: counts[v], Chosen: v == chosen})
			}
		}
		// One State is a choice, because most documents are about none.
		if len(f.Choices) > 1 || chosen != "" || name == "search.by_state" && len(f.Choices) > 0 {
			facets = append(facets, f)
		}
	}
	add("search.by_kind", a.kind, s.Library.Kinds(), found.Kind,
		func(v string) (string, string) { return sp.T(kindName(v)), "" },
		func(a asking, v string) asking { a.kind = v; return a })
	years := slices.SortedFunc(maps.Keys(found.Year), func(a, b string) int { return cmp.Compare(b, a) })
	add("search.by_year", yearText(a.year), years, found.Year,
		func(v string) (string, string) { return v, "" },
		func(a asking, v string) asking { a.year = yearNumber(v); return a })
	add("search.by_state", a.state, slices.Sorted(maps.Keys(found.State)), found.State,
		func(v string) (string, string) {
			state, _ := s.Gazetteer.State(v)
			return s.stateName(sp, state.Code), ""
		},
		func(a asking, v string) asking { a.state = v; return a })
	add("search.by_language", a.in, slices.Sorted(maps.Keys(found.Lang)), found.Lang,
		func(v string) (string, string) { return s.Bundle.Speaker(v).Name(), v },
		func(a asking, v string) asking { a.in = v; return a })
	return facets
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

// yearNumber is 0 for what is no year.
func yearNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n > 1800 && n < 3000 {
		return n
	}
	return 0
}

func yearText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
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
