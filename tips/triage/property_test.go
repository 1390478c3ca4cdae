package triage

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// rank orders urgencies, most urgent highest.
func rank(urgency string) int {
	return slices.Index([]string{Information, Standard, Urgent, Immediate}, urgency)
}

// Nothing about the sender lowers a tip: no name, another language said, a role
// left out, a contact, capital letters, a closing word.
func TestTheSenderNeverLowers(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	changes := map[string]func(Report) Report{
		"another language":   func(p Report) Report { p.Language = "ta"; return p },
		"no language":        func(p Report) Report { p.Language = ""; return p },
		"nonsense language":  func(p Report) Report { p.Language = "xx-@@"; return p },
		"a contact":          func(p Report) Report { p.Contact = "9876543210"; return p },
		"another role":       func(p Report) Report { p.Role = "other"; return p },
		"to be avoided":      func(p Report) Report { p.Avoid = []string{"local", "state"}; return p },
		"I remain anonymous": func(p Report) Report { p.Account += ". I want to remain anonymous."; return p },
		"नाम नहीं बताना": func(p Report) Report {
			p.Account += "। मैं अपना नाम नहीं बताना चाहता।"
			return p
		},
		"naam nahi":  func(p Report) Report { p.Account += ". mera naam kisi ko mat batana"; return p },
		"please act": func(p Report) Report { p.Account += ". Please take action soon. Thank you."; return p },
		"कार्रवाई करें": func(p Report) Report {
			p.Account += "। कृपया जल्दी कार्रवाई करें। धन्यवाद।"
			return p
		},
		"a greeting first":    func(p Report) Report { p.Account = "Respected sir, namaste.\n" + p.Account; return p },
		"capitals":            func(p Report) Report { p.Account = strings.ToUpper(p.Account); return p },
		"double spaces":       func(p Report) Report { p.Account = strings.ReplaceAll(p.Account, " ", "  "); return p },
		"children not known":  func(p Report) Report { p.Children = either(p.Children, "unknown"); return p },
		"time not known":      func(p Report) Report { p.When = either(p.When, "unknown"); return p },
		"a document":          func(p Report) Report { p.Files = append(slices.Clone(p.Files), "document"); return p },
		"what we do not know": func(p Report) Report { p.Signs = append(slices.Clone(p.Signs), "no-such-sign"); return p },
	}
	for i, c := range goldens(t) {
		if i%3 != 0 {
			continue // every third: the promise does not hang on the words
		}
		was := r.Assess(g, c.report())
		for name, change := range changes {
			if name == "another role" && c.Role == "victim" {
				continue // who is held and writes is a reason of its own
			}
			if now := r.Assess(g, change(c.report())); rank(now.Urgency) < rank(was.Urgency) {
				t.Errorf("%s: %s: %s lowers %s to %s", c.file, c.Name, name, was.Urgency, now.Urgency)
			}
		}
	}
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// What is added never lowers: a sign, "children: yes", "now".
func TestMoreNeverLowers(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	for i, c := range goldens(t) {
		was := r.Assess(g, c.report())
		check := func(what string, p Report) {
			if now := r.Assess(g, p); rank(now.Urgency) < rank(was.Urgency) || now.Points < was.Points && c.When == "" {
				t.Errorf("%s: %s: %s lowers %s %d to %s %d", c.file, c.Name, what, was.Urgency, was.Points, now.Urgency, now.Points)
			}
		}
		for n, s := range Signs() {
			if (n+i)%5 != 0 {
				continue // four signs a case, all signs over five
			}
			p := c.report()
			p.Signs = append(slices.Clone(p.Signs), s)
			check(s, p)
		}
		p := c.report()
		p.Children = "yes"
		check("children: yes", p)
		if c.When == "" {
			p = c.report()
			p.When = "now"
			check("when: now", p)
		}
	}
}

// The account of one tip behind that of another keeps a gate open: a tip
// cannot be lowered by burying it in other words. What speaks of all that was
// said ("this was last year", "suppose that") is not put in front.
func TestAGateStaysOpenAmongOtherWords(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	var open []golden
	for _, c := range goldens(t) {
		if c.Urgency == Immediate && c.Account != "" {
			open = append(open, c)
		}
	}
	harmless := []string{
		"I am a shopkeeper.", "We live in this colony with our families.", "The weather is hot.", "My children go to school nearby.",
		"मैं एक दुकानदार हूँ।", "हम यहीं रहते हैं।", "मेरे बच्चे स्कूल जाते हैं।", "main yahin rehta hun.", "hamara ghar paas mein hai.",
		"No reply is needed.", "Not sure about the spelling of his name.", "उसका नाम पता नहीं।", "uska naam pata nahi.", "???", "123", "।।",
		"How can I send photos?", "फोटो कैसे भेजें?", "Last year we came to this street.", "पिछले साल हम यहाँ आए थे।",
	}
	rapid.Check(t, func(t *rapid.T) {
		c := open[rapid.IntRange(0, len(open)-1).Draw(t, "case")]
		p := c.report()
		p.Account += "\n" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(harmless), 1, 4).Draw(t, "after"), " ")
		before := rapid.SliceOfN(rapid.SampledFrom(harmless[:13]), 0, 3).Draw(t, "before")
		p.Account = strings.Join(before, " ") + "\n" + p.Account
		if a := r.Assess(g, p); a.Urgency != Immediate {
			t.Fatalf("%s: %q is %s", c.Name, p.Account, a.Urgency)
		}
	})
}

// The same report gives the same assessment, and order of signs is nothing.
func TestAssessIsAFunction(t *testing.T) {
	g, r := gazetteer(t), rules(t)
	for _, c := range goldens(t) {
		p, q := c.report(), c.report()
		q.Signs = slices.Clone(q.Signs)
		slices.Reverse(q.Signs)
		a, b := r.Assess(g, p), r.Assess(g, q)
		if a.Urgency != b.Urgency || a.Points != b.Points || !slices.EqualFunc(a.Reasons, b.Reasons, func(x, y Reason) bool { return x.Rule == y.Rule && x.Points == y.Points }) {
			t.Errorf("%s: two runs differ", c.Name)
		}
	}
}

// FuzzAssess: any bytes in any field give one of the four urgencies, reasons
// that add up to the points, short and whole words, confidence within 0 to 100.
func FuzzAssess(f *testing.F) {
	for _, c := range goldens(f) {
		f.Add(c.Account, c.Place.Text, c.Who, c.When, strings.Join(c.Signs, ","), c.Language)
	}
	f.Add("\xff\xfe\x00", "\xff", "@@@", "?", ",,", "zz")
	f.Add(strings.Repeat("not locked ", 300), "", "", "now", "locked-in", "en")
	f.Add(strings.Repeat("(((", 300)+strings.Repeat("12 ", 300), strings.Repeat("क्", 200), "", "", "", "")
	g, r := gazetteer(f), rules(f)
	f.Fuzz(func(t *testing.T, account, place, who, when, signs, lang string) {
		a := r.Assess(g, Report{Account: account, Place: Place{Text: place}, Who: who, When: when, Signs: strings.Split(signs, ","), Language: lang})
		if rank(a.Urgency) < 0 {
			t.Fatalf("urgency %q", a.Urgency)
		}
		sum, gate := 0, false
		for _, x := range a.Reasons {
			sum += x.Points
			gate = gate || x.Gate
			if utf8.RuneCountInString(x.Seen) > seenLimit || !utf8.ValidString(x.Seen) || x.Source == "" {
				t.Fatalf("reason %+v", x)
			}
		}
		if sum != a.Points {
			t.Fatalf("points %d, reasons add up to %d", a.Points, sum)
		}
		if gate && a.Urgency != Immediate && !slices.ContainsFunc(a.Reasons, func(x Reason) bool { return x.Rule == "vague-matter" }) {
			t.Fatalf("a gate is open and the urgency is %s", a.Urgency)
		}
		if a.Confidence < 0 || a.Confidence > 100 {
			t.Fatalf("confidence %d", a.Confidence)
		}
		for _, m := range a.Marks {
			if !utf8.ValidString(m.Shown) || m.Value == "" {
				t.Fatalf("mark %+v", m)
			}
		}
	})
}

func BenchmarkAssess(b *testing.B) {
	g, r := gazetteer(b), rules(b)
	cases := goldens(b)
	long := Report{Account: strings.Repeat("The owner keeps two girls in a room near Mathura station and does not pay them. ", 240)}
	r.Assess(g, Report{Account: "Mathura", Place: Place{Text: "Mathura"}}) // the tables that load late
	for _, c := range cases {
		r.Assess(g, c.report())
	}
	b.Run("tip", func(b *testing.B) {
		var took []time.Duration
		for i := 0; b.Loop(); i++ {
			start := time.Now()
			r.Assess(g, cases[i%len(cases)].report())
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-p50")
		b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
	})
	b.Run("20000 characters", func(b *testing.B) {
		for b.Loop() {
			r.Assess(g, long)
		}
	})
}
