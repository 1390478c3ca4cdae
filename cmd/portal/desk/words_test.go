package desk

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mukti/tips/ahtu"
	"mukti/tips/triage"
)

// speaking is a visit in a language, at a time.
func speaking(t *testing.T, lang string, now time.Time) *visit {
	t.Helper()
	s := newSite(t, "http://localhost:8081")
	s.Now = func() time.Time { return now }
	units, err := ahtu.Load()
	if err != nil {
		t.Fatal(err)
	}
	s.Units = units
	return &visit{site: s, Speaker: s.Bundle.Speaker(lang)}
}

func TestDeadlinesInWords(t *testing.T) {
	now := time.Date(2026, 11, 22, 18, 20, 0, 0, time.UTC) // 23:50 in India
	en, hi := speaking(t, "en", now), speaking(t, "hi", now)
	for _, c := range []struct {
		off            time.Duration
		en, text, hind string
	}{
		{0, "due now", "23:50", "अभी देखनी है"},
		{59 * time.Second, "due now", "23:50", "अभी देखनी है"},
		{time.Minute, "due in 1 minute", "23:51", "1 मिनट में देखनी है"},
		{15 * time.Minute, "due in 15 minutes", "23 November, 00:05", "15 मिनट में देखनी है"},
		{time.Hour, "due in 1 hour", "23 November, 00:50", "1 घंटे में देखनी है"},
		{47*time.Hour + 59*time.Minute, "due in 47 hours", "24 November, 23:49", "47 घंटों में देखनी है"},
		{48 * time.Hour, "due in 2 days", "24 November, 23:50", "2 दिनों में देखनी है"},
		{60 * 24 * time.Hour, "due in 60 days", "21 January 2027, 23:50", "60 दिनों में देखनी है"},
		{-time.Second, "overdue by 1 minute", "23:49", "1 मिनट की देरी"},
		{-90 * time.Minute, "overdue by 1 hour", "22:20", "1 घंटे की देरी"},
		{-10 * 24 * time.Hour, "overdue by 10 days", "12 November, 23:50", "10 दिनों की देरी"},
	} {
		m := en.due(firstLook, now.Add(c.off))
		if m.Words != c.en || m.Text != c.text || m.Late != (c.off < 0) {
			t.Errorf("%v: %q at %q, late %v; want %q at %q", c.off, m.Words, m.Text, m.Late, c.en, c.text)
		}
		if m := hi.due(firstLook, now.Add(c.off)); m.Words != c.hind {
			t.Errorf("%v in Hindi: %q, want %q", c.off, m.Words, c.hind)
		}
	}
	if en.due(firstLook, time.Time{}) != nil {
		t.Error("a clock that does not run has a deadline")
	}
}

func TestWhatARuleSawIsSaidInTheOfficersLanguage(t *testing.T) {
	hi := speaking(t, "hi", time.Now())
	for _, c := range []struct {
		reason             triage.Reason
		seen, counts, lang string
	}{
		{triage.Reason{Points: 40, Seen: "being-moved"}, "कहीं ले जाया जा रहा है", "40 अंक", ""},
		{triage.Reason{Gate: true, Seen: "when: now"}, "कब: अभी हो रहा है", "अकेला ही तत्काल बनाता है", ""},
		{triage.Reason{Points: 5, Seen: "role: victim"}, "सूचना देने वाला: स्वयं पीड़ित व्यक्ति", "5 अंक", ""},
		{triage.Reason{Seen: "is: past"}, "पूरी बात पुरानी है", "स्तर तय करता है", ""},
		{triage.Reason{Points: 1, Seen: "locked in a room"}, "locked in a room", "1 अंक", "en"},
		{triage.Reason{Points: 1, Seen: "being-moved … tonight"}, "कहीं ले जाया जा रहा है … tonight", "1 अंक", "en"},
		{triage.Reason{Points: 1, Seen: "when: the train leaves"}, "when: the train leaves", "1 अंक", "en"},
		{triage.Reason{Points: 1}, "", "1 अंक", "en"},
	} {
		row := hi.reason(c.reason, "en")
		if row.Seen != c.seen || row.Counts != c.counts || row.Lang != c.lang {
			t.Errorf("%+v: %+v", c.reason, row)
		}
	}
	if row := hi.reason(triage.Reason{Rule: "a-rule-of-the-operator"}, "en"); row.Text != "a-rule-of-the-operator" {
		t.Errorf("a rule without a text is %q", row.Text)
	}
}

func TestTheFirstWordsOfATip(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"", 10, ""},
		{"one two three", 8, "one two…"},
		{"unbrokenletters", 6, "unbrok…"},
		{"कि", 1, "…"}, // a letter is not parted from its sign
	} {
		if got := firstWords(c.text, c.n); got != c.want {
			t.Errorf("firstWords(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text, n := rapid.String().Draw(t, "text"), rapid.IntRange(1, 80).Draw(t, "n")
		got := firstWords(text, n)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > n+1 {
			t.Fatalf("%q is no beginning of %q", got, text)
		}
		if head, was := strings.CutSuffix(got, "…"); was && got != text {
			rest := strings.TrimPrefix(strings.TrimSpace(text), head)
			if r, _ := utf8.DecodeRuneInString(rest); head != "" && unicode.IsMark(r) {
				t.Fatalf("%q is cut inside a letter of %q", got, text)
			}
		}
	})
}

func TestNamesOfFilesAreOurs(t *testing.T) {
	for _, c := range []struct{ mime, want string }{
		{"image/jpeg", "tip-0123abcd-3.jpg"},
		{"audio/ogg", "tip-0123abcd-3.ogg"},
		{"application/pdf", "tip-0123abcd-3.pdf"},
		{"text/html", "tip-0123abcd-3.bin"},
		{"image/svg+xml", "tip-0123abcd-3.bin"}, // may hold a script
		{"application/x-msdownload", "tip-0123abcd-3.bin"},
		{"", "tip-0123abcd-3.bin"},
		{"x\"\r\nSet-Cookie: a=b", "tip-0123abcd-3.bin"},
	} {
		if got := saveName("0123abcdef", 3, c.mime, ""); got != c.want {
			t.Errorf("%s: %s, want %s", c.mime, got, c.want)
		}
	}
}

func TestTheChainIsShownFromTheUnitUpwards(t *testing.T) {
	v := speaking(t, "en", time.Now())
	got := strings.Join(v.upwards([]string{"IN-NODAL", "UP-AHTB", "UP-AGRA"}), " ")
	if want := "UP-AGRA UP-AHTB IN-NODAL"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := shortCodes("UP-AGRA immediate rules " + strings.Repeat("a", 64)); got != "UP-AGRA immediate rules aaaaaaaaaaaa…" {
		t.Error(got)
	}
}

func TestLanguagesThatATipMayClaim(t *testing.T) {
	v := speaking(t, "en", time.Now())
	for tag, want := range map[string]speech{
		"hi":         {"hi", "हिन्दी", "auto"}, // the words decide: a tip may claim another language than it is in
		"ur":         {"ur", "اردو", "rtl"},
		"xx":         {"", "xx", "auto"},
		"":           {"", "", "auto"},
		`"><script>`: {"", `"><script>`, "auto"},
	} {
		if got := v.speech(tag); got != want {
			t.Errorf("%q: %+v, want %+v", tag, got, want)
		}
	}
}
