package places

import (
	"strings"
	"unicode/utf8"
)

// withoutEnding takes a case ending off a word and returns what its stem
// means, with the role that the ending gives: சென்னையில் is "in Chennai".
func (g *Gazetteer) withoutEnding(t *token) ([]sense, string) {
	if t.script == latin {
		// "Mathura's": the fold takes the apostrophe for a letter's.
		if stem, ok := strings.CutSuffix(t.Text, "s"); ok && strings.ContainsAny(t.raw, "'’") {
			return g.text[stem], ""
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
			if senses := g.text[repaired]; len(senses) > 0 && !g.isWordy(repaired) {
				return senses, e.role
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
		return []string{stem, stem + "்", stem + "ு", stem + "ம்", strings.TrimSuffix(stem, "்")}
	case telugu:
		return []string{stem, stem + "ు", stem + "్", stem + "ం", stem + "ి"}
	case kannada:
		return []string{stem, stem + "ು", stem + "್", stem + "ೆ"}
	case malayalam:
		return []string{stem, stem + "്", stem + "ം", stem + "ു"}
	case devanagari:
		return []string{stem, stem + "ा", stem + "े"}
	case bengali:
		return []string{stem, stem + "া"}
	}
	return []string{stem}
}
