package triage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// grammar are the concepts that the code itself asks for; rules.toml must
// declare each, so that a misspelt one is a fault and not silence.
var grammar = []string{
	cNegator, cBreak, cEnd, cCommon,
	cNow, cPresent, cIs, cSince, cRecent, cPast, cSoon, cMoved, cWillMove, cAdCode,
	cLure, cLandmark, cTrain, cPassing, cHearsay, cOnlyHeard, cThanks, cCry, cAgeGuess, cAgeKin, cHypothetical, cFilm, cFiction, cStudy, cCasting, cAsks, cOurs, cNoCase, cOffer, cSuspects, cKin, cPrice, cPlea, cVictim, cVague, cQuestion, cSpam, cConcrete,
	cNotNegator, cThrough, cAny, cYears, cYearsOld, cAgeBefore, cAgeAfter, cAgeNot, cBelow, cAnd,
	cChild, cYoungChild, cMaybeChild, cMinorAge, cUnderTwelve, cYoung, cYouth,
}

// loader gathers rules, words and faults over all files.
type loader struct {
	rules   *Rules
	phrases []phrase
	faults  Faults

	recalled bool // the words are those that were remembered
}

func (l *loader) fault(file string, line int, format string, args ...any) {
	l.faults = append(l.faults, fmt.Sprintf("%s:%d: %s", file, max(line, 1), fmt.Sprintf(format, args...)))
}

func (l *loader) file(f ruleFile) {
	for i, line := range strings.Split(f.text, "\n") {
		if !utf8.ValidString(line) || strings.ContainsRune(line, 0) {
			l.fault(f.name, i+1, "not UTF-8 text: save the file as UTF-8")
			return
		}
	}
	if f.name == rulesFile {
		l.ruleFile(f.name, f.text)
		return
	}
	l.wordFile(f.name, f.text, f.own)
}

// decode reads TOML into v; it reports the syntax fault or every unknown key.
func (l *loader) decode(name, text string, v any) bool {
	meta, err := toml.Decode(text, v)
	if err != nil {
		line := 1
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			line = syntax.Position.Line
		}
		first, _, _ := strings.Cut(err.Error(), "\n")
		l.fault(name, line, "%s", first)
		return false
	}
	for _, key := range meta.Undecoded() {
		l.fault(name, keyLine(text, key[len(key)-1], 1), "unknown key %q: correct or remove it", key.String())
	}
	return true
}

func (l *loader) ruleFile(name, text string) {
	var file struct {
		Settings *settings `toml:"settings"`
		Concept  []concept `toml:"concept"`
		Rule     []rule    `toml:"rule"`
	}
	if !l.decode(name, text, &file) {
		return
	}
	if file.Settings != nil {
		l.rules.settings = *file.Settings
		if s := file.Settings; s.Urgent <= 0 || s.Source == "" {
			l.fault(name, keyLine(text, "[settings]", 1), "settings need urgent above 0 and a source")
		}
	}
	lines := tableLines(text, "[[concept]]")
	here := map[string]bool{}
	for i := range file.Concept {
		c := &file.Concept[i]
		c.file, c.line = name, at(lines, i)
		switch {
		case c.ID == "":
			l.fault(name, c.line, "a concept needs an id")
		case here["concept "+c.ID]:
			l.fault(name, c.line, "concept %q comes twice: remove one", c.ID)
		}
		for _, s := range c.Signs {
			if !slices.Contains(signs[:], s) {
				l.fault(name, c.line, "concept %q: unknown sign %q", c.ID, s)
			}
		}
		here["concept "+c.ID] = true
		l.rules.concepts[c.ID] = c
	}
	lines = tableLines(text, "[[rule]]")
	for i, r := range file.Rule {
		r.file, r.line = name, at(lines, i)
		if r.ID != "" && here["rule "+r.ID] {
			l.fault(name, r.line, "rule %q comes twice: remove one", r.ID)
			l.ruleFaults(r)
			continue
		}
		here["rule "+r.ID] = true
		l.ruleFaults(r)
		if was := slices.IndexFunc(l.rules.rules, func(o rule) bool { return o.ID == r.ID }); was >= 0 {
			l.rules.rules[was] = r
		} else {
			l.rules.rules = append(l.rules.rules, r)
		}
	}
}

// ruleFaults checks what a rule says of itself; what it names is checked at the end.
func (l *loader) ruleFaults(r rule) {
	say := func(format string, args ...any) {
		l.fault(r.file, r.line, "rule %q: %s", r.ID, fmt.Sprintf(format, args...))
	}
	if r.ID == "" {
		say("needs an id")
	}
	if r.Source == "" {
		say("no source: name the indicator, the section, the SOP, or write \"house rule: …\"")
	}
	if r.Gate && (r.Points != 0 || r.Floor != "" || r.Cap != "") {
		say("a gate decides without counting: remove points, floor and cap, or the gate")
	}
	if r.Cap != "" && (r.Points != 0 || r.Floor != "") {
		say("a cap has no points and no floor")
	}
	if !r.Gate && r.Cap == "" && r.Points <= 0 && r.Floor == "" && r.Sets == "" {
		say("does nothing: give it gate, points, floor, cap or sets")
	}
	if r.Points < 0 {
		say("points below nought: nothing that is said lowers a report")
	}
	oneOf := func(key, value string, allowed ...string) {
		if !slices.Contains(allowed, value) {
			say("%s %q: use one of %q", key, value, allowed)
		}
	}
	oneOf("floor", r.Floor, "", Urgent)
	oneOf("cap", r.Cap, "", Standard, Information)
	oneOf("scope", r.Scope, "", "clause", "sentence")
	oneOf("time", r.Time, "", "open", "present", "now", "soon", "ever")
	oneOf("sets", r.Sets, "", "police-accused", "border")
	if len(r.Any) == 0 {
		say("no condition in any")
	}
}

func (l *loader) wordFile(name, text string, own bool) {
	var file struct {
		Language string              `toml:"language"`
		Match    string              `toml:"match"`   // "" = exact folded words, "key" = as people romanize
		Negator  string              `toml:"negator"` // where it stands: "before", "after", "both"
		Partial  bool                `toml:"partial"` // too short for silence to mean anything
		Review   string              `toml:"review"`  // what a native reader should still look at
		Numbers  map[string]int      `toml:"numbers"`
		Spelled  map[string]string   `toml:"spelled"` // how people shorten words: krne = "karne"
		Sets     map[string][]string `toml:"sets"`    // lists that phrases name as <set>
		Words    map[string][]string `toml:"words"`
	}
	if !l.decode(name, text, &file) {
		return
	}
	if want := strings.TrimSuffix(name[len("words/"):], ".toml"); file.Language != want {
		l.fault(name, keyLine(text, "language", 1), "language %q: a word list is named after its language", file.Language)
	}
	before, after := file.Negator == "before" || file.Negator == "both", file.Negator == "after" || file.Negator == "both"
	if own && !before && !after {
		l.fault(name, keyLine(text, "negator", 1), "negator %q: use before, after or both", file.Negator)
	}
	if file.Match != "" && file.Match != "key" {
		l.fault(name, keyLine(text, "match", 1), "match %q: leave it out or use key", file.Match)
	}
	for _, short := range sortedKeys(file.Spelled) {
		l.rules.spelled[short] = key(file.Spelled[short])
	}
	known := newKnown()
	add := func(id, words string, line func() int) {
		p := phrase{concept: id, lang: file.Language, byKey: file.Match == "key" && id != cCommon, before: before, after: after}
		var err error
		if p.steps, err = parse(words, file.Sets, spelling{p.byKey, l.rules.spelled, known}); err != nil {
			l.fault(name, line(), "%q: %v", words, err)
			return
		}
		l.phrases = append(l.phrases, p)
		if id == cCommon {
			l.rules.common(p)
		}
		if id == cCommon || !native(words) {
			return
		}
		if steps, ok := known.romanize(p.steps, enoughOf(p.lang, id, l.rules.concepts[id].Topic)); ok {
			p.steps, p.byKey, p.roman = steps, true, true
			l.phrases = append(l.phrases, p)
		}
	}
	from := keyLine(text, "[words]", 1)
	for _, id := range sortedKeys(file.Words) {
		line := keyLine(text, id, from)
		if l.rules.concepts[id] == nil {
			l.fault(name, line, "unknown concept %q: declare it in rules.toml or correct it", id)
			continue
		}
		if len(file.Words[id]) == 0 {
			l.fault(name, line, "%s: the word list is empty: fill or remove it", id)
		}
		for _, words := range file.Words[id] {
			add(id, words, func() int { return keyLine(text, words, line) })
		}
	}
	for _, words := range sortedKeys(file.Numbers) {
		if ts := tokens(words); len(ts) == 1 && file.Match == "key" {
			l.rules.numbers["~"+ts[0].key] = file.Numbers[words]
		} else if len(ts) == 1 {
			l.rules.numbers[ts[0].text] = file.Numbers[words]
		} else {
			l.fault(name, keyLine(text, words, 1), "number %q: one word", words)
		}
	}
	if file.Partial {
		l.rules.partial = append(l.rules.partial, file.Language)
	}
	if !slices.Contains(l.rules.langs, file.Language) {
		l.rules.langs = append(l.rules.langs, file.Language)
	}
}

// finish checks what the files say of each other and compiles.
func (l *loader) finish() {
	for _, id := range grammar {
		if l.rules.concepts[id] == nil {
			l.fault(rulesFile, 1, "concept %q is missing: the reading of sentences needs it", id)
		}
	}
	if !l.recalled {
		l.rules.index = compile(l.phrases)
		slices.Sort(l.rules.langs)
	}
	spoken := map[string]bool{}
	for _, id := range l.rules.index.concepts {
		spoken[id] = true
	}
	for _, id := range sortedKeys(l.rules.concepts) {
		c := l.rules.concepts[id]
		if !spoken[id] && len(c.Signs) == 0 && !computed[id] {
			l.fault(c.file, c.line, "concept %q has no words in any language and no sign", id)
		}
		for _, o := range append(slices.Clone(c.Unless), c.Ends) {
			if o != "" && l.rules.concepts[o] == nil {
				l.fault(c.file, c.line, "concept %q: unknown concept %q", id, o)
			}
		}
	}
	for i := range l.rules.rules {
		r := &l.rules.rules[i]
		for _, text := range r.Any {
			var c []atom
			for _, part := range strings.Split(text, "+") {
				a, err := parseAtom(strings.TrimSpace(part))
				if err == nil && a.kind == "" && l.rules.concepts[a.name] == nil {
					err = fmt.Errorf("unknown concept %q", a.name)
				}
				if err != nil {
					l.fault(r.file, r.line, "rule %q: condition %q: %v", r.ID, text, err)
				}
				c = append(c, a)
			}
			r.conditions = append(r.conditions, c)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// keyLine finds the first line, from line from on, that holds text.
func keyLine(file, text string, from int) int {
	for i, line := range strings.Split(file, "\n") {
		if i+1 >= from && strings.Contains(line, text) {
			return i + 1
		}
	}
	return from
}

// tableLines are the lines of every [[table]] header.
func tableLines(file, header string) []int {
	var lines []int
	for i, line := range strings.Split(file, "\n") {
		if strings.TrimSpace(line) == header {
			lines = append(lines, i+1)
		}
	}
	return lines
}

func at(lines []int, i int) int {
	if i < len(lines) {
		return lines[i]
	}
	return 1
}
