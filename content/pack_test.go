package content

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// anyPick is a pick as it may stand in an address.
func anyPick(t *rapid.T) Pick {
	x := Pick{
		Kind: rapid.SampledFrom(kinds).Draw(t, "kind"),
		Slug: rapid.SampledFrom([]string{"2024-03-04-child-labour", "a", "2026-first-hour", strings.Repeat("x", maxName)}).Draw(t, "slug"),
		On:   rapid.SampledFrom([]string{"", "2024-03-04", "1860-01-01"}).Draw(t, "on"),
		ID:   rapid.SampledFrom([]string{"", "p2", "p2.vi", "p15A", "pA.1", "s1", "s123"}).Draw(t, "id"),
		Mark: rapid.SampledFrom([]string{"", "00000", "7kq3d", "zzzzz"}).Draw(t, "mark"),
	}
	return x
}

func TestAPackIsWhatItsAddressSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Pack{Lang: rapid.SampledFrom([]string{"en", "hi", "mni-Mtei"}).Draw(t, "lang")}
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			if q, err := p.With(anyPick(t)); err == nil {
				p = q
			}
		}
		s := p.String()
		got, err := ParsePack(s)
		if err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if !slices.Equal(got.Picks, p.Picks) || len(got.Unread) > 0 || len(p.Picks) > 0 && got.Lang != p.Lang {
			t.Fatalf("%q gives %+v, want %+v", s, got, p)
		}
		if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-~/@:,") != "" {
			t.Fatalf("%q has a sign that an address would write in another way", s)
		}
		n := len(p.Picks)
		from, to := rapid.IntRange(-1, n).Draw(t, "from"), rapid.IntRange(-1, n).Draw(t, "to")
		moved := p.Moved(from, to)
		if len(moved.Picks) != n || len(p.Without(from).Picks) < n-1 || p.String() != s {
			t.Fatalf("moving or taking out loses picks, or changes the pack itself")
		}
		if ok := min(from, to) >= 0 && max(from, to) < n; ok && moved.Picks[to] != p.Picks[from] {
			t.Fatalf("the pick %d is not at %d", from, to)
		}
	})
}

// Anything may stand in an address: it never panics, never gets past the
// bounds, and what is not understood is named, piece by piece.
func checkPack(t *testing.T, s string) {
	p, err := ParsePack(s)
	if err != nil {
		if !errors.Is(err, ErrPack) && !errors.Is(err, ErrPackLong) {
			t.Fatalf("%q: %v", s, err)
		}
		return
	}
	again, err := ParsePack(p.String())
	if err != nil || !reflect.DeepEqual(again.Picks, p.Picks) || len(again.Unread) > 0 {
		t.Fatalf("%q reads as %q, which reads as %+v, %v", s, p.String(), again, err)
	}
	if len(p.Picks) > MaxPicks || len(p.String()) > MaxPackAddress || len(p.String()) > len(s) {
		t.Fatalf("%q has %d picks in %d bytes", s, len(p.Picks), len(p.String()))
	}
	for _, u := range p.Unread {
		head, item, some := strings.Cut(u, ":")
		if !strings.Contains(s, head) || some && !strings.Contains(s, item) {
			t.Fatalf("%q is not in %q", u, s)
		}
	}
}

func FuzzPack(f *testing.F) {
	for _, s := range hostilePacks {
		f.Add(s)
	}
	f.Fuzz(checkPack)
}

var hostilePacks = []string{
	"", "1.en", "1.en~", "2.en~help/about", "1.en~help/about", "1.en~help/about@2024-03-04-7kq3d", "1.en~help/about@-7kq3d", "1.en~laws/2023-bns@2024-07-01:p143-7kq3d,p144,s1-00000",
	"1.en~laws/2023-bns@2024-07-01-7kq3d:p143", "1.en~laws/../x", "1.en~passwd/x", "1.en~laws/2023-bns:p143,,p144", "1.en~laws/2023-bns@2024-13-01:p1", "1.<script>~help/about",
	"1.en~help/about:p1~help/about:p1,p2~help/about@2024-01-01:p1", "1.en~~~", "1.en~help/about:%00", "1.hi~सहायता/ए", "1.en~help/about:p1-7kq3d-7kq3d", "1.en~help/about:" + strings.Repeat("p1,", 2000),
}

func TestAnyMixtureOfPiecesOfAPackIsRead(t *testing.T) {
	pieces := rapid.SampledFrom([]string{"1.en", "1.", "2.en", "~", "~~", "help/about", "laws/2023-bns", "@", "2024-03-04", "-", "7kq3d", ":", "p1", "p2.vi", ",", "s1", "/", "%7E", "\x00", "क", "\u202e"})
	rapid.Check(t, func(rt *rapid.T) {
		checkPack(t, "1.en"+strings.Join(rapid.SliceOfN(pieces, 0, 30).Draw(rt, "pieces"), ""))
	})
}

func TestAPackHasBounds(t *testing.T) {
	p := Pack{Lang: "en"}
	for i := range 3 * MaxPicks {
		q, err := p.With(Pick{Kind: "help", Slug: "about", ID: "s" + string(rune('1'+i%9)) + strings.Repeat("0", i/9%6), On: []string{"", "2024-01-01", "2024-01-02", "2024-01-03"}[i%4]})
		if err != nil {
			break
		}
		p = q
	}
	if len(p.Picks) != MaxPicks {
		t.Fatalf("%d picks, want %d", len(p.Picks), MaxPicks)
	}
	if _, err := ParsePack(p.String() + ",s777777"); !errors.Is(err, ErrPackLong) {
		t.Errorf("one more: %v", err)
	}
	p = Pack{Lang: "en"}
	for i := range 2 * MaxPackDocuments {
		if q, err := p.With(Pick{Kind: "help", Slug: "a" + strings.Repeat("b", i)}); err == nil {
			p = q
		}
	}
	if len(p.Picks) != MaxPackDocuments {
		t.Errorf("%d documents, want %d", len(p.Picks), MaxPackDocuments)
	}
	if _, err := ParsePack("1.en~help/" + strings.Repeat("a", MaxPackAddress)); !errors.Is(err, ErrPackLong) {
		t.Errorf("a long address: %v", err)
	}
}

// packed is a library in which a letter has three texts in English, one in
// Hindi that lacks a paragraph, and a page that has none but today's.
func packed(more map[string]string) map[string]string {
	letter := func(front, body string) string {
		return strings.Replace(dated("2024-03-04", body), "issuer", front+"issuer", 1)
	}
	files := map[string]string{
		"advisories/2024-03-04-letter/en.md": letter("changed: [{on: 2025-06-01, what: Paragraph 3 is new.}, {on: 2024-09-01, what: A slip.}]\n",
			"{1} Same.\n\n{2} Within 12 hours.\n\n{3} New.\n\n{4 was=\"p3\"} Look well.\n"),
		"advisories/2024-03-04-letter/hi.md":            letter("", "{1} वही।\n\n{2} 12 घंटे में।\n\n{3} नया।\n\n{4} ध्यान से देखें।\n"),
		"advisories/2024-03-04-letter/en@2024-03-04.md": letter("", "{1} Same.\n\n{2} Within 24 hours.\n\n{3} Look.\n\n{5} Only here.\n"),
		"advisories/2024-03-04-letter/en@2024-09-01.md": letter("", "{1} Same.\n\n{2} Within 24 hours.\n\n{3} Look well.\n\n{5} Only here.\n"),
		"help/signs/en.md":                              ordered("1", "Signs"),
	}
	for name, text := range more {
		files[name] = text
	}
	return files
}

// marksOf makes the marks that the library of that day would have made.
// taken then: the test makes them as the library of that day did.
func marksOf(t *testing.T, l *Library, version, lang string) func(id string) string {
	t.Helper()
	d, ok := l.Version("advisories", "2024-03-04-letter", lang, version)
	if !ok {
		t.Fatal("no such text")
	}
	return func(id string) string {
		mark, ok := d.mark(id)
		if !ok {
			t.Fatalf("no paragraph %q", id)
		}
		return mark
	}
}

func TestAPackShowsWhatWasTaken(t *testing.T) {
	l := mustLoad(t, tree(packed(nil)))
	first, today := marksOf(t, l, "2024-03-04", "en"), marksOf(t, l, "", "en")
	hindi := marksOf(t, l, "", "hi")
	for _, c := range []struct {
		name, address, lang string
		state               PackState
		text, now           string
		shown               string // language of what is shown
	}{
		{"today's words", "@2025-06-01:p2-" + today("p2"), "en", AsTaken, "Within 12 hours.", "p2", "en"},
		{"today's words, read in Hindi", "@2025-06-01:p2-" + today("p2"), "hi", AsTaken, "12 घंटे में।", "p2", "hi"},
		{"words taken in Hindi", "@2025-06-01:p2-" + hindi("p2"), "en", AsTaken, "Within 12 hours.", "p2", "en"},
		{"older words that changed", "@2024-03-04:p2-" + first("p2"), "en", Outrun, "Within 24 hours.", "p2", "en"},
		{"older words, in a language without that text", "@2024-03-04:p2-" + first("p2"), "hi", Outrun, "Within 24 hours.", "p2", "en"},
		{"older words that still stand", "@2024-03-04:p1-" + first("p1"), "en", Followed, "Same.", "p1", "en"},
		{"words that moved on and changed", "@2024-03-04:p3-" + first("p3"), "en", Outrun, "Look.", "p4", "en"},
		{"words that are no longer there", "@2024-03-04:p5-" + first("p5"), "en", Dropped, "Only here.", "", "en"},
		{"words of a day, without a mark", "@2024-09-01:p3", "en", Followed, "Look well.", "p4", "en"},
		{"no day and no mark", ":p3", "en", Unpinned, "New.", "p3", "en"},
		{"words that are not kept", "@2023-01-01:p2-00000", "en", Lost, "Within 12 hours.", "p2", "en"},
		{"words that are not kept and have another number", "@2023-01-01:p3-00000", "en", Lost, "Look well.", "p4", "en"},
		{"a paragraph that never was", "@2024-03-04:p99-00000", "en", NoPlace, "", "", ""},
		{"the whole first text", "@2024-03-04-" + first(""), "en", Outrun, "", "", "en"},
		{"the whole text of today", "@2025-06-01-" + today(""), "hi", AsTaken, "", "", "hi"},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := "en"
			if strings.Contains(c.name, "taken in Hindi") {
				made = "hi"
			}
			p, err := ParsePack("1." + made + "~advisories/2024-03-04-letter" + c.address)
			if err != nil || len(p.Picks) != 1 {
				t.Fatal(err, p)
			}
			f := l.Find(p, c.lang)[0]
			if f.State != c.state || f.Paragraph.Text != c.text || f.Now != c.now || f.There() != (c.shown != "") {
				t.Fatalf("state %d, text %q, now %q; want %d, %q, %q", f.State, f.Paragraph.Text, f.Now, c.state, c.text, c.now)
			}
			if f.There() && f.Document.Lang != c.shown {
				t.Errorf("shown in %s, want %s", f.Document.Lang, c.shown)
			}
			if x, ok := l.Newer(f, made); ok {
				p, _ := ParsePack(p.Changed(0, x).String())
				if f := l.Find(p, c.lang)[0]; f.State != AsTaken {
					t.Errorf("the newer one is in state %d", f.State)
				}
			}
		})
	}
	if f := l.Find(Pack{Lang: "en", Picks: []Pick{{Kind: "laws", Slug: "nowhere"}}}, "en")[0]; f.State != NoSuchDoc || f.There() {
		t.Errorf("a document that is not there: %+v", f)
	}
}

// A text that was corrected in its place keeps its day: the mark tells.
func TestAPackKnowsWordsThatWereChangedInTheirPlace(t *testing.T) {
	before := mustLoad(t, tree(packed(nil)))
	var p Pack
	p.Lang = "hi"
	for _, at := range [][3]string{{"help", "signs", "s1"}, {"help", "signs", ""}, {"advisories", "2024-03-04-letter", "p1"}} {
		x, ok := before.Take(at[0], at[1], "hi", at[2])
		if !ok {
			t.Fatal("nothing to take")
		}
		p.Picks = append(p.Picks, x)
	}
	for _, f := range before.Find(p, "en") {
		if f.State != AsTaken {
			t.Errorf("%s is in state %d just after it was taken", f.ID, f.State)
		}
	}
	after := mustLoad(t, tree(packed(map[string]string{
		"help/signs/en.md": strings.Replace(ordered("1", "Signs"), "Text.", "Other words.", 1)})))
	want := []PackState{Lost, Lost, AsTaken}
	for i, f := range after.Find(p, "en") {
		if f.State != want[i] {
			t.Errorf("pick %d is in state %d, want %d", i, f.State, want[i])
		}
	}
	// A translation that was corrected: who took its words is told.
	after = mustLoad(t, tree(packed(nil)), fstest.MapFS{"advisories/2024-03-04-letter/hi.md": {Data: []byte(
		strings.Replace(packed(nil)["advisories/2024-03-04-letter/hi.md"], "वही।", "वही है।", 1))}})
	if f := after.Find(p, "hi")[2]; f.State != Lost || f.Paragraph.Text != "वही है।" {
		t.Errorf("state %d, %q", f.State, f.Paragraph.Text)
	}
}

// Marks stand in addresses that nobody can call back.
func TestMarksStayTheSame(t *testing.T) {
	d := &Document{TOC: []Heading{{Text: "H"}}, Paragraphs: []Paragraph{{ID: "p1", Text: "Words.", Who: "Police", Within: "24 hours"}}}
	p, _ := d.mark("p1")
	whole, _ := d.mark("")
	if p != "zymhk" || whole != "5d0sg" {
		t.Errorf("marks %s and %s", p, whole)
	}
}
