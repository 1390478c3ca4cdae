package places

import (
	"maps"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"mukti/i18n/fold"
)

// sources are read once for all tests, which only look at them.
var sources = sync.OnceValues(newMaker)

func read(t testing.TB) *maker {
	t.Helper()
	m, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestTheTablesHoldWhatWasRead compares each set of the opened tables with the
// map that it was made of, both ways.
func TestTheTablesHoldWhatWasRead(t *testing.T) {
	m, g := read(t), load(t)
	if !slices.Equal(m.places, g.places) || !slices.Equal(m.points, g.points) || m.longest != g.longest {
		t.Error("places or points differ")
	}
	count := 0
	for s := range g.text.words {
		count += g.text.words[s].count
	}
	same(t, "names", m.text, count, g.named)
	if !slices.Equal(g.sorted, slices.Sorted(maps.Keys(m.text))) {
		t.Error("the names are not sorted")
	}
	for w, want := range m.whole {
		if k, ok := g.ordinary.word(w); !ok || k != want || g.ordinary.langs(w) != m.langs[w] {
			t.Errorf("%q is %d of the languages %b, want %d of %b", w, k, g.ordinary.langs(w), want, m.langs[w])
		}
	}
	for w, want := range m.begins {
		if k, ok := g.ordinary.beginning(w); !ok || k != want {
			t.Errorf("%q begins what is %d, want %d", w, k, want)
		}
	}
	if g.ordinary.words.count != len(m.whole) || g.ordinary.open.count != len(m.begins) {
		t.Error("there are other everyday words")
	}
	sameSounds(t, m, g)
	l, p := &m.localities, &g.posts
	same(t, "localities", l.text, p.text.count, p.named)
	same(t, "their sounds", l.sounds, p.sounds.count, p.sounding)
	same(t, "their Tamil sounds", l.tamilSounds, p.tamil.count, p.tamil.under)
	same(t, "main offices", l.main, p.main.count, p.main.under)
	same(t, "main offices in Tamil", l.mainTamil, p.mainTamil.count, p.mainTamil.under)
	same(t, "main offices by loose sound", l.mainLoose, p.mainLoose.count, p.mainLoose.under)
	same(t, "PINs", m.pins, len(g.pins.numbers)/4, g.pins.of)
	same(t, "beginnings of PINs", m.prefixes, len(g.prefixes.numbers)/4, g.prefixes.of)
}

func sameSounds(t *testing.T, m *maker, g *Gazetteer) {
	k := &g.keys
	key := func(i int32) string { return k.name(int(i)) }
	same(t, "keys", m.sounds.keys, k.count, func(s string) []sounding {
		i, ok := k.number(s)
		if !ok || k.isWordy(s) != m.sounds.wordy[s] {
			return nil
		}
		var out []sounding
		for _, h := range k.senses.of(i) {
			out = append(out, sounding{h.sense, g.text.name(h.text), h.script})
		}
		return out
	})
	keysOf := func(l *listed[int32]) func(string) []string {
		return func(s string) []string {
			var out []string
			for _, i := range l.under(s) {
				out = append(out, key(i))
			}
			return out
		}
	}
	same(t, "names in Urdu", m.sounds.urdu, k.urdu.count, k.urdu.under)
	same(t, "keys in Tamil", m.sounds.tamil, k.tamil.count, keysOf(&k.tamil))
	same(t, "loose keys", m.sounds.loose, k.loose.count, keysOf(&k.loose))
	same(t, "bones", m.sounds.bones, k.bones.count, k.bones.under)
	if !slices.Equal(m.sounds.scripts, k.scripts) {
		t.Error("the scripts of places differ")
	}
}

func same[K, E comparable](t *testing.T, what string, want map[K][]E, count int, got func(K) []E) {
	t.Helper()
	if len(want) != count {
		t.Errorf("%s: %d, want %d", what, count, len(want))
	}
	for k, v := range want {
		if x := got(k); !slices.Equal(x, v) {
			t.Fatalf("%s: %v is %v, want %v", what, k, x, v)
		}
	}
}

// A set finds exactly its own strings, and near a string exactly those that
// are no further, however far it passes over the others.
func TestNearIsWhatIsNoFurther(t *testing.T) {
	m, g := read(t), load(t)
	hidden := func(key string) bool { return m.sounds.hidden[key] }
	sets := []struct {
		words *words
		all   []string
		found func(string) bool
	}{
		{&g.keys.words, slices.Sorted(maps.Keys(m.sounds.keys)), func(s string) bool { return !hidden(s) }},
		{&g.keys.urdu.words, slices.Sorted(maps.Keys(m.sounds.urdu)), func(string) bool { return true }},
		{&g.keys.tamil.words, slices.Sorted(maps.Keys(m.sounds.tamil)), func(string) bool { return true }},
	}
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SampledFrom(sets).Draw(t, "set")
		letters := []rune(rapid.SampledFrom(set.all).Draw(t, "name"))
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			i := rapid.IntRange(0, len(letters)-1).Draw(t, "at")
			other := []rune(rapid.SampledFrom(set.all).Draw(t, "letter of"))[0]
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				letters[i] = other
			case 1:
				letters = slices.Insert(letters, i, other)
			case 2:
				if len(letters) > 1 {
					letters = slices.Delete(letters, i, i+1)
				}
			}
		}
		s, most := string(letters), rapid.IntRange(0, 2).Draw(t, "most")
		if n, ok := set.words.number(s); ok != slices.Contains(set.all, s) || ok && set.words.name(n) != s {
			t.Fatalf("%q has the number %d, %t", s, n, ok)
		}
		want := map[string]int{}
		for _, name := range set.all {
			if d := fold.Distance(s, name, most); most > 0 && d <= most && set.found(name) {
				want[name] = d
			}
		}
		got := map[string]int{}
		set.words.find(s, most, func(i int, name string, d int) {
			if set.words.name(i) != name {
				t.Errorf("%q is not number %d", name, i)
			}
			got[name] = d
		})
		if !maps.Equal(got, want) {
			t.Fatalf("within %d of %q: %v, want %v", most, s, got, want)
		}
	})
}
