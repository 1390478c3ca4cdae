package search

import (
	"slices"
	"strings"
	"testing"

	"mukti/content"
)

func TestWhatIsOfferedWhileOneTypes(t *testing.T) {
	lib, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, lib, "")
	for _, c := range []struct{ what, lang, typed, want string }{
		{"a term of the field, its last word begun", "hi", "मानव तस्", "मानव तस्करी"},
		{"the same in Latin letters", "hi", "manav tas", "मानव तस्करी"},
		{"in Latin letters on the English site", "en", "bandhua maz", "बंधुआ मज़दूरी"},
		{"the number of a letter", "en", "15011/36", "15011/36/2022-ATC"},
		{"its number in Indic digits", "hi", "१५०११/३६", "15011/36/2022-ATC"},
		{"a term in English", "en", "bonded la", "bonded labour"},
		{"a term in Tamil", "ta", "மனித கட", "மனித கடத்தல்"},
		{"a word inside a term", "en", "bureau", "anti human trafficking bureau"},
	} {
		got, err := x.Suggest(t.Context(), c.typed, c.lang, MostSuggestions)
		if err != nil || !slices.Contains(got, c.want) || len(got) > MostSuggestions {
			t.Errorf("%s: %q in %s offers %q, %v; want %q among them", c.what, c.typed, c.lang, got, err, c.want)
		}
	}
	for _, nothing := range []string{"qzxv", "trafficking qzxv", strings.Repeat("(", 500), "\xff"} {
		if got, err := x.Suggest(t.Context(), nothing, "en", MostSuggestions); err != nil || nothing != "\xff" && !strings.Contains(nothing, "(") && len(got) > 0 || got == nil {
			t.Errorf("%.20q offers %q, %v", nothing, got, err)
		}
	}
	all, err := x.Suggest(t.Context(), "", "hi", MostSuggestions)
	if err != nil || len(all) != MostSuggestions || !slices.ContainsFunc(all, func(s string) bool { return scriptOf(s) == devanagari }) {
		t.Errorf("before anything is typed: %q, %v", all, err)
	}
}

func FuzzSuggest(f *testing.F) {
	x := open(f, shelf(f, nil), "")
	f.Add("hos", "en")
	f.Add("छात्", "hi")
	f.Fuzz(func(t *testing.T, words, lang string) {
		got, err := x.Suggest(t.Context(), words, lang, 3)
		if err != nil || len(got) > 3 {
			t.Fatalf("%q: %q, %v", words, got, err)
		}
	})
}
