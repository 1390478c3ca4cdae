package search

import (
	"context"
	"slices"
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
	Page  int    // from 1; 0 is the first
	Size  int    // hits a page; 0 is PageSize
}

// Result is the answer, in the shape of the JSON interface.
type Result struct {
	Query      string `json:"query"`
	Lang       string `json:"lang"`
	Total      int    `json:"total"`   // documents found, of the kind asked for
	TookUS     int64  `json:"took_us"` // microseconds
	Suggestion string `json:"suggestion"`
	Hits       []Hit  `json:"hits"` // never nil
	Facets     Facets `json:"facets"`
}

// Facets count the documents found, of all kinds.
type Facets struct {
	Kind map[string]int `json:"kind"`
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
}

// How much a text counts that is not in the reader's language.
const (
	englishFactor = 0.85 // every reader is offered English where his language is missing
	foreignFactor = 0.7
)

// coverage rewards documents that have more of the words asked for: the score is multiplied by
// 1 - coverage + coverage × the share of the words found.
const coverage = 0.3

// Search answers a question. Any words will do: there are no operators. The error is the context's or the index's,
// never the question's.
func (x *Index) Search(ctx context.Context, q Query) (*Result, error) {
	began := time.Now()
	words := cutWords(q.Words)
	lang := q.Lang
	if lang == "" {
		lang = "en"
	}
	result := &Result{Query: words, Lang: lang, Hits: []Hit{}, Facets: Facets{Kind: map[string]int{}}}
	asked, err := x.plan(ctx, words, lang)
	if err != nil {
		return nil, err
	}
	found, err := x.documents(ctx, asked, lang)
	if err != nil {
		return nil, err
	}
	kept := found[:0]
	for _, f := range found {
		kind := x.passages[f.passage].Kind
		result.Facets.Kind[kind]++
		if q.Kind == "" || q.Kind == kind {
			kept = append(kept, f)
		}
	}
	result.Total = len(kept)
	for _, f := range page(kept, q.Page, q.Size) {
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

// documents returns the best passage of every document found, best first.
func (x *Index) documents(ctx context.Context, q asked, lang string) ([]scored, error) {
	v := x.scratches.get(len(x.engine.order))
	defer x.scratches.put(v)
	if err := x.engine.score(ctx, v, q.concepts); err != nil {
		return nil, err
	}
	if len(v.touched) == 0 {
		return nil, nil
	}
	if err := x.engine.score(ctx, v, q.pairs); err != nil {
		return nil, err
	}
	best, paragraph := make([]scored, x.documentCount), make([]scored, x.documentCount)
	for i, id := range v.touched {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		n := x.engine.order[id]
		p := &x.passages[n]
		s := scored{n, float64(v.scores[id]) * x.weigh(p, lang) * covered(v.covered[id], len(q.concepts))}
		d := x.documentOf[n]
		best[d] = better(best[d], s)
		if p.Paragraph != "" {
			paragraph[d] = better(paragraph[d], s)
		}
	}
	for d, p := range paragraph {
		// A summary says again what a paragraph says: the paragraph is the better place to send a reader.
		if b := best[d]; p.score > summaryYields*b.score && x.passages[p.passage].Lang == x.passages[b.passage].Lang {
			best[d].passage = p.passage
		}
	}
	best = slices.DeleteFunc(best, func(s scored) bool { return s.score <= 0 })
	slices.SortFunc(best, byScore)
	return best, nil
}

// summaryYields is the share of a summary's score at which a paragraph is shown in its place.
const summaryYields = 0.5

func better(a, b scored) scored {
	if b.score > a.score || b.score == a.score && b.score > 0 && b.passage < a.passage {
		return b
	}
	return a
}

func (x *Index) weigh(p *Passage, lang string) float64 {
	w := 1.0
	if p.Prior > 0 {
		w = p.Prior
	}
	switch p.Lang {
	case lang:
		return w
	case "en":
		return w * englishFactor
	}
	return w * foreignFactor
}

func page(all []scored, number, size int) []scored {
	if size <= 0 {
		size = PageSize
	}
	size = min(size, MaxSize)
	from := (min(max(number, 1), maxPage) - 1) * size
	if from >= len(all) {
		return nil
	}
	return all[from:min(from+size, len(all))]
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
		Snippet: snippet, Score: s.score,
	}
}
