package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// lawful is a small library in which documents speak of one another.
func lawful(t *testing.T) *Library {
	t.Helper()
	front := func(date, more, body string) string {
		return strings.Replace(frontLines, "date: 2024-03-04\n", "date: "+date+"\n"+more, 1) + body
	}
	return mustLoad(t, tree(map[string]string{
		"laws/1860-ipc/en.md": front("1860", "until: 2024-06-30\nstatus: superseded\nsuperseded_by: laws/2023-bns\n", "{370} Trafficking of person.\n"),
		"laws/2023-bns/en.md": front("2023", "since: 2024-07-01\n", "{143 replaces=\"/laws/1860-ipc#p370\"} Trafficking of person.\n\n{144 replaces=\"IPC, section 370A\"} Exploitation.\n"),
		"advisories/2024-03-04-a/en.md": front("2024-03-04", "changed: [{on: 2025-06-01, what: Paragraph 3 is new.}, {on: 2024-09-01, what: A slip.}]\n",
			"{2 who=\"States\"} Do.\n\n{3 was=\"p9\"} More, see [[laws/2023-bns#p143]].\n"),
		"advisories/2024-03-04-a/hi.md":            front("2024-03-04", "", "{2 who=\"राज्य\"} करें।\n\n{3} और, [[laws/2023-bns#p143]] देखें।\n"),
		"advisories/2024-03-04-a/en@2024-03-04.md": front("2024-03-04", "", "{2} Doo.\n"),
		"advisories/2024-03-04-a/en@2024-09-01.md": front("2024-03-04", "", "{2} Do.\n"),
		"sops/2025-rescue/en.md": front("2025", "own: true\n",
			"{1 who=\"Officer\" within=\"24 hours\" by=\"/laws/2023-bns#p143; Rule 4\" implements=\"/advisories/2024-03-04-a#p2\"} Go **now**.\n\n{2} Come.\n"),
	}))
}

func TestTheTextOfADay(t *testing.T) {
	lib := lawful(t)
	for _, c := range []struct {
		name, key, lang, day string
		standing             Standing
		version, docLang     string
	}{
		{"the day before it was issued", "advisories/2024-03-04-a", "en", "2024-03-03", NotYet, "2024-03-04", "en"},
		{"the day of issue", "advisories/2024-03-04-a", "en", "2024-03-04", Older, "2024-03-04", "en"},
		{"the day before the second text", "advisories/2024-03-04-a", "en", "2024-08-31", Older, "2024-03-04", "en"},
		{"the day of the second text", "advisories/2024-03-04-a", "en", "2024-09-01", Older, "2024-09-01", "en"},
		{"the day before the text of today", "advisories/2024-03-04-a", "en", "2025-05-31", Older, "2024-09-01", "en"},
		{"the day of the text of today", "advisories/2024-03-04-a", "en", "2025-06-01", Newest, "", "en"},
		{"a day to come", "advisories/2024-03-04-a", "en", "2199-01-01", Newest, "", "en"},
		{"an older text that Hindi does not have", "advisories/2024-03-04-a", "hi", "2024-10-01", Older, "2024-09-01", "en"},
		{"today in Hindi", "advisories/2024-03-04-a", "hi", "2026-01-01", Newest, "", "hi"},
		{"the last day of the old code", "laws/1860-ipc", "en", "2024-06-30", Newest, "", "en"},
		{"the first day of the new one", "laws/1860-ipc", "en", "2024-07-01", NoLonger, "", "en"},
		{"the day before the new code counted", "laws/2023-bns", "en", "2024-06-30", NotYet, "", "en"},
		{"the day from which it counts", "laws/2023-bns", "en", "2024-07-01", Newest, "", "en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			kind, slug, _ := strings.Cut(c.key, "/")
			d, s, ok := lib.On(kind, slug, c.lang, c.day)
			if !ok || s != c.standing || d.Version != c.version || d.Lang != c.docLang {
				t.Errorf("got %v, standing %v, version %q in %s", ok, s, d.Version, d.Lang)
			}
		})
	}
	if _, _, ok := lib.On("laws", "none", "en", "2024-01-01"); ok {
		t.Error("a text of a document that does not exist")
	}
}

func TestWhoSpeaksOfAParagraph(t *testing.T) {
	lib := lawful(t)
	if got := lib.CitedBy("laws", "2023-bns", "p143"); !slices.Equal(got, []Citing{{"advisories", "2024-03-04-a", "p3", false}, {"sops", "2025-rescue", "p1", false}}) {
		t.Errorf("section 143 is cited by %v", got)
	}
	if got := lib.CitedBy("advisories", "2024-03-04-a", "p2"); !slices.Equal(got, []Citing{{"sops", "2025-rescue", "p1", true}}) {
		t.Errorf("paragraph 2 is cited by %v", got)
	}
	if got := lib.CitedBy("advisories", "2024-03-04-a", "p3"); got != nil {
		t.Errorf("paragraph 3 is cited by %v", got)
	}
}

func TestOldAndNewSectionsPointToEachOther(t *testing.T) {
	lib := lawful(t)
	var got []string
	for _, r := range lib.Concordance() {
		got = append(got, fmt.Sprintf("%s%s#%s>%s#%s", r.Old.Words, r.Old.Slug, r.Old.Anchor, r.New.Slug, r.New.Anchor))
	}
	if want := []string{"1860-ipc#p370>2023-bns#p143", "IPC, section 370A#>2023-bns#p144"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := lib.ReplacedBy("1860-ipc", "p370"); !slices.Equal(got, []Pointer{{Kind: "laws", Slug: "2023-bns", Anchor: "p143"}}) {
		t.Errorf("section 370 is replaced by %v", got)
	}
	for _, slug := range []string{"1860-ipc", "2023-bns"} {
		if got := slugs(lib.Chain("laws", slug, "en")); got != "1860-ipc/en 2023-bns/en" {
			t.Errorf("the chain of %s: %s", slug, got)
		}
	}
}

func TestStepsAndRecommendations(t *testing.T) {
	lib := lawful(t)
	sop, _ := lib.Document("sops", "2025-rescue", "hi")
	steps := sop.Steps()
	if len(steps) != 2 || steps[0].Who != "Officer" || steps[0].Within != "24 hours" || steps[0].Text != "Go now." || steps[0].Number != "1" ||
		!slices.Equal(steps[0].By, []Pointer{{Kind: "laws", Slug: "2023-bns", Anchor: "p143"}, {Words: "Rule 4", Lang: "en"}}) {
		t.Errorf("steps: %+v", steps)
	}
	for lang, who := range map[string]string{"en": "States", "hi": "राज्य"} {
		letter, _ := lib.Document("advisories", "2024-03-04-a", lang)
		if got := letter.Recommendations(); len(got) != 1 || got[0].Who != who || letter.Steps() != nil {
			t.Errorf("%s: %+v", lang, got)
		}
		if ids := letter.Moved("p9"); !slices.Equal(ids, []string{"p3"}) {
			t.Errorf("%s: paragraph 9 leads to %q", lang, ids)
		}
	}
}

func TestACrossReferenceSaysTheTitleAndTheNumber(t *testing.T) {
	lib := lawful(t)
	d, _ := lib.Document("advisories", "2024-03-04-a", "hi")
	if got := drawnOf(t, d); !strings.Contains(got, `<a href="/hi/library/laws/2023-bns#p143">T, 143</a> देखें`) {
		t.Errorf("drawn as %s", got)
	}
	if p, _ := d.Paragraph("p3"); p.Text != "और, T, 143 देखें।" {
		t.Errorf("read as %q", p.Text)
	}
	lib = mustLoad(t, tree(map[string]string{"help/a/en.md": helpLines + "See [[help/b#p2]], [[ /help/b | it ]] and [[not].\n\n| A |\n|---|\n| [[help/b#p2\\|there]] |\n",
		"help/b/en.md": helpLines + "{2} B.\n"}))
	d, _ = lib.Document("help", "a", "en")
	for _, want := range []string{`>T, para 2</a>,`, `<a href="/en/library/help/b">it</a> and [[not].`, `<td><a href="/en/library/help/b#p2">there</a></td>`} {
		if got := drawnOf(t, d); !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

// Blocks are the page in pieces: together they are the page, and each
// paragraph is in one of them.
func TestBlocksAreTheWholePage(t *testing.T) {
	lib := mustLoad(t, Embedded())
	for d := range lib.All() {
		blocks, err := d.Blocks()
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, b := range blocks {
			seen[b.ID]++
			if b.ID != "" && !strings.Contains(string(b.HTML), `id="`+b.ID+`"`) {
				t.Errorf("%s/%s: the piece of %s does not hold it", d.Kind, d.Slug, b.ID)
			}
		}
		for _, p := range d.Paragraphs {
			if seen[p.ID] != 1 {
				t.Errorf("%s/%s: %s is in %d pieces", d.Kind, d.Slug, p.ID, seen[p.ID])
			}
		}
	}
}
