package search

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"pgregory.net/rapid"

	"mukti/content"
)

// shelf is a small library: two letters in English and Hindi, a page in English only, one that is also in Tamil and Urdu.
func shelf(t testing.TB, more map[string]string) *content.Library {
	t.Helper()
	front := func(title, date, extra string) string {
		return "---\ntitle: \"" + title + "\"\nnumber: \"25013/7/2020-XY\"\ndate: " + date + "\nissuer: \"Ministry\"\nsource:\n  - name: \"Ministry\"\n    ref: \"letter\"\n" + extra + "---\n\n"
	}
	files := map[string]string{
		"advisories/2020-05-05-hostels/en.md": front("Hostels and homes", "2020-05-05", "summary: \"Inspections of hostels.\"\n") +
			"{1} Every hostel is inspected twice a year.\n\n{2} The inspector reports to the District Magistrate:\n\n{2.i} whether registers are kept;\n\n{2.ii} whether recruiting agents visited the hostel.\n",
		"advisories/2020-05-05-hostels/hi.md": front("छात्रावास और गृह", "2020-05-05", "summary: \"छात्रावासों का निरीक्षण।\"\n") +
			"{1} हर छात्रावास का वर्ष में दो बार निरीक्षण होता है।\n\n{2} निरीक्षक ज़िला मजिस्ट्रेट को बताए:\n\n{2.i} क्या पंजियाँ रखी जाती हैं;\n\n{2.ii} क्या भर्ती एजेंटों ने छात्रावास में लड़कियों से संपर्क किया।\n",
		"advisories/2011-02-03-railways/en.md": strings.Replace(front("Railway stations", "2011-02-03", ""), "25013/7/2020-XY", "7/2011", 1) +
			"{1} Railway police watch trains in which children are taken away by smugglers & traffickers &lt;at night&gt;.\n",
		"help/two-tongues/en.md": "---\ntitle: \"Bonded work\"\nsource:\n  - name: \"Us\"\n    ref: \"own words\"\norder: 1\n---\n\nNobody may be held for a debt. A debt slave is free.\n",
		"help/two-tongues/ta.md": "---\ntitle: \"கொத்தடிமை\"\nsource:\n  - name: \"Us\"\n    ref: \"own words\"\norder: 1\n---\n\nகடனுக்காக யாரையும் அடைத்து வைக்கக் கூடாது. கொத்தடிமைகள் விடுதலை பெறுவார்கள்.\n",
		"help/two-tongues/ur.md": "---\ntitle: \"بندھوا مزدوری\"\nsource:\n  - name: \"Us\"\n    ref: \"own words\"\norder: 1\n---\n\nقرض کے بدلے کسی کو قید نہیں رکھا جا سکتا۔ بندھوا مزدور آزاد ہے۔\n",
	}
	for name, text := range more {
		files[name] = text
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	lib, err := content.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func open(t testing.TB, lib *content.Library, dir string) *Index {
	t.Helper()
	x, err := Open(lib, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func ask(t testing.TB, x *Index, q Query) *Result {
	t.Helper()
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWhatAReaderFindsFirst(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	for _, c := range []struct{ what, lang, words, url string }{
		{"a word of one paragraph", "en", "registers", "/en/library/advisories/2020-05-05-hostels#p2.i"},
		{"another form of the word", "en", "recruited agent", "/en/library/advisories/2020-05-05-hostels#p2.ii"},
		{"Hindi", "hi", "निरीक्षण", "/hi/library/advisories/2020-05-05-hostels#p1"},
		{"another form in Hindi", "hi", "भर्ती एजेंट", "/hi/library/advisories/2020-05-05-hostels#p2.ii"},
		{"nukta and nasals written otherwise", "hi", "लडकियों सम्पर्क", "/hi/library/advisories/2020-05-05-hostels#p2.ii"},
		{"romanized Hindi", "hi", "ladkiyon sampark", "/hi/library/advisories/2020-05-05-hostels#p2.ii"},
		{"romanized Hindi on the English site", "en", "chhatravas nirikshan", "/hi/library/advisories/2020-05-05-hostels#p1"},
		{"a letter by its number", "en", "25013/7/2020", "/en/library/advisories/2020-05-05-hostels"},
		{"its number in Indic digits", "hi", "२५०१३/७/२०२०", "/hi/library/advisories/2020-05-05-hostels"},
		{"English where Hindi is missing", "hi", "railway police", "/hi/library/advisories/2011-02-03-railways#p1"},
		{"Tamil", "ta", "கொத்தடிமை", "/ta/library/help/two-tongues#s1"},
		{"Tamil, plural", "ta", "கொத்தடிமைகளை", "/ta/library/help/two-tongues#s1"},
		{"romanized Tamil", "ta", "kothadimai viduthalai", "/ta/library/help/two-tongues#s1"},
		{"Urdu", "ur", "بندھوا مزدور", "/ur/library/help/two-tongues#s1"},
		{"romanized Urdu", "ur", "bandhua mazdoor", "/ur/library/help/two-tongues#s1"},
		{"Urdu asked for in Hindi letters", "hi", "बंधुआ मज़दूर", "/ur/library/help/two-tongues#s1"},
		{"no language", "", "registers", "/en/library/advisories/2020-05-05-hostels#p2.i"},
		{"a misspelt word", "en", "magestrate", "/en/library/advisories/2020-05-05-hostels#p2"},
		{"capitals and signs", "en", "«REGISTERS!»", "/en/library/advisories/2020-05-05-hostels#p2.i"},
		{"only small words", "en", "for a", "/en/library/help/two-tongues#s1"},
	} {
		r := ask(t, x, Query{Words: c.words, Lang: c.lang})
		got := "nothing"
		if len(r.Hits) > 0 {
			got = r.Hits[0].URL
		}
		if got != c.url {
			t.Errorf("%s: %q in %q finds %s first, want %s", c.what, c.words, c.lang, got, c.url)
		}
	}
}

// The acceptance of the client, on the library that ships.
func TestTheAdvisoryIsFoundFirst(t *testing.T) {
	lib, err := content.Load(content.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, lib, "")
	const letter = "2024-03-04-child-labour"
	for _, c := range []struct{ lang, words, paragraph string }{
		{"en", "placement agencies", "p2.vi"},
		{"en", "Placement Agency", "p2.vi"},
		{"hi", "प्लेसमेंट एजेंसी", "p2.vi"},
		{"hi", "मानव तस्करी", "*"},
		{"hi", "मानव तस्करी रोधी ब्यूरो राज्य मुख्यालय", "p2.i"},
		{"hi", "manav taskari", "*"},
		{"en", "15011/36/2022", ""},
		{"hi", "15011/36/2022", ""},
		{"en", "CriMAC", "p2.viii"},
	} {
		r := ask(t, x, Query{Words: c.words, Lang: c.lang})
		if len(r.Hits) == 0 || r.Hits[0].Slug != letter || r.Hits[0].Lang != c.lang {
			t.Errorf("%s %q: %+v", c.lang, c.words, r.Hits)
			continue
		}
		h := r.Hits[0]
		if c.paragraph == "*" {
			// Any paragraph that says the words itself.
			d, _ := lib.Document(h.Kind, h.Slug, h.Lang)
			if p, ok := d.Paragraph(h.Paragraph); !ok || !strings.Contains(p.Text, "मानव तस्करी") {
				t.Errorf("%s %q finds paragraph %q", c.lang, c.words, h.Paragraph)
			}
		} else if h.Paragraph != c.paragraph {
			t.Errorf("%s %q finds paragraph %q, want %q", c.lang, c.words, h.Paragraph, c.paragraph)
		}
	}
}

func TestTheShapeOfTheAnswer(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	r := ask(t, x, Query{Words: "inspected hostel", Lang: "en"})
	r.TookUS, r.Hits[0].Score = 5, 1
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"query":"inspected hostel","lang":"en","total":1,"took_us":5,"suggestion":"","hits":[{"kind":"advisories","slug":"2020-05-05-hostels","lang":"en","paragraph":"p1","title":"Hostels and homes","url":"/en/library/advisories/2020-05-05-hostels#p1","snippet":"Every \u003cmark\u003ehostel\u003c/mark\u003e is \u003cmark\u003einspected\u003c/mark\u003e twice a year.","score":1,"number":"25013/7/2020-XY","date":"2020-05-05","also":["hi"]}],"facets":{"kind":{"advisories":1},"year":{"2020":1},"state":{},"lang":{"en":1}}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	empty, err := json.Marshal(ask(t, x, Query{Words: "qqqqqqqq"}))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(empty), `"total":0`) || !strings.Contains(string(empty), `"hits":[]`) || !strings.Contains(string(empty), `"kind":{}`) {
		t.Errorf("no hit: %s", empty)
	}
}

func TestKindsAndPages(t *testing.T) {
	more := map[string]string{}
	for i := range 25 {
		more[fmt.Sprintf("help/page-%02d/en.md", i)] = fmt.Sprintf("---\ntitle: \"Page %d\"\nsource:\n  - name: \"Us\"\n    ref: \"own\"\norder: %d\n---\n\nEvery hostel counts.\n", i, i+2)
	}
	x := open(t, shelf(t, more), "")
	all := ask(t, x, Query{Words: "hostel"})
	if all.Total != 26 || len(all.Hits) != PageSize || all.Facets.Kind["help"] != 25 || all.Facets.Kind["advisories"] != 1 {
		t.Errorf("all: total %d, hits %d, facets %v", all.Total, len(all.Hits), all.Facets)
	}
	help := ask(t, x, Query{Words: "hostel", Kind: "help", Page: 3})
	if help.Total != 25 || len(help.Hits) != 5 || help.Facets.Kind["advisories"] != 1 {
		t.Errorf("third page of help: total %d, hits %d, facets %v", help.Total, len(help.Hits), help.Facets)
	}
	seen := map[string]bool{}
	for page := 1; page <= 4; page++ {
		for _, h := range ask(t, x, Query{Words: "hostel", Page: page, Size: 7}).Hits {
			if seen[h.URL] {
				t.Errorf("%s is on two pages", h.URL)
			}
			seen[h.URL] = true
		}
	}
	if len(seen) != 26 {
		t.Errorf("four pages of seven show %d of 26", len(seen))
	}
	for _, q := range []Query{{Words: "hostel", Page: -5}, {Words: "hostel", Page: 1 << 40, Size: 1 << 40}, {Words: "hostel", Kind: "nothing"}, {Words: "hostel", Size: -1}} {
		ask(t, x, q)
	}
	if n := len(ask(t, x, Query{Words: "hostel", Size: 1000}).Hits); n != 26 {
		t.Errorf("a large page shows %d", n)
	}
}

func TestSuggestions(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	for _, c := range []struct{ lang, words, want string }{
		{"en", "inspectar", "inspector"},
		{"en", "the inspectar reports", "the inspector reports"},
		{"hi", "निरिक्षण", "निरीक्षण"},
		{"hi", "लडकीयों", "लड़कियों"}, // as the library spells it
		{"en", "hostel", ""},
		{"en", "qqqqqqqqqq", ""},
		{"hi", "कर", ""}, // too short to guess
	} {
		if got := ask(t, x, Query{Words: c.words, Lang: c.lang}).Suggestion; got != c.want {
			t.Errorf("%q: suggestion %q, want %q", c.words, got, c.want)
		}
	}
}

func TestSnippets(t *testing.T) {
	x := open(t, shelf(t, map[string]string{
		"help/long/en.md": "---\ntitle: \"Long\"\nsource:\n  - name: \"Us\"\n    ref: \"own\"\norder: 9\n---\n\n" +
			strings.Repeat("Filling words stand here without end. ", 30) + "Then somebody hides a lantern behind the granary. " + strings.Repeat("More words follow. ", 30) + "\n",
		"help/solid/en.md": "---\ntitle: \"Solid\"\nsource:\n  - name: \"Us\"\n    ref: \"own\"\norder: 9\n---\n\nunbroken " + strings.Repeat("क्षि", 400) + "\n",
	}), "")
	if s := ask(t, x, Query{Words: "traffickers night"}).Hits[0].Snippet; s != "Railway police watch trains in which children are taken away by smugglers &amp; <mark>traffickers</mark> &lt;at <mark>night</mark>&gt;." {
		t.Errorf("escaped: %s", s)
	}
	s := ask(t, x, Query{Words: "granary lantern"}).Hits[0].Snippet
	if !strings.HasPrefix(s, "… Then somebody hides a <mark>lantern</mark> behind the <mark>granary</mark>.") || !strings.HasSuffix(s, " …") {
		t.Errorf("middle of a long text: %s", s)
	}
	s = ask(t, x, Query{Words: "unbroken"}).Hits[0].Snippet
	if body := strings.TrimSuffix(s, " …"); !strings.HasSuffix(body, "क्षि") || utf8.RuneCountInString(s) > snippetLength+30 {
		t.Errorf("a word without end is torn inside a syllable: %q", body[max(0, len(body)-20):])
	}
}

func TestSupersededStandsBelow(t *testing.T) {
	doc := func(date, status string) string {
		return "---\ntitle: \"Lantern rule\"\ndate: " + date + "\nissuer: \"Ministry\"\nstatus: " + status + "\nsource:\n  - name: \"Ministry\"\n    ref: \"letter\"\n---\n\n{1} A lantern is lit.\n"
	}
	x := open(t, shelf(t, map[string]string{
		"sops/2019-01-01-lantern/en.md": doc("2019-01-01", "superseded\nsuperseded_by: sops/2018-01-01-lantern"),
		"sops/2018-01-01-lantern/en.md": doc("2018-01-01", "in-force"),
	}), "")
	hits := ask(t, x, Query{Words: "lantern"}).Hits
	if len(hits) != 2 || hits[0].Slug != "2018-01-01-lantern" {
		t.Errorf("%+v", hits)
	}
}

func checkAnswer(t interface {
	Fatalf(string, ...any)
}, x *Index, q Query) {
	r, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%+q: %v", q.Words, err)
	}
	if utf8.RuneCountInString(r.Query) > MaxWords || !utf8.ValidString(r.Query) || !utf8.ValidString(r.Suggestion) {
		t.Fatalf("%+q: the question comes back as %+q", q.Words, r.Query)
	}
	if r.Hits == nil || len(r.Hits) > r.Total {
		t.Fatalf("%+q: %d hits of %d", q.Words, len(r.Hits), r.Total)
	}
	for _, h := range r.Hits {
		rest := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(h.Snippet)
		if strings.ContainsAny(rest, "<>\"'") || !utf8.ValidString(rest) || strings.Count(h.Snippet, "<mark>") != strings.Count(h.Snippet, "</mark>") {
			t.Fatalf("%+q: snippet %q", q.Words, h.Snippet)
		}
	}
}

func TestAnyQuestionIsAnswered(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	words := rapid.OneOf(
		rapid.String(),
		rapid.StringOfN(rapid.Rune(), 0, 300, -1),
		rapid.StringOf(rapid.SampledFrom([]rune("hostel छात्रवस+-:\"()[]{}*?~^\\/<>&|!\x00\u200d"))),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		checkAnswer(t, x, Query{
			Words: words.Draw(t, "words"), Lang: rapid.SampledFrom([]string{"", "en", "hi", "ta", "../x", "\xff"}).Draw(t, "lang"),
			Kind: rapid.SampledFrom([]string{"", "help", "x"}).Draw(t, "kind"), Page: rapid.Int().Draw(t, "page"), Size: rapid.Int().Draw(t, "size"),
		})
	})
	for _, s := range []string{strings.Repeat("(", 10000), strings.Repeat("a ", 5000), strings.Repeat("क", 5000), strings.Repeat("hostel ", 1<<16), "title:hostel AND (x OR", "*", "/[/", "a\x00b"} {
		checkAnswer(t, x, Query{Words: s})
	}
}

func FuzzSearch(f *testing.F) {
	x := open(f, shelf(f, nil), "")
	for _, s := range []string{"hostel", "मानव तस्करी", "25013/7/2020", "\xff(", "inspectar", "bandhua mazdoor"} {
		f.Add(s, "hi")
	}
	f.Fuzz(func(t *testing.T, words, lang string) { checkAnswer(t, x, Query{Words: words, Lang: lang}) })
}

// The work of a question is bounded by its words, not by what they are.
func TestTheWorkOfAQuestionIsBounded(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	for what, words := range map[string]string{
		"single letters": strings.Repeat("a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9 ", 3),
		"slips":          strings.Repeat("inspectar hostal registar recruting chidren ", 5) + "magestrate smuglers traffikers vissited agants pollice",
		"all concepts":   "trafficking begging FIR police victim bonded labour child labour helpline compensation prostitution kidney Allahabad IPC 370",
	} {
		asked, err := x.plan(t.Context(), cutWords(words), "en", mostWords)
		if err != nil {
			t.Fatal(err)
		}
		strands := 0
		for _, c := range asked.concepts {
			strands += len(c.ways) + len(c.also)
		}
		if len(asked.words) > mostWords || len(asked.near) > mostGuessed || strands > 20*mostWords {
			t.Errorf("%s: %d words, %d taken for slips, %d strands", what, len(asked.words), len(asked.near), strands)
		}
	}
}

func TestManyReadersAtOnce(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	var wg sync.WaitGroup
	want := map[string]string{}
	questions := []Query{{Words: "hostel registers"}, {Words: "छात्रावास", Lang: "hi"}, {Words: "kothadimai", Lang: "ta"}, {Words: "inspectar"}}
	show := func(r *Result) string { r.TookUS = 0; return fmt.Sprintf("%+v", *r) }
	for _, q := range questions {
		want[q.Words] = show(ask(t, x, q))
	}
	for i := range 8 {
		wg.Go(func() {
			for n := range 40 {
				q := questions[(i+n)%len(questions)]
				r, err := x.Search(context.Background(), q)
				if err != nil || show(r) != want[q.Words] {
					t.Errorf("%q is answered differently beside others: %v", q.Words, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestAQuestionNobodyWaitsForStops(t *testing.T) {
	x := open(t, shelf(t, nil), "")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := x.Search(ctx, Query{Words: "hostel"}); err == nil {
		t.Error("answered after its reader had gone")
	}
}

func BenchmarkSearch(b *testing.B) {
	lib, err := content.Load(content.Embedded())
	if err != nil {
		b.Skip(err)
	}
	x := open(b, lib, "")
	for _, q := range []Query{{Words: "placement agencies"}, {Words: "मानव तस्करी", Lang: "hi"}, {Words: "manav taskari", Lang: "hi"}} {
		b.Run(strings.ReplaceAll(q.Words, " ", "-"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ask(b, x, q)
			}
		})
	}
}
