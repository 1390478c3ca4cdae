package evaluate

import (
	"cmp"
	"math"
	"slices"
)

// ndcg is the discounted cumulative gain of the first ten over the best possible one, with the grades as gains.
// Source: Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, 2002, as trec_eval's ndcg_cut_10.
func ndcg(ranked []string, grades map[string]int) float64 {
	var got, ideal float64
	for i, id := range ranked[:min(cutoff, len(ranked))] {
		got += float64(grades[id]) / math.Log2(float64(i+2))
	}
	best := make([]int, 0, len(grades))
	for _, g := range grades {
		best = append(best, g)
	}
	slices.SortFunc(best, func(a, b int) int { return cmp.Compare(b, a) })
	for i, g := range best[:min(cutoff, len(best))] {
		ideal += float64(g) / math.Log2(float64(i+2))
	}
	return got / ideal
}

// recall is the share of the relevant documents that are among the first ten.
func recall(ranked []string, grades map[string]int) float64 {
	found := 0
	for _, id := range ranked[:min(cutoff, len(ranked))] {
		if grades[id] > 0 {
			found++
		}
	}
	return float64(found) / float64(len(grades))
}

// reciprocalRank is one over the rank of the first relevant document, 0 if it is not among the first ten.
func reciprocalRank(ranked []string, grades map[string]int) float64 {
	for i, id := range ranked[:min(cutoff, len(ranked))] {
		if grades[id] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}
