package i18n

import "golang.org/x/text/language"

// longestAccept cuts an Accept-Language header, in bytes: browsers send under 200, and parsing is costly.
const longestAccept = 400

// Negotiate chooses a language that is switched on: the saved choice, else the best match of the Accept-Language
// header, else English, else the first.
func (b *Bundle) Negotiate(accept, saved string) string {
	for _, l := range b.languages {
		if l.Tag == saved {
			return saved
		}
	}
	if len(accept) > longestAccept {
		accept = accept[:longestAccept]
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil || len(wanted) == 0 {
		return b.matched[0]
	}
	// By index: the matched tag itself may carry the reader's extensions.
	_, i, confidence := b.matcher.Match(wanted...)
	if confidence == language.No {
		return b.matched[0]
	}
	return b.matched[i]
}

// match prepares Negotiate. The first of the matcher's languages is the one for readers whom nothing fits: English
// where it is switched on.
func (b *Bundle) match() {
	b.matched = nil
	var tags []language.Tag
	add := func(l Language) {
		tags = append(tags, language.Make(l.Tag))
		b.matched = append(b.matched, l.Tag)
	}
	for _, l := range b.languages {
		if l.Tag == Original {
			add(l)
		}
	}
	for _, l := range b.languages {
		if l.Tag != Original {
			add(l)
		}
	}
	b.matcher = language.NewMatcher(tags)
}
