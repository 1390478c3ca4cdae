package desk

import "mukti/tips"

// workVocabulary are the codes of what officers do with a tip.
func workVocabulary() map[string][]string {
	return map[string][]string{
		"desk.act.":          codes(`Act: +"((?:requests?|tie)\.[a-z-]+)"`, `Act = "(request\.[a-z-]+)"`, `"(request\.raised)"`, `act := d.Now\(\), "(tip\.[a-z-]+)"`, `"(tip\.returned)"`, `"(tip\.transferred)"`, `\}, "(tie\.[a-z]+)"`),
		"desk.reason.":       {tips.NoteReturned, tips.NotePutBack, tips.NoteLater, tips.NoteReopened},
		"desk.request.kind.": append(tips.RequestKinds(), tips.KindTransfer),
		"desk.request.state.": {tips.StateWaits, tips.StateAcknowledged, tips.StateDone, tips.StateInformed, tips.StateRefused, tips.StateEnded,
			tips.StateAccepted, tips.StateReturned, tips.StatePassedOn},
		"desk.request.answer.": {tips.StateAcknowledged, tips.StateDone, tips.StateInformed, tips.StateRefused},
		"desk.note.":           codesIn("*.go", `replied\(err, "([a-z-]+)"`),
		"desk.letter.":         letterKinds(),
		"desk.letter.name.":    letterKinds(),
	}
}

// workFaults are what the domain says of these forms, and never keeps with a tip.
func workFaults() []string {
	return []string{"tip.bad_kind", "tip.bad_answer", "tip.past", "tip.too_late", "tip.tied", "tip.no_other", "tip.other_closed", "tip.leads",
		"tip.bad_count", "tip.bad_day", "tip.no_case", "tip.no_station", "tip.no_day", "tip.no_whom"}
}
