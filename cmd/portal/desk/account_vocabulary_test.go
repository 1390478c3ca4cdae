package desk

import (
	"mukti/tips"
	"mukti/tips/passphrase"
)

// accountVocabulary are the codes of what an officer signs in with.
func accountVocabulary() map[string][]string {
	return map[string][]string{
		"desk.weak.":    passphrase.Kinds(),
		"desk.did.":     {"officer.signed-in", "officer.sign-in-refused", "officer.signed-out"},
		"desk.used.":    tips.SecondFactors(),
		"desk.refused.": tips.RefusalReasons(),
	}
}
