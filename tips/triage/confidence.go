package triage

// Confidence says how much there is to act on, never how urgent it is. All
// weights are house rules; they add up to 100 with every detail given.
const (
	knowsDistrict  = 25
	knowsState     = 10
	knowsTime      = 15
	knowsChildren  = 5
	knowsCount     = 5
	hasMark        = 15
	oneSign        = 5
	moreSigns      = 10
	aFewWords      = 5  // a sentence
	manyWords      = 10 // a description
	nearRole       = 10 // victim, family, NGO
	witnessRole    = 5
	hasFile        = 5
	onlyHeard      = -15 // "people say"
	sentence       = 8   // words
	description    = 30  // words
	certain        = 100
	fullyUncertain = 0
)

func (t *reading) confidence(a Assessment) int {
	n := 0
	add := func(when bool, points int) {
		if when {
			n += points
		}
	}
	add(a.District != 0, knowsDistrict)
	add(a.District == 0 && (a.State != "" || len(a.Ambiguous) > 0), knowsState)
	add(t.rep.When != "" && t.rep.When != "unknown" || len(t.by[cNow])+len(t.by[cRecent])+len(t.by[cSoon])+len(t.by[cPast]) > 0, knowsTime)
	add(t.rep.Children == "yes" || t.rep.Children == "no" || len(t.ages) > 0, knowsChildren)
	add(t.rep.Count > 0, knowsCount)
	add(len(a.Marks) > 0, hasMark)
	told := len(a.Reasons)
	add(told == 1, oneSign)
	add(told > 1, moreSigns)
	add(len(t.tokens) >= sentence && len(t.tokens) < description, aFewWords)
	add(len(t.tokens) >= description, manyWords)
	add(t.rep.Role == "victim" || t.rep.Role == "family" || t.rep.Role == "ngo", nearRole)
	add(t.rep.Role == "witness", witnessRole)
	add(len(t.rep.Files) > 0, hasFile)
	add(len(t.by[cHearsay]) > 0, onlyHeard)
	return min(certain, max(fullyUncertain, n))
}
