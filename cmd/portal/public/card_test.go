package public

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mukti/content"
)

// Every step of every procedure is on its card, in each language of the
// library: an officer in the field may not miss one for want of paper.
func TestEveryStepIsOnTheCard(t *testing.T) {
	h := newHouse(t)
	cards := 0
	for _, first := range h.site.Library.Documents("sops", content.English) {
		for _, lang := range []string{"en", "hi", "ur"} {
			d, _ := h.site.Library.Document("sops", first.Slug, lang)
			steps := d.Steps()
			if len(steps) == 0 {
				continue
			}
			cards++
			page := h.get("/"+lang+"/library/sops/"+d.Slug+"/card").says(t, 200)
			if left := h.site.Bundle.Speaker(lang).T("library.card_left"); strings.Contains(page.body, left) {
				t.Errorf("%s of %s: steps are left out", lang, d.Slug)
			}
			body := text(page.parse(t))
			at := 0
			for _, x := range steps {
				said := x.Number + " " + brief(sentences(strings.Join(strings.Fields(x.Text), " "))[0])
				i := strings.Index(body[at:], said)
				if i < 0 {
					t.Errorf("%s of %s: no %q after the step before it", lang, d.Slug, said)
					continue
				}
				at += i
			}
		}
	}
	if cards < 45 {
		t.Errorf("only %d cards were looked at", cards)
	}
}

func TestSentences(t *testing.T) {
	for whole, want := range map[string][]string{
		"Go now.":                                {"Go now."},
		"Go now. Take water.":                    {"Go now.", "Take water."},
		"Danger now? Send the nearest. Write.":   {"Danger now? Send the nearest.", "Write."},
		"Letter No. 15011 asks it. Pay Rs. 5.":   {"Letter No. 15011 asks it.", "Pay Rs. 5."},
		"अभी जाएँ। पानी दें।":                    {"अभी जाएँ।", "पानी दें।"},
		"ابھی جائیں۔ پانی دیں۔":                  {"ابھی جائیں۔", "پانی دیں۔"},
		"emigrate.gov.in lists agents. Look up.": {"emigrate.gov.in lists agents.", "Look up."},
	} {
		if got := sentences(whole); !slices.Equal(got, want) {
			t.Errorf("%q becomes %q, want %q", whole, got, want)
		}
	}
	if got, want := brief(strings.Repeat("word ", 60)), strings.TrimSpace(strings.Repeat("word ", 30))+" …"; got != want {
		t.Errorf("a long sentence becomes %q, want %q", got, want)
	}
}

// A card never runs over its side of paper, never leaves a gap, and gives
// each step whole sentences from its beginning; a step is left out only where
// not even the first sentences fit.
func TestACardStaysOnOneSide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := roomFor(rapid.SampledFrom([]string{"en", "hi", "ur"}).Draw(t, "language"))
		room := rapid.IntRange(0, r.lines*quarters).Draw(t, "quarters")
		var steps []content.Step
		for i := range rapid.IntRange(1, 15).Draw(t, "steps") {
			var words []string
			for j := range rapid.IntRange(1, 6).Draw(t, "sentences") {
				words = append(words, fmt.Sprintf("s%d%s.", j, strings.Repeat(" w", rapid.IntRange(1, 40).Draw(t, "words"))))
			}
			steps = append(steps, content.Step{Number: fmt.Sprint(i + 1), Text: strings.Join(words, " "), Who: rapid.SampledFrom([]string{"", "Investigating officer"}).Draw(t, "who")})
		}
		by := make([]string, len(steps))
		for i := range by {
			by[i] = rapid.SampledFrom([]string{"", "BNSS 173", "POCSO 19; JJ Act 31"}).Draw(t, "by")
		}
		texts, named := onOneSide(steps, by, r, room)
		need := func(i int, text string) int {
			said := ""
			if named[i] {
				said = by[i]
			}
			return r.of(strings.Join([]string{steps[i].Number, text, steps[i].Who, steps[i].Within, said}, " · "))
		}
		used, least := 0, 0
		for i, x := range steps {
			least += r.of(strings.Join([]string{x.Number, sentences(x.Text)[0], x.Who, x.Within, ""}, " · "))
			if i >= len(texts) {
				continue
			}
			used += need(i, texts[i])
			if !strings.HasPrefix(x.Text+" ", texts[i]+" ") || !strings.HasSuffix(texts[i], ".") {
				t.Fatalf("step %d is %q of %q", i+1, texts[i], x.Text)
			}
		}
		if used > room {
			t.Fatalf("%d quarters of a line on a side of %d", used, room)
		}
		if (len(texts) == len(steps)) != (least <= room) {
			t.Fatalf("%d of %d steps; the first sentences need %d of %d", len(texts), len(steps), least, room)
		}
	})
}
