package desk

import "mukti/tips"

// outVocabulary are the codes of what leaves, is kept and is erased.
func outVocabulary() map[string][]string {
	return map[string][]string{
		"desk.export.kind.": tips.OutKinds(),
		"desk.hold.":        tips.HoldReasons(),
		"desk.erase.":       tips.EraseReasons(),
	}
}
