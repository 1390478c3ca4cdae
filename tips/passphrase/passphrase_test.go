package passphrase

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatIsTooEasyToGuessIsSaidWhy(t *testing.T) {
	own := []string{"Sunita Sharma", "sunita.agra", "UP-AGRA", "Agra", "सुनीता शर्मा"}
	for pass, want := range map[string]string{
		"short":                     Short,
		"":                          Short,
		"पासवर्ड1":                  Short,
		strings.Repeat("x y ", 300): Long,
		"qwertyuiop asdf":           Common,
		"zxcvbnm,./ asdfghjkl":      Common,
		"ertyuiop[] fghjkl":         Row,
		"password1234":              Common,
		"Password@12345":            Common,
		"P4ssw0rd P4ssw0rd":         Common,
		"aaaaaaaaaaaaaaaaaaaa":      Repeat,
		"ababababababababab":        Repeat,
		"xyxy zzxy xyzx zyxz":       Repeat,
		"abcdefghijklmnop":          Sequence,
		"sunita sharma agra":        Own,
		"sunita.agra sunita.agra":   Own,
		"agra agra sharma":          Own,
		"सुनीता शर्मा 12":           Own,
		"mumbai police":             Common,
		"mukti ahtu desk":           Common,
		"मेरा भारत महान":            Common,
		"जय हिंद जय हिंद":           Common,
		"ہندوستان پولیس":            Common,
		"Krishna@123456":            Common,
		"jai hind jai hind":         Common,
	} {
		if got := Faults(pass, own...); !slices.Contains(got, want) {
			t.Errorf("%.40q: %v, want %s", pass, got, want)
		}
	}
}

func TestLongPassphrasesOfWordsAreTaken(t *testing.T) {
	for _, pass := range []string{
		"correct horse battery staple", "goat lamp seven river", "blue fan old bicycle",
		"नीला पंखा पुरानी साइकिल", "سرخ قلم پرانی میز", "dim lalten chhata bandook patang", "V8#kq!zP2m@x",
		"a very long passphrase that goes on and on about a brown goat on the roof of the old bicycle shop near the mill",
	} {
		if got := Faults(pass, "Sunita Sharma", "sunita.agra"); got != nil {
			t.Errorf("%q: %v", pass, got)
		}
	}
}

// The same typed on two keyboards is the same: a letter with its dot in one
// character or in two. Source: Unicode Standard Annex 15.
func TestTheTwoSpellingsOfALetterAreOne(t *testing.T) {
	for _, own := range []string{"फ़रज़ाना क़ुरैशी", "फ़रज़ाना क़ुरैशी"} {
		if got := Faults("फ़रज़ाना क़ुरैशी", own); !slices.Contains(got, Own) {
			t.Errorf("%q: %v", own, got)
		}
	}
}

// Nothing that is typed stops the desk, and what holds the own name twice is
// never stronger for it.
func TestAnythingMayBeTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pass := rapid.String().Draw(t, "pass")
		for _, f := range Faults(pass, rapid.String().Draw(t, "own")) {
			if !slices.Contains(Kinds(), f) {
				t.Errorf("%q is no kind", f)
			}
		}
	})
}

func BenchmarkFaults(b *testing.B) {
	for name, pass := range map[string]string{"four words": "goat lamp seven river", "as long as is looked at": strings.Repeat("x y z ", 20)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Faults(pass, "Sunita Sharma")
			}
		})
	}
}
