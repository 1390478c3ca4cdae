package i18n

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"
)

// files is a file system of texts, with two languages to start from.
func files(more map[string]string) fs.FS {
	out := fstest.MapFS{
		"languages.toml": {Data: []byte(`
[[language]]
tag = "en"
name = "English"
english = "English"
script = "Latn"
dir = "ltr"
on = true
complete = true
[[language]]
tag = "hi"
name = "हिन्दी"
english = "Hindi"
script = "Deva"
dir = "ltr"
on = true
complete = true
[[language]]
tag = "mni"
name = "ꯃꯩꯇꯩꯂꯣꯟ"
english = "Manipuri"
script = "Mtei"
dir = "ltr"
plural = "hi"
[[language]]
tag = "sat"
name = "ᱥᱟᱱᱛᱟᱲᱤ"
english = "Santali"
script = "Olck"
dir = "ltr"
on = true
[[language]]
tag = "ur"
name = "اردو"
english = "Urdu"
script = "Arab"
dir = "rtl"
on = true
`)},
		"catalog/en.toml": {Data: []byte(`
greeting = "Hello {{.Name}}"
plain = "Read this"
[letters]
one = "{{.Count}} letter"
other = "{{.Count}} letters"
[role]
other = "Somebody else"
victim = "It happens to me"
`)},
		"catalog/hi.toml": {Data: []byte(`
greeting = "नमस्ते {{.Name}}"
plain = "यह पढ़ें"
"role.other" = "कोई और"
"role.victim" = "मेरे साथ"
[letters]
one = "{{.Count}} पत्र"
other = "{{.Count}} पत्र हैं"
`)},
		"catalog/mni.toml": {Data: []byte("plain = \"ꯄꯥꯕꯤꯌꯨ\"\n[letters]\none = \"A{{.Count}}\"\nother = \"B{{.Count}}\"\n")},
		"catalog/sat.toml": {Data: []byte("[letters]\none = \"1\"\ntwo = \"2:{{.Count}}\"\nother = \"x{{.Count}}\"\n")},
	}
	for name, text := range more {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

func load(t *testing.T, fsys ...fs.FS) *Bundle {
	t.Helper()
	b, err := Load(fsys...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEmbeddedCatalogues(t *testing.T) {
	b := load(t, Embedded())
	for i := 1; i <= 12; i++ {
		day := time.Date(2024, time.Month(i), 4, 12, 0, 0, 0, time.UTC)
		for _, l := range b.Languages() {
			if s := b.Speaker(l.Tag).Date(day); strings.Contains(s, "⟦") {
				t.Errorf("%s: %s", l.Tag, s)
			}
		}
	}
	if n := len(b.speaking); n != 23 {
		t.Errorf("languages.toml has %d languages; the Eighth Schedule has 22, and English makes 23", n)
	}
	for tag, l := range b.speaking {
		if rtl := l.Script == "Arab"; rtl != (l.Dir == "rtl") {
			t.Errorf("%s: script %s, direction %s", tag, l.Script, l.Dir)
		}
	}
}

func TestSpeaking(t *testing.T) {
	b := load(t, files(nil))
	en, hi, ur, mni, sat := b.Speaker("en"), b.Speaker("hi"), b.Speaker("ur"), b.Speaker("mni"), b.Speaker("sat")
	for _, c := range []struct{ what, got, want string }{
		{"a text", en.T("plain"), "Read this"},
		{"a text in Hindi", hi.T("plain"), "यह पढ़ें"},
		{"names and values", hi.T("greeting", "Name", "राधा"), "नमस्ते राधा"},
		{"a map", en.T("greeting", map[string]any{"Name": 7}), "Hello 7"},
		{"a map of texts", en.T("greeting", map[string]string{"Name": "A"}), "Hello A"},
		{"a value is not read as a placeholder", en.T("greeting", "Name", "{{.Name}}"), "Hello {{.Name}}"},
		{"a value that is missing", en.T("greeting"), "Hello ⟦Name⟧"},
		{"a name without a value", en.T("greeting", "Name"), "Hello ⟦Name⟧"},
		{"an id nobody has", hi.T("nothing.here"), "⟦nothing.here⟧"},
		{"an id nobody has, counted", hi.N("nothing.here", 2), "⟦nothing.here⟧"},
		{"a message called other", en.T("role.other"), "Somebody else"},
		{"English where Urdu has none", ur.T("plain"), "Read this"},
		{"English plural where Urdu has none", ur.N("letters", 1), "1 letter"},
		{"an unknown language speaks English", b.Speaker("xx").T("plain"), "Read this"},
		{"one", en.N("letters", 1), "1 letter"},
		{"none in English is plural", en.N("letters", 0), "0 letters"},
		{"none in Hindi is singular", hi.N("letters", 0), "0 पत्र"},
		{"many, grouped", en.N("letters", 1234567), "12,34,567 letters"},
		{"the count as given", en.N("letters", 2, "Count", "two"), "two letters"},
		{"a borrowed rule", mni.N("letters", 0), "A0"},
		{"two, where the language has it", sat.N("letters", 2), "2:2"},
		{"direction", ur.Dir(), "rtl"},
		{"own name", hi.Name(), "हिन्दी"},
		{"tag", hi.Lang(), "hi"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestNumbersAndDates(t *testing.T) {
	b := load(t, Embedded())
	en, hi := b.Speaker("en"), b.Speaker("hi")
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 99999: "99,999", 100000: "1,00,000", 1234567: "12,34,567", -100000: "-1,00,000", -5: "-5"} {
		if got := hi.Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	late := time.Date(2024, 3, 3, 18, 45, 0, 0, time.UTC) // 00:15 of the next day in India
	for _, c := range []struct{ got, want string }{
		{en.Date(late), "4 March 2024"},
		{hi.Date(late), "4 मार्च 2024"},
		{en.DateTime(late), "4 March 2024, 00:15"},
		{en.Month(late), "March 2024"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNegotiation(t *testing.T) {
	b := load(t, files(nil))
	for _, c := range []struct{ accept, saved, want string }{
		{"", "", "en"},
		{"hi-IN,hi;q=0.9,en;q=0.8", "", "hi"},
		{"en-IN,en;q=0.9,hi;q=0.8", "", "en"},
		{"hi", "ur", "ur"},
		{"hi", "mni", "hi"}, // not switched on
		{"hi", "../..", "hi"},
		{"fr", "", "en"},
		{"sat", "", "sat"},
		{"ur-Arab-PK", "", "ur"},
		{"\x00\xff;;;q=", "", "en"},
		{strings.Repeat("a-", 100000), "", "en"},
	} {
		if got := b.Negotiate(c.accept, c.saved); got != c.want {
			t.Errorf("Negotiate(%.40q, %q) = %q, want %q", c.accept, c.saved, got, c.want)
		}
	}
	only, err := b.Only("hi", "ur")
	if err != nil {
		t.Fatal(err)
	}
	if got := only.Negotiate("fr", "en"); got != "hi" {
		t.Errorf("without English, the first is offered; got %q", got)
	}
	if got := len(only.Languages()); got != 2 {
		t.Errorf("%d languages, want 2", got)
	}
	if _, err := b.Only("hi", "xx"); !errors.Is(err, ErrUnknownLanguage) {
		t.Errorf("unknown language: %v", err)
	}
}

func TestNegotiateAlwaysChoosesAnOfferedLanguage(t *testing.T) {
	b := load(t, files(nil))
	rapid.Check(t, func(t *rapid.T) {
		got := b.Negotiate(rapid.String().Draw(t, "accept"), rapid.String().Draw(t, "saved"))
		for _, l := range b.Languages() {
			if l.Tag == got {
				return
			}
		}
		t.Fatalf("%q is not offered", got)
	})
}

func TestOverlay(t *testing.T) {
	over := fstest.MapFS{
		"catalog/hi.toml": {Data: []byte("plain = \"ध्यान से पढ़ें\"\n")},
		"languages.toml":  {Data: []byte("[[language]]\ntag=\"mni\"\nname=\"x\"\nenglish=\"Manipuri\"\nscript=\"Mtei\"\ndir=\"ltr\"\nplural=\"hi\"\non=true\n")},
	}
	b := load(t, files(nil), over)
	if got := b.Speaker("hi").T("plain"); got != "ध्यान से पढ़ें" {
		t.Errorf("overlay not heard: %q", got)
	}
	if got := b.Speaker("hi").T("greeting", "Name", "क"); got != "नमस्ते क" {
		t.Errorf("message below the overlay lost: %q", got)
	}
	if got := b.Negotiate("", "mni"); got != "mni" {
		t.Errorf("language not switched on by the overlay: %q", got)
	}
}

func TestEveryFaultAtOnceWithItsLine(t *testing.T) {
	b, err := Load(files(map[string]string{
		"catalog/hi.toml": `
greeting = "नमस्ते {{.Nam}}"
"role.other" = "कोई और"
"role.victim" = """
a = b
"""
extra = "अधिक"
empty = " "
number = 5
broken = "{{ printf }}"
[letters]
one = "{{.Count}} पत्र"
other = "{{.Count}} पत्र हैं"
`,
		"catalog/hi.desk.toml": "# desk\nextra = \"फिर\"\n",
		"catalog/en.bad.toml":  "x = \"a\"\ny = \n",
		"catalog/ur.toml":      "plain = \"\xff\"\n",
		"catalog/xx.toml":      "plain = \"?\"\n",
		"catalog/en.two.toml":  "plain = \"Read this\"\n",
	}))
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("error %v", err)
	}
	if b == nil || b.Speaker("en").T("greeting", "Name", "A") != "Hello A" {
		t.Error("with faults elsewhere, English should still speak")
	}
	for _, want := range []string{
		`catalog/hi.toml:2: message "greeting" must use the placeholders of the English text (Name), not (Nam)`,
		`catalog/hi.toml:8: message "empty" is empty`,
		`catalog/hi.toml:9: message "number" is not a text`,
		`catalog/hi.toml:10: message "broken": a placeholder is written {{.Name}}`,
		`catalog/hi.toml:7: message "extra" is already in catalog/hi.desk.toml:2`,
		`catalog/hi.desk.toml:2: message "extra" is not in the English catalogue`,
		`catalog/hi.toml: message "plain" (catalog/en.toml:3) is missing`,
		`catalog/en.bad.toml:2: not TOML`,
		`catalog/ur.toml:1: not UTF-8`,
		`catalog/xx.toml: unknown language "xx"`,
		`catalog/en.two.toml:1: message "plain" is already in catalog/en.toml:3`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("fault not reported: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestFaultsOfLanguages(t *testing.T) {
	_, err := Load(fstest.MapFS{"languages.toml": {Data: []byte(`
[[language]]
tag = "en"
name = "English"
english = "English"
script = "Latn"
dir = "up"
colour = "red"
on = true
[[language]]
tag = "en"
name = "English"
english = "English"
script = "Latn"
dir = "ltr"
digits = "0123"
[[language]]
tag = "sa"
name = "संस्कृतम्"
english = "Sanskrit"
script = "Deva"
dir = "ltr"
`)}})
	if err == nil {
		t.Fatal("no fault")
	}
	for _, want := range []string{"languages.toml:2: language \"en\": dir is", "colour", "languages.toml:10: language \"en\" comes twice", "digits are ten", "\"sa\" has no plural rule", "catalog/en.toml: missing"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("fault not reported: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
	if b, err := Load(fstest.MapFS{}); err == nil || b != nil {
		t.Error("nothing to load is a fault")
	}
}

func FuzzCatalogue(f *testing.F) {
	f.Add("a = \"b\"\n[c]\none = \"{{.X}}\"\nother=\"y\"")
	f.Add("\"a = b\" = '''\nx\n'''")
	f.Fuzz(func(t *testing.T, text string) {
		b, _ := Load(files(map[string]string{"catalog/en.part.toml": text}))
		if b == nil {
			t.Fatal("a fault in one part silences everything")
		}
		for _, id := range b.IDs() {
			b.Speaker("hi").T(id, "X", 1)
			b.Speaker("hi").N(id, 2)
		}
	})
}

func BenchmarkT(b *testing.B) {
	bundle, err := Load(Embedded())
	if err != nil {
		b.Skip(err)
	}
	s := bundle.Speaker("hi")
	b.ReportAllocs()
	for b.Loop() {
		s.T("month.3")
	}
}
