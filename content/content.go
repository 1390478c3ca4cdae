package content

import (
	"iter"
	"maps"
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
		if t := pick(s.current[slug], lang); t != nil {
			docs = append(docs, t.document())
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
	t := pick(s.current[slug], lang)
	if t == nil {
		return nil, false
	}
	return t.document().lent(lang), true
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
	t := pick(s.current[slug], lang)
	if t == nil {
		return nil
	}
	docs := []*Document{t.document()}
	for _, older := range s.versions[slug][t.lang] {
		docs = append(docs, older.document())
	}
	return docs
}

// Len is how many newest texts there are, each language counted.
func (l *Library) Len() (n int) {
	l = l.standing()
	for _, s := range l.shelves {
		for _, byLang := range s.current {
			n += len(byLang)
		}
	}
	return n
}

// LastChecked is the latest day, today at most, on which a text was compared
// with its source: "2026-11-22", "" for none.
func (l *Library) LastChecked(today string) (day string) {
	l = l.standing()
	for _, s := range l.shelves {
		for _, byLang := range s.current {
			for _, t := range byLang {
				if t.checked <= today {
					day = max(day, t.checked)
				}
			}
		}
	}
	return day
}

// All gives the newest text of every (kind, slug, language) once, in the
// order of kinds, then slug, then language. A large library is not held in
// memory: who keeps its documents holds it.
func (l *Library) All() iter.Seq[*Document] {
	l = l.standing()
	return func(yield func(*Document) bool) {
		for kind, slug := range l.slugs() {
			for _, lang := range l.Languages(kind, slug) {
				if !yield(l.shelves[kind].current[slug][lang].document()) {
					return
				}
			}
		}
	}
}

// In gives those that are written in a language, in the order of kinds, then
// slug.
func (l *Library) In(lang string) iter.Seq[*Document] {
	l = l.standing()
	return func(yield func(*Document) bool) {
		for kind, slug := range l.slugs() {
			if t := l.shelves[kind].current[slug][lang]; t != nil && !yield(t.document()) {
				return
			}
		}
	}
}

// slugs gives every kind and slug, in their order.
func (l *Library) slugs() iter.Seq2[string, string] {
	return func(yield func(kind, slug string) bool) {
		for _, kind := range kinds {
			s := l.shelves[kind]
			if s == nil {
				continue
			}
			for _, slug := range slices.Sorted(slices.Values(s.slugs)) {
				if !yield(kind, slug) {
					return
				}
			}
		}
	}
}

// Written gives the languages in which anything is written, English first, the
// others by their tag.
func (l *Library) Written() []string {
	l = l.standing()
	all := make(map[string]bool)
	for _, s := range l.shelves {
		for _, byLang := range s.current {
			for lang := range byLang {
				all[lang] = true
			}
		}
	}
	return englishFirst(slices.Collect(maps.Keys(all)))
}

// Languages gives the languages that a document is written in, English
// first, the others by their tag.
func (l *Library) Languages(kind, slug string) []string {
	l = l.standing()
	s := l.shelves[kind]
	if s == nil {
		return nil
	}
	return englishFirst(slices.Collect(maps.Keys(s.current[slug])))
}

func englishFirst(langs []string) []string {
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
