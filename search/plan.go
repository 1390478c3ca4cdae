package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// Weights of the ways to find a word.
const (
	otherLanguage = 0.8  // the word in another language of the same script
	bySound       = 0.9  // the word in another script, where its own script does not have it
	bySoundToo    = 0.35 // the same, where its own script does have it
	soundsRight   = 0.5  // a word that sounds at least this near is taken for the one that was meant
	misspelt      = 0.6  // a word that differs by a letter or two, where nobody has the word itself
	mostMisspelt  = 4    // words that stand for such a one
	mostGuessed   = 8    // words of a question that are taken for misspelt: more are not a slip
)

// asked is a question, taken apart.
type asked struct {
	words    []fold.Word
	raw      []string // as written
	concepts []concept
	pairs    []concept
	rarity   []float64 // of each word: what it counts for; 0 where no text has it
	missing  []int     // words that the languages of their script do not have, nor another script by their sound
	named    []int     // words that stand for something which texts call otherwise

	near map[int][]near // of these, the words that may have been meant

	// For showing why a passage was found: what stands for which concept.
	stems, starts map[string]int
	keys          map[script]map[string]int
}

// before is the word of a question that stands before another.
type before struct {
	stem string
	word int
}

const (
	// mostWords bounds the words of a question that are looked for: 200 characters of single letters would be a hundred.
	mostWords = 32
	// mostRanked is the same for questions that nobody waits for; of longer ones, the rarest words are looked for.
	mostRanked = 64
	mostRead   = 400
)

// plan says where each word of a question is looked for.
func (x *Index) plan(ctx context.Context, words, lang string, most int) (asked, error) {
	q := asked{near: map[int][]near{}, stems: map[string]int{}, starts: map[string]int{}, keys: map[script]map[string]int{}}
	all := fold.Words(words)
	q.take(all, words, x.analyzer(lang))
	if err := x.rarest(ctx, &q, most); err != nil {
		return q, err
	}
	previous, stems := map[string]before{}, map[string][]string{}
	for i, w := range q.words {
		if err := ctx.Err(); err != nil {
			return q, err
		}
		var c concept
		rarity := 0.0
		s := scriptOf(w.Text)
		for _, l := range x.languages {
			la := x.analyzer(l)
			// Latin words and numbers stand in texts of every script; others only in those of their own.
			if s != latin && s != "" && s != la.script {
				continue
			}
			t := la.term(w)
			weight := otherLanguage
			if l == lang {
				weight = 1
			}
			stem, err := x.engine.impact(ctx, strand{lists: stemLists(l, t.stem)})
			if err != nil {
				return q, err
			}
			if stem.df > 0 {
				rarity = max(rarity, idf(stem.of, stem.df))
			}
			c.inLanguage(l, t, weight, stem.df < commonStem)
			q.stems[t.stem] = i
			if start := t.start(); start != "" {
				q.starts[start] = i
			}
			if b := previous[l]; b.stem != "" {
				q.pairs = append(q.pairs, concept{needs: bit(b.word) | bit(i), also: []strand{
					{boost: weight * pairBoost, lists: []list{{fieldPair + l, b.stem + " " + t.stem, 1, bPair}}},
				}})
			}
			previous[l] = before{t.stem, i}
			stems[l] = append(stems[l], t.stem)
		}
		// One rarity for all languages: a number that every passage of the only Hindi letter has is not a common word.
		for n := range c.ways {
			c.ways[n].rarity = rarity
		}
		own := rarity > 0
		found := x.bySound(&q, &c, i, s, own)
		if !own && found < soundsRight {
			x.bySpelling(&q, &c, i)
			q.missing = append(q.missing, i)
		}
		q.concepts, q.rarity = append(q.concepts, c), append(q.rarity, rarity)
	}
	raw, place := make([]string, len(all)), make([]int, len(all))
	for n, w := range all {
		raw[n] = words[w.Start:w.End]
		place[n] = slices.IndexFunc(q.words, func(o fold.Word) bool { return o.Text == w.Text })
	}
	if err := x.addSynonyms(ctx, &q, all, raw, place, lang); err != nil {
		return q, err
	}
	for _, l := range x.languages {
		if title := whole(stems[l]); title != "" && len(stems[l]) == len(q.words) {
			q.pairs = append(q.pairs, concept{also: []strand{{boost: wholeBoost, lists: []list{{fieldWhole + l, title, 1, 0}}}}})
		}
	}
	return q, nil
}

// take reads the words of a question: each once, those that say nothing only if there are no others.
func (q *asked) take(all []fold.Word, words string, a *analyzer) {
	for _, stops := range []bool{false, true} {
		seen := map[string]bool{}
		for _, w := range all {
			if seen[w.Text] || len(q.words) == mostRead || a.term(w).stop != stops {
				continue
			}
			seen[w.Text] = true
			q.words = append(q.words, w)
			q.raw = append(q.raw, words[w.Start:w.End])
		}
		if len(q.words) > 0 {
			return
		}
	}
}

// rarest leaves the first words of a question that is too long; where most is [mostRanked], those that tell most.
func (x *Index) rarest(ctx context.Context, q *asked, most int) error {
	if len(q.words) <= most {
		return nil
	}
	if most == mostRanked {
		rarities := make([]float64, len(q.words))
		order := make([]int, len(q.words))
		for i, w := range q.words {
			order[i] = i
			for _, l := range x.languages {
				r, err := x.engine.rarity(ctx, strand{lists: stemLists(l, x.analyzer(l).term(w).stem)})
				if err != nil {
					return err
				}
				rarities[i] = max(rarities[i], r)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rarities[b], rarities[a]) })
		kept := order[:most]
		slices.Sort(kept)
		for n, i := range kept {
			q.words[n], q.raw[n] = q.words[i], q.raw[i]
		}
	}
	q.words, q.raw = q.words[:most], q.raw[:most]
	return nil
}

// bit marks a word of the question among those that a passage has.
func bit(word int) uint32 { return 1 << min(word, 31) }

// commonStem is in passages: so many have the stem itself that words which only begin alike find nothing better.
const commonStem = 2000

// inLanguage adds the ways to find a term in the texts of one language; alike, with the words that begin like it.
func (c *concept) inLanguage(l string, t term, weight float64, alike bool) {
	c.ways = append(c.ways, strand{boost: weight, lists: stemLists(l, t.stem)})
	c.also = append(c.also, strand{boost: weight * wordBoost, lists: []list{{fieldWord + l, t.word, 1, bText}}})
	if start := t.start(); start != "" && alike {
		c.also = append(c.also, strand{boost: weight * startBoost, lists: []list{{fieldStart + l, start, 1, bStart}}})
	}
}

// bySound adds the ways through other scripts: romanized words find native ones, a script's words those of another.
// It returns how near the nearest is: 1 for the same sound, 0 for none.
func (x *Index) bySound(q *asked, c *concept, i int, s script, own bool) (found float64) {
	if s == "" {
		return 0
	}
	key := fold.Key(q.raw[i])
	weight := bySound
	if own {
		weight = bySoundToo
	}
	for _, name := range x.spoken.names {
		if name == s {
			continue
		}
		for _, h := range x.spoken.scripts[name].like(key) {
			found = max(found, h.weight)
			c.ways = append(c.ways, strand{boost: weight * h.weight, lists: []list{{fieldKey + string(name), h.key, 1, bKey}}})
			if q.keys[name] == nil {
				q.keys[name] = map[string]int{}
			}
			q.keys[name][h.key] = i
		}
	}
	return found
}

// bySpelling adds the words that a misspelt one may be.
func (x *Index) bySpelling(q *asked, c *concept, i int) {
	if len(q.near) == mostGuessed {
		return
	}
	words := x.resembling(q.words[i].Text, mostMisspelt)
	q.near[i] = words
	for _, n := range words {
		c.ways = append(c.ways, strand{boost: misspelt / float64(n.distance), lists: []list{{fieldWord + n.lang, n.word, 1, bText}}})
		q.stems[n.word] = i
	}
}

// sortNear puts the nearest words first, of these the commonest.
func sortNear(words []near) {
	slices.SortFunc(words, func(a, b near) int {
		switch {
		case a.distance != b.distance:
			return a.distance - b.distance
		case a.passages > b.passages:
			return -1
		case a.passages < b.passages:
			return 1
		}
		return strings.Compare(a.word, b.word)
	})
}
