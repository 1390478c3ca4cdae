package evaluate

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMeasures(t *testing.T) {
	log := math.Log2
	for _, c := range []struct {
		what              string
		ranked            string
		grades            map[string]int
		ndcg, recall, mrr float64
	}{
		{"best first", "a b c", map[string]int{"a": 1}, 1, 1, 1},
		{"second", "b a c", map[string]int{"a": 1}, 1 / log(3), 1, 0.5},
		{"grades in the wrong order", "a b", map[string]int{"a": 1, "b": 3}, (1 + 3/log(3)) / (3 + 1/log(3)), 1, 1},
		{"half of them", "a x y", map[string]int{"a": 1, "b": 1}, 1 / (1 + 1/log(3)), 0.5, 1},
		{"eleventh", "1 2 3 4 5 6 7 8 9 10 a", map[string]int{"a": 1}, 0, 0, 0},
		{"nothing found", "", map[string]int{"a": 1}, 0, 0, 0},
	} {
		ids := strings.Fields(c.ranked)
		for name, got := range map[string][2]float64{
			"nDCG": {ndcg(ids, c.grades), c.ndcg}, "recall": {recall(ids, c.grades), c.recall}, "MRR": {reciprocalRank(ids, c.grades), c.mrr},
		} {
			if math.Abs(got[0]-got[1]) > 1e-12 {
				t.Errorf("%s: %s %v, want %v", c.what, name, got[0], got[1])
			}
		}
	}
}

func TestRun(t *testing.T) {
	dir := write(t, map[string]string{
		"docs.jsonl": `{"id":"d1","title":"","text":"The inspector visits hostels."}
{"id":2,"title":"रेल","text":"रेलवे पुलिस ने बच्चों को बचाया।"}
{"id":"d3","text":"Nothing of the kind."}
`,
		"queries.tsv": "q1\tinspector of hostels\nq2\trelve pulis\nq3\tunjudged\n",
		"qrels.txt":   "q1 0 d1 1\nq2 0 2 1\nq2 0 d3 0\n",
	})
	var run strings.Builder
	r, err := Run(context.Background(), dir, &run)
	if err != nil {
		t.Fatal(err)
	}
	if r.Documents != 3 || r.Questions != 2 || r.NDCG != 1 || r.Recall != 1 || r.MRR != 1 {
		t.Errorf("%+v", r)
	}
	if !strings.HasPrefix(run.String(), "q1 Q0 d1 1 ") || !strings.Contains(run.String(), "\nq2 Q0 2 1 ") {
		t.Errorf("run file:\n%s", run.String())
	}
	for _, want := range []string{"nDCG@10   1.0000", "R@10      1.0000", "MRR@10    1.0000"} {
		if !strings.Contains(r.String(), want) {
			t.Errorf("report lacks %q:\n%s", want, r)
		}
	}
}

func TestFaultsOfACollection(t *testing.T) {
	dir := write(t, map[string]string{
		"docs.jsonl":  "{\"id\":\"a\",\"text\":\"x\"}\n{broken\n{\"id\":\"a\"}\n{\"text\":\"no id\"}\n",
		"queries.tsv": "no tab\n",
		"qrels.txt":   "q 0 a\nq 0 a one\n",
	})
	_, err := Run(context.Background(), dir, nil)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"docs.jsonl:2:", "docs.jsonl:3: id \"a\" comes twice", "docs.jsonl:4:", "queries.tsv:1:", "qrels.txt:1:", "qrels.txt:2:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not reported: %s\n%v", want, err)
		}
	}
	if _, err := Run(context.Background(), t.TempDir(), nil); err == nil {
		t.Error("an empty folder is no collection")
	}
}
