package triage

import "slices"

// wider are the concepts that a concept also says: a baby is a child, and
// "girl" counts as one of the young where no age above seventeen stands beside it.
var wider = map[string][]string{
	cYoungChild:  {cYoung, cChild, cYouth},
	cUnderTwelve: {cYoung, cChild, cYouth},
	cMinorAge:    {cChild, cYouth},
	cChild:       {cYouth},
	cMaybeChild:  {cYouth},
}

// tally counts the matches that carry a verdict.
type tally struct{ live, over, vague int }

func (n *tally) add(m match, over bool) {
	if !m.rule.Gate && m.rule.Points == 0 && m.rule.Floor == "" {
		return
	}
	switch {
	case m.vague:
		n.vague++
	case over:
		n.over++
	default:
		n.live++
	}
}

// answers are what the rules may ask about the report as a whole ("is:past").
type answers struct{ past, vague, question, spam bool }

func (t *reading) facts(a *Assessment, n tally) {
	a.WaitForListen = t.fileAlone()
	t.whole.past = n.live == 0 && n.over > 0
	t.whole.vague = n.live == 0 && n.over == 0 && n.vague > 0
	word := slices.ContainsFunc(t.all, func(e evidence) bool {
		c := t.rules.concepts[e.concept]
		return e.start >= 0 && !e.topic && !e.off && (c == nil || !c.Common)
	})
	silent := len(t.rep.Signs) == 0 && t.rep.Children != "yes" && len(t.rep.Files) == 0 && len(a.Marks) == 0 && !word &&
		!slices.Contains([]string{"now", "today", "days", "past"}, t.rep.When) && n == tally{}
	t.whole.question = silent && (t.asks() && !t.offered() || t.onlyThanks() || t.onlyFilm() || len(t.by[cFiction])+len(t.by[cStudy]) > 0 || t.onlyAsks())
	t.whole.spam = silent && len(t.by[cSpam]) > 0 && len(t.by[cSuspects]) == 0
}

// asks reports whether a question was met. Where a small child or a child's age
// is spoken of, one word that questions use ("passed") is not enough.
func (t *reading) asks() bool {
	least := 1
	for _, id := range []string{cYoungChild, cMinorAge, cUnderTwelve} {
		if slices.ContainsFunc(t.by[id], func(e evidence) bool { return !e.off }) {
			least = 2
		}
	}
	return slices.ContainsFunc(t.by[cQuestion], func(e evidence) bool { return e.end-e.start >= least })
}

// aside is how many words a sentence may have that need say nothing. House rule.
const aside = 3

// onlyThanks reports whether the account thanks, praises, greets or tests, and
// every sentence of it does or asks: "please look at that house. Thank
// you" asks for something and is no thanks.
func (t *reading) onlyThanks() bool {
	if len(t.by[cThanks]) == 0 {
		return false
	}
	harmless, words := map[int]bool{}, map[int]int{}
	for _, id := range []string{cThanks, cQuestion, cSpam, cHypothetical} {
		for _, e := range t.by[id] {
			harmless[e.sentence] = true
		}
	}
	denied := map[int]bool{}
	for _, e := range t.by[cNegator] {
		denied[e.sentence] = true // "there is no problem here, thank you"
	}
	for _, e := range t.by[cHypothetical] {
		denied[e.sentence] = true // "the film was shown at our school"
	}
	for _, e := range t.by[cConcrete] {
		harmless[e.sentence] = harmless[e.sentence] && denied[e.sentence]
	}
	for _, e := range t.all {
		if c := t.rules.concepts[e.concept]; e.start >= 0 && (c == nil || !c.Common) {
			return false // not even to deny it
		}
	}
	known := make([]bool, len(t.tokens))
	for _, es := range t.by {
		for _, e := range es {
			for i := max(0, e.start); i < e.end; i++ {
				known[i] = true
			}
		}
	}
	strange := map[int]int{} // words of a sentence that no list knows
	for i, k := range t.tokens {
		words[k.sentence]++
		if !known[i] {
			strange[k.sentence]++
		}
	}
	for s, n := range words {
		if n > aside && (!harmless[s] || 2*strange[s] > n) {
			return false // one word that sounds like a greeting does not make it one
		}
	}
	return true
}

// onlyFilm reports whether the account tells of a film or a book and of nothing
// near the sender: every sentence does, or asks, or praises. What such a sentence
// says of children and sale is no rule word; tones has set it aside.
func (t *reading) onlyFilm() bool {
	if len(t.by[cFilm]) == 0 || len(t.by[cHypothetical]) == 0 || len(t.by[cConcrete]) > 0 {
		return false
	}
	told, words := map[int]bool{}, map[int]int{}
	for _, id := range []string{cFilm, cHypothetical, cQuestion, cThanks} {
		for _, e := range t.by[id] {
			told[e.sentence] = true
		}
	}
	for _, k := range t.tokens {
		words[k.sentence]++
	}
	for s, n := range words {
		if n > aside && !told[s] {
			return false
		}
	}
	return true
}

// cryWords is how many words a sentence may have whose cry for help is the
// sender's own, where nothing else is told: "bachao please", "help me sir".
// House rule.
const cryWords = 5

func (t *reading) cries() bool {
	words := map[int]int{}
	for _, k := range t.tokens {
		words[k.sentence]++
	}
	cry := slices.ContainsFunc(t.by[cCry], func(e evidence) bool { return words[e.sentence] <= cryWords })
	return cry && !slices.ContainsFunc(t.all, func(e evidence) bool {
		c := t.rules.concepts[e.concept]
		return e.start >= 0 && e.concept != cRescue && c != nil && !c.Common && !c.Person
	})
}

// fewWords is how many words beside a file still leave it to speak for itself
// ("please look at this video, I do not want to give my name"). House rule.
const fewWords = 25

// fileAlone reports whether a voice or a picture carries the report: few words,
// none of them a rule word. Ticked signs do not make listening superfluous.
func (t *reading) fileAlone() bool {
	return len(t.rep.Files) > 0 && len(t.tokens) <= fewWords &&
		!slices.ContainsFunc(t.all, func(e evidence) bool {
			c := t.rules.concepts[e.concept]
			return e.start >= 0 && !e.off && c != nil && !c.Person && !c.Common
		})
}

// field answers a question that a condition puts to the report.
func (t *reading) field(a atom) bool {
	switch a.kind {
	case "children":
		return t.rep.Children == a.name
	case "role":
		return t.rep.Role == a.name
	case "when":
		return t.rep.When == a.name
	}
	switch a.name {
	case "past":
		return t.whole.past
	case "vague":
		return t.whole.vague
	case "question":
		return t.whole.question
	case "spam":
		return t.whole.spam
	case "file-alone":
		return t.fileAlone()
	case "unread":
		return t.unread
	case "cry":
		return t.cries()
	}
	return false
}
