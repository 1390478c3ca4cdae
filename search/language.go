package search

import (
	"slices"
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
// words and endings; "en" for Latin letters.
func GuessLanguage(text string) string {
	lang, _, _ := guess(text)
	return lang
}

// GuessLanguages tells the languages of the texts of one collection: a text that has nothing to tell Hindi from Marathi
// or Nepali is taken for what most of those are that do.
func GuessLanguages(texts []string) []string {
	out := make([]string, len(texts))
	unsure := map[script][]int{}
	votes := map[script]map[string]int{}
	for i, text := range texts {
		lang, s, sure := guess(text)
		out[i] = lang
		if !sure {
			unsure[s] = append(unsure[s], i)
			continue
		}
		if votes[s] == nil {
			votes[s] = map[string]int{}
		}
		votes[s][lang]++
	}
	for s, places := range unsure {
		best := usual[s]
		for _, lang := range sharing[s] {
			if votes[s][lang] > votes[s][best] {
				best = lang
			}
		}
		for _, i := range places {
			out[i] = best
		}
	}
	return out
}

// LanguageOf tells the language of a question: by its words, and where they do not tell, the commonest one of their
// script in the index.
func (x *Index) LanguageOf(words string) string {
	lang, s, sure := guess(words)
	if sure && slices.Contains(x.languages, lang) {
		return lang
	}
	most := 0
	for _, l := range x.languages {
		if n := x.engine.fields[fieldWord+l].Passages; scriptOfLanguage(l) == s && n > most {
			lang, most = l, n
		}
	}
	return lang
}

// sharing are the languages that are told apart within a script.
var sharing = map[script][]string{devanagari: {"hi", "mr", "ne"}, bengali: {"bn", "as"}}

// guess says whether the text itself tells its language from the others of its script.
func guess(text string) (lang string, best script, sure bool) {
	const enough = 4000 // bytes
	if len(text) > enough {
		text = text[:enough]
	}
	counts := map[script]int{}
	marks := map[string]int{}
	for _, w := range fold.Words(text) {
		s := scriptOf(w.Text)
		counts[s] += utf8.RuneCountInString(w.Text)
		if s != devanagari {
			continue
		}
		for lang, words := range telling {
			if words[w.Text] {
				marks[lang] += 2
			} else if ends(w.Text, tellingEnds[lang]) {
				marks[lang]++
			}
		}
		if strings.ContainsRune(w.Text, 'ळ') {
			marks["mr"]++ // a letter that Hindi and Nepali do not write
		}
	}
	best, most := latin, 0
	for _, s := range []script{latin, devanagari, bengali, gurmukhi, gujarati, odia, tamil, telugu, kannada, malayalam, arabic, olChiki, meetei} {
		if counts[s] > most {
			best, most = s, counts[s]
		}
	}
	lang = usual[best]
	switch best {
	case bengali:
		if strings.ContainsAny(text, "ৰৱ") {
			return "as", best, true // letters that Bengali does not have
		}
		return lang, best, strings.ContainsRune(text, 'র')
	case devanagari:
		for _, other := range []string{"mr", "ne"} {
			if marks[other] > marks[lang] {
				lang = other
			}
		}
		return lang, best, marks[lang] > marks["hi"] || marks["hi"] > marks["mr"] && marks["hi"] > marks["ne"]
	}
	return lang, best, true
}

func ends(word string, endings []string) bool {
	for _, e := range endings {
		if len(word) > len(e)+3 && strings.HasSuffix(word, e) {
			return true
		}
	}
	return false
}

// telling are commonest words, folded, of the languages that share Devanagari.
var telling = map[string]map[string]bool{
	"hi": set("है हैं का की के में से को और यह थे पर लिए एक नहीं इस किया करने कर गया क्या किस कौन कैसे कहां जाता सकते होता करता"),
	"mr": set("आहे आहेत आणि व ते होते होता होती केले केला केली नाही त्या मध्ये साठी झाले झाली असे हा काय कोण कोणत्या कोणता कोणती कसे कुठे किंवा करा करणे येथे यांनी त्याच्या तुमच्या असलेल्या होऊ शकते नये"),
	"ne": set("छ छन् र हो भएको गरेको हुन् गर्न यो भने लागि थियो पनि गर्ने छैन मा गरे गरी तपाईं तपाईँ कुन कसरी कहाँ किन वा यस गर्नु गर्दा हुन भन्ने"),
}

// tellingEnds are endings that words of the other two do not have.
var tellingEnds = map[string][]string{
	"hi": folded("ियों ाओं ियां ेगा ेंगे ाएं"),
	"mr": folded("च्या ांना ांनी ण्यास ण्यात ण्यासाठी ातील ामध्ये ासाठी ाची ाचे ाचा ीची ीचे ीचा ेचे ेची लेल्या लेले ायचे ांचे ांची ांचा ावर णार"),
	"ne": folded("हरू हरु हरूको हरूमा हरूलाई लाई को न्छ न्छन् ेको एको नुहोस् नुहुन्छ बाट ्न ्ने ्दा ुपर्छ द्छ लागि नेछ"),
}

func folded(words string) []string { return strings.Fields(fold.Text(words)) }

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range fold.Words(words) {
		out[w.Text] = true
	}
	return out
}
