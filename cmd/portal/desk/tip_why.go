package desk

import (
	"strings"

	"mukti/i18n"
	"mukti/tips/triage"
)

type reasonRow struct{ Text, Counts, Seen, Lang, Source string }

// reason says one rule that counted, and what it saw.
func (v *visit) reason(r triage.Reason, lang string) reasonRow {
	said := SayReason(v.Speaker, r)
	row := reasonRow{Text: said.Text, Counts: said.Counts, Seen: said.Seen, Source: r.Source}
	if said.Words {
		row.Lang = v.speech(lang).Tag
	}
	return row
}

// Said is a reason of triage in a reader's language.
type Said struct {
	Text, Counts, Seen string
	Words              bool // Seen holds words of the tip, in the tip's own language
}

// SayReason says a reason of triage, as the desk and `portal triage --explain` do.
func SayReason(sp i18n.Speaker, r triage.Reason) Said {
	s := Said{Text: rule(sp, r.Rule)}
	switch {
	case r.Gate:
		s.Counts = sp.T("desk.why.gate")
	case r.Points == 0:
		s.Counts = sp.T("desk.why.level")
	default:
		s.Counts = sp.N("desk.why.points", r.Points)
	}
	parts := strings.Split(r.Seen, seenJoin)
	for i, part := range parts {
		said, known := seen(sp, part)
		parts[i], s.Words = said, s.Words || !known
	}
	s.Seen = strings.Join(parts, seenJoin)
	return s
}

// seenJoin stands between what a rule saw in several places.
const seenJoin = " … "

// seen says a sign that was ticked or an answer that was chosen in the
// reader's language; known is false for words of the tip, which stay as they
// are.
func seen(sp i18n.Speaker, part string) (said string, known bool) {
	if id := "desk.sign." + part; sp.Has(id) {
		return sp.T(id), true
	}
	field, answer, found := strings.Cut(part, ": ")
	if !found {
		return part, false
	}
	prefix := map[string]string{"when": "desk.when.", "children": "desk.children.", "role": "desk.told.role.", "is": "desk.seen."}[field]
	if prefix == "" || !sp.Has(prefix+answer) {
		return part, false
	}
	if field == "is" {
		return sp.T(prefix + answer), true
	}
	return sp.T("desk.fact."+field) + ": " + sp.T(prefix+answer), true
}

// rule says why a rule counts. Its text stands beside the rules; a rule of the
// operator's own that has none is shown by its name.
func rule(sp i18n.Speaker, id string) string {
	for _, prefix := range []string{"rule.", "desk.rule."} {
		if sp.Has(prefix + id) {
			return sp.T(prefix + id)
		}
	}
	return id
}
