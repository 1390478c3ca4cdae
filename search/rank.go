package search

import (
	"math"
	mathbits "math/bits"
)

// BM25F: k1 bounds what repeating a word adds; b is how much the length of a field counts.
// bleve's own "bm25" takes the root of the frequency, counts idf twice and averages distinct terms, so that the
// textbook's formula is computed here over bleve's postings.
// Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, section 3.6.
const (
	k1     = 1.2
	bText  = 0.75
	bTitle = 0.5
	bStart = 0.75
	bPair  = 0.3
	bKey   = 0.5
)

// Weights of the fields within BM25F, and of the scores that are added to it.
const (
	titleWeight = 2.5 // a word in the title counts as this many in the text
	labelWeight = 1.8
	leadWeight  = 1.0
	wordBoost   = 0.3 // the very form that was asked for
	startBoost  = 0.5
	pairBoost   = 0.4
	wholeBoost  = 0.5 // the question is the title
)

// list is one posting list to read.
type list struct {
	field, term string
	weight, b   float64
}

// strand is a set of lists that count as one word: their frequencies are added before they saturate.
type strand struct {
	boost  float64
	lists  []list
	rarity float64 // inverse document frequency; 0 to compute it from the lists

	// all, instead of lists: the passage must have every one of these; the least counts.
	all []strand
}

// idf is how much a word tells that df of so many passages have. A word may be in more passages than one of its lists
// has, never in more than there are.
func idf(passages int, df uint64) float64 {
	n, d := float64(passages), float64(min(df, uint64(passages)))
	return math.Log(1 + (n-d+0.5)/(d+0.5))
}

// concept is a word of the question with everything that may stand for it. The best strand of `ways` counts (a word
// may be found by its stem or by its sound, not by both); those of `also` are added to it.
//
// needs says which words of the question a passage must have before `also` is added for a pair of them, as bits.
type concept struct {
	ways, also []strand
	needs      uint32
}

// scored is a document's best passage with its score.
type scored struct {
	document uint32
	id       uint32 // internal number of the passage
	score    float64
}

func byScore(a, b scored) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return int(a.document) - int(b.document)
}

// coveredBy is the factor of [coverage] for a passage that has so many of n words.
func coveredBy(has, n int) float32 {
	if n == 0 {
		return 1
	}
	return 1 - coverage + coverage*float32(min(has, n))/float32(min(n, 32))
}

func bitsIn(set uint32) int { return mathbits.OnesCount32(set) }
