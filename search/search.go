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
	from, to := page(q.Page, q.Size)
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

// page returns which of the documents found stand on a page.
func page(number, size int) (from, to int) {
	if size <= 0 {
		size = PageSize
	}
	size = min(size, MaxSize)
	from = (min(max(number, 1), maxPage) - 1) * size
	return from, from + size
}

// also names the other languages that a passage's document is written in.
func (x *Index) also(p Passage) []string {
	out := []string{}
	for _, l := range x.languages {
		if l != p.Lang && x.written[p.Document][l] {
			out = append(out, l)
		}
	}
	return out
}

func (x *Index) hit(s scored, q asked, lang string) Hit {
	p := x.passages[s.passage]
	snippet, shows := x.snippet(p, q)
	if !shows {
		// Found by its title or number: then the document is meant, not one of its paragraphs.
		if first, ok := x.summaries[p.Document+"\x00"+p.Lang]; ok {
			p = x.passages[first]
			snippet, _ = x.snippet(p, q)
		}
	}
	address := p.Lang
	if p.Lang == "en" && !x.written[p.Document][lang] {
		address = lang // the reader's own pages show the English text where theirs is missing
	}
	url := "/" + address + "/library/" + p.Kind + "/" + p.Slug
	if p.Paragraph != "" {
		url += "#" + p.Paragraph
	}
	return Hit{
		Kind: p.Kind, Slug: p.Slug, Lang: p.Lang, Paragraph: p.Paragraph, Title: p.Title, URL: url,
		Snippet: snippet, Score: s.score, Number: p.Number, Date: p.Date, Also: x.also(p),
	}
}
