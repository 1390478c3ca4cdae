package triage

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/BurntSushi/toml"

	"mukti/tips/places"
)

var update = flag.Bool("update", false, "write testdata/verdicts.txt, the derived reasons of the golden cases, and compiled.bin, what is remembered of the word lists")

// golden is one case of testdata/golden, readable by a police trainer. The
// verdict is written by hand and never by this test.
type golden struct {
	Name, Hard string
	Language   string
	Account    string
	Place      Place
	When       string
	Signs      []string
	Children   string
	Count      int
	Who, Role  string
	Files      []string

	Urgency   string
	State     string
	District  string
	Ambiguous []string
	Copies    []string
	Rules     []string
	Not       []string
	Police    *bool
	Border    bool
	Listen    bool

	file string
}

func (c golden) report() Report {
	return Report{Language: c.Language, Account: c.Account, Place: c.Place, When: c.When, Signs: c.Signs,
		Children: c.Children, Count: c.Count, Who: c.Who, Role: c.Role, Files: c.Files}
}

// goldens reads every case of every language.
func goldens(t testing.TB) []golden {
	t.Helper()
	files, err := filepath.Glob("testdata/golden/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden cases: %v", err)
	}
	var all []golden
	for _, name := range files {
		var file struct{ Case []golden }
		meta, err := toml.DecodeFile(name, &file)
		if err != nil {
			t.Fatal(err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			t.Fatalf("%s: unknown keys %v", name, unknown)
		}
		seen := map[string]bool{}
		for _, c := range file.Case {
			if seen[c.Name] {
				t.Errorf("%s: case %q comes twice", name, c.Name)
			}
			seen[c.Name] = true
			c.file = strings.TrimSuffix(filepath.Base(name), ".toml")
			all = append(all, c)
		}
	}
	return all
}

// The tables are read once for all tests of the package.
var (
	loadGazetteer = sync.OnceValues(places.Load)
	loadRules     = sync.OnceValues(func() (*Rules, error) { return Load() })
	loadLists     = sync.OnceValues(func() (*loader, error) { return load("") })
)

func gazetteer(t testing.TB) *places.Gazetteer {
	t.Helper()
	g, err := loadGazetteer()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// lists are the word lists themselves, whatever is remembered of them.
func lists(t testing.TB) *loader {
	t.Helper()
	l, err := loadLists()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func rules(t testing.TB) *Rules {
	t.Helper()
	if *update {
		return lists(t).rules // compiled.bin may be of another form
	}
	r, err := loadRules()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestGoldenVerdicts(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	var derived strings.Builder
	for _, c := range goldens(t) {
		a := r.Assess(g, c.report())
		var ids []string
		for _, x := range a.Reasons {
			ids = append(ids, x.Rule)
			if x.Source == "" || x.Seen == "" {
				t.Errorf("%s: %s: reason %s without source or without what was seen", c.file, c.Name, x.Rule)
			}
		}
		fmt.Fprintf(&derived, "%s: %s\n\t%s %d points, confidence %d: %s\n", c.file, c.Name, a.Urgency, a.Points, a.Confidence, strings.Join(ids, " "))
		t.Run(c.file+"/"+c.Name, func(t *testing.T) {
			if a.Urgency != c.Urgency {
				t.Errorf("urgency %s, want %s", a.Urgency, c.Urgency)
			}
			if c.State != "" && a.State != c.State {
				t.Errorf("state %q, want %q", a.State, c.State)
			}
			if c.District != "" && a.DistrictName != c.District {
				t.Errorf("district %q, want %q", a.DistrictName, c.District)
			}
			if !slices.Equal(a.Ambiguous, c.Ambiguous) {
				t.Errorf("ambiguous %v, want %v", a.Ambiguous, c.Ambiguous)
			}
			if c.Copies != nil && !slices.Equal(a.CopyStates, c.Copies) {
				t.Errorf("copies %v, want %v", a.CopyStates, c.Copies)
			}
			for _, id := range c.Rules {
				if !slices.Contains(ids, id) {
					t.Errorf("rule %s is missing", id)
				}
			}
			for _, id := range c.Not {
				if slices.Contains(ids, id) {
					t.Errorf("rule %s must not hold", id)
				}
			}
			if c.Police != nil && a.PoliceAccused != *c.Police {
				t.Errorf("police accused %v, want %v", a.PoliceAccused, *c.Police)
			}
			if c.Border && !a.Border {
				t.Error("the border was not seen")
			}
			if a.WaitForListen != c.Listen {
				t.Errorf("wait for listening %v, want %v", a.WaitForListen, c.Listen)
			}
			if t.Failed() {
				for _, x := range a.Reasons {
					t.Logf("%s %d %v %q", x.Rule, x.Points, x.Gate, x.Seen)
				}
				t.Logf("%s %d (%s) ambiguous %v copies %v", a.State, a.District, a.PlaceWhy, a.Ambiguous, a.CopyStates)
			}
		})
	}
	const name = "testdata/verdicts.txt"
	if *update {
		if err := os.WriteFile(name, []byte(derived.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if derived.String() != string(want) {
		t.Errorf("the reasons of the golden cases have changed; review them with: go test ./tips/triage -run Golden -update && git diff")
	}
}

// TestEveryRuleIsShown wants a golden case for every rule in every language
// that has words for it, and one at least for rules that need no words.
func TestEveryRuleIsShown(t *testing.T) {
	r := rules(t)
	shown := map[string]map[string]bool{}
	for _, c := range goldens(t) {
		for _, id := range c.Rules {
			if shown[id] == nil {
				shown[id] = map[string]bool{}
			}
			shown[id][c.file] = true
		}
	}
	spoken := map[string]map[string]bool{}
	for i := range r.index.phrases() {
		p := r.index.phrase(i)
		if spoken[p.concept] == nil {
			spoken[p.concept] = map[string]bool{}
		}
		spoken[p.concept][p.lang] = true
	}
	speaks := func(conditions [][]atom, lang string) bool {
		for _, c := range conditions {
			all, some := true, false
			for _, a := range c {
				if a.kind == "" {
					some = true
					all = all && (spoken[a.name][lang] || computed[a.name])
				}
			}
			if all && some {
				return true
			}
		}
		return false
	}
	for _, rule := range r.rules {
		if len(shown[rule.ID]) == 0 {
			t.Errorf("rule %s has no golden case", rule.ID)
		}
		for _, lang := range r.langs {
			if speaks(rule.conditions, lang) && !shown[rule.ID][lang] {
				t.Errorf("rule %s has no golden case in %s", rule.ID, lang)
			}
		}
	}
}
