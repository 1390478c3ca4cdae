// Package evaluate measures the search on a judged collection: a folder with docs.jsonl, queries.tsv and qrels.txt.
package evaluate

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mukti/search"
)

const (
	cutoff = 10  // the measures look at the first ten
	depth  = 100 // documents a question in the run file
)

// Report is what was measured. Questions without a relevant document do not count.
type Report struct {
	Documents, Questions int
	NDCG, Recall, MRR    float64       // at 10; gains as judged, discounted by log2 of the rank + 1
	Build                time.Duration // of the index
	Answer               time.Duration // of one question, on average
}

func (r Report) String() string {
	return fmt.Sprintf("documents %d\nquestions %d\nnDCG@10   %.4f\nR@10      %.4f\nMRR@10    %.4f\nindexed in %s, a question in %s",
		r.Documents, r.Questions, r.NDCG, r.Recall, r.MRR, r.Build.Round(time.Millisecond), r.Answer.Round(time.Microsecond))
}

// Run indexes dir/docs.jsonl, asks dir/queries.tsv and judges the answers by dir/qrels.txt. run, if it is not nil, gets
// the ranking as a TREC run, up to 100 documents a question. Every fault of the three files is reported at once.
func Run(ctx context.Context, dir string, run io.Writer) (Report, error) {
	var faults []error
	docs, fingerprint, err := readDocuments(filepath.Join(dir, "docs.jsonl"))
	faults = append(faults, err)
	questions, err := readQuestions(filepath.Join(dir, "queries.tsv"))
	faults = append(faults, err)
	judged, err := readJudgements(filepath.Join(dir, "qrels.txt"))
	faults = append(faults, err)
	if err := errors.Join(faults...); err != nil {
		return Report{}, fmt.Errorf("evaluate: %w", err)
	}
	place, err := os.MkdirTemp("", "mukti-evaluate-")
	if err != nil {
		return Report{}, fmt.Errorf("evaluate: %w", err)
	}
	defer os.RemoveAll(place)
	began := time.Now()
	x, err := search.OpenPassages(docs, fingerprint, place)
	if err != nil {
		return Report{}, fmt.Errorf("evaluate: %w", err)
	}
	report := Report{Documents: len(docs), Build: time.Since(began)}
	err = report.ask(ctx, x, questions, judged, run)
	if err := errors.Join(err, x.Close()); err != nil {
		return Report{}, fmt.Errorf("evaluate: %w", err)
	}
	return report, nil
}

func (r *Report) ask(ctx context.Context, x *search.Index, questions []question, judged judgements, run io.Writer) error {
	out := bufio.NewWriter(io.Discard)
	if run != nil {
		out = bufio.NewWriter(run)
	}
	for _, q := range questions {
		began := time.Now()
		ranked, err := x.Rank(ctx, q.words, x.LanguageOf(q.words), depth)
		if err != nil {
			return err
		}
		took := time.Since(began)
		ids := make([]string, len(ranked))
		for i, d := range ranked {
			ids[i] = d.Document
			fmt.Fprintf(out, "%s Q0 %s %d %.6f mukti\n", q.id, d.Document, i+1, d.Score)
		}
		relevant := judged[q.id]
		if len(relevant) == 0 {
			continue
		}
		r.Questions++
		r.Answer += took
		r.NDCG += ndcg(ids, relevant)
		r.Recall += recall(ids, relevant)
		r.MRR += reciprocalRank(ids, relevant)
	}
	if n := r.Questions; n > 0 {
		r.Answer /= time.Duration(n)
		r.NDCG /= float64(n)
		r.Recall /= float64(n)
		r.MRR /= float64(n)
	}
	return out.Flush()
}

// fingerprint tells one collection from another; the index is thrown away afterwards.
func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
