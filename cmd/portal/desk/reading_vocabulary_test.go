package desk

import "mukti/tips"

// readingVocabulary are the codes that reading a tip closely brings with it.
func readingVocabulary() map[string][]string {
	return map[string][]string{
		"desk.missing.":     {"place", "district", "when", "children", "count", "who", "words", "contact"},
		"desk.seen.reason.": tips.SeenReasons(),
		"desk.line.":        lineKinds(),
		readUntil:           append(minutes(), "now"),
		"desk.":             {"bad_language", "no_reader", "reader_asked", "fault.gone"}, // what the domain names by itself
		"desk.act.":         codes(`Act: +"((?:reading|step|tip|file)\.[a-z-]+)"`),
	}
}
