package search

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mukti/i18n/fold"
)

// entriesOf draws entries of a dictionary: few letters, so that many share a beginning.
func entriesOf(t *rapid.T) []string {
	part := rapid.StringOfN(rapid.SampledFrom([]rune("abक्")), 1, 6, -1)
	return rapid.SliceOf(rapid.Custom(func(t *rapid.T) string { return part.Draw(t, "head") + cut + part.Draw(t, "rest") })).Draw(t, "entries")
}

func TestADictionaryFindsWhatBeginsSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		entries := entriesOf(t)
		d := dictionary(lined(slices.Clone(entries)))
		slices.Sort(entries)
		entries = slices.Compact(entries)
		prefix := rapid.StringOfN(rapid.SampledFrom([]rune("abक्\x00")), 0, 4, -1).Draw(t, "prefix")
		var want, heads []string
		for _, e := range entries {
			if strings.HasPrefix(e, prefix) {
				want = append(want, e)
				head, _, _ := strings.Cut(e, cut)
				heads = append(heads, head)
			}
		}
		if got := slices.Collect(d.from(prefix)); !slices.Equal(got, want) {
			t.Fatalf("under %q of %q: %q, want %q", prefix, entries, got, want)
		}
		if got := slices.Collect(d.heads(prefix)); !slices.Equal(got, slices.Compact(heads)) {
			t.Fatalf("heads under %q of %q: %q, want %q", prefix, entries, got, heads)
		}
	})
}

func TestSoundsStandUnderTheirSkeletons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.StringMatching(`[abkstn]{1,5}`), rapid.ID).Draw(t, "keys")
		slices.Sort(keys)
		want := map[string][]string{}
		for _, k := range keys {
			want[frame(tamil, k)] = append(want[frame(tamil, k)], k)
		}
		lines, slots := frameTables(tamil, slices.Values(keys))
		f := frames{dictionary(lines), slots}
		for _, skeleton := range append(slices.Collect(maps.Keys(want)), "zz", "", "k") {
			if got := slices.Collect(f.of(skeleton)); !slices.Equal(got, want[skeleton]) {
				t.Fatalf("under %q: %q, want %q", skeleton, got, want[skeleton])
			}
		}
	})
}

func TestAVocabularyHasEveryWordUnderItsLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		passages := rapid.MapOf(rapid.StringMatching(`[abक]{1,40}|[a-z]{120}`), rapid.Uint32()).Draw(t, "words")
		var v vocabulary
		words, letters := vocabularyTables(passages)
		v.words, v.letters = string(words), letters
		found := map[string]uint32{}
		for length := -1; length <= longestWord+2; length++ {
			for e := range v.resembling(length, 0, 64) {
				if fold.Length(e.word) != length {
					t.Fatalf("%q under length %d", e.word, length)
				}
				found[e.word] = uint32(e.passages)
			}
		}
		if !maps.Equal(found, passages) {
			t.Fatalf("%v, want %v", found, passages)
		}
		for w := range passages {
			for e := range v.resembling(fold.Length(w), letterSet(w), 0) {
				if letterSet(e.word) != letterSet(w) {
					t.Fatalf("%q has other letters than %q", e.word, w)
				}
			}
		}
	})
}

// A kept index is mapped from its file. What it has answered must not be part of it: a page may be drawn after the
// library was read again. A text that is, ends the test as a whole.
func TestAnswersOutliveTheirIndex(t *testing.T) {
	lib := shelf(t, nil)
	all := func(x *Index) (out []any) {
		ctx := t.Context()
		for _, words := range []string{"hostel", "छात्रावास एजेंट", "bandhua mazdoor", "inspectar", "25013/7/2020", "kothadimai", "निरिक्षण"} {
			for _, lang := range []string{"en", "hi", "ta"} {
				r := ask(t, x, Query{Words: words, Lang: lang})
				r.TookUS = 0
				ranked, err := x.Rank(ctx, words, lang, 5)
				if err != nil {
					t.Fatal(err)
				}
				nearest, err := x.Nearest(ctx, words, lang, 5)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, r, ranked, nearest)
				for _, typed := range []string{words, words[:3], "", "b", "hos", "z"} {
					offered, err := x.Suggest(ctx, typed, lang, MostSuggestions)
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, offered)
				}
			}
		}
		return out
	}
	x, err := Open(lib, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	live := Live(x)
	answers := all(live)
	if err := live.Replace(open(t, lib, "")); err != nil {
		t.Fatal(err)
	}
	if again := all(live); !reflect.DeepEqual(answers, again) {
		for n := range answers {
			if !reflect.DeepEqual(answers[n], again[n]) {
				t.Errorf("%+v before, %+v after", answers[n], again[n])
			}
		}
	}
}
