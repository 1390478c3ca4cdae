package triage

import "slices"

// said is what a clause or sentence says of time.
type said struct{ now, present, is, since, recent, past bool }

// tenses gives every evidence its time. A story told in the past stays past,
// sentence after sentence, until a word speaks of now; a clause's own words
// outweigh its sentence's.
func (t *reading) tenses() {
	clauses, sentences := map[int]said{}, map[int]said{}
	mark := func(id string, set func(*said)) {
		for _, e := range t.by[id] {
			if t.isOff(e) {
				continue
			}
			c := clauses[e.clause]
			set(&c)
			clauses[e.clause] = c
			s := sentences[e.sentence]
			set(&s)
			sentences[e.sentence] = s
		}
	}
	mark(cNow, func(s *said) { s.now = true })
	mark(cPresent, func(s *said) { s.present = true })
	mark(cIs, func(s *said) { s.is = true })
	mark(cSince, func(s *said) { s.since = true })
	mark(cRecent, func(s *said) { s.recent = true })
	mark(cPast, func(s *said) { s.past = true })
	for _, e := range t.by[cSoon] {
		t.soon[e.sentence] = true
	}
	carried := map[int]bool{}
	carry, last := false, -1
	for _, tok := range t.tokens {
		if tok.sentence == last {
			continue
		}
		last = tok.sentence
		carried[last] = carry
		switch s := sentences[last]; {
		case s.now, s.since, s.recent, s.present:
			carry = false
		case s.past:
			carry = true
		}
		if s := sentences[last]; s.now || s.since || s.present {
			t.strong = true
		}
	}
	for i := range t.all {
		e := &t.all[i]
		c, s := clauses[e.clause], sentences[e.sentence]
		switch {
		case c.now:
			e.when = tNow
		case c.since, c.present:
			e.when = tPresent
		case c.past:
			e.when = tPast
		case s.now:
			e.when = tNow
		case c.is:
			e.when = tIs
		case s.since, s.present && !s.past:
			e.when = tPresent
		case s.is && !s.past && !s.recent:
			e.when = tIs // "is beaten and locked up"
		case s.recent:
			e.when = tUnknown
		case s.past, carried[e.sentence]:
			e.when = tPast
		}
		switch {
		case t.rep.When == "past" && (e.when == tUnknown || e.when == tIs):
			e.when = tPast
		case (t.rep.When == "now" || t.rep.When == "today") && e.when != tPast:
			e.when = tNow
		}
		if t.lasts(*e) {
			e.when = max(e.when, tUnknown)
		}
	}
}

// isOff: "a long time ago" inside a longer phrase of another time is not counted
// twice: since outweighs the past and recent words that it holds ("पिछले साल से").
func (t *reading) isOff(e evidence) bool {
	if e.concept != cPast && e.concept != cRecent && e.concept != cNow {
		return false
	}
	for _, s := range t.by[cSince] {
		if s.start < e.end && e.start < s.end {
			return true
		}
	}
	if e.concept == cPast {
		return false
	}
	for _, p := range t.by[cPast] {
		if p.start <= e.start && e.end <= p.end && p.end-p.start > e.end-e.start {
			return true
		}
	}
	return false
}

// lasts reports whether e goes on until its end is told: a child is missing
// until found, however long ago it went.
func (t *reading) lasts(e evidence) bool {
	c := t.rules.concepts[e.concept]
	if c == nil || !c.Lasting {
		return false
	}
	for _, o := range t.all {
		if o.concept == c.Ends && !o.off {
			return false
		}
	}
	return true
}

// pointsOut reports whether a word points at something: "this house", "my
// neighbour". The market in which something was heard is not where it happens.
func (t *reading) pointsOut() bool {
	for _, e := range t.by[cConcrete] {
		told := false
		for _, h := range t.by[cHearsay] {
			told = told || h.start < e.end && e.start < h.end
		}
		if !told {
			return true
		}
	}
	return false
}

// tones marks what is only supposed, asked in general, or said of nowhere.
func (t *reading) tones() {
	said := t.pointsOut() || t.rep.Count > 0 || len(t.rep.Signs) > 0 || t.rep.Children == "yes" || len(t.rep.Files) > 0 ||
		t.rep.When == "now" || t.rep.When == "today" || t.rep.When == "days" || t.marked ||
		len(t.by["plea-self"])+len(t.by["victim-speaks"]) > 0
	t.detailed = said || len(t.ages) > 0 // a town alone makes no rumour a report
	about := said || t.placed || t.rep.Place != (Place{})
	t.concrete = about || t.detailed
	in := func(id string) (sentences, clauses map[int]bool) {
		sentences, clauses = map[int]bool{}, map[int]bool{}
		for _, e := range t.by[id] {
			sentences[e.sentence] = true
			for i := e.start; i < e.end; i++ {
				clauses[t.tokens[i].clause] = true
			}
		}
		return sentences, clauses
	}
	suppose, supposed := in(cHypothetical)
	t.ofNobody()
	_, made := in(cFiction)
	for _, e := range t.by[cStudy] {
		suppose[e.sentence] = true
		for i := e.start; i < e.end; i++ {
			supposed[t.tokens[i].clause] = true
		}
	}
	_, cast := in(cCasting)
	ask, asked := in(cQuestion)
	vague, _ := in(cVague)
	hear, _ := in(cHearsay)
	_, pointed := in(cConcrete)
	rumour := len(t.by[cOnlyHeard]) > 0
	// "children are working at the kiln where do I complain" tells; the tense of the
	// question itself does not.
	told := map[int]bool{}
	for _, id := range []string{cPresent, cSince, cRecent} {
		for _, e := range t.by[id] {
			told[e.clause] = told[e.clause] || !slices.ContainsFunc(t.by[cQuestion], func(q evidence) bool {
				return q.start < e.end && e.start < q.end
			})
		}
	}
	fiction := t.fiction()
	// "a role in a film" is an offer; "in our play it is so. Next door …" leaves the play.
	for _, e := range t.by[cHypothetical] {
		if cast[e.clause] {
			delete(suppose, e.sentence)
		}
	}
	left := map[int]int{} // sentence → the clause from which the teller has left a story
	for i := len(t.tokens) - 1; i >= 0; i-- {
		if k := t.tokens[i]; pointed[k.clause] && !supposed[k.clause] && !made[k.clause] {
			left[k.sentence] = k.clause + 1
		}
	}
	deeds := map[int]bool{} // sentences that tell what somebody does
	topic := func(e *evidence) bool {
		return ask[e.sentence] && !about && len(t.by[cNow]) == 0
	}
	for i := range t.all {
		e := &t.all[i]
		if e.start < 0 {
			continue
		}
		// "while writing an essay on child labour I saw: next door children work"
		apart := left[e.sentence] > 0 && e.clause >= left[e.sentence]-1 && !supposed[e.clause] && !made[e.clause]
		e.off = e.off || (suppose[e.sentence] || fiction[e.sentence]) && !apart
		e.vague = !t.concrete && vague[e.sentence] || !t.detailed && (rumour || hear[e.sentence])
		switch c := t.rules.concepts[e.concept]; {
		case c == nil || c.Person:
		case c.Subject:
			e.topic = topic(e) && (asked[e.clause] || !told[e.clause])
			deeds[e.sentence] = deeds[e.sentence] || !e.topic && !e.off
		default:
			// "they beat the children, where do I complain?" asks and tells
			e.topic = topic(e) && asked[e.clause] && !told[e.clause] && len(t.by[cSoon]) == 0
			deeds[e.sentence] = deeds[e.sentence] || !e.topic && !e.off
		}
	}
	for i := range t.all {
		e := &t.all[i]
		if c := t.rules.concepts[e.concept]; e.start >= 0 && (c == nil || c.Person || c.Subject) {
			e.topic = topic(e) && !deeds[e.sentence]
		}
	}
}
