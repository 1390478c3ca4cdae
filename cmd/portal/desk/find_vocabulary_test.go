package desk

import "mukti/tips"

func findVocabulary() map[string][]string {
	return map[string][]string{
		"desk.find.order.": findOrders(),
		"desk.find.in.":    tips.FoundIn(),
		"desk.audit.by.":   {"person", "act", "object", "day", "older"},
	}
}
