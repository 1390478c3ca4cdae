// Package search finds paragraphs of the library: in English and the Indian languages, in any script and romanized.
//
// bleve keeps the words and their postings; the words are made by analyzers of our own, one for each language, and the
// order of the answers is BM25F computed over bleve's postings. What is asked is never written anywhere.
package search

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Index answers questions. It is safe for concurrent use until Close.
type Index struct {
	passages  []Passage
	engine    *engine
	languages []string
	spoken    *spoken
	scratches scratches

	columns   columns
	written   map[string]map[string]bool // document → languages
	summaries map[string]int             // document and language → its passage without a paragraph

	vocabularies map[string]*vocabulary // by language

	mu        sync.Mutex
	analyzers map[string]*analyzer
}

// New indexes passages in memory.
func New(passages []Passage) (*Index, error) {
	e, err := buildMemory(passages)
	if err != nil {
		return nil, fmt.Errorf("search: building the index: %w", err)
	}
	return newIndex(e, passages), nil
}

func newIndex(e *engine, passages []Passage) *Index {
	x := &Index{
		passages: passages, engine: e, analyzers: map[string]*analyzer{},
		written:   map[string]map[string]bool{},
		summaries: map[string]int{}, vocabularies: map[string]*vocabulary{},
	}
	languages := map[string]bool{}
	for i, p := range passages {
		if x.written[p.Document] == nil {
			x.written[p.Document] = map[string]bool{}
		}
		x.written[p.Document][p.Lang] = true
		languages[p.Lang] = true
		if p.Paragraph == "" {
			x.summaries[p.Document+"\x00"+p.Lang] = i
		}
	}
	x.languages = slices.Sorted(maps.Keys(languages))
	x.columns = newColumns(passages, x.languages)
	for _, l := range x.languages {
		x.vocabularies[l] = &vocabulary{}
	}
	x.spoken = newSpoken(e)
	return x
}

// analyzer returns the one of a language; of English for what is no language that we know, because a reader may ask
// with any tag.
func (x *Index) analyzer(lang string) *analyzer {
	if _, known := written[primary(lang)]; !known && !slices.Contains(x.languages, lang) {
		lang = "en"
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	a := x.analyzers[lang]
	if a == nil {
		a = newAnalyzer(lang)
		if len(x.analyzers) < mostAnalyzers {
			x.analyzers[lang] = a
		}
	}
	return a
}

// mostAnalyzers bounds those that are kept: a tag may have any subtags.
const mostAnalyzers = 100

// rarity is the inverse document frequency of a term in one language: of the field that has it most often. It is 0
// where none has it.
func (e *engine) rarity(term string, fields ...string) (float64, error) {
	passages, df := 0, uint64(0)
	for _, f := range fields {
		stat, ok := e.fields[f]
		if !ok || term == "" {
			continue
		}
		r, err := e.reader.TermFieldReader(context.Background(), []byte(term), f, false, false, false)
		if err != nil {
			return 0, err
		}
		df, passages = max(df, r.Count()), max(passages, stat.Passages)
		if err := r.Close(); err != nil {
			return 0, err
		}
	}
	if df == 0 {
		return 0, nil
	}
	return idf(passages, df), nil
}

// Ranked is a document found, with its score.
type Ranked struct {
	Document string
	Score    float64
}

// Rank returns the n documents that fit the words best, best first: what [Index.Search] shows, without the showing.
func (x *Index) Rank(ctx context.Context, words, lang string, n int) ([]Ranked, error) {
	q, err := x.plan(ctx, words, lang)
	if err != nil {
		return nil, err
	}
	_, found, err := x.documents(ctx, q, lang, "", n)
	if err != nil {
		return nil, err
	}
	out := make([]Ranked, 0, min(n, len(found)))
	for _, s := range found[:min(n, len(found))] {
		out = append(out, Ranked{x.passages[s.passage].Document, s.score})
	}
	return out, nil
}

// Close frees the index. No question may be under way.
func (x *Index) Close() error { return x.engine.close() }
