package i18n

import (
	"regexp"
	"strings"
	"testing"
)

// lookAlikes are letters of an Arabic keyboard that look like Urdu ones: a
// screen reader says them wrongly, a search does not find them and Nastaliq
// fonts draw them otherwise. Source: Unicode Standard, chapter 9.2, "Arabic":
// the letters of Urdu are U+06CC, U+06A9, U+06C1, U+06BE and U+06C3.
var lookAlikes = regexp.MustCompile("[\u064A\u0649\u0643\u0647\u0629]")

// foreignStops are stops of Latin script after an Urdu letter.
var foreignStops = regexp.MustCompile(`[\x{0620}-\x{06D3}] ?[,;?]|[\x{0620}-\x{06D3}]\.(\s|$)`)

// nativeDigits are those that Unicode has for Arabic and Urdu: the portal
// writes Latin ones (see Number).
var nativeDigits = regexp.MustCompile("[\u0660-\u0669\u06F0-\u06F9]")

func wrongInUrdu(text string) string {
	switch {
	case lookAlikes.MatchString(text):
		return "a letter of Arabic that only looks like one of Urdu"
	case foreignStops.MatchString(text):
		return "a stop of Latin script: write ۔ ، ؛ ؟"
	case nativeDigits.MatchString(text):
		return "digits that are not Latin"
	case strings.Count(text, "\u2066") != strings.Count(text, "\u2069"):
		return "an isolate that is not closed"
	}
	return ""
}

func TestUrduIsWrittenInUrduLetters(t *testing.T) {
	for text, wrong := range map[string]bool{
		"کوئی نہیں۔": false, "کوئي نہیں": true, "كوئی": true, "نه": true, "نہیں.": true, "نہیں, ہاں": true,
		"کیا؟": false, "کیا?": true, "112 پر": false, "۱۱۲ پر": true, "پیرا \u2066{{.Number}}": true,
	} {
		if (wrongInUrdu(text) != "") != wrong {
			t.Errorf("%q: %q", text, wrongInUrdu(text))
		}
	}
	urdu := load(t, Embedded()).speaking["ur"]
	if len(urdu.texts) < 300 {
		t.Fatalf("only %d Urdu messages: the test would prove nothing", len(urdu.texts))
	}
	for id, p := range urdu.texts {
		if s := wrongInUrdu(strings.Join(p.words, "{}")); s != "" {
			t.Errorf("%s: %s", id, s)
		}
	}
}
