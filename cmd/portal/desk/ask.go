package desk

import "slices"

// ask sends a letter to the tipster, as a question or not.
func (s *Site) ask(v *visit) error {
	d := draft{Text: v.form.Get("text"), Question: v.form.Get("question") == "1"}
	err := s.Desk.Ask(v.c.UserContext(), v.seat, v.c.Params("id"), v.version(), d.Text, d.Question)
	return v.acted(err, "sent", d)
}

// letterKinds are the letters that are ready in the tipster's language; the
// first ones are questions.
func letterKinds() []string { return []string{"place", "still", "safe", "thanks", "help"} }

// isQuestion tells whether a ready letter asks something.
func isQuestion(kind string) bool { return slices.Index(letterKinds(), kind) < 3 }

// readyLetter is a letter in the tipster's language, and in the officer's where
// that is another.
type readyLetter struct {
	Choices []choice
	Text    string // what the letter's field begins with
	Own     []string
	Lang    string // "" where we have the letter in no language of the tipster's
	Missing string // says so
}

// letter reads the choice of the page's address.
func (v *visit) letter(told string) (l readyLetter) {
	kind := v.c.Query("letter")
	if v.form != nil || !slices.Contains(letterKinds(), kind) {
		kind = ""
	}
	l.Choices = v.choices("desk.letter.name.", kind, letterKinds())
	if kind == "" {
		return l
	}
	id := "desk.letter." + kind
	theirs := v.site.Bundle.Speaker(told)
	// A catalogue without the letter answers in English.
	if theirs.Lang() != told || told != "en" && theirs.T(id) == v.site.Bundle.Speaker("en").T(id) {
		l.Text = v.T(id)
		l.Missing = v.T("desk.letter.missing", "Language", v.speech(told).Name)
		return l
	}
	l.Text, l.Lang = theirs.T(id), told
	if told != v.Lang() {
		l.Own = lines(v.T(id))
	}
	return l
}
