package search

import (
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"mukti/content"
	"mukti/i18n/fold"
)

// stateNames are what the States are called, folded, by their two letters.
func stateNames() (map[string][]string, error) {
	data, err := synonymFiles.ReadFile("data/synonyms/states.toml")
	if err != nil {
		return nil, err
	}
	names := map[string][]string{}
	if _, err := toml.Decode(string(data), &names); err != nil {
		return nil, fmt.Errorf("search: states.toml: %w", err)
	}
	for code, list := range names {
		for i, name := range list {
			names[code][i] = " " + spaced(name) + " "
		}
	}
	return names, nil
}

// spaced is a text's words, folded, with a space between them.
func spaced(text string) string {
	var words []string
	for _, w := range fold.Words(text) {
		words = append(words, w.Text)
	}
	return strings.Join(words, " ")
}

// statesOf are the States that a document is about, in the order of codes: those that its title, its number's issuer or its keywords name.
func statesOf(d *content.Document, codes []string, names map[string][]string) (states []string) {
	text := " " + spaced(d.Title+" | "+d.Issuer+" | "+strings.Join(d.Keywords, " | ")) + " "
	for _, code := range codes {
		if slices.ContainsFunc(names[code], func(name string) bool { return strings.Contains(text, name) }) {
			states = append(states, code)
		}
	}
	return states
}
