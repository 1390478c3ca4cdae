package triage

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"
)

func TestLoadReportsEveryFaultAtOnce(t *testing.T) {
	bad := fstest.MapFS{
		"rules.toml": {Data: []byte(`[settings]
urgent = 0
[[rule]]
id = "both"
gate = true
points = 5
any = ["confined"]
source = "house rule"
[[rule]]
id = "no-source"
points = 5
any = ["confined"]
[[rule]]
id = "twice"
points = 1
any = ["nothing-known", "role:king"]
source = "house rule"
[[rule]]
id = "twice"
any = []
source = "house rule"
[[concept]]
id = "own"
signs = ["not-a-sign"]
unless = ["nowhere"]
[[rule]]
id = "misspelt"
pionts = 4
points = 4
any = ["confined"]
source = "house rule"
`)},
		"words/hi.toml": {Data: []byte(`language = "mr"
match = "sound"
[words]
confined = []
violence = ["..", "(a|b", "<nobody> x", "*a*", "()", "मार*"]
colour = ["red"]
`)},
		"words/en.toml": {Data: []byte("language = \"en\"\n[words\n")},
		"words/ta.toml": {Data: []byte("language = \"ta\"\n\xff\n")},
	}
	_, err := Load(bad)
	if err == nil {
		t.Fatal("faults were not found")
	}
	for _, want := range []string{
		"rules.toml:1: settings need",
		"rules.toml:3: rule \"both\": a gate decides without counting",
		"rules.toml:9: rule \"no-source\": no source",
		"rules.toml:13: rule \"twice\": condition \"nothing-known\": unknown concept",
		"rules.toml:13: rule \"twice\": condition \"role:king\"",
		"rules.toml:18: rule \"twice\" comes twice",
		"rules.toml:18: rule \"twice\": no condition in any",
		"rules.toml:18: rule \"twice\": does nothing",
		"rules.toml:22: concept \"own\": unknown sign \"not-a-sign\"",
		"rules.toml:22: concept \"own\": unknown concept \"nowhere\"",
		"rules.toml:28: unknown key \"rule.pionts\"",
		"words/hi.toml:1: language \"mr\": a word list is named after its language",
		"words/hi.toml:2: match \"sound\"",
		"words/hi.toml:4: confined: the word list is empty",
		"words/hi.toml:5: \"..\": a gap stands between words",
		"words/hi.toml:5: \"(a|b\"",
		"words/hi.toml:5: \"<nobody> x\": set <nobody>",
		"words/hi.toml:5: \"*a*\": \"*a*\": one star on one word",
		"words/hi.toml:5: \"()\": empty phrase",
		"words/hi.toml:6: unknown concept \"colour\"",
		"words/en.toml:",
		"words/ta.toml:2: not UTF-8 text",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not reported: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestOverridesReplaceRulesAndAddWords(t *testing.T) {
	own := rules(t)
	over := fstest.MapFS{
		"rules.toml": {Data: []byte(`[[rule]]
id = "no-pay"
points = 99
any = ["no-pay"]
source = "house rule of this State"
`)},
		"words/en.toml": {Data: []byte("language = \"en\"\n[words]\nno-pay = [\"khota paisa\"]\n")},
	}
	r, err := Load(over)
	if err != nil {
		t.Fatal(err)
	}
	if r.Hash() == own.Hash() {
		t.Error("the hash does not tell an override")
	}
	a := r.Assess(gazetteer(t), Report{Account: "only khota paisa at the mill"})
	if len(a.Reasons) != 1 || a.Reasons[0].Points != 99 || a.Reasons[0].Seen != "khota paisa" {
		t.Errorf("the override was not used: %+v", a.Reasons)
	}
	again, err := Load(over)
	if err != nil || again.Hash() != r.Hash() {
		t.Error("the hash is not stable")
	}
}

// TestEveryRuleHasItsMessage holds the catalogues to the rules: an officer never reads an id.
func TestEveryRuleHasItsMessage(t *testing.T) {
	files, err := filepath.Glob("../../i18n/catalog/*.triage.toml")
	if err != nil || len(files) < 2 {
		t.Fatalf("catalogues %v, %v", files, err)
	}
	for _, name := range files {
		var messages map[string]string
		if _, err := toml.DecodeFile(name, &messages); err != nil {
			t.Fatal(err)
		}
		for _, id := range rules(t).IDs() {
			if messages["rule."+id] == "" {
				t.Errorf("%s lacks rule.%s", name, id)
			}
			delete(messages, "rule."+id)
		}
		for id := range messages {
			t.Errorf("%s: %s belongs to no rule", name, id)
		}
	}
}

func TestSignsAreTheClosedList(t *testing.T) {
	r := rules(t)
	if len(Signs()) != 19 {
		t.Errorf("%d signs, the contract has 19", len(Signs()))
	}
	said := map[string]bool{}
	for _, c := range r.concepts {
		for _, s := range c.Signs {
			said[s] = true
		}
	}
	for _, s := range Signs() {
		if !said[s] {
			t.Errorf("no concept listens to the sign %s", s)
		}
		if a := r.Assess(gazetteer(t), Report{Signs: []string{s}}); len(a.Reasons) == 0 || a.Points == 0 {
			t.Errorf("the sign %s alone gives no reason: %+v", s, a)
		}
	}
}
