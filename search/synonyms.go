package search

import (
	"context"
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// Weights of what means the same. A passage that has the question's own words comes first.
const (
	synonymBoost  = 0.8
	sectionBoost  = 0.6 // the same provision under its other number
	mostSynonyms  = 24  // phrases that stand for one concept of a question
	mostConcepts  = 4   // concepts of a question that are looked for by other names
	otherMeaning  = 0.4 // a phrase of the reader's language, taken as words of another
	rarestSynonym = 4.0 // what a synonym may count for where nobody has the question's own word
)

// addSynonyms looks for what the question says by its other names. place tells which of the question's words each word
// of the text is; -1 for those that are not looked for.
func (x *Index) addSynonyms(ctx context.Context, q *asked, words []fold.Word, raw []string, place []int, lang string) error {
	t, err := x.thesaurus()
	if err != nil {
		return err
	}
	found := t.find(words, raw, x.lexicon)
	for n, m := range found {
		if n == mostConcepts {
			break
		}
		if err := x.otherNames(ctx, q, t, m, place, lang); err != nil {
			return err
		}
	}
	return x.otherNumbers(ctx, q, t, found, words, place, lang)
}

// otherNames adds a concept's other phrases to the question's words that name it.
func (x *Index) otherNames(ctx context.Context, q *asked, t *thesaurus, m meant, place []int, lang string) error {
	own := wordsAt(place, m.from, m.to)
	if len(own) == 0 {
		return nil
	}
	if m.lang == lang {
		q.inTheirLanguage(own, lang)
	}
	added := 0
	for _, p := range t.concepts[m.concept] {
		if !slices.Contains(x.languages, p.lang) || p.lang == m.lang && slices.Equal(p.content, m.content) || added == mostSynonyms {
			continue
		}
		s, ok := phraseStrand(p.lang, p.content)
		if !ok {
			continue
		}
		s.boost = synonymBoost / float64(len(own)) * languageWeight(p.lang, lang)
		has, err := q.stands(ctx, x, s, own)
		if err != nil {
			return err
		}
		if has {
			added++
			for _, stem := range p.content {
				q.mark(stem, own[0])
			}
		}
	}
	return nil
}

// inTheirLanguage lets words that are a phrase of the reader's language count less in another language of the script:
// Marathi "मूल" is a child, the Hindi word an original.
func (q *asked) inTheirLanguage(words []int, lang string) {
	for _, w := range words {
		c := &q.concepts[w]
		for _, strands := range [][]strand{c.ways, c.also} {
			for n, s := range strands {
				if len(s.lists) > 0 && strings.HasPrefix(s.lists[0].field, fieldKey) {
					continue // by sound, of another script
				}
				if len(s.lists) > 0 && s.lists[0].field[len(fieldStem):] != lang {
					strands[n].boost *= otherMeaning
				}
			}
		}
	}
}

func languageWeight(l, reader string) float64 {
	if l == reader {
		return 1
	}
	return otherLanguage
}

// stands lets a strand stand for words of the question: it counts no more than they do.
func (q *asked) stands(ctx context.Context, x *Index, s strand, own []int) (bool, error) {
	rarity, err := x.engine.rarity(ctx, s)
	if err != nil || rarity == 0 {
		return false, err
	}
	for _, i := range own {
		s.rarity = min(rarity, rarestSynonym)
		if r := q.rarity[i]; r > 0 {
			s.rarity = min(rarity, r*float64(len(own)))
		}
		q.concepts[i].ways = append(q.concepts[i].ways, s)
	}
	q.named = append(q.named, own...)
	return true, nil
}

// mark lets a stem be shown as one of the question's words.
func (q *asked) mark(stem string, i int) {
	if _, ok := q.stems[stem]; !ok {
		q.stems[stem] = i
	}
}

// wordsAt names the question's words of a stretch of its text.
func wordsAt(place []int, from, to int) (own []int) {
	for _, i := range place[from:to] {
		if i >= 0 && !slices.Contains(own, i) {
			own = append(own, i)
		}
	}
	return own
}

// stemLists are the lists in which a stem is looked for.
func stemLists(l, stem string) []list {
	return []list{
		{fieldStem + l, stem, 1, bText}, {fieldTitle + l, stem, titleWeight, bTitle},
		{fieldLabel + l, stem, labelWeight, bTitle}, {fieldLead + l, stem, leadWeight, bTitle},
	}
}

// phraseStrand finds a phrase: all its words, each beside the next.
func phraseStrand(l string, stems []string) (strand, bool) {
	switch len(stems) {
	case 0:
		return strand{}, false
	case 1:
		return strand{lists: stemLists(l, stems[0])}, true
	}
	var s strand
	for i, stem := range stems {
		s.all = append(s.all, strand{lists: stemLists(l, stem)})
		if i > 0 {
			s.all = append(s.all, strand{lists: []list{{fieldPair + l, stems[i-1] + " " + stem, 1, bPair}}})
		}
	}
	return s, true
}

// otherNumbers adds to the number of a section the one that it has in the code before or after.
func (x *Index) otherNumbers(ctx context.Context, q *asked, t *thesaurus, found []meant, words []fold.Word, place []int, lang string) error {
	named := map[string][]int{} // code → the question's words that name it
	for _, m := range found {
		if code := t.codeOf[m.concept]; code != "" {
			named[code] = append(named[code], wordsAt(place, m.from, m.to)...)
		}
	}
	if len(named) == 0 && !saysSection(words) {
		return nil
	}
	for i, w := range words {
		if place[i] < 0 || !strings.ContainsAny(w.Text, "0123456789") {
			continue
		}
		for _, s := range t.sections {
			// Whoever says only "section 370" means the code that everybody knows by its numbers.
			own, ok := named[s.code]
			if s.number != w.Text || !ok && (len(named) > 0 || s.code != "IPC" && s.code != "CrPC") {
				continue
			}
			for _, l := range x.languages {
				both := strand{boost: sectionBoost / float64(1+len(own)) * languageWeight(l, lang), all: []strand{
					{lists: stemLists(l, s.otherNumber)}, {lists: t.codeLists(s.otherCode, l)},
				}}
				has, err := q.stands(ctx, x, both, append([]int{place[i]}, own...))
				if err != nil {
					return err
				}
				if has {
					q.mark(s.otherNumber, place[i])
				}
			}
		}
	}
	return nil
}

// codeLists are the lists of a code's names: of its abbreviations, and of the last two words of its full name.
func (t *thesaurus) codeLists(code, l string) (lists []list) {
	for _, p := range t.concepts[t.codes[code]] {
		switch n := len(p.content); {
		case p.lang != l:
		case n == 1:
			lists = append(lists, stemLists(l, p.content[0])...)
		default:
			lists = append(lists, list{fieldPair + l, p.content[n-2] + " " + p.content[n-1], 1, bPair})
		}
	}
	return lists
}

// saysSection tells whether a question speaks of a section of a law.
func saysSection(words []fold.Word) bool {
	for _, w := range words {
		switch w.Text {
		case "section", "sec", "dhara", "dafa", fold.Text("धारा"), fold.Text("दफ़ा"), fold.Text("ধারা"), fold.Text("કલમ"), fold.Text("कलम"),
			fold.Text("பிரிவு"), fold.Text("సెక్షన్"), fold.Text("ಸೆಕ್ಷನ್"), fold.Text("വകുപ്പ്"), fold.Text("دفعہ"), fold.Text("ਧਾਰਾ"), fold.Text("ଧାରା"):
			return true
		}
	}
	return false
}
