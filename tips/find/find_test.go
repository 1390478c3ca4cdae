package find

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"mukti/i18n/fold"
	"mukti/tips/vault"
)

func TestWhatFindsWhat(t *testing.T) {
	t.Parallel()
	const hindi = "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है"
	for _, c := range []struct {
		name, text, typed string
		found             bool
	}{
		{"a word", "The agent Ramesh keeps women", "ramesh", true},
		{"the beginning of a word", "The agent Ramesh keeps women", "ram wom", true},
		{"the end of a word is no beginning", "The agent Ramesh keeps women", "mesh", false},
		{"all words must be there", "The agent Ramesh keeps women", "ramesh suresh", false},
		{"a phrase", "The agent Ramesh keeps women", `"agent ramesh"`, true},
		{"a phrase in another order", "The agent Ramesh keeps women", `"ramesh agent"`, false},
		{"a phrase does not go on", "The agent Ramesh keeps women", `"agent ram"`, false},
		{"a phrase over two fields", "The agent\nRamesh keeps women", `"agent ramesh"`, true},
		{"Devanagari as written", hindi, "नाबालिग", true},
		{"Latin finds Devanagari", hindi, "mathura", true},
		{"Latin finds Devanagari by the beginning of its sound", hindi, "nabal", true},
		{"Devanagari finds Latin", "near Mathura station", "मथुरा", true},
		{"a vowel that is written and not spoken", "वे धर्मशाला में हैं", "dharmshala", true},
		{"Bengali finds Devanagari", hindi, "মথুরা", true},
		{"Urdu finds Devanagari by its consonants", hindi, "متھرا", true},
		{"Latin finds Urdu by its consonants", "متھرا کے پاس", "mathura", true},
		{"another place is not found by its sound", hindi, "agra", false},
		{"spellings of a nasal", "हिन्दी में", "हिंदी", true},
		{"a number in groups finds one without", "call 9839011223 now", "98390 11223", true},
		{"a number without groups finds one in groups", "call 98390 11223 now", "9839011223", true},
		{"a number in Devanagari digits", "फोन ९८३९० ११२२३", "9839011223", true},
		{"a number behind a country's code", "call +919839011223", "9839011223", true},
		{"the last digits of a number", "call 98390-11223", "1223", true},
		{"three digits are the beginning of a word", "call 98390 11223", "223", false},
		{"a payment address", "pays to ramesh@okaxis daily", "ramesh@okaxis", true},
		{"a payment address of another", "ramesh has suresh@okaxis", "ramesh@okaxis", false},
		{"a file's name", "IMG_2031-truck.jpg", "truck", true},
		{"a vehicle", "a van UP-80 AB 1234", "UP-80", true},
		{"nothing is nothing", "anything", "  !! ", false},
	} {
		q := Parse(c.typed)
		if got := q.Count(Compose(c.text)) > 0; got != c.found {
			t.Errorf("%s: found %v, want %v (%+v)", c.name, got, c.found, q)
		}
		if parts := q.Excerpt(c.text, 60); c.found && parts == nil {
			t.Errorf("%s: the excerpt is %+v", c.name, parts)
		}
	}
	if Parse(`"agent ramesh"`).Count(Compose("The agent", "Ramesh")) > 0 {
		t.Error("a phrase was found over two fields")
	}
}

func TestANumberIsCountedOnce(t *testing.T) {
	t.Parallel()
	text := Compose("98390 11223 is the number, 98390 11223")
	for typed, want := range map[string]int{"9839": 2, "9839011223": 1, "number": 1} {
		if got := Parse(typed).Count(text); got != want && typed != "9839011223" || got == 0 {
			t.Errorf("%s stands in %d places, want %d", typed, got, want)
		}
	}
}

func TestAnExcerptShowsWhereItStands(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 100) + "then Ramesh\ncame " + strings.Repeat("later ", 100)
	parts := Parse("ramesh came").Excerpt(long, 60)
	var hits []string
	whole := ""
	for _, p := range parts {
		whole += p.Text
		if p.Hit {
			hits = append(hits, p.Text)
		}
	}
	if !slices.Equal(hits, []string{"Ramesh", "came"}) || !strings.HasPrefix(whole, "… ") || !strings.HasSuffix(whole, " …") || len(whole) > 90 || strings.Contains(whole, "\n") {
		t.Errorf("%q %q", hits, whole)
	}
}

// What is dropped or replaced is in no block any more; what stays is found.
func TestMemoryHoldsWhatWasPut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		key := vault.NewKey()
		m := New("s")
		have := map[string]string{}
		word := rapid.StringMatching(`[a-z]{5,9}`)
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			if rapid.IntRange(0, 3).Draw(r, "do") == 0 {
				id := fmt.Sprint(rapid.IntRange(0, 20).Draw(r, "id"))
				if err := m.Drop(key, id); err != nil {
					r.Fatal(err)
				}
				delete(have, id)
				continue
			}
			var docs []Doc
			for range rapid.IntRange(1, 4).Draw(r, "texts") {
				id := fmt.Sprint(rapid.IntRange(0, 20).Draw(r, "id"))
				if slices.ContainsFunc(docs, func(d Doc) bool { return d.ID == id }) {
					continue
				}
				have[id] = word.Draw(r, "word")
				docs = append(docs, Doc{ID: id, Version: int64(len(have[id])), Text: Compose(have[id])})
			}
			if err := m.Put(key, docs); err != nil {
				r.Fatal(err)
			}
		}
		if n, _ := m.Size(); n != len(have) {
			r.Fatalf("%d texts, want %d", n, len(have))
		}
		for id, w := range have {
			hits, err := m.Scan(key, Parse(`"`+w+`"`))
			if err != nil || !slices.ContainsFunc(hits, func(h Hit) bool { return h.ID == id }) {
				r.Fatalf("%s is not found: %v %v", id, hits, err)
			}
			for _, h := range hits {
				if have[h.ID] != w {
					r.Fatalf("%s is found as %s", h.ID, w)
				}
			}
			if v, ok := m.Version(id); !ok || v != int64(len(w)) {
				r.Fatalf("version %d %v", v, ok)
			}
		}
	})
}

func TestMemoryIsSealed(t *testing.T) {
	t.Parallel()
	key, m := vault.NewKey(), New("s")
	doc := Doc{ID: "a", Text: Compose("the planted word mukhbir")}
	if err := m.Put(key, []Doc{doc, {ID: "b", Text: Compose("another")}}); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(doc.Text, []byte("mukhbir")) {
		t.Error("what was put is still in the caller's bytes")
	}
	block := m.blocks[0]
	if bytes.Contains(block, []byte("mukhbir")) || bytes.Contains(block, []byte("another")) {
		t.Error("a block is not sealed")
	}
	if _, err := m.Scan(vault.NewKey(), Parse("mukhbir")); err != ErrKey {
		t.Errorf("with another key: %v", err)
	}
	m.Wipe()
	if !bytes.Equal(block, make([]byte, len(block))) {
		t.Error("a wiped block was not overwritten")
	}
	if hits, err := m.Scan(key, Parse("mukhbir")); err != nil || len(hits) > 0 {
		t.Errorf("after wiping: %v %v", hits, err)
	}
}

// FuzzFind: what was typed and stands in a text word by word is found, and its
// excerpt is made of the text.
func FuzzFind(f *testing.F) {
	f.Add("The agent Ramesh keeps women; 98390 11223", "ramesh 98390")
	f.Add("मथुरा स्टेशन", "mathura")
	f.Add("\x00\x01\"a\" b", "\"a\" \x00")
	f.Fuzz(func(t *testing.T, text, typed string) {
		q := Parse(typed)
		n := q.Count(Compose(text))
		parts := q.Excerpt(text, 80)
		if n > 0 && parts == nil {
			t.Errorf("%q is found in %q and nowhere shown", typed, text)
		}
		if words := fold.Words(text); len(words) > 0 {
			w := words[len(words)/2]
			if len([]rune(w.Text)) < MaxQuery && Parse(text[w.Start:w.End]).Count(Compose(text)) == 0 {
				t.Errorf("a word of the text is not found: %q in %q", w.Text, text)
			}
		}
	})
}

// BenchmarkScan is a search over 10,000 texts of about 600 characters.
func BenchmarkScan(b *testing.B) {
	key, m := vault.NewKey(), New("s")
	const account = "मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है, आज रात दिल्ली ले जाएँगे। एजेंट रमेश का फोन 98390 11223 है। "
	for n := range 100 {
		var docs []Doc
		for k := range 100 {
			docs = append(docs, Doc{ID: fmt.Sprintf("%032x", 100*n+k), Text: Compose(strings.Repeat(account, 5), fmt.Sprint("serial ", 100*n+k))})
		}
		if err := m.Put(key, docs); err != nil {
			b.Fatal(err)
		}
	}
	_, size := m.Size()
	b.ReportMetric(float64(size)/1e6, "MB")
	for _, typed := range []string{"ramesh", "nobody", `"9999"`, "रमेश दिल्ली 11223"} {
		q := Parse(typed)
		b.Run(typed, func(b *testing.B) {
			b.ReportMetric(float64(size)/1e6, "MB")
			for b.Loop() {
				if _, err := m.Scan(key, q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
