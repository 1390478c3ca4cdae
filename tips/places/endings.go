package places

import (
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// withoutEnding takes a case ending off a word and returns what its stem
// means, with the role that the ending gives: சென்னையில் is "in Chennai".
func (g *Gazetteer) withoutEnding(t *token) ([]sense, string) {
	if t.script == latin {
		// "Mathura's": the fold takes the apostrophe for a letter's.
		if stem, ok := strings.CutSuffix(t.Text, "s"); ok && strings.ContainsAny(t.raw, "'’") {
			return g.named(stem), ""
		}
		return nil, ""
	}
	last, _ := utf8.DecodeLastRuneInString(t.Text)
	for _, e := range g.roles.endings[last] {
		stem, ok := strings.CutSuffix(t.Text, e.text)
		if !ok || utf8.RuneCountInString(stem) < 3 {
			continue
		}
		for _, repaired := range stems(stem, t.script) {
			// An ordinary word has endings too: one that makes it a place
			// must be clear.
			level := g.wordy[repaired].level
			clear := level == 0 || level == wordyRole && e.role != "" && (repaired == stem || t.script == malayalam || t.script == tamil)
			if senses := g.named(repaired); len(senses) > 0 && clear {
				return senses, e.role
			}
		}
	}
	return nil, ""
}

// oblique returns what a name means whose final -a stands as -e before a
// postposition: ਲੁਧਿਆਣੇ ਵਿੱਚ, पटने में, لدھیانے میں.
func (g *Gazetteer) oblique(t *token) []sense {
	const letters = 4
	var ends [2]string
	switch t.script {
	case gurmukhi:
		ends = [2]string{"ੇ", "ਾ"}
	case devanagari:
		ends = [2]string{"े", "ा"}
	case gujarati:
		ends = [2]string{"ે", "ા"}
	case arabic:
		ends = [2]string{"ے", "ہ"}
	case kannada:
		ends = [2]string{"", "ು"} // ರಾಯಚೂರ is Raichur before another noun
	case telugu:
		ends = [2]string{"", "ు"}
	default:
		return nil
	}
	stem, ok := strings.CutSuffix(t.Text, ends[0])
	if !ok || utf8.RuneCountInString(t.Text) < letters || t.common != uncommon {
		return nil
	}
	var out []sense
	for _, direct := range []string{stem + ends[1], stem + "ا"} {
		if g.wordy[direct].level > wordyRole {
			continue
		}
		for _, s := range g.named(direct) {
			if p := g.places[s.place]; p.kind == kindDistrict || p.kind == kindTown && p.people >= cityPeople {
				out = append(out, s)
			}
		}
	}
	return out
}

// isEnding reports whether a word is a case ending and nothing else.
func (g *Gazetteer) isEnding(t *token) bool {
	last, _ := utf8.DecodeLastRuneInString(t.Text)
	for _, e := range g.roles.endings[last] {
		if e.text == t.Text {
			return true
		}
	}
	return false
}

// withoutEndingHeard is withoutEnding for names that the table spells
// otherwise: the sound of the stem is looked up.
func (g *Gazetteer) withoutEndingHeard(t *token) ([]sense, string) {
	const soundLength = 6
	if t.script == latin || t.script == arabic {
		return nil, ""
	}
	index := &g.keys
	last, _ := utf8.DecodeLastRuneInString(t.Text)
	for _, e := range g.roles.endings[last] {
		stem, ok := strings.CutSuffix(t.Text, e.text)
		if !ok || e.role == "" {
			continue
		}
		for _, repaired := range stems(t.dotted(stem), t.script) {
			key := fold.Key(repaired)
			i, ok := index.number(key)
			if !ok && strings.ContainsAny(t.raw, "ৰৱ") {
				key = assamese(key)
				i, ok = index.number(key)
			}
			if !ok || len(key) < soundLength || index.isWordy(key) {
				continue
			}
			var out []sense
			for _, h := range index.senses.of(i) {
				if g.fires(h.sense) && (h.script == t.script || !g.hasTwin(index, i, h, t.script)) {
					out = append(out, h.sense)
				}
			}
			if len(out) > 0 {
				return out, e.role
			}
		}
	}
	return nil, ""
}

// stems returns what a stem may have been before the ending joined it: the
// southern scripts drop a final vowel or its absence (பெங்களூர் + இல்).
func stems(stem string, s script) []string {
	switch s {
	case tamil:
		return []string{stem, stem + "்", stem + "ு", stem + "ம்", stem + "ி", strings.TrimSuffix(stem, "்"), strings.TrimSuffix(stem, "்") + "ு"}
	case telugu:
		return []string{stem, stem + "ు", stem + "్", stem + "ం", stem + "ి"}
	case kannada:
		return []string{stem, stem + "ು", stem + "್"}
	case malayalam:
		return []string{stem, stem + "്", stem + "ം", stem + "ു"}
	case devanagari:
		if oblique, ok := strings.CutSuffix(strings.TrimSuffix(stem, "ा"), "्य"); ok { // मंगळवेढ्यातून
			return []string{stem, oblique + "ा", oblique + "े", oblique + "ी"}
		}
		return []string{stem, stem + "ा", stem + "े", strings.TrimSuffix(stem, "े") + "ा"} // मथुरेहून
	case gurmukhi:
		return []string{stem, stem + "ਾ"}
	case gujarati:
		return []string{stem, stem + "ા"}
	case bengali:
		return []string{stem, stem + "া"}
	}
	return []string{stem}
}
