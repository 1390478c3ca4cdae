package evaluate

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"mukti/search"
)

// Group is what was measured over the questions whose ids begin alike: "hi" of "hi-07".
type Group struct {
	Name         string
	Questions    int
	NDCG, Recall float64
	Lost         []string // ids of questions without an answer among the first ten
}

// Groups asks dir/queries.tsv of an index and judges the answers by dir/qrels.txt, by group and in order of their names.
// Only documents that were judged count as answers.
func Groups(ctx context.Context, x *search.Index, dir string, judgedDocument func(document string) bool) ([]Group, error) {
	questions, err := readQuestions(filepath.Join(dir, "queries.tsv"))
	judged, also := readJudgements(filepath.Join(dir, "qrels.txt"))
	if err := errors.Join(err, also); err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	groups := map[string]*Group{}
	for _, q := range questions {
		relevant := judged[q.id]
		if len(relevant) == 0 {
			return nil, fmt.Errorf("evaluate: question %s has no answer", q.id)
		}
		ranked, err := x.Rank(ctx, q.words, x.LanguageOf(q.words), depth)
		if err != nil {
			return nil, fmt.Errorf("evaluate: %w", err)
		}
		var ids []string
		for _, r := range ranked {
			if judgedDocument(r.Document) {
				ids = append(ids, r.Document)
			}
		}
		name, _, _ := strings.Cut(q.id, "-")
		g := groups[name]
		if g == nil {
			g = &Group{Name: name}
			groups[name] = g
		}
		g.Questions++
		g.NDCG += ndcg(ids, relevant)
		r := recall(ids, relevant)
		g.Recall += r
		if r == 0 {
			g.Lost = append(g.Lost, q.id)
		}
	}
	var out []Group
	for _, g := range groups {
		g.NDCG /= float64(g.Questions)
		g.Recall /= float64(g.Questions)
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
