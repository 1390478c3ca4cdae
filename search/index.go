// Package search finds paragraphs of the library: in English and the Indian languages, in any script and romanized.
//
// bleve keeps the words and their postings; the words are made by analyzers of our own, one for each language, and the
// order of the answers is BM25F computed over bleve's postings. What is asked is never written anywhere.
package search

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Index answers questions. It is safe for concurrent use until Close.
type Index struct {
	source    source
	engine    *engine
	columns   columns
	names     names
	languages []string // names.Languages
	spoken    *spoken
	scratches scratches

	// Made when they are first asked for: an index must open at once.
	thesaurus func() (*thesaurus, error)
	terms     func() (offers, error)

	beside *beside // set where another index stands for this one, or will
	live   *live   // set where others take the place of one another

	mu       sync.Mutex
	lexicons map[string]*lexicon
}

// New indexes passages in memory. It holds on to them: they must not be changed.
func New(passages []Passage) (*Index, error) { return newInMemory(newCollection(passages)) }

func newInMemory(s source) (*Index, error) {
	e, err := buildMemory(s)
	if err != nil {
		return nil, fmt.Errorf("search: building the index: %w", err)
	}
	return newIndex(e, s), nil
}

func newIndex(e *engine, s source) *Index {
	x := &Index{
		source: s, engine: e, lexicons: map[string]*lexicon{}, names: e.names, languages: e.names.Languages, spoken: newSpoken(e),
		columns: columns{e.tables[tableOrder], e.tables[tablePageOf], e.tables[tablePages], e.tables[tableDocuments]},
	}
	x.thesaurus = sync.OnceValues(func() (*thesaurus, error) { return newThesaurus(x.lexicon) })
	x.terms = sync.OnceValues(x.newTerms)
	return x
}

// lexicon returns the one of a language; of English for what is no language that we know, because a reader may ask with
// any tag.
func (x *Index) lexicon(lang string) *lexicon {
	if _, known := written[primary(lang)]; !known && !slices.Contains(x.languages, lang) {
		lang = "en"
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.lexicons[lang]
	if l == nil {
		l = newLexicon(newAnalyzer(lang), mostRemembered, false)
		if len(x.lexicons) < mostLexicons {
			x.lexicons[lang] = l
		}
	}
	return l
}

func (x *Index) analyzer(lang string) *analyzer { return x.lexicon(lang).analyzer }

const (
	mostLexicons   = 100   // a tag may have any subtags
	mostRemembered = 8_000 // pieces of text a language: some 1.4 MB
)

// rarity is the inverse document frequency of a strand; 0 where nothing has it.
func (e *engine) rarity(ctx context.Context, s strand) (float64, error) {
	i, err := e.impact(ctx, s)
	if err != nil || i.df == 0 {
		return 0, err
	}
	return idf(i.of, i.df), nil
}

// Ranked is a document found, with its score.
type Ranked struct {
	Document string
	Score    float64
}

// Rank returns the n documents that fit the words best, best first: what [Index.Search] shows, without the showing.
func (x *Index) Rank(ctx context.Context, words, lang string, n int) ([]Ranked, error) {
	x, done, err := x.standing()
	if err != nil {
		return nil, err
	}
	defer done()
	q, err := x.plan(ctx, words, lang, mostRanked)
	if err != nil {
		return nil, err
	}
	_, found, err := x.documents(ctx, q, lang, x.filter(Query{}), n)
	if err != nil {
		return nil, err
	}
	out := make([]Ranked, 0, min(n, len(found)))
	for _, s := range found[:min(n, len(found))] {
		out = append(out, Ranked{x.documentName(s.document), s.score})
	}
	return out, nil
}

// Close frees the index, after it was built if it is being built. No question may be under way.
func (x *Index) Close() error {
	if x.live != nil {
		return x.live.close()
	}
	if x.beside != nil {
		return x.beside.close()
	}
	return x.engine.close()
}
