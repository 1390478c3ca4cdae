package triage

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// naive tries every phrase at every token in the plainest way.
func naive(phrases []phrase, ts []token) []string {
	var out []string
	same := func(w string, t token, byKey bool) bool {
		text := t.text
		if byKey {
			text = t.key
		}
		switch {
		case w == anyNum:
			return t.num >= 0
		case w == anyYear:
			return t.num >= firstYear && t.num <= lastYear
		case text == "":
			return false
		case strings.HasSuffix(w, "*"):
			return strings.HasPrefix(text, strings.Trim(w, "*"))
		case strings.HasPrefix(w, "*"):
			return strings.HasSuffix(text, strings.Trim(w, "*")) && len(text) > len(strings.Trim(w, "*"))
		}
		return text == w
	}
	// ends are the positions at which steps may end when they begin at from.
	var ends func(p phrase, steps []step, start, from int) []int
	ends = func(p phrase, steps []step, start, from int) []int {
		if len(steps) == 0 {
			return []int{from}
		}
		var here []int
		switch s := steps[0]; {
		case s.word != "":
			if from < len(ts) && (from == start || ts[from].sentence == ts[from-1].sentence) && same(s.word, ts[from], p.byKey) {
				here = []int{from + 1}
			}
		case s.gap > 0:
			for to := from; to <= from+s.gap && to <= len(ts); to++ {
				if to > from && ts[to-1].clause != ts[from-1].clause {
					break
				}
				here = append(here, to)
			}
		default:
			for _, o := range s.options {
				here = append(here, ends(p, o, start, from)...)
			}
		}
		var all []int
		for _, at := range here {
			all = append(all, ends(p, steps[1:], start, at)...)
		}
		return all
	}
	for i := range ts {
		for n, p := range phrases {
			for _, end := range ends(p, p.steps, i, i) {
				out = append(out, fmt.Sprint(n, i, end))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestFindEqualsANaiveSearch(t *testing.T) {
	words := rapid.SampledFrom([]string{"lock", "locked", "locks", "in", "room", "not", "the", "girl", "12", "2019", "बंद", "रखा", "है", "मारते", "band", "bandh", "rakha", "aa"})
	piece := rapid.SampledFrom([]string{"lock*", "locked", "in", "room", "*ed", "(the|a|)", "(not|in the|girl)", "..", "...", "#", "बंद", "*ते", "रख*", "lock**", "**ed", "(in|lo)**", "#year", "(locked (in|up)|room .. girl)"})
	for text, want := range map[string]int{
		"locked room": 1, "locked a a a room": 1, "locked a a a a room": 0, "locked a, a room": 0, "locked. room": 0,
	} {
		steps, err := parse("locked .. room", nil, spelling{})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(compile([]phrase{{steps: steps}}).find(tokens(text), nil)); got != want {
			t.Errorf("%q: %d hits, want %d", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		var phrases []phrase
		for range rapid.IntRange(1, 6).Draw(t, "phrases") {
			text := strings.Join(rapid.SliceOfN(piece, 1, 5).Draw(t, "phrase"), " ")
			byKey := rapid.Bool().Draw(t, "by key")
			steps, err := parse(text, nil, spelling{byKey: byKey})
			if err != nil {
				continue
			}
			phrases = append(phrases, phrase{byKey: byKey, steps: steps})
		}
		var text strings.Builder
		for range rapid.IntRange(0, 14).Draw(t, "words") {
			text.WriteString(words.Draw(t, "word"))
			text.WriteString(rapid.SampledFrom([]string{" ", " ", " ", ", ", ". "}).Draw(t, "space"))
		}
		ts := tokens(text.String())
		var got []string
		for _, h := range compile(phrases).find(ts, nil) {
			got = append(got, fmt.Sprint(h.phrase, h.start, h.end))
		}
		slices.Sort(got)
		got = slices.Compact(got)
		if want := naive(phrases, ts); !slices.Equal(got, want) {
			t.Fatalf("%q: found %v, want %v", text.String(), got, want)
		}
	})
}
