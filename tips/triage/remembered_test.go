package triage

import (
	"os"
	"reflect"
	"runtime"
	"testing"
	"testing/fstest"
)

// What the program remembers of the word lists is what the lists say today: after a
// change of a list, or of how lists are read, it is made anew.
func TestTheRememberedWordsAreThoseOfTheLists(t *testing.T) {
	want, err := lists(t).rules.remember()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("compiled.bin", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if remembered != want {
		t.Fatal("compiled.bin is not made of today's word lists: go test ./tips/triage -update")
	}
	if l, err := load(remembered); err != nil || !l.recalled {
		t.Fatalf("what is remembered is not used: %v", err)
	}
}

// A list that has changed by one letter is read itself, whatever is remembered; so is any list where what is remembered is
// not whole.
func TestAChangedListIsReadAndNotRemembered(t *testing.T) {
	over := fstest.MapFS{"words/en.toml": {Data: []byte("language = \"en\"\n[words]\nno-pay = [\"khota paisa\"]\n")}}
	l, err := load(remembered, over)
	if err != nil {
		t.Fatal(err)
	}
	if l.recalled {
		t.Fatal("the words of other files were taken")
	}
	if a := l.rules.Assess(gazetteer(t), Report{Account: "only khota paisa at the mill"}); len(a.Reasons) != 1 || a.Reasons[0].Rule != "no-pay" {
		t.Errorf("the changed list was not read: %+v", a.Reasons)
	}
	own := rules(t)
	for _, cut := range []int{1, len(remembered) / 2, len(remembered) - len(rememberedForm) - 70} {
		if ok, err := (&Rules{}).recall(remembered[:len(remembered)-cut], own.hash); ok || err != nil {
			t.Errorf("without its last %d bytes it was taken: %v", cut, err)
		}
	}
	if ok, err := (&Rules{}).recall(remembered, own.hash[1:]+"0"); ok || err != nil {
		t.Errorf("lists with another hash were taken for those that are remembered: %v", err)
	}
}

// The lists themselves and what is remembered of them give the same verdicts.
func TestRememberedWordsJudgeAsTheListsDo(t *testing.T) {
	g, r, l := gazetteer(t), rules(t), lists(t)
	for _, c := range goldens(t) {
		if was, now := l.rules.Assess(g, c.report()), r.Assess(g, c.report()); !reflect.DeepEqual(was, now) {
			t.Errorf("%s: %s: %+v, of the lists %+v", c.file, c.Name, now, was)
		}
	}
}

func live() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

func BenchmarkLoad(b *testing.B) {
	for name, from := range map[string]string{"remembered": remembered, "lists": ""} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			was := live()
			var l *loader
			for b.Loop() {
				var err error
				if l, err = load(from); err != nil {
					b.Fatal(err)
				}
			}
			l.phrases = nil
			b.ReportMetric((live()-was)/1e6, "MB-live")
			runtime.KeepAlive(l.rules)
		})
	}
}
