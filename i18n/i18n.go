// Package i18n holds the words of the portal: one catalogue of messages per language, the languages themselves, and the
// Speaker that says a message to one reader.
//
// A catalogue is a set of files catalog/<tag>.toml and catalog/<tag>.<part>.toml, each of lines `"id" = "text"`; a
// message that counts is a table with `one` and `other`. A text may hold `{{.Name}}` and no other instruction. English
// is the original: every other catalogue has only ids that English has, with the same names in braces.
package i18n

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Original is the language in which every message exists.
const Original = "en"

//go:embed languages.toml catalog
var embedded embed.FS

// Embedded returns the files that the program brings along.
func Embedded() fs.FS { return embedded }

// Fault is one thing in a catalogue or in languages.toml that its writer has to change.
type Fault struct {
	File string
	Line int // 0 where the file as a whole is meant
	Msg  string
}

func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Msg
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Msg)
}

// Faults is every fault that one Load found, by file and line.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Bundle is every language that the portal may speak. It does not change after Load and is safe for concurrent use.
type Bundle struct {
	languages []Language // those switched on, in the order of languages.toml
	known     []Language // all of them
	speaking  map[string]*tongue
	faults    Faults
	matcher   language.Matcher
	matched   []string // the tag behind each index of matcher
}

// tongue is one language with its messages.
type tongue struct {
	Language
	texts     map[string]pattern // the text of each message, its `other` form where it counts
	localizer *goi18n.Localizer  // chooses the plural form; one bundle per language, because a shared one cross-talks
	original  *tongue            // nil for English
	zone      *time.Location
}

// Load reads the languages and catalogues of the file systems, later ones on top of earlier ones: an overlay may hold a
// whole catalogue or a single message. With faults it returns [Faults] with every one of them and, wherever English
// could be read, a Bundle that still speaks.
func Load(fsys ...fs.FS) (*Bundle, error) {
	r := &reader{merged: map[string]*catalogue{}}
	for _, f := range fsys {
		r.read(f)
	}
	r.compare()
	b, err := r.build()
	if err != nil {
		return nil, err
	}
	if len(b.faults) > 0 {
		return b, b.faults
	}
	return b, nil
}

// Faults returns what Load found.
func (b *Bundle) Faults() Faults { return b.faults }

// Languages returns the languages that are switched on, in the order of languages.toml.
func (b *Bundle) Languages() []Language { return append([]Language(nil), b.languages...) }

// Known returns every language of languages.toml in its order, switched on or not: languages that people read and write,
// whether or not the portal speaks them.
func (b *Bundle) Known() []Language { return append([]Language(nil), b.known...) }

// ErrUnknownLanguage is a language tag that languages.toml does not hold.
var ErrUnknownLanguage = errors.New("i18n: unknown language")

// Only returns the bundle with exactly these languages switched on, in this order. English stays the language of last
// resort but is offered only if it is named.
func (b *Bundle) Only(tags ...string) (*Bundle, error) {
	if len(tags) == 0 {
		return nil, fmt.Errorf("i18n: no language given: %w", ErrUnknownLanguage)
	}
	c := *b
	c.languages = nil
	seen := map[string]bool{}
	for _, tag := range tags {
		t, ok := b.speaking[tag]
		if !ok {
			return nil, fmt.Errorf("%w %q: see languages.toml", ErrUnknownLanguage, tag)
		}
		if seen[tag] {
			continue
		}
		seen[tag] = true
		c.languages = append(c.languages, t.Language)
	}
	c.match()
	return &c, nil
}

// Speaker returns the Speaker of a language; for an unknown tag, the one of English. A message that its language lacks
// is said in English.
func (b *Bundle) Speaker(tag string) Speaker {
	t, ok := b.speaking[tag]
	if !ok {
		t = b.speaking[Original]
	}
	return Speaker{t}
}

// IDs returns the id of every message of the original, sorted.
func (b *Bundle) IDs() []string {
	texts := b.speaking[Original].texts
	ids := make([]string, 0, len(texts))
	for id := range texts {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}
