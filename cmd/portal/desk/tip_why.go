package desk

import (
	"strings"

	"mukti/tips/triage"
)

type reasonRow struct{ Text, Counts, Seen, Lang, Source string }

// reason says one rule that counted, and what it saw.
func (v *visit) reason(r triage.Reason, lang string) reasonRow {
	row := reasonRow{Text: v.rule(r.Rule), Source: r.Source}
	switch {
	case r.Gate:
		row.Counts = v.T("desk.why.gate")
	case r.Points == 0:
		row.Counts = v.T("desk.why.level")
	default:
		row.Counts = v.N("desk.why.points", r.Points)
	}
	words := false
	parts := strings.Split(r.Seen, seenJoin)
	for i, part := range parts {
		said, known := v.seen(part)
		parts[i], words = said, words || !known
	}
	row.Seen = strings.Join(parts, seenJoin)
	if words {
		row.Lang = v.speech(lang).Tag
	}
	return row
}

// seenJoin stands between what a rule saw in several places.
const seenJoin = " … "

// seen says a sign that was ticked or an answer that was chosen in the
// officer's language; known is false for words of the tip, which stay as they
// are.
func (v *visit) seen(part string) (said string, known bool) {
	if id := "desk.sign." + part; v.Has(id) {
		return v.T(id), true
	}
	field, answer, found := strings.Cut(part, ": ")
	if !found {
		return part, false
	}
	prefix := map[string]string{"when": "desk.when.", "children": "desk.children.", "role": "desk.told.role.", "is": "desk.seen."}[field]
	if prefix == "" || !v.Has(prefix+answer) {
		return part, false
	}
	if field == "is" {
		return v.T(prefix + answer), true
	}
	return v.T("desk.fact."+field) + ": " + v.T(prefix+answer), true
}

// rule says why a rule counts. Its text stands beside the rules; a rule of the
// operator's own that has none is shown by its name.
func (v *visit) rule(id string) string {
	if v.Has("rule." + id) {
		return v.T("rule." + id)
	}
	return v.word("desk.rule.", id)
}
