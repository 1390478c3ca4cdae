package search

import (
	"embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"mukti/i18n/fold"
)

//go:embed data/synonyms/*.toml
var synonymFiles embed.FS

// phrase is one way to say something.
type phrase struct {
	lang    string
	text    string
	concept int      // phrases of one concept mean the same
	stems   []string // of its words that say something, and of the others
	content []string // only of those that say something
	keys    []string // their sounds, where the phrase is not in Latin letters
}

// section is a provision of a code, and the one that it replaced or was replaced by.
type section struct{ code, number, otherCode, otherNumber string }

// thesaurus knows what means the same.
type thesaurus struct {
	concepts [][]phrase
	byStem   map[string][]phrase // language and first stem
	byFrame  map[string][]phrase // skeleton of the first sound
	codes    map[string]int      // id of a code → its concept
	sections []section
	codeOf   map[int]string
	costs    map[script]*costs // of the differences between sounds
}

// names of Latin and Devanagari letters are told apart in the list of places.
func languageOfName(name string) string {
	if scriptOf(name) == latin {
		return "en"
	}
	return "hi"
}

// newThesaurus reads the reviewed lists. Their faults are faults of the program: a test reads them all.
func newThesaurus(lexicon func(lang string) *lexicon) (*thesaurus, error) {
	t := &thesaurus{byStem: map[string][]phrase{}, byFrame: map[string][]phrase{}, codes: map[string]int{}, codeOf: map[int]string{}, costs: map[script]*costs{}}
	var concepts struct{ Concept []map[string]any }
	var places struct {
		Place []struct{ Names []string }
	}
	var codes struct {
		Code    []map[string]any
		Section []struct{ Old, New, Source string }
	}
	for name, into := range map[string]any{"concepts": &concepts, "places": &places, "codes": &codes} {
		data, err := synonymFiles.ReadFile("data/synonyms/" + name + ".toml")
		if err != nil {
			return nil, err
		}
		meta, err := toml.Decode(string(data), into)
		if err == nil && len(meta.Undecoded()) > 0 {
			err = fmt.Errorf("unknown keys %v", meta.Undecoded())
		}
		if err != nil {
			return nil, fmt.Errorf("search: %s.toml: %w", name, err)
		}
	}
	var faults []error
	for _, c := range slices.Concat(concepts.Concept, codes.Code) {
		phrases, err := phrasesOf(c)
		faults = append(faults, err)
		id, _ := c["id"].(string)
		n := t.addConcept(lexicon, phrases)
		if slices.ContainsFunc(codes.Code, func(code map[string]any) bool { return code["id"] == id }) {
			t.codes[id], t.codeOf[n] = n, id
		}
	}
	for _, p := range places.Place {
		phrases := map[string][]string{}
		for _, name := range p.Names {
			phrases[languageOfName(name)] = append(phrases[languageOfName(name)], name)
		}
		t.addConcept(lexicon, phrases)
	}
	for _, s := range codes.Section {
		oldCode, old, ok := strings.Cut(s.Old, " ")
		newCode, now, also := strings.Cut(s.New, " ")
		_, first := t.codes[oldCode]
		_, second := t.codes[newCode]
		if !ok || !also || !first || !second || s.Source == "" {
			faults = append(faults, fmt.Errorf("search: codes.toml: section %q, %q", s.Old, s.New))
			continue
		}
		old, now = strings.ToLower(old), strings.ToLower(now)
		t.sections = append(t.sections, section{oldCode, old, newCode, now}, section{newCode, now, oldCode, old})
	}
	return t, errors.Join(faults...)
}

// phrasesOf reads a concept's phrases by language.
func phrasesOf(c map[string]any) (map[string][]string, error) {
	out := map[string][]string{}
	for key, value := range c {
		list, isList := value.([]any)
		switch {
		case key == "id" || key == "source" || key == "review":
			continue
		case !isList:
			return nil, fmt.Errorf("search: concept %v: %s is no list", c["id"], key)
		}
		for _, v := range list {
			text, ok := v.(string)
			if !ok || text == "" {
				return nil, fmt.Errorf("search: concept %v: %s holds %v", c["id"], key, v)
			}
			out[key] = append(out[key], text)
		}
	}
	return out, nil
}

func (t *thesaurus) addConcept(lexicon func(string) *lexicon, phrases map[string][]string) int {
	n := len(t.concepts)
	t.concepts = append(t.concepts, nil)
	for _, lang := range slices.Sorted(maps.Keys(phrases)) {
		l := lexicon(lang)
		for _, text := range phrases[lang] {
			p := phrase{lang: lang, text: text, concept: n}
			l.words(text, func(w *spelled, start, end int) {
				p.stems = append(p.stems, w.stem)
				if !w.stop {
					p.content = append(p.content, w.stem)
				}
				if w.script != latin && w.script != "" {
					p.keys = append(p.keys, soundOf(text, w, start, end))
				}
			})
			if len(p.content) == 0 {
				continue
			}
			t.concepts[n] = append(t.concepts[n], p)
			at := lang + cut + p.stems[0]
			t.byStem[at] = append(t.byStem[at], p)
			if len(p.keys) == len(p.stems) {
				s := scriptOfLanguage(lang)
				if t.costs[s] == nil {
					t.costs[s] = costsOf(s)
				}
				at := frameClass(s) + frame(s, p.keys[0])
				t.byFrame[at] = append(t.byFrame[at], p)
			}
		}
	}
	// Maps have no order: the same question is answered the same way each time.
	slices.SortFunc(t.concepts[n], func(a, b phrase) int {
		return strings.Compare(a.lang+cut+strings.Join(a.stems, " "), b.lang+cut+strings.Join(b.stems, " "))
	})
	return n
}

// meant is a phrase found in a question: words from to to (not included) of it.
type meant struct {
	phrase
	from, to int
}

// heardWords is how long a phrase must be, in letters of its sounds, to be recognised by sound alone.
const heardWords = 5

// find gives the phrases of a question, the longest at each place.
func (t *thesaurus) find(words []fold.Word, raw []string, lexicon func(string) *lexicon) (out []meant) {
	stems := make([]map[string]string, len(words)) // by language
	stem := func(lang string, i int) string {
		s, ok := stems[i][lang]
		if !ok {
			s = lexicon(lang).term(words[i]).stem
			if stems[i] == nil {
				stems[i] = map[string]string{}
			}
			stems[i][lang] = s
		}
		return s
	}
	for i := 0; i < len(words); {
		var best *meant
		s := scriptOf(words[i].Text)
		for _, lang := range namedLanguages(s) {
			for _, p := range t.byStem[lang+cut+stem(lang, i)] {
				if i+len(p.stems) > len(words) || best != nil && best.to-best.from >= len(p.stems) {
					continue
				}
				fits := true
				for n := 1; n < len(p.stems) && fits; n++ {
					fits = stem(lang, i+n) == p.stems[n]
				}
				if fits {
					best = &meant{p, i, i + len(p.stems)}
				}
			}
		}
		if best == nil && s == latin {
			best = t.hear(words, raw, i)
		}
		if best == nil {
			i++
			continue
		}
		out = append(out, *best)
		i = best.to
	}
	return out
}

// namedLanguages are those of a script that concepts are named in.
func namedLanguages(s script) []string {
	switch s {
	case latin, "":
		return []string{"en"}
	case devanagari:
		return []string{"hi", "mr", "ne"}
	case bengali:
		return []string{"bn", "as"}
	}
	return []string{usual[s]}
}

// hear recognises a phrase of another script in Latin letters.
func (t *thesaurus) hear(words []fold.Word, raw []string, i int) (best *meant) {
	key := fold.Key(raw[i])
	for _, s := range []script{devanagari, tamil} { // one of those whose skeletons are strict, one of the loose
		for _, p := range t.byFrame[frameClass(s)+frame(s, key)] {
			if i+len(p.keys) > len(words) || best != nil && best.to-best.from >= len(p.keys) {
				continue
			}
			if letters, fits := p.heard(t.costs, words[i:], raw[i:]); fits && letters >= heardWords {
				best = &meant{p, i, i + len(p.keys)}
			}
		}
	}
	return best
}

// heard tells whether words in Latin letters sound like the phrase, and how many letters they have.
func (p phrase) heard(of map[script]*costs, words []fold.Word, raw []string) (letters int, fits bool) {
	s := scriptOfLanguage(p.lang)
	costs := of[s]
	for n, want := range p.keys {
		if scriptOf(words[n].Text) != latin {
			return 0, false
		}
		got := fold.Key(raw[n])
		letters += len(got)
		if most := min(farthest(want), 1); frame(s, got) != frame(s, want) || costs.distance(got, want, most) > most {
			return 0, false
		}
	}
	return letters, true
}

// frameClass keeps skeletons apart that were made by other rules.
func frameClass(s script) string {
	if s == tamil || s == malayalam {
		return "loose "
	}
	return "strict "
}
