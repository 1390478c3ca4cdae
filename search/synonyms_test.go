package search

import (
	"strings"
	"testing"

	"mukti/i18n/fold"
)

func TestTheListsOfWhatMeansTheSame(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	th, err := x.thesaurus()
	if err != nil {
		t.Fatal(err)
	}
	languages := map[string]int{}
	for n, phrases := range th.concepts {
		if len(phrases) < 2 {
			t.Errorf("concept %d has only %v", n, phrases)
		}
		for _, p := range phrases {
			languages[p.lang]++
			if strings.TrimSpace(p.text) != p.text {
				t.Errorf("%q has spaces around it", p.text)
			}
		}
	}
	for _, l := range strings.Fields("en hi bn mr te ta gu kn ml pa or as ur ne") {
		if languages[l] < 10 {
			t.Errorf("%s has %d phrases", l, languages[l])
		}
	}
	if len(th.sections) < 30 {
		t.Errorf("%d sections", len(th.sections))
	}
}

func TestPhrasesAreRecognised(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	th, err := x.thesaurus()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ what, words, same string }{
		{"as written", "trafficking in persons", "मानव तस्करी"},
		{"another form of its words", "bonded labourers", "बंधुआ मज़दूरी"},
		{"inside a question", "what is bonded labour please", "बंधुआ मज़दूरी"},
		{"the longest", "anti human trafficking unit", "मानव तस्करी रोधी इकाई"},
		{"Hindi in Latin letters", "bandhua mazdoori", "bonded labour"},
		{"Tamil in Latin letters", "kothadimai", "bonded labour"},
		{"Urdu", "انسانی اسمگلنگ", "human trafficking"},
		{"a district by its old name", "Allahabad", "Prayagraj"},
		{"its old name as people type it", "ilahabad", "Prayagraj"},
		{"a State by its old name in Hindi", "उड़ीसा", "Odisha"},
	} {
		words := fold.Words(c.words)
		raw := make([]string, len(words))
		for i, w := range words {
			raw[i] = c.words[w.Start:w.End]
		}
		found := false
		for _, m := range th.find(words, raw, x.lexicon) {
			for _, p := range th.concepts[m.concept] {
				found = found || p.text == c.same
			}
		}
		if !found {
			t.Errorf("%s: %q does not mean %q", c.what, c.words, c.same)
		}
	}
	for _, words := range []string{"hostel", "the police took", "unit of length", "मैं घर जाता हूँ", "370", "human rights"} {
		w := fold.Words(words)
		raw := strings.Fields(words)
		for _, m := range th.find(w, raw, x.lexicon) {
			if m.text != "police" {
				t.Errorf("%q is taken for %q", words, m.text)
			}
		}
	}
}

// shelfOfSynonyms has the same thing said in several ways.
func shelfOfSynonyms(t *testing.T) *Index {
	page := func(title, text string) string {
		return "---\ntitle: \"" + title + "\"\nsource:\n  - name: \"Us\"\n    ref: \"own\"\norder: 2\n---\n\n" + text + "\n"
	}
	return open(t, shelf(t, map[string]string{
		"help/own/en.md":   page("Own words", "A page that speaks of bonded labour in fields."),
		"help/other/en.md": page("Other words", "A page that speaks of debt bondage in fields."),
		"help/apart/en.md": page("Apart", "The labour of love was never bonded to anything in fields."),
		"help/new/en.md":   page("The new code", "Section 143 of the Bharatiya Nyaya Sanhita punishes it."),
		"help/far/en.md":   page("A number", "In 143 villages nothing happened."),
		"help/city/en.md":  page("A city", "The office in Prayagraj is open."),
	}), "")
}

func slugs(r *Result) (out []string) {
	for _, h := range r.Hits {
		out = append(out, h.Slug)
	}
	return out
}

func TestWhatMeansTheSameIsFoundBelow(t *testing.T) {
	x := shelfOfSynonyms(t)
	for _, c := range []struct{ what, words, want string }{
		{"the own words first, then the other phrase", "bonded labour", "own"},
		{"the other phrase first where it is asked for", "debt bondage", "other"},
		{"the old code finds the new", "IPC 370", "new"},
		{"the old section without its code", "section 370", "new"},
		{"a city's old name", "Allahabad", "city"},
	} {
		got := slugs(ask(t, x, Query{Words: c.words}))
		if len(got) == 0 || got[0] != c.want {
			t.Errorf("%s: %q finds %v, want %s first", c.what, c.words, got, c.want)
		}
		for _, slug := range got {
			if slug == "far" {
				t.Errorf("%s: %q finds a number without its code", c.what, c.words)
			}
		}
	}
	for _, words := range []string{"bonded labour", "बंधुआ मज़दूरी", "bandhua mazdoori", "கொத்தடிமை"} {
		if got := strings.Join(slugs(ask(t, x, Query{Words: words})), " "); !strings.Contains(got, "other") || !strings.Contains(got, "own") {
			t.Errorf("%s does not find bonded labour and debt bondage: %s", words, got)
		}
	}
}

func TestChoices(t *testing.T) {
	x := open(t, shelf(t, map[string]string{
		"campaigns/2020-up/en.md": "---\ntitle: \"Hostels in Uttar Pradesh\"\ndate: 2020\nissuer: \"Home\"\nsource:\n  - name: \"Us\"\n    ref: \"own\"\n---\n\nEvery hostel is open.\n",
	}), "")
	all := ask(t, x, Query{Words: "hostel छात्रावास"})
	if all.Facets.Year["2020"] != 2 || all.Facets.State["UP"] != 1 || all.Facets.Lang["en"] != 2 || all.Facets.Lang["hi"] != 1 {
		t.Errorf("%+v", all.Facets)
	}
	for _, c := range []struct {
		what  string
		q     Query
		total int
	}{
		{"a State", Query{State: "UP"}, 1},
		{"a year", Query{Year: 2020}, 2},
		{"a year without documents", Query{Year: 1999}, 0},
		{"a language", Query{In: "hi"}, 1},
		{"a language that nothing is in", Query{In: "ta"}, 0},
		{"two choices", Query{Year: 2020, Kind: "campaigns"}, 1},
		{"two choices that nothing has", Query{In: "hi", State: "UP"}, 0},
	} {
		c.q.Words = "hostel छात्रावास"
		r := ask(t, x, c.q)
		if r.Total != c.total {
			t.Errorf("%s: %d found, want %d", c.what, r.Total, c.total)
		}
		for _, h := range r.Hits {
			if c.q.In != "" && h.Lang != c.q.In {
				t.Errorf("%s: a hit in %s", c.what, h.Lang)
			}
		}
	}
	if r := ask(t, x, Query{Words: "hostel छात्रावास", Kind: "campaigns"}); r.Facets.Kind["advisories"] != 1 || r.Facets.Year["2020"] != 1 {
		t.Errorf("a facet counts by all choices but its own: %+v", r.Facets)
	}
}
