package content

import (
	"slices"
	"strings"
	"sync/atomic"
)

// Lang is a BCP 47 tag in its usual spelling: "en", "hi", "mni-Mtei".
type Lang = string

// English is the language that every document must have; a document that is
// missing in the reader's language is shown in this one.
const English Lang = "en"

// kinds are the folders of a library, in the order in which they are shown.
// "help" pages are the portal's own words: they need no issuer and no date.
var kinds = []string{"advisories", "sops", "best-practices", "laws", "training", "campaigns", "help"}

// Library is a set of documents without a single fault in it. It never
// changes after Load, but for one made by [Live], and is safe for concurrent
// use.
type Library struct {
	now atomic.Pointer[Library] // where another stands for this one

	shelves     map[string]*shelf // by kind
	fingerprint string
	cited       map[string][]Citing // "kind/slug#anchor" → who speaks of it
	replaced    map[string][]string // "kind/slug" → those that it superseded
	concordance []Replacement
}

// shelf holds one kind: slugs in the order of reading, and every language.
type shelf struct {
	slugs    []string
	current  map[string]map[Lang]*Document   // slug → language
	versions map[string]map[Lang][]*Document // slug → language, newest first
}

// Kinds gives every kind that a library may have, in the order of showing,
// also those of which this one has no document.
func (l *Library) Kinds() []string { return slices.Clone(kinds) }

// Documents gives every document of a kind, newest first (help pages by
// their order), each in lang if there is such a translation, else in English;
// [Document.Lang] tells which. An unknown kind has no documents.
func (l *Library) Documents(kind, lang string) []*Document {
	l = l.standing()
	s := l.shelves[kind]
	if s == nil {
		return nil
	}
	docs := make([]*Document, 0, len(s.slugs))
	for _, slug := range s.slugs {
		if d := pick(s.current[slug], lang); d != nil {
			docs = append(docs, d)
		}
	}
	return docs
}

// Document gives one document in lang, else in English. The links of a
// document shown in place of a translation keep the reader's language.
func (l *Library) Document(kind, slug, lang string) (*Document, bool) {
	l = l.standing()
	s := l.shelves[kind]
	if s == nil {
		return nil, false
	}
	d := pick(s.current[slug], lang)
	if d == nil {
		return nil, false
	}
	return d.lent(lang), true
}

// lent is the document with links that lead on in the reader's language.
func (d *Document) lent(lang string) *Document {
	if d.Lang == lang || !isLang(lang) {
		return d
	}
	lent := *d
	lent.linkLang = lang
	return &lent
}

// Versions gives the newest text and then the older ones, newest first, in
// lang or else in English. [Document.Version] is empty for the newest.
func (l *Library) Versions(kind, slug, lang string) []*Document {
	l = l.standing()
	s := l.shelves[kind]
	if s == nil {
		return nil
	}
	d := pick(s.current[slug], lang)
	if d == nil {
		return nil
	}
	return append([]*Document{d}, s.versions[slug][d.Lang]...)
}

// All gives the newest text of every (kind, slug, language) once, in the
// order of kinds, then slug, then language.
func (l *Library) All() []*Document {
	l = l.standing()
	var docs []*Document
	for _, kind := range kinds {
		s := l.shelves[kind]
		if s == nil {
			continue
		}
		for _, slug := range slices.Sorted(slices.Values(s.slugs)) {
			for _, lang := range l.Languages(kind, slug) {
				docs = append(docs, s.current[slug][lang])
			}
		}
	}
	return docs
}

// Languages gives the languages that a document is written in, English
// first, the others by their tag.
func (l *Library) Languages(kind, slug string) []string {
	l = l.standing()
	s := l.shelves[kind]
	if s == nil {
		return nil
	}
	var langs []string
	for lang := range s.current[slug] {
		langs = append(langs, lang)
	}
	slices.SortFunc(langs, func(a, b string) int {
		if (a == English) != (b == English) {
			if a == English {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return langs
}

// Fingerprint is a hash, 64 hexadecimal digits, of everything that was
// loaded and of how it was read: an index kept under it fits this library.
func (l *Library) Fingerprint() string {
	l = l.standing()
	return l.fingerprint
}

// pick gives the document in lang, else in English, else nil.
func pick(byLang map[Lang]*Document, lang string) *Document {
	if d, ok := byLang[lang]; ok {
		return d
	}
	return byLang[English]
}
