package triage

import (
	"slices"
	"strings"
)

// harmless is the least share of an account's words, in hundredths, that must
// stand in sentences which ask, thank or say that nothing is the matter, for the
// whole to be a question. House rule: a question at the end of a story is part of
// the story.
const harmless = 50

// questions are the sentences that end in a question mark of any script, hold an
// interrogative word, or a phrase that people ask with.
func (t *reading) questions() map[int]bool {
	asks := map[int]bool{}
	for i, k := range t.tokens {
		next := len(t.text)
		if i+1 < len(t.tokens) {
			next = t.tokens[i+1].start
		}
		if k.end < next && strings.ContainsAny(t.text[k.end:next], "?؟") {
			asks[k.sentence] = true
		}
	}
	denies := map[int]bool{}
	for _, id := range []string{cNegator, cNotNegator} {
		for _, e := range t.by[id] {
			denies[e.sentence] = true
		}
	}
	for _, e := range t.by[cAsks] {
		asks[e.sentence] = asks[e.sentence] || !denies[e.sentence] // "I do not know what to do" asks nothing
	}
	for _, e := range t.by[cQuestion] {
		asks[e.sentence] = true
	}
	return asks
}

// onlyAsks reports whether an account is a question by its shape, whatever it
// asks about: it asks, half of it or more is questions, thanks and the like, and
// it speaks of nobody to whom something may be happening. Where it asks about
// this portal and its people, or says that nothing is the matter, the everyday
// words that also stand in reports (a woman, a daughter, a hotel) are no hint.
func (t *reading) onlyAsks() bool {
	if t.offered() || len(t.by[cSpam]) > 0 {
		return false
	}
	asks := t.questions()
	ours := len(t.by[cOurs]) > 0
	nothing := len(t.by[cNoCase]) > 0
	if len(asks) == 0 && !(nothing && (ours || len(t.by[cThanks]) > 0)) {
		return false // who only says that nothing is the matter may be made to say so
	}
	idle := asks
	for _, id := range []string{cOurs, cNoCase, cThanks, cHypothetical, cFiction, cStudy} {
		for _, e := range t.by[id] {
			idle[e.sentence] = true
		}
	}
	for _, e := range t.all {
		c := t.rules.concepts[e.concept]
		switch {
		case e.start < 0 || e.topic || e.other || c == nil:
		case e.off && (nothing || c.Person || c.Common || c.Subject):
		case e.off:
			return false // a grave thing denied or supposed: somebody looks
		case !c.Common, !c.Idle && !nothing && !(ours && idle[e.sentence]):
			return false
		}
	}
	return t.most(idle)
}

// mostly reports whether most of an account stands in sentences that hold a concept.
func (t *reading) mostly(id string) bool {
	held := map[int]bool{}
	for _, e := range t.by[id] {
		held[e.sentence] = true
	}
	return len(held) > 0 && t.most(held)
}

// tells are the words of the sentences that do not ask.
func (t *reading) tells() []token {
	asks := t.questions()
	return slices.DeleteFunc(slices.Clone(t.tokens), func(k token) bool { return asks[k.sentence] })
}

// most reports whether the sentences hold the harmless share of all words.
func (t *reading) most(sentences map[int]bool) bool {
	n := 0
	for _, k := range t.tokens {
		if sentences[k.sentence] {
			n++
		}
	}
	return 100*n >= harmless*len(t.tokens)
}

// offered reports whether an offer of a job, or a suspicion, is spoken of: to ask
// whether it is honest ("fraud or real?") reports it.
func (t *reading) offered() bool {
	return len(t.by[cSuspects]) > 0 || len(t.by[cOffer]) > 0 && (t.abroad || len(t.by[cPrice]) > 0) ||
		slices.ContainsFunc(t.all, func(e evidence) bool { return e.concept == cLure && e.start >= 0 && !e.off && !e.topic })
}

// ofNobody drops the frames of a story in whose gap a relative stands or that are
// part of a lure: "our play" is one, "my niece … film" and "the bait of work in a
// film" are offers.
func (t *reading) ofNobody() {
	t.by[cFiction] = slices.DeleteFunc(t.by[cFiction], func(f evidence) bool {
		return slices.ContainsFunc(t.all, func(e evidence) bool {
			if e.concept == cLure && e.start <= f.start && f.end <= e.end {
				return true
			}
			return e.concept == cKin && e.start >= f.start && e.end <= f.end && f.gap&bit(e.start-f.start) != 0
		})
	})
}

// fiction marks the sentences of an account that tells what stands in a play, a
// novel, a thesis: all of them, except those in which the teller leaves it and
// points at something near or present ("I saw this in our lane").
func (t *reading) fiction() map[int]bool {
	if len(t.by[cFiction]) == 0 {
		return nil
	}
	frame, leaves := map[int]bool{}, map[int]bool{}
	for _, e := range t.by[cFiction] {
		frame[e.sentence] = true
	}
	asks := t.questions()
	for _, k := range t.tokens {
		leaves[k.sentence] = leaves[k.sentence] || k.place && !asks[k.sentence]
	}
	for _, id := range []string{cConcrete, cNow, cPlea, cVictim} {
		for _, e := range t.by[id] {
			leaves[e.sentence] = true
		}
	}
	told := map[int]bool{}
	for _, k := range t.tokens {
		told[k.sentence] = frame[k.sentence] || !leaves[k.sentence]
	}
	return told
}
