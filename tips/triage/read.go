package triage

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"mukti/i18n/fold"
	"mukti/tips/places"
)

// Concepts that the reading of sentences itself needs. Their words stand in the
// word lists like all others.
const (
	cNegator      = "negator"      // not, नहीं
	cNotNegator   = "negator-not"  // not only: negates nothing
	cThrough      = "through"      // words that negation passes: "not being", "काम पर नहीं"
	cAny          = "any"          // कोई … नहीं: makes a person negated
	cBreak        = "break"        // begins a new clause: but, and, लेकिन
	cEnd          = "end"          // ends a clause: है
	cCommon       = "common"       // everyday words by which a language is known
	cYears        = "years"        // year, साल after an age
	cYearsOld     = "years-old"    // वर्षीय: number and this are an age
	cAgeBefore    = "age-before"   // aged, उम्र
	cAgeKin       = "age-kin"      // my daughter, 14
	cAgeGuess     = "age-guess"    // "are not more than", where a number alone follows
	cAgeAfter     = "age-after"    // old, की after "12 साल"
	cAgeNot       = "age-not"      // ago, के लिए: it was a stretch of time
	cBelow        = "below"        // under, less than: before the number of an age
	cAnd          = "and"          // joins two ages: to, से
	cNow          = "now"          // at this moment
	cPresent      = "present"      // a present tense that says "going on"
	cIs           = "is"           // a present tense that may only tell
	cSince        = "since"        // for two years, से: began then, goes on
	cRecent       = "recent"       // yesterday, two days ago
	cPast         = "past"         // last year, months ago, used to
	cSoon         = "soon"         // tonight, tomorrow
	cMoved        = "moved"        // has been taken somewhere
	cWillMove     = "will-move"    // is being or will be taken somewhere
	cHearsay      = "hearsay"      // people say
	cHypothetical = "hypothetical" // suppose, in a film
	cFilm         = "film"         // a film, a serial, a novel
	cFiction      = "fiction"      // in our play, writing a novel, for my thesis
	cStudy        = "study"        // for my thesis, an essay about
	cCasting      = "casting"      // a role in a film: an offer, no story
	cAsks         = "asks"         // can I, do you, is it
	cOurs         = "ours"         // this portal, its form, people and papers
	cNoCase       = "no-case"      // there is no problem here, just asking
	cOffer        = "offer"        // a visa, a job of a firm, a deposit for it
	cSuspects     = "suspects"     // it looks fishy, I suspect
	cPrice        = "price"
	cKin          = "kin"     // my sister, her husband
	cAdCode       = "ad-code" // full nite, untouched
	cPlea         = "plea-self"
	cVictim       = "victim-speaks"
	cVague        = "vague"      // somewhere, in many places
	cQuestion     = "question"   // what is the punishment
	cSpam         = "spam"       // loan offers
	cThanks       = "thanks"     // thanks, praise, a greeting, a test
	cOnlyHeard    = "only-heard" // I have not seen it myself
	cRescue       = "rescue"     // bring her out
	cCry          = "cry"        // help!: two words are enough
	cConcrete     = "concrete"   // my neighbour, this house
	cLure         = "lure"
	cLandmark     = "landmark"   // near the police station
	cTrain        = "train-name" // … Express, … Sampark Kranti: no place
	cPassing      = "passing"    // the train has just crossed
	cChild        = "child"
	cYoungChild   = "young-child" // a baby, a small child
	cMaybeChild   = "maybe-child" // girl, boy: said of the young of any age
	cMinorAge     = "minor-age"   // an age under 18, found by ages
	cUnderTwelve  = "under-twelve"
	cYoung        = "young" // a small child or an age under twelve
	cYouth        = "youth" // a child, or a girl or boy of unknown age
)

// computed are the concepts that code finds, and not a word list.
var computed = map[string]bool{cMinorAge: true, cUnderTwelve: true, cYoung: true, cYouth: true}

type token struct {
	text, key  string
	start, end int // bytes of the text
	sentence   int
	clause     int
	num        int // -1: not a number
	place      bool
}

// longSentence is how many words stand together where nobody wrote a stop: more
// are cut, so that an account without any costs in proportion to its length.
// House rule: longer than any tip that tells one thing.
const longSentence = 200

// tokens cuts a text into folded words; "12yr" and "14साल" are two words, as
// people type them.
func tokens(text string) []token {
	var out []token
	sentence, clause, last := 0, 0, 0
	was, in := 0, 0 // the sentence and how many words it has so far
	for _, w := range fold.Words(text) {
		for i, r := range text[last:w.Start] {
			switch r {
			case '\n', '?', '!', '।', '॥', ';', '؟', '۔', '…':
				sentence++
				clause++
			case '.':
				// A point inside a number or an abbreviation (1.5, P.S.) ends nothing.
				if next := last + i + 1; next >= len(text) || text[next] <= ' ' || text[next] == '.' {
					sentence++
					clause++
				}
			case ',', ':', '(', ')', '،', '–', '—', '"', '“', '”', '‘':
				clause++
			}
		}
		if in++; sentence != was {
			was, in = sentence, 1
		} else if in > longSentence {
			sentence, clause, was, in = sentence+1, clause+1, sentence+1, 1
		}
		last = w.End
		for _, part := range splitDigits(w.Text) {
			t := token{text: part, start: w.Start, end: w.End, sentence: sentence, clause: clause, num: -1}
			if part[0] >= '0' && part[0] <= '9' {
				if t.num, _ = strconv.Atoi(part); len(part) > 9 {
					t.num = 1 << 30
				}
			} else {
				t.key = key(part)
			}
			out = append(out, t)
		}
	}
	return out
}

func splitDigits(w string) []string {
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	mixed := strings.IndexFunc(w, digit) >= 0 && strings.IndexFunc(w, func(r rune) bool { return !digit(r) }) >= 0
	if !mixed {
		return []string{w}
	}
	var parts []string
	start, was := 0, false
	for i, r := range w {
		if is := digit(r); i > 0 && is != was && !unicode.IsMark(r) {
			parts = append(parts, w[start:i])
			start = i
			was = is
		} else if i == 0 {
			was = is
		}
	}
	return append(parts, w[start:])
}

// tense is when a thing was said to happen, least present first.
type tense int

const (
	tPast tense = iota
	tUnknown
	tIs
	tPresent
	tNow
)

// An evidence is one concept seen in the words or ticked as a sign.
type evidence struct {
	concept          string
	phrase           int32
	start, end       int // tokens; start < 0: a field
	sentence, clause int
	open, gap        uint64
	when             tense
	sign             string
	off              bool // negated, hypothetical, or another meaning
	other            bool // off for another meaning: nothing of it was said
	topic            bool // the subject of a general question
	vague            bool
}

// A reading is a report's words cut, matched and understood as far as needed.
type reading struct {
	rules  *Rules
	rep    Report
	text   string
	tokens []token
	all    []evidence            // content
	by     map[string][]evidence // content and grammar by concept, as matched

	ages     []int
	marked   bool         // holds a number, an address, a name that can be looked up
	placed   bool         // names a place smaller than a State
	abroad   bool         // names another country
	concrete bool         // says something that can be looked up or acted on
	detailed bool         // more than a town to a rumour
	soon     map[int]bool // sentences that speak of the next hours
	strong   bool         // some sentence says that it goes on now
	unread   bool         // written in a script that no word list covers
	whole    answers
	standing map[string]*standing // by concept, what counts of all
}

// read matches and understands a report. The names of places in the account
// are known already: Gumla is not "गुम", lost.
func (r *Rules) read(rep Report, mentions []places.Mention, marked, placed bool) *reading {
	t := &reading{rules: r, rep: rep, by: map[string][]evidence{}, soon: map[int]bool{}, marked: marked, placed: placed}
	t.text = strings.Join([]string{rep.Account, rep.Who, rep.Place.Text}, "\n")
	t.tokens = tokens(t.text)
	for _, m := range mentions {
		t.abroad = t.abroad || m.Country != ""
		for i := range t.tokens {
			if k := &t.tokens[i]; k.start < m.End && m.Start < k.end && m.Country == "" {
				k.place = true
			}
		}
	}
	t.sound()
	t.number()
	hits := r.index.find(t.tokens, r.reads(t.tokens, rep.Language))
	t.split(hits)
	t.gather(hits)
	t.findAges()
	t.negate()
	t.otherMeaning()
	t.tones()
	t.tenses()
	t.fields()
	return t
}

// number gives number words ("twelve", "बारह") their value.
func (t *reading) number() {
	for i := range t.tokens {
		k := &t.tokens[i]
		if n, ok := t.rules.numbers[k.text]; ok {
			k.num = n
		} else if n, ok := t.rules.numbers["~"+k.key]; ok {
			k.num = n
		}
		if long, ok := t.rules.spelled[k.text]; ok {
			k.key = long
		}
	}
}

// split cuts clauses further where a word does what a comma would: "and",
// "लेकिन" begin one, "है" ends one.
func (t *reading) split(hits []hit) {
	cuts := make([]bool, len(t.tokens)+1)
	for _, h := range hits {
		switch t.rules.index.phrase(h.phrase).concept {
		case cBreak:
			cuts[h.start] = true
		case cEnd:
			cuts[h.end] = true
		}
	}
	clause, was := -1, -1
	for i := range t.tokens {
		if t.tokens[i].clause != was || cuts[i] {
			clause++
		}
		was, t.tokens[i].clause = t.tokens[i].clause, clause
	}
}

// gather keeps, of every concept, the longest of overlapping hits.
func (t *reading) gather(hits []hit) {
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	last := map[string]int{} // end of the last kept hit of a concept
	english, other := t.english(hits), t.otherLanguages(hits)
	assamese := strings.ContainsAny(t.rep.Account, onlyAssamese)
	for _, h := range hits {
		p := t.rules.index.phrase(h.phrase)
		if p.byKey && (p.roman || h.end > h.start+1) && english[t.tokens[h.start].sentence] {
			continue // "son went missing" only sounds like "sona … gum"
		}
		if other[spoken{t.tokens[h.start].sentence, p.lang}] {
			continue // Nepali "लगे", took away, is Hindi "लगे", began
		}
		if t.chance(h, p) {
			continue
		}
		if assamese && p.lang == "bn" && p.concept == cNow {
			continue // Bengali "এখন", now, counts things in Assamese
		}
		id := p.concept
		if end, ok := last[id]; ok && h.end <= end {
			continue
		}
		last[id] = h.end
		e := evidence{concept: id, phrase: h.phrase, start: h.start, end: h.end, open: h.open, gap: h.gap,
			sentence: t.tokens[h.start].sentence, clause: t.tokens[h.end-1].clause, when: tUnknown}
		t.by[id] = append(t.by[id], e)
		if c := t.rules.concepts[id]; c != nil && !c.Topic {
			t.all = append(t.all, e)
		}
	}
}

// spoken is a language in one sentence.
type spoken struct {
	sentence int
	lang     string
}

// clearly is by how many everyday words a language must lead another that shares
// its script before the other's words are left out: one is chance ("तर" is
// Marathi and Nepali). House rule.
const clearly = 2

// otherLanguages are, by sentence, the languages that share its script and have
// fewer everyday words in it than another: their words are left out (Nepali
// "पोलि…", burnt, is Marathi "पोलिस", police). Those of the first of each script
// (Hindi, Bengali, from which the others borrow) stay, and those of the language
// that the sender chose or that leads in the whole account.
func (t *reading) otherLanguages(hits []hit) map[spoken]bool {
	score := map[spoken]int{}
	whole := map[string]int{}
	for _, h := range hits {
		if p := t.rules.index.phrase(h.phrase); p.concept == cCommon {
			score[spoken{t.tokens[h.start].sentence, p.lang}]++
			whole[p.lang]++
		}
	}
	chosen := clean(t.rep.Language)
	other := map[spoken]bool{}
	for k := range score {
		for _, s := range scripts {
			if s.name == "Latn" || !slices.Contains(s.langs, k.lang) {
				continue
			}
			lead := 1
			if k.lang != s.langs[0] {
				lead = clearly
			}
			for _, l := range s.langs[1:] {
				o := spoken{k.sentence, l}
				other[o] = other[o] || l != chosen && whole[l] <= whole[k.lang] && score[k]-score[o] >= lead
			}
		}
	}
	return other
}

// english are the sentences that hold everyday words of English and none of
// romanized Hindi: there, phrases that are compared by sound are chance.
func (t *reading) english(hits []hit) map[int]bool {
	english, other := map[int]bool{}, map[int]bool{}
	for _, h := range hits {
		if p := t.rules.index.phrase(h.phrase); p.concept == cCommon && h.end == h.start+1 {
			if s := t.tokens[h.start].sentence; p.lang == "en" {
				english[s] = true
			} else {
				other[s] = true
			}
		}
	}
	for s := range other {
		delete(english, s)
	}
	return english
}

// fields adds what was ticked and chosen.
func (t *reading) fields() {
	when := tUnknown
	switch t.rep.When {
	case "now", "today":
		when = tNow
	case "past":
		if when = tPast; t.strong {
			when = tUnknown
		}
	}
	for _, id := range sortedKeys(t.rules.concepts) {
		for _, s := range t.rules.concepts[id].Signs {
			if slices.Contains(t.rep.Signs, s) {
				t.all = append(t.all, evidence{concept: id, start: -1, when: when, sign: s})
			}
		}
	}
	if t.rep.Children == "yes" {
		t.all = append(t.all, evidence{concept: cChild, start: -1, when: when, sign: "children: yes"})
	}
}
