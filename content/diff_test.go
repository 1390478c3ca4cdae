package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sides puts a difference together again: what the older and the newer text
// say.
func sides(pieces []Piece) (before, after string) {
	for _, p := range pieces {
		if p.Op != Inserted {
			before += p.Text
		}
		if p.Op != Deleted {
			after += p.Text
		}
	}
	return before, after
}

func paragraphs(t *rapid.T, name string, ids []string) []Paragraph {
	words := rapid.SampledFrom([]string{"police", "पुलिस", "बच्चे", "क्षि", "rescue", "٢٤", "گھنٹے", "അവന്\u200dറെ", "24", "hours", "(vi)", ",", "।", "\n", " "})
	var all []Paragraph
	for _, id := range ids {
		p := Paragraph{ID: id, Text: strings.Join(rapid.SliceOfN(words, 0, 12).Draw(t, name+id), " ")}
		if id[0] == 'p' {
			p.Number = id
		}
		all = append(all, p)
	}
	return all
}

func TestADifferenceHoldsBothTextsWhole(t *testing.T) {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"p1", "p2", "p2.i", "p3", "p4", "p5", "s1", "s2", "s3", "s4"}), 0, 10, rapid.ID)
	rapid.Check(t, func(t *rapid.T) {
		from := &Document{Paragraphs: paragraphs(t, "from", ids.Draw(t, "old"))}
		to := &Document{Paragraphs: paragraphs(t, "to", ids.Draw(t, "new"))}
		for i := range to.Paragraphs {
			p := &to.Paragraphs[i]
			if p.Number != "" && rapid.Bool().Draw(t, "moved") {
				p.Was = []string{rapid.SampledFrom([]string{"p1", "p2", "p3", "p9"}).Draw(t, "was")}
			}
			if rapid.Bool().Draw(t, "the same words") && len(from.Paragraphs) > 0 {
				p.Text = from.Paragraphs[rapid.IntRange(0, len(from.Paragraphs)-1).Draw(t, "as")].Text
			}
		}
		var olds, news []string
		for _, d := range Compare(from, to) {
			before, after := sides(d.Pieces)
			if d.From == nil && d.To == nil {
				t.Fatal("a difference of nothing")
			}
			if d.From != nil {
				olds = append(olds, d.From.ID)
				if before != d.From.Text {
					t.Fatalf("the older side of %s says %q, not %q", d.From.ID, before, d.From.Text)
				}
			} else if before != "" {
				t.Fatalf("what is new has the older words %q", before)
			}
			if d.To != nil {
				news = append(news, d.To.ID)
				if after != d.To.Text {
					t.Fatalf("the newer side of %s says %q, not %q", d.To.ID, after, d.To.Text)
				}
			} else if after != "" {
				t.Fatalf("what is gone has the newer words %q", after)
			}
		}
		if got, want := news, idsOf(to.Paragraphs); !slices.Equal(got, want) {
			t.Fatalf("the newer text has %v, the difference %v", want, got)
		}
		slices.Sort(olds)
		want := idsOf(from.Paragraphs)
		slices.Sort(want)
		if !slices.Equal(olds, want) {
			t.Fatalf("the older text has %v, the difference %v", want, olds)
		}
	})
}

func idsOf(ps []Paragraph) (ids []string) {
	for _, p := range ps {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestDifferencesAreFoundWhereALawyerSeesThem(t *testing.T) {
	load := func(older, newer string) (from, to *Document) {
		lib := mustLoad(t, tree(map[string]string{
			letter: strings.Replace(dated("2024-03-04", newer), "issuer", "changed: [{on: 2025-01-01, what: A}]\nissuer", 1),
			strings.Replace(letter, "en.md", "en@2024-03-04.md", 1): dated("2024-03-04", older),
		}))
		v := lib.Texts("advisories", "2024-03-04-child-labour", "en")
		return v[1], v[0]
	}
	for _, c := range []struct{ name, older, newer, want string }{
		{"a word is another", "{1} Report within 24 hours.\n", "{1} Report within 12 hours.\n", "p1>p1[Report within -24-+12+ hours.]"},
		{"a paragraph is renumbered", "{1} A.\n\n{2} Second.\n", "{1} A.\n\n{2} Between.\n\n{3 was=\"p2\"} Second.\n", "p1>p1[A.] >p2[+Between.+] p2>p3 moved[Second.]"},
		{"a paragraph is gone", "{1} A.\n\n{2} B.\n\n{3} C.\n", "{1} A.\n\n{3} C.\n", "p1>p1[A.] p2>[-B.-] p3>p3[C.]"},
		{"renumbered twice", "{4} The police.\n\n{5} The court.\n", "{5 was=\"p4\"} The police.\n\n{6 was=\"p5 p4\"} The court.\n", "p4>p5 moved[The police.] p5>p6 moved[The court.]"},
		{"a block without a number is put in", "Here.\n\nThere.\n", "First.\n\nHere.\n\nThere.\n", ">s1[+First.+] s1>s2[Here.] s2>s3[There.]"},
		{"Hindi words stay whole", "{1} क्षति की सूचना।\n", "{1} क्षतियों की सूचना।\n", "p1>p1[-क्षति-+क्षतियों+ की सूचना।]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			from, to := load(c.older, c.newer)
			var got []string
			for _, d := range Compare(from, to) {
				var b strings.Builder
				if d.From != nil {
					b.WriteString(d.From.ID)
				}
				b.WriteString(">")
				if d.To != nil {
					b.WriteString(d.To.ID)
				}
				if d.Moved {
					b.WriteString(" moved")
				}
				b.WriteString("[")
				for _, p := range d.Pieces {
					fmt.Fprint(&b, [...]string{"", "+", "-"}[p.Op], p.Text, [...]string{"", "+", "-"}[p.Op])
				}
				got = append(got, b.String()+"]")
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got  %s\nwant %s", s, c.want)
			}
		})
	}
}
