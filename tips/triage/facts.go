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
		return e.start >= 0 && !e.topic && (c == nil || !c.Common)
	})
	silent := len(t.rep.Signs) == 0 && t.rep.Children != "yes" && len(t.rep.Files) == 0 && len(a.Marks) == 0 && !word &&
		!slices.Contains([]string{"now", "today", "days", "past"}, t.rep.When)
	t.whole.question = silent && len(t.by[cQuestion]) > 0
	t.whole.spam = silent && len(t.by[cSpam]) > 0
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
	}
	return false
}
