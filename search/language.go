package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// script is an ISO 15924 code of a script that the search knows words of; "" for digits and what is unknown.
type script string

const (
	latin      script = "Latn"
	devanagari script = "Deva"
	bengali    script = "Beng"
	gurmukhi   script = "Guru"
	gujarati   script = "Gujr"
	odia       script = "Orya"
	tamil      script = "Taml"
	telugu     script = "Telu"
	kannada    script = "Knda"
	malayalam  script = "Mlym"
	arabic     script = "Arab"
	olChiki    script = "Olck"
	meetei     script = "Mtei"
)

// scriptOf returns the script of the first letter that tells one.
func scriptOf(word string) script {
	for _, r := range word {
		switch {
		case r < 0x80 && unicode.IsLetter(r), r >= 0xC0 && r < 0x250, r >= 0x1E00 && r < 0x1F00:
			return latin
		case r < 0x600:
		case r < 0x780, r >= 0xFB50 && r < 0xFE00, r >= 0xFE70 && r < 0xFF00:
			return arabic
		case r >= 0x900 && r < 0xD80:
			return brahmi[(r-0x900)>>7]
		case r >= 0x1C50 && r < 0x1C80:
			return olChiki
		case r >= 0xABC0 && r < 0xAC00, r >= 0xAAE0 && r < 0xAB00:
			return meetei
		}
	}
	return ""
}

// brahmi is the script of each block of 128 characters from U+0900 on.
var brahmi = [9]script{devanagari, bengali, gurmukhi, gujarati, odia, tamil, telugu, kannada, malayalam}

// written is the script that a language is written in, where it is not Latin.
var written = map[string]script{
	"hi": devanagari, "mr": devanagari, "ne": devanagari, "sa": devanagari, "kok": devanagari, "mai": devanagari,
	"doi": devanagari, "brx": devanagari, "bn": bengali, "as": bengali, "pa": gurmukhi, "gu": gujarati, "or": odia,
	"ta": tamil, "te": telugu, "kn": kannada, "ml": malayalam, "ur": arabic, "ks": arabic, "sd": arabic,
	"sat": olChiki, "mni": meetei,
}

// usual is the language whose rules serve for a script where nothing tells more.
var usual = map[script]string{
	latin: "en", devanagari: "hi", bengali: "bn", gurmukhi: "pa", gujarati: "gu", odia: "or", tamil: "ta",
	telugu: "te", kannada: "kn", malayalam: "ml", arabic: "ur", olChiki: "sat", meetei: "mni",
}

// scriptOfLanguage tells the script of a BCP 47 tag; a script subtag decides (mni-Beng).
func scriptOfLanguage(lang string) script {
	parts := strings.Split(lang, "-")
	for _, p := range parts[1:] {
		if len(p) == 4 {
			return script(strings.ToUpper(p[:1]) + strings.ToLower(p[1:]))
		}
	}
	if s, ok := written[parts[0]]; ok {
		return s
	}
	return latin
}

// GuessLanguage tells the language of a text by its script, and where several languages share one, by their commonest
// words; "en" for Latin letters.
func GuessLanguage(text string) string {
	const enough = 4000 // bytes
	if len(text) > enough {
		text = text[:enough]
	}
	counts := map[script]int{}
	marks := map[string]int{}
	for _, w := range fold.Words(text) {
		s := scriptOf(w.Text)
		counts[s] += utf8.RuneCountInString(w.Text)
		for lang, words := range telling {
			if words[w.Text] {
				marks[lang]++
			}
		}
	}
	best, most := latin, 0
	for _, s := range []script{latin, devanagari, bengali, gurmukhi, gujarati, odia, tamil, telugu, kannada, malayalam, arabic, olChiki, meetei} {
		if counts[s] > most {
			best, most = s, counts[s]
		}
	}
	lang := usual[best]
	if best == bengali && strings.ContainsAny(text, "ৰৱ") {
		return "as" // letters that Bengali does not have
	}
	for _, other := range []string{"mr", "ne"} {
		if best == devanagari && marks[other] > marks[lang] {
			lang = other
		}
	}
	return lang
}

// telling are commonest words, folded, of the languages that share Devanagari.
var telling = map[string]map[string]bool{
	"hi": set("है हैं का की के में से को और यह था थी थे ने पर लिए एक नहीं इस किया"),
	"mr": set("आहे आहेत आणि व या हे ते होते होता होती केले केला केली नाही त्या मध्ये साठी झाले झाली असे ही हा"),
	"ne": set("छ छन् को र हो भएको गरेको हुन् गर्न यो भने लागि थियो पनि गर्ने छैन मा गरे गरी"),
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range fold.Words(words) {
		out[w.Text] = true
	}
	return out
}
