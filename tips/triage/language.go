package triage

import (
	"slices"
	"strings"
	"unicode"
)

// scripts are the writing systems of the portal's languages, with the languages
// that use each; the first is meant where nothing else tells.
var scripts = []struct {
	table *unicode.RangeTable
	name  string
	langs []string
}{
	{unicode.Devanagari, "Deva", []string{"hi", "mr", "ne", "mai", "kok", "sa", "brx", "doi"}},
	{unicode.Bengali, "Beng", []string{"bn", "as", "mni"}},
	{unicode.Gurmukhi, "Guru", []string{"pa"}},
	{unicode.Gujarati, "Gujr", []string{"gu"}},
	{unicode.Oriya, "Orya", []string{"or"}},
	{unicode.Tamil, "Taml", []string{"ta"}},
	{unicode.Telugu, "Telu", []string{"te"}},
	{unicode.Kannada, "Knda", []string{"kn"}},
	{unicode.Malayalam, "Mlym", []string{"ml"}},
	{unicode.Arabic, "Arab", []string{"ur", "ks", "sd"}},
	{unicode.Latin, "Latn", []string{"en", "hi-Latn"}},
	{unicode.Ol_Chiki, "Olck", []string{"sat"}},
	{unicode.Meetei_Mayek, "Mtei", []string{"mni"}},
}

// unreadLetters is how much of a script that no word list covers makes a report
// one to be read first: more than a name or a stray word. House rule.
const unreadLetters = 6

// language returns the stated language where the script allows it, otherwise a
// guess by script and everyday words. It also notes whether the words are in a
// script that no word list covers: then somebody has to read them soon.
func (r *Rules) language(t *reading, stated string) string {
	counts := make([]int, len(scripts))
	other := 0
	for _, c := range t.rep.Account {
		if !unicode.IsLetter(c) {
			continue
		}
		at := -1
		for i, s := range scripts {
			if unicode.Is(s.table, c) {
				at = i
				break
			}
		}
		if at < 0 {
			other++
		} else {
			counts[at]++
		}
	}
	main, most := -1, 0
	for i, n := range counts {
		if n > most {
			main, most = i, n
		}
	}
	for i, n := range counts {
		if !r.covers(scripts[i].langs) {
			other += n
		}
	}
	t.unread = other >= unreadLetters || r.unheard(t, counts)
	if main < 0 {
		return clean(stated)
	}
	s := scripts[main]
	guess, sure := r.guess(t, s.langs)
	if base := clean(stated); base != "" && plausible(base, s.name, s.langs) && !(sure && s.name == "Latn" && base == "en") {
		return base
	}
	return guess
}

// A text of this many Latin words of which less than one in foreignShare is an
// everyday word of English or Hindi is in another language. House rule.
const (
	foreignWords = 3
	foreignShare = 6
	// foreignSentence is how many words such a sentence among others has: three
	// may be somebody's name.
	foreignSentence = 5
)

// foreign reports whether the words are romanized, and neither English nor Hindi.
func (r *Rules) foreign(ts []token, least int) bool {
	by, latin := r.heard(ts)
	return latin >= least && foreignShare*(by["en"]+by["hi-Latn"]) < latin
}

// foreignAmong reports whether one sentence is foreign: "Please act. Thank you."
// behind it does not make it read.
func (r *Rules) foreignAmong(ts []token) bool {
	for start := 0; start < len(ts); {
		end := start + 1
		for end < len(ts) && ts[end].sentence == ts[start].sentence {
			end++
		}
		if r.foreign(ts[start:end], foreignSentence) {
			return true
		}
		start = end
	}
	return false
}

// unheard reports whether a report in a language whose word list is short met
// none of its words, not even to deny them: that says nothing about the report.
func (r *Rules) unheard(t *reading, counts []int) bool {
	for _, id := range []string{cSpam, cHearsay, cOnlyHeard, cVague, cHypothetical, cFiction, cStudy, cNoCase, cPast} {
		if len(t.by[id]) > 0 {
			return false // the list did read something
		}
	}
	if tells := t.tells(); r.foreign(tells, foreignWords) || r.foreignAmong(tells) {
		return true
	}
	if t.mostly(cQuestion) || t.onlyThanks() || t.onlyAsks() {
		return false
	}
	for _, e := range t.all {
		if c := t.rules.concepts[e.concept]; e.start >= 0 && c != nil && (e.off || !c.Person && !c.Common) {
			return false
		}
	}
	if !t.ofSomebody() {
		return false // "the road is bad" need not be read first; what befalls a person must
	}
	for i, n := range counts {
		if n < unreadLetters {
			continue
		}
		lang, _ := r.guess(t, scripts[i].langs)
		if slices.Contains(r.partial, lang) {
			return true
		}
	}
	return false
}

// ofSomebody reports whether a report names a person or says of itself, in its
// fields, that it is about one.
func (t *reading) ofSomebody() bool {
	rep := t.rep
	if len(rep.Signs) > 0 || rep.Children == "yes" || rep.Role == "victim" || rep.Role == "family" || rep.When == "now" || rep.When == "today" {
		return true
	}
	return slices.ContainsFunc(t.all, func(e evidence) bool {
		c := t.rules.concepts[e.concept]
		return e.start >= 0 && c != nil && c.Person
	})
}

func (r *Rules) covers(langs []string) bool {
	for _, l := range langs {
		for _, have := range r.langs {
			if l == have {
				return true
			}
		}
	}
	return false
}

// onlyAssamese are letters that Bengali does not have.
const onlyAssamese = "ৰৱ"

// surely is how many everyday words of romanized Hindi, and how many times the
// English ones, make a page in English implausible as the report's language.
const surely = 3

// guess picks, of the languages of a script, the one whose everyday words stand
// most often; sure is whether it leads the first by far.
func (r *Rules) guess(t *reading, langs []string) (lang string, sure bool) {
	score := map[string]int{}
	for _, e := range t.by[cCommon] {
		score[r.index.phrase(e.phrase).lang]++
	}
	if langs[0] == "bn" && strings.ContainsAny(t.rep.Account, onlyAssamese) {
		return "as", true
	}
	best := langs[0]
	for _, l := range langs {
		if score[l] > score[best] {
			best = l
		}
	}
	return best, best != langs[0] && score[best] >= surely && score[best] >= surely*score[langs[0]]
}

// clean returns the base of a BCP 47 tag, with -Latn where a language of India
// is said to be romanized; "" if it is no tag.
func clean(tag string) string {
	parts := strings.Split(strings.ReplaceAll(tag, "_", "-"), "-")
	base := strings.ToLower(parts[0])
	if len(base) < 2 || len(base) > 3 || strings.Trim(base, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	if len(parts) > 1 && strings.EqualFold(parts[1], "Latn") && base != "en" {
		return base + "-Latn"
	}
	return base
}

// plausible reports whether a language may be written so: any may be romanized.
func plausible(tag, script string, langs []string) bool {
	if script == "Latn" {
		return true
	}
	base, _, _ := strings.Cut(tag, "-")
	for _, l := range langs {
		if l == base {
			return true
		}
	}
	return false
}
