package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"mukti/content"
	"mukti/i18n/fold"
)

// states knows what the States are called.
type states struct {
	codes   map[string][]string // by a name, folded: the two letters of all that are called so
	longest int                 // words of the longest name
}

func stateNames() (*states, error) {
	data, err := synonymFiles.ReadFile("data/synonyms/states.toml")
	if err != nil {
		return nil, err
	}
	names := map[string][]string{}
	if _, err := toml.Decode(string(data), &names); err != nil {
		return nil, fmt.Errorf("search: states.toml: %w", err)
	}
	s := &states{codes: map[string][]string{}}
	for code, list := range names {
		for _, name := range list {
			text, ends := spaced(name)
			s.longest = max(s.longest, len(ends))
			s.codes[text] = append(s.codes[text], code)
		}
	}
	return s, nil
}

// spaced is a text's words, folded, with a space between them, and where each ends.
func spaced(text string) (string, []int) {
	var b strings.Builder
	var ends []int
	for i, w := range fold.Words(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
		ends = append(ends, b.Len())
	}
	return b.String(), ends
}

// of gives the States that a document is about, in the order of codes: those that its title, its number's issuer or its
// keywords name.
func (s *states) of(d *content.Document) (codes []string) {
	text, ends := spaced(d.Title + " | " + d.Issuer + " | " + strings.Join(d.Keywords, " | "))
	from := 0
	for i, end := range ends {
		for _, to := range ends[i:min(len(ends), i+s.longest)] {
			codes = append(codes, s.codes[text[from:to]]...)
		}
		from = end + 1
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
