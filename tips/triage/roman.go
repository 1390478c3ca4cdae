package triage

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// Many who speak an Indian language type it in Latin letters. Every list in an
// Indic script is therefore also read by sound: "தூக்கி" and "thookki" share a
// key. A derived phrase counts only where the words around it are of its
// language, and never where a chance likeness is enough to meet it.

// enough is how much of a derived phrase must be said, in letters of its key: of
// all its words together, of a word alone, and of the beginning of one. House
// rules: shorter ones sound like words of other languages. Hindi is read in every
// text that mixes it with English; the others only in texts that are surely
// theirs, and there their grammar is read whatever its length.
type enough struct{ phrase, word, stem int }

// Romanized Hindi has a list of its own, and with it the small words of grammar:
// derived ones (करो, कर and कार are one sound) would change what it reads.
func enoughOf(lang, concept string, topic bool) enough {
	switch {
	case lang == "hi" && topic && concept != cQuestion && concept != cSpam && concept != cThanks:
		return enough{1 << 10, 1 << 10, 1 << 10}
	case lang == "hi":
		return enough{7, 5, 6}
	case topic:
		return enough{2, 2, 3}
	}
	return enough{6, 4, 5}
}

// romanize turns the steps of a native phrase into steps by key; ok is whether
// enough of it is left to be told from chance.
func (k *known) romanize(steps []step, min enough) (out []step, ok bool) {
	for _, s := range steps {
		switch {
		case s.word == anyNum || s.word == anyYear || s.gap > 0:
			out = append(out, s)
		case s.word != "":
			keys := k.romanKeys(s.word)
			switch len(keys) {
			case 0:
				return nil, false
			case 1:
				out = append(out, step{word: keys[0]})
			default:
				out = append(out, step{options: [][]step{{{word: keys[0]}}, {{word: keys[1]}}}})
			}
		default:
			options := k.romanizeOptions(s.options)
			if len(options) == 0 {
				return nil, false
			}
			out = append(out, step{options: options})
		}
	}
	words, letters, stem := weakest(out)
	switch {
	case words == 1 && stem:
		return out, letters >= min.stem
	case words == 1:
		return out, letters >= min.word
	}
	return out, words > 1 && letters >= min.phrase
}

// romanizeOptions leaves out those that have no sound. What is enough is asked
// of the phrase as a whole.
func (k *known) romanizeOptions(of [][]step) (options [][]step) {
	options, ok := k.roman[&of[0]]
	if ok {
		return options
	}
	for _, o := range of {
		if len(o) == 0 {
			options = append(options, nil)
		} else if r, _ := k.romanize(o, enough{}); r != nil {
			options = append(options, r)
		}
	}
	k.roman[&of[0]] = options
	return options
}

func (k *known) romanKeys(w string) []string {
	keys, ok := k.sounds[w]
	if !ok {
		keys = romanKeys(w)
		k.sounds[w] = keys
	}
	return keys
}

// romanKeys are the sounds of a folded native word with its star; a nasal at the
// end is written or not ("nahin", "nahi").
func romanKeys(w string) []string {
	stem := strings.TrimRight(w, "*")
	star := w[len(stem):]
	if strings.HasPrefix(stem, "*") || stem == "" {
		return nil // endings are too short to be told by sound
	}
	if stem[0] < utf8.RuneSelf {
		return []string{key(stem) + star}
	}
	k := fold.Key(stem)
	if len(k) < 2 {
		return nil
	}
	keys := []string{k + star}
	last, _ := utf8.DecodeLastRuneInString(stem)
	if nasal := last >= 0x900 && last < 0xD80 && last&0x7F <= 0x02; nasal && star == "" && strings.HasSuffix(k, "n") && len(k) > 2 {
		keys = append(keys, k[:len(k)-1])
	}
	return keys
}

// weakest is the least that must be said to meet the steps: how many words and
// letters, and whether a lone word is only begun.
func weakest(steps []step) (words, letters int, stem bool) {
	for _, s := range steps {
		switch {
		case s.gap > 0:
		case s.word != "":
			words++
			bare := strings.TrimRight(s.word, "*")
			letters += len(bare)
			stem = stem || bare != s.word
		default:
			w, l, st := 1<<10, 1<<10, false
			for _, o := range s.options {
				ow, ol, os := weakest(o)
				w, l, st = min(w, ow), min(l, ol), st || os
			}
			words, letters, stem = words+w, letters+l, stem || st
		}
	}
	return words, letters, stem
}

// heard is, for the Latin words of a text, how many are everyday words of each
// language: English and romanized Hindi as written, all others by sound.
func (r *Rules) heard(ts []token) (by map[string]int, latin int) {
	by = map[string]int{}
	for _, t := range ts {
		if t.num >= 0 || t.place || t.key == "" {
			continue
		}
		if t.text[0] < utf8.RuneSelf {
			latin++
			for _, lang := range r.commonWords[t.text] {
				by[lang]++
			}
		}
		for _, lang := range r.commonKeys[t.key] {
			by[lang]++
		}
	}
	return by, latin
}

// surelyHeard is how many everyday words of a language make a Latin text one of
// that language, where nobody said which it is. House rule.
const surelyHeard = 3

// reads tells which lists are read by sound in this text.
func (r *Rules) reads(ts []token, stated string) map[string]bool {
	by, _ := r.heard(ts)
	base, _, _ := strings.Cut(clean(stated), "-")
	active := map[string]bool{"hi": by["hi-Latn"]+by["hi"] > 0}
	for _, lang := range r.langs {
		n := by[lang]
		switch {
		case lang == "hi", lang == "en", lang == "hi-Latn", n == 0:
		case lang == base:
			active[lang] = true
		default:
			active[lang] = n >= surelyHeard && n > by["en"] && n > by["hi-Latn"]
		}
	}
	return active
}

// sound gives the Indic words of a sentence that also holds Latin ones their
// keys: "room में lock करके" is read by sound, whatever script each word is in.
func (t *reading) sound() {
	latin, indic := map[int]bool{}, map[int]bool{}
	for _, k := range t.tokens {
		switch {
		case k.num >= 0:
		case k.text[0] < utf8.RuneSelf:
			latin[k.sentence] = true
		case native(k.text):
			indic[k.sentence] = true
		}
	}
	for i := range t.tokens {
		if k := &t.tokens[i]; k.key == "" && k.num < 0 && latin[k.sentence] && indic[k.sentence] && native(k.text) {
			k.key = fold.Key(k.text)
		}
	}
}

// chance reports whether a hit is only a likeness in sound of words in an Indic
// script: a phrase in Latin letters meets them in a sentence of two scripts, but
// no word of grammar does (Punjabi "ਨੇ", are, is no "ni"), nor do native words
// alone that the list of their own script has already read by their letters.
func (t *reading) chance(h hit, p phrase) bool {
	if !p.byKey {
		return false
	}
	some, all := false, true
	for _, k := range t.tokens[h.start:h.end] {
		is := native(k.text)
		some, all = some || is, all && is
	}
	if c := t.rules.concepts[p.concept]; some && c != nil && c.Topic {
		return true
	}
	base, _, _ := strings.Cut(p.lang, "-")
	return some && all && sharesScript(t.tokens[h.start].text, base)
}

// sharesScript reports whether a native word is in the script of a language.
func sharesScript(word, lang string) bool {
	for _, s := range scripts {
		if slices.Contains(s.langs, lang) && s.name != "Latn" {
			return strings.IndexFunc(word, func(r rune) bool { return unicode.Is(s.table, r) }) >= 0
		}
	}
	return false
}

// native reports whether words are in a script whose words have a key: the Indic
// ones. Perso-Arabic leaves short vowels out.
func native(words string) bool {
	return strings.IndexFunc(words, func(r rune) bool { return r >= 0x900 && r < 0xD80 }) >= 0
}

// common notes an everyday word of a language.
func (r *Rules) common(p phrase) {
	if len(p.steps) != 1 || p.steps[0].word == "" {
		return
	}
	w := p.steps[0].word
	if w[0] < utf8.RuneSelf {
		r.commonWords[w] = append(r.commonWords[w], p.lang)
	} else if native(w) {
		if k := fold.Key(w); len(k) > 2 {
			r.commonKeys[k] = append(r.commonKeys[k], p.lang)
		}
	}
}
