package desk

import "mukti/tips"

// morePart is what helps an officer to read a tip and to do what has to be done.
type morePart struct{}

// more fills it.
func (v *visit) more(*tipPage, tips.TipView) {}
