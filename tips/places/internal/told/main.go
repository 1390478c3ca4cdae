// Command told makes told.csv of package places from the word lists of the
// triage: the words that tips are told in are no names of villages, however
// much they sound like one.
//
//	go run ./tips/places/internal/told tips/triage/data/words > tips/places/data/told.csv
package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"mukti/i18n/fold"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: told FOLDER")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "told:", err)
		os.Exit(1)
	}
}

// scripts are those of the lists: English words are in all of them, as
// comments and as rules.
var scripts = map[string]*unicode.RangeTable{
	"as": unicode.Bengali, "bn": unicode.Bengali, "en": unicode.Latin, "gu": unicode.Gujarati, "hi": unicode.Devanagari,
	"hi-Latn": unicode.Latin, "kn": unicode.Kannada, "ml": unicode.Malayalam, "mr": unicode.Devanagari, "ne": unicode.Devanagari,
	"or": unicode.Oriya, "pa": unicode.Gurmukhi, "ta": unicode.Tamil, "te": unicode.Telugu, "ur": unicode.Arabic,
}

var quoted = regexp.MustCompile(`"([^"]*)"`)

func write(w io.Writer, folder string) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"lang", "words"}); err != nil {
		return err
	}
	for _, lang := range slices.Sorted(maps.Keys(scripts)) {
		data, err := os.ReadFile(filepath.Join(folder, lang+".toml"))
		if err != nil {
			return err
		}
		if err := out.Write([]string{lang, strings.Join(words(string(data), scripts[lang]), ";")}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// words returns the words of a list, sorted, with a last * where the list lets
// them go on.
func words(list string, script *unicode.RangeTable) []string {
	const word, beginning = 3, 4 // letters that they have at least
	seen := map[string]bool{}
	for line := range strings.Lines(list) {
		line, _, _ = strings.Cut(line, "\" #")
		line, _, _ = strings.Cut(line, "] #")
		for _, m := range quoted.FindAllStringSubmatch(line+"\"", -1) {
			for _, piece := range strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune(" ()|.,:;=+&!?#[]<>/", r) }) {
				stem, open := strings.CutSuffix(strings.TrimRight(piece, "*")+strings.Repeat("*", min(1, strings.Count(piece, "*"))), "*")
				open = open && script != unicode.Latin
				r, _ := utf8.DecodeRuneInString(stem)
				n := fold.Length(fold.Text(stem))
				if !unicode.Is(script, r) || n < word || open && n < beginning || strings.ContainsAny(stem, "*0123456789") {
					continue
				}
				stem = fold.Text(stem)
				if open {
					stem += "*"
				}
				seen[stem] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
