package search

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mukti/i18n/fold"
)

// The tables in testdata/romanized have a word as its script writes it and as people type it; in en.txt it is the other
// way round, an English word and how Indian scripts write it. They were written from how people romanize, not from the
// rules. A ~ at the end marks one that is known to be out of reach.
func romanized(t *testing.T, lang string) (pairs [][2]string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "romanized", lang+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		if f := strings.Fields(line); len(f) == 2 {
			pairs = append(pairs, [2]string{f[0], f[1]})
		}
	}
	return pairs
}

// soundsOf are the words of a table as the index would have them.
func soundsOf(s script, pairs [][2]string) *sounds {
	var entries []string
	for _, p := range pairs {
		entries = append(entries, fold.Key(p[0])+cut+p[0])
	}
	keys := dictionary(lined(entries))
	lines, slots := frameTables(s, keys.heads(""))
	return newSounds(s, keys, frames{dictionary(lines), slots})
}

func TestRomanizedWordsAreHeard(t *testing.T) {
	for lang, floor := range map[string]float64{
		"hi": 0.95, "mr": 0.97, "ne": 0.95, "bn": 0.92, "as": 0.8, "gu": 0.95, "pa": 0.93, "or": 0.95, "ta": 0.92, "te": 0.95,
		"kn": 0.95, "ml": 0.97, "ur": 0.95, "en": 0.94,
	} {
		pairs := romanized(t, lang)
		s := scriptOfLanguage(lang)
		k := soundsOf(s, pairs)
		found, others := 0, 0
		var missed []string
		for _, p := range pairs {
			ok := false
			for _, h := range k.like(fold.Key(p[1])) {
				if h.key == fold.Key(p[0]) {
					ok = true
				} else {
					others++
				}
			}
			if ok {
				found++
			} else {
				missed = append(missed, p[1]+" "+p[0])
			}
		}
		if share := float64(found) / float64(len(pairs)); share < floor {
			t.Errorf("%s: %.3f of %d words are heard, want %.2f; not: %s", lang, share, len(pairs), floor, strings.Join(missed, ", "))
		}
		// Who hears everything finds everything: of these hundred words few may stand for another.
		if mean := float64(others) / float64(len(pairs)); mean > 0.5 {
			t.Errorf("%s: a word is heard as %.2f others", lang, mean)
		}
	}
}

func TestWordsThatSoundAlikeToNobody(t *testing.T) {
	for _, c := range []struct{ lang, asked, text string }{
		{"hi", "police", "पलाश"}, {"hi", "mazdoor", "मंदिर"}, {"hi", "taskari", "सरकारी"}, {"hi", "ladki", "लकड़ी"}, {"hi", "kar", "पल"},
		{"bn", "pachar", "বাজার"}, {"bn", "meye", "মামা"}, {"ta", "kadathal", "காதலி"}, {"ta", "kuzhanthai", "குடும்பம்"},
		{"te", "balika", "పలక"}, {"kn", "makkalu", "ಮರಗಳು"}, {"ml", "kutti", "കട"}, {"gu", "balak", "પાલક"}, {"pa", "kuri", "ਕਰਜ਼ਾ"},
		{"ur", "larki", "لکڑی"}, {"ur", "mazdoor", "مندر"}, {"mr", "mulgi", "मालक"}, {"or", "mahila", "ମାଳ"},
	} {
		s := scriptOfLanguage(c.lang)
		for _, h := range soundsOf(s, [][2]string{{c.text, ""}}).like(fold.Key(c.asked)) {
			if h.weight > soundsRight {
				t.Errorf("%s: %s is heard as %s (%.2f)", c.lang, c.asked, c.text, h.weight)
			}
		}
	}
}

func BenchmarkLike(b *testing.B) {
	data, err := os.ReadFile(filepath.Join("testdata", "romanized", "bn.txt"))
	if err != nil {
		b.Fatal(err)
	}
	var pairs [][2]string
	for _, w := range strings.Fields(string(data)) {
		pairs = append(pairs, [2]string{w})
	}
	k := soundsOf(bengali, pairs)
	b.ReportAllocs()
	for b.Loop() {
		k.like("obijogkarir")
	}
}
