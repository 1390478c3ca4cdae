package search

import (
	"context"
	"slices"
)

// Nearest offers other questions where one found nothing: for each of its words, the library's own words that resemble it.
func (x *Index) Nearest(ctx context.Context, words, lang string, most int) ([]string, error) {
	x, done, err := x.standing()
	if err != nil {
		return nil, err
	}
	defer done()
	words = cutWords(words)
	out := []string{}
	for i, w := range x.lexicon(lang).piece(words) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if i == mostGuessed || len(out) >= most {
			break
		}
		if w.stop {
			continue
		}
		for _, n := range x.resembling(w.word, mostMisspelt) {
			written, err := x.asWritten(n)
			if err != nil {
				return nil, err
			}
			if len(out) < most && !slices.Contains(out, written) {
				out = append(out, written)
			}
		}
	}
	return out, nil
}
