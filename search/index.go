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
	passages  []passage
	engine    *engine
	languages []string
	spoken    *spoken
	scratches scratches

	prepare   sync.Once // of what follows, when the first question comes: an index must open at once
	columns   columns
	written   map[string]map[string]bool // document → languages
	summaries map[string]int             // document and language → its passage without a paragraph

	vocabularies map[string]*vocabulary // by language

	// Read when they are first asked for: an index must open at once.
	thesaurus  func() (*thesaurus, error)
	completing func() (*completion, error)

	beside *beside // set where another index stands for this one, or will
	live   *live   // set where others take the place of one another

	mu       sync.Mutex
	lexicons map[string]*lexicon
}

// New indexes passages in memory.
func New(passages []Passage) (*Index, error) { return newInMemory(oneHead(passages)) }

func newInMemory(passages []passage) (*Index, error) {
	e, err := buildMemory(passages)
	if err != nil {
		return nil, fmt.Errorf("search: building the index: %w", err)
	}
	return newIndex(e, passages), nil
}

func newIndex(e *engine, passages []passage) *Index {
	x := &Index{
		passages: passages, engine: e, lexicons: map[string]*lexicon{},
		written:   map[string]map[string]bool{},
		summaries: map[string]int{}, vocabularies: map[string]*vocabulary{},
	}
	languages, last := map[string]bool{}, ""
	for i := range passages {
		if l := passages[i].Lang; l != last || i == 0 {
			languages[l], last = true, l
		}
	}
	x.languages = slices.Sorted(maps.Keys(languages))
	for _, l := range x.languages {
		x.vocabularies[l] = &vocabulary{}
	}
	x.spoken = newSpoken(e)
	x.thesaurus = sync.OnceValues(func() (*thesaurus, error) { return newThesaurus(x.lexicon) })
	x.completing = sync.OnceValues(x.newCompletion)
	return x
}

// prepared is the index with everything that questions need.
func (x *Index) prepared() *Index {
	x.prepare.Do(func() {
		for i := range x.passages {
			p := &x.passages[i]
			if i > 0 && p.Paragraph != "" && p.Document == x.passages[i-1].Document && p.Lang == x.passages[i-1].Lang {
				continue
			}
			if x.written[p.Document] == nil {
				x.written[p.Document] = map[string]bool{}
			}
			x.written[p.Document][p.Lang] = true
			if p.Paragraph == "" {
				x.summaries[p.Document+"\x00"+p.Lang] = i
			}
		}
		x.columns = newColumns(x.passages, x.engine.order, x.languages)
	})
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
	mostLexicons   = 100    // a tag may have any subtags
	mostRemembered = 40_000 // pieces of text a language: some 6 MB
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
		out = append(out, Ranked{x.passages[s.passage].Document, s.score})
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
