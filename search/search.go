package search

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of a question.
const (
	// MaxWords is in characters; what is longer is cut. Source: the portal's contract, "Limits".
	MaxWords = 200
	// PageSize is the number of hits on a page where none is asked for.
	PageSize = 10
	// MaxSize bounds the hits of one page.
	MaxSize = 50
	maxPage = 1000
)

// Query is a question.
type Query struct {
	Words string
	Lang  string // the reader's language, "" for English
	Kind  string // only documents of this kind, "" for all
	Year  int    // only documents of this year, 0 for all
	State string // only documents about this State, by its two letters, "" for all
	In    string // only texts in this language, "" for all
	Page  int    // from 1; 0 is the first
	Size  int    // hits a page; 0 is PageSize
}

// Result is the answer, in the shape of the JSON interface.
type Result struct {
	Query      string `json:"query"`
	Lang       string `json:"lang"`
	Total      int    `json:"total"`   // documents found, of the kind, year, State and language asked for
	TookUS     int64  `json:"took_us"` // microseconds
	Suggestion string `json:"suggestion"`
	Hits       []Hit  `json:"hits"` // never nil
	Facets     Facets `json:"facets"`
}

// Facets count the documents found: those of each kind whatever kind was asked for, and so on.
type Facets struct {
	Kind  map[string]int `json:"kind"`
	Year  map[string]int `json:"year"`
	State map[string]int `json:"state"` // by its two letters
	Lang  map[string]int `json:"lang"`  // in which anything was found; a document may count in several
}

// Hit is a document with its best paragraph.
type Hit struct {
	Kind      string  `json:"kind"`
	Slug      string  `json:"slug"`
	Lang      string  `json:"lang"`      // of the text that was found
	Paragraph string  `json:"paragraph"` // its id; "" where the summary fits best
	Title     string  `json:"title"`
	URL       string  `json:"url"`
	Snippet   string  `json:"snippet"` // HTML: text with <mark> and nothing else
	Score     float64 `json:"score"`

	Number string   `json:"number"` // of the document, as printed; "" without one
	Date   string   `json:"date"`   // as much of it as is printed: "2024-03-04", "2024"; "" without one
	Also   []string `json:"also"`   // other languages that the document is written in; never nil
}

// coverage rewards documents that have more of the words asked for: the score is multiplied by
// 1 - coverage + coverage × the share of the words found.
const coverage = 0.3

// aboutness is the same for what the whole document has of the question: see [asked.about].
const aboutness = 0.4

// Search answers a question. Any words will do: there are no operators. The error is the context's or the index's,
// never the question's.
func (x *Index) Search(ctx context.Context, q Query) (*Result, error) {
	began := time.Now()
	x, done, err := x.standing()
	if err != nil {
		return nil, err
	}
	defer done()
	defer x.engine.rest()
	words := cutWords(q.Words)
	lang := q.Lang
	if lang == "" {
		lang = "en"
	}
	result := &Result{Query: words, Lang: lang, Hits: []Hit{}}
	asked, err := x.plan(ctx, words, lang, mostWords)
	if err != nil {
		return nil, err
	}
	from, to := placesOn(q.Page, q.Size)
	facets, found, err := x.documents(ctx, asked, lang, x.filter(q), to)
	if err != nil {
		return nil, err
	}
	result.Facets, result.Total = facets, len(found)
	for _, f := range found[min(from, len(found)):min(to, len(found))] {
		result.Hits = append(result.Hits, x.hit(f, asked, lang))
	}
	if len(asked.missing) > 0 {
		if result.Suggestion, err = x.suggest(words, asked); err != nil {
			return nil, err
		}
	}
	result.TookUS = time.Since(began).Microseconds()
	return result, nil
}

// cutWords makes a question of anything: UTF-8, one line, at most MaxWords characters.
func cutWords(s string) string {
	if len(s) > 8*MaxWords {
		s = s[:8*MaxWords] // before anything that takes time
	}
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	if utf8.RuneCountInString(s) > MaxWords {
		s = strings.TrimSpace(string([]rune(s)[:MaxWords]))
	}
	return s
}

// placesOn returns which of the documents found stand on a page.
func placesOn(number, size int) (from, to int) {
	if size <= 0 {
		size = PageSize
	}
	size = min(size, MaxSize)
	from = (min(max(number, 1), maxPage) - 1) * size
	return from, from + size
}

// passage asks for the text of a passage, by its internal number.
func (x *Index) passage(id uint32) passage {
	p, _ := x.columns.page(id)
	return x.numbered(p, x.columns.order.at(int(id)))
}

// numbered asks for a passage of a page by its number.
func (x *Index) numbered(p page, number uint32) passage {
	return x.source.passage(int(number), x.documentName(p.document), x.languages[p.lang], int(number-p.first))
}

// documentName is not part of the index's tables.
func (x *Index) documentName(document uint32) string {
	return strings.Clone(x.engine.documents.at(int(document)))
}

func (x *Index) hit(s scored, q asked, lang string) Hit {
	page, _ := x.columns.page(s.id)
	p := x.numbered(page, x.columns.order.at(int(s.id)))
	snippet, shows := x.snippet(p, q)
	if !shows && page.summary > 0 {
		// Found by its title or number: then the document is meant, not one of its paragraphs.
		p = x.numbered(page, page.first+uint32(page.summary)-1)
		snippet, _ = x.snippet(p, q)
	}
	written := x.columns.facts(s.document).languages
	also, own := []string{}, false
	for n, l := range x.languages {
		if written>>n&1 == 0 {
			continue
		}
		own = own || l == lang
		if l != p.Lang {
			also = append(also, l)
		}
	}
	address := p.Lang
	if p.Lang == "en" && !own {
		address = lang // the reader's own pages show the English text where theirs is missing
	}
	url := "/" + address + "/library/" + p.Kind + "/" + p.Slug
	if p.Paragraph != "" {
		url += "#" + p.Paragraph
	}
	return Hit{
		Kind: p.Kind, Slug: p.Slug, Lang: p.Lang, Paragraph: p.Paragraph, Title: p.Title, URL: url,
		Snippet: snippet, Score: s.score, Number: p.Number, Date: p.Date, Also: also,
	}
}
