package desk

import "mukti/tips"

// boardVocabulary are the codes of boards and releases.
func boardVocabulary() map[string][]string {
	return map[string][]string{
		"desk.why.":      whys(),
		"desk.board.by.": tips.Orders(),
	}
}
